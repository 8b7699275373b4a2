"""Tables of tasks: headers, headings, codes, and what is not certain."""

from typing import Any

import pytest

from dieuphoi.documents.reading import NothingToRead

from .paper import HEADER, SECOND, TASK, only, read_word, row

PADDING = [""] * 4


def test_row_becomes_a_task() -> None:
    task = only(read_word([HEADER, TASK]))
    assert (task.code, task.content, task.lead, task.cooperating, task.product) == (
        "1",
        "Lập danh mục dữ liệu dùng chung",
        ["Sở Nội vụ"],
        ["Sở Y tế"],
        "Danh mục",
    )
    assert (task.deadline.kind, task.deadline.end) == ("date", "2026-06-30")
    assert (task.unsure, task.warnings) == ([], [])


@pytest.mark.parametrize(
    "parts, unsure, warning",
    [
        ({"lead": ""}, "lead", "lead_missing"),
        ({"lead": "Sở Y tế, Sở Nội vụ"}, "lead", "two_leads"),
        ({"lead": "Theo Quyết định số 12"}, "lead", "lead_unread"),
        ({"deadline": ""}, "deadline", "deadline_missing"),
        ({"deadline": "như mục 3"}, "deadline", "deadline_unread"),
        ({"deadline": "trước ngày 31/3"}, "deadline", "deadline_unread"),
        ({"deadline": "Quý I/2026; Quý II/2026"}, "deadline", "several_deadlines"),
        ({"content": ""}, "content", "content_missing"),
        ({"cooperating": "như nhiệm vụ 2"}, "cooperating", "cooperating_unread"),
    ],
)
def test_what_is_not_certain_is_named(parts: dict[str, str], unsure: str, warning: str) -> None:
    task = only(read_word([HEADER, row(**parts)]))
    assert (task.unsure, task.warnings) == ([unsure], [warning])


def test_two_leads_are_both_kept() -> None:
    assert only(read_word([HEADER, row(lead="Sở Y tế; Sở Nội vụ")])).lead == [
        "Sở Y tế",
        "Sở Nội vụ",
    ]


def test_words_of_a_deadline_are_kept_as_written() -> None:
    task = only(read_word([HEADER, row(deadline="Trước ngày 10/12/2026")]))
    assert (task.deadline_text, task.deadline.inclusive) == ("Trước ngày 10/12/2026", False)


def test_heading_rows_make_a_path() -> None:
    document = read_word(
        [HEADER, ["A", "NỀN MÓNG", *PADDING], ["I", "Thể chế", *PADDING], TASK,
         ["II", "Hạ tầng", *PADDING], SECOND, ["B", "KINH TẾ", *PADDING], row(code="3")]
    )  # fmt: skip
    assert [task.group for task in document.tasks] == [
        "A.I. Thể chế",
        "A.II. Hạ tầng",
        "B. KINH TẾ",
    ]
    assert document.tasks[1].groups == ["A. NỀN MÓNG", "II. Hạ tầng"]


def test_heading_in_one_cell_over_the_whole_width() -> None:
    def change(document: Any) -> None:
        table = document.tables[-1]
        table.cell(1, 0).merge(table.cell(1, 5)).text = "III. Phát triển hạ tầng số"

    task = only(read_word([HEADER, [""] * 6, TASK], change=change))
    assert task.group == "III. Phát triển hạ tầng số"


def test_number_without_parties_is_a_heading_where_its_parts_follow() -> None:
    document = read_word([HEADER, ["1", "Dữ liệu", *PADDING], row(code="1.1"), row(code="1.2")])
    assert [(task.code, task.group) for task in document.tasks] == [
        ("1.1", "1. Dữ liệu"),
        ("1.2", "1. Dữ liệu"),
    ]


def test_number_without_parties_is_a_task_where_none_follow() -> None:
    document = read_word([HEADER, ["1", "Dữ liệu", *PADDING], row(code="2")])
    assert document.tasks[0].warnings == ["lead_missing", "deadline_missing"]


def test_letters_and_roman_numbers_are_told_apart_by_what_came_before() -> None:
    letters = [[chr(ord("A") + n), "Nhóm", *PADDING] for n in range(9)]
    document = read_word([HEADER, *letters, TASK])
    assert only(document).group == "I. Nhóm"


def test_heading_with_something_beside_it_is_reported() -> None:
    document = read_word([HEADER, ["IV", "Nhân lực", "", "", "", "năm sau"], TASK])
    assert only(document).group == "IV. Nhân lực"
    assert [unread.code for unread in document.unread] == ["heading_with_more"]


def test_heading_without_a_number_is_a_guess_for_its_tasks() -> None:
    task = only(read_word([HEADER, ["", "Nhóm việc về dữ liệu", *PADDING], TASK]))
    assert (task.group, task.warnings) == ("Nhóm việc về dữ liệu", ["group_guess"])


def test_numbered_but_empty_row_is_reported() -> None:
    document = read_word([HEADER, TASK, ["2", "", *PADDING]])
    assert only(document).code == "1"
    assert [(u.code, u.locator.row) for u in document.unread] == [("row_empty", 3)]
    assert document.warnings == ["row_empty"]


def test_line_that_goes_on_with_the_row_above_is_joined_and_marked() -> None:
    task = only(read_word([HEADER, TASK, ["", "- gồm danh mục cấp xã", *PADDING]]))
    assert task.content.endswith("\n- gồm danh mục cấp xã")
    assert task.warnings == ["content_joined"]


def test_header_repeated_on_the_next_page_is_no_task() -> None:
    document = read_word([HEADER, TASK, HEADER, SECOND])
    assert [task.code for task in document.tasks] == ["1", "2"]


def test_header_within_may_move_the_columns() -> None:
    moved = ["TT", "Nhiệm vụ", "Thời hạn", "Cơ quan chủ trì", "Cơ quan phối hợp", "Sản phẩm"]
    second = ["2", "Mở cổng", "Quý III/2026", "Sở Y tế", "", "Cổng"]
    document = read_word([HEADER, TASK, moved, second])
    assert [task.lead for task in document.tasks] == [["Sở Nội vụ"], ["Sở Y tế"]]


def test_row_that_counts_the_columns_is_no_task() -> None:
    counted = [f"({n})" for n in range(1, 7)]
    assert only(read_word([HEADER, counted, TASK])).code == "1"


def test_header_of_two_rows() -> None:
    def change(document: Any) -> None:
        table = document.tables[-1]
        for column in (0, 1, 4, 5):
            table.cell(0, column).merge(table.cell(1, column))
        table.cell(0, 2).merge(table.cell(0, 3))

    above = ["TT", "Nội dung", "Cơ quan thực hiện", "", "Sản phẩm", "Thời gian"]
    below = ["", "", "Chủ trì", "Phối hợp", "", ""]
    task = only(read_word([above, below, TASK], change=change))
    assert (task.lead, task.cooperating) == (["Sở Nội vụ"], ["Sở Y tế"])


def test_year_in_the_header_serves_the_whole_column() -> None:
    header = [*HEADER[:5], "Thời gian (Năm 2026)"]
    task = only(read_word([header, row(deadline="Tháng 5")]))
    assert (task.deadline.end, task.unsure) == ("2026-05-31", [])


def test_progress_column_holds_the_deadline_where_no_other_does() -> None:
    header = ["TT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Sản phẩm", "Tiến độ"]
    assert only(read_word([header, TASK])).deadline.end == "2026-06-30"


def test_column_of_both_parties_is_parted_by_its_words() -> None:
    header = ["TT", "Nhiệm vụ", "Cơ quan chủ trì, phối hợp", "Thời hạn"]
    row_ = ["1", "Mở lớp", "Chủ trì: Sở Y tế; phối hợp: Sở Nội vụ", "Quý I/2026"]
    task = only(read_word([header, row_]))
    assert (task.lead, task.cooperating, task.unsure) == (["Sở Y tế"], ["Sở Nội vụ"], [])


def test_column_of_both_parties_without_such_words_is_not_certain() -> None:
    header = ["TT", "Nhiệm vụ", "Cơ quan chủ trì, phối hợp", "Thời hạn"]
    task = only(read_word([header, ["1", "Mở lớp", "Sở Y tế", "Quý I/2026"]]))
    assert task.warnings == ["lead_unread"]


def test_several_tables_are_read_in_order() -> None:
    document = read_word([HEADER, TASK], [HEADER, SECOND])
    assert [task.locator.table for task in document.tasks] == [2, 3]
    assert document.tables == 2


def test_table_without_header_goes_on_with_the_one_before() -> None:
    document = read_word([HEADER, ["I", "Thể chế", *PADDING], TASK], [SECOND])
    assert [(task.code, task.group) for task in document.tasks] == [
        ("1", "I. Thể chế"),
        ("2", "I. Thể chế"),
    ]


def test_numbers_that_begin_anew_get_their_heading() -> None:
    document = read_word(
        [HEADER, ["I", "Thể chế", *PADDING], row(), ["II", "Hạ tầng", *PADDING], row()]
    )
    assert [task.code for task in document.tasks] == ["I.1", "II.1"]


def test_number_used_twice_is_marked_on_both_rows() -> None:
    document = read_word([HEADER, row(), row(content="Việc khác")])
    assert [task.warnings for task in document.tasks] == [["code_repeated"]] * 2


def test_number_may_stand_in_the_content() -> None:
    task = only(read_word([HEADER[1:], ["1.2. Mở lớp", *TASK[2:]]]))
    assert (task.code, task.content) == ("1.2", "Mở lớp")


@pytest.mark.parametrize(
    "header",
    [
        ["TT", "Chỉ tiêu", "Đơn vị tính", "Năm 2026", "Cơ quan chủ trì", "Ghi chú"],
        ["TT", "Chỉ tiêu", "Chủ trì"],
        ["STT", "Địa phương", "Số lượng", "Tỷ lệ"],
        ["Tổng số nhiệm vụ", "Đã hoàn thành", "Quá hạn"],
    ],
)
def test_indicators_and_statistics_are_no_tasks(header: list[str]) -> None:
    with pytest.raises(NothingToRead) as caught:
        read_word([header, ["1", *["x"] * (len(header) - 1)]])
    assert caught.value.code == "no_tasks_table"


def test_indicators_do_not_hide_the_tasks_after_them() -> None:
    indicators = [["TT", "Chỉ tiêu", "Đơn vị tính", "Năm 2026"], ["1", "Tỷ lệ", "%", "90"]]
    assert only(read_word(indicators, [HEADER, TASK])).code == "1"
