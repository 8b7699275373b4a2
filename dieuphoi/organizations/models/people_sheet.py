"""A filled-in sheet of people and agencies, between its upload and its being applied."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dieuphoi.organizations.models.person import User
from dieuphoi.organizations.roles import Permission, RoleBearer


class PeopleSheetQuerySet(models.QuerySet["PeopleSheet"]):
    """The vocabulary of questions about filled-in sheets."""

    def visible_to(self, actor: RoleBearer) -> "PeopleSheetQuerySet":
        """Administrators see them, nobody else."""
        return self.all() if actor.may(Permission.MANAGE_ORGANIZATIONS) else self.none()


class PeopleSheet(models.Model):
    """What was read in an uploaded sheet. Its lines are emptied when they are applied."""

    name = models.TextField(_("tên tệp"))
    lines = models.JSONField(_("các dòng đọc được"), default=dict)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="people_sheets")
    uploaded_at = models.DateTimeField(_("tải lên lúc"))
    applied_at = models.DateTimeField(_("nạp lúc"), null=True, blank=True)
    told = models.JSONField(_("đã làm gì"), default=dict, help_text=_("Số dòng theo kết quả."))

    objects = PeopleSheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("danh sách người dùng tải lên")
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.name
