"""The Word file around an official document: its sections, what stands above and below each page.

The same document gives the same bytes, whenever and wherever: the file bears no clock.
"""

import zipfile
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO

from docx import Document as WordDocument
from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.coreprops import CoreProperties
from docx.oxml import parse_xml
from lxml import etree

from dieuphoi.documents.official_styles import NAMESPACE, style_sheet, twips
from dieuphoi.documents.word_markup import paragraph
from dieuphoi.documents.written_text import one_line

SHORT, LONG = 210, 297
"""A4, in millimetres, as all lengths here."""
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 20
TO_HEADER = 10
BORN = datetime(2020, 3, 5)  # noqa: DTZ001 - the day of the decree, where the file must bear a day
PROPERTIES = ("title", "subject", "author", "keywords", "category", "comments")
LONGEST_PROPERTY = 255

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NEEDED = {
    *(RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES),
    *(RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.SETTINGS),
}
_SETTINGS = (
    f'<w:settings xmlns:w="{NAMESPACE}"><w:defaultTabStop w:val="720"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode"'
    ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="vi-VN"/></w:settings>'
)


def blank_word() -> Word:
    """An empty document with our styles only: no other font, colour, language or program in it."""
    word = WordDocument()
    for rels in (word.part.rels, word.part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype not in _NEEDED]:
            del rels[key]
    for element, xml in (
        (word.styles.element, style_sheet()),
        (word.settings.element, _SETTINGS),
    ):
        element.clear()
        element.extend(list(parse_xml(xml)))
    word.element.body.clear()
    return word


def headers_and_footers(word: Word, mark: str) -> str:
    """The page number above every page but a first one, the mark below all; for `section`."""
    part = word.part
    references = []
    for kind in ("default", "first"):
        head, key = part.add_header_part()  # type: ignore[no-untyped-call]
        head.element.clear()
        line = paragraph(head.element, "PageNumber")
        if kind == "default":
            line.append(_page_number())
        references.append(("header", kind, key))
    for kind in ("default", "first") if mark else ():
        foot, key = part.add_footer_part()  # type: ignore[no-untyped-call]
        foot.element.clear()
        paragraph(foot.element, "PageMark", mark)
        references.append(("footer", kind, key))
    return "".join(
        f'<w:{edge}Reference w:type="{kind}" r:id="{key}"/>' for edge, kind, key in references
    )


def section(*, landscape: bool, edges: str = "") -> etree._Element:
    """The end of a section: A4, the decree's margins, pages counted from 1, no number on the first.

    `edges` comes from `headers_and_footers`; a section without has those of the one before.
    """
    width, height = (LONG, SHORT) if landscape else (SHORT, LONG)
    across = ' w:orient="landscape"' if landscape else ""
    made: etree._Element = parse_xml(
        f'<w:sectPr xmlns:w="{NAMESPACE}" xmlns:r="{_RELATIONS}">{edges}<w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{twips(width)}" w:h="{twips(height)}"{across}/>'
        f'<w:pgMar w:top="{twips(TOP)}" w:right="{twips(RIGHT)}" w:bottom="{twips(BOTTOM)}"'
        f' w:left="{twips(LEFT)}" w:header="{twips(TO_HEADER)}" w:footer="{twips(TO_HEADER)}"'
        ' w:gutter="0"/>'
        '<w:pgNumType w:fmt="decimal" w:start="1"/><w:cols w:space="720"/><w:titlePg/></w:sectPr>'
    )
    return made


def content_of(word: Word, properties: Mapping[str, str], rows: Mapping[bytes, bytes]) -> bytes:
    """The .docx file. Properties that Word does not know stand among the comments.

    `rows` are the rows of tables as text, by the mark that stands for them in the document.
    """
    _set_properties(word.core_properties, properties)
    made, buffer = BytesIO(), BytesIO()
    word.save(made)
    with (
        zipfile.ZipFile(made) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                for mark, written in rows.items():
                    content = content.replace(mark, written)
            target.writestr(_without_clock(name), content)
    return buffer.getvalue()


def _page_number() -> etree._Element:
    field: etree._Element = parse_xml(
        f'<w:fldSimple xmlns:w="{NAMESPACE}" w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>'
    )
    return field


def _set_properties(core: CoreProperties, properties: Mapping[str, str]) -> None:
    for name in PROPERTIES:
        setattr(core, name, one_line(properties.get(name, ""))[:LONGEST_PROPERTY])
    others = [f"{key}: {properties[key]}" for key in sorted(set(properties) - {*PROPERTIES})]
    if others:
        comments = filter(None, [properties.get("comments", ""), *others])
        core.comments = one_line("; ".join(comments))[:LONGEST_PROPERTY]
    core.last_modified_by = ""
    core.created = core.modified = BORN


def _without_clock(name: str) -> zipfile.ZipInfo:
    """A member of the archive with one fixed time, the same on every system."""
    member = zipfile.ZipInfo(name)
    member.create_system, member.external_attr = 3, 0o600 << 16
    member.compress_type = zipfile.ZIP_DEFLATED
    return member
