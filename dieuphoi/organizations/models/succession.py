"""Agencies end, duties do not: events, and who continues whom."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.base.models import Grade
from dieuphoi.organizations.models.organization import Organization


class ChangeKind(models.TextChoices):
    """What happened to the organizations."""

    MERGE = "merge", _("Hợp nhất, sáp nhập")
    SPLIT = "split", _("Chia, tách")
    RENAME = "rename", _("Đổi tên")
    TRANSFER = "transfer", _("Chuyển chức năng")
    ABOLISH = "abolish", _("Giải thể, kết thúc hoạt động")
    ESTABLISH = "establish", _("Thành lập")
    STATUS = "status", _("Thay đổi địa vị hành chính")


class Change(models.Model):
    """One event with its day and legal basis."""

    key = models.TextField(unique=True, null=True, blank=True)
    kind = models.TextField(_("loại"), choices=ChangeKind)
    effective_on = models.DateField(_("có hiệu lực ngày"))
    legal_basis = models.TextField(_("căn cứ"))
    grade = models.TextField(_("mức xác minh"), choices=Grade, default=Grade.UNVERIFIED)

    class Meta:
        verbose_name = _("thay đổi tổ chức")
        ordering = ["effective_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="change_has_a_legal_basis",
                condition=~Q(legal_basis=""),
                violation_error_message=_("Thay đổi tổ chức phải có căn cứ pháp lý."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.effective_on:%d/%m/%Y}"


class Succession(models.Model):
    """Who continues whom, and in what; the same organization on both sides when it only changed."""

    change = models.ForeignKey(Change, models.PROTECT, related_name="successions")
    predecessor = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="successions_from"
    )
    successor = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="successions_to"
    )
    scope = models.TextField(
        _("phạm vi kế thừa"), blank=True, help_text=_("Để trống khi kế thừa toàn bộ.")
    )

    class Meta:
        verbose_name = _("kế thừa")
        ordering = ["change", "pk"]
        constraints = [
            models.CheckConstraint(
                name="succession_has_a_side",
                condition=Q(predecessor__isnull=False) | Q(successor__isnull=False),
                violation_error_message=_("Phải có cơ quan trước hoặc cơ quan kế thừa."),
            ),
            models.UniqueConstraint(
                fields=["change", "predecessor", "successor"],
                name="succession_once",
                violation_error_message=_("Quan hệ kế thừa này đã có."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"
