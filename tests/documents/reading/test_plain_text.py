"""Plain text and Markdown: drawn tables, loose tables, labelled paragraphs."""

import pytest

from dieuphoi.documents.reading import NothingToRead
from dieuphoi.documents.reading.plain_text import read_plain_text

from .paper import HEADER, SECOND, TASK, only, read_text


def bars(*rows: list[str]) -> str:
    """A table drawn with bars."""
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def loose(*rows: list[str]) -> str:
    """A table copied from a web page: each bar on a line of its own, empty cells lost."""
    lines = ["|"]
    for row in rows:
        lines += [line for cell in row if cell for line in (cell, "|")] + ["|"]
    return "\n".join(lines[:-1])


def test_table_drawn_with_bars() -> None:
    rule = ["---"] * 6
    document = read_text(bars(HEADER, rule, TASK, SECOND))
    assert [task.code for task in document.tasks] == ["1", "2"]
    assert document.tasks[1].cooperating == []


def test_table_drawn_with_tabs() -> None:
    document = read_text("\n".join("\t".join(row) for row in (HEADER, TASK)))
    assert only(document).lead == ["Sở Nội vụ"]


def test_marks_of_markdown_are_no_text() -> None:
    task = only(read_text(bars([f"**{h}**" for h in HEADER], ["1.", *TASK[1:]])))
    assert (task.code, task.locator.cells[2].header) == ("1", "Cơ quan chủ trì")


def test_loose_table() -> None:
    broken = [*TASK[:1], "Lập danh mục\ndữ liệu dùng chung", *TASK[2:]]
    task = only(read_text(loose(HEADER, ["I", "Thể chế"], broken)))
    assert task.content == "Lập danh mục dữ liệu dùng chung"
    assert (task.group, task.unsure) == ("I. Thể chế", [])


def test_loose_row_that_lost_a_cell_is_placed_by_its_texts_and_not_certain() -> None:
    task = only(read_text(loose(HEADER, SECOND)))
    assert (task.lead, task.deadline.end) == (["Sở Tài chính"], "2026-09-30")
    assert "cells_missing" in task.warnings
    assert {"lead", "cooperating", "product", "deadline"} <= set(task.unsure)


LABELLED = """II. NỘI DUNG

1. Mở lớp bồi dưỡng
cho cán bộ cấp xã

- Cơ quan chủ trì: Sở Nội vụ.

- Cơ quan phối hợp: Sở Y tế, UBND các xã, phường.

- Thời gian thực hiện: Quý II/2026.

2. Lập báo cáo

- Nội dung: Lập báo cáo tổng hợp cả năm.

- Cơ quan thực hiện: Sở Tài chính.

3. Kinh phí: do ngân sách bảo đảm.
"""


def test_labelled_paragraphs_make_tasks() -> None:
    first, second = read_text(LABELLED).tasks
    assert (first.code, first.content) == ("II.1", "Mở lớp bồi dưỡng cho cán bộ cấp xã")
    assert (first.lead, first.cooperating) == (["Sở Nội vụ"], ["Sở Y tế", "UBND các xã, phường"])
    assert first.deadline.end == "2026-06-30"
    assert (second.content, second.warnings) == (
        "Lập báo cáo tổng hợp cả năm",
        ["deadline_missing"],
    )


def test_label_with_nothing_beside_it_announces_the_next_ones() -> None:
    text = (
        "1. Dữ liệu\n\na) Nhiệm vụ: Rà soát dữ liệu.\n\nb) Cơ quan thực hiện:\n\n"
        "- Đơn vị chủ trì: Sở Y tế.\n\n- Đơn vị phối hợp: Sở Nội vụ.\n\nc) Thời gian: Năm 2026."
    )
    task = only(read_text(text))
    assert (task.content, task.lead, task.cooperating) == (
        "Rà soát dữ liệu",
        ["Sở Y tế"],
        ["Sở Nội vụ"],
    )


def test_labels_are_not_read_again_where_a_table_has_the_tasks() -> None:
    assert only(read_text(f"{LABELLED}\n\n{bars(HEADER, TASK)}")).code == "1"


def test_place_of_a_labelled_task_is_its_paragraph() -> None:
    first = read_text(LABELLED).tasks[0]
    assert (first.locator.table, first.locator.row) == (None, 3)


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04", b"%PDF-1.7", b"a\0b", b"\xff\xfe\xfa", b"\xe1\xbb"]
)
def test_bytes_that_are_no_text_are_damaged(data: bytes) -> None:
    with pytest.raises(NothingToRead) as caught:
        read_plain_text(data)
    assert caught.value.code == "damaged"


def test_text_in_sixteen_bits_is_read() -> None:
    assert read_plain_text("Kế hoạch".encode("utf-16")).paragraphs()[0].text == "Kế hoạch"
