"""An official document as a Word file: where each element of Decree 30/2020/NĐ-CP stands on the page.

Letters, sizes and spaces are in `official_styles`, page and margins in `word_file`. All lengths are
in millimetres.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _
from lxml import etree

from dieuphoi.base.vietnamese import format_official_date
from dieuphoi.documents.letter_widths import evenly_broken, width_of
from dieuphoi.documents.official_styles import BLACK, STYLES, Look
from dieuphoi.documents.word_file import (
    LEFT,
    LONG,
    RIGHT,
    SHORT,
    blank_word,
    content_of,
    headers_and_footers,
    section,
)
from dieuphoi.documents.word_markup import (
    W,
    add,
    cells,
    columns,
    frame,
    frame_row,
    paragraph,
    row,
    table,
)
from dieuphoi.documents.written_text import lines_of, one_line

RIGHT_COLUMN = 0.575
"""The share of the line that the motto and the signature take."""
PART_RULE = 0.42
"""A rule is a third to a half of the line above it."""
_FIGURES = re.compile(r"[\d\s%.,/-]*")
"""Days, numbers, percentages: a column of nothing else is centred."""
LAST_STOPS = " .;,:"
POINTS = 72 / 25.4


def place_and_day(place: str, *, on: date | None = None, year: int | None = None) -> str:
    """`Hà Nội, ngày 05 tháng 3 năm 2020`; without a day, blanks in which the clerk writes it."""
    place = one_line(place) or "…………"
    if on:
        return f"{place}, {format_official_date(on)}"
    return _("%(place)s, ngày      tháng      năm %(year)s") % {"place": place, "year": year or ""}


class OfficialWord:
    """A document being written from its head down; `content` gives the file."""

    def __init__(self, *, landscape: bool = False, mark: str = "") -> None:
        """An empty page; `mark` is repeated at the foot of every page."""
        self._word = blank_word()
        self._body = self._word.element.body
        self._landscape = landscape
        self._edges = headers_and_footers(self._word, mark)
        self._rows: dict[bytes, bytes] = {}

    @property
    def line(self) -> float:
        """The length of a line between the margins."""
        return (LONG if self._landscape else SHORT) - LEFT - RIGHT

    def letterhead(self, *, parent: str, issuer: str, notation: str, place_and_day: str) -> None:
        """Agency and number on the left, motto, place and day on the right; both rules."""
        right = self.line * RIGHT_COLUMN
        left = self.line - right
        longer = width_of(place_and_day, STYLES["PlaceAndDay"].size) / POINTS
        number = min(left, self.line - longer)
        layout = frame(self._body, number, left, self.line)
        agency, motto = frame_row(layout, left, self.line)
        if parent:
            _even(agency, "Parent", one_line(parent).upper(), left)
        _even(agency, "Issuer", one_line(issuer).upper(), left)
        _rule(agency, "Issuer", one_line(issuer).upper(), left, PART_RULE)
        paragraph(motto, "Nation", _("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"))
        paragraph(motto, "Motto", _("Độc lập - Tự do - Hạnh phúc"))
        _rule(motto, "Motto", _("Độc lập - Tự do - Hạnh phúc"), right, 1)
        numbered, dated = frame_row(layout, number, self.line)
        paragraph(numbered, "Number", number_line(notation))
        paragraph(dated, "PlaceAndDay", place_and_day)

    def title(self, kind: str, subject: str, *, notice: str = "") -> None:
        """The kind of document, what it is about, a rule; `notice` says what one must not mistake."""
        _even(self._body, "Type", one_line(kind).upper(), self.line)
        if about := one_line(subject):
            _even(self._body, "Subject", about, self.line)
            _rule(self._body, "Subject", about, self.line, PART_RULE)
        if notice:
            paragraph(self._body, "Notice", notice)

    def addressed_to(self, names: Sequence[str]) -> None:
        """`Kính gửi:` and the name, or one name a line."""
        named = _without_stops(names)
        if len(named) == 1:
            text = _("Kính gửi: %(name)s") % {"name": named[0]}
            _even(self._body, "AddressedTo", text, self.line)
        elif named:
            paragraph(self._body, "AddressedTo", _("Kính gửi:"))
            for name in _listed(named):
                paragraph(self._body, "AddressedToEach", f"- {name}")

    def bases(self, texts: Iterable[str]) -> None:
        """The `Căn cứ` lines: each ends in a semicolon, the last in a full stop."""
        for text in _listed(_without_stops(texts)):
            paragraph(self._body, "Basis", text)

    def paragraph(self, look: Look, text: str) -> None:
        """A paragraph. Lines of running text become paragraphs, those of a heading stay in it."""
        lines = lines_of(text)
        parts = [[line] for line in lines] if look in ("Body", "Item") else [lines] if lines else []
        for part in parts:
            paragraph(self._body, look, *part)

    def signed(
        self,
        *,
        recipients: Sequence[str],
        archive: str,
        prefixes: Sequence[str],
        title: str,
        name: str,
    ) -> None:
        """`Nơi nhận` on the left; authority, title, room to sign and name on the right.

        The paragraph before goes with it, so that no signature stands alone on a page.
        """
        before = self._body[-1]
        if before.tag == f"{W}p":
            before[0].insert(1, etree.Element(f"{W}keepNext"))
        right = self.line * RIGHT_COLUMN
        layout = frame(self._body, self.line - right, self.line)
        left, signature = frame_row(layout, self.line - right, self.line)
        paragraph(left, "RecipientsHead", _("Nơi nhận:"))
        for recipient in _without_stops(recipients):
            paragraph(left, "Recipients", f"- {recipient};")
        paragraph(left, "Recipients", _archive_line(archive))
        for line in (*prefixes, title):
            if text := one_line(line).upper():
                _even(signature, "Authority", text, right)
        paragraph(signature, "Signer", one_line(name))

    def annex(self, caption: str, title: str, attached: str) -> None:
        """Begin an annex on a page of its own, across; its pages are counted by themselves.

        `attached` says to which document; see `attached_to`.
        """
        end = paragraph(self._body, "Gap")
        end[0].append(self._section())
        self._landscape = True
        paragraph(self._body, "AnnexCaption", one_line(caption))
        _even(self._body, "AnnexTitle", one_line(title).upper(), self.line)
        paragraph(self._body, "AnnexOf", attached)

    def table(
        self, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]
    ) -> None:
        """A ruled table over the whole line: `widths` are shares; the head is repeated on each page.

        No row is torn over two pages. Thousands of rows are not made one by one, which would take
        minutes: they are written as text, and stand in the table when the file is made.
        """
        grid = columns(widths, self.line)
        head = row(cells(grid, ["TableHead"] * len(grid)), heads, "<w:tblHeader/>")
        model = cells(grid, _looks(rows, len(grid)))
        written = [head, *(row(model, texts) for texts in rows)]
        mark = etree.Comment(f"rows of table {len(self._rows)}")
        table(self._body, grid, ruled=True).append(mark)
        self._rows[etree.tostring(mark)] = "".join(written).encode()

    def content(self, properties: Mapping[str, str] | None = None) -> bytes:
        """The .docx file. Properties that Word does not know stand among the comments."""
        if self._body[-1].tag == f"{W}tbl":
            paragraph(self._body, "Gap")
        self._body.append(self._section())
        return content_of(self._word, properties or {}, self._rows)

    def _section(self) -> etree._Element:
        edges, self._edges = self._edges, ""
        return section(landscape=self._landscape, edges=edges)


def number_line(notation: str) -> str:
    """`Số:        /BC-STC`, the number blank."""
    return _("Số:        /%(notation)s") % {"notation": one_line(notation)}


def attached_to(kind: str, *, notation: str, year: int, issuer: str) -> str:
    """`(Kèm theo Báo cáo số        /BC-STC ngày      tháng      năm 2026 của Sở Tài chính)`."""
    return _(
        "(Kèm theo %(kind)s số        /%(notation)s ngày      tháng      năm %(year)s của %(issuer)s)"
    ) % {
        "kind": one_line(kind),
        "notation": one_line(notation),
        "year": year,
        "issuer": one_line(issuer),
    }


def _even(parent: etree._Element, look: Look, text: str, room: float) -> None:
    """A centred text whose lines are about as long; the text itself stays whole."""
    narrow = evenly_broken(text, STYLES[look].size, room * POINTS) / POINTS
    paragraph(parent, look, text, sides=max(0.0, (room - narrow) / 2))


def _rule(parent: etree._Element, look: Look, text: str, room: float, share: float) -> None:
    """A drawn rule below a text, as long as a share of its longest line."""
    size = STYLES[look].size
    longest = min(width_of(text, size), evenly_broken(text, size, room * POINTS)) / POINTS
    drawn = paragraph(parent, "Rule", sides=(room - longest * share) / 2)
    border = etree.Element(f"{W}pBdr")
    add(border, "top", val="single", sz=6, space=0, color=BLACK)
    drawn[0].insert(1, border)


def _looks(rows: Sequence[Sequence[str]], columns: int) -> list[Look]:
    return [
        "TableCentred" if all(_FIGURES.fullmatch(row[n]) for row in rows) else "TableText"
        for n in range(columns)
    ]


def _without_stops(texts: Iterable[str]) -> list[str]:
    return [text for text in (one_line(text).rstrip(LAST_STOPS) for text in texts) if text]


def _listed(texts: Sequence[str]) -> list[str]:
    """A list in sentences: semicolons, and a full stop at the end."""
    return [f"{text};" for text in texts[:-1]] + [f"{text}." for text in texts[-1:]]


def _archive_line(archive: str) -> str:
    """`- Lưu: VT, TH.`: the clerk's office is always among those that keep a copy."""
    kept = one_line(archive).rstrip(LAST_STOPS)
    if not re.match(r"VT\b", kept):
        kept = f"VT, {kept}" if kept else "VT"
    return _("- Lưu: %(kept)s.") % {"kept": kept}
