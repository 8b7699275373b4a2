"""The first day of an installation: whose it is, and who keeps its accounts."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record
from dieuphoi.base.errors import DomainError
from dieuphoi.organizations import appointments, codes, founding, home
from dieuphoi.organizations.actor import SYSTEM
from dieuphoi.organizations.codes import OneTimeCode
from dieuphoi.organizations.founding import NewAgency
from dieuphoi.organizations.models import Organization, User
from dieuphoi.organizations.roles import Role


class AlreadyBegun(DomainError):
    """Somebody has an account here: an installation begins once."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Cơ sở dữ liệu đã có tài khoản nên không khởi tạo lại. Quản trị viên thêm người ở "
                "trang Quản trị; muốn làm lại từ đầu, hãy dùng thư mục lưu trữ mới."
            )
        )


@dataclass(frozen=True)
class Begun:
    """What an installation begins with."""

    agency: Organization
    code: OneTimeCode


def refuse_if_begun() -> None:
    """Go on only while nobody has an account."""
    if User.objects.exists():
        raise AlreadyBegun


@transaction.atomic
def begin(
    agency: Organization | NewAgency, *, username: str, full_name: str, at: datetime
) -> Begun:
    """Settle in an agency, known or to be added, and give its first administrator a code."""
    refuse_if_begun()
    own = (
        agency
        if isinstance(agency, Organization)
        else founding.add_agency(agency, by=SYSTEM, at=at)
    )
    home.settle(own)
    record("installation.begun", own, by=SYSTEM, at=at)
    user = appointments.create_user(username, full_name, password=None, by=SYSTEM, at=at)
    appointments.appoint(user, own, Role.ADMINISTRATOR, by=SYSTEM, at=at)
    [code] = codes.give_codes([user], by=SYSTEM, at=at)
    return Begun(own, code)
