"""What reading a directive gives: its header and its tasks, each value with its place.

Plain dataclasses without behaviour of their own, so that a review page, a test and the command
line can all use them; `as_json` and `from_json` turn them into what is stored and back.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from .statuses import ReadStatus

READER_VERSION = "2"

Format = Literal["docx", "xlsx", "text"]
DeadlineKind = Literal[
    "date",
    "month",
    "quarter",
    "half",
    "year",
    "range",
    "recurring",
    "continuous",
    "conditional",
    "none",
]


@dataclass(frozen=True)
class Cell:
    """One cell of a row as it is written, and what its column is for.

    `inherited` tells that the cell is merged with the one above and shows its text.
    """

    role: str
    header: str
    text: str
    column: int
    inherited: bool = False


@dataclass(frozen=True)
class Locator:
    """Where a row stands: table and row count from 1 in the file, column from 1 in the row.

    For labelled paragraphs `table` is None and `row` the first paragraph's number.
    """

    table: int | None = None
    row: int | None = None
    sheet: str | None = None
    page: int | None = None
    cells: list[Cell] = field(default_factory=list)

    def cell(self, role: str) -> Cell | None:
        """The cell a value was read from: `lead`, `deadline`, `content` …"""
        return next((cell for cell in self.cells if cell.role == role), None)


@dataclass(frozen=True)
class ReadDeadline:
    """One deadline. `end` is the last day named; with `inclusive` False it must be done before it.

    `recurrence` is an RFC 5545 rule without DTSTART; `waits_for` the words of what must happen
    first. `sure` is False where a year was supplied or words beside it were not understood.
    """

    kind: DeadlineKind = "none"
    start: str | None = None
    end: str | None = None
    inclusive: bool = True
    recurrence: str | None = None
    waits_for: str | None = None
    text: str = ""
    sure: bool = True


@dataclass(frozen=True)
class ReadTask:
    """One row as it was read. `unsure` names fields, `warnings` says why by code.

    `status`, `result` and `note` are what a running tracker tells of the row; a directive leaves
    them empty. `groups` are the headings above the row, outermost first; `group` writes them as
    "A.I. title of the innermost".
    """

    code: str
    group: str
    content: str
    lead: list[str]
    cooperating: list[str]
    product: str
    deadline_text: str
    deadline: ReadDeadline
    deadlines: list[ReadDeadline]
    locator: Locator
    groups: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    status: ReadStatus = ReadStatus()
    result: str = ""
    note: str = ""


@dataclass(frozen=True)
class UnreadRow:
    """A row that became neither a task nor a group: for a person to look at."""

    code: str
    locator: Locator


@dataclass(frozen=True)
class ReadHeader:
    """The head and the foot of the directive; what is absent or blank is an empty string.

    `issued_on` is an ISO day, "2025-12" where the day was left blank, or None. `number` is empty
    where the line says "Số:      /KH-UBND"; `symbol` keeps what is printed.
    """

    issuer: str = ""
    parent: str = ""
    number: str = ""
    notation: str = ""
    symbol: str = ""
    type: str = ""
    issued_on: str | None = None
    place: str = ""
    subject: str = ""
    signer_name: str = ""
    signer_title: str = ""
    signer_authority: str = ""
    unsure: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ReadDocument:
    """A directive as it was read. `tables` counts the tables of tasks."""

    header: ReadHeader
    tasks: list[ReadTask]
    tables: int
    warnings: list[str]
    format: Format
    unread: list[UnreadRow] = field(default_factory=list)
    reader_version: str = READER_VERSION


def as_json(document: ReadDocument) -> dict[str, Any]:
    """The document as plain data: stored with a reading, and printed by `dieuphoi read`."""
    whole = asdict(document)
    head = whole.pop("header")
    signer = {part: head.pop(f"signer_{part}") for part in ("name", "title", "authority")}
    head["number"] = head["number"] or None
    return {"document": {**head, "signer": signer}, **whole}


def from_json(data: Mapping[str, Any]) -> ReadDocument:
    """The document that `as_json` turned into plain data, also by a reader of before."""
    head = dict(data["document"])
    signer = head.pop("signer")
    head["number"] = head["number"] or ""
    return ReadDocument(
        header=ReadHeader(**head, **{f"signer_{part}": text for part, text in signer.items()}),
        tasks=[_task(task) for task in data["tasks"]],
        tables=data["tables"],
        warnings=list(data["warnings"]),
        format=data["format"],
        unread=[UnreadRow(row["code"], _locator(row["locator"])) for row in data["unread"]],
        reader_version=data["reader_version"],
    )


def _task(data: Mapping[str, Any]) -> ReadTask:
    return ReadTask(
        **{
            **data,
            "deadline": ReadDeadline(**data["deadline"]),
            "deadlines": [ReadDeadline(**deadline) for deadline in data["deadlines"]],
            "locator": _locator(data["locator"]),
            "status": ReadStatus(**data.get("status", {})),
        }
    )


def _locator(data: Mapping[str, Any]) -> Locator:
    return Locator(**{**data, "cells": [Cell(**cell) for cell in data["cells"]]})
