"""A plan is what a document orders, arranged in sections; agencies own, gather and confirm it."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.organizations.roles import Permission

if TYPE_CHECKING:
    from dieuphoi.organizations.actor import Actor


class PlanKind(models.TextChoices):
    """What kind of directive the plan comes from."""

    PROGRAMME = "programme", _("Chương trình")
    PLAN = "plan", _("Kế hoạch")
    COORDINATION = "coordination", _("Kế hoạch điều phối")
    RESOLUTION = "resolution", _("Nghị quyết")
    DECISION = "decision", _("Quyết định")
    CONCLUSION = "conclusion", _("Thông báo kết luận")
    OTHER = "other", _("Văn bản giao việc khác")


class PlanQuerySet(models.QuerySet["Plan"]):
    """The vocabulary for asking for plans."""

    def coordinated_by(self, organization_id: int | None) -> "PlanQuerySet":
        """Plans that the agency owns, gathers as focal agency, or confirms."""
        return self.filter(
            Q(focal_agency=organization_id)
            | Q(owner=organization_id)
            | Q(confirmer=organization_id)
        )

    def visible_to(self, actor: "Actor") -> "PlanQuerySet":
        """Plans that the actor's agency coordinates, or has a task in."""
        if actor.may(Permission.READ_ALL):
            return self
        involved = Exists(
            self.model._meta.apps.get_model("plans", "Involvement").objects.filter(
                task__plan=OuterRef("pk"), organization=actor.organization_id
            )
        )
        own = self.coordinated_by(actor.organization_id).values("pk")
        return self.filter(Q(pk__in=own) | involved)


class Plan(models.Model):
    """What one document orders, for a period. `declared` keeps counts that its source states."""

    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="plans")
    title = models.TextField()
    kind = models.CharField(max_length=16, choices=PlanKind.choices, default=PlanKind.PLAN)
    owner = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="plans")
    region = models.ForeignKey(
        "organizations.Group", models.PROTECT, null=True, blank=True, related_name="plans"
    )
    focal_agency = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="gathered_plans"
    )
    confirmer = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="confirmed_plans"
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    declared = models.JSONField(default=dict, blank=True)
    is_illustration = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on__lt=F("ends_on")),
                name="plan_period_in_order",
                violation_error_message=_("Ngày bắt đầu phải trước ngày kết thúc."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SectionKind(models.TextChoices):
    """What a heading of the plan is."""

    ORIENTATION = "orientation", _("Định hướng")
    BREAKTHROUGH = "breakthrough", _("Khâu đột phá")
    TASK_GROUP = "task_group", _("Nhóm nhiệm vụ, giải pháp")


class Section(models.Model):
    """A heading of the plan, as the document numbers it.

    `declared` is the number of tasks that the source states for it, where it states one.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="sections")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")
    kind = models.CharField(
        max_length=16, choices=SectionKind.choices, default=SectionKind.TASK_GROUP
    )
    title = models.TextField()
    position = models.PositiveIntegerField()
    declared = models.PositiveIntegerField(null=True)
    is_illustration = models.BooleanField(default=False)

    class Meta:
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="section_in_order"),
        ]

    def __str__(self) -> str:
        return self.title


class Field(models.Model):
    """A field of work (industry and trade, tourism, …), as lists of a period name it."""

    name = models.TextField()
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["name"], name="field_named_once")]

    def __str__(self) -> str:
        return self.name
