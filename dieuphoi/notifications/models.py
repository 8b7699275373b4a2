"""Who is told what, once; the mails that told it; how the mail server answered last."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.organizations.roles import Permission

if TYPE_CHECKING:
    from dieuphoi.organizations.actor import Actor


class NoticeKind(models.TextChoices):
    """What a person is told of."""

    ASSIGNED = "assigned", _("Mới giao")
    DUE_SOON = "due_soon", _("Sắp đến hạn")
    OVERDUE = "overdue", _("Quá hạn")
    SENT_BACK = "sent_back", _("Yêu cầu thực hiện lại")
    DECLINED = "declined", _("Cơ quan chuyển trả")
    REPORT_DUE_SOON = "report_due_soon", _("Báo cáo sắp đến hạn")
    REPORT_OVERDUE = "report_overdue", _("Báo cáo quá hạn")
    REPORT_RETURNED = "report_returned", _("Báo cáo bị trả lại")


IMMEDIATE = (
    NoticeKind.ASSIGNED,
    NoticeKind.SENT_BACK,
    NoticeKind.DECLINED,
    NoticeKind.REPORT_RETURNED,
)
"""What is not kept for the daily digest."""


class NoticeState(models.TextChoices):
    """Whether it was told by mail. On the person's page a notice stands in any state."""

    WAITING = "waiting", _("Chờ gửi")
    SENDING = "sending", _("Đang gửi")
    SENT = "sent", _("Đã gửi thư")
    FAILED = "failed", _("Không gửi được")
    UNKNOWN = "unknown", _("Không rõ thư đã tới chưa")
    DROPPED = "dropped", _("Không còn phải báo")


class MailKind(models.TextChoices):
    """The two kinds of mails."""

    DIGEST = "digest", _("Bản tin ngày")
    IMMEDIATE = "immediate", _("Báo ngay")


class MailState(models.TextChoices):
    """How far a mail came. From UNKNOWN nothing is sent again: the server may have taken it."""

    SENDING = "sending", _("Đang gửi")
    SENT = "sent", _("Đã gửi")
    DEFERRED = "deferred", _("Sẽ gửi lại")
    FAILED = "failed", _("Không gửi được")
    UNKNOWN = "unknown", _("Không rõ thư đã tới chưa")


class MailQuerySet(models.QuerySet["Mail"]):
    """The vocabulary for asking for mails."""

    def visible_to(self, actor: "Actor") -> "MailQuerySet":
        """An administrator sees what was sent to whom; everybody else what was sent to them."""
        if actor.may(Permission.MANAGE_ORGANIZATIONS):
            return self
        return self.filter(user=actor.user_id or 0)


class Mail(models.Model):
    """One mail to one person, with the notices that it told; `reason` is what the server said.

    `message_id` is made of the person and the causes, so the same causes bear the same name.
    `day` is the civil day of the newest try; `next_at` is set while it is deferred.
    """

    user = models.ForeignKey("organizations.User", models.PROTECT, related_name="mails")
    address = models.CharField(max_length=320)
    kind = models.CharField(max_length=16, choices=MailKind.choices)
    day = models.DateField()
    message_id = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    state = models.CharField(max_length=16, choices=MailState.choices)
    tries = models.PositiveSmallIntegerField(default=1)
    reason = models.TextField(blank=True, default="")
    made_at = models.DateTimeField()
    tried_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["-tried_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "day"],
                condition=Q(kind="digest", state__in=["sending", "sent", "unknown"]),
                name="one_digest_a_day",
                violation_error_message=_("Mỗi người mỗi ngày chỉ nhận một bản tin."),
            ),
        ]
        indexes = [models.Index(fields=["state", "-tried_at"])]

    def __str__(self) -> str:
        return f"{self.address} {self.subject}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    """The vocabulary for asking for notices."""

    def visible_to(self, actor: "Actor") -> "NoticeQuerySet":
        """The person's own."""
        return self.filter(user=actor.user_id or 0)


class Notice(models.Model):
    """One person is told one cause about one thing: an obligation or a report.

    `mark` tells causes of one kind apart: the moment of the act, or the due day (with how many days
    before). `due_at` is when a mail may tell it at the earliest. `seen_at` is when the person
    looked at it on the page.
    """

    user = models.ForeignKey("organizations.User", models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=24, choices=NoticeKind.choices)
    obligation = models.ForeignKey(
        "plans.Obligation", models.PROTECT, null=True, related_name="notices"
    )
    report = models.ForeignKey(
        "reporting.Report", models.PROTECT, null=True, related_name="notices"
    )
    mark = models.CharField(max_length=40)
    state = models.CharField(
        max_length=16, choices=NoticeState.choices, default=NoticeState.WAITING
    )
    mail = models.ForeignKey(Mail, models.PROTECT, null=True, related_name="notices")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "obligation", "mark"], name="notice_of_obligation_once"
            ),
            models.UniqueConstraint(
                fields=["user", "kind", "report", "mark"], name="notice_of_report_once"
            ),
            models.CheckConstraint(
                condition=Q(obligation=None, report__isnull=False)
                | Q(obligation__isnull=False, report=None),
                name="notice_is_of_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["user", "-made_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.obligation_id or self.report_id} {self.mark}"


class NoticeChoice(models.Model):
    """Whether a person gets the daily digest; without a row: yes."""

    user = models.OneToOneField("organizations.User", models.PROTECT, related_name="notice_choice")
    digest = models.BooleanField(default=True)

    class Meta:
        ordering = ["user"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.digest}"


class ServerState(models.Model):
    """How the last conversation with the mail server went; one row.

    After `tries` failures in a row nobody asks it again before `next_at`.
    """

    reason = models.TextField(blank=True, default="")
    failed_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    well_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.reason or "well"
