"""A filled workbook that came back: its file, what each row of it would do, and whether it was applied."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.organizations.roles import Permission
from dieuphoi.plans.models.obligation import Obligation, Progress
from dieuphoi.plans.models.plan import Plan

if TYPE_CHECKING:
    from dieuphoi.organizations.actor import Actor


class ReturnState(models.TextChoices):
    """Where a returned workbook stands: read by the worker, then decided by a person."""

    WAITING = "waiting", _("Chờ đọc")
    READING = "reading", _("Đang đọc")
    READ = "read", _("Chờ ghi")
    REFUSED = "refused", _("Không đọc được")
    APPLIED = "applied", _("Đã ghi")


class Outcome(models.TextChoices):
    """What a row of a returned workbook would do, or did."""

    REFUSED = "refused", _("Không nhận")
    CREATED = "created", _("Báo lần đầu")
    CHANGED = "changed", _("Cập nhật")
    UNCHANGED = "unchanged", _("Giữ nguyên")


class WorkbookReturnQuerySet(models.QuerySet["WorkbookReturn"]):
    """The vocabulary for asking for returned workbooks."""

    def visible_to(self, actor: "Actor") -> "WorkbookReturnQuerySet":
        """Those of the actor's agency, by it, or of plans that it coordinates."""
        if actor.may(Permission.READ_ALL):
            return self
        own = actor.organization_id
        coordinated = Plan.objects.coordinated_by(own).values("pk")
        return self.filter(Q(plan__in=coordinated) | Q(organization=own) | Q(uploaded_from=own))

    def about(self, plan: Plan) -> "WorkbookReturnQuerySet":
        """Those handed in on the plan's page, or with a row of a task of the plan."""
        rows = ReturnedRow.objects.filter(
            returned=OuterRef("pk"), obligation__task__plan=plan.pk
        ).exclude(told=None)
        return self.filter(Q(plan=plan) | Exists(rows))


class WorkbookReturn(models.Model):
    """A workbook handed in on the page of `plan` for `organization` (known once it was read).

    `done` of `total` rows were read so far. `refusal` says why the whole file is none to work
    with. On behalf, the source is named when it is applied.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="returns")
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, related_name="returned_workbooks"
    )
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="returns")
    name = models.TextField()
    uploaded_from = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="handed_in_workbooks"
    )
    uploaded_by = models.TextField()
    uploaded_at = models.DateTimeField()
    state = models.CharField(
        max_length=16, choices=ReturnState.choices, default=ReturnState.WAITING
    )
    refusal = models.TextField(blank=True, default="")
    notes = models.JSONField(default=list, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    read_from = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    source = models.TextField(blank=True, default="")
    applied_at = models.DateTimeField(null=True)
    applied_by = models.TextField(blank=True, default="")

    objects = WorkbookReturnQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done__lte=F("total")),
                name="return_done_of_total",
                violation_error_message=_("Số dòng đã đọc không vượt số dòng của tệp."),
            ),
        ]
        indexes = [models.Index(fields=["state", "uploaded_at"])]

    def __str__(self) -> str:
        return self.name

    @property
    def is_on_behalf(self) -> bool:
        """Whether another agency than that of the workbook handed it in."""
        return self.organization_id != self.uploaded_from_id


class ReturnedRow(models.Model):
    """A row of a returned workbook: where it stands in the file, what it says, and its outcome.

    `reasons` are why it is refused, each with the letters and heading of the column. `key` is the
    row's key as read; the obligation was in that version when the row was judged. `told` is the
    progress that it became when it was applied.
    """

    returned = models.ForeignKey(WorkbookReturn, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    sheet = models.TextField()
    number = models.PositiveIntegerField()
    obligation = models.ForeignKey(
        Obligation, models.PROTECT, null=True, related_name="returned_rows"
    )
    code = models.TextField(blank=True, default="")
    content = models.TextField(blank=True, default="")
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    reasons = models.JSONField(default=list)
    percent = models.PositiveSmallIntegerField(null=True)
    did = models.TextField(blank=True, default="")
    next = models.TextField(blank=True, default="")
    on = models.DateField(null=True)
    proposes_done = models.BooleanField(default=False)
    earlier = models.JSONField(null=True)
    version = models.TextField(blank=True, default="")
    told = models.ForeignKey(Progress, models.PROTECT, null=True, related_name="returned_rows")

    class Meta:
        ordering = ["returned", "position"]
        constraints = [
            models.UniqueConstraint(fields=["returned", "position"], name="returned_row_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.number}: {self.outcome}"
