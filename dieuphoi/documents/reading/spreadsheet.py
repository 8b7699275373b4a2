"""Spreadsheets: every visible sheet as a table, merged cells and real dates as a person sees them."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import python_calamine

from dieuphoi.base.cell_marks import BROKEN_PACKAGE, Place, read_marks
from dieuphoi.base.vietnamese import format_date

from .content import Content, Grid, GridCell, GridRow, tidy_lines
from .errors import NothingToRead
from .struck_text import without_struck

_TEXT_DATE = re.compile(r"^\s*(\d{1,2})[/.-]\d{1,2}[/.-]\d{4}\s*$")
_LAST_MONTH = 12


def read_spreadsheet(data: bytes) -> Content:
    """The sheets of an .xlsx file; NothingToRead("damaged") when it is none."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        return _read_book(book, _Beside(without_struck(data), _percents(data)))
    except (python_calamine.CalamineError, OSError, ValueError) as broken:
        raise NothingToRead("damaged") from broken


@dataclass(frozen=True)
class _Beside:
    """What the file says beside its values: struck text, and the cells shown as percentages."""

    standing: dict[str, str]
    percents: dict[str, set[Place]]


def _percents(data: bytes) -> dict[str, set[Place]]:
    try:
        marks = read_marks(io.BytesIO(data))
    except BROKEN_PACKAGE:
        return {}
    return {sheet: found.percents for sheet, found in marks.items()}


def _read_book(book: Any, beside: _Beside) -> Content:
    content = Content("xlsx")
    for number, sheet in enumerate(book.sheets_metadata, start=1):
        if sheet.visible != python_calamine.SheetVisibleEnum.Visible:
            content.warnings.append("hidden_sheet")
            continue
        values = book.get_sheet_by_name(sheet.name)
        cells = _written_cells(
            values.to_python(skip_empty_area=False), beside, beside.percents.get(sheet.name, set())
        )
        rows = _rows(cells, values.merged_cell_ranges or [])
        if rows:
            content.blocks.append(Grid(number, rows, sheet=sheet.name))
    return content


def _written_cells(
    values: Sequence[Sequence[Any]], beside: _Beside, percents: set[Place]
) -> list[list[Any]]:
    """The values; of struck text what still stands, and 0.6 shown as a percentage as "60%"."""
    cells = [list(row) for row in values]
    for row, column in percents:
        if row < len(cells) and column < len(cells[row]):
            value = cells[row][column]
            if isinstance(value, float):
                cells[row][column] = f"{_written(round(value * 100, 2))}%".replace(".", ",")
    if beside.standing:
        cells = [
            [beside.standing.get(v, v) if isinstance(v, str) else v for v in row] for row in cells
        ]
    return cells


def _rows(values: Sequence[Sequence[Any]], merged: Iterable[Any]) -> list[GridRow]:
    width = max(
        (at + 1 for row in values for at, value in enumerate(row) if value != ""), default=0
    )
    suspect = {at for at in range(width) if _are_swapped([row[at] for row in values])}
    cells = [
        [
            GridCell(_written(v), doubtful=at in suspect and isinstance(v, date))
            for at, v in enumerate(row[:width])
        ]
        for row in values
    ]
    for (top, left), (bottom, right) in merged:
        _merge(cells, top, left, min(bottom, len(cells) - 1), min(right, width - 1))
    return [GridRow(number, row) for number, row in enumerate(cells, start=1)]


def _merge(cells: list[list[GridCell]], top: int, left: int, bottom: int, right: int) -> None:
    if top > bottom or left > right:
        return
    origin = replace(cells[top][left], spans=right - left + 1)
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            cells[row][column] = replace(origin, first=column == left, inherited=row > top)


def _written(value: Any) -> str:
    """A value as it stands on paper; whole numbers without decimals, days as dd/mm/yyyy."""
    if isinstance(value, datetime):
        return format_date(value.date())
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return tidy_lines(str(value))


def _are_swapped(values: Sequence[Any]) -> bool:
    """Real dates beside days typed as text, the former never after the 12th.

    A spreadsheet set to American dates turns 07/01/2026 into 1 July and leaves 13/01/2026 as text.
    """
    real = [value.day for value in values if isinstance(value, date)]
    typed = [
        int(found[1])
        for value in values
        if isinstance(value, str) and (found := _TEXT_DATE.match(value))
    ]
    return bool(real) and max(real) <= _LAST_MONTH and any(day > _LAST_MONTH for day in typed)
