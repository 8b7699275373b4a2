"""Rows that lost their empty cells, as in pages copied from a web site.

Which cell belongs to which column is then told by what is written in it, and every such row is
marked for a person.
"""

from dataclasses import replace

from .agencies import is_doubtful, split_agencies
from .columns import Role
from .content import GridCell, GridRow
from .deadlines import parse_deadline
from .headings import clean_label, is_heading_label, is_number
from .plain_text import unwrapped
from .rows import Row

_BY_TEXT: tuple[Role, ...] = ("lead", "cooperating", "product")


def aligned(row: Row) -> tuple[Row, bool]:
    """The row with each cell in its column, and whether that had to be told by the texts."""
    wanted, texts = len(row.around.columns.roles), [unwrapped(c.text) for c in row.source.cells]
    if len(texts) == wanted:
        return _with_cells(row, [GridCell(text) for text in texts]), False
    if len(texts) < 3 or len(texts) > wanted:
        return _spread(row, texts, wanted), False
    return _with_cells(row, _placed(row, texts)), True


def _with_cells(row: Row, cells: list[GridCell]) -> Row:
    return replace(row, source=GridRow(row.source.number, cells))


def _spread(row: Row, texts: list[str], wanted: int) -> Row:
    """One or two cells are a heading over the whole width."""
    if not texts or len(texts) > wanted:
        return row
    cells = [GridCell(text) for text in texts[:-1]]
    rest = wanted - len(cells)
    cells += [GridCell(texts[-1], spans=rest)] + [GridCell(texts[-1], first=False)] * (rest - 1)
    return _with_cells(row, cells)


def _placed(row: Row, texts: list[str]) -> list[GridCell]:
    columns = row.around.columns
    placed = [""] * len(columns.roles)
    left = list(texts)
    label = clean_label(left[0])
    for role in ("number", "content"):
        fits = role == "content" or is_number(label) or is_heading_label(label)
        if columns.where(role) and left and fits:
            placed[columns.where(role)[0]] = left.pop(0)
    for text in left:
        at = next((at for at in _candidates(row, text) if not placed[at]), None)
        at = placed.index("") if at is None else at
        placed[at] = text
    return [GridCell(text) for text in placed]


def _candidates(row: Row, text: str) -> list[int]:
    """The columns that this text may belong to, likeliest first."""
    columns = row.around.columns
    if parse_deadline(text, row.around.issued_on, columns.year):
        return columns.where("deadline")
    named = split_agencies(text)
    agencies = [at for role in _BY_TEXT[:2] for at in columns.where(role)]
    product = columns.where("product")
    return agencies + product if named and not any(map(is_doubtful, named)) else product + agencies
