"""The consolidated report as it is to be printed: plain values, no database; Word and Excel read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

ParagraphKind = Literal["section", "group", "body", "item"]
"""`section`: bold "1. …"; `group`: bold-italic "a) …"; `body`: text; `item`: a dash."""


@dataclass(frozen=True)
class PrintedParagraph:
    """A paragraph as it reads now: edited text where somebody edited it; numbers are in it."""

    kind: ParagraphKind
    text: str


@dataclass(frozen=True)
class PrintedPart:
    """A Roman part of the outline: `number` "II", its title in any case, its paragraphs."""

    number: str
    title: str
    paragraphs: tuple[PrintedParagraph, ...] = ()


@dataclass(frozen=True)
class PrintedTable:
    """An annex: `caption` "Phụ lục I", title, heads, rows of texts; widths are shares of the line."""

    caption: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    note: str = ""


@dataclass(frozen=True)
class Signature:
    """`prefixes` such as "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "TL. …"; then title; name may be blank."""

    prefixes: tuple[str, ...]
    title: str
    name: str = ""


@dataclass(frozen=True)
class PrintedReport:
    """Everything that the official file holds. Number and day are blank: the clerk writes them.

    `parent` stands over `issuer`, may be empty; `notation` follows the number ("BC-STC"); `day` is
    the line "…, ngày …", with blanks; `bases` are the "Căn cứ" lines without their closing mark.
    """

    parent: str
    issuer: str
    notation: str
    place: str
    year: int
    type: str
    subject: str
    addressed_to: tuple[str, ...]
    bases: tuple[str, ...]
    opening: str
    parts: tuple[PrintedPart, ...]
    closing: str
    recipients: tuple[str, ...]
    archive: str
    signature: Signature
    tables: tuple[PrintedTable, ...]
    illustration: bool = False
    properties: Mapping[str, str] = field(default_factory=dict)
