"""The consolidated report as a Word file in the layout of Decree 30/2020/NĐ-CP.

Number and day are left blank for the clerk. The same report gives the same bytes.
"""

import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from dieuphoi.documents.official_styles import Look
from dieuphoi.documents.official_word import OfficialWord, attached_to, place_and_day
from dieuphoi.reporting.printed import (
    ParagraphKind,
    PrintedParagraph,
    PrintedPart,
    PrintedReport,
    PrintedTable,
)

LOOKS: dict[ParagraphKind, Look] = {
    "section": "Heading2",
    "group": "Heading3",
    "body": "Body",
    "item": "Item",
}
_NUMBERED = re.compile(r"\d+(\.\d+)*[.)]\s")
_LETTERED = re.compile(r"\w\)\s")
_DASHED = re.compile(r"[-–—+•*]\s")
_LETTERS = "abcdđeghiklmnopqrstuvxy"


def write_document(report: PrintedReport) -> bytes:
    """The report as a .docx file: the text upright, then each table as an annex across the page."""
    mark = _("Dữ liệu minh họa, không phải văn bản thật.") if report.illustration else ""
    word = OfficialWord(mark=mark)
    word.letterhead(
        parent=report.parent,
        issuer=report.issuer,
        notation=report.notation,
        place_and_day=place_and_day(report.place, year=report.year),
    )
    word.title(report.type, report.subject, notice=mark)
    word.addressed_to(report.addressed_to)
    word.bases(report.bases)
    word.paragraph("Body", report.opening)
    for part in report.parts:
        _write_part(word, part)
    word.paragraph("Body", report.closing)
    word.signed(
        recipients=report.recipients,
        archive=report.archive,
        prefixes=report.signature.prefixes,
        title=report.signature.title,
        name=report.signature.name,
    )
    for table in report.tables:
        _write_annex(word, report, table)
    return word.content({"title": report.subject, "author": report.issuer, **report.properties})


def numbered(paragraphs: Sequence[PrintedParagraph]) -> Iterator[PrintedParagraph]:
    """The paragraphs of a part with "1.", "a)" or "- " before those that do not have it yet."""
    section = group = 0
    for paragraph in paragraphs:
        text = paragraph.text.lstrip()
        if paragraph.kind == "section":
            section, group = section + 1, 0
            text = text if _NUMBERED.match(text) else f"{section}. {text}"
        elif paragraph.kind == "group":
            text = text if _LETTERED.match(text) else f"{_letter(group)}) {text}"
            group += 1
        elif paragraph.kind == "item" and not _DASHED.match(text):
            text = f"- {text}"
        yield PrintedParagraph(paragraph.kind, text)


def _letter(n: int) -> str:
    """The n-th letter for a point of law; after the last, two of them."""
    tens, ones = divmod(n, len(_LETTERS))
    return (_LETTERS[tens - 1] if tens else "") + _LETTERS[ones]


def _write_part(word: OfficialWord, part: PrintedPart) -> None:
    title = part.title.upper()
    word.paragraph("Heading1", f"{part.number}. {title}" if part.number else title)
    for paragraph in numbered(part.paragraphs):
        word.paragraph(LOOKS[paragraph.kind], paragraph.text)


def _write_annex(word: OfficialWord, report: PrintedReport, table: PrintedTable) -> None:
    attached = attached_to(
        report.type, notation=report.notation, year=report.year, issuer=report.issuer
    )
    word.annex(table.caption, table.title, attached)
    if table.rows:
        word.table(table.heads, table.rows, table.widths)
    else:
        word.paragraph("Body", _("Không có."))
    word.paragraph("TableNote", table.note)
