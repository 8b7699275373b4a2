"""The issues that wait for somebody: on the desk, on the leader's page, about a task."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from dieuphoi.issues import policy
from dieuphoi.issues.models import Issue, IssueState
from dieuphoi.issues.queries.how_long import UNSOLVED_STATES, Waiting, in_order, waits
from dieuphoi.organizations.actor import Actor
from dieuphoi.plans.models import Obligation, ObligationState, Task


def waiting(actor: Actor, on: date, limit: int) -> list[Waiting]:
    """The issues without an answer that the actor may read, the longest waiting first."""
    found = Issue.objects.visible_to(actor).filter(state=IssueState.OPEN)
    return [waits(issue, on) for issue in in_order(found)[:limit]]


@dataclass(frozen=True)
class IssueDesk:
    """What waits for the actor's agency: the longest waiting rows of each, and how many in all."""

    to_answer: list[Waiting]
    to_verify: list[Waiting]
    answers_owed: int
    verifications_owed: int


def desk(actor: Actor, on: date, limit: int) -> IssueDesk:
    """What the actor's agency has to answer, and which answers it has to verify; one query."""
    own = actor.organization_id
    mine = Q(state=IssueState.OPEN, addressee=own) | Q(state=IssueState.ANSWERED, raised_by=own)
    oldest = [F("since").asc(), F("pk").asc()]
    owed: QuerySet[Issue] = Issue.objects.filter(mine)
    found = list(
        owed.annotate(
            rank=Window(RowNumber(), partition_by=F("state"), order_by=oldest),
            of_kind=Window(Count("pk"), partition_by=F("state")),
        )
        .filter(rank__lte=limit)
        .select_related("raised_by", "addressee")
        .order_by("since", "pk")
    )
    counts = {issue.state: issue.of_kind for issue in found}
    shown = {state: [waits(i, on) for i in found if i.state == state] for state in UNSOLVED_STATES}
    return IssueDesk(
        to_answer=shown[IssueState.OPEN],
        to_verify=shown[IssueState.ANSWERED],
        answers_owed=counts.get(IssueState.OPEN, 0),
        verifications_owed=counts.get(IssueState.ANSWERED, 0),
    )


def of_task(actor: Actor, task: Task, on: date) -> list[Waiting]:
    """The visible issues about the obligations of a task, as the list orders them."""
    found = Issue.objects.visible_to(actor).filter(obligation__task=task)
    return [waits(issue, on) for issue in in_order(found)]


def raisable(actor: Actor, obligations: Iterable[Obligation]) -> list[Obligation]:
    """Those of the obligations that still run and about which the actor may raise an issue."""
    ended = (ObligationState.COMPLETED, ObligationState.CANCELLED, ObligationState.SUPERSEDED)
    return [o for o in obligations if o.state not in ended and policy.can_raise(actor, o, None)]
