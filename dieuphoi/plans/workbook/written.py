"""A workbook for one agency: its obligations with open columns to fill in offline, and how to do it.

What the product says is locked, what the agency says is open; each row bears its key in a hidden
column, so that rows and columns may be sorted, moved and deleted before the file comes back.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import wrap
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from dieuphoi.base.sheets import LINE, looks_like_formula
from dieuphoi.base.vietnamese import format_date
from dieuphoi.organizations.models import Organization
from dieuphoi.plans.models import ObligationState, PartyRole, Plan
from dieuphoi.plans.queries.terms_in_force import terms_of
from dieuphoi.plans.workbook.columns import KEY, NO, OPEN, READ_ONLY, YES, Column, Place
from dieuphoi.plans.workbook.owed import Owed, can_be_filled

HEAD = 4
"""The line of the headings, from nought."""
MOST_LETTERS = 32_767
TALLEST = 409
"""What Excel takes in a cell, and the height of a row in points."""
_SEEN = 4_000
"""Letters of a cell that count for its height: more fill the tallest row anyway."""
_FIRST_DAY = date(2000, 1, 1)
_NOT_IN_NAME = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
_LONGEST_NAME = 100

Value = str | int | date | None


@dataclass(frozen=True)
class AgencyWorkbook:
    """What one workbook is of: an agency's obligations under one plan, or (`plan` None) under all
    plans that `focal` gathers from it."""

    agency: Organization
    focal: Organization
    plan: Plan | None
    rows: Sequence[Owed]
    has_account: bool
    is_illustration: bool

    @property
    def name(self) -> str:
        """The name of the file."""
        return file_name(_("Bảng tiến độ - %(agency)s.xlsx") % {"agency": self.agency.name})


def file_name(text: str) -> str:
    """The text as a name that every file system takes, its ending kept."""
    stem, dot, ending = _NOT_IN_NAME.sub(" ", text).rpartition(".")
    return " ".join(stem.split())[:_LONGEST_NAME].strip(" .") + dot + ending


def write_all(workbooks: Iterable[AgencyWorkbook], *, on: date) -> bytes:
    """The workbooks as one .zip file, each under the name of its agency."""
    buffer = io.BytesIO()
    taken: set[str] = set()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for one in workbooks:
            name, n = one.name, 2
            while name.casefold() in taken:
                name, n = f"{one.name.removesuffix('.xlsx')} ({n}).xlsx", n + 1
            taken.add(name.casefold())
            package.writestr(name, write_workbook(one, on=on))
    return buffer.getvalue()


def write_workbook(workbook: AgencyWorkbook, *, on: date) -> bytes:
    """The workbook as an .xlsx file; its figures are those of the day."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False})
    formats = _formats(book)
    _write_instructions(book.add_worksheet(_("Hướng dẫn")), workbook, formats, on)
    _write_rows(book.add_worksheet(_("Nhiệm vụ")), workbook, formats, on)
    book.worksheets()[1].activate()
    book.close()
    return buffer.getvalue()


def _write_instructions(sheet: Any, workbook: AgencyWorkbook, formats: Any, on: date) -> None:
    sheet.set_column(0, 0, 4)
    sheet.set_column(1, 1, 100)
    sheet.hide_gridlines(2)
    _page(sheet, landscape=False)
    _text(sheet, 0, 0, _("BẢNG TIẾN ĐỘ NHIỆM VỤ"), formats, "title")
    _text(sheet, 1, 0, workbook.agency.name, formats, "strong")
    line = 3
    for n, sentence in enumerate(_sentences(workbook, on), start=1):
        sheet.write_number(line, 0, n, formats["line"])
        _text(sheet, line, 1, sentence, formats, "line")
        sheet.set_row(line, LINE * len(wrap(sentence, 95)))
        line += 1
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _sentences(workbook: AgencyWorkbook, on: date) -> list[str]:
    found = [
        _(
            "Tờ “Nhiệm vụ” có các nghĩa vụ chưa xong của cơ quan đến ngày %(day)s. Chỉ ghi vào các ô "
            "nền vàng; các ô khác đã khóa và không cần sửa."
        )
        % {"day": format_date(on)},
        _("Tiến độ: số nguyên từ 0 đến 100. Ghi 60, không cần ghi dấu phần trăm."),
        _("Kết quả đã làm: nêu việc đã xong, kèm số, ký hiệu văn bản nếu có."),
        _("Việc tiếp theo: việc cơ quan sẽ làm trong thời gian tới; có thể để trống."),
        _("Ngày báo: dạng ngày/tháng/năm, không sau hôm nay. Để trống là ngày nộp bảng."),
        _(
            "Đề nghị xác nhận hoàn thành: chọn “Có” khi nhiệm vụ đã xong; khi đó phải ghi tiến độ và "
            "kết quả đã làm."
        ),
        _("Nhiệm vụ không có gì mới thì để trống cả dòng: không dòng nào bị thay đổi."),
        _(
            "Có thể lọc; muốn sắp xếp hoặc xóa dòng thì bỏ bảo vệ trang tính (không có mật khẩu). "
            "Không sửa cột khóa đang ẩn ở cuối bảng, không gộp ô, không chép dòng của bảng khác vào."
        ),
        _(
            "Lưu tệp dạng .xlsx, không đặt mật khẩu, rồi gửi %(focal)s. Nội dung mang dấu chỉ độ mật "
            "không ghi vào bảng này."
        )
        % {"focal": workbook.focal.name},
        _(
            "Nếu nhiệm vụ đã được cập nhật sau ngày tải bảng, dòng đó sẽ không được nhận; hãy dùng "
            "bảng mới."
        ),
    ]
    if workbook.is_illustration:
        found.append(_("Dữ liệu minh họa, không phải văn bản thật."))
    return found


def _write_rows(sheet: Any, workbook: AgencyWorkbook, formats: Any, on: date) -> None:
    columns = [c for c in READ_ONLY if c.place != Place.PLAN or workbook.plan is None]
    columns = [*columns, *OPEN, KEY]
    _text(sheet, 0, 0, workbook.agency.name, formats, "title")
    title = workbook.plan.title if workbook.plan else _("Mọi kế hoạch do cơ quan đầu mối tổng hợp")
    _text(sheet, 1, 0, title, formats, "strong")
    said = _("Số liệu ngày %(day)s. Ghi vào các ô nền vàng; cách ghi ở tờ “Hướng dẫn”.")
    _text(sheet, 2, 0, said % {"day": format_date(on)}, formats, "plain")
    for n, column in enumerate(columns):
        sheet.set_column(n, n, column.width, None, {"hidden": column is KEY})
        look = "open_head" if column in OPEN else "head"
        sheet.write_string(HEAD, n, str(column.heading), formats[look])
    sheet.set_row(HEAD, 3 * LINE)
    for line, row in enumerate(workbook.rows, start=HEAD + 1):
        _write_row(sheet, line, columns, row, formats, workbook)
    last = HEAD + max(len(workbook.rows), 1)
    _validate(sheet, columns, last, on)
    sheet.autofilter(HEAD, 0, last, len(columns) - 2)
    sheet.freeze_panes(HEAD + 1, columns.index(_column(columns, Place.CONTENT)) + 1)
    sheet.print_area(0, 0, last, len(columns) - 2)
    sheet.repeat_rows(HEAD)
    _page(sheet, landscape=True)
    sheet.protect(
        "",
        {
            "format_cells": True,
            "format_columns": True,
            "format_rows": True,
            "sort": True,
            "autofilter": True,
            "delete_rows": True,
        },
    )


def _write_row(
    sheet: Any,
    line: int,
    columns: Sequence[Column],
    row: Owed,
    formats: Any,
    workbook: AgencyWorkbook,
) -> None:
    values = _values(row)
    is_open = can_be_filled(row.obligation, has_account=workbook.has_account)
    tall = 1
    for n, column in enumerate(columns):
        if column in OPEN:
            sheet.write_blank(line, n, None, formats[_look_of_open(column.place, is_open)])
            continue
        value = values[column.place]
        if isinstance(value, date):
            sheet.write_datetime(line, n, value, formats["date"])
        elif isinstance(value, int):
            sheet.write_number(line, n, value, formats["cell"])
        else:
            _text(sheet, line, n, value or "", formats, "cell")
            tall = max(tall, _lines(value or "", column.width))
    sheet.set_row(line, min(LINE * max(tall, 2), TALLEST))


def _look_of_open(place: Place, is_open: bool) -> str:
    if not is_open:
        return "closed"
    return {Place.PERCENT: "open_number", Place.ON: "open_date", Place.DONE: "open_done"}.get(
        place, "open"
    )


def _values(row: Owed) -> dict[Place, Value]:
    """What stands in the locked columns of a row."""
    one, told = row.obligation, row.told
    terms = terms_of(one)
    deadlines = [d.text for d in terms.deadlines.all() if d.text] if terms else []
    return {
        Place.CODE: one.task.code,
        Place.PLAN: one.task.plan.title,
        Place.CONTENT: terms.content if terms else "",
        Place.ROLE: str(PartyRole(one.role).label),
        Place.PRODUCT: terms.product if terms else "",
        Place.DEADLINE: "\n".join(deadlines),
        Place.DUE_ON: one.due_on,
        Place.STATE: str(ObligationState(one.state).label),
        Place.TOLD_PERCENT: one.percent if told else None,
        Place.TOLD_DID: told.did if told else "",
        Place.TOLD_ON: told.on if told else None,
        Place.KEY: str(row.key),
    }


def _validate(sheet: Any, columns: Sequence[Column], last: int, on: date) -> None:
    """What the open cells take, said by the spreadsheet program as soon as it is typed."""
    rules: dict[Place, dict[str, object]] = {
        Place.PERCENT: {
            "validate": "integer",
            "criteria": "between",
            "minimum": 0,
            "maximum": 100,
            "input_title": _("Tiến độ"),
            "input_message": _("Số nguyên từ 0 đến 100."),
            "error_title": _("Chưa đúng"),
            "error_message": _("Tiến độ là số nguyên từ 0 đến 100."),
        },
        Place.ON: {
            "validate": "date",
            "criteria": "between",
            "minimum": _FIRST_DAY,
            "maximum": date(on.year + 5, 12, 31),
            "input_title": _("Ngày báo"),
            "input_message": _("Ngày/tháng/năm. Để trống là ngày nộp bảng."),
            "error_title": _("Chưa đúng"),
            "error_message": _("Hãy ghi ngày theo dạng 31/12/2026."),
        },
        Place.DONE: {
            "validate": "list",
            "source": [str(YES), NO],
            "error_title": _("Chưa đúng"),
            "error_message": _("Hãy chọn trong danh sách."),
        },
    }
    for place, rule in rules.items():
        n = columns.index(_column(columns, place))
        sheet.data_validation(HEAD + 1, n, last, n, {"ignore_blank": True, **rule})


def _column(columns: Sequence[Column], place: Place) -> Column:
    return next(column for column in columns if column.place == place)


def _text(sheet: Any, line: int, n: int, text: str, formats: Any, look: str) -> None:
    """Text as text: what starts like a formula is marked so, and stays text when it is edited."""
    quoted = f"{look}_quoted" if looks_like_formula(text) else look
    sheet.write_string(line, n, text[:MOST_LETTERS], formats[quoted])


def _lines(text: str, width: int) -> int:
    return sum(max(len(wrap(part, width)), 1) for part in text[:_SEEN].split("\n"))


def _page(sheet: Any, *, landscape: bool) -> None:
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&R&P/&N")
    sheet.fit_to_pages(1, 0)


def _formats(book: xlsxwriter.Workbook) -> dict[str, object]:
    cell = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C8CDD3"}
    opened = {**cell, "locked": False, "bg_color": "#FFF9DB"}
    head = {**cell, "bold": True, "valign": "vcenter", "bg_color": "#E8EEF5"}
    day = {"num_format": "dd/mm/yyyy", "align": "left"}
    looks: dict[str, dict[str, object]] = {
        "title": {"bold": True, "font_size": 14},
        "strong": {"bold": True},
        "plain": {},
        "line": {"text_wrap": True, "valign": "top"},
        "head": head,
        "open_head": {**head, "bg_color": "#FFE99A"},
        "cell": cell,
        "date": {**cell, **day},
        "closed": {**cell, "bg_color": "#EEF0F2"},
        "open": {**opened, "num_format": "@"},
        "open_number": {**opened, "num_format": "0"},
        "open_date": {**opened, **day},
        "open_done": {**opened, "align": "center"},
    }
    quoted = {
        f"{look}_quoted": {**looks[look], "quote_prefix": True}
        for look in ("title", "strong", "plain", "line", "cell")
    }
    return {look: book.add_format(how) for look, how in {**looks, **quoted}.items()}
