"""Workbooks as people fill them in: get one, write into it, move its rows and columns, hand it in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import openpyxl
from django.conf import settings
from openpyxl.worksheet.worksheet import Worksheet

from dieuphoi.documents.intake import Upload
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import Organization
from dieuphoi.plans.models import Obligation, Plan, WorkbookReturn
from dieuphoi.plans.workbook import receiving
from dieuphoi.plans.workbook.columns import KEY, OPEN, READ_ONLY, Place
from dieuphoi.plans.workbook.gathered import workbook_of
from dieuphoi.plans.workbook.written import HEAD, write_workbook
from tests.cast import ON, later

HEADINGS = {one.place: str(one.heading) for one in (*READ_ONLY, *OPEN, KEY)}
FIRST = HEAD + 2
"""The first row of obligations, as the spreadsheet program numbers it."""
Filled = Mapping[Place, Any]


def written(actor: Actor, agency: Organization, plan: Plan) -> bytes:
    """The workbook of the agency under the plan."""
    return write_workbook(workbook_of(actor, agency, plan, ON), on=ON)


class Book:
    """A workbook on somebody's desk."""

    def __init__(self, content: bytes) -> None:
        self.book = openpyxl.load_workbook(BytesIO(content))

    @property
    def sheet(self) -> Worksheet:
        """The sheet of obligations."""
        return self.book.worksheets[1]

    def column(self, place: Place) -> int:
        """Where the column stands now, from 1."""
        row = self.sheet[HEAD + 1]
        return next(n for n, cell in enumerate(row, 1) if cell.value == HEADINGS[place])

    def fill(self, row: int, **cells: Any) -> "Book":
        """Write into the open columns of the n-th obligation, from 1."""
        for name, value in cells.items():
            self.cell(row, Place(name)).value = value
        return self

    def cell(self, row: int, place: Place) -> Any:
        """A cell of the n-th obligation."""
        return self.sheet.cell(FIRST + row - 1, self.column(place))

    def rearrange(self, rows: Sequence[int], columns: Sequence[int]) -> "Book":
        """Put rows and columns (each from 0) into another order."""
        cells = [
            [self.sheet.cell(FIRST + r, c + 1) for c in range(len(columns))]
            for r in range(len(rows))
        ]
        stored = [[(cell.value, cell.number_format) for cell in line] for line in cells]
        heads = [self.sheet.cell(HEAD + 1, c + 1).value for c in range(len(columns))]
        for to, column in enumerate(columns):
            self.sheet.cell(HEAD + 1, to + 1).value = heads[column]
            for down, row in enumerate(rows):
                cell = cells[down][to]
                cell.value, cell.number_format = stored[row][column]
        return self

    @property
    def content(self) -> bytes:
        """The file as it would be saved."""
        buffer = BytesIO()
        self.book.save(buffer)
        return buffer.getvalue()


def in_quarantine(content: bytes, name: str = "Bảng tiến độ.xlsx") -> Upload:
    """The bytes as an upload that the guard has not seen yet."""
    path = Path(settings.HOME) / "quarantine" / uuid4().hex
    path.write_bytes(content)
    return Upload(path, name)


def handed_in(
    plan: Plan, content: bytes, by: Actor, at: datetime | None = None, name: str = "Bảng.xlsx"
) -> WorkbookReturn:
    """The workbook handed in and read by the worker."""
    at = at or later(5)
    returned = receiving.receive(plan, in_quarantine(content, name), by=by, at=at)
    assert receiving.read_waiting(at=at) == 1
    returned.refresh_from_db()
    return returned


def outcomes(returned: WorkbookReturn) -> list[tuple[int, str]]:
    """The rows with their outcomes."""
    return list(returned.rows.values_list("number", "outcome"))


def reasons(returned: WorkbookReturn) -> list[tuple[int, str, str]]:
    """Row, heading and words of all that is refused."""
    return [
        (row.number, reason["heading"], reason["text"])
        for row in returned.rows.all()
        for reason in row.reasons
    ]


def fresh(obligation: Obligation) -> Obligation:
    """The obligation as it stands."""
    return Obligation.objects.select_related("task__plan", "holder").get(pk=obligation.pk)
