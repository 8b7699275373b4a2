"""The empty sheet to be filled in: two tables with a row that shows how, lists of valid words, a page of help."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from dieuphoi.base.sheets import looks_like_formula
from dieuphoi.organizations.models import Organization, OrganizationKind
from dieuphoi.organizations.onboarding.tables import (
    AGENCIES,
    AGENCIES_SHEET,
    HELP_SHEET,
    LIST_SHEET,
    NUMBER,
    PEOPLE,
    PEOPLE_SHEET,
    SAMPLE,
    Column,
)
from dieuphoi.organizations.roles import ROLES, Role

ROWS = 2_000
"""How many rows have their lists of valid words."""


def write_template(agencies: Sequence[Organization], own: Organization | None) -> bytes:
    """The template as an .xlsx file; `agencies` are offered in the column of agencies."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False})
    formats = _formats(book)
    _write_help(book.add_worksheet(str(HELP_SHEET)), formats)
    people = book.add_worksheet(str(PEOPLE_SHEET))
    _write_table(people, PEOPLE, _sample_person(own), formats)
    units = book.add_worksheet(str(AGENCIES_SHEET))
    _write_table(units, AGENCIES, _sample_agency(own), formats)
    names = _write_lists(book.add_worksheet(str(LIST_SHEET)), agencies, formats)
    _offer(people, PEOPLE, {"agency": names["agencies"], "role": names["roles"]})
    _offer(people, PEOPLE, {"part_time": [_("Có"), _("Không")]})
    _offer(units, AGENCIES, {"parent": names["agencies"], "kind": names["kinds"]})
    people.activate()
    book.close()
    return buffer.getvalue()


def _sample_person(own: Organization | None) -> dict[str, str]:
    return {
        "username": "nguyenvana",
        "full_name": _("Nguyễn Văn A"),
        "agency": own.name if own else _("Sở Tài chính"),
        "role": str(Role.OFFICER.label),
        "title": _("Chuyên viên phòng Tổng hợp"),
        "part_time": _("Không"),
        "since": "01/01/2026",
        "email": "",
    }


def _sample_agency(own: Organization | None) -> dict[str, str]:
    return {
        "full": _("Phòng Tổng hợp minh họa"),
        "short": _("Phòng Tổng hợp"),
        "parent": own.name if own else _("Sở Tài chính"),
        "territory": "",
        "kind": str(OrganizationKind.UNIT.label),
        "spellings": _("P. Tổng hợp; P.TH"),
    }


def _write_table(
    sheet: Any, columns: tuple[Column, ...], sample: dict[str, str], formats: dict[str, Any]
) -> None:
    sheet.set_column(0, 0, 7)
    sheet.write_string(0, 0, str(NUMBER), formats["head"])
    sheet.write_string(1, 0, str(SAMPLE), formats["sample"])
    for n, column in enumerate(columns, 1):
        sheet.set_column(n, n, column.width, formats["text"])
        heading = f"{column.heading} *" if column.required else str(column.heading)
        sheet.write_string(0, n, heading, formats["head"])
        sheet.write_string(1, n, sample[column.name], formats["sample"])
        sheet.write_comment(0, n, str(column.wants), {"x_scale": 1.6})
    sheet.set_row(0, 30)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    _fit_on_paper(sheet)


def _write_lists(
    sheet: Any, agencies: Sequence[Organization], formats: dict[str, Any]
) -> dict[str, str]:
    """The valid words, each list a column; where each list stands, as a formula names it."""
    roles = [(str(role.label), str(ROLES[role].description)) for role in Role]
    kinds = [str(kind.label) for kind in OrganizationKind]
    for n, (heading, width) in enumerate(
        [(_("Vai trò"), 22), (_("Làm được gì"), 90), (_("Loại cơ quan"), 34), (_("Cơ quan"), 60)]
    ):
        sheet.set_column(n, n, width)
        sheet.write_string(0, n, heading, formats["head"])
    for line, (label, description) in enumerate(roles, 1):
        sheet.write_string(line, 0, label, formats["cell"])
        sheet.write_string(line, 1, description, formats["cell"])
    for line, label in enumerate(kinds, 1):
        sheet.write_string(line, 2, label, formats["cell"])
    for line, agency in enumerate(agencies, 1):
        look = "quoted" if looks_like_formula(agency.name) else "cell"
        sheet.write_string(line, 3, agency.name, formats[look])
    sheet.freeze_panes(1, 0)
    _fit_on_paper(sheet)
    name = f"'{LIST_SHEET}'"
    return {
        "roles": f"={name}!$A$2:$A${len(roles) + 1}",
        "kinds": f"={name}!$C$2:$C${len(kinds) + 1}",
        "agencies": f"={name}!$D$2:$D${max(len(agencies), 1) + 1}",
    }


def _offer(sheet: Any, columns: tuple[Column, ...], lists: dict[str, Any]) -> None:
    """Let the cells of a column be chosen from a list; other words may be typed all the same."""
    places = {column.name: n for n, column in enumerate(columns, 1)}
    for name, source in lists.items():
        place = places[name]
        choice = {"validate": "list", "source": source, "error_type": "information"}
        sheet.data_validation(1, place, ROWS, place, {**choice, "show_error": False})


def _write_help(sheet: Any, formats: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 110)
    sheet.hide_gridlines(2)
    _fit_on_paper(sheet)
    lines = [
        _(
            "Điền người dùng ở trang Người dùng, mỗi dòng một chức danh. Một người có hai chức danh thì ghi hai dòng cùng tên đăng nhập."
        ),
        _(
            "Cơ quan, đơn vị chưa có trong danh mục (phòng, trung tâm, hội đồng…) thì ghi ở trang Cơ quan."
        ),
        _("Cột có dấu * là bắt buộc. Không cần giữ thứ tự cột; đừng sửa tên cột."),
        _("Dòng có chữ VÍ DỤ ở cột đầu chỉ để xem, không được nạp. Có thể xóa."),
        _(
            "Vai trò, loại cơ quan và tên cơ quan hợp lệ ở trang Danh sách; vai trò nào làm được gì cũng ghi ở đó."
        ),
        _("Ngày ghi theo dạng ngày/tháng/năm, ví dụ 31/12/2026."),
        _(
            "Xong thì tải tệp lên ở trang Quản trị, mục Nạp từ Excel. Phần mềm cho xem trước từng dòng; có một dòng sai thì không nạp dòng nào."
        ),
        _(
            "Nạp lại cùng một tệp không thay đổi gì. Sửa tệp rồi nạp lại thì chỉ chỗ sửa thay đổi. Dòng bị xóa khỏi tệp không xóa người."
        ),
        _(
            "Mật khẩu không ghi trong tệp này. Sau khi nạp, quản trị viên in phiếu mã đăng nhập một lần cho từng người."
        ),
    ]
    sheet.write_string(0, 0, _("Cách điền danh sách người dùng"), formats["title"])
    for n, line in enumerate(lines, 2):
        sheet.write_string(n, 0, f"{n - 1}. {line}", formats["words"])


def _fit_on_paper(sheet: Any) -> None:
    """A4, all columns on one sheet's width."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _formats(book: Any) -> dict[str, Any]:
    cell = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C8CDD3"}
    grey = {"italic": True, "font_color": "#5B6670", "bg_color": "#F2F4F7", "num_format": "@"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "words": book.add_format({"text_wrap": True, "valign": "top"}),
        "head": book.add_format({**cell, "bold": True, "bg_color": "#E8EEF5", "valign": "vcenter"}),
        "cell": book.add_format(cell),
        "quoted": book.add_format({**cell, "quote_prefix": True}),
        "sample": book.add_format({**cell, **grey}),
        # Text, so that a user name of digits keeps its zeros and a day stays as it was typed.
        "text": book.add_format({"num_format": "@"}),
    }
