"""The task list as an Excel sheet, in the column order of the officials' own lists."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from io import BytesIO

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
    Column(gettext_lazy("Nội dung nhiệm vụ"), 60, lambda r: r.content),
    Column(gettext_lazy("Cơ quan chủ trì"), 28, lambda r: "; ".join(r.leads)),
    Column(gettext_lazy("Thời hạn"), 16, lambda r: r.deadline_text),
    Column(gettext_lazy("Ngày đến hạn"), 12, lambda r: r.due_on),
    Column(gettext_lazy("Tiến độ (%)"), 9, lambda r: r.percent),
    Column(
        gettext_lazy("Lãnh đạo chỉ đạo"),
        22,
        lambda r: r.terms.supervising_leader if r.terms else "",
    ),
    Column(gettext_lazy("Cơ quan phối hợp"), 32, lambda r: "; ".join(r.cooperating)),
    Column(gettext_lazy("Sản phẩm"), 26, lambda r: r.product),
    Column(gettext_lazy("Trạng thái"), 16, lambda r: str(ObligationState(r.state).label)),
    Column(gettext_lazy("Tình trạng thời hạn"), 18, lambda r: _time_word(r.punctuality)),
    Column(gettext_lazy("Ngày báo gần nhất"), 12, lambda r: r.told_on),
    Column(
        gettext_lazy("Nhóm nhiệm vụ"), 30, lambda r: r.task.section.title if r.task.section else ""
    ),
    Column(gettext_lazy("Nguồn"), 26, lambda r: r.task.plan.document.title),
    Column(gettext_lazy("Ngày văn bản"), 12, lambda r: r.task.plan.document.issued_on),
]


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
    for n, column in enumerate(COLUMNS):
        sheet.write_string(3, n, str(column.heading), formats["head"])
    for line, row in enumerate(rows, start=4):
        for n, column in enumerate(COLUMNS):
            _write(sheet, line, n, column.value(row), formats)
    book.close()
    return buffer.getvalue()


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula when it is typed or pasted again."""
    return text.lstrip()[:1] in FORMULA_STARTS


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
