"""Real tables of progress with hand-made truth, laid out as offices keep them; the figures reached.

Runs where DIEUPHOI_CORPUS names the folder that holds them; nothing of their text is kept here.
"""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dieuphoi.documents.reading import read
from dieuphoi.documents.reading.result import ReadTask
from dieuphoi.documents.reading.statuses import ReadStatus

TABLES = ("dupc-402-cv-vpdu-2025", "vpcp-624-tb-2025")
LEAST = 0.97
TRUE_STATES = {
    "done": ("done", False),
    "done_late": ("done", True),
    "in_progress": ("in_progress", False),
    "not_done": ("not_done", False),
    "overdue": ("not_done", True),
    "ambiguous": ("asked", False),
    None: ("", False),
}
Rows = list[dict[str, Any]]
Book = openpyxl.Workbook


def plain(rows: Rows, book: Book) -> None:
    """One sheet, one header row, every cell filled."""
    page = book.create_sheet("Theo dõi")
    page.append(["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn", "Kết quả thực hiện", "Tiến độ"])
    for row in rows:
        page.append([*_first(row), row["deadline_text"], row["result"], row["status_text"]])


def grouped(rows: Rows, book: Book) -> None:
    """A title, a header of two rows, merged group rows, and other names for the columns."""
    page = book.create_sheet("Bảng tổng hợp")
    page.append(["BẢNG THEO DÕI NHIỆM VỤ"])
    page.merge_cells("A1:F1")
    top = ["TT", "Nội dung công việc", "Đơn vị thực hiện", "Hạn hoàn thành", "Tình hình triển khai"]
    page.append(top)
    page.append([None, None, None, None, "Mức độ", "Diễn giải"])
    for column in "ABCD":
        page.merge_cells(f"{column}2:{column}3")
    page.merge_cells("E2:F2")
    group = ""
    for row in rows:
        heading = row.get("group") or f"Nhóm {row['lead']}"
        if heading != group:
            group = heading
            page.append([heading])
            page.merge_cells(
                start_row=page.max_row, end_row=page.max_row, end_column=6, start_column=1
            )
        page.append([*_first(row), row["deadline_text"], row["status_text"], row["result"]])


def in_notes(rows: Rows, book: Book) -> None:
    """Two sheets, days as text, and the status in the notes."""
    half = len(rows) // 2
    for name, part in (("Quý I", rows[:half]), ("Quý II", rows[half:])):
        page = book.create_sheet(name)
        page.append(["TT", "Nhiệm vụ", "Chủ trì", "Thời hạn", "Kết quả", "Ghi chú"])
        for n, row in enumerate(part):
            day = f"{n % 28 + 1:02d}/06/2026"
            page.append([*_first(row), day, row["result"], row["status_text"]])


def _first(row: dict[str, Any]) -> list[Any]:
    return [int(row["no"]), row["content"], row["lead"]]


@pytest.fixture(params=TABLES)
def truth(request: pytest.FixtureRequest, corpus: Path) -> Rows:
    """The rows of a table of progress and what each of them says."""
    whole = json.loads((corpus / request.param / "gold_status.json").read_text(encoding="utf-8"))
    rows: Rows = whole["rows"]
    return rows


@pytest.fixture(params=[plain, grouped, in_notes])
def tasks(request: pytest.FixtureRequest, truth: Rows) -> list[ReadTask]:
    """The same rows as a reader finds them in a spreadsheet."""
    lay_out: Callable[[Rows, Book], None] = request.param
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    lay_out(truth, book)
    file = io.BytesIO()
    book.save(file)
    return read(file.getvalue(), "theo-doi.xlsx").tasks


def told(status: ReadStatus) -> tuple[str, bool]:
    """The state and whether the words say that it is late."""
    return status.state, status.timing == "late"


def test_every_row_is_taken_in(tasks: list[ReadTask], truth: Rows) -> None:
    assert [task.content for task in tasks] == [" ".join(row["content"].split()) for row in truth]


def test_states_are_right_or_asked_and_never_wrong(tasks: list[ReadTask], truth: Rows) -> None:
    pairs = [
        (told(task.status), TRUE_STATES[row["status"]])
        for task, row in zip(tasks, truth, strict=True)
    ]
    right = sum(read_one == true for read_one, true in pairs)
    wrong = [pair for pair in pairs if pair[0] != pair[1] and pair[0][0] != "asked"]
    assert wrong == []
    assert right / len(pairs) >= LEAST


def test_word_for_the_status_and_the_result_are_kept(tasks: list[ReadTask], truth: Rows) -> None:
    kept = [(task.status.text, task.result) for task in tasks]
    wanted = [(row["status_text"] or "", _lines(row["result"] or "")) for row in truth]
    assert kept == wanted


def test_list_without_a_status_gets_none(corpus: Path) -> None:
    source = corpus / "moet-tasks-2017-xlsx" / "source.xlsx"
    tasks = read(source.read_bytes(), source.name).tasks
    assert len(tasks) == 53
    assert {task.status.state for task in tasks} <= {"", "asked"}


def _lines(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())
