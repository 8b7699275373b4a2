"""Many obligations told of at once: the same rows as one by one, all of them or none."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dieuphoi.activity.models import Activity
from dieuphoi.base.errors import NotPermitted
from dieuphoi.organizations.actor import Actor
from dieuphoi.plans import assignment, progress, verification
from dieuphoi.plans.models import Obligation, ObligationState, Plan, Progress, SourceKind, Turn
from dieuphoi.plans.progress import DayAhead, HasAccount, ResultMissing, Source, Told
from dieuphoi.plans.told_together import Telling, tell_all
from dieuphoi.plans.turns import MovedByOther
from tests.cast import ON, RESULT, Cast, World, assign, draft, later, make_plan

pytestmark = pytest.mark.django_db

SOURCE = Source(SourceKind.LETTER, "Công văn số 12/UBND-VP", ON)


def ward_plan(cast: Cast, count: int, number: str = "84") -> Plan:
    """A plan under which the ward owes so many tasks."""
    plan = make_plan(
        cast.dau_moi, cast.ubnd, [draft(str(n), f"Việc {n}", cast.phuong) for n in range(count)],
        number,
    )  # fmt: skip
    assign(plan)
    return plan


def owed(plan: Plan) -> list[Obligation]:
    """The obligations of the plan in its order."""
    found = Obligation.objects.select_related("task__plan", "holder").filter(task__plan=plan)
    return list(found.order_by("task__position"))


def state_of(plan: Plan) -> list[tuple[object, ...]]:
    """What the obligations repeat."""
    return [
        (one.state, one.submitted_at, one.percent, one.told_on, one.holder_id) for one in owed(plan)
    ]


def turns_of(plan: Plan) -> list[tuple[object, ...]]:
    """Every turn, without numbers; the same moments, as many microseconds apart."""
    rows = Turn.objects.filter(obligation__task__plan=plan)
    return sorted(
        (
            turn.obligation.task.position,
            turn.state,
            turn.cause,
            turn.reason,
            turn.by,
            str(turn.valid_from),
            str(turn.valid_to),
            str(turn.known_from),
            str(turn.known_to),
            str(turn.submitted_at),
        )
        for turn in rows.select_related("obligation__task")
    )


def told_of(plan: Plan) -> list[tuple[object, ...]]:
    """What was told, without numbers."""
    names = ("on", "percent", "did", "next", "told_by_id", "by", "on_behalf", "source_kind",
             "source", "source_on", "at")  # fmt: skip
    rows = Progress.objects.filter(obligation__task__plan=plan).order_by("obligation__task")
    return [tuple(getattr(row, name) for name in names) for row in rows]


def acts_since(pk: int) -> list[tuple[object, ...]]:
    """The acts after that one, without the numbers of their subjects."""
    acts = Activity.objects.filter(pk__gt=pk).order_by("pk")
    return [
        (a.verb, a.subject_type, a.label, a.at, {k: v for k, v in a.details.items() if k != "progress"})
        for a in acts
    ]  # fmt: skip


def last_act() -> int:
    """The newest act's number."""
    return Activity.objects.latest("pk").pk


def test_rows_are_those_that_telling_one_by_one_writes(cast: Cast) -> None:
    alone, together = ward_plan(cast, 3), ward_plan(cast, 3, "85")
    told = [Told(ON, 20, "Một", "Tiếp"), Told(ON, 100, RESULT), Told(ON, 0, "Ba")]

    before = last_act()
    for one, what, done in zip(owed(alone), told, (False, True, False), strict=True):
        progress.tell_on_behalf(one, what, SOURCE, done=done, by=cast.focal, at=later())
    by_hand, before_bulk = acts_since(before), last_act()
    tell_all(
        [Telling(one, what, done) for one, what, done in zip(owed(together), told, (False, True, False), strict=True)],
        SOURCE, by=cast.focal, at=later(),
    )  # fmt: skip

    assert state_of(together) == state_of(alone)
    assert turns_of(together) == turns_of(alone)
    assert told_of(together) == told_of(alone)
    assert acts_since(before_bulk) == by_hand
    assert list(verification.findings()) == []


def test_an_agency_tells_of_its_own(world: World) -> None:
    assignment.accept(world.obligation, by=world.cast.head, at=later())
    before = last_act()

    (told,) = tell_all(
        [Telling(world.obligation, Told(ON, 100, RESULT), done=True)],
        None,
        by=world.cast.officer,
        at=later(2),
    )

    world.obligation.refresh_from_db()
    assert world.obligation.state == ObligationState.AWAITING_CONFIRMATION
    assert (told.on_behalf, told.told_by_id, world.obligation.percent) == (
        False,
        world.cast.so.pk,
        100,
    )
    assert [act[0] for act in acts_since(before)] == ["obligation.submitted"]


def test_an_older_day_leaves_the_newest_percentage(cast: Cast) -> None:
    (one,) = owed(ward_plan(cast, 1))
    progress.tell_on_behalf(one, Told(ON, 50), SOURCE, by=cast.focal, at=later())

    tell_all([Telling(one, Told(date(2026, 2, 1), 10))], SOURCE, by=cast.focal, at=later(2))

    one.refresh_from_db()
    assert (one.percent, one.told_on, one.progress.count()) == (50, ON, 2)


def refused(
    cast: Cast,
    wrong: Told,
    error: type[Exception],
    *,
    done: bool = False,
    by: Actor | None = None,
    at: datetime | None = None,
) -> None:
    """Two obligations, the second told wrongly: nothing is told of either."""
    first, second = owed(ward_plan(cast, 2))
    tellings = [Telling(first, Told(ON, 10)), Telling(second, wrong, done)]
    acts = Activity.objects.count()

    with pytest.raises(error):
        tell_all(tellings, SOURCE, by=by or cast.focal, at=at or later())

    assert not Progress.objects.exists()
    assert Activity.objects.count() == acts
    assert {one.state for one in Obligation.objects.all()} == {ObligationState.ASSIGNED}


def test_one_that_cannot_be_told_keeps_all_back(cast: Cast) -> None:
    refused(cast, Told(ON + timedelta(days=1), 10), DayAhead)


def test_a_result_without_words_keeps_all_back(cast: Cast) -> None:
    refused(cast, Told(ON, 100), ResultMissing, done=True)


def test_somebody_without_the_right_tells_nothing(cast: Cast) -> None:
    refused(cast, Told(ON, 10), NotPermitted, by=cast.stranger_focal)
    assert Obligation.objects.count() == 2


def test_an_agency_with_people_of_its_own_is_not_told_for(world: World) -> None:
    with pytest.raises(HasAccount):
        tell_all([Telling(world.obligation, Told(ON, 10))], SOURCE, by=world.cast.focal, at=later())


def test_one_that_was_moved_meanwhile_keeps_all_back(cast: Cast) -> None:
    first, second = owed(ward_plan(cast, 2))
    seen = Obligation.objects.select_related("task__plan", "holder").get(pk=second.pk)
    progress.tell_on_behalf(second, Told(ON, 5), SOURCE, by=cast.focal, at=later())

    with pytest.raises(MovedByOther):
        tell_all(
            [Telling(first, Told(ON, 10)), Telling(seen, Told(ON, 20))],
            SOURCE,
            by=cast.focal,
            at=later(2),
        )
    assert Progress.objects.count() == 1


def test_one_that_does_not_run_keeps_all_back(world: World) -> None:
    assignment.decline(world.obligation, reason="Sai", by=world.cast.head, at=later())

    with pytest.raises(MovedByOther):
        tell_all(
            [Telling(world.obligation, Told(ON, 10))], None, by=world.cast.officer, at=later(2)
        )


def test_two_hundred_take_hardly_more_statements_than_three(cast: Cast) -> None:
    numbers = []
    for count, number in ((3, "84"), (200, "85")):
        obligations = owed(ward_plan(cast, count, number))
        with CaptureQueriesContext(connection) as captured:
            tell_all(
                [Telling(one, Told(ON, 100, RESULT), done=True) for one in obligations],
                SOURCE,
                by=cast.focal,
                at=later(),
            )
        numbers.append(len(captured))
    assert numbers[1] < 2 * numbers[0], "a statement takes some dozens of rows"
