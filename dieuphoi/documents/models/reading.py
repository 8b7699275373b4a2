"""What the reader found in a file, row by row, until a person confirms or discards it."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from dieuphoi.documents.models.document import Attachment, Document
from dieuphoi.organizations.roles import Permission

if TYPE_CHECKING:
    from dieuphoi.organizations.actor import Actor


class ReadingState(models.TextChoices):
    """Open until a person decides."""

    OPEN = "open", _("Chờ rà soát")
    CONFIRMED = "confirmed", _("Đã xác nhận")
    DISCARDED = "discarded", _("Đã bỏ")


class ReadingQuerySet(models.QuerySet["Reading"]):
    """The vocabulary for asking for readings."""

    def visible_to(self, actor: "Actor") -> "ReadingQuerySet":
        """Readings made by the own agency, for those who coordinate; auditors read all."""
        if actor.may(Permission.READ_ALL):
            return self
        if not actor.may(Permission.COORDINATE):
            return self.none()
        return self.filter(document__registered_by=actor.organization_id)


class Reading(models.Model):
    """One run of the reader over one file. `header` and the rows may be corrected while it is open.

    `unread` are the rows that became neither a task nor a heading, with their place and cells.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="readings")
    attachment = models.ForeignKey(Attachment, models.CASCADE, related_name="readings")
    reader_version = models.CharField(max_length=20)
    header = models.JSONField(default=dict)
    header_unsure = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    unread = models.JSONField(default=list)
    state = models.CharField(max_length=16, choices=ReadingState.choices, default=ReadingState.OPEN)
    read_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.TextField(blank=True, default="")

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["-read_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.document} ({self.get_state_display()})"


class ReadRow(models.Model):
    """A task as read and as a person corrected it; `as_read` keeps what the reader said.

    `cells` is the row of the source, cell by cell, each with its role; `leads`, `cooperating` and
    `deadlines` are what the texts mean, worked out anew after each correction; `warnings` are the
    codes of what is not certain.
    """

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    code = models.TextField(blank=True, default="")
    group = models.TextField(blank=True, default="")
    content = models.TextField(blank=True, default="")
    lead_text = models.TextField(blank=True, default="")
    cooperating_text = models.TextField(blank=True, default="")
    product = models.TextField(blank=True, default="")
    deadline_text = models.TextField(blank=True, default="")
    joint_lead = models.BooleanField(default=False)
    kept = models.BooleanField(default=True)
    leads = models.JSONField(default=list)
    cooperating = models.JSONField(default=list)
    deadlines = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    cells = models.JSONField(default=list)
    locator = models.JSONField(default=dict)
    as_read = models.JSONField(default=dict)
    corrected = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["reading", "position"]
        constraints = [
            models.UniqueConstraint(fields=["reading", "position"], name="row_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.content[:60]}"
