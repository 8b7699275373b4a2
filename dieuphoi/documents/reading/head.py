"""The head and the foot of a directive: issuer, number, day, type, subject, signature.

Decree 30/2020 lays them out, but nothing may be relied on: the number may be blank, the letterhead
broken over lines, the whole head copied from a web page. What is not found is left empty and named
in `unsure`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dieuphoi.base.vietnamese import fold, tidy

from .content import Content, Grid, Paragraph
from .document_types import type_in, type_of_notation
from .letterhead import issuer_of
from .result import ReadHeader
from .signature import Signature, signature_in

_HEAD_LINES = 140
_NUMBER_LINE = re.compile(r"^S[ốô]\s*:\s*(.*)$|^Số\s+(\d[\d.]*\s*[-/].*)$", re.IGNORECASE)
_SYMBOL = re.compile(
    r"^(?P<number>\d[\d.]*)?[.…_\s]*(?P<rest>[-/]\s*(?:\d{4}\s*/\s*)?(?P<notation>[A-ZĐƯ][\wĐđƯư.&]*(?:\s*[-/]\s*[\wĐđƯư.&]+)*))"
)
_DAY = re.compile(
    r"(?:^|\n)\s*(?P<place>[^\n,:;]{2,60}(?:\n[^\n,:;]{2,30})?)\s*,\s*ngày\s*(?P<day>\d{0,2})[\s.…_]*tháng\s*(?P<month>\d{0,2})[\s.…_]*năm\s*(?P<year>\d{4})",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"kèm theo\s+(?P<type>[^\d(]{3,40}?)\s+số\s*:?\s*(?P<symbol>\d*\s*[-/][^\s,]+)\s*,?\s*ngày\s*(?P<day>\d{1,2})\s*(?:tháng|/)\s*(?P<month>\d{1,2})\s*(?:năm|/)\s*(?P<year>\d{4})(?:\s+của\s+(?P<issuer>[^)]{3,80}))?",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"^(?:căn cứ|kính gửi|điều 1|thực hiện|theo đề nghị|theo |để |xét |phần |chương |mục |[ivx]+\.|\d+\.|\(|"
    r"ủy ban nhân dân|uỷ ban nhân dân|ubnd |bộ trưởng|thủ tướng|chính phủ|[-_=*.]+$|nơi nhận)",
    re.IGNORECASE,
)
_MOTTO = re.compile(r"(?i)độc lập|tự do|hạnh phúc|cộng h[òo]|chủ nghĩa|việt nam$|^s[ốô]\b")
_CONCERNS = re.compile(r"^V/v\s*:?\s*(.+)$", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Head:
    """The header, and the day or year of the directive for deadlines that leave the year out."""

    header: ReadHeader
    day_or_year: date | int | None


@dataclass(frozen=True)
class Block:
    """The lines of one paragraph or one cell."""

    lines: list[str]

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(self.lines)


def read_head(content: Content) -> Head:
    """The header of a directive."""
    blocks = _blocks(content)
    first = _first_lines(blocks)
    number, notation, symbol = _number(first)
    place, issued_on = _day(first)
    caption = next(filter(None, (_CAPTION.search(" ".join(b.lines)) for b in blocks)), None)
    type_name, subject = _type_and_subject(first, notation)
    issuer = issuer_of([(at, line) for at, block in enumerate(first) for line in block.lines])
    signer = signature_in([line for block in blocks for line in block.lines])
    header = ReadHeader(
        issuer=issuer.name,
        parent=issuer.parent,
        number=number,
        notation=notation,
        symbol=symbol,
        type=type_name,
        issued_on=issued_on,
        place=place,
        subject=subject,
        signer_name=signer.name,
        signer_title=signer.title,
        signer_authority=signer.authority,
    )
    header = _from_caption(header, caption) if caption and not symbol else header
    header.unsure.extend(_missing(header))
    return Head(header, _day_or_year(header.issued_on))


def _blocks(content: Content) -> list[Block]:
    texts: list[str] = []
    for block in content.blocks:
        if isinstance(block, Paragraph):
            texts.append(block.text)
        else:
            texts += _cell_texts(block)
    return [Block(text.splitlines()) for text in texts]


def _cell_texts(grid: Grid) -> list[str]:
    return [c.text for row in grid.rows for _, c in row.distinct() if c.text and not c.inherited]


def _first_lines(blocks: Sequence[Block]) -> list[Block]:
    taken: list[Block] = []
    count = 0
    for block in blocks:
        if count > _HEAD_LINES:
            break
        taken.append(block)
        count += len(block.lines)
    return taken


def _number(blocks: Sequence[Block]) -> tuple[str, str, str]:
    """Number, notation and symbol; "Số:      /KH-UBND" has no number."""
    for block in blocks:
        for at, line in enumerate(block.lines):
            found = _NUMBER_LINE.match(line)
            if not found:
                continue
            rest = found[1] or found[2] or " ".join(block.lines[at + 1 : at + 2])
            symbol = _SYMBOL.match(rest.strip())
            if symbol:
                number = (symbol["number"] or "").strip(".")
                notation = _close(symbol["notation"])
                return number, notation, number + _close(symbol["rest"])
    return "", "", ""


def _close(text: str) -> str:
    return re.sub(r"\s+", "", text).rstrip(".;,")


def _day(blocks: Sequence[Block]) -> tuple[str, str | None]:
    for block in blocks:
        found = _DAY.search(block.text)
        if found and not block.lines[0].casefold().startswith("căn cứ"):
            return _place(found["place"]), _iso(found["year"], found["month"], found["day"])
    return "", None


def _place(text: str) -> str:
    """The name of the place, perhaps broken over two lines, without the motto above it."""
    lines = [line for line in text.splitlines() if not _MOTTO.search(line) and not _is_dull(line)]
    return tidy(" ".join(lines))


def _iso(year: str, month: str, day: str) -> str | None:
    """As much of the day as is written: a blank day leaves "2025-12"."""
    if not month:
        return year
    if not day:
        return f"{year}-{int(month):02d}"
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return f"{year}-{int(month):02d}" if 1 <= int(month) <= 12 else year


def _type_and_subject(blocks: Sequence[Block], notation: str) -> tuple[str, str]:
    """The type printed in capitals and the lines under it; else what the notation says."""
    for at, block in enumerate(blocks):
        for line_at, line in enumerate(block.lines):
            found = type_in(line)
            if found:
                rest = [line[len(found) :].strip(), *block.lines[line_at + 1 :]]
                return found, _subject(rest, blocks[at + 1 :])
    concerns = (_CONCERNS.match(line) for block in blocks for line in _tails(block))
    subject = next((tidy(found[1]) for found in concerns if found), "")
    return type_of_notation(notation), subject


def _tails(block: Block) -> list[str]:
    return ["\n".join(block.lines[at:]) for at in range(len(block.lines))]


def _subject(beside: Sequence[str], after: Sequence[Block]) -> str:
    own = [line for line in beside if line]
    if own:
        return tidy(" ".join(_until_body(own)))
    lines: list[str] = []
    for block in after[:3]:
        text = tidy(" ".join(_until_body(block.lines) if not lines else block.lines))
        if not text or (lines and (_BODY.match(text) or lines[0].isupper() != text.isupper())):
            break
        if _is_dull(text):
            continue
        lines.append(text)
    return " ".join(lines)


def _until_body(lines: Sequence[str]) -> list[str]:
    """The first line may begin like a body ("Thực hiện lộ trình …"), later ones may not."""
    taken = list(lines[:1])
    for line in lines[1:]:
        body = fold(line).startswith(("can cu", "kinh gui")) or line.endswith(":")
        if body or (taken[0].isupper() and line.upper() != line):
            break
        taken.append(line)
    return [line for line in taken if not _is_dull(line)]


def _is_dull(line: str) -> bool:
    return not any(char.isalnum() for char in line)


def _from_caption(header: ReadHeader, caption: re.Match[str]) -> ReadHeader:
    """An annex alone names its directive: "(Kèm theo Kế hoạch số … ngày … của …)"."""
    symbol = _SYMBOL.match(caption["symbol"].strip().rstrip(")"))
    known = {
        "number": (symbol["number"] or "") if symbol else "",
        "notation": _close(symbol["notation"]) if symbol else "",
        "symbol": _close(caption["symbol"]).rstrip(")"),
        "type": header.type or type_in(caption["type"].upper()) or "",
        "issued_on": header.issued_on or _iso(caption["year"], caption["month"], caption["day"]),
        "issuer": header.issuer or tidy(caption["issuer"] or ""),
    }
    return ReadHeader(
        **{**vars(header), **known, "unsure": ["number", "symbol", "issued_on", "issuer"]}
    )


def _missing(header: ReadHeader) -> list[str]:
    parts = {
        "issuer": header.issuer, "number": header.number, "symbol": header.symbol,
        "type": header.type, "issued_on": header.issued_on and len(header.issued_on) == 10,
        "subject": header.subject, "signer_title": header.signer_title,
        "signer_name": header.signer_name,
    }  # fmt: skip
    return [name for name, told in parts.items() if not told and name not in header.unsure]


def _day_or_year(issued_on: str | None) -> date | int | None:
    if not issued_on:
        return None
    return date.fromisoformat(issued_on) if len(issued_on) == 10 else int(issued_on[:4])


__all__ = ["Head", "Signature", "read_head"]
