"""Accounts, and the positions that people take up and leave."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record
from dieuphoi.base.errors import DomainError, StaleState, require
from dieuphoi.base.periods import civil_day
from dieuphoi.organizations import policy
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import Organization, Position, User
from dieuphoi.organizations.roles import Role


_USERNAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._@-]{0,59}\Z")


class UsernameTaken(DomainError):
    """The name is already somebody's account."""

    def __init__(self, usernames: Sequence[str]) -> None:
        taken = ", ".join(usernames)
        super().__init__(_("Tên đăng nhập đã có người dùng: %(taken)s.") % {"taken": taken})


class UsernameUnfit(DomainError):
    """A user name holds what nobody can type on every keyboard."""

    def __init__(self, username: str) -> None:
        super().__init__(
            _(
                "Tên đăng nhập “%(username)s” chưa dùng được: chỉ dùng chữ không dấu, chữ số và các "
                "dấu . _ - @, không có dấu cách, tối đa 60 ký tự."
            )
            % {"username": username}
        )


class OrganizationNotInForce(DomainError):
    """Nobody can be appointed in an organization that does not exist on that day."""

    def __init__(self, organization: Organization) -> None:
        super().__init__(
            _("%(name)s không hoạt động vào ngày này; hãy chọn cơ quan kế thừa hoặc ngày khác.")
            % {"name": organization.name}
        )


class PositionAlreadyHeld(DomainError):
    """The person already serves there in that role."""

    def __init__(self) -> None:
        super().__init__(_("Người này đang giữ vai trò đó tại cơ quan."))


class LeavesBeforeArriving(DomainError):
    """A position ends after it began."""

    def __init__(self) -> None:
        super().__init__(_("Ngày thôi giữ chức danh phải sau ngày bắt đầu."))


def create_user(
    username: str, full_name: str, *, password: str | None, by: Actor, at: datetime
) -> User:
    """Make an account; without a password it can only sign in another way."""
    return create_users([(username, full_name)], password=password, by=by, at=at)[username]


@transaction.atomic
def create_users(
    people: Sequence[tuple[str, str]], *, password: str | None, by: Actor, at: datetime
) -> dict[str, User]:
    """Make the accounts of several people, by user name; they share the first password."""
    require(policy.can_manage(by), _("Chỉ quản trị viên được tạo tài khoản."))
    names = [fit_username(username) for username, _full_name in people]
    taken = User.objects.filter(username__in=names).values_list("username", flat=True)
    if found := sorted(taken):
        raise UsernameTaken(found)
    secret = make_password(password)
    users = [
        User.objects.create(username=username, full_name=full_name, password=secret, date_joined=at)
        for username, full_name in people
    ]
    for user in users:
        record("user.created", user, by=by, at=at, username=user.username)
    return {user.username: user for user in users}


def fit_username(text: str) -> str:
    """The user name, if it can be typed on every keyboard; raises UsernameUnfit."""
    if not _USERNAME.match(text):
        raise UsernameUnfit(text)
    return text


@transaction.atomic
def appoint(
    user: User,
    organization: Organization,
    role: Role,
    *,
    title: str = "",
    part_time: bool = False,
    by: Actor,
    at: datetime,
    valid_from: date | None = None,
) -> Position:
    """Give a person a position, from the day of the act unless another day is said."""
    require(policy.can_manage(by), _("Chỉ quản trị viên được giao chức danh."))
    start = valid_from or civil_day(at)
    if not organization.exists_on(start):
        raise OrganizationNotInForce(organization)
    # Two administrators at once: the second waits for the person's row, then sees the first one's.
    User.objects.select_for_update().get(pk=user.pk)
    held = Position.objects.filter(user=user, organization=organization, role=role)
    if held.in_force(start).exists() or held.filter(valid_to=None).exists():
        raise PositionAlreadyHeld
    position = Position.objects.create(
        user=user,
        organization=organization,
        role=role,
        title=title,
        part_time=part_time,
        valid_from=start,
    )
    record(
        "position.taken",
        position,
        by=by,
        at=at,
        user=user.pk,
        organization=organization.pk,
        role=role.value,
        valid_from=start,
    )
    return position


@transaction.atomic
def relieve(position: Position, *, by: Actor, at: datetime, valid_to: date | None = None) -> None:
    """End a position: the person no longer acts in it from that day on."""
    require(policy.can_manage(by), _("Chỉ quản trị viên được cho thôi chức danh."))
    end = valid_to or civil_day(at)
    if end <= position.valid_from:
        raise LeavesBeforeArriving
    held = Position.objects.filter(pk=position.pk, valid_to=None)
    if not held.update(valid_to=end):
        raise StaleState(_("Chức danh này đã kết thúc trước đó."))
    position.valid_to = end
    record("position.left", position, by=by, at=at, valid_to=end)
