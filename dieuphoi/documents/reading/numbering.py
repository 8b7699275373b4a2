"""The automatic numbers of a Word document: what Word would print before a paragraph.

python-docx leaves them out, and an annex numbered by Word would lose its whole "TT" column.
Definitions stand in numbering.xml (abstract lists, and instances that may restart a level);
a paragraph names its list itself or through the chain of its styles.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from lxml import etree

_PLACEHOLDER = re.compile(r"%([1-9])")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


@dataclass(frozen=True)
class Level:
    """How one level of a list counts and prints."""

    start: int = 1
    style: str = "decimal"
    text: str = ""
    legal: bool = False
    restarts_after: int | None = None


@dataclass
class _List:
    """One instance of a list: which abstract list it counts in, and its own levels."""

    abstract: str
    levels: dict[int, Level] = field(default_factory=dict)
    restarts: dict[int, int] = field(default_factory=dict)
    depth_of_style: dict[str, int] = field(default_factory=dict)


@dataclass
class _Styles:
    """Paragraph properties of each style and the style it is based on."""

    known: dict[str, tuple[etree._Element | None, str | None]] = field(default_factory=dict)
    default: str | None = None


class Numbering:
    """Gives the label of each paragraph; ask in document order, once a paragraph."""

    def __init__(
        self, numbering: etree._Element | None, styles: etree._Element | None = None
    ) -> None:
        self._lists = _read_lists(numbering)
        self._styles = _read_styles(styles)
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def label(self, paragraph: etree._Element) -> str:
        """`1.`, `II.`, `a)`; `-` for a bullet; empty for a paragraph without a number."""
        place = self._place(paragraph)
        if place is None:
            return ""
        name, depth = place
        instance = self._lists.get(name)
        if instance is None or depth not in instance.levels:
            return ""
        level = instance.levels[depth]
        self._advance(name, instance, depth)
        if level.style in ("bullet", "none"):
            return "-" if level.style == "bullet" else ""
        return _PLACEHOLDER.sub(lambda found: self._printed(instance, depth, found), level.text)

    def _advance(self, name: str, instance: _List, depth: int) -> None:
        counts = self._counts.setdefault(instance.abstract, {})
        if depth in instance.restarts and (name, depth) not in self._begun:
            self._begun.add((name, depth))
            counts[depth] = instance.restarts[depth]
        else:
            counts[depth] = counts.get(depth, instance.levels[depth].start - 1) + 1
        for deeper in [at for at in counts if at > depth]:
            restarts_after = instance.levels.get(deeper, Level()).restarts_after
            if restarts_after is None or 0 < depth + 1 <= restarts_after:
                del counts[deeper]

    def _printed(self, instance: _List, depth: int, found: re.Match[str]) -> str:
        at = int(found[1]) - 1
        level = instance.levels.get(at, Level())
        count = self._counts[instance.abstract].get(at, level.start)
        decimal = instance.levels[depth].legal and at < depth
        return _counted(count, "decimal" if decimal else level.style)

    def _place(self, paragraph: etree._Element) -> tuple[str, int] | None:
        """The list and level of a paragraph: its own, else that of the nearest style."""
        own = paragraph.find(f"{qn('w:pPr')}")
        style = _value(own, "w:pStyle") if own is not None else None
        name: str | None = None
        depth: int | None = None
        for properties in self._chain(own, style):
            numbered = properties.find(qn("w:numPr"))
            if numbered is None:
                continue
            depth = _number(numbered, "w:ilvl") if depth is None else depth
            name = _value(numbered, "w:numId") if name is None else name
            if name is not None:
                break
        if name is None or name not in self._lists:
            return None  # list 0 takes a number away
        return name, self._lists[name].depth_of_style.get(
            style or "", 0
        ) if depth is None else depth

    def _chain(self, own: etree._Element | None, style: str | None) -> Iterator[etree._Element]:
        if own is not None:
            yield own
        seen: set[str] = set()
        style = style or self._styles.default
        while style is not None and style not in seen:
            seen.add(style)
            properties, base = self._styles.known.get(style, (None, None))
            if properties is not None:
                yield properties
            style = base


def _read_styles(root: etree._Element | None) -> _Styles:
    found = _Styles()
    for style in root.findall(qn("w:style")) if root is not None else []:
        if style.get(qn("w:type")) != "paragraph":
            continue
        name = style.get(qn("w:styleId"), "")
        found.known[name] = (style.find(qn("w:pPr")), _value(style, "w:basedOn"))
        if style.get(qn("w:default")) in ("1", "true"):
            found.default = name
    return found


def _read_lists(root: etree._Element | None) -> dict[str, _List]:
    if root is None:
        return {}
    abstract = _read_abstract(root)
    lists: dict[str, _List] = {}
    for entry in root.findall(qn("w:num")):
        wanted = _value(entry, "w:abstractNumId") or ""
        if wanted in abstract:
            lists[entry.get(qn("w:numId"), "")] = _read_list(wanted, abstract[wanted], entry)
    return lists


def _read_abstract(root: etree._Element) -> dict[str, etree._Element]:
    """Abstract lists by name; one that only points to a list style gets that style's levels."""
    entries = root.findall(qn("w:abstractNum"))
    of_style = {_value(entry, "w:styleLink"): entry for entry in entries}
    of_style.pop(None, None)
    return {
        entry.get(qn("w:abstractNumId"), ""): of_style.get(_value(entry, "w:numStyleLink"), entry)
        for entry in entries
    }


def _read_list(name: str, abstract: etree._Element, entry: etree._Element) -> _List:
    instance = _List(name)
    for level in abstract.findall(qn("w:lvl")):
        depth, instance_level = _read_level(level)
        instance.levels[depth] = instance_level
        instance.depth_of_style[_value(level, "w:pStyle") or ""] = depth
    for override in entry.findall(qn("w:lvlOverride")):
        depth = int(override.get(qn("w:ilvl"), "0"))
        own = override.find(qn("w:lvl"))
        if own is not None:
            instance.levels[depth] = _read_level(own)[1]
        restart = _number(override, "w:startOverride")
        if restart is not None:
            instance.restarts[depth] = restart
    instance.depth_of_style.pop("", None)
    return instance


def _read_level(level: etree._Element) -> tuple[int, Level]:
    start = _number(level, "w:start")
    return int(level.get(qn("w:ilvl"), "0")), Level(
        start=1 if start is None else start,
        style=_value(level, "w:numFmt") or "decimal",
        text=_value(level, "w:lvlText") or "",
        legal=level.find(qn("w:isLgl")) is not None,
        restarts_after=_number(level, "w:lvlRestart"),
    )


def _counted(count: int, style: str) -> str:
    if style in ("lowerRoman", "upperRoman"):
        roman = _roman(count)
        return roman.upper() if style == "upperRoman" else roman
    if style in ("lowerLetter", "upperLetter") and count > 0:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if style == "upperLetter" else letter
    return f"{count:02d}" if style == "decimalZero" else str(count)


def _roman(count: int) -> str:
    printed = ""
    for value, letters in _ROMAN:
        printed += letters * (count // value)
        count %= value
    return printed


def _value(parent: etree._Element, tag: str) -> str | None:
    child = parent.find(qn(tag))
    return None if child is None else child.get(qn("w:val"))


def _number(parent: etree._Element, tag: str) -> int | None:
    value = _value(parent, tag)
    return int(value) if value is not None and value.lstrip("-").isdigit() else None
