"""Real directives with hand-made truth: the figures reached, so that they do not fall.

Runs where DIEUPHOI_CORPUS names the folder that holds them; nothing of their text is kept here.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from dieuphoi.base.vietnamese import fold
from dieuphoi.documents.reading import read
from dieuphoi.documents.reading.result import ReadDocument, ReadTask

CORPUS = Path(os.environ.get("DIEUPHOI_CORPUS", ""))
FOLDERS = (
    "word-plain-179",
    "word-automatic-552",
    "word-merged-03",
    "word-two-header-617",
    "word-landscape-310",
    "moet-tasks-2017-xlsx",
    "cp-03-nq-cp-2025",
    "dn-179-kh-ubnd-2025",
    "dt-552-kh-ubnd-2025",
    "dt-617-kh-ubnd-2025",
    "hn-310-kh-ubnd-2025",
)
LEAST = 0.95
pytestmark = pytest.mark.skipif(
    "DIEUPHOI_CORPUS" not in os.environ, reason="DIEUPHOI_CORPUS is not set"
)


@pytest.fixture(params=FOLDERS)
def reading(request: pytest.FixtureRequest) -> tuple[ReadDocument, dict[str, Any]]:
    """A directive as read, and the truth about it."""
    folder = CORPUS / request.param
    source = next(folder.glob("source.*"))
    truth = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    return read(source.read_bytes(), source.name), truth


def paired(reading: tuple[ReadDocument, dict[str, Any]]) -> list[tuple[ReadTask, dict[str, Any]]]:
    """Tasks and true rows in order: some truths hold only the first rows of a directive."""
    document, truth = reading
    return list(zip(document.tasks, truth["tasks"], strict=False))


def is_led_rightly(task: ReadTask, true: dict[str, Any]) -> bool:
    """The same agencies, in any order and spelling of case and tone."""
    return {fold(name) for name in task.lead} == {fold(name) for name in true["lead"]}


def is_due_rightly(task: ReadTask, true: dict[str, Any]) -> bool:
    """The same kind and end. The truth was made before there was a kind for conditions."""
    told, end = task.deadline.kind.replace("conditional", "none"), task.deadline.end
    return (told, end) == (true["deadline"]["kind"], true["deadline"]["end"])


def share(hits: list[bool]) -> float:
    """How many of them are true."""
    return sum(hits) / len(hits)


def test_every_true_row_is_read(reading: tuple[ReadDocument, dict[str, Any]]) -> None:
    wanted = [fold(true["content"])[:60] for true in reading[1]["tasks"]]
    read_ones = [fold(task.content)[:60] for task, _ in paired(reading)]
    assert share([a == b for a, b in zip(read_ones, wanted, strict=True)]) >= LEAST


def test_nothing_but_true_rows_is_read(reading: tuple[ReadDocument, dict[str, Any]]) -> None:
    document, truth = reading
    whole = truth.get("total_rows") or len(truth["tasks"])
    if document.format != "text":  # the others hold more rows than the truth has
        assert len(document.tasks) == whole


def test_leads_are_right(reading: tuple[ReadDocument, dict[str, Any]]) -> None:
    assert share([is_led_rightly(*pair) for pair in paired(reading)]) >= LEAST


def test_deadlines_are_right(reading: tuple[ReadDocument, dict[str, Any]]) -> None:
    assert share([is_due_rightly(*pair) for pair in paired(reading)]) >= LEAST


def test_nothing_is_wrong_for_certain(reading: tuple[ReadDocument, dict[str, Any]]) -> None:
    wrong = [
        (task.code, name)
        for task, true in paired(reading)
        for name, is_right in (("lead", is_led_rightly), ("deadline", is_due_rightly))
        if name not in task.unsure and not is_right(task, true)
    ]
    assert wrong == []


def test_plain_word_table_is_read_completely() -> None:
    source = CORPUS / "word-plain-179" / "source.docx"
    tasks = read(source.read_bytes(), source.name).tasks
    assert len(tasks) == 40
    assert [task.code for task in tasks if task.unsure] == ["4.2", "6.3"]


def test_a_hundred_and_forty_rows_are_all_read() -> None:
    source = CORPUS / "cp-03-nq-cp-2025" / "source.md"
    tasks = read(source.read_bytes(), source.name).tasks
    assert len(tasks) >= 140
