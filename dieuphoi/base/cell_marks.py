"""What a workbook says of its cells beside their values: percentages, errors, formulas never worked out.

A reader of values alone takes a wrong formula for an empty cell and 60 % for 0.6. Plain Python:
`filled_workbook` asks it in its process with little memory and time.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from lxml import etree

Place = tuple[int, int]
"""Row and column of a cell, counted from 0."""

BROKEN_PACKAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    ValueError,
    RuntimeError,  # a part with a password; and what zipfile does not know how to unpack
    etree.XMLSyntaxError,
)
"""What reading the parts of a damaged package raises."""

_PERCENT_IDS = {9, 10}
_QUOTED = re.compile(r'"[^"]*"|\\.')
_REFERENCE = re.compile(r"^([A-Z]{1,3})([0-9]{1,7})$")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(frozen=True)
class Marks:
    """The cells of one sheet of which something is to be known beside the value."""

    percents: set[Place] = field(default_factory=set)
    errors: set[Place] = field(default_factory=set)
    unworked: set[Place] = field(default_factory=set)


def read_marks(path: Path | IO[bytes]) -> dict[str, Marks]:
    """The marks of each sheet of the .xlsx file, by its name; raises ValueError or BadZipFile for
    a package that is none."""
    with zipfile.ZipFile(path) as package:
        styles = _percent_styles(package)
        return {
            name: _marks(package, part, styles)
            for name, part in _sheets(package)
            if part in package.namelist()
        }


def _sheets(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each sheet's name and the part that holds it."""
    book = _workbook_part(package)
    relations = {one["Id"]: one["Target"] for one in _relations(package, book)}
    with package.open(book) as part:
        for one in _elements(part, "sheet"):
            target = relations.get(one.get(_RELATION) or one.get(_STRICT_RELATION) or "", "")
            yield one.get("name", ""), _resolved(book, target)


def _workbook_part(package: zipfile.ZipFile) -> str:
    for one in _relations(package, ""):
        if one["Type"].endswith("/officeDocument"):
            return _resolved("", one["Target"])
    raise ValueError("no workbook")


def _relations(package: zipfile.ZipFile, part: str) -> list[dict[str, str]]:
    folder, name = str(PurePosixPath(part).parent), PurePosixPath(part).name
    place = f"{folder}/_rels/{name}.rels" if part else "_rels/.rels"
    try:
        with package.open(place.removeprefix("./")) as file:
            found = _elements(file, "Relationship")
            return [{name: one.get(name, "") for name in ("Id", "Type", "Target")} for one in found]
    except KeyError:
        return []


def _resolved(base: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    parts: list[str] = list(PurePosixPath(base).parent.parts) if base else []
    for step in target.split("/"):
        if step == "..":
            del parts[-1:]
        elif step != ".":
            parts.append(step)
    return "/".join(parts)


def _percent_styles(package: zipfile.ZipFile) -> set[str]:
    """The numbers of the cell styles that show a value as a percentage."""
    found: set[str] = set()
    try:
        with package.open("xl/styles.xml") as file:
            root = etree.parse(file, _parser()).getroot()
    except KeyError:
        return found
    custom = {
        one.get("numFmtId"): "%" in _QUOTED.sub("", one.get("formatCode", ""))
        for one in root.iter("{*}numFmt")
    }
    for styles in root.iter("{*}cellXfs"):
        for n, style in enumerate(styles.iterchildren("{*}xf")):
            number = style.get("numFmtId", "0")
            if custom.get(number) or (number.isdecimal() and int(number) in _PERCENT_IDS):
                found.add(str(n))
    return found


def _marks(package: zipfile.ZipFile, part: str, styles: set[str]) -> Marks:
    marks = Marks()
    row = -1
    with package.open(part) as file:
        for one in _elements(file, "row"):
            number = one.get("r", "")
            row = int(number) - 1 if number.isdecimal() else row + 1
            column = -1
            for cell in one.iterchildren("{*}c"):
                column = _column(cell.get("r", ""), column + 1)
                _mark(cell, (row, column), marks, styles)
    return marks


def _mark(cell: etree._Element, place: Place, marks: Marks, styles: set[str]) -> None:
    if cell.get("t") == "e":
        marks.errors.add(place)
    elif cell.get("t", "n") == "n" and cell.get("s") in styles:
        marks.percents.add(place)
    formula, value = cell.find("{*}f"), cell.find("{*}v")
    is_empty = value is None or not value.text
    if formula is not None and is_empty and cell.get("t") != "str":
        marks.unworked.add(place)


def _column(reference: str, following: int) -> int:
    found = _REFERENCE.match(reference)
    if not found:
        return following
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _elements(file: IO[bytes], name: str) -> Iterator[etree._Element]:
    """The elements of that name, one after another, each forgotten after use."""
    for _event, element in etree.iterparse(
        file, tag=f"{{*}}{name}", resolve_entities=False, no_network=True, huge_tree=False
    ):
        yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
