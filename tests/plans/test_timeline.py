"""Two clocks: what is true on a day, as known on another. An oracle keeps all that was written."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dieuphoi.plans import timeline
from dieuphoi.plans.models import TaskTerms
from dieuphoi.plans.terms import Demand, set_terms, terms_on
from tests.factories.plans import bare_plan, bare_task

pytestmark = pytest.mark.django_db

FIRST = date(2026, 1, 1)
KNOWN = datetime(2026, 1, 1, 5, tzinfo=UTC)

spans = st.tuples(st.integers(0, 60), st.one_of(st.none(), st.integers(1, 30)))
histories = st.lists(st.tuples(spans, st.integers(0, 3)), min_size=1, max_size=6)
probes = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 25)), min_size=4, max_size=12)


def day(n: int) -> date:
    return FIRST + timedelta(days=n)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(histories, probes)
def test_any_day_as_known_on_any_other_answers_what_was_written(history, asked) -> None:  # type: ignore[no-untyped-def]
    task = bare_task(bare_plan())
    written: list[tuple[int, int | None, int, str]] = []
    known = 0
    for n, ((start, length), pause) in enumerate(history):
        known += pause + 1
        end = None if length is None else start + length
        set_terms(
            task,
            Demand(content=f"bản {n}"),
            set_by=task.plan.document,
            valid_from=day(start),
            valid_to=None if end is None else day(end),
            known_at=KNOWN + timedelta(days=known),
        )
        written.append((start, end, known, f"bản {n}"))

    for on, known_on in asked:
        expected = next(
            (
                text
                for start, end, since, text in reversed(written)
                if since <= known_on and start <= on and (end is None or on < end)
            ),
            None,
        )
        found = terms_on(task, day(on), day(known_on))
        assert (found.content if found else None) == expected


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(histories)
def test_what_was_known_before_a_change_stays_as_it_was(history) -> None:  # type: ignore[no-untyped-def]
    task = bare_task(bare_plan())
    before: set[tuple[int, str, date, date | None, datetime]] = set()
    for n, ((start, length), _pause) in enumerate(history):
        set_terms(
            task,
            Demand(content=f"bản {n}"),
            set_by=task.plan.document,
            valid_from=day(start),
            valid_to=None if length is None else day(start + length),
            known_at=KNOWN + timedelta(days=n),
        )
        rows = TaskTerms.objects.filter(task=task)
        now = set(rows.values_list("pk", "content", "valid_from", "valid_to", "known_from"))
        assert before <= now
        before = now


def test_a_change_in_the_middle_leaves_both_sides_with_their_parties() -> None:
    task = bare_task()
    document = task.plan.document
    set_terms(task, Demand("cũ"), set_by=document, valid_from=day(0), known_at=KNOWN)
    set_terms(
        task,
        Demand("mới"),
        set_by=document,
        valid_from=day(10),
        valid_to=day(20),
        known_at=KNOWN + timedelta(days=1),
    )

    now = TaskTerms.objects.filter(task=task).filter(timeline.known(None)).order_by("valid_from")
    assert list(now.values_list("content", "valid_from", "valid_to")) == [
        ("cũ", day(0), day(10)),
        ("mới", day(10), day(20)),
        ("cũ", day(20), None),
    ]
