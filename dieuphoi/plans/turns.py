"""Move an obligation: the one place where its state, holder and day change."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from dieuphoi.base import states
from dieuphoi.base.errors import StaleState
from dieuphoi.organizations.models import Organization
from dieuphoi.plans import timeline
from dieuphoi.plans.models import MOVES, Obligation, ObligationState, Turn, Verb

_INSTANT = timedelta(microseconds=1)
_AT_ONCE = 500
"""How many obligations one statement is about."""


class MovedByOther(StaleState):
    """The obligation was moved since it was looked at: by somebody else, or in another window."""

    def __init__(self, state: str) -> None:
        super().__init__(
            _(
                "Nhiệm vụ này đã được xử lý; hiện ở trạng thái “%(state)s”. Hãy xem lại trước khi làm tiếp."
            )
            % {"state": ObligationState(state).label}
        )


def move(
    obligation: Obligation,
    verb: Verb,
    *,
    by: str,
    at: datetime,
    holder: Organization | None = None,
    submitted_at: datetime | None = None,
    reason: str = "",
    proposed_holder: Organization | None = None,
) -> None:
    """Move the obligation along MOVES and add the turn, in the caller's transaction.

    It moves only from the state that `obligation` was loaded with: when somebody moved it since,
    MovedByOther is raised and nothing changes. `submitted_at` None clears the earlier one.
    """
    try:
        state = states.after(MOVES, verb, obligation.state)
    except StaleState:
        raise MovedByOther(obligation.state) from None
    moment = max(at, obligation.since + _INSTANT)  # a writer that waited for the lock comes after
    holder_id = holder.pk if holder else obligation.holder_id
    unmoved = Obligation.objects.filter(
        pk=obligation.pk, state=obligation.state, since=obligation.since
    )
    if not unmoved.update(state=state, holder=holder_id, submitted_at=submitted_at, since=moment):
        raise MovedByOther(Obligation.objects.get(pk=obligation.pk).state)
    turn = Turn(
        obligation=obligation,
        holder_id=holder_id,
        state=state,
        due_on=obligation.due_on,
        submitted_at=submitted_at,
        cause=verb,
        reason=reason,
        proposed_holder=proposed_holder,
        by=by,
        valid_from=moment,
    )
    timeline.write(Turn.objects.filter(obligation=obligation), turn, known_at=moment)
    obligation.refresh_from_db()


def move_all(
    obligations: Sequence[Obligation],
    verb: Verb,
    *,
    by: str,
    at: datetime,
    submitted_at: datetime | None = None,
    reason: str = "",
) -> None:
    """As `move`, for many obligations that keep their holders: the same rows, in a few statements.

    In the caller's transaction, which rolls all of it back when MovedByOther is raised for one.
    """
    for start in range(0, len(obligations), _AT_ONCE):
        chunk = obligations[start : start + _AT_ONCE]
        moment = max([at, *(one.since + _INSTANT for one in chunk)])
        hold(chunk)
        _refuse_states_without(verb, chunk)
        for before in sorted({one.state for one in chunk}):
            Obligation.objects.filter(pk__in=[o.pk for o in chunk if o.state == before]).update(
                state=states.after(MOVES, verb, before), submitted_at=submitted_at, since=moment
            )
        for one in chunk:
            one.state = states.after(MOVES, verb, one.state)
            one.since, one.submitted_at = moment, submitted_at
        new = [_turn(one, verb, by=by, reason=reason) for one in chunk]
        timeline.write_all(Turn.objects.all(), new, "obligation_id", known_at=moment)


def hold(obligations: Sequence[Obligation]) -> None:
    """Lock the obligations until the caller's transaction ends; MovedByOther when one is not in the
    turn that it was loaded in. What was told of it meanwhile is loaded anew."""
    for start in range(0, len(obligations), _AT_ONCE):
        chunk = obligations[start : start + _AT_ONCE]
        numbers = [one.pk for one in chunk]
        locked = Obligation.objects.select_for_update().filter(pk__in=numbers).order_by("pk")
        found = locked.values_list("pk", "state", "since", "percent", "told_on")
        now = {pk: (state, since, percent, told_on) for pk, state, since, percent, told_on in found}
        for one in chunk:
            state, since, one.percent, one.told_on = now[one.pk]
            if (state, since) != (one.state, one.since):
                raise MovedByOther(state)


def _refuse_states_without(verb: Verb, obligations: Sequence[Obligation]) -> None:
    for one in obligations:
        if one.state not in MOVES[verb]:
            raise MovedByOther(one.state)


def _turn(obligation: Obligation, verb: Verb, *, by: str, reason: str) -> Turn:
    """The turn that an obligation just moved is in."""
    return Turn(
        obligation=obligation,
        holder_id=obligation.holder_id,
        state=obligation.state,
        due_on=obligation.due_on,
        submitted_at=obligation.submitted_at,
        cause=verb,
        reason=reason,
        by=by,
        valid_from=obligation.since,
    )


def correct(obligation: Obligation, turn: Turn, *, at: datetime) -> None:
    """Write a turn whose cause was recorded late: it holds from `turn.valid_from` on.

    What was known of that time before stays as known until `at`; the obligation repeats the turn
    that is open afterwards. In the caller's transaction, with the obligation locked.
    """
    rows = Turn.objects.filter(obligation=obligation)
    timeline.write(rows, turn, known_at=at)
    now = rows.get(known_to=None, valid_to=None)
    Obligation.objects.filter(pk=obligation.pk).update(
        state=now.state,
        holder=now.holder,
        due_on=now.due_on,
        submitted_at=now.submitted_at,
        since=now.valid_from,
    )
    obligation.refresh_from_db()


def open_turns(obligations: list[Obligation], *, by: str, at: datetime) -> None:
    """Give obligations that were just created their first turn."""
    Turn.objects.bulk_create(
        Turn(
            obligation=obligation,
            holder_id=obligation.holder_id,
            state=obligation.state,
            due_on=obligation.due_on,
            cause=Verb.ASSIGN,
            by=by,
            valid_from=at,
            known_from=at,
        )
        for obligation in obligations
    )


def turn_on(obligation: Obligation, on: date, known_on: date | None = None) -> Turn | None:
    """The turn at the end of the day `on`, as known at the end of `known_on` (or now)."""
    return obligation.turns.filter(timeline.as_of(on, known_on)).first()
