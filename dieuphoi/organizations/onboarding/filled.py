"""What stands in a filled-in sheet: the lines of both tables with their places. Nothing is judged here."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.base.filled_workbook import Row, Sheet, letters, text_in
from dieuphoi.base.vietnamese import fold, tidy
from dieuphoi.organizations.onboarding.tables import (
    AGENCIES,
    PEOPLE,
    SAMPLE,
    Column,
    column_of,
)

HEAD_WITHIN = 30
"""Within how many rows from the top the headings of a table stand."""
ENOUGH = 3
"""How many headings make a table."""


@dataclass(frozen=True)
class Line:
    """A row of a table: where it stands, and its texts by the column's name.

    `places` are the letters of the columns, as the spreadsheet program shows them.
    """

    sheet: str
    row: int
    texts: dict[str, str]
    places: dict[str, str]


@dataclass(frozen=True)
class Fault:
    """What is wrong with the sheet or a cell, where, and what to do; empty places mean the whole."""

    reason: str
    sheet: str = ""
    row: int = 0
    column: str = ""


@dataclass
class Filled:
    """The lines of both tables in their order, and what kept a table from being read."""

    people: list[Line] = field(default_factory=list)
    agencies: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """As a row of the database keeps it."""
        return {
            "people": [line.__dict__ for line in self.people],
            "agencies": [line.__dict__ for line in self.agencies],
            "faults": [fault.__dict__ for fault in self.faults],
        }

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> "Filled":
        """What `as_json` gave."""
        return cls(
            [Line(**line) for line in kept["people"]],
            [Line(**line) for line in kept["agencies"]],
            [Fault(**fault) for fault in kept["faults"]],
        )


def read_tables(sheets: list[Sheet]) -> Filled:
    """The tables of a workbook, found by their headings wherever they stand; hidden sheets do not count."""
    filled = Filled()
    for sheet in sheets:
        if sheet.visible:
            _read_sheet(sheet, filled)
    if not (filled.people or filled.agencies or filled.faults):
        filled.faults.append(
            Fault(
                _(
                    "Không thấy dòng nào để nạp. Hãy tải tệp mẫu, điền dưới dòng tên cột rồi tải lên; "
                    "dòng có chữ VÍ DỤ ở cột đầu không được nạp."
                )
            )
        )
    return filled


def _read_sheet(sheet: Sheet, filled: Filled) -> None:
    head = _head(sheet)
    if head is None:
        return
    row, columns = head
    lines = filled.people if columns is PEOPLE else filled.agencies
    places: dict[str, int] = {}
    for n, cell in enumerate(row.cells):
        column = column_of(text_in(cell), columns)
        if column and column.name in places:
            reason = _("Cột “%(name)s” có hai lần. Hãy giữ một cột.") % {"name": column.heading}
            filled.faults.append(Fault(reason, sheet.name, row.number, letters(n)))
        elif column:
            places[column.name] = n
    missing = [column for column in columns if column.required and column.name not in places]
    for column in missing:
        reason = _("Thiếu cột “%(name)s”. Hãy giữ dòng tên cột như trong tệp mẫu.")
        filled.faults.append(Fault(reason % {"name": column.heading}, sheet.name, row.number))
    if not missing:
        first = min(places.values())
        below = (one for one in sheet.rows if one.number > row.number)
        lines += [line for one in below if (line := _line(sheet, one, places, first))]


def _head(sheet: Sheet) -> tuple[Row, tuple[Column, ...]] | None:
    """The first row that names columns of a table, and the table; the one it names more of."""
    for row in sheet.rows[:HEAD_WITHIN]:
        texts = [text_in(cell) for cell in row.cells]
        named = {
            columns: len({one.name for text in texts if (one := column_of(text, columns))})
            for columns in (PEOPLE, AGENCIES)
        }
        most = max(named, key=lambda columns: named[columns])
        if named[most] >= ENOUGH:
            return row, most
    return None


def _line(sheet: Sheet, row: Row, places: dict[str, int], first: int) -> Line | None:
    before = [fold(text_in(row.cell(n))) for n in range(first)]
    if fold(str(SAMPLE)) in before:
        return None
    texts = {name: tidy(text_in(row.cell(n))) for name, n in places.items()}
    if not any(texts.values()):
        return None
    return Line(sheet.name, row.number, texts, {name: letters(n) for name, n in places.items()})
