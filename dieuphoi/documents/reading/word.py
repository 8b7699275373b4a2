"""Word documents: paragraphs and tables as a person sees them after accepting all changes."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml import etree

from .content import Content, Grid, GridCell, GridRow, Paragraph, tidy_lines
from .errors import NothingToRead
from .numbering import Numbering

_BROKEN = (
    OpcError, zipfile.BadZipFile, zlib.error, struct.error, etree.LxmlError,
    KeyError, ValueError, EOFError, OSError, AttributeError, RuntimeError,
)  # fmt: skip
_WRAPPERS = {
    qn(f"w:{tag}")
    for tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "hyperlink")
}
_REMOVED = {
    *(qn(f"w:{tag}") for tag in ("del", "moveFrom", "txbxContent", "pict", "object", "drawing")),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent",
}
_BREAKS = {qn("w:br"), qn("w:cr")}
_TEXT, _TAB, _HYPHEN = qn("w:t"), qn("w:tab"), qn("w:noBreakHyphen")
_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_PROPERTIES = qn("w:pPr")


def read_word(data: bytes) -> Content:
    """The paragraphs and tables of a .docx file; NothingToRead("damaged") when it is none."""
    try:
        part = docx.Document(io.BytesIO(data)).part
        reader = _Reader(Numbering(_related(part, "NUMBERING"), _related(part, "STYLES")))
        reader.walk(part.element.body)
    except _BROKEN as broken:
        raise NothingToRead("damaged") from broken
    return reader.content


def _related(part: Any, kind: str) -> etree._Element | None:
    """The root of a part that need not be there; python-docx would make one from a template."""
    wanted: str = getattr(RELATIONSHIP_TYPE, kind)
    for relation in part.rels.values():
        if relation.reltype == wanted and not relation.is_external:
            root: etree._Element = etree.fromstring(relation.target_part.blob, _SAFE)
            return root
    return None


_SAFE = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


class _Reader:
    """Walks the body once, in order, because automatic numbers count as they go."""

    def __init__(self, numbering: Numbering) -> None:
        self.content = Content("docx")
        self._numbering = numbering
        self._grids = 0
        self._paragraphs = 0

    def walk(self, body: etree._Element) -> None:
        for child in _children(body, {_PARAGRAPH, _TABLE}):
            if child.tag == _TABLE:
                self._read_table(child)
            else:
                self._read_paragraph(child)

    def _read_paragraph(self, paragraph: etree._Element) -> None:
        self._paragraphs += 1
        text = tidy_lines(self._text(paragraph))
        if text:
            self.content.blocks.append(Paragraph(self._paragraphs, text))

    def _read_table(self, table: etree._Element) -> None:
        """A table inside a cell becomes a table of its own, after the one that holds it."""
        self._grids += 1
        number, nested = self._grids, list[etree._Element]()
        rows: list[GridRow] = []
        for row in _children(table, {_ROW}):
            if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
                continue
            above = rows[-1].cells if rows else []
            rows.append(GridRow(len(rows) + 1, self._read_row(row, above)))
            nested += [
                inner for cell in _children(row, {_CELL}) for inner in _children(cell, {_TABLE})
            ]
        self.content.blocks.append(Grid(number, rows))
        for inner in nested:
            self.content.warnings.append("nested_table")
            self._read_table(inner)

    def _read_row(self, row: etree._Element, above: list[GridCell]) -> list[GridCell]:
        cells = [GridCell("") for _ in range(_count(row, "w:trPr", "w:gridBefore", 0))]
        for cell in _children(row, {_CELL}):
            spans = _count(cell, "w:tcPr", "w:gridSpan", 1)
            at = len(cells)
            if _merge(cell, "w:hMerge") == "continue" and cells:
                cells.append(GridCell(cells[-1].text, first=False, inherited=cells[-1].inherited))
                continue
            if _merge(cell, "w:vMerge") == "continue":
                text, inherited = (above[at].text if at < len(above) else ""), True
            else:
                text, inherited = self._cell_text(cell), False
            cells.append(GridCell(text, spans=spans, inherited=inherited))
            cells += [GridCell(text, first=False, inherited=inherited)] * (spans - 1)
        return cells

    def _cell_text(self, cell: etree._Element) -> str:
        return tidy_lines("\n".join(map(self._text, _children(cell, {_PARAGRAPH}))))

    def _text(self, paragraph: etree._Element) -> str:
        """The words of a paragraph after its automatic number."""
        words = "".join(_words(paragraph))
        properties = paragraph.find(_PROPERTIES)
        removed = (
            properties is not None and properties.find(f"{qn('w:rPr')}/{qn('w:del')}") is not None
        )
        if removed and not words.strip():
            return ""
        return f"{self._numbering.label(paragraph)} {words}"


def _words(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag in _REMOVED or child.tag == _PROPERTIES:
            continue
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield "\n"
        elif child.tag == _TAB:
            yield "\t"
        elif child.tag == _HYPHEN:
            yield "-"
        else:
            yield from _words(child)


def _children(parent: etree._Element, tags: set[str]) -> Iterator[etree._Element]:
    """Children of these kinds, also inside content controls and accepted insertions."""
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, tags)


def _count(element: etree._Element, properties: str, tag: str, absent: int) -> int:
    found = element.find(f"{qn(properties)}/{qn(tag)}")
    value = found.get(qn("w:val"), "") if found is not None else ""
    return min(int(value), 1000) if value.isdigit() else absent


def _merge(cell: etree._Element, tag: str) -> str | None:
    """`restart`, `continue` (also when it only says that it is merged) or None."""
    found = cell.find(f"{qn('w:tcPr')}/{qn(tag)}")
    return None if found is None else found.get(qn("w:val"), "continue")
