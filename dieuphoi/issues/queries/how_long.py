"""How long an issue has been waiting, and which wait too long."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from dieuphoi.base.periods import civil_day
from dieuphoi.issues.models import Issue, IssueState

UNSOLVED = "unsolved"
"""A state that a filter may ask for: whatever is neither solved nor withdrawn."""
UNSOLVED_STATES = (IssueState.OPEN, IssueState.ANSWERED)
"""The states that it means."""


@dataclass(frozen=True)
class Waiting:
    """An issue with how long it has been waiting on one day: `since` is none for one that ended."""

    issue: Issue
    since: datetime | None
    days: int
    is_overdue: bool


def waits(issue: Issue, on: date) -> Waiting:
    """How long the issue has been waiting on the day."""
    since = waiting_since(issue)
    days = max((on - civil_day(since)).days, 0) if since else 0
    return Waiting(issue, since, days, is_overdue(issue, on))


def waiting_since(issue: Issue) -> datetime | None:
    """Since when somebody has to do something: answer it, or say whether it is solved."""
    return issue.since if issue.state in UNSOLVED_STATES else None


def is_overdue(issue: Issue, on: date) -> bool:
    """Whether it still waits for an answer that was due before the day."""
    return issue.state == IssueState.OPEN and bool(issue.reply_due and issue.reply_due < on)


def overdue_on(on: date) -> Q:
    """Issues that still wait for an answer that was due before the day."""
    return Q(state=IssueState.OPEN, reply_due__lt=on)


def in_order(found: QuerySet[Issue]) -> QuerySet[Issue]:
    """The issues with their agencies; what waits for an answer first, then the longest waiting."""
    kept = Case(
        When(state=IssueState.OPEN, then=Value(0)),
        When(state=IssueState.ANSWERED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return found.select_related("raised_by", "addressee").order_by(kept, "since", "pk")
