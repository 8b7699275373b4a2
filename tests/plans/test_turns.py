"""Turns: one a move; a cause recorded late changes what was true and not what was known."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dieuphoi.plans import turns, verification
from dieuphoi.plans.models import MOVES, Obligation, ObligationState, Turn, Verb
from dieuphoi.plans.turns import MovedByOther, turn_on
from tests.factories.plans import MORNING, bare_obligation, bare_plan, bare_task

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
STATES = [ObligationState.IN_PROGRESS, ObligationState.SUSPENDED, ObligationState.COMPLETED]
causes = st.lists(
    st.tuples(st.integers(1, 40), st.integers(0, 5), st.sampled_from(STATES)), max_size=6
)
asked = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=3, max_size=10)


def opened() -> Obligation:
    obligation = bare_obligation(bare_task(bare_plan()))
    turns.open_turns([obligation], by="x", at=MORNING)
    return obligation


def noon(day: int) -> datetime:
    return START + timedelta(days=day, hours=3)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(causes, asked)
def test_any_day_as_known_on_any_other_is_what_was_recorded(late, days) -> None:  # type: ignore[no-untyped-def]
    obligation = opened()
    recorded: list[tuple[int, int, str]] = [(0, 0, ObligationState.ASSIGNED)]
    known = 0
    for effective, pause, state in late:
        known += pause + 1
        turn = Turn(
            obligation=obligation,
            holder=obligation.holder,
            state=state,
            cause=Verb.SUSPEND,
            valid_from=noon(effective),
        )
        turns.correct(obligation, turn, at=noon(known))
        recorded.append((effective, known, state))

    for on, known_on in days:
        expected = next(
            (s for start, since, s in reversed(recorded) if since <= known_on and start <= on), None
        )
        found = turn_on(obligation, civil(on), civil(known_on))
        assert (found.state if found else None) == expected
    assert list(verification.findings()) == []


def civil(day: int) -> date:
    return date(2026, 3, 2) + timedelta(days=day)


def test_a_late_cause_leaves_what_was_known_then_as_it_was() -> None:
    obligation = opened()
    turns.move(obligation, Verb.ACCEPT, by="x", at=noon(5))
    suspended = Turn(
        obligation=obligation,
        holder=obligation.holder,
        state=ObligationState.SUSPENDED,
        cause=Verb.SUSPEND,
        valid_from=noon(3),
    )

    turns.correct(obligation, suspended, at=noon(10))

    def state(on: int, known_on: int) -> str | None:
        turn = turn_on(obligation, civil(on), civil(known_on))
        return turn.state if turn else None

    assert (state(4, 9), state(4, 10)) == ("assigned", "suspended")
    assert (state(6, 9), state(6, 10)) == ("in_progress", "suspended")
    assert obligation.state == ObligationState.SUSPENDED


@pytest.mark.parametrize("verb", list(Verb))
@pytest.mark.parametrize("state", list(ObligationState))
def test_only_the_moves_of_the_table_happen(verb: Verb, state: ObligationState) -> None:
    obligation = opened()
    Obligation.objects.filter(pk=obligation.pk).update(state=state)
    obligation.refresh_from_db()

    if state in MOVES[verb]:
        turns.move(obligation, verb, by="x", at=noon(1))
        assert obligation.state == MOVES[verb][state]
    else:
        with pytest.raises(MovedByOther):
            turns.move(obligation, verb, by="x", at=noon(1))


def test_a_writer_whose_clock_is_behind_still_comes_after() -> None:
    obligation = opened()

    turns.move(obligation, Verb.ACCEPT, by="x", at=MORNING - timedelta(seconds=5))

    assert obligation.since > MORNING
    assert list(verification.findings()) == []


def test_verification_finds_an_obligation_that_does_not_repeat_its_turn() -> None:
    obligation = opened()
    Obligation.objects.filter(pk=obligation.pk).update(state=ObligationState.COMPLETED)

    assert list(verification.findings()) == [
        f"obligation {obligation.pk} does not repeat its open turn"
    ]


def test_verification_finds_an_obligation_without_a_turn() -> None:
    obligation = bare_obligation()

    assert list(verification.findings()) == [
        f"obligation {obligation.pk} has not exactly one open turn"
    ]
