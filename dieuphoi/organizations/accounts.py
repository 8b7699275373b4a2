"""What happens to an account: corrected, locked, opened again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record
from dieuphoi.base.errors import DomainError, StaleState, require
from dieuphoi.organizations import policy
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import User


class OwnAccount(DomainError):
    """An administrator who locks the own account could not open it again."""

    def __init__(self) -> None:
        super().__init__(_("Không tự khóa tài khoản của chính mình; hãy nhờ quản trị viên khác."))


class NameMissing(DomainError):
    """An account bears the name of a person."""

    def __init__(self) -> None:
        super().__init__(_("Tài khoản phải có họ và tên."))


@transaction.atomic
def correct(user: User, *, full_name: str, email: str, by: Actor, at: datetime) -> None:
    """Correct a person's name and e-mail address; what was signed keeps the name it had."""
    require(policy.can_manage(by), _("Chỉ quản trị viên được sửa tài khoản."))
    if not full_name.strip():
        raise NameMissing
    User.objects.filter(pk=user.pk).update(full_name=full_name, email=email)
    user.full_name, user.email = full_name, email
    record("user.corrected", user, by=by, at=at, full_name=full_name, has_email=bool(email))


@transaction.atomic
def lock(user: User, *, by: Actor, at: datetime) -> None:
    """Lock an account: the person is signed out at once and cannot sign in; positions stay."""
    require(policy.can_manage(by), _("Chỉ quản trị viên được khóa tài khoản."))
    if user.pk == by.user_id:
        raise OwnAccount
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        raise StaleState(_("Tài khoản này đã khóa trước đó."))
    user.is_active = False
    record("user.locked", user, by=by, at=at)


@transaction.atomic
def unlock(user: User, *, by: Actor, at: datetime) -> None:
    """Open a locked account again."""
    require(policy.can_manage(by), _("Chỉ quản trị viên được mở khóa tài khoản."))
    if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        raise StaleState(_("Tài khoản này đang dùng được."))
    user.is_active = True
    record("user.unlocked", user, by=by, at=at)


@transaction.atomic
def let_sign_in_again(user: User, *, by: Actor, at: datetime) -> None:
    """Put on record that the pause after too many failures was ended for a person."""
    require(policy.can_manage(by), _("Chỉ quản trị viên được mở lại đăng nhập."))
    record("user.sign_in_reopened", user, by=by, at=at)
