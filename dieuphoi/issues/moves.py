"""Move an issue: the one place where its state, its addressee and their day change."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from dieuphoi.base import states
from dieuphoi.base.errors import DomainError, StaleState
from dieuphoi.issues.models import MOVES, Issue, IssueState, IssueVerb
from dieuphoi.organizations.models import Organization

_INSTANT = timedelta(microseconds=1)


class IssueMoved(StaleState):
    """Somebody else moved the issue first."""

    def __init__(self, state: str) -> None:
        super().__init__(
            _(
                "Người khác vừa xử lý khó khăn, kiến nghị này; hiện ở trạng thái “%(state)s”."
                " Hãy xem lại trước khi làm tiếp."
            )
            % {"state": IssueState(state).label}
        )


class NothingSaid(DomainError):
    """A step that needs words came without any."""


def move(issue: Issue, verb: IssueVerb, *, at: datetime) -> datetime:
    """Move the issue along MOVES, in the caller's transaction; the moment at which it moved.

    It moves only from the state, and from the addressee, that `issue` was loaded with: when
    somebody moved it since, IssueMoved is raised and nothing changes.
    """
    return _move(issue, verb, issue.addressee_id, issue.reply_due, at)


def move_to(
    issue: Issue, addressee: Organization, *, reply_due: date | None, at: datetime
) -> datetime:
    """Send the issue on to another agency, as `move` does. One that waits keeps its `since`."""
    return _move(issue, IssueVerb.REFER, addressee.pk, reply_due, at)


def _move(
    issue: Issue, verb: IssueVerb, addressee: int | None, reply_due: date | None, at: datetime
) -> datetime:
    try:
        state = states.after(MOVES, verb, issue.state)
    except StaleState:
        raise IssueMoved(issue.state) from None
    moment = max(at, issue.since + _INSTANT)  # a writer that waited for the lock comes after
    unmoved = Issue.objects.filter(
        pk=issue.pk, state=issue.state, since=issue.since, addressee=issue.addressee_id
    )
    since = issue.since if state == issue.state else moment
    if not unmoved.update(state=state, since=since, addressee=addressee, reply_due=reply_due):
        raise IssueMoved(Issue.objects.get(pk=issue.pk).state)
    issue.refresh_from_db(fields=["state", "since", "addressee", "reply_due"])
    return moment
