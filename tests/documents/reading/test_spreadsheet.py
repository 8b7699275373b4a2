"""Spreadsheets."""

from datetime import datetime
from typing import Any

import pytest

from dieuphoi.documents.reading import NothingToRead
from dieuphoi.documents.reading.spreadsheet import read_spreadsheet

from .paper import HEADER, SECOND, TASK, day, only, read_sheet, row, sheet


def test_row_becomes_a_task_with_its_place() -> None:
    task = only(read_sheet([HEADER, [1, *TASK[1:]]]))
    assert (task.code, task.lead, task.deadline.end) == ("1", ["Sở Nội vụ"], "2026-06-30")
    assert (task.locator.sheet, task.locator.table, task.locator.row) == ("Phụ lục 1", 1, 2)


def test_header_may_stand_below_a_title() -> None:
    title = ["DANH MỤC NHIỆM VỤ", *[None] * 5]
    task = only(read_sheet([title, [None] * 6, HEADER, TASK], merged=["A1:F1"]))
    assert (task.code, task.locator.row) == ("1", 4)


def test_every_sheet_is_read() -> None:
    document = read_sheet([HEADER, TASK], [HEADER, SECOND])
    assert [task.locator.sheet for task in document.tasks] == ["Phụ lục 1", "Phụ lục 2"]


def test_real_day_is_a_day() -> None:
    task = only(read_sheet([HEADER, [*TASK[:5], day(2026, 11, 30)]]))
    assert (task.deadline_text, task.deadline.end) == ("30/11/2026", "2026-11-30")
    assert task.unsure == []


def test_days_that_a_spreadsheet_may_have_swapped_are_not_certain() -> None:
    rows: list[list[Any]] = [HEADER, [*TASK[:5], datetime(2026, 7, 1)], [*SECOND[:5], "13/01/2026"]]  # noqa: DTZ001
    document = read_sheet(rows)
    assert [task.warnings for task in document.tasks] == [["date_swapped"], []]


def test_whole_number_is_a_year() -> None:
    task = only(read_sheet([HEADER, [*TASK[:5], 2026]]))
    assert (task.deadline.kind, task.deadline.end) == ("year", "2026-12-31")


def test_code_of_two_parts_stays_one() -> None:
    assert only(read_sheet([HEADER, [1.2, *TASK[1:]]])).code == "1.2"


def test_cell_merged_downwards_gives_its_text_to_each_row() -> None:
    below = row(code="2", content="Mở lớp")
    below[2] = ""
    document = read_sheet([HEADER, TASK, below], merged=["C2:C3"])
    assert [task.lead for task in document.tasks] == [["Sở Nội vụ"]] * 2


def test_cell_merged_over_the_width_is_a_heading() -> None:
    heading = ["I. Thể chế", *[None] * 5]
    assert only(read_sheet([HEADER, heading, TASK], merged=["A2:F2"])).group == "I. Thể chế"


def test_hidden_sheet_is_not_read_but_told() -> None:
    def change(book: Any) -> None:
        book.worksheets[1].sheet_state = "hidden"

    document = read_sheet([HEADER, TASK], [HEADER, SECOND], change=change)
    assert only(document).code == "1"
    assert document.warnings == ["hidden_sheet"]


@pytest.mark.parametrize("length", [0, 10, 900])
def test_torn_file_is_damaged(length: int) -> None:
    with pytest.raises(NothingToRead) as caught:
        read_spreadsheet(sheet([HEADER, TASK])[:length])
    assert caught.value.code == "damaged"
