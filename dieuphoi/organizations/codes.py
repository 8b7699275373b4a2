"""One-time codes: a first password on paper. It lasts some days and lets in only to choose another."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher, make_password
from django.db import transaction
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record
from dieuphoi.base import rules
from dieuphoi.base.errors import DomainError, StaleState, require
from dieuphoi.base.periods import civil_day, end_of_day
from dieuphoi.organizations import policy
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import User
from dieuphoi.organizations.models.person import as_code

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""What codes are made of: no 0, O, 1, I or L, which look alike on paper."""
GROUPS, GROUP = 3, 4


class CodeHasher(PBKDF2PasswordHasher):
    """Hashes one-time codes: quickly, and yet as safely as passwords.

    What makes the many rounds of a password necessary is that people choose words that can be
    guessed. A code is drawn at random from 31¹² (2⁵⁹) and dead after some days: with 5,000 rounds
    each guess, whoever stole the database would need centuries. A thousand people's codes are so
    made in seconds instead of minutes.
    """

    algorithm = "one_time_code"
    iterations = 5_000

    def verify(self, password: str, encoded: str) -> bool:
        """Whether it is the code; a wrong word costs as much time as with any other account."""
        right = super().verify(password, encoded)
        if not right:
            others = get_hasher()
            others.encode(password, others.salt())
        return right


@dataclass(frozen=True)
class OneTimeCode:
    """A code as it is shown, once: to whom, the words to type, and the last moment they let in."""

    user: User
    words: str
    until: datetime


class AccountLocked(DomainError):
    """A locked account gets no code: it could not sign in with it."""

    def __init__(self, usernames: list[str]) -> None:
        super().__init__(
            _("Tài khoản đang khóa: %(names)s. Hãy mở khóa trước khi cấp mã.")
            % {"names": ", ".join(usernames)}
        )


class SameAsCode(DomainError):
    """The password chosen is the code that was on paper."""

    def __init__(self) -> None:
        super().__init__(_("Mật khẩu mới phải khác mã đăng nhập một lần."))


@dataclass(frozen=True)
class _OwnAccount:
    """Somebody who acts on nothing but the own account, in no position."""

    user_id: int
    label: str
    organization_id: int | None = None


@transaction.atomic
def give_codes(users: Iterable[User], *, by: Actor, at: datetime) -> list[OneTimeCode]:
    """Give each of these people a new code, in the order given; what they had lets in no more.

    The words are kept nowhere: whoever calls shows them once.
    """
    require(policy.can_manage(by), _("Chỉ quản trị viên được cấp mã đăng nhập."))
    chosen = list(users)
    locked = [user.username for user in chosen if not user.is_active]
    if locked:
        raise AccountLocked(locked)
    day = civil_day(at)
    until = end_of_day(day + timedelta(days=rules.integer("one_time_code_days", day)))
    given = [OneTimeCode(user, _drawn(), until) for user in chosen]
    for code in given:
        code.user.password = make_password(as_code(code.words), hasher=CodeHasher.algorithm)
        code.user.code_until = until
    User.objects.bulk_update(chosen, ["password", "code_until"], batch_size=200)
    for user in chosen:
        record("user.code_given", user, by=by, at=at, until=until)
    return given


def has_expired(user: User, at: datetime) -> bool:
    """Whether all the person has is a code whose days are over."""
    return user.code_until is not None and user.code_until < at


@transaction.atomic
def choose_password(user: User, password: str, *, at: datetime) -> None:
    """Take the person's own password in place of a code or of an older one.

    Raises SameAsCode, and StaleState when the account got another code or password meanwhile.
    """
    if user.code_until is not None and user.check_password(password):
        raise SameAsCode
    seen = user.password
    secret = make_password(password)
    held = User.objects.filter(pk=user.pk, password=seen)
    if not held.update(password=secret, code_until=None):
        raise StaleState(_("Tài khoản vừa được cấp mã mới. Hãy đăng nhập bằng mã đó."))
    user.password, user.code_until = secret, None
    record("user.password_chosen", user, by=_OwnAccount(user.pk, user.full_name), at=at)


def _drawn() -> str:
    groups = ("".join(secrets.choice(LETTERS) for _n in range(GROUP)) for _g in range(GROUPS))
    return "-".join(groups)
