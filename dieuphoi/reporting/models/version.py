"""What an agency sent: frozen at that moment, never changed afterwards."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.issues.models import Issue, IssueKind, IssueState
from dieuphoi.plans.models import Obligation, ObligationState, PartyRole, TaskTerms
from dieuphoi.plans.punctuality import Punctuality
from dieuphoi.reporting.models.report import Report


class ReportVersion(models.Model):
    """The n-th sending of a report, as it was that moment."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="versions")
    n = models.PositiveIntegerField()
    agency_name = models.TextField()
    nothing_arose = models.BooleanField(default=False)
    sent_at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        ordering = ["report", "n"]
        constraints = [
            models.UniqueConstraint(fields=["report", "n"], name="version_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} v{self.n}"


class OutlinePart(models.Model):
    """A part of the outline as sent; "Không" is an answer, an empty text is not."""

    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="parts")
    code = models.CharField(max_length=24)
    text = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["version", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="part_once"),
        ]

    def __str__(self) -> str:
        return self.code


class Entry(models.Model):
    """One obligation in a sent report, from progress dated up to the cut-off.

    Wording, holder, state, punctuality and days are what they were at sending. `closes` says that
    this report proposed the result, `submitted_at` when it was proposed, by it or before the cut-off.
    `evidence` holds the files' names, `result` the document that proves it, as told.
    """

    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="entries")
    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="report_entries")
    terms = models.ForeignKey(TaskTerms, models.PROTECT, null=True, related_name="report_entries")
    position = models.PositiveIntegerField()
    wording = models.TextField()
    holder_name = models.TextField()
    role = models.CharField(max_length=16, choices=PartyRole.choices)
    state = models.CharField(max_length=24, choices=ObligationState.choices)
    punctuality = models.CharField(
        max_length=16, choices=Punctuality.choices, blank=True, default=""
    )
    first_due_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    submitted_at = models.DateTimeField(null=True)
    percent = models.PositiveSmallIntegerField(default=0)
    told_on = models.DateField(null=True)
    did = models.TextField(blank=True, default="")
    next = models.TextField(blank=True, default="")
    evidence = models.JSONField(default=list)
    closes = models.BooleanField(default=False)

    class Meta:
        ordering = ["version", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "obligation"], name="entry_once"),
            models.CheckConstraint(
                condition=Q(percent__lte=100),
                name="entry_percent",
                violation_error_message=_("Tiến độ từ 0 đến 100 %."),
            ),
        ]

    def __str__(self) -> str:
        return self.wording[:60]


class RaisedEntry(models.Model):
    """A difficulty or proposal in a sent report, as it was at sending."""

    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="raised")
    issue = models.ForeignKey(Issue, models.PROTECT, related_name="report_entries")
    kind = models.CharField(max_length=16, choices=IssueKind.choices)
    subject = models.TextField(blank=True, default="")
    wording = models.TextField()
    cause = models.TextField(blank=True, default="")
    asked = models.TextField(blank=True, default="")
    addressee_name = models.TextField(blank=True, default="")
    state = models.CharField(max_length=16, choices=IssueState.choices)

    class Meta:
        ordering = ["version", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "issue"], name="raised_once"),
        ]

    def __str__(self) -> str:
        return self.wording[:60]


class Verdict(models.TextChoices):
    """What the focal agency decided on a version."""

    ACCEPTED = "accepted", _("Chấp nhận")
    RETURNED = "returned", _("Trả lại")


class Review(models.Model):
    """The focal agency's verdict on a version; `confirmed` are the results it confirmed with it."""

    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="reviews")
    verdict = models.CharField(max_length=16, choices=Verdict.choices)
    reason = models.TextField(blank=True, default="")
    confirmed = models.ManyToManyField(Entry, related_name="confirming_reviews")
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["version", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="accepted") | ~Q(reason=""),
                name="return_has_reason",
                violation_error_message=_("Trả lại phải nêu lý do."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.verdict}"
