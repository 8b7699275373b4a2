"""The list of accounts: what an administrator asks of it, and how each account stands."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.base.vietnamese import fold
from dieuphoi.organizations.models import Organization, Position, User, UserQuerySet
from dieuphoi.organizations.roles import RoleBearer

_UNUSABLE = "!"
"""With what Django begins the password of an account that has none."""


class Standing(models.TextChoices):
    """How an account stands to signing in."""

    NO_CODE = "no_code", _("Chưa cấp mã")
    CODE = "code", _("Có mã, chưa đăng nhập")
    EXPIRED = "expired", _("Mã đã hết hạn")
    NEVER = "never", _("Chưa đăng nhập")
    IN_USE = "in_use", _("Đang dùng")
    LOCKED = "locked", _("Đang khóa")


@dataclass(frozen=True)
class AccountFilter:
    """What was asked of the list; an absent part asks nothing.

    `standing` is "never" (never signed in, with a code or without), "no_code" (cannot sign in yet),
    "locked" or "idle" (without a position today).
    """

    words: str = ""
    agency: int | None = None
    role: str = ""
    standing: str = ""


@dataclass(frozen=True)
class AccountRow:
    """An account with its positions of the day."""

    user: User
    standing: Standing
    positions: list[Position] = field(default_factory=list)


@dataclass(frozen=True)
class AccountFigures:
    """How many accounts there are, and how many wait for something."""

    total: int
    never: int
    no_code: int
    locked: int
    idle: int


def accounts(actor: RoleBearer, asked: AccountFilter, on: date) -> UserQuerySet:
    """The visible accounts that the filter asks for, by user name."""
    found: UserQuerySet = User.objects.visible_to(actor).order_by("username", "pk")
    if asked.agency or asked.role:
        held = Position.objects.in_force(on).filter(user=OuterRef("pk"))
        held = held.filter(organization=asked.agency) if asked.agency else held
        found = found.filter(Exists(held.filter(role=asked.role) if asked.role else held))
    if asked.standing:
        found = found.filter(_standings(on).get(asked.standing, Q()))
    return found.filter(pk__in=_matching(found, asked.words)) if asked.words.strip() else found


def without_password(users: UserQuerySet, at: datetime) -> UserQuerySet:
    """Those of the accounts that nobody can sign in to: no code was given, or its days are over."""
    return users.filter(Q(password__startswith=_UNUSABLE) | Q(code_until__lt=at), is_active=True)


def figures(actor: RoleBearer, on: date) -> AccountFigures:
    """What the desk of an administrator counts, in one query."""
    wanted = _standings(on)
    counted = User.objects.visible_to(actor).aggregate(
        total=Count("pk"),
        **{name: Count("pk", filter=condition) for name, condition in wanted.items()},
    )
    return AccountFigures(**counted)


def rows(users: Iterable[User], on: date, at: datetime) -> list[AccountRow]:
    """These accounts with their positions of the day and how they stand at that moment."""
    listed = list(users)
    held: dict[int, list[Position]] = {}
    positions = (
        Position.objects.in_force(on)
        .filter(user__in=[user.pk for user in listed])
        .select_related("organization")
        .order_by("part_time", "valid_from", "pk")
    )
    for position in positions:
        held.setdefault(position.user_id, []).append(position)
    return [AccountRow(user, standing_of(user, at), held.get(user.pk, [])) for user in listed]


def standing_of(user: User, at: datetime) -> Standing:
    """How the account stands to signing in at that moment."""
    if not user.is_active:
        return Standing.LOCKED
    if not user.has_usable_password():
        return Standing.NO_CODE
    if user.code_until is not None:
        return Standing.EXPIRED if user.code_until < at else Standing.CODE
    return Standing.IN_USE if user.last_login else Standing.NEVER


def agencies_of_accounts(on: date) -> list[tuple[int, str]]:
    """The agencies in which somebody serves on that day: number and name."""
    held = Position.objects.in_force(on).values("organization")
    return list(Organization.objects.filter(pk__in=held).values_list("pk", "name"))


def _standings(on: date) -> dict[str, Q]:
    held = Position.objects.in_force(on).filter(user=OuterRef("pk"))
    return {
        "never": Q(last_login=None, is_active=True),
        "no_code": Q(password__startswith=_UNUSABLE, is_active=True),
        "locked": Q(is_active=False),
        "idle": Q(~Exists(held), is_active=True),
    }


def _matching(users: UserQuerySet, words: str) -> list[int]:
    """Who has every word in name, user name or e-mail address; compared here, without diacritics."""
    asked = fold(words).split()
    texts = users.values_list("pk", "username", "full_name", "email")
    return [
        pk
        for pk, *parts in texts
        if all(word in folded for folded in [fold(" ".join(parts))] for word in asked)
    ]
