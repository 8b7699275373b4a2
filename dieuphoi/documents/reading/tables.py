"""Tables of tasks: from rows and the roles of columns to tasks under their headings."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from .content import Content, Grid, GridRow
from .header_rows import Columns, columns_at
from .headings import Headings, clean_label
from .loose_rows import aligned
from .result import ReadTask, UnreadRow
from .rows import (
    Row,
    Surroundings,
    continues,
    heading_of,
    is_empty,
    joined,
    numbered_heading,
    task_of,
)
from .status_columns import settled

_TITLE_ROWS = 200  # the directive's head may stand above the header row of the same table


@dataclass
class ReadTables:
    """What all tables of a file gave. `headers` and `others` count tables that are not of tasks."""

    tasks: list[ReadTask] = field(default_factory=list)
    unread: list[UnreadRow] = field(default_factory=list)
    tables: int = 0
    other_tables: int = 0
    tables_without_header: int = 0


def read_tables(content: Content, issued_on: date | int | None) -> ReadTables:
    """The tasks of every table whose header names content and who leads or by when.

    A table without a header that is as wide as the table of tasks just before it goes on with it.
    """
    result = ReadTables()
    before: _Table | None = None
    for grid in content.grids():
        columns = _first_columns(grid)
        if columns is None and before and _goes_on(before.grid, grid):
            before.read(grid)
            continue
        before = None
        if columns is None:
            result.tables_without_header += _looks_like_a_list(grid)
        elif columns.is_of_tasks():
            before = _Table(grid, result, issued_on)
            before.read(grid)
            result.tables += 1
        else:
            result.other_tables += 1
    result.tasks[:] = _numbered_once(result.tasks)
    return result


def _first_columns(grid: Grid) -> Columns | None:
    found = (columns_at(grid.rows, at) for at in range(min(len(grid.rows), _TITLE_ROWS)))
    named = [columns for columns, _ in filter(None, found)]
    return next(
        (columns for columns in named if columns.is_of_tasks()), named[0] if named else None
    )


def _goes_on(before: Grid, grid: Grid) -> bool:
    return grid.width == before.width and grid.width >= 3 and grid.sheet == before.sheet


def _looks_like_a_list(grid: Grid) -> bool:
    """Three columns and three rows: not the letterhead and not the signature."""
    return grid.width >= 3 and sum(len(row.texts()) >= 2 for row in grid.rows) >= 3


class _Table:
    """Reads a table, and those that go on with it, from top to bottom."""

    def __init__(self, grid: Grid, result: ReadTables, issued_on: date | int | None) -> None:
        self.grid = grid
        self._result = result
        self._issued_on = issued_on
        self._headings = Headings()
        self._columns: Columns | None = None
        self._last: int | None = None

    def read(self, grid: Grid) -> None:
        at = 0
        while at < len(grid.rows):
            header = columns_at(grid.rows, at)
            if header and header[0].is_of_tasks():
                at += header[1]
                self._columns = settled(header[0], grid.rows[at:])
                continue
            if self._columns:
                around = Surroundings(self._columns, grid.number, grid.sheet, self._issued_on)
                self._read_row(grid, at, around)
            at += 1

    def _read_row(self, grid: Grid, at: int, around: Surroundings) -> None:
        row, missing = Row(grid.rows[at], around), False
        if grid.loose:
            row, missing = aligned(row)
        if not row.own():
            return
        if is_empty(row):
            self._unread("row_empty", row)
            return
        heading = heading_of(row, _next_label(grid.rows, at, around))
        if heading:
            self._headings.enter(heading[0])
            self._headings.guessed |= heading[1]
        elif crowded := numbered_heading(row):
            self._headings.enter(crowded)
            self._unread("heading_with_more", row)
        elif continues(row) and self._last is not None:
            self._result.tasks[self._last] = joined(self._result.tasks[self._last], row)
        elif row.text("content") or row.text("lead") or row.text("deadline"):
            self._add(task_of(row, self._headings), missing)
        else:
            self._unread("row_unread", row)

    def _add(self, task: ReadTask, missing: bool) -> None:
        if missing:
            doubtful = ["lead", "cooperating", "product", "deadline"]
            unsure = list(dict.fromkeys([*task.unsure, *doubtful]))
            task = replace(task, unsure=unsure, warnings=[*task.warnings, "cells_missing"])
        self._last = len(self._result.tasks)
        self._result.tasks.append(task)

    def _unread(self, code: str, row: Row) -> None:
        self._result.unread.append(UnreadRow(code, row.locator()))


def _next_label(rows: Sequence[GridRow], at: int, around: Surroundings) -> str:
    following = next((row for row in rows[at + 1 :] if row.texts()), None)
    if following is None:
        return ""
    label = Row(following, around).label()
    return label or clean_label(following.cells[0].text)[:12]


def _numbered_once(tasks: Sequence[ReadTask]) -> list[ReadTask]:
    """Numbers that begin anew under each heading get its label: "I.1"; the rest is marked."""
    places: dict[tuple[int | None, str], set[str]] = defaultdict(set)
    for task in tasks:
        places[task.locator.table, task.code].add(task.group)
    restarted = {place[0] for place, groups in places.items() if place[1] and len(groups) > 1}
    named = [_with_heading(task) if task.locator.table in restarted else task for task in tasks]
    counts = Counter((task.locator.table, task.code) for task in named)
    return [
        _repeated(task) if task.code and counts[task.locator.table, task.code] > 1 else task
        for task in named
    ]


def _with_heading(task: ReadTask) -> ReadTask:
    labels = task.group.split(". ", 1)[0] if task.groups and task.group[:1] else ""
    if not task.code or not labels or " " in labels or task.code.startswith(f"{labels}."):
        return task
    return replace(task, code=f"{labels}.{task.code}")


def _repeated(task: ReadTask) -> ReadTask:
    return replace(task, unsure=[*task.unsure, "code"], warnings=[*task.warnings, "code_repeated"])
