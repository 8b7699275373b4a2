"""A workbook that people filled in, cell by cell, read in a process of its own.

A small file can unfold without measure; then the process that reads it ends alone. What a cell
means — a day, a number, a name — is for the caller: `day_in`, `number_in` and `text_in` say it in
the ways that people write.
"""

import json
import resource
import subprocess  # noqa: S404 starts this very module, with fixed arguments
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import isfinite
from pathlib import Path
from typing import Any

import python_calamine

from dieuphoi.base.cell_marks import BROKEN_PACKAGE, Marks, Place, read_marks
from dieuphoi.base.vietnamese import calm, format_date, format_number, parse_date, parse_number

MOST_ROWS = 20_000
MOST_COLUMNS = 60
MOST_CELLS = MOST_ROWS * MOST_COLUMNS
MOST_LETTERS = 20_000_000
"""How much may stand in all sheets together: a small file can name one long text in every cell."""
_MEMORY = 1024 * 1024 * 1024
_SECONDS = 60
_ROOT = Path(__file__).resolve().parents[2]
_WRONG = ("damaged", "locked", "too_large")

Cell = str | float | bool | date | None
"""What a cell holds; a formula counts as the value that was last worked out for it."""


class WorkbookUnread(Exception):
    """No workbook to work with; `why` is damaged, locked (a password) or too_large."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Row:
    """A row of a sheet with its number as the spreadsheet program shows it, from 1."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """The cell in a column counted from 0; None beyond the last one."""
        return self.cells[column] if 0 <= column < len(self.cells) else None

    def is_blank(self) -> bool:
        """Whether nothing is written in it."""
        return all(cell is None or cell == "" for cell in self.cells)


@dataclass(frozen=True)
class Sheet:
    """A sheet, hidden ones too: its name and its rows down to the last one with a value.

    Places are row and column counted from 0: `percents` are shown as a percentage (0.6 is read as
    60 %), `errors` hold an error value, `unworked` a formula that no program has worked out yet;
    both read as empty cells. `merged` are ranges of merged cells, first place and last.
    """

    name: str
    visible: bool
    rows: tuple[Row, ...]
    percents: frozenset[Place] = frozenset()
    errors: frozenset[Place] = frozenset()
    unworked: frozenset[Place] = frozenset()
    merged: tuple[tuple[Place, Place], ...] = ()


def read_workbook(path: Path) -> list[Sheet]:
    """The sheets of the .xlsx file at `path`; raises WorkbookUnread."""
    try:
        done = subprocess.run(  # noqa: S603 our own program
            [sys.executable, "-m", __name__, str(path.resolve())],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what goes wrong may quote the file
            cwd=_ROOT,
            timeout=2 * _SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise WorkbookUnread("too_large") from None
    if done.returncode:
        raise WorkbookUnread("too_large")
    told = json.loads(done.stdout)
    if told in _WRONG:
        raise WorkbookUnread(told)
    return [_sheet(one) for one in told]


def letters(column: int) -> str:
    """The name of a column counted from 0: A, B … Z, AA."""
    before, last = divmod(column, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)


def text_in(cell: Cell) -> str:
    """The cell as a person reads it, without space around it."""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else format_number(cell)
    if isinstance(cell, date):
        return format_date(cell)
    return (cell or "").strip()


def day_in(cell: Cell) -> date | None:
    """The civil day in the cell: a real one, or text like 5/6/2026 (the day first); else None."""
    return cell if isinstance(cell, date) else parse_date(text_in(cell))


def number_in(cell: Cell) -> float | None:
    """The number in the cell: a real one, or text as written in Việt Nam (8.300 or 8,3), with or
    without %; None for anything else, an English 8,300.5 too."""
    if isinstance(cell, float):
        return cell
    return parse_number(text_in(cell).removesuffix("%").strip())


def main() -> int:
    """Read the workbook named on the command line; print it as JSON, or why it was not read."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(_told(sys.argv[1]), sys.stdout)
    return 0


def _told(path: str) -> Any:
    try:
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            marks = read_marks(Path(path))
            sheets, left = [], _Room()
            for one in book.sheets_metadata:
                sheet = book.get_sheet_by_name(one.name)
                told = _told_sheet(sheet, one, marks.get(one.name, Marks()), left)
                if told is None:
                    return "too_large"
                sheets.append(told)
    except python_calamine.PasswordError:
        return "locked"
    except (python_calamine.CalamineError, OSError, *BROKEN_PACKAGE):
        return "damaged"
    return sheets


@dataclass
class _Room:
    """What the sheets still to come may hold."""

    cells: int = MOST_CELLS
    letters: int = MOST_LETTERS

    def takes(self, rows: list[list[Any]]) -> bool:
        """Whether these rows have room; they take it."""
        for row in rows:
            self.cells -= len(row)
            self.letters -= sum(len(value) for value in row if isinstance(value, str))
            if self.cells < 0 or self.letters < 0:
                return False
        return True


def _told_sheet(sheet: Any, known: Any, marks: Marks, left: _Room) -> dict[str, Any] | None:
    end = sheet.end or (0, 0)
    if end[0] >= MOST_ROWS or end[1] >= MOST_COLUMNS:
        return None
    rows = sheet.to_python(skip_empty_area=False)
    if not left.takes(rows):
        return None
    merged = sheet.merged_cell_ranges or []
    _refuse_overlapping(merged, end)
    visible = known.visible == python_calamine.SheetVisibleEnum.Visible
    return {
        "name": calm(sheet.name),
        "visible": visible,
        "rows": [[_as_json(value) for value in row] for row in rows],
        "percents": _within(marks.percents, end),
        "errors": _within(marks.errors, end),
        "unworked": _within(marks.unworked, end),
        "merged": merged,
    }


def _refuse_overlapping(merged: Iterable[tuple[Place, Place]], end: Place) -> None:
    """Ranges that cover more cells than there are overlap, as no spreadsheet program lets them:
    whoever asks of each row which ranges cover it would never come to an end."""
    covered = 0
    for first, last in merged:
        rows = min(last[0], end[0]) - first[0] + 1
        columns = min(last[1], end[1]) - first[1] + 1
        covered += max(rows, 0) * max(columns, 0)
    if covered > (end[0] + 1) * (end[1] + 1):
        raise ValueError("merged cells overlap")


def _within(places: Iterable[Place], end: Place) -> list[Place]:
    return sorted(one for one in places if one[0] <= end[0] and one[1] <= end[1])


def _as_json(value: Any) -> Any:
    """Days as {"day": …}; a time or a duration has no meaning here and stays as text."""
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return {"day": day.isoformat()}
    if isinstance(value, time | timedelta):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, float) and not isfinite(value):
        return str(value)  # beyond all numbers: nothing that can be counted with
    return calm(value) if isinstance(value, str) else value


def _sheet(told: dict[str, Any]) -> Sheet:
    rows = (
        Row(number, tuple(_cell(value) for value in row))
        for number, row in enumerate(told["rows"], start=1)
    )
    return Sheet(
        told["name"],
        told["visible"],
        tuple(rows),
        percents=_places(told["percents"]),
        errors=_places(told["errors"]),
        unworked=_places(told["unworked"]),
        merged=tuple((tuple(first), tuple(last)) for first, last in told["merged"]),
    )


def _places(told: list[list[int]]) -> frozenset[Place]:
    return frozenset((row, column) for row, column in told)


def _cell(value: Any) -> Cell:
    if isinstance(value, dict):
        return date.fromisoformat(value["day"])
    return None if value == "" else value


if __name__ == "__main__":
    sys.exit(main())
