"""A file as the reader sees it: paragraphs and tables in order, whatever the format was."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from dieuphoi.base.vietnamese import tidy

from .result import Format


@dataclass(frozen=True)
class GridCell:
    """The text at one place of a table; lines of the cell are kept.

    `spans` counts the columns it covers and `first` tells the leftmost of them, so that a merged
    cell is met once. `inherited` marks a cell merged with the one above. `doubtful` marks a value
    that the file itself may hold wrongly (a day and month that a spreadsheet swapped).
    """

    text: str
    first: bool = True
    spans: int = 1
    inherited: bool = False
    doubtful: bool = False


@dataclass(frozen=True)
class GridRow:
    """A row with one cell a column; `number` counts from 1 in the table or sheet."""

    number: int
    cells: list[GridCell]

    def distinct(self) -> list[tuple[int, GridCell]]:
        """The cells that begin here, with their column; a cell over three columns once."""
        return [(at, cell) for at, cell in enumerate(self.cells) if cell.first]

    def texts(self) -> list[str]:
        """What is written in the row, without empty cells."""
        return [cell.text for _, cell in self.distinct() if cell.text]


@dataclass(frozen=True)
class Grid:
    """A table; `number` counts from 1 in the file. In a loose table short rows lost empty cells."""

    number: int
    rows: list[GridRow]
    sheet: str | None = None
    loose: bool = False

    @property
    def width(self) -> int:
        """The number of columns of the widest row."""
        return max((len(row.cells) for row in self.rows), default=0)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, its lines kept; `number` counts from 1 in the file."""

    number: int
    text: str


@dataclass(frozen=True)
class Content:
    """Everything that was written in the file, in order."""

    format: Format
    blocks: list[Paragraph | Grid] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def grids(self) -> list[Grid]:
        """The tables."""
        return [block for block in self.blocks if isinstance(block, Grid)]

    def paragraphs(self) -> list[Paragraph]:
        """The paragraphs outside tables."""
        return [block for block in self.blocks if isinstance(block, Paragraph)]

    def is_empty(self) -> bool:
        """Whether nothing at all is written."""
        return not any(self._texts())

    def _texts(self) -> Iterator[str]:
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield block.text
            else:
                for row in block.rows:
                    yield from row.texts()


def tidy_lines(text: str) -> str:
    """Each line tidied, empty lines dropped, line breaks kept."""
    lines = (tidy(line) for line in text.splitlines())
    return "\n".join(line for line in lines if line)
