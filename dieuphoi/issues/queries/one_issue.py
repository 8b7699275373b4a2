"""The page of an issue: its whole story, and what the actor may do with it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from dieuphoi.activity.log import entries_about
from dieuphoi.activity.models import Activity
from dieuphoi.base.errors import require
from dieuphoi.issues import policy
from dieuphoi.issues.models import MOVES, Answer, Issue, IssueState, IssueVerb, Referral
from dieuphoi.issues.moves import IssueMoved
from dieuphoi.issues.queries.how_long import Waiting, waits
from dieuphoi.organizations.actor import Actor
from dieuphoi.plans.models import Obligation, Plan, TaskTerms
from dieuphoi.plans.punctuality import TimedObligation
from dieuphoi.plans.queries import terms_of, with_task


@dataclass(frozen=True)
class IssuePage:
    """An issue with its whole story, and what the actor may do with it.

    `plan` and `obligation` are what it is about, as far as the actor may read them; `hides`:
    it is about something that the actor may not read. `may` holds verbs of `require_allowed`.
    """

    issue: Issue
    plan: Plan | None
    obligation: "TimedObligation | None"
    terms: TaskTerms | None
    referrals: list[Referral]
    answers: list[Answer]
    withdrawal: Activity | None
    may: frozenset[str]
    waits: Waiting

    @property
    def waits_for_answer(self) -> bool:
        """Whether the addressee still has to answer."""
        return self.issue.state == IssueState.OPEN

    @property
    def newest_answer(self) -> Answer | None:
        """The answer that the raiser is to verify, or verified last."""
        return self.answers[-1] if self.answers else None

    @property
    def hides(self) -> bool:
        """Whether it is about a plan or a task that the actor may not read."""
        about_task = self.issue.obligation_id is not None
        return self.issue.plan_id is not None and (
            self.plan is None or (about_task and self.obligation is None)
        )


def issue_page(actor: Actor, issue: Issue, on: date) -> IssuePage:
    """What the page of an issue shows on a day. The issue was found visible before."""
    obligation = _obligation(actor, issue, on)
    answers = issue.answers.select_related("organization", "verification")
    withdrawn = entries_about(issue).filter(verb="issue.withdrawn")
    return IssuePage(
        issue=issue,
        plan=_plan(actor, issue),
        obligation=obligation,
        terms=terms_of(obligation) if obligation else None,
        referrals=list(issue.referrals.select_related("from_organization", "to_organization")),
        answers=list(answers),
        withdrawal=withdrawn.first() if issue.state == IssueState.WITHDRAWN else None,
        may=_allowed(actor, issue),
        waits=waits(issue, on),
    )


def require_allowed(actor: Actor, issue: Issue, verb: str) -> None:
    """Go on only if the actor may do this with the issue now: refer, answer, verify, withdraw.

    Raises NotPermitted when the role or agency is wrong, IssueMoved when the state is.
    """
    require(_rights(actor, issue)[verb], _("Việc này không thuộc quyền của bạn hoặc cơ quan bạn."))
    if verb not in _allowed(actor, issue):
        raise IssueMoved(issue.state)


_VERBS = {
    "refer": IssueVerb.REFER,
    "answer": IssueVerb.ANSWER,
    "verify": IssueVerb.RESOLVE,
    "withdraw": IssueVerb.WITHDRAW,
}


def _plan(actor: Actor, issue: Issue) -> Plan | None:
    if issue.plan_id is None:
        return None
    visible = Plan.objects.visible_to(actor).select_related("document")
    return visible.filter(pk=issue.plan_id).first()


def _obligation(actor: Actor, issue: Issue, on: date) -> "TimedObligation | None":
    if issue.obligation_id is None:
        return None
    visible = Obligation.objects.visible_to(actor).filter(pk=issue.obligation_id)
    return with_task(visible, on).first()


def _allowed(actor: Actor, issue: Issue) -> frozenset[str]:
    """What the actor may do with the issue in the state it is in."""
    rights = _rights(actor, issue)
    possible = {verb for verb, move in _VERBS.items() if issue.state in MOVES[move]}
    return frozenset(verb for verb in possible if rights[verb])


def _rights(actor: Actor, issue: Issue) -> dict[str, bool]:
    return {
        "refer": policy.can_refer(actor, issue),
        "answer": policy.can_answer(actor, issue),
        "verify": policy.can_verify(actor, issue),
        "withdraw": policy.can_withdraw(actor, issue),
    }
