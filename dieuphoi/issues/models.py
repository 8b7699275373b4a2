"""Difficulties and proposals: what an agency raised, to whom it went, the answer, and whether it helped."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.organizations.roles import Permission
from dieuphoi.plans.models import Obligation, Plan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dieuphoi.organizations.actor import Actor


class IssueKind(models.TextChoices):
    """What is raised: something in the way, or something asked for."""

    DIFFICULTY = "difficulty", _("Khó khăn, vướng mắc")
    PROPOSAL = "proposal", _("Đề xuất, kiến nghị")


class IssueState(models.TextChoices):
    """Where it stands. `answered` waits for the raiser to say whether it is solved."""

    OPEN = "open", _("Chờ trả lời")
    ANSWERED = "answered", _("Đã trả lời, chờ xác nhận")
    RESOLVED = "resolved", _("Đã giải quyết")
    WITHDRAWN = "withdrawn", _("Đã rút")


class IssueVerb(models.TextChoices):
    """What moves an issue."""

    REFER = "refer", _("Chuyển")
    ANSWER = "answer", _("Trả lời")
    RESOLVE = "resolve", _("Xác nhận đã giải quyết")
    REOPEN = "reopen", _("Chưa giải quyết")
    WITHDRAW = "withdraw", _("Rút")


_S = IssueState

MOVES: "Mapping[str, Mapping[str, str]]" = {
    IssueVerb.REFER: {_S.OPEN: _S.OPEN, _S.ANSWERED: _S.OPEN},
    IssueVerb.ANSWER: {_S.OPEN: _S.ANSWERED},
    IssueVerb.RESOLVE: {_S.ANSWERED: _S.RESOLVED},
    IssueVerb.REOPEN: {_S.ANSWERED: _S.OPEN},
    IssueVerb.WITHDRAW: {_S.OPEN: _S.WITHDRAWN, _S.ANSWERED: _S.WITHDRAWN},
}
"""The whole table of moves."""


class IssueQuerySet(models.QuerySet["Issue"]):
    """The vocabulary for asking for issues."""

    def visible_to(self, actor: "Actor") -> "IssueQuerySet":
        """Raised by the own agency, ever referred to it, or about a plan that it coordinates."""
        if actor.may(Permission.READ_ALL):
            return self
        own = actor.organization_id
        referred = Referral.objects.filter(issue=OuterRef("pk"), to_organization=own)
        coordinated = Plan.objects.coordinated_by(own).values("pk")
        return self.filter(
            Q(raised_by=own) | Q(addressee=own) | Q(plan__in=coordinated) | Exists(referred)
        )

    def unsolved(self) -> "IssueQuerySet":
        """Neither solved nor withdrawn."""
        return self.filter(state__in=[IssueState.OPEN, IssueState.ANSWERED])

    def waiting_for(self, organization_id: int | None) -> "IssueQuerySet":
        """Those that the agency has to answer now."""
        return self.filter(state=IssueState.OPEN, addressee=organization_id)


class Issue(models.Model):
    """A difficulty or a proposal of one agency, about an obligation, a plan, or on its own.

    `plan` repeats the obligation's plan. `addressee` repeats the newest referral (who has to answer
    now), `reply_due` its day. `raised_on` is a civil day; `since` is when `state` began.
    """

    kind = models.CharField(max_length=16, choices=IssueKind.choices)
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="issues")
    obligation = models.ForeignKey(
        Obligation, models.PROTECT, null=True, blank=True, related_name="issues"
    )
    raised_by = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="raised_issues"
    )
    wording = models.TextField()
    cause = models.TextField(blank=True, default="")
    asked = models.TextField(blank=True, default="")
    addressee = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, related_name="addressed_issues"
    )
    reply_due = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=16, choices=IssueState.choices, default=IssueState.OPEN)
    by = models.TextField()
    raised_on = models.DateField()
    raised_at = models.DateTimeField()
    since = models.DateTimeField()
    search = models.TextField(blank=True, default="", editable=False)

    objects = IssueQuerySet.as_manager()

    class Meta:
        ordering = ["raised_at", "pk"]
        indexes = [
            models.Index(fields=["addressee", "state"]),
            models.Index(fields=["raised_by", "state"]),
            models.Index(fields=["plan", "state"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(wording=""),
                name="issue_says_something",
                violation_error_message=_("Hãy ghi nội dung khó khăn hoặc kiến nghị."),
            ),
        ]

    def __str__(self) -> str:
        return self.wording[:60]


class Referral(models.Model):
    """The issue went to an agency that is to answer, with a day and a note."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="referrals")
    from_organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, related_name="referred_issues"
    )
    to_organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="received_issues"
    )
    reply_due = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True, default="")
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["issue", "pk"]
        indexes = [models.Index(fields=["to_organization", "issue"])]

    def __str__(self) -> str:
        return f"{self.issue_id} → {self.to_organization_id}"


class Decision(models.TextChoices):
    """What an answer decides."""

    AGREED = "agreed", _("Đồng ý, giải quyết")
    PARTLY = "partly", _("Giải quyết một phần")
    REFUSED = "refused", _("Không chấp nhận")
    EXPLAINED = "explained", _("Hướng dẫn, giải thích")


class Answer(models.Model):
    """What the addressee answered; `symbol` is the number of the document that says so."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="answers")
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="issue_answers"
    )
    decision = models.CharField(max_length=16, choices=Decision.choices)
    text = models.TextField()
    symbol = models.TextField(blank=True, default="")
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, related_name="issue_answers"
    )
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["issue", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Verification(models.Model):
    """The raiser's word on an answer: solved, or not and why."""

    answer = models.OneToOneField(Answer, models.PROTECT, related_name="verification")
    solved = models.BooleanField()
    note = models.TextField(blank=True, default="")
    by = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.answer_id} {self.solved}"
