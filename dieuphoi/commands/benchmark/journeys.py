"""What happened to a made-up obligation since it was assigned, as rows: turns, progress, acts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from dieuphoi.activity.models import Activity
from dieuphoi.base import states
from dieuphoi.base.periods import civil_day
from dieuphoi.organizations.actor import Actor
from dieuphoi.plans.models import MOVES, Obligation, ObligationState, Progress, Turn, Verb

NOTE = "note"
"""An event that is no move: progress was told."""

_JOURNEYS: Sequence[tuple[tuple[Verb, ...], int]] = (
    ((), 25),
    ((Verb.DECLINE,), 2),
    ((Verb.ACCEPT,), 45),
    ((Verb.ACCEPT, Verb.SUBMIT), 10),
    ((Verb.ACCEPT, Verb.SUBMIT, Verb.SEND_BACK), 3),
    ((Verb.ACCEPT, Verb.SUBMIT, Verb.CONFIRM), 15),
)
"""How far obligations have come, and in how many of a hundred."""

_LOGGED = {
    Verb.ACCEPT: "obligation.accepted",
    Verb.DECLINE: "obligation.declined",
    Verb.SUBMIT: "obligation.submitted",
    Verb.SEND_BACK: "obligation.sent_back",
    Verb.CONFIRM: "obligation.confirmed",
    NOTE: "progress.told",
}


@dataclass(frozen=True)
class Event:
    """A move of the table MOVES, or NOTE, and when it happened."""

    what: str
    at: datetime

    @property
    def tells(self) -> bool:
        """Whether progress is told with it: by a note, and by every submitted result."""
        return self.what in (NOTE, Verb.SUBMIT)


@dataclass(frozen=True)
class Staff:
    """Who acts in the workload; officers and heads by their agency."""

    focal: Actor
    administrator: Actor
    officers: dict[int, Actor]
    heads: dict[int, Actor]

    def acting(self, what: str, agency: int) -> Actor:
        """Who does such a thing to an obligation that the agency holds."""
        if what in (Verb.ACCEPT, Verb.DECLINE):
            return self.heads[agency]
        return self.officers[agency] if what in (Verb.SUBMIT, NOTE) else self.focal


def draw(chance: Random, *, since: datetime, until: datetime, noted: bool) -> list[Event]:
    """What happened between two moments; `noted` means accepted, and two notes told after it."""
    possible = [one for one in _JOURNEYS if Verb.ACCEPT in one[0] or not noted]
    [moves] = chance.choices([one for one, _ in possible], [weight for _, weight in possible])
    steps = [*moves[:1], NOTE, NOTE, *moves[1:]] if noted else list(moves)
    seconds = sorted(chance.sample(range(1, int((until - since).total_seconds())), len(steps)))
    return [
        Event(what, since + timedelta(seconds=n)) for what, n in zip(steps, seconds, strict=True)
    ]


def travel(obligation: Obligation, events: Sequence[Event]) -> None:
    """Set on an unsaved obligation, just assigned, what it repeats of its last turn and progress."""
    percents = _percents(events)
    for event in events:
        if event.what != NOTE:
            obligation.state = states.after(MOVES, event.what, obligation.state)
            obligation.since = event.at
            obligation.submitted_at = _submitted_at(event, obligation.submitted_at)
        if event.tells:
            obligation.percent, obligation.told_on = next(percents), civil_day(event.at)


def turns(
    obligation: Obligation, events: Sequence[Event], *, assigned_at: datetime, staff: Staff
) -> Iterator[Turn]:
    """The rows that `timeline.write` leaves after these moves: what was known before each of them
    ends there, and its past is put back as known from then on."""
    state, submitted_at = str(ObligationState.ASSIGNED), None
    moves = [Event(Verb.ASSIGN, assigned_at), *(e for e in events if e.what != NOTE)]
    for n, move in enumerate(moves):
        if n:
            state = states.after(MOVES, move.what, state)
            submitted_at = _submitted_at(move, submitted_at)
        ended = moves[n + 1].at if n + 1 < len(moves) else None
        periods = (
            [(None, move.at, ended), (ended, ended, None)] if ended else [(None, move.at, None)]
        )
        for valid_to, known_from, known_to in periods:
            yield Turn(
                obligation=obligation,
                holder_id=obligation.holder_id,
                state=state,
                due_on=obligation.due_on,
                submitted_at=submitted_at,
                cause=move.what,
                reason=_reason(move),
                by=staff.acting(move.what, obligation.holder_id).label,
                valid_from=move.at,
                valid_to=valid_to,
                known_from=known_from or move.at,
                known_to=known_to,
            )


def progress(obligation: Obligation, events: Sequence[Event], *, staff: Staff) -> list[Progress]:
    """What was told, a row for each event that tells."""
    percents = _percents(events)
    return [
        Progress(
            obligation=obligation,
            on=civil_day(event.at),
            percent=next(percents),
            did="Đã hoàn thành phần việc của cơ quan theo tiến độ (minh họa).",
            next="" if event.what == Verb.SUBMIT else "Tiếp tục theo kế hoạch (minh họa).",
            told_by_id=obligation.holder_id,
            by=staff.acting(event.what, obligation.holder_id).label,
            at=event.at,
        )
        for event in events
        if event.tells
    ]


def acts(
    obligation: Obligation, events: Sequence[Event], told: Sequence[Progress], *, staff: Staff
) -> Iterator[Activity]:
    """What the log holds of it; `told` are the saved rows that `progress` made."""
    rows = iter(told)
    for event in events:
        row = next(rows) if event.tells else None
        by = staff.acting(event.what, obligation.holder_id)
        subject = row if row and event.what == NOTE else obligation
        yield Activity(
            verb=_LOGGED[event.what],
            subject_type=subject._meta.label_lower,
            subject_id=subject.pk,
            user_id=by.user_id,
            organization_id=by.organization_id,
            label=by.label,
            at=event.at,
            details=_details(event, row),
        )


def _details(event: Event, row: Progress | None) -> dict[str, object]:
    if row:
        return {"percent": row.percent} if event.what == NOTE else {"progress": row.pk}
    reason = _reason(event)
    return {"reason": reason} if reason else {}


def _reason(event: Event) -> str:
    if event.what == Verb.DECLINE:
        return "Không thuộc chức năng của cơ quan (minh họa)."
    return "Đề nghị bổ sung kết quả (minh họa)." if event.what == Verb.SEND_BACK else ""


def _submitted_at(move: Event, before: datetime | None) -> datetime | None:
    """A result stands submitted from its submission on, until it is sent back."""
    if move.what == Verb.SUBMIT:
        return move.at
    return before if move.what == Verb.CONFIRM else None


def _percents(events: Sequence[Event]) -> Iterator[int]:
    """How far each event that tells says it is: rising, a result is all."""
    notes = iter(range(30, 100, 30))
    return (100 if e.what == Verb.SUBMIT else next(notes) for e in events if e.tells)
