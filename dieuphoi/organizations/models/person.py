"""People, and the positions they hold."""

import re
from typing import ClassVar, Self

from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.organizations.models.dated import DatedQuerySet, days_in_order
from dieuphoi.organizations.models.organization import Organization
from dieuphoi.organizations.roles import Permission, Role, RoleBearer

_NOT_IN_CODES = re.compile(r"[^0-9A-Z]")


def as_code(text: str) -> str:
    """A one-time code as it is kept: what people type between and around its letters left out."""
    return _NOT_IN_CODES.sub("", text.upper())


class UserQuerySet(models.QuerySet["User"]):
    """The vocabulary of questions about accounts."""

    def visible_to(self, actor: RoleBearer) -> Self:
        """An administrator sees all accounts, others their own and those of their organization."""
        if actor.may(Permission.MANAGE_ORGANIZATIONS):
            return self.all()
        return self.filter(
            pk__in=Position.objects.visible_to(actor).order_by().values("user_id")
        ) | self.filter(pk=actor.user_id)


class AccountManager(UserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes accounts, and answers with UserQuerySet."""


class User(AbstractUser):
    """An account: one person. Rights belong to positions, not to the account."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.TextField(_("họ và tên"))
    code_until = models.DateTimeField(
        _("mã đăng nhập một lần dùng được đến"),
        null=True,
        blank=True,
        help_text=_("Có giá trị khi mật khẩu là mã một lần; để trống khi đã tự đặt mật khẩu."),
    )

    REQUIRED_FIELDS = ["full_name"]

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        verbose_name = _("tài khoản")
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                name="user_has_a_name",
                condition=~Q(full_name=""),
                violation_error_message=_("Tài khoản phải có họ và tên."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def check_password(self, raw_password: str | None) -> bool:
        """Whether it is the password; a one-time code also in small letters, without its dashes.

        A code is not hashed anew as passwords are: that would write over one given meanwhile.
        """
        if self.code_until is not None and raw_password is not None:
            return check_password(as_code(raw_password), self.password)
        return super().check_password(raw_password)

    def get_full_name(self) -> str:
        """The person's name, as written in Việt Nam: in one piece."""
        return self.full_name

    def get_short_name(self) -> str:
        """The same: Vietnamese names are not cut."""
        return self.full_name


class PositionQuerySet(DatedQuerySet["Position"]):
    """The vocabulary of questions about positions."""

    def visible_to(self, actor: RoleBearer) -> Self:
        """Who serves where: an administrator sees all, others their own organization."""
        if actor.may(Permission.MANAGE_ORGANIZATIONS):
            return self.all()
        return self.filter(Q(user_id=actor.user_id) | Q(organization_id=actor.organization_id))


class Position(models.Model):
    """A person in an organization, in a role, for a period."""

    user = models.ForeignKey(User, models.PROTECT, related_name="positions")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="positions")
    role = models.TextField(_("vai trò"), choices=Role)
    title = models.TextField(_("chức danh"), blank=True)
    part_time = models.BooleanField(_("kiêm nhiệm"), default=False)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến trước ngày"), null=True, blank=True)

    objects: ClassVar[PositionQuerySet] = PositionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("chức danh")
        ordering = ["organization", "valid_from", "pk"]
        constraints = [
            days_in_order("position_days_in_order"),
            models.UniqueConstraint(
                fields=["user", "organization", "role"],
                condition=Q(valid_to=None),
                name="position_held_once",
                violation_error_message=_("Người này đang giữ vai trò đó tại cơ quan."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organization_id}"
