"""The list of accounts as an Excel sheet."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.base.periods import civil_day
from dieuphoi.base.sheets import Column, write_list
from dieuphoi.base.vietnamese import format_date
from dieuphoi.organizations.queries import AccountRow
from dieuphoi.organizations.roles import Role

COLUMNS: list[Column[AccountRow]] = [
    Column(gettext_lazy("Tên đăng nhập"), 22, lambda r: r.user.username),
    Column(gettext_lazy("Họ và tên"), 28, lambda r: r.user.full_name),
    Column(
        gettext_lazy("Cơ quan"), 44, lambda r: "\n".join(p.organization.name for p in r.positions)
    ),
    Column(
        gettext_lazy("Vai trò"),
        22,
        lambda r: "\n".join(str(Role(p.role).label) for p in r.positions),
    ),
    Column(gettext_lazy("Chức danh"), 26, lambda r: "\n".join(p.title for p in r.positions)),
    Column(gettext_lazy("Thư điện tử"), 28, lambda r: r.user.email),
    Column(gettext_lazy("Tình trạng"), 22, lambda r: str(r.standing.label)),
    Column(
        gettext_lazy("Đăng nhập gần nhất"),
        14,
        lambda r: civil_day(r.user.last_login) if r.user.last_login else None,
    ),
]


def write_sheet(rows: Iterable[AccountRow], *, on: date) -> bytes:
    """The rows as an .xlsx file."""
    said = _("Tài khoản và chức danh ngày %(day)s.") % {"day": format_date(on)}
    title = _("Danh sách tài khoản")
    return write_list(COLUMNS, rows, name=title, title=title, said=said, printed=len(COLUMNS))
