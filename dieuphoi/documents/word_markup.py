"""Paragraphs and tables as Word writes them (Office Open XML); all lengths are in millimetres."""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from xml.sax.saxutils import escape

from lxml import etree

from dieuphoi.documents.official_styles import BLACK, NAMESPACE, Look, twips
from dieuphoi.documents.written_text import lines_of

W = f"{{{NAMESPACE}}}"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def add(parent: etree._Element, name: str, **attributes: object) -> etree._Element:
    """A new last child of the element."""
    return etree.SubElement(
        parent, f"{W}{name}", {f"{W}{key}": str(value) for key, value in attributes.items()}
    )


def paragraph(
    parent: etree._Element,
    look: Look,
    *lines: str,
    sides: float | None = None,
) -> etree._Element:
    """A paragraph of these lines; `sides` is an indent on both, in millimetres."""
    made = add(parent, "p")
    layout = add(made, "pPr")
    add(layout, "pStyle", val=look)
    if sides is not None:
        add(layout, "ind", left=twips(sides), right=twips(sides))
    if lines:
        _write(add(made, "r"), lines)
    return made


def _write(run: etree._Element, lines: Sequence[str]) -> None:
    for n, line in enumerate(lines):
        if n:
            add(run, "br")
        text = add(run, "t")
        text.text = line
        text.set(_XML_SPACE, "preserve")


def frame(parent: etree._Element, *ends: float) -> etree._Element:
    """A table that one does not see; its columns end where a cell of any row ends."""
    stops = sorted({twips(end) for end in ends})
    return table(parent, [end - start for start, end in pairwise([0, *stops])], ruled=False)


def frame_row(layout: etree._Element, *ends: float) -> tuple[etree._Element, ...]:
    """A row of the frame: its cells end there, and span the columns that other rows have."""
    made = add(layout, "tr")
    add(add(made, "trPr"), "cantSplit")
    grid = [int(column.get(f"{W}w", "0")) for column in layout.iter(f"{W}gridCol")]
    stops = list(accumulate(grid))
    for start, end in pairwise([0, *map(twips, ends)]):
        cell = add(add(made, "tc"), "tcPr")
        add(cell, "tcW", w=end - start, type="dxa")
        spanned = sum(start < stop <= end for stop in stops)
        if spanned > 1:
            add(cell, "gridSpan", val=spanned)
    return tuple(made.iterchildren(f"{W}tc"))


def table(parent: etree._Element, columns: Sequence[int], *, ruled: bool) -> etree._Element:
    """A table without rows yet; the columns, in twips, never move for what stands in them."""
    made = add(parent, "tbl")
    layout = add(made, "tblPr")
    add(layout, "tblW", w=sum(columns), type="dxa")
    if ruled:
        borders = add(layout, "tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            add(borders, side, val="single", sz=4, space=0, color=BLACK)
    add(layout, "tblLayout", type="fixed")
    margins = add(layout, "tblCellMar")
    for side in ("left", "right"):
        add(margins, side, w=twips(1.5) if ruled else 0, type="dxa")
    grid = add(made, "tblGrid")
    for width in columns:
        add(grid, "gridCol", w=width)
    return made


def columns(widths: Sequence[float], line: float) -> list[int]:
    """Widths in twips, of shares, that together fill the line to the last."""
    ends = [round(twips(line) * end / sum(widths)) for end in accumulate(widths)]
    return [end - start for start, end in pairwise([0, *ends])]


def cells(columns: Sequence[int], looks: Sequence[Look]) -> list[str]:
    """How each cell of a row begins, for `row`."""
    return [
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{look}"/></w:pPr><w:r>'
        for width, look in zip(columns, looks, strict=True)
    ]


def row(cells: Sequence[str], texts: Sequence[str], mark: str = "") -> str:
    """A row of texts, as text; it stays whole on a page."""
    filled = (
        f"{cell}{_text(lines_of(text))}</w:r></w:p></w:tc>"
        for cell, text in zip(cells, texts, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{mark}</w:trPr>{''.join(filled)}</w:tr>"


def _text(lines: Sequence[str]) -> str:
    return "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
