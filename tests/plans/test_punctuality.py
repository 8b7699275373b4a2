"""How an obligation stands to its day: one table of cases, with the edges of the civil day."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from dieuphoi.base.models import Rule
from dieuphoi.plans.models import Obligation, ObligationState, Task
from dieuphoi.plans.punctuality import tasks_with_standing, with_punctuality
from tests.factories.plans import bare_obligation

pytestmark = pytest.mark.django_db

DUE = date(2026, 3, 31)
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
LAST_MINUTE = datetime(2026, 3, 31, 23, 59, tzinfo=VIETNAM)
MIDNIGHT = datetime(2026, 4, 1, 0, 0, tzinfo=VIETNAM)
S = ObligationState

# state, submitted at, due, waits for, the day asked for → the class
CASES = [
    (S.IN_PROGRESS, None, DUE, "", date(2026, 3, 23), "not_due"),
    (S.IN_PROGRESS, None, DUE, "", date(2026, 3, 24), "due_soon"),
    (S.IN_PROGRESS, None, DUE, "", DUE, "due_soon"),
    (S.IN_PROGRESS, None, DUE, "", date(2026, 4, 1), "overdue"),
    (S.REWORK, None, DUE, "", date(2026, 4, 1), "overdue"),
    (S.IN_PROGRESS, None, None, "", DUE, "no_deadline"),
    (S.IN_PROGRESS, None, None, "sau khi ban hành", DUE, "waiting"),
    (S.AWAITING_CONFIRMATION, LAST_MINUTE, DUE, "", date(2026, 6, 1), "not_due"),
    (S.AWAITING_CONFIRMATION, MIDNIGHT, DUE, "", date(2026, 6, 1), "overdue"),
    (S.COMPLETED, LAST_MINUTE, DUE, "", date(2026, 6, 1), "done_on_time"),
    (S.COMPLETED, MIDNIGHT, DUE, "", date(2026, 6, 1), "done_late"),
    (S.COMPLETED, MIDNIGHT, None, "", date(2026, 6, 1), "no_deadline"),
    (S.CANCELLED, None, DUE, "", date(2026, 6, 1), None),
    (S.SUPERSEDED, None, DUE, "", date(2026, 6, 1), None),
]


def one(**columns: object) -> Obligation:
    obligation = bare_obligation()
    for name, value in columns.items():
        setattr(obligation, name, value)
    obligation.save()
    return obligation


def asked(obligation: Obligation, on: date) -> str | None:
    return with_punctuality(Obligation.objects.filter(pk=obligation.pk), on).get().punctuality


@pytest.mark.parametrize("state, submitted_at, due_on, waits_for, on, expected", CASES)
def test_the_table(
    state: str,
    submitted_at: datetime | None,
    due_on: date | None,
    waits_for: str,
    on: date,
    expected: str | None,
) -> None:
    obligation = one(
        state=state, submitted_at=submitted_at, due_on=due_on, waits_for=waits_for, since=MIDNIGHT
    )

    assert asked(obligation, on) == expected


def test_where_confirmation_counts_the_day_of_confirmation_is_judged() -> None:
    Rule.objects.filter(name="punctuality_judged_at").update(value="confirmation")
    done = one(state=S.COMPLETED, submitted_at=LAST_MINUTE, due_on=DUE, since=MIDNIGHT)
    waiting = one(state=S.AWAITING_CONFIRMATION, submitted_at=LAST_MINUTE, due_on=DUE)

    assert asked(done, date(2026, 6, 1)) == "done_late"
    assert asked(waiting, date(2026, 6, 1)) == "overdue"


def standing(task: Task, on: date) -> tuple[str, str | None]:
    found = tasks_with_standing(Task.objects.filter(pk=task.pk), on).get()
    return found.state, found.punctuality


def test_a_task_has_the_least_advanced_state_and_the_worst_punctuality() -> None:
    late = one(state=S.IN_PROGRESS, due_on=DUE)
    Obligation.objects.create(
        task=late.task,
        organization=late.organization,
        holder=late.holder,
        role="joint_lead",
        state=S.COMPLETED,
        submitted_at=LAST_MINUTE,
        due_on=DUE,
        since=MIDNIGHT,
    )

    assert standing(late.task, date(2026, 4, 2)) == ("in_progress", "overdue")


def test_a_cooperating_part_does_not_count() -> None:
    part = one(state=S.IN_PROGRESS, due_on=DUE, role="cooperate")

    assert standing(part.task, date(2026, 4, 2)) == ("draft", None)


def test_an_occurrence_counts_from_its_first_day_and_is_assigned_before() -> None:
    later = one(state=S.IN_PROGRESS, due_on=DUE, occurrence="2026", starts_on=date(2026, 3, 1))

    assert standing(later.task, date(2026, 2, 28)) == ("assigned", None)
    assert standing(later.task, date(2026, 3, 1)) == ("in_progress", "not_due")
