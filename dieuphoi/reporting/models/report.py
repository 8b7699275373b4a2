"""What one agency owes in a cycle, and what its people are still writing."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.organizations.roles import Permission
from dieuphoi.reporting.models.cycle import Cycle

if TYPE_CHECKING:
    from dieuphoi.organizations.actor import Actor


class ReportState(models.TextChoices):
    """Where a report stands."""

    NOT_STARTED = "not_started", _("Chưa báo cáo")
    DRAFT = "draft", _("Đang soạn")
    SUBMITTED = "submitted", _("Đã gửi")
    RETURNED = "returned", _("Trả lại")
    ACCEPTED = "accepted", _("Đã chấp nhận")


class ReportVerb(models.TextChoices):
    """What moves a report."""

    WRITE = "write", _("Soạn")
    SEND = "send", _("Gửi")
    RETURN = "return", _("Trả lại")
    ACCEPT = "accept", _("Chấp nhận")


_S = ReportState

MOVES: Mapping[str, Mapping[str, str]] = {
    ReportVerb.WRITE: {
        _S.NOT_STARTED: _S.DRAFT,
        _S.DRAFT: _S.DRAFT,
        _S.RETURNED: _S.RETURNED,
    },
    ReportVerb.SEND: dict.fromkeys([_S.NOT_STARTED, _S.DRAFT, _S.RETURNED], _S.SUBMITTED),
    ReportVerb.RETURN: dict.fromkeys([_S.SUBMITTED, _S.ACCEPTED], _S.RETURNED),
    ReportVerb.ACCEPT: {_S.SUBMITTED: _S.ACCEPTED},
}
"""The whole table of moves."""


class ReportQuerySet(models.QuerySet["Report"]):
    """The vocabulary for asking for reports."""

    def visible_to(self, actor: "Actor") -> "ReportQuerySet":
        """The own agency's reports, and the rows of cycles it consolidates or whose plans it all leads;
        what is still being written, `queries` shows to its own agency only."""
        if actor.may(Permission.READ_ALL):
            return self
        own = actor.organization_id
        gathered = Cycle.objects.gathered_by(actor).values("pk")
        return self.filter(Q(organization=own) | Q(answered_by=own) | Q(cycle__in=gathered))

    def of_agency(self, organization_id: int | None) -> "ReportQuerySet":
        """Those that the agency has to write: its own, and what it answers for."""
        return self.filter(answered_by=organization_id)

    def owed(self) -> "ReportQuerySet":
        """Not sent yet, or returned."""
        return self.filter(state__in=[_S.NOT_STARTED, _S.DRAFT, _S.RETURNED])


class Report(models.Model):
    """One agency's report in one cycle: there from the day the cycle opens.

    `organization` is who owes it and never changes; `answered_by` is who writes it now: itself, or
    whoever succeeded it, by a person's decision. `nothing_arose` is the draft's answer "không phát
    sinh". `first_sent_at` and `last_sent_at` repeat the first and the newest version.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="reports")
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="reports"
    )
    answered_by = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="answered_reports"
    )
    state = models.CharField(
        max_length=16, choices=ReportState.choices, default=ReportState.NOT_STARTED
    )
    nothing_arose = models.BooleanField(default=False)
    consolidation = models.OneToOneField(
        "reporting.Consolidation", models.PROTECT, null=True, related_name="as_report"
    )
    first_sent_at = models.DateTimeField(null=True)
    last_sent_at = models.DateTimeField(null=True)
    since = models.DateTimeField()

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["cycle", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "organization"],
                name="report_once",
                violation_error_message=_("Cơ quan này đã có báo cáo trong kỳ."),
            ),
        ]
        indexes = [models.Index(fields=["answered_by", "state"])]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.organization_id}"


class DraftPart(models.Model):
    """A part of the outline as it is being written; `version` counts its saves.

    A save names the version it began from, so two people never overwrite each other unseen.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="draft_parts")
    code = models.CharField(max_length=24)
    text = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["report", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "code"], name="draft_part_once"),
        ]

    def __str__(self) -> str:
        return self.code


class Closing(models.Model):
    """The draft's tick "done": sending the report proposes this obligation's result."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="closings")
    obligation = models.ForeignKey(
        "plans.Obligation", models.PROTECT, related_name="report_closings"
    )

    class Meta:
        ordering = ["report", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "obligation"], name="closing_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.obligation_id}"


class Comment(models.Model):
    """A word of the focal agency on one part of the report; shown to its writers."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="comments")
    version_n = models.PositiveIntegerField()
    code = models.CharField(max_length=24)
    text = models.TextField()
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["report", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
