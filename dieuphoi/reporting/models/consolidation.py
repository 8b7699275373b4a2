"""One report of many: its paragraphs, where each of them comes from, and what was left out."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.organizations.roles import Permission
from dieuphoi.reporting.models.cycle import Cycle
from dieuphoi.reporting.models.report import Report
from dieuphoi.reporting.models.version import Entry, OutlinePart, RaisedEntry, ReportVersion

if TYPE_CHECKING:
    from dieuphoi.organizations.actor import Actor


class ConsolidationState(models.TextChoices):
    """A draft is edited; a frozen one is a numbered version for good."""

    DRAFT = "draft", _("Đang tổng hợp")
    FROZEN = "frozen", _("Đã chốt")


class ConsolidationQuerySet(models.QuerySet["Consolidation"]):
    """The vocabulary for asking for consolidations."""

    def visible_to(self, actor: "Actor") -> "ConsolidationQuerySet":
        """Those of cycles that the agency consolidates or whose plans it owns or confirms; agencies
        that only reported do not read each other's reports here."""
        if actor.may(Permission.READ_ALL):
            return self
        return self.filter(cycle__in=Cycle.objects.gathered_by(actor).values("pk"))


class Consolidation(models.Model):
    """The n-th consolidated report of a cycle. While a draft, its inputs can be taken anew.

    `revision` counts every making and every edit: who freezes names the one that was read.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="consolidations")
    n = models.PositiveIntegerField()
    state = models.CharField(
        max_length=16, choices=ConsolidationState.choices, default=ConsolidationState.DRAFT
    )
    generated_at = models.DateTimeField()
    by = models.TextField()
    frozen_at = models.DateTimeField(null=True)
    frozen_by = models.TextField(blank=True, default="")
    revision = models.PositiveIntegerField(default=1)

    objects = ConsolidationQuerySet.as_manager()

    class Meta:
        ordering = ["cycle", "n"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "n"], name="consolidation_in_order"),
            models.UniqueConstraint(
                fields=["cycle"],
                condition=Q(state="draft"),
                name="one_draft_per_cycle",
                violation_error_message=_("Kỳ này đang có một bản tổng hợp dở."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft", frozen_at=None)
                | Q(state="frozen", frozen_at__isnull=False),
                name="frozen_has_its_moment",
                violation_error_message=_("Bản chốt phải có thời điểm chốt."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id} v{self.n}"


class ConsolidationInput(models.Model):
    """A report of the cycle and the version that went in; none: it was missing or not accepted."""

    consolidation = models.ForeignKey(Consolidation, models.CASCADE, related_name="inputs")
    report = models.ForeignKey(Report, models.PROTECT, related_name="taken_into")
    version = models.ForeignKey(ReportVersion, models.PROTECT, null=True, related_name="taken_into")
    late = models.BooleanField(default=False)
    reason = models.TextField(blank=True, default="")
    frozen = models.BooleanField(default=False)

    class Meta:
        ordering = ["consolidation", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["consolidation", "report"], name="input_once"),
        ]

    def __str__(self) -> str:
        return f"{self.consolidation_id} {self.report_id}"


class Paragraph(models.Model):
    """A paragraph, heading or table row of the consolidated report.

    `key` is its identity from one version to the next. `generated` is text with slots `{name}`;
    `slots` holds {name: {"value": int, "asks": query string, "set": int, "reason": str}}: a number
    set by hand has a reason. `edited` stands beside it, None: untouched. `cells` is the row of a
    table, empty for text. `generated_before` is the generated text that an edit was made of, where a
    later generation differs. A paragraph about a task counts in the class `counts_as` of the figures,
    under the heading whose key is `place`. `frozen` repeats the consolidation's state.
    """

    consolidation = models.ForeignKey(Consolidation, models.CASCADE, related_name="paragraphs")
    part = models.CharField(max_length=24)
    kind = models.CharField(max_length=16)
    key = models.CharField(max_length=120)
    position = models.PositiveIntegerField()
    generated = models.TextField()
    cells = models.JSONField(default=list)
    slots = models.JSONField(default=dict)
    counts_as = models.CharField(max_length=16, blank=True, default="")
    place = models.CharField(max_length=40, blank=True, default="")
    edited = models.TextField(null=True)
    edited_by = models.TextField(blank=True, default="")
    edited_at = models.DateTimeField(null=True)
    generated_before = models.TextField(null=True)
    version = models.PositiveIntegerField(default=1)
    frozen = models.BooleanField(default=False)

    class Meta:
        ordering = ["consolidation", "position"]
        constraints = [
            models.UniqueConstraint(fields=["consolidation", "key"], name="paragraph_once"),
        ]
        indexes = [models.Index(fields=["consolidation", "position"])]

    def __str__(self) -> str:
        return self.key


class ParagraphSource(models.Model):
    """Where a paragraph comes from: exactly one of an entry, a raised entry, or a part."""

    paragraph = models.ForeignKey(Paragraph, models.CASCADE, related_name="sources")
    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="cited_in")
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="cited_in")
    raised = models.ForeignKey(RaisedEntry, models.PROTECT, null=True, related_name="cited_in")
    part = models.ForeignKey(OutlinePart, models.PROTECT, null=True, related_name="cited_in")
    frozen = models.BooleanField(default=False)

    class Meta:
        ordering = ["paragraph", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(entry__isnull=False, raised=None, part=None)
                | Q(entry=None, raised__isnull=False, part=None)
                | Q(entry=None, raised=None, part__isnull=False),
                name="source_is_one_thing",
                violation_error_message=_("Nguồn của một đoạn là một thứ."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paragraph_id} ← {self.version_id}"


class LeftOut(models.Model):
    """An accepted entry that stands in no paragraph of part II, and why."""

    consolidation = models.ForeignKey(Consolidation, models.CASCADE, related_name="left_out")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="left_out_of")
    reason = models.TextField()
    frozen = models.BooleanField(default=False)

    class Meta:
        ordering = ["consolidation", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["consolidation", "entry"], name="left_out_once"),
        ]

    def __str__(self) -> str:
        return self.reason
