"""Plain text and Markdown: paragraphs, and tables drawn with bars or tabs.

Pages copied from legal web sites hold tables in a third way, each bar on a line of its own and one
cell between two of them; two bars without anything between them end a row. Empty cells are lost.
"""

import re
from collections.abc import Sequence

from .content import Content, Grid, GridCell, GridRow, Paragraph, tidy_lines
from .errors import NothingToRead

_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff")
_MARKS = re.compile(
    r"\*\*|__|^\s{0,3}#{1,6}\s+|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])|\*\s+\*", re.MULTILINE
)
_RULE = re.compile(r"^[\s|:=_-]*$")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_BEGINS = re.compile(
    r"^\s*(?:[-+•]\s|\d{1,2}(?:\.\d{1,2})*[.)]\s|[a-zđ]\)\s|[IVX]+\.\s|Điều \d+\.)"
)


def read_plain_text(data: bytes) -> Content:
    """The paragraphs and tables of a text; NothingToRead("damaged") when it is not text."""
    lines = _decoded(data).splitlines()
    return _Reader(lines).read()


def _decoded(data: bytes) -> str:
    if data.startswith(_BINARY):
        raise NothingToRead("damaged")
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as broken:
        raise NothingToRead("damaged") from broken
    if "\0" in text:
        raise NothingToRead("damaged")
    return text


class _Reader:
    """Goes through the lines once and tells paragraphs from tables."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._at = 0
        self._content = Content("text")
        self._paragraphs = 0
        self._grids = 0

    def read(self) -> Content:
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if not line.strip():
                self._at += 1
            elif line.strip() == "|":
                self._read_loose_table()
            elif _columns(line) >= 2 and _columns(self._line(1)) >= 2:
                self._read_drawn_table()
            else:
                self._read_paragraph()
        return self._content

    def _line(self, ahead: int) -> str:
        at = self._at + ahead
        return self._lines[at] if at < len(self._lines) else ""

    def _read_paragraph(self) -> None:
        begin = self._at
        self._at += 1
        while (
            self._line(0).strip() and self._line(0).strip() != "|" and _columns(self._line(0)) < 2
        ):
            if _BEGINS.match(_MARKS.sub("", self._line(0))):
                break
            self._at += 1
        self._paragraphs += 1
        text = _plain("\n".join(self._lines[begin : self._at]))
        if text:
            self._content.blocks.append(Paragraph(self._paragraphs, text))

    def _read_drawn_table(self) -> None:
        rows: list[list[str]] = []
        while _columns(self._line(0)) >= 2:
            if not _RULE.match(self._line(0)):
                rows.append(_drawn_cells(self._line(0)))
            self._at += 1
        self._add(rows, loose=False)

    def _read_loose_table(self) -> None:
        """A bar followed by an empty line closes the table."""
        rows: list[list[str]] = [[]]
        self._at += 1
        while self._at < len(self._lines) and self._line(0).strip():
            begin = self._at
            while self._at < len(self._lines) and self._line(0).strip() != "|":
                self._at += 1
            cell = self._lines[begin : self._at]
            if cell:
                rows[-1].append("\n".join(cell))
            elif rows[-1]:
                rows.append([])
            self._at += 1
        self._add([row for row in rows if row], loose=True)

    def _add(self, rows: Sequence[Sequence[str]], *, loose: bool) -> None:
        self._grids += 1
        cells = [[GridCell(_plain(_BREAK.sub("\n", text))) for text in row] for row in rows]
        numbered = [GridRow(number, row) for number, row in enumerate(cells, start=1)]
        self._content.blocks.append(Grid(self._grids, numbered, loose=loose))


def _plain(text: str) -> str:
    """Without the marks of bold, italic and headings."""
    return tidy_lines(_MARKS.sub("", text).replace("\\", ""))


def _columns(line: str) -> int:
    """How many bars or tabs divide the line."""
    return max(line.strip().strip("|").count("|"), line.rstrip().count("\t"))


def _drawn_cells(line: str) -> list[str]:
    if line.count("\t") > line.count("|"):
        return [cell.strip() for cell in line.rstrip("\n").split("\t")]
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]


_NEW_LINE = re.compile(r"^\s*(?:[-+*•]|\d{1,2}[.)]\s|[a-zđ]\)\s)")


def unwrapped(text: str) -> str:
    """Lines broken only by the width of a page are put together; listed lines stay apart."""
    lines: list[str] = []
    for line in text.splitlines():
        if lines and not _NEW_LINE.match(line) and not lines[-1].endswith((";", ":")):
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
    return "\n".join(lines)
