"""Rows of a tracker and tasks of a plan: one to one, each exactly once, in any order."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dieuphoi.plans.tracker.matching import Matching, Side, match

TASKS = [
    Side(1, "1", "Xây dựng quy chế phối hợp quản lý dữ liệu dùng chung của tỉnh"),
    Side(2, "2", "Rà soát quy hoạch mạng lưới trường học trên địa bàn"),
    Side(3, "3", "Tổ chức tập huấn kỹ năng số cho cán bộ cấp xã"),
    Side(4, "II.1", "Trình phê duyệt đề án chuyển đổi số ngành y tế"),
]

CONTENTS = [
    "",
    "Xây dựng quy chế",
    "Xây dựng quy chế phối hợp",
    "Quy chế phối hợp xây dựng",
    "Rà soát quy hoạch trường học",
    "Rà soát quy hoạch mạng lưới trường học trên địa bàn xã",
    "Báo cáo",
    "Báo cáo số hóa",
    "Tổ chức tập huấn kỹ năng số cho cán bộ cấp xã và phường",
]
contents = st.sampled_from(CONTENTS)
codes = st.sampled_from(["", "1", "2", "II.1"])
sides = st.lists(st.tuples(codes, contents), max_size=7).map(
    lambda told: [Side(key, code, content) for key, (code, content) in enumerate(told)]
)


def pairs(found: Matching) -> list[tuple[int, int]]:
    return [(p.row, p.task) for p in (*found.sure, *found.doubtful)]


def said(found: Matching) -> tuple[object, ...]:
    return (
        sorted((p.row, p.task, p.score) for p in found.sure),
        sorted((p.row, p.task, p.score) for p in found.doubtful),
        found.only_rows,
        found.only_tasks,
        found.candidates,
    )


@given(sides, sides)
def test_every_row_and_every_task_appears_exactly_once(
    rows: Sequence[Side], tasks: Sequence[Side]
) -> None:
    found = match(rows, tasks)

    assert sorted([row for row, _ in pairs(found)] + found.only_rows) == [r.key for r in rows]
    assert sorted([task for _, task in pairs(found)] + found.only_tasks) == [t.key for t in tasks]


@given(sides, sides, st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_order_makes_no_difference(rows: list[Side], tasks: list[Side], random: object) -> None:
    other_rows, other_tasks = list(rows), list(tasks)
    random.shuffle(other_rows)  # type: ignore[attr-defined]
    random.shuffle(other_tasks)  # type: ignore[attr-defined]

    assert said(match(rows, tasks)) == said(match(other_rows, other_tasks))


@given(sides)
def test_candidates_are_tasks_of_the_plan_best_first(rows: list[Side]) -> None:
    found = match(rows, TASKS)

    assert set(found.candidates) == {row.key for row in rows}
    for pair in found.sure:
        assert found.candidates[pair.row][0] == pair.task


def test_same_contents_match_whatever_their_code_order_or_accents() -> None:
    rows = [Side(n, "", side.content.upper()) for n, side in enumerate(reversed(TASKS))]
    found = match(rows, TASKS)

    assert sorted((p.row, p.task) for p in found.sure) == [(0, 4), (1, 3), (2, 2), (3, 1)]
    assert not found.doubtful


def test_shortened_content_with_the_code_is_certain() -> None:
    row = Side(9, "1", "Xây dựng quy chế phối hợp quản lý dữ liệu dùng chung")

    assert [(p.row, p.task) for p in match([row], TASKS).sure] == [(9, 1)]


def test_half_alike_is_for_a_person() -> None:
    row = Side(9, "", "Rà soát quy hoạch mạng lưới trường mầm non, báo cáo kết quả")
    found = match([row], TASKS)

    assert [(p.row, p.task) for p in found.doubtful] == [(9, 2)]
    assert found.candidates[9][0] == 2


@pytest.mark.parametrize("code", ["", "1"])
@pytest.mark.parametrize(
    "row, task",
    [
        ("Báo cáo kết quả thực hiện quý II năm 2026", "Báo cáo kết quả thực hiện quý I năm 2026"),
        ("Xây dựng kế hoạch chuyển đổi số năm 2026", "Xây dựng kế hoạch chuyển đổi số năm 2027"),
    ],
)
def test_another_number_is_for_a_person_however_like_the_rest(
    row: str, task: str, code: str
) -> None:
    found = match([Side(1, code, row)], [Side(2, code, task)])

    assert (found.sure, len(found.doubtful)) == ([], 1)


def test_number_left_out_is_no_contradiction() -> None:
    row = Side(1, "1", "Xây dựng kế hoạch chuyển đổi số")
    task = Side(2, "1", "Xây dựng kế hoạch chuyển đổi số năm 2026")

    assert len(match([row], [task]).sure) == 1


def test_two_rows_alike_are_for_a_person() -> None:
    rows = [Side(1, "", TASKS[0].content), Side(2, "", TASKS[0].content)]
    found = match(rows, TASKS)

    assert not found.sure
    assert len(found.doubtful) == 1


def test_code_decides_between_two_alike() -> None:
    tasks = [Side(1, "1", "Tổ chức thực hiện"), Side(2, "2", "Tổ chức thực hiện")]
    rows = [Side(1, "2", "Tổ chức thực hiện"), Side(2, "1", "Tổ chức thực hiện")]

    assert sorted((p.row, p.task) for p in match(rows, tasks).sure) == [(1, 2), (2, 1)]


@pytest.mark.parametrize("content", ["", "Mua sắm trang thiết bị văn phòng"])
def test_code_alone_matches_nothing(content: str) -> None:
    found = match([Side(9, "1", content)], TASKS)

    assert (found.only_rows, pairs(found)) == ([9], [])
