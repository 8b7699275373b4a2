"""What does not fit together in accepted reports is shown to whoever consolidates them."""

import pytest

from dieuphoi.issues.models import IssueKind
from dieuphoi.issues.raising import IssueDraft, raise_issue
from dieuphoi.reporting.consolidation import consolidate
from dieuphoi.reporting.consolidation_checks import KINDS, Doubt, doubts
from dieuphoi.reporting.models import Cycle
from tests.cast import World
from tests.reporting.paper import DUE, accepted, make_cycle, on, report_of, work

pytestmark = pytest.mark.django_db
ALL = {
    "leadership": "Đã chỉ đạo.",
    "outstanding": "Không",
    "strengths": "Chủ động.",
    "shortcomings": "Không",
    "causes": "Không",
    "difficulties": "Không",
    "next_period": "Tiếp tục.",
}


@pytest.fixture
def cycle(world: World) -> Cycle:
    return make_cycle(world)


def found(world: World, cycle: Cycle, kind: str) -> list[Doubt]:
    made = consolidate(cycle, by=world.cast.focal, at=on(DUE, 12))
    assert kind in KINDS
    return [doubt for doubt in doubts(made) if doubt.kind == kind]


def one(world: World, cycle: Cycle, **texts: str) -> None:
    """The first department's report, every part of it filled, is accepted."""
    texts = {**ALL, **texts}
    accepted(report_of(cycle, world.cast.so), world.cast.head, world.cast.focal, None, **texts)


def other(world: World, cycle: Cycle, **texts: str) -> None:
    """The same of the second department."""
    texts = {**ALL, **texts}
    accepted(
        report_of(cycle, world.cast.khac), world.cast.other_head, world.cast.focal, None, **texts
    )


def test_a_body_that_says_22_over_a_table_of_one(world: World, cycle: Cycle) -> None:
    one(world, cycle, leadership="Đã hoàn thành 22 nhiệm vụ.")
    other(world, cycle)

    (doubt,) = found(world, cycle, "figures")

    assert "“hoàn thành 22 nhiệm vụ”" in doubt.sentence
    assert "có 0 nhiệm vụ hoàn thành" in doubt.sentence
    assert [(p.agency, p.n) for p in doubt.places] == [("Sở Một", 1)]


def test_told_to_be_100_percent_and_still_in_progress(world: World, cycle: Cycle) -> None:
    work(world.obligation, world.cast.head, 100, "Đã ban hành kế hoạch")
    work(world.others, world.cast.other_head, 99, "Còn phải in")
    one(world, cycle)
    other(world, cycle)

    (doubt,) = found(world, cycle, "percent")

    assert doubt.sentence.startswith("Nhiệm vụ 1 báo đủ 100%")
    assert [p.agency for p in doubt.places] == ["Sở Một"]


def test_the_same_result_told_by_two_agencies_of_different_tasks(
    world: World, cycle: Cycle
) -> None:
    did = "Đã tổ chức lớp tập huấn cho 120 cán bộ xã"
    work(world.obligation, world.cast.head, 60, did)
    work(world.others, world.cast.other_head, 50, did.upper())
    one(world, cycle)
    other(world, cycle)

    (doubt,) = found(world, cycle, "twice")

    assert "120 cán bộ xã" in doubt.sentence.lower()
    assert doubt.sentence.endswith("các nhiệm vụ 2, 1.")
    assert [p.agency for p in doubt.places] == ["Sở Hai", "Sở Một"]


def test_short_results_are_alike_without_being_the_same(world: World, cycle: Cycle) -> None:
    work(world.obligation, world.cast.head, 60, "Đang làm")
    work(world.others, world.cast.other_head, 50, "Đang làm")
    one(world, cycle)
    other(world, cycle)

    assert found(world, cycle, "twice") == []


def test_parts_left_empty_are_named_once_with_their_agencies(world: World, cycle: Cycle) -> None:
    one(world, cycle, causes="")
    other(world, cycle, causes=" ")

    (doubt,) = found(world, cycle, "empty")

    assert "Phần IV.3. Đánh giá: nguyên nhân để trống" in doubt.sentence
    assert [p.agency for p in doubt.places] == ["Sở Hai", "Sở Một"]


def test_nothing_said_over_a_difficulty_that_was_raised(world: World, cycle: Cycle) -> None:
    draft = IssueDraft(IssueKind.DIFFICULTY, "Chưa có mặt bằng", obligation=world.obligation)
    raise_issue(draft, by=world.cast.officer, at=on(DUE, 7))
    one(world, cycle)

    (doubt,) = found(world, cycle, "empty")

    assert "ghi “Không” nhưng đang có 1 khó khăn" in doubt.sentence


def test_reports_that_fit_together_raise_no_doubt(world: World, cycle: Cycle) -> None:
    work(world.obligation, world.cast.head, 60, "Đã khảo sát")
    one(world, cycle)
    other(world, cycle)

    assert doubts(consolidate(cycle, by=world.cast.focal, at=on(DUE, 12))) == []
