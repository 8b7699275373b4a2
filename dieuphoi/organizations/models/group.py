"""Groups of organizations: regions with dated members, and classes made by a rule."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.organizations.models.dated import EARLIEST_FIRST, DatedQuerySet, days_in_order
from dieuphoi.organizations.models.organization import Organization


class GroupKind(models.TextChoices):
    """Whether members are listed or follow from a rule."""

    REGION = "region", _("Vùng")
    CLASS = "class", _("Nhóm cơ quan")


class Group(models.Model):
    """A region or a class.

    The rule of a class: `{"sets": [{"kinds": [...], "levels": [...]}], "relative":
    "issuer_territory" | "issuer" | "country", "issuers": [levels whose documents mean it so]}`.
    """

    key = models.TextField(unique=True)
    kind = models.TextField(_("loại"), choices=GroupKind)
    name = models.TextField(_("tên"))
    sort_key = models.TextField(editable=False)
    rule = models.JSONField(_("quy tắc"), default=dict, blank=True)
    legal_basis = models.TextField(_("căn cứ"), blank=True)

    class Meta:
        verbose_name = _("vùng, nhóm cơ quan")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="group_rule_belongs_to_a_class",
                condition=Q(kind=GroupKind.REGION, rule={})
                | (Q(kind=GroupKind.CLASS) & ~Q(rule={})),
                violation_error_message=_("Nhóm cơ quan phải có quy tắc; vùng thì không."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """A member of a region in a period; for a class, somebody added or left out by exception."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="memberships")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="memberships")
    included = models.BooleanField(_("thuộc nhóm"), default=True)
    valid_from = models.DateField(_("từ ngày"), null=True, blank=True)
    valid_to = models.DateField(_("đến trước ngày"), null=True, blank=True)
    legal_basis = models.TextField(_("căn cứ"), blank=True)

    objects: ClassVar[DatedQuerySet["GroupMember"]] = DatedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("thành viên của nhóm")
        ordering = ["group", "organization", EARLIEST_FIRST, "pk"]
        constraints = [
            days_in_order("group_member_days_in_order"),
            models.UniqueConstraint(
                fields=["group", "organization", "valid_from"],
                name="group_member_once_from_a_day",
                violation_error_message=_("Cơ quan đã là thành viên từ ngày này."),
            ),
            models.UniqueConstraint(
                fields=["group", "organization"],
                condition=Q(valid_from=None),
                name="group_member_once_from_the_beginning",
                violation_error_message=_("Cơ quan đã là thành viên từ đầu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.organization_id}"


class Reach(models.TextChoices):
    """Whose documents mean the organization by this wording."""

    EVERYWHERE = "everywhere", _("mọi nơi")
    PROVINCE = "province", _("trong cùng tỉnh")
    HOME = "home", _("trong cùng địa bàn hoặc cùng cơ quan cấp trên")


class Wording(models.Model):
    """One spelling that means an organization or a group; what `resolve` looks up.

    `folded` is the key of `wordings.key()`. Filled from names, never typed.
    """

    organization = models.ForeignKey(
        Organization, models.CASCADE, null=True, blank=True, related_name="wordings"
    )
    group = models.ForeignKey(Group, models.CASCADE, null=True, blank=True, related_name="wordings")
    folded = models.TextField()
    reach = models.TextField(choices=Reach, default=Reach.EVERYWHERE)
    valid_from = models.DateField(_("từ ngày"), null=True, blank=True)
    valid_to = models.DateField(_("đến trước ngày"), null=True, blank=True)

    objects: ClassVar[DatedQuerySet["Wording"]] = DatedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("cách viết")
        ordering = ["folded", "pk"]
        indexes = [models.Index(fields=["folded"], name="wording_folded")]
        constraints = [
            days_in_order("wording_days_in_order"),
            models.CheckConstraint(
                name="wording_means_one_thing",
                condition=Q(organization__isnull=False, group__isnull=True)
                | Q(organization__isnull=True, group__isnull=False),
                violation_error_message=_("Mỗi cách viết chỉ một cơ quan hoặc một nhóm."),
            ),
            models.CheckConstraint(
                name="wording_is_not_empty",
                condition=~Q(folded=""),
                violation_error_message=_("Cách viết không được để trống."),
            ),
        ]

    def __str__(self) -> str:
        return self.folded
