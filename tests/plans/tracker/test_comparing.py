"""A tracker beside the plan of the same directive: matched, compared, its progress taken over."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dieuphoi.base.errors import NotPermitted
from dieuphoi.documents.intake import Upload
from dieuphoi.documents.reading.statuses import Meaning
from dieuphoi.organizations.models import Wording
from dieuphoi.organizations.wordings import key
from dieuphoi.plans import assignment, progress
from dieuphoi.plans.models import (
    CarriedProgress,
    Obligation,
    ObligationState,
    Progress,
    Task,
    TaskTerms,
    Tracker,
)
from dieuphoi.plans.progress import Told
from dieuphoi.plans.tracker import applying, comparing
from dieuphoi.plans.tracker.applying import Applied, NotOfThePlan, TwoRowsOneTask
from dieuphoi.plans.tracker.comparing import Difference, FiguresAhead, SameTracker
from tests.cast import ON, World, later
from tests.documents.reading import paper

pytestmark = pytest.mark.django_db

HEADS = ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn", "Tình trạng", "Kết quả đạt được"]
ROWS: list[list[Any]] = [
    ["1", "Xây dựng cơ sở dữ liệu minh họa", "Sở Một", "31/3/2026", "Đang thực hiện", "Đã họp"],
    ["2", "Trình đề án minh họa", "Sở Một", "28/2/2026", "Đã hoàn thành", "Tờ trình số 4"],
    ["3", "Rà soát địa bàn minh họa", "UBND phường Ba", "", "", ""],
    ["9", "Mua sắm thiết bị văn phòng", "Sở Hai", "", "Đang trình", ""],
]


BYTES = paper.sheet([HEADS, *ROWS])


def upload(tmp_path: Path, *rows: list[Any], name: str = "Theo dõi.xlsx") -> Upload:
    path = tmp_path / "upload"
    path.write_bytes(paper.sheet([HEADS, *rows]) if rows else BYTES)
    return Upload(path, name)


@pytest.fixture
def tracker(world: World, tmp_path: Path) -> Tracker:
    for agency in (world.cast.so, world.cast.khac, world.cast.phuong):
        Wording.objects.create(organization=agency, folded=key(agency.name))
    file = upload(tmp_path)
    return comparing.compare(world.plan, file, on=ON, by=world.cast.focal, at=later())


def apply(world: World, tracker: Tracker, **more: Any) -> Applied:
    return applying.apply(tracker, by=world.cast.focal, at=later(2), **more)


def test_rows_are_matched_with_the_tasks(world: World, tracker: Tracker) -> None:
    rows = list(tracker.rows.values_list("task__code", "certainty"))

    assert rows == [("1", "sure"), ("2", "sure"), ("3", "sure"), (None, "none")]
    assert not CarriedProgress.objects.exists()


def test_nobody_waits_while_rows_are_matched(world: World, tmp_path: Path) -> None:
    with CaptureQueriesContext(connection) as asked:
        comparing.compare(world.plan, upload(tmp_path), on=ON, by=world.cast.focal, at=later())

    said = [query["sql"] for query in asked]
    begun = next(n for n, sql in enumerate(said) if sql.startswith("SAVEPOINT"))
    matched = max(n for n, sql in enumerate(said) if f'FROM "{TaskTerms._meta.db_table}"' in sql)
    assert matched < begun


def test_differences_are_named(world: World, tracker: Tracker) -> None:
    terms = comparing.terms_by_task(world.plan, ON)
    rows = tracker.rows.order_by("position")[:3]
    found = [comparing.differences(row, terms[row.task_id or 0]) for row in rows]

    assert found == [
        [],
        [
            Difference("lead", "Sở Một", "Sở Hai"),
            Difference("deadline", "28/2/2026", "01/02/2026"),
        ],
        [],
    ]


def test_progress_of_certain_matches_is_taken_over(world: World, tracker: Tracker) -> None:
    assert apply(world, tracker) == Applied(told=2, silent=1)

    world.obligation.refresh_from_db()
    world.others.refresh_from_db()
    assert world.obligation.state == ObligationState.IN_PROGRESS
    assert world.others.state == ObligationState.AWAITING_CONFIRMATION
    assert set(Progress.objects.values_list("did", flat=True)) == {"Đã họp", "Tờ trình số 4"}


def test_done_rows_are_confirmed_when_chosen(world: World, tracker: Tracker) -> None:
    apply(world, tracker, confirm_done=True)

    world.others.refresh_from_db()
    assert world.others.state == ObligationState.COMPLETED


def test_same_tracker_again_changes_nothing(world: World, tracker: Tracker) -> None:
    apply(world, tracker)
    before = list(Progress.objects.values()), list(Obligation.objects.values())

    assert apply(world, tracker) == Applied(unchanged=2, silent=1)

    assert (list(Progress.objects.values()), list(Obligation.objects.values())) == before


def test_same_file_is_not_compared_twice(world: World, tracker: Tracker, tmp_path: Path) -> None:
    with pytest.raises(SameTracker) as refused:
        comparing.compare(world.plan, upload(tmp_path), on=ON, by=world.cast.focal, at=later(3))
    assert refused.value.tracker == tracker


def test_newer_tracker_adds_what_changed(world: World, tracker: Tracker, tmp_path: Path) -> None:
    apply(world, tracker)
    changed = [[*ROWS[0][:5], "Đã lấy ý kiến"], *ROWS[1:]]
    newer = comparing.compare(
        world.plan, upload(tmp_path, *changed), on=ON, by=world.cast.focal, at=later(3)
    )

    done = applying.apply(newer, by=world.cast.focal, at=later(4))

    assert done == Applied(told=1, unchanged=1, silent=1)
    assert list(world.obligation.progress.values_list("did", flat=True)) == [
        "Đã họp",
        "Đã lấy ý kiến",
    ]


def test_what_the_agency_told_itself_is_not_overwritten(world: World, tracker: Tracker) -> None:
    assignment.accept(world.obligation, by=world.cast.head, at=later())
    progress.note(world.obligation, Told(ON, 70, "Tự báo"), by=world.cast.head, at=later(2))

    assert apply(world, tracker) == Applied(told=1, listed=1, silent=1)

    world.obligation.refresh_from_db()
    assert world.obligation.percent == 70


def test_person_chooses_the_task_of_a_row(world: World, tracker: Tracker) -> None:
    last = tracker.rows.get(position=4)
    comparing.explain_words(
        tracker, {"Đang trình": Meaning("in_progress")}, by=world.cast.focal, at=later()
    )

    done = apply(world, tracker, choices={last.pk: world.unclear.pk})

    assert done == Applied(told=2, waiting=1, silent=1)
    assert CarriedProgress.objects.get(task=world.unclear).outcome == "waiting"


def test_person_may_take_a_match_back(world: World, tracker: Tracker) -> None:
    first = tracker.rows.get(position=1)

    assert apply(world, tracker, choices={first.pk: None}) == Applied(told=1, silent=1)
    assert not world.obligation.progress.exists()


def test_two_rows_of_one_task_are_refused_whole(world: World, tracker: Tracker) -> None:
    last = tracker.rows.get(position=4)

    with pytest.raises(TwoRowsOneTask, match="2, 5"):
        apply(world, tracker, choices={last.pk: world.obligation.task_id})

    assert not Progress.objects.exists()


def test_task_of_another_plan_is_refused(world: World, tracker: Tracker) -> None:
    foreign = Task.objects.exclude(plan=world.plan)[0]
    with pytest.raises(NotOfThePlan):
        apply(world, tracker, choices={tracker.rows.all()[0].pk: foreign.pk})


def test_two_rows_may_swap_their_tasks(world: World, tracker: Tracker) -> None:
    first, second = tracker.rows.order_by("position")[:2]

    apply(world, tracker, choices={first.pk: second.task_id, second.pk: first.task_id})

    assert world.others.progress.get().did == "Đã họp"


def test_others_may_neither_compare_nor_apply(
    world: World, tracker: Tracker, tmp_path: Path
) -> None:
    file = upload(tmp_path)
    with pytest.raises(NotPermitted):
        comparing.compare(world.plan, file, on=ON, by=world.cast.officer, at=later())
    with pytest.raises(NotPermitted):
        applying.apply(tracker, by=world.cast.officer, at=later())


def test_figures_of_tomorrow_are_refused(world: World, tmp_path: Path) -> None:
    file = upload(tmp_path)
    tomorrow = ON + timedelta(days=1)
    with pytest.raises(FiguresAhead):
        comparing.compare(world.plan, file, on=tomorrow, by=world.cast.focal, at=later())
