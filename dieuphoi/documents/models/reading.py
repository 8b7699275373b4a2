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


class StatusState(models.TextChoices):
    """What the words of a tracker say of the work; `NOT_DONE` is open, whether begun or not."""

    ASKED = "asked", _("Chưa rõ, cần hỏi")
    ASSIGNED = "assigned", _("Đã giao")
    NOT_STARTED = "not_started", _("Chưa thực hiện")
    IN_PROGRESS = "in_progress", _("Đang thực hiện")
    NOT_DONE = "not_done", _("Chưa hoàn thành")
    DONE = "done", _("Hoàn thành")
    AWAITING_CONFIRMATION = "awaiting_confirmation", _("Chờ xác nhận")
    REWORK = "rework", _("Thực hiện lại")
    SUSPENDED = "suspended", _("Tạm hoãn")
    DECLINED = "declined", _("Chuyển trả")
    CANCELLED = "cancelled", _("Hủy")
    SUPERSEDED = "superseded", _("Thay thế")


class StatusTiming(models.TextChoices):
    """What the words of a tracker say of the deadline."""

    ON_TIME = "on_time", _("trong hạn")
    LATE = "late", _("quá hạn")


class StatusWord(models.Model):
    """What a word for a status means in an agency's trackers, as a person there explained it.

    `key` compares spellings; an empty `state` says that the word tells no status at all.
    """

    organization = models.ForeignKey(
        "organizations.Organization", models.CASCADE, related_name="status_words"
    )
    key = models.TextField()
    wording = models.TextField()
    state = models.CharField(max_length=24, choices=StatusState.choices, blank=True, default="")
    timing = models.CharField(max_length=8, choices=StatusTiming.choices, blank=True, default="")
    explained_by = models.TextField()
    explained_at = models.DateTimeField()

    class Meta:
        ordering = ["organization", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "key"],
                name="status_word_once",
                violation_error_message=_("Từ này đã được giải thích."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wording}: {self.state}"


class ReadRow(models.Model):
    """A task as read and as a person corrected it; `as_read` keeps what the reader said.

    `cells` is the row of the source, cell by cell, each with its role; `leads`, `cooperating` and
    `deadlines` are what the texts mean, worked out anew after each correction; `warnings` are the
    codes of what is not certain. `status_text`, `percent`, `result` and `note` are what a running
    tracker tells; `status` and `timing` what its words mean, by a person's choice if
    `status_chosen`; `done_on` the day on which it was done, where the words name one.
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
    status_text = models.TextField(blank=True, default="")
    status = models.CharField(max_length=24, choices=StatusState.choices, blank=True, default="")
    timing = models.CharField(max_length=8, choices=StatusTiming.choices, blank=True, default="")
    status_chosen = models.BooleanField(default=False)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    result = models.TextField(blank=True, default="")
    note = models.TextField(blank=True, default="")
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

    @property
    def tells_progress(self) -> bool:
        """Whether it is a row of a running tracker and not only of a directive."""
        return bool(self.status_text or self.status or self.percent is not None)
