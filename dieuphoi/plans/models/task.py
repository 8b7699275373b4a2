"""A task, the terms that documents set for it over time, the parties and the deadlines in them."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.organizations.roles import Permission
from dieuphoi.plans.models.plan import Field, Plan, Section

if TYPE_CHECKING:
    from dieuphoi.organizations.actor import Actor


class TaskQuerySet(models.QuerySet["Task"]):
    """The vocabulary for asking for tasks."""

    def visible_to(self, actor: "Actor") -> "TaskQuerySet":
        """Tasks of plans that the actor's agency coordinates, and tasks it has a part in."""
        if actor.may(Permission.READ_ALL):
            return self
        involved = Involvement.objects.filter(
            task=OuterRef("pk"), organization=actor.organization_id
        )
        coordinated = Plan.objects.coordinated_by(actor.organization_id).values("pk")
        return self.filter(Q(plan__in=coordinated) | Exists(involved))


class Task(models.Model):
    """One thing ordered by one provision; what it demands stands in its terms."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="tasks")
    section = models.ForeignKey(Section, models.PROTECT, null=True, related_name="tasks")
    provision = models.ForeignKey("documents.Provision", models.PROTECT, related_name="tasks")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    code = models.TextField(blank=True, default="")
    position = models.PositiveIntegerField()
    fields = models.ManyToManyField(Field, related_name="tasks")
    search = models.TextField(blank=True, default="", editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "position"]
        constraints = [models.UniqueConstraint(fields=["plan", "position"], name="task_in_order")]

    def __str__(self) -> str:
        return self.code or str(self.pk)


class TaskTerms(models.Model):
    """What a document demands for a task, in force `[valid_from, valid_to)`, known to us
    `[known_from, known_to)`.

    Rows of a task never overlap in both periods (an exclusion constraint on PostgreSQL, triggers
    on SQLite). A row is never changed, save that `known_to` is set once.
    """

    task = models.ForeignKey(Task, models.PROTECT, related_name="terms")
    content = models.TextField()
    product = models.TextField(blank=True, default="")
    product_kind = models.TextField(blank=True, default="")
    supervising_leader = models.TextField(blank=True, default="")
    set_by = models.ForeignKey("documents.Document", models.PROTECT, related_name="terms")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True)

    class Meta:
        ordering = ["task", "known_from", "valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from__lt=F("valid_to")),
                name="terms_valid_in_order",
                violation_error_message=_("Ngày hiệu lực phải trước ngày hết hiệu lực."),
            ),
            models.CheckConstraint(
                condition=Q(known_to=None) | Q(known_from__lte=F("known_to")),
                name="terms_known_in_order",
                violation_error_message=_("Thời điểm biết phải trước thời điểm thôi đúng."),
            ),
        ]

    def __str__(self) -> str:
        return self.content[:60]


class PartyRole(models.TextChoices):
    """What an agency is to a task."""

    LEAD = "lead", _("Chủ trì")
    JOINT_LEAD = "joint_lead", _("Đồng chủ trì")
    COOPERATE = "cooperate", _("Phối hợp")
    MONITOR = "monitor", _("Theo dõi")
    ADVISE = "advise", _("Tham mưu")


class Party(models.Model):
    """Who has a part under some terms: an agency, a class or region, an office, or an open phrase.

    `wording` is how the document names it; `office` is a title at the organization or group.
    """

    terms = models.ForeignKey(TaskTerms, models.CASCADE, related_name="parties")
    role = models.CharField(max_length=16, choices=PartyRole.choices)
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, related_name="parts"
    )
    group = models.ForeignKey(
        "organizations.Group", models.PROTECT, null=True, related_name="parts"
    )
    office = models.TextField(blank=True, default="")
    wording = models.TextField()
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["terms", "role", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["terms"],
                condition=Q(role="lead"),
                name="one_lead_per_terms",
                violation_error_message=_("Mỗi nhiệm vụ chỉ giao cho một cơ quan chủ trì."),
            ),
            models.CheckConstraint(
                condition=Q(organization=None) | Q(group=None),
                name="party_is_one_thing",
                violation_error_message=_(
                    "Một bên là một cơ quan hoặc một nhóm, không phải cả hai."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.wording}"

    @property
    def is_open(self) -> bool:
        """Whether it is only a phrase that names nobody we know."""
        return self.organization_id is None and self.group_id is None


class DeadlineKind(models.TextChoices):
    """How precisely a deadline was written."""

    DATE = "date", _("ngày")
    MONTH = "month", _("tháng")
    QUARTER = "quarter", _("quý")
    HALF = "half", _("nửa năm")
    YEAR = "year", _("năm")
    RANGE = "range", _("giai đoạn")
    RECURRING = "recurring", _("định kỳ")
    CONTINUOUS = "continuous", _("thường xuyên")
    CONDITIONAL = "conditional", _("có điều kiện")
    NONE = "none", _("không có thời hạn")


class Deadline(models.Model):
    """A deadline as written and as read; `recurrence` is an RFC 5545 rule."""

    terms = models.ForeignKey(TaskTerms, models.CASCADE, related_name="deadlines")
    n = models.PositiveSmallIntegerField(default=1)
    text = models.TextField(blank=True, default="")
    kind = models.CharField(max_length=16, choices=DeadlineKind.choices)
    starts_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    inclusive = models.BooleanField(default=True)
    recurrence = models.TextField(blank=True, default="")
    waits_for = models.TextField(blank=True, default="")
    read_by = models.TextField(blank=True, default="")
    confirmed_by = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["terms", "n"]
        constraints = [
            models.UniqueConstraint(fields=["terms", "n"], name="deadline_in_order"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(due_on=None) | Q(starts_on__lte=F("due_on")),
                name="deadline_in_time_order",
                violation_error_message=_("Ngày bắt đầu không được sau thời hạn."),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Involvement(models.Model):
    """An agency has, or had, a part in a task, and may read it from then on."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="involvements")
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="involvements"
    )
    since = models.DateTimeField()

    class Meta:
        ordering = ["task", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["task", "organization"], name="involved_once"),
        ]
        indexes = [models.Index(fields=["organization", "task"])]

    def __str__(self) -> str:
        return f"{self.organization_id} in {self.task_id}"
