"""Accounts, and the positions that people take up and leave."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record
from dieuphoi.base.errors import DomainError, StaleState, require
from dieuphoi.base.periods import civil_day, covers
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
    username: str, full_name: str, *, password: str | None, by: Actor, at: datetime, email: str = ""
) -> User:
    """Make an account; without a password it can only sign in another way, or with a code."""
    person = (username, full_name, email)
    return create_users([person], password=password, by=by, at=at)[username]


@transaction.atomic
def create_users(
    people: Sequence[tuple[str, str] | tuple[str, str, str]],
    *,
    password: str | None,
    by: Actor,
    at: datetime,
) -> dict[str, User]:
    """Make the accounts of several people, by user name; they share the first password.

    Each is user name, full name and, where there is one, e-mail address.
    """
    require(policy.can_manage(by), _("Chỉ quản trị viên được tạo tài khoản."))
    names = [fit_username(username) for username, *_rest in people]
    if found := _taken(names):
        raise UsernameTaken(found)
    secret = make_password(password)
    users = User.objects.bulk_create(
        [
            User(
                username=username,
                full_name=full_name,
                email=email[0] if email else "",
                password=secret,
                date_joined=at,
            )
            for username, full_name, *email in people
        ],
        batch_size=200,
    )
    for user in users:
        record("user.created", user, by=by, at=at, username=user.username)
    return {user.username: user for user in users}


class NewPerson(NamedTuple):
    """Somebody who gets an account."""

    username: str
    full_name: str
    email: str = ""


@transaction.atomic
def begin_account(
    person: NewPerson,
    organization: Organization,
    role: Role,
    *,
    title: str = "",
    part_time: bool = False,
    valid_from: date | None = None,
    by: Actor,
    at: datetime,
) -> User:
    """Make an account with its first position; it gets a code afterwards."""
    user = create_users([person], password=None, by=by, at=at)[person.username]
    appoint(
        user,
        organization,
        role,
        title=title,
        part_time=part_time,
        valid_from=valid_from,
        by=by,
        at=at,
    )
    return user


def fit_username(text: str) -> str:
    """The user name, if it can be typed on every keyboard; raises UsernameUnfit."""
    if not _USERNAME.match(text):
        raise UsernameUnfit(text)
    return text


@dataclass(frozen=True)
class Appointment:
    """A position to be given, from a day on."""

    user: User
    organization: Organization
    role: Role
    valid_from: date
    title: str = ""
    part_time: bool = False


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
    start = valid_from or civil_day(at)
    wanted = Appointment(user, organization, role, start, title, part_time)
    return appoint_all([wanted], by=by, at=at)[0]


@transaction.atomic
def appoint_all(wanted: Sequence[Appointment], *, by: Actor, at: datetime) -> list[Position]:
    """Give several people their positions, in a few queries however many they are; all or none."""
    require(policy.can_manage(by), _("Chỉ quản trị viên được giao chức danh."))
    for one in wanted:
        if not one.organization.exists_on(one.valid_from):
            raise OrganizationNotInForce(one.organization)
    people = {one.user.pk for one in wanted}
    # Two administrators at once: the second waits for the people's rows, then sees the first one's.
    list(User.objects.select_for_update().filter(pk__in=people).order_by("pk"))
    _refuse_held(wanted)
    positions = Position.objects.bulk_create(
        [
            Position(
                user=one.user,
                organization=one.organization,
                role=one.role,
                title=one.title,
                part_time=one.part_time,
                valid_from=one.valid_from,
            )
            for one in wanted
        ],
        batch_size=200,
    )
    for position in positions:
        record(
            "position.taken",
            position,
            by=by,
            at=at,
            user=position.user_id,
            organization=position.organization_id,
            role=str(position.role),
            valid_from=position.valid_from,
        )
    return positions


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


@transaction.atomic
def retitle(position: Position, *, title: str, part_time: bool, by: Actor, at: datetime) -> None:
    """Correct what a position that runs is called, and whether it is held beside another."""
    require(policy.can_manage(by), _("Chỉ quản trị viên được sửa chức danh."))
    held = Position.objects.filter(pk=position.pk, valid_to=None)
    if not held.update(title=title, part_time=part_time):
        raise StaleState(_("Chức danh này đã kết thúc trước đó."))
    position.title, position.part_time = title, part_time
    record("position.retitled", position, by=by, at=at, title=title, part_time=part_time)


def _taken(names: Sequence[str]) -> list[str]:
    """Which of the names somebody has, small and capital letters being the same; twice counts too."""
    folded = [name.lower() for name in names]
    rows = User.objects.annotate(folded=Lower("username")).filter(folded__in=folded)
    twice = {name for name, n in Counter(folded).items() if n > 1}
    return sorted({*rows.values_list("username", flat=True), *twice})


def _refuse_held(wanted: Sequence[Appointment]) -> None:
    people = {one.user.pk for one in wanted}
    held: dict[tuple[int, int, str], list[Position]] = defaultdict(list)
    for position in Position.objects.filter(user__in=people):
        held[position.user_id, position.organization_id, position.role].append(position)
    for one in wanted:
        place = (one.user.pk, one.organization.pk, str(one.role))
        for position in held[place]:
            if position.valid_to is None or covers(
                one.valid_from, position.valid_from, position.valid_to
            ):
                raise PositionAlreadyHeld
        held[place].append(Position(valid_from=one.valid_from))
