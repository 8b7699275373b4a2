"""A regime says who reports what, how often, by when; a cycle is one round of it."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.base.models import Grade
from dieuphoi.organizations.roles import Permission
from dieuphoi.plans.models import Plan

if TYPE_CHECKING:
    from dieuphoi.organizations.actor import Actor


class RegimeKind(models.TextChoices):
    """Kinds of administrative reports (Decree 09/2019/NĐ-CP)."""

    PERIODIC = "periodic", _("Báo cáo định kỳ")
    THEMATIC = "thematic", _("Báo cáo chuyên đề")
    AD_HOC = "ad_hoc", _("Báo cáo đột xuất")


class Frequency(models.TextChoices):
    """How often a regime asks."""

    YEARLY = "yearly", _("Hằng năm")
    HALF_YEARLY = "half_yearly", _("6 tháng")
    QUARTERLY = "quarterly", _("Hằng quý")
    MONTHLY = "monthly", _("Hằng tháng")
    ON_DEMAND = "on_demand", _("Theo yêu cầu")


class Regime(models.Model):
    """A reporting regime, in force `[valid_from, valid_to)`: a row with its legal basis, not a constant.

    `window` is "administrative" (from the 15th to the 14th) or "calendar". `cut_off` and `due` are
    words that `calendar.parse` reads: `end`, `MM-DD`, `before MM-DD`, `end+2wd`.
    `tiers` holds the later levels' days in the same words: [{"level": …, "due": …}].
    """

    key = models.CharField(max_length=80, unique=True)
    name = models.TextField()
    kind = models.CharField(max_length=16, choices=RegimeKind.choices)
    frequency = models.CharField(max_length=16, choices=Frequency.choices)
    window = models.CharField(max_length=16, default="administrative")
    cut_off = models.CharField(max_length=40, default="end")
    due = models.CharField(max_length=40)
    tiers = models.JSONField(default=list, blank=True)
    outline = models.JSONField(default=list)
    legal_basis = models.TextField()
    grade = models.CharField(max_length=1, choices=Grade.choices, default=Grade.UNVERIFIED)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_from__lt=F("valid_to")),
                name="regime_period_in_order",
                violation_error_message=_("Ngày bắt đầu phải trước ngày kết thúc."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CycleQuerySet(models.QuerySet["Cycle"]):
    """The vocabulary for asking for cycles."""

    def visible_to(self, actor: "Actor") -> "CycleQuerySet":
        """Cycles that the own agency consolidates or owes a report in, and those of its plans."""
        if actor.may(Permission.READ_ALL):
            return self
        own = actor.organization_id
        report = self.model._meta.apps.get_model("reporting", "Report")
        owed = report.objects.filter(cycle=OuterRef("pk")).filter(
            Q(organization=own) | Q(answered_by=own)
        )
        return self.filter(Q(pk__in=self.gathered_by(actor).values("pk")) | Exists(owed))

    def gathered_by(self, actor: "Actor") -> "CycleQuerySet":
        """Cycles whose reports and consolidated report the actor may read: the own agency
        consolidates, or owns, confirms or gathers every plan of them. Those that only report, or
        lead one plan of several, do not read each other."""
        if actor.may(Permission.READ_ALL):
            return self
        own = actor.organization_id
        led = Plan.objects.filter(Q(owner=own) | Q(confirmer=own) | Q(focal_agency=own))
        plans = self.model.plans.through.objects.filter(cycle=OuterRef("pk"))
        foreign = plans.exclude(plan__in=led.values("pk"))
        return self.filter(Q(consolidator=own) | (Exists(plans) & ~Exists(foreign)))


class Cycle(models.Model):
    """One round of a regime: who consolidates, of which plans, for which period, by when.

    `[starts_on, ends_on)` is the period reported on; progress dated up to `cut_off_on` counts;
    `due_on` is the last day on which an agency's report is on time; `consolidated_due_on` that of
    the consolidated report, where the regime sets one. `outline` is the regime's, as it was.
    """

    regime = models.ForeignKey(Regime, models.PROTECT, related_name="cycles")
    consolidator = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="consolidated_cycles"
    )
    plans = models.ManyToManyField("plans.Plan", related_name="cycles")
    title = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    cut_off_on = models.DateField()
    due_on = models.DateField()
    consolidated_due_on = models.DateField(null=True, blank=True)
    recipient = models.TextField(blank=True, default="")
    outline = models.JSONField(default=list)
    above = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="below")
    opened_by = models.TextField()
    opened_at = models.DateTimeField()

    objects = CycleQuerySet.as_manager()

    class Meta:
        ordering = ["-due_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["regime", "consolidator", "title"],
                name="cycle_once",
                violation_error_message=_("Kỳ báo cáo này đã được mở."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__lt=F("ends_on")) & Q(cut_off_on__lt=F("due_on")),
                name="cycle_days_in_order",
                violation_error_message=_("Ngày chốt số liệu phải trước hạn gửi ít nhất một ngày."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
