"""Terms and turns never overlap in both clocks, whatever writes them: one table of cases."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from django.db.utils import InternalError

from dieuphoi.plans import assignment, progress
from dieuphoi.plans.models import Deadline, Obligation, Party, Progress, Task, TaskTerms, Turn
from dieuphoi.plans.progress import Told
from tests.cast import ON, World, later
from tests.factories.plans import MORNING, bare_obligation, bare_task

# (first: valid from, to, known from, to) (second: the same), in days; None is open; do they clash?
CASES = [
    ((0, None, 0, None), (0, None, 0, None), True),
    ((0, None, 0, None), (5, None, 3, None), True),
    ((5, None, 0, None), (0, None, 3, None), True),
    ((0, 10, 0, None), (9, 20, 0, None), True),
    ((0, 10, 0, None), (2, 3, 5, None), True),
    ((2, 3, 0, None), (0, 10, 5, None), True),
    ((0, 10, 0, 8), (9, 20, 7, None), True),
    ((0, 10, 0, None), (10, 20, 0, None), False),
    ((10, 20, 0, None), (0, 10, 0, None), False),
    ((0, None, 0, 5), (0, None, 5, None), False),
    ((0, None, 5, None), (0, None, 0, 5), False),
    ((0, 10, 0, 5), (10, None, 0, None), False),
    ((0, None, 3, 3), (0, None, 0, None), False),
    ((0, None, 0, None), (0, None, 3, 3), False),
]
Span = tuple[int, int | None, int, int | None]
DAY, MOMENT = date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def days(n: int) -> timedelta:
    return timedelta(days=n)


def inserts(*rows: TaskTerms | Turn) -> bool:
    try:
        with transaction.atomic():
            for row in rows:
                row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


@pytest.mark.parametrize("first, second, clash", CASES)
def test_terms_of_a_task_clash_as_the_table_says(first: Span, second: Span, clash: bool) -> None:
    task = bare_task()

    def terms(span: Span) -> TaskTerms:
        return TaskTerms(
            task=task,
            content="Minh họa",
            set_by=task.plan.document,
            valid_from=DAY + days(span[0]),
            valid_to=None if span[1] is None else DAY + days(span[1]),
            known_from=MOMENT + days(span[2]),
            known_to=None if span[3] is None else MOMENT + days(span[3]),
        )

    assert inserts(terms(first), terms(second)) is not clash


@pytest.mark.parametrize("first, second, clash", CASES)
def test_turns_of_an_obligation_clash_as_the_table_says(
    first: Span, second: Span, clash: bool
) -> None:
    obligation = bare_obligation()

    def turn(span: Span) -> Turn:
        return Turn(
            obligation=obligation,
            holder=obligation.holder,
            state=obligation.state,
            cause="assign",
            valid_from=MOMENT + days(span[0]),
            valid_to=None if span[1] is None else MOMENT + days(span[1]),
            known_from=MOMENT + days(span[2]),
            known_to=None if span[3] is None else MOMENT + days(span[3]),
        )

    assert inserts(turn(first), turn(second)) is not clash


def test_terms_of_two_tasks_do_not_clash() -> None:
    one, other = bare_task(), bare_task()

    def terms(task: Task) -> TaskTerms:
        return TaskTerms(
            task=task,
            content="Minh họa",
            set_by=one.plan.document,
            valid_from=date(2026, 1, 1),
            known_from=MORNING,
        )

    assert inserts(terms(one), terms(other))


@pytest.mark.parametrize(
    "change",
    [
        {"content": "Viết lại"},
        {"valid_to": date(2027, 1, 1)},
        {"known_from": MORNING + timedelta(days=1)},
        {"known_to": MORNING + timedelta(days=1), "content": "Viết lại"},
    ],
)
def test_only_the_end_of_knowing_can_be_updated(change: dict[str, object]) -> None:
    task = bare_task()
    rows = TaskTerms.objects.filter(task=task)
    TaskTerms.objects.create(
        task=task,
        content="Minh họa",
        set_by=task.plan.document,
        valid_from=date(2026, 1, 1),
        known_from=MORNING,
    )

    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        rows.update(**change)
    rows.update(known_to=MORNING + timedelta(days=1))
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        rows.update(known_to=MORNING + timedelta(days=2))


def test_a_turn_cannot_be_deleted() -> None:
    obligation = bare_obligation()
    Turn.objects.create(
        obligation=obligation,
        holder=obligation.holder,
        state=obligation.state,
        cause="assign",
        valid_from=MORNING,
        known_from=MORNING,
    )

    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        Turn.objects.filter(obligation=obligation).delete()


def test_parties_deadlines_progress_and_whom_it_was_given_to_are_never_rewritten(
    world: World,
) -> None:
    assignment.accept(world.obligation, by=world.cast.head, at=later())
    progress.note(world.obligation, Told(ON, 5, "x"), by=world.cast.head, at=later(2))
    rewritten: list[tuple[models.QuerySet[Any], dict[str, object]]] = [
        (Party.objects.all(), {"wording": "x"}),
        (Deadline.objects.all(), {"text": "x"}),
        (Progress.objects.all(), {"percent": 99}),
        (Obligation.objects.all(), {"organization": world.cast.la}),
        (Obligation.objects.exclude(first_due_on=None), {"first_due_on": None}),
    ]

    for rows, change in rewritten:
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            rows.update(**change)
    for kept in (Party.objects.all(), Deadline.objects.all()):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            kept.delete()
