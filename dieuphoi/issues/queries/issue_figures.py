"""How the issues stand that an actor may read, in figures."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min, Q

from dieuphoi.issues.models import Issue, IssueState
from dieuphoi.issues.queries.how_long import UNSOLVED_STATES, overdue_on
from dieuphoi.organizations.actor import Actor


@dataclass(frozen=True)
class IssueOverview:
    """How many issues wait for an answer, how many of them too long, how many are new; and since
    when the oldest waits."""

    waiting: int
    overdue: int
    new: int
    oldest: datetime | None


def overview(actor: Actor, since: date, on: date) -> IssueOverview:
    """The counts of the issues that the actor may read, in one query; new: raised since the day."""
    waits_for_answer = Q(state=IssueState.OPEN)
    counts = Issue.objects.visible_to(actor).aggregate(
        waiting=Count("pk", filter=waits_for_answer),
        overdue=Count("pk", filter=overdue_on(on)),
        new=Count("pk", filter=Q(raised_on__gte=since)),
        oldest=Min("since", filter=waits_for_answer),
    )
    return IssueOverview(**counts)


@dataclass(frozen=True)
class IssueFigures:
    """How many issues are open (not solved), overdue, and wait for the actor's agency."""

    open: int
    overdue: int
    to_answer: int
    to_verify: int


def figures(actor: Actor, on: date) -> IssueFigures:
    """The counts of the issues that the actor may read, in one query."""
    own = actor.organization_id
    waiting, answered = Q(state=IssueState.OPEN), Q(state=IssueState.ANSWERED)
    counts = Issue.objects.visible_to(actor).aggregate(
        open=Count("pk", filter=Q(state__in=UNSOLVED_STATES)),
        overdue=Count("pk", filter=overdue_on(on)),
        to_answer=Count("pk", filter=waiting & Q(addressee=own)),
        to_verify=Count("pk", filter=answered & Q(raised_by=own)),
    )
    return IssueFigures(**counts)
