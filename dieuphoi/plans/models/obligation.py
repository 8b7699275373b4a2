"""An obligation: who owes what by when. Its turns say who held it in which state, when."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.plans.models.task import PartyRole, Task

if TYPE_CHECKING:
    from dieuphoi.organizations.actor import Actor


class ObligationState(models.TextChoices):
    """Where an obligation stands. A task that was not assigned yet has none and shows as draft."""

    DRAFT = "draft", _("Chưa giao")
    ASSIGNED = "assigned", _("Đã giao")
    DECLINED = "declined", _("Chuyển trả")
    IN_PROGRESS = "in_progress", _("Đang thực hiện")
    REWORK = "rework", _("Yêu cầu thực hiện lại")
    SUSPENDED = "suspended", _("Tạm hoãn")
    AWAITING_CONFIRMATION = "awaiting_confirmation", _("Chờ xác nhận")
    COMPLETED = "completed", _("Hoàn thành")
    CANCELLED = "cancelled", _("Hủy")
    SUPERSEDED = "superseded", _("Thay thế")


class Verb(models.TextChoices):
    """What moves an obligation."""

    ASSIGN = "assign", _("Giao")
    ACCEPT = "accept", _("Nhận việc")
    DECLINE = "decline", _("Chuyển trả")
    REASSIGN = "reassign", _("Giao lại")
    TRANSFER = "transfer", _("Chuyển giao")
    SUBMIT = "submit", _("Gửi kết quả")
    CONFIRM = "confirm", _("Xác nhận hoàn thành")
    SEND_BACK = "send_back", _("Yêu cầu thực hiện lại")
    SUSPEND = "suspend", _("Tạm hoãn")
    CANCEL = "cancel", _("Hủy")
    SUPERSEDE = "supersede", _("Thay thế")


_S = ObligationState
_ENDED = {_S.COMPLETED, _S.CANCELLED, _S.SUPERSEDED}
_RUNNING = [s for s in _S if s not in _ENDED]

MOVES: Mapping[str, Mapping[str, str]] = {
    Verb.ASSIGN: {_S.DRAFT: _S.ASSIGNED},
    Verb.ACCEPT: {_S.ASSIGNED: _S.IN_PROGRESS},
    Verb.DECLINE: {_S.ASSIGNED: _S.DECLINED},
    Verb.REASSIGN: {_S.DECLINED: _S.ASSIGNED},
    Verb.TRANSFER: dict.fromkeys([_S.ASSIGNED, _S.IN_PROGRESS, _S.REWORK], _S.ASSIGNED),
    Verb.SUBMIT: dict.fromkeys([_S.IN_PROGRESS, _S.REWORK], _S.AWAITING_CONFIRMATION),
    Verb.CONFIRM: {_S.AWAITING_CONFIRMATION: _S.COMPLETED},
    Verb.SEND_BACK: {_S.AWAITING_CONFIRMATION: _S.REWORK},
    Verb.SUSPEND: dict.fromkeys([_S.ASSIGNED, _S.IN_PROGRESS, _S.REWORK], _S.SUSPENDED),
    Verb.CANCEL: dict.fromkeys(_RUNNING, _S.CANCELLED),
    Verb.SUPERSEDE: dict.fromkeys(_RUNNING, _S.SUPERSEDED),
}
"""The whole table of moves; "resume" (suspended → the state before) comes with suspension."""


class ObligationQuerySet(models.QuerySet["Obligation"]):
    """The vocabulary for asking for obligations."""

    def visible_to(self, actor: "Actor") -> "ObligationQuerySet":
        """Obligations of the tasks that the actor may read."""
        return self.filter(task__in=Task.objects.visible_to(actor))

    def held_by(self, organization_id: int | None) -> "ObligationQuerySet":
        """Obligations that the agency answers for now."""
        return self.filter(holder=organization_id)

    def running(self) -> "ObligationQuerySet":
        """Obligations that are not completed, cancelled or superseded."""
        return self.exclude(state__in=_ENDED)

    def still_wanted(self) -> "ObligationQuerySet":
        """Without the cooperating parts of a task (of one occurrence) that its leads completed:
        nobody waits for them any more, though nobody has moved them."""
        leads = Obligation.objects.leading().filter(
            task=OuterRef("task"), occurrence=OuterRef("occurrence")
        )
        completed = Q(Exists(leads.filter(state=ObligationState.COMPLETED)))
        still_led = Q(Exists(leads.running()))
        return self.exclude(Q(role=PartyRole.COOPERATE) & completed & ~still_led)

    def leading(self) -> "ObligationQuerySet":
        """Obligations of leads: the ones that official figures count."""
        return self.filter(role__in=[PartyRole.LEAD, PartyRole.JOINT_LEAD])


class Obligation(models.Model):
    """What one agency owes under one task (for one occurrence of it).

    `organization` is who it was given to and never changes; `first_due_on` is set once and never
    changes. Everything from `holder` to `since` repeats the open turn; `percent` and `told_on`
    repeat the newest progress. Days are the last day on which it is still on time.
    """

    task = models.ForeignKey(Task, models.PROTECT, related_name="obligations")
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="obligations"
    )
    role = models.CharField(max_length=16, choices=PartyRole.choices)
    occurrence = models.CharField(max_length=20, default="", blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    starts_on = models.DateField(null=True)
    first_due_on = models.DateField(null=True)
    waits_for = models.TextField(blank=True, default="")
    holder = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="held")
    state = models.CharField(max_length=24, choices=ObligationState.choices)
    due_on = models.DateField(null=True)
    submitted_at = models.DateTimeField(null=True)
    since = models.DateTimeField()
    percent = models.PositiveSmallIntegerField(default=0)
    told_on = models.DateField(null=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        ordering = ["task", "role", "occurrence", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "organization", "role", "occurrence"],
                name="obligation_once",
                violation_error_message=_("Cơ quan này đã được giao nhiệm vụ đó."),
            ),
            models.CheckConstraint(
                condition=Q(percent__lte=100),
                name="obligation_percent",
                violation_error_message=_("Tiến độ từ 0 đến 100 %."),
            ),
        ]
        indexes = [
            models.Index(fields=["holder", "state", "due_on"]),
            models.Index(fields=["state", "due_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.organization_id} {self.occurrence}".strip()


class Turn(models.Model):
    """Who held an obligation in which state with which day, `[valid_from, valid_to)`, as known
    `[known_from, known_to)`. One row per change; `known_to` is the only column ever updated, once.
    """

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="turns")
    holder = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="turns")
    state = models.CharField(max_length=24, choices=ObligationState.choices)
    due_on = models.DateField(null=True)
    submitted_at = models.DateTimeField(null=True)
    cause = models.CharField(max_length=16, choices=Verb.choices)
    reason = models.TextField(blank=True, default="")
    proposed_holder = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, related_name="proposed"
    )
    by = models.TextField(blank=True, default="")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True)

    class Meta:
        ordering = ["obligation", "known_from", "valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from__lt=F("valid_to")),
                name="turn_valid_in_order",
                violation_error_message=_("Lượt phải bắt đầu trước khi kết thúc."),
            ),
            models.CheckConstraint(
                condition=Q(known_to=None) | Q(known_from__lte=F("known_to")),
                name="turn_known_in_order",
                violation_error_message=_("Thời điểm biết phải trước thời điểm thôi đúng."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.state}"


class SourceKind(models.TextChoices):
    """Where progress told on behalf of an agency comes from."""

    LETTER = "letter", _("văn bản")
    TELEPHONE = "telephone", _("điện thoại")
    MEETING = "meeting", _("cuộc họp")
    OTHER = "other", _("nguồn khác")


class Progress(models.Model):
    """What was told of an obligation on a day: percent, what was done, what comes next.

    Told by the agency, or on its behalf by the focal agency: then the source is named. A
    correction is a new row that names the one it corrects.
    """

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="progress")
    on = models.DateField()
    percent = models.PositiveSmallIntegerField()
    did = models.TextField(blank=True, default="")
    next = models.TextField(blank=True, default="")
    told_by = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="told")
    by = models.TextField()
    on_behalf = models.BooleanField(default=False)
    source_kind = models.CharField(
        max_length=16, choices=SourceKind.choices, blank=True, default=""
    )
    source = models.TextField(blank=True, default="")
    source_on = models.DateField(null=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    at = models.DateTimeField()

    class Meta:
        ordering = ["obligation", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__lte=100),
                name="progress_percent",
                violation_error_message=_("Tiến độ từ 0 đến 100 %."),
            ),
            models.CheckConstraint(
                condition=Q(on_behalf=False, source_kind="", source_on=None)
                | (Q(on_behalf=True, source_on__isnull=False) & ~Q(source_kind="")),
                name="progress_on_behalf_has_source",
                violation_error_message=_("Nhập thay phải nêu nguồn và ngày."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.on} {self.percent}%"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """The vocabulary for asking for evidence."""

    def visible_to(self, actor: "Actor") -> "EvidenceQuerySet":
        """Evidence of the obligations that the actor may read."""
        return self.filter(progress__obligation__in=Obligation.objects.visible_to(actor))


class Evidence(models.Model):
    """A file that shows what was told."""

    progress = models.ForeignKey(Progress, models.CASCADE, related_name="evidence")
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="evidence")
    name = models.TextField()

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
