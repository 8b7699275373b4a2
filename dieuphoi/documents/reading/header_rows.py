"""Finds the rows that name the columns of a table, and what each column is for."""

from collections.abc import Sequence
from dataclasses import dataclass

from dieuphoi.base.vietnamese import fold, tidy

from .columns import Role, role_of, year_of
from .content import GridCell, GridRow
from .headings import clean_label, is_heading_label, is_number

_LONGEST_SUBHEADER = 60


@dataclass(frozen=True)
class Columns:
    """The role and the header of each column, and the year that the deadline header names."""

    roles: tuple[Role, ...]
    headers: tuple[str, ...]
    year: int | None = None

    def is_of_tasks(self) -> bool:
        """Content, and who leads or by when: anything less is a statistic or a list."""
        roles = set(self.roles)
        return "content" in roles and bool(roles & {"lead", "deadline", "lead_and_cooperating"})

    def where(self, role: Role) -> list[int]:
        """The columns of a role."""
        return [at for at, own in enumerate(self.roles) if own == role]


def columns_at(rows: Sequence[GridRow], at: int) -> tuple[Columns, int] | None:
    """The columns named by the row at this place, and how many rows the header takes.

    None when the row names no columns at all.
    """
    headers = _texts(rows[at])
    if not names_columns(headers):
        return None
    taken = 1
    while at + taken < len(rows) and taken < 3 and _goes_on(headers, rows[at + taken]):
        headers = [
            _join(above, below)
            for above, below in zip(headers, _texts(rows[at + taken]), strict=False)
        ]
        taken += 1
    return _columns(headers), taken + _counted_columns(rows, at + taken)


def names_columns(headers: Sequence[str]) -> bool:
    """Whether these cells look like a header: two or more known roles, all of them short."""
    roles = {role_of(header.rsplit("\n", 1)[-1]) for header in headers} - {"", "other"}
    written = [header for header in headers if header]
    numbered = any(
        is_number(clean_label(header)) or is_heading_label(header) for header in headers[:1]
    )
    return len(roles) >= 2 and not numbered and all(len(header) <= 90 for header in written)


def _texts(row: GridRow) -> list[str]:
    return [tidy(cell.text) for cell in row.cells]


def _goes_on(headers: Sequence[str], row: GridRow) -> bool:
    """Whether a row is the second row of a header: under merged cells, naming parts of them."""
    if len(row.cells) != len(headers):
        return False
    first = row.cells[0]
    if not (first.inherited or not first.text or tidy(first.text) == headers[0]):
        return False
    own = [(at, cell) for at, cell in enumerate(row.cells) if _is_own(cell, headers[at])]
    known = [role_of(tidy(cell.text)) not in ("", "other") for _, cell in own]
    short = all(len(cell.text) <= _LONGEST_SUBHEADER for _, cell in own)
    under_wide = any(at > 0 and headers[at] == headers[at - 1] for at, _ in own)
    several = first.inherited or len(own) > 1
    return short and ((any(known) and several) or under_wide)


def _is_own(cell: GridCell, above: str) -> bool:
    return bool(cell.text) and not cell.inherited and tidy(cell.text) != above


def _join(above: str, below: str) -> str:
    return above if below in ("", above) else f"{above}\n{below}" if above else below


def _columns(headers: Sequence[str]) -> Columns:
    roles = [_role(header) for header in headers]
    _settle(roles, headers)
    years = [year_of(headers[at]) for at, role in enumerate(roles) if role == "deadline"]
    return Columns(tuple(roles), tuple(headers), next((year for year in years if year), None))


def _role(header: str) -> Role:
    """The lower row decides where it says anything; "Cơ quan thực hiện / Chủ trì" leads."""
    above, _, below = header.rpartition("\n")
    own = role_of(below)
    if above and own in ("", "other", "status"):
        both = role_of(f"{above} {below}")
        return both if own != "status" or both == "deadline" else own
    return own


def _settle(roles: list[Role], headers: Sequence[str]) -> None:
    """What only the whole row decides."""
    if "deadline" not in roles and roles.count("status") == 1 and "lead" in roles:
        at = roles.index("status")
        if fold(headers[at]).startswith("tien do"):
            roles[at] = "deadline"  # "Tiến độ" is the due day where no other column is
    if "lead" not in roles and "content" in roles and roles.count("unit") == 1:
        at = roles.index("unit")
        if fold(headers[at]) == "don vi" and "indicator" not in roles:
            roles[at] = "lead"
    if "product" not in roles and roles.count("result") == 1 and "status" not in roles:
        roles[roles.index("result")] = "product"
    leads = [
        at for at, role in enumerate(roles) if role == "lead" and headers[at] != headers[at - 1]
    ]
    for at in leads[1:]:
        roles[at] = "other"  # a unit inside the leading agency


def _counted_columns(rows: Sequence[GridRow], at: int) -> int:
    """A row "(1) (2) (3)" under the header counts the columns; it is no task."""
    if at >= len(rows):
        return 0
    marks = [clean_label(cell.text) for _, cell in rows[at].distinct()]
    digits = [int(mark) for mark in marks if mark.isdigit()]
    letters = sum(len(mark) == 1 and mark.isalpha() for mark in marks)
    counted = len(digits) >= 2 and digits == list(range(digits[0], digits[0] + len(digits)))
    return int(counted and len(digits) + letters == len(marks))
