"""The task list as an Excel sheet, in the column order of the officials' own lists."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from textwrap import wrap

import xlsxwriter
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.base.vietnamese import format_date
from dieuphoi.plans.models import ObligationState
from dieuphoi.plans.punctuality import Punctuality
from dieuphoi.plans.queries import TaskRow


@dataclass(frozen=True)
class Column:
    """A column of the list: its heading, its width in characters, and what stands in it."""

    heading: Promise
    width: int
    value: Callable[[TaskRow], str | int | date | None]


FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")

COLUMNS: list[Column] = [
    Column(gettext_lazy("Mã"), 8, lambda r: r.task.code),
    Column(gettext_lazy("Nội dung nhiệm vụ"), 52, lambda r: r.content),
    Column(gettext_lazy("Cơ quan chủ trì"), 24, lambda r: "; ".join(r.leads)),
    Column(gettext_lazy("Thời hạn"), 16, lambda r: r.deadline_text),
    Column(gettext_lazy("Ngày đến hạn"), 12, lambda r: r.due_on),
    Column(gettext_lazy("Tiến độ (%)"), 9, lambda r: r.percent),
    Column(
        gettext_lazy("Lãnh đạo chỉ đạo"),
        16,
        lambda r: r.terms.supervising_leader if r.terms else "",
    ),
    Column(gettext_lazy("Cơ quan phối hợp"), 28, lambda r: "; ".join(r.cooperating)),
    Column(gettext_lazy("Sản phẩm"), 24, lambda r: r.product),
    Column(gettext_lazy("Trạng thái"), 16, lambda r: str(ObligationState(r.state).label)),
    Column(gettext_lazy("Tình trạng thời hạn"), 18, lambda r: _time_word(r.punctuality)),
    Column(gettext_lazy("Ngày báo gần nhất"), 12, lambda r: r.told_on),
    Column(
        gettext_lazy("Nhóm nhiệm vụ"), 30, lambda r: r.task.section.title if r.task.section else ""
    ),
    Column(gettext_lazy("Nguồn"), 26, lambda r: r.task.plan.document.title),
    Column(gettext_lazy("Ngày văn bản"), 12, lambda r: r.task.plan.document.issued_on),
]
PRINTED = 11
"""How many columns are printed on A4: up to the punctuality; the rest is for sorting on screen."""
LINE = 15
"""The height of a line of text, in points."""


def write_sheet(rows: Iterable[TaskRow], *, title: str, asked: str, on: date) -> bytes:
    """The rows as an .xlsx file; `asked` says in words which filter they answer.

    Text that starts like a formula is written as text and marked as such (the quote prefix), so
    that it stays text when somebody edits or copies the cell.
    """
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_("Nhiệm vụ"))
    formats = _formats(book)
    _lay_out(sheet)
    sheet.write_string(0, 0, title, formats["title"])
    sheet.write_string(
        1, 0, _("%(asked)s. Số liệu ngày %(day)s.") % {"asked": asked, "day": format_date(on)}
    )
    sheet.set_row(3, 2 * LINE)
    for n, column in enumerate(COLUMNS):
        sheet.write_string(3, n, str(column.heading), formats["head"])
    line = 3
    for line, row in enumerate(rows, start=4):
        values = [column.value(row) for column in COLUMNS]
        sheet.set_row(line, LINE * _lines(values))
        for n, value in enumerate(values):
            _write(sheet, line, n, value, formats)
    sheet.print_area(0, 0, line, PRINTED - 1)
    book.close()
    return buffer.getvalue()


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula when it is typed or pasted again."""
    return text.lstrip()[:1] in FORMULA_STARTS


def _lines(values: Sequence[object]) -> int:
    """How many lines the row's longest cell takes; not every program works that out itself."""
    return max(
        _wrapped(value, column.width)
        for column, value in zip(COLUMNS, values, strict=True)
        if isinstance(value, str)
    )


def _wrapped(text: str, width: int) -> int:
    return sum(max(len(wrap(part, width)), 1) for part in text.split("\n"))


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    line: int,
    n: int,
    value: object,
    formats: dict[str, object],
) -> None:
    if isinstance(value, date):
        sheet.write_datetime(line, n, value, formats["date"])
    elif isinstance(value, int):
        sheet.write_number(line, n, value, formats["cell"])
    else:
        text = str(value or "")
        sheet.write_string(line, n, text, formats["quoted" if looks_like_formula(text) else "cell"])


def _lay_out(sheet: xlsxwriter.worksheet.Worksheet) -> None:
    for n, column in enumerate(COLUMNS):
        sheet.set_column(n, n, column.width)
    sheet.freeze_panes(4, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&R&P/&N")
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)


def _formats(book: xlsxwriter.Workbook) -> dict[str, object]:
    cell = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C8CDD3"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({**cell, "bold": True, "bg_color": "#E8EEF5", "valign": "vcenter"}),
        "cell": book.add_format(cell),
        "quoted": book.add_format({**cell, "quote_prefix": True}),
        "date": book.add_format({**cell, "num_format": "dd/mm/yyyy", "align": "left"}),
    }


def _time_word(punctuality: str | None) -> str:
    return str(Punctuality(punctuality).label) if punctuality else ""
