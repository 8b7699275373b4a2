"""An office's own running tracker: its rows beside the tasks of a plan, and the progress they tell."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from dieuphoi.documents.models import StatusState, StatusTiming
from dieuphoi.organizations.roles import Permission
from dieuphoi.plans.models.obligation import Progress
from dieuphoi.plans.models.plan import Plan
from dieuphoi.plans.models.task import Task

if TYPE_CHECKING:
    from dieuphoi.organizations.actor import Actor


class Carried(models.TextChoices):
    """What became of progress that a tracker tells: it waits until its task is assigned."""

    WAITING = "waiting", _("Chờ giao nhiệm vụ")
    APPLIED = "applied", _("Đã ghi")
    LISTED = "listed", _("Cần người xem")
    DISMISSED = "dismissed", _("Bỏ qua")
    REPLACED = "replaced", _("Có số liệu mới hơn")


class Hindrance(models.TextChoices):
    """Why progress of a tracker needs a person."""

    ASKED = "asked", _("chưa rõ tình trạng")
    NEEDS_DOCUMENT = "needs_document", _("tạm hoãn, chuyển trả, hủy hay thay thế phải theo văn bản")
    SEVERAL_LEADS = "several_leads", _("nhiệm vụ chia cho nhiều nghĩa vụ, chưa rõ nói về phần nào")
    MOVED_ON = "moved_on", _("nghĩa vụ đã được xử lý tiếp trên phần mềm")
    TOLD_ITSELF = "told_itself", _("cơ quan đã tự báo tiến độ")


class TrackerQuerySet(models.QuerySet["Tracker"]):
    """The vocabulary for asking for trackers."""

    def visible_to(self, actor: "Actor") -> "TrackerQuerySet":
        """Trackers of plans that the actor coordinates; auditors read all."""
        if actor.may(Permission.READ_ALL):
            return self
        if not actor.may(Permission.COORDINATE):
            return self.none()
        return self.filter(plan__in=Plan.objects.coordinated_by(actor.organization_id).values("pk"))


class Tracker(models.Model):
    """A tracker uploaded beside a plan; its figures are as of the day `on`."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="trackers")
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="trackers")
    name = models.TextField()
    on = models.DateField()
    uploaded_by = models.TextField()
    uploaded_at = models.DateTimeField()
    applied_by = models.TextField(blank=True, default="")
    applied_at = models.DateTimeField(null=True)

    objects = TrackerQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "file"],
                name="tracker_once",
                violation_error_message=_("Bảng theo dõi này đã được tải lên."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TrackerRow(models.Model):
    """A row of a tracker as read. `task` is the task it is about: proposed with its `certainty`,
    or `chosen` by a person (None then: no task of the plan).

    `candidates` are the keys of the likeliest tasks; `leads` the keys of the agencies that its
    lead means; `told` is what the reader made of the status; `due` its last days as ISO texts.
    """

    tracker = models.ForeignKey(Tracker, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    sheet = models.TextField(blank=True, default="")
    number = models.PositiveIntegerField(null=True)
    code = models.TextField(blank=True, default="")
    content = models.TextField(blank=True, default="")
    lead_text = models.TextField(blank=True, default="")
    leads = models.JSONField(default=list)
    deadline_text = models.TextField(blank=True, default="")
    due = models.JSONField(default=list)
    product = models.TextField(blank=True, default="")
    status_text = models.TextField(blank=True, default="")
    status = models.CharField(max_length=24, choices=StatusState.choices, blank=True, default="")
    timing = models.CharField(max_length=8, choices=StatusTiming.choices, blank=True, default="")
    percent = models.PositiveSmallIntegerField(null=True)
    done_on = models.DateField(null=True)
    result = models.TextField(blank=True, default="")
    note = models.TextField(blank=True, default="")
    told = models.JSONField(default=dict)
    task = models.ForeignKey(Task, models.PROTECT, null=True, related_name="tracker_rows")
    certainty = models.CharField(max_length=8, default="none")
    chosen = models.BooleanField(default=False)
    candidates = models.JSONField(default=list)

    class Meta:
        ordering = ["tracker", "position"]
        constraints = [
            models.UniqueConstraint(fields=["tracker", "position"], name="tracker_row_in_order"),
            models.UniqueConstraint(
                fields=["tracker", "task"],
                name="tracker_rows_one_to_one",
                violation_error_message=_("Hai dòng không thể cùng khớp một nhiệm vụ."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.content[:60]}"


class CarriedProgress(models.Model):
    """Progress of a task that a tracker tells, until it is told of the obligation of its lead.

    `source` names the file, sheet and row; `on` is the day of its figures. `progress` is what was
    told of it, `hindrance` why it needs a person.
    """

    task = models.ForeignKey(Task, models.PROTECT, related_name="carried")
    wording = models.TextField(blank=True, default="")
    state = models.CharField(max_length=24, choices=StatusState.choices, blank=True, default="")
    timing = models.CharField(max_length=8, choices=StatusTiming.choices, blank=True, default="")
    percent = models.PositiveSmallIntegerField(null=True)
    did = models.TextField(blank=True, default="")
    note = models.TextField(blank=True, default="")
    on = models.DateField()
    done_on = models.DateField(null=True)
    source = models.TextField()
    outcome = models.CharField(max_length=16, choices=Carried.choices, default=Carried.WAITING)
    hindrance = models.CharField(max_length=16, choices=Hindrance.choices, blank=True, default="")
    progress = models.ForeignKey(Progress, models.PROTECT, null=True, related_name="carried")
    made_by = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["task", "pk"]
        indexes = [models.Index(fields=["outcome", "task"])]

    def __str__(self) -> str:
        return f"{self.task_id} {self.state}"
