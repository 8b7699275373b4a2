"""Spreadsheets with columns of status: which column tells it, and what else stands there."""

from typing import Any

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from dieuphoi.documents.reading.result import ReadDocument, ReadTask

from .paper import only, read_sheet

BEGIN = ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"]
WORK = ["1", "Lập danh mục dữ liệu dùng chung", "Sở Nội vụ", "30/6/2026"]
OTHER = ["2", "Mở cổng tra cứu", "Sở Tài chính", "Quý III/2026"]
THIRD = ["3", "Tập huấn cán bộ", "Sở Y tế", "31/12/2026"]


def tracker(headers: list[Any], *rows: list[Any], begin: list[str] = BEGIN) -> ReadDocument:
    """A tracker: the usual first columns, then these, for up to three tasks."""
    told = [[*work, *cells] for work, cells in zip([WORK, OTHER, THIRD], rows, strict=False)]
    return read_sheet([[*begin, *headers], *told])


def states(document: ReadDocument) -> list[str]:
    return [task.status.state for task in document.tasks]


def told(task: ReadTask) -> tuple[str, int | None, str, str]:
    return task.status.state, task.status.percent, task.result, task.note


@pytest.mark.parametrize(
    "header",
    ["Tiến độ", "Tình trạng", "Trạng thái", "Đánh giá", "Hoàn thành", "Kết quả", "Ghi chú", "KQ"],
)
def test_column_of_status_words_tells_the_status_whatever_its_name(header: str) -> None:
    document = tracker([header], ["Đã hoàn thành"], ["Đang thực hiện"], ["Đang trình"])
    assert states(document) == ["done", "in_progress", "asked"]


def test_column_named_progress_with_days_is_the_deadline() -> None:
    document = read_sheet([[*BEGIN[:3], "Tiến độ"], WORK, OTHER])
    assert [task.deadline.kind for task in document.tasks] == ["date", "quarter"]
    assert states(document) == ["", ""]


def test_percentage_result_and_note_are_read() -> None:
    document = tracker(
        ["Tình trạng", "Tỷ lệ hoàn thành (%)", "Kết quả thực hiện", "Ghi chú"],
        ["Đang thực hiện", 60, "Đã họp lần 1", "Chờ kinh phí"],
        ["Hoàn thành", 100, "Báo cáo số 5", None],
        [None, None, None, None],
    )
    assert list(map(told, document.tasks)) == [
        ("in_progress", 60, "Đã họp lần 1", "Chờ kinh phí"),
        ("done", 100, "Báo cáo số 5", ""),
        ("", None, "", ""),
    ]


def test_number_shown_as_a_percentage_is_one() -> None:
    def as_percent(book: Any) -> None:
        for place in ("E2", "E3"):
            book.worksheets[0][place].number_format = "0%"

    rows: list[list[Any]] = [[*BEGIN, "% hoàn thành"], [*WORK, 0.8], [*OTHER, 1]]
    document = read_sheet(rows, change=as_percent)
    assert [(t.status.state, t.status.percent) for t in document.tasks] == [
        ("in_progress", 80),
        ("done", 100),
    ]


def test_fraction_that_may_be_a_percentage_is_asked() -> None:
    assert states(tracker(["% hoàn thành"], [0.8], [1])) == ["asked", "asked"]


def test_tick_says_what_stands_above_it() -> None:
    document = tracker(
        ["Đã hoàn thành", "Đang thực hiện", "Quá hạn"], ["x", "", ""], ["", "x", "x"], ["", "", ""]
    )
    assert [(t.status.state, t.status.timing) for t in document.tasks] == [
        ("done", ""),
        ("in_progress", "late"),
        ("", ""),
    ]


def test_tick_under_a_name_that_says_no_state_is_asked() -> None:
    assert states(tracker(["Tình trạng"], ["x"])) == ["asked"]


def test_finishing_day_under_a_time_header_stays_the_deadline() -> None:
    document = read_sheet(
        [
            ["TT", "Nhiệm vụ", "Chủ trì", "Thời gian", None],
            [None, None, None, "Bắt đầu", "Hoàn thành"],
            ["1", "Lập danh mục", "Sở Nội vụ", "01/02/2026", "30/6/2026"],
        ],
        merged=["A1:A2", "B1:B2", "C1:C2", "D1:E1"],
    )
    assert only(document).deadline.end == "2026-06-30"
    assert states(document) == [""]


def test_status_merged_over_rows_is_of_each_of_them() -> None:
    rows: list[list[Any]] = [[*BEGIN, "Tình trạng"], [*WORK, "Đang thực hiện"], [*OTHER, None]]
    assert states(read_sheet(rows, merged=["E2:E3"])) == ["in_progress", "in_progress"]


def test_day_of_finishing_is_read_beside_done() -> None:
    document = tracker(["Tình trạng", "Ngày hoàn thành thực tế"], ["Hoàn thành", "15/05/2026"])
    assert only(document).status.day == "2026-05-15"
    assert only(document).deadline.end == "2026-06-30"


def test_struck_text_does_not_count() -> None:
    gone, new = InlineFont(strike=True), InlineFont()
    cell = CellRichText(TextBlock(gone, "Đang thực hiện "), TextBlock(new, "Đã hoàn thành"))
    assert states(tracker(["Tình trạng"], [cell])) == ["done"]


def test_new_of_two_texts_counts_and_is_marked() -> None:
    row = [*WORK[:2], "Cũ: Sở Nội vụ; Mới: Sở Y tế", "30/6/2026 → 30/9/2026", "Đang thực hiện"]
    task = only(read_sheet([[*BEGIN, "Tình trạng"], row]))
    assert (task.lead, task.deadline.end) == (["Sở Y tế"], "2026-09-30")
    assert task.unsure == ["lead", "deadline"]
    assert task.warnings == ["old_and_new"]


def test_result_of_a_tracker_is_not_its_product() -> None:
    document = tracker(
        ["Sản phẩm", "Kết quả", "Tiến độ"], ["Danh mục", "Đã ban hành", "Hoàn thành"]
    )
    task = only(document)
    assert (task.product, task.result, task.status.state) == ("Danh mục", "Đã ban hành", "done")


def test_expected_result_stays_the_product() -> None:
    document = tracker(["Kết quả", "Tiến độ"], ["Danh mục", "Hoàn thành"], ["Cổng", "Hoàn thành"])
    assert [(t.product, t.result) for t in document.tasks] == [("Danh mục", ""), ("Cổng", "")]


def test_narrative_column_is_the_result_where_another_tells_the_status() -> None:
    document = tracker(
        ["Tình hình thực hiện", "Đánh giá"],
        ["Sở đã họp và gửi dự thảo để lấy ý kiến", "Đang thực hiện"],
    )
    task = only(document)
    assert (task.status.state, task.result) == (
        "in_progress",
        "Sở đã họp và gửi dự thảo để lấy ý kiến",
    )


def test_two_columns_of_status_are_read_together() -> None:
    document = tracker(
        ["Tiến độ", "Tình trạng"],
        ["Hoàn thành", "Quá hạn"],
        ["Đang thực hiện", "Trong hạn"],
        ["Đang thực hiện", "Đã hoàn thành"],
    )
    assert [(t.status.state, t.status.timing, t.result) for t in document.tasks] == [
        ("done", "late", ""),
        ("in_progress", "on_time", ""),
        ("asked", "", ""),
    ]


def test_progress_without_any_day_is_the_status_though_no_other_column_has_the_day() -> None:
    rows: list[list[Any]] = [
        [*work[:3], status]
        for work, status in [(WORK, "HT"), (OTHER, "Đang trình"), (THIRD, "Hoàn thành")]
    ]
    document = read_sheet([[*BEGIN[:3], "Tiến độ"], *rows])
    assert states(document) == ["asked", "asked", "done"]
    assert [task.deadline_text for task in document.tasks] == ["", "", ""]


def test_progress_with_some_days_stays_the_deadline() -> None:
    rows: list[list[Any]] = [[*WORK], [*OTHER[:3], "Thường xuyên"], [*THIRD[:3], "Hoàn thành"]]
    document = read_sheet([[*BEGIN[:3], "Tiến độ"], *rows])
    assert document.tasks[0].deadline.end == "2026-06-30"
    assert states(document) == ["", "", ""]
