"""The letters and paragraphs of an official document, each as a style of the Word file.

Legal source: Decree 30/2020/NĐ-CP, annex I. Whoever changes a size here changes it everywhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import quoteattr

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FONT = "Times New Roman"
BLACK = "000000"
NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

Look = Literal[
    "Nation",
    "Motto",
    "Parent",
    "Issuer",
    "Rule",
    "Number",
    "PlaceAndDay",
    "Type",
    "Subject",
    "Notice",
    "AddressedTo",
    "AddressedToEach",
    "Basis",
    "Heading1",
    "Heading2",
    "Heading3",
    "Body",
    "Item",
    "RecipientsHead",
    "Recipients",
    "Authority",
    "Signer",
    "AnnexCaption",
    "AnnexTitle",
    "AnnexOf",
    "TableHead",
    "TableText",
    "TableCentred",
    "TableNote",
    "PageNumber",
    "PageMark",
    "Gap",
]


@dataclass(frozen=True)
class Style:
    """Letters in points; space before and after in points; indents in millimetres; lines by factor.

    `exact` is the height of a line in points, whatever stands in it; `level` makes a heading.
    """

    name: str | Promise
    size: int
    bold: bool = False
    italic: bool = False
    align: Literal["left", "center", "both"] = "left"
    left: float = 0
    first_line: float = 0
    before: int = 0
    after: int = 0
    lines: float = 1
    exact: int = 0
    keep_next: bool = False
    level: int | None = None


FIRST_LINE = 12.7
STYLES: dict[Look, Style] = {
    "Nation": Style(_("Quốc hiệu"), 12, bold=True, align="center"),
    "Motto": Style(_("Tiêu ngữ"), 13, bold=True, align="center"),
    "Parent": Style(_("Cơ quan chủ quản"), 12, align="center"),
    "Issuer": Style(_("Cơ quan ban hành"), 12, bold=True, align="center"),
    "Rule": Style(_("Đường kẻ"), 2, align="center", before=3, exact=4),
    "Number": Style(_("Số, ký hiệu"), 13, align="center", before=6),
    "PlaceAndDay": Style(_("Địa danh, thời gian"), 13, italic=True, align="center", before=6),
    "Type": Style(_("Tên loại"), 14, bold=True, align="center", before=18, keep_next=True),
    "Subject": Style(_("Trích yếu"), 14, bold=True, align="center", keep_next=True),
    "Notice": Style(_("Lưu ý minh họa"), 13, italic=True, bold=True, align="center", before=4),
    "AddressedTo": Style(_("Kính gửi"), 14, align="center", before=12, after=6),
    "AddressedToEach": Style(_("Nơi được gửi"), 14, left=45, after=2),
    "Basis": Style(
        _("Căn cứ"), 14, italic=True, align="both", first_line=FIRST_LINE, after=6, lines=1.1
    ),
    "Heading1": Style(
        "heading 1",
        14,
        bold=True,
        align="both",
        first_line=FIRST_LINE,
        before=6,
        after=6,
        lines=1.1,
        keep_next=True,
        level=0,
    ),
    "Heading2": Style(
        "heading 2",
        14,
        bold=True,
        align="both",
        first_line=FIRST_LINE,
        after=6,
        lines=1.1,
        keep_next=True,
        level=1,
    ),
    "Heading3": Style(
        "heading 3",
        14,
        bold=True,
        italic=True,
        align="both",
        first_line=FIRST_LINE,
        after=6,
        lines=1.1,
        keep_next=True,
        level=2,
    ),
    "Body": Style(_("Nội dung"), 14, align="both", first_line=FIRST_LINE, after=6, lines=1.1),
    "Item": Style(
        _("Nội dung gạch đầu dòng"), 14, align="both", first_line=FIRST_LINE, after=6, lines=1.1
    ),
    "RecipientsHead": Style(_("Nơi nhận"), 12, bold=True, italic=True),
    "Recipients": Style(_("Danh sách nơi nhận"), 11),
    "Authority": Style(
        _("Quyền hạn, chức vụ người ký"), 14, bold=True, align="center", keep_next=True
    ),
    "Signer": Style(_("Họ tên người ký"), 14, bold=True, align="center", before=78),
    "AnnexCaption": Style(_("Phụ lục"), 14, bold=True, align="center", keep_next=True, level=0),
    "AnnexTitle": Style(_("Tên phụ lục"), 14, bold=True, align="center", keep_next=True),
    "AnnexOf": Style(
        _("Kèm theo văn bản"), 14, italic=True, align="center", after=12, keep_next=True
    ),
    "TableHead": Style(
        _("Tiêu đề cột"), 12, bold=True, align="center", before=2, after=2, keep_next=True
    ),
    "TableText": Style(_("Ô của bảng"), 12, before=2, after=2),
    "TableCentred": Style(_("Ô của bảng, giữa"), 12, align="center", before=2, after=2),
    "TableNote": Style(_("Ghi chú của bảng"), 12, italic=True, align="both", before=6),
    "PageNumber": Style(_("Số trang"), 14, align="center"),
    "PageMark": Style(_("Dấu minh họa"), 11, italic=True, align="center"),
    "Gap": Style(_("Khoảng trống"), 1, exact=1),
}


def style_sheet() -> str:
    """The XML of all styles, and of the defaults on which they rest."""
    return (
        f'<w:styles xmlns:w="{NAMESPACE}"><w:docDefaults><w:rPrDefault><w:rPr>{_FONTS}'
        f'<w:color w:val="{BLACK}"/>{_size(14)}'
        '<w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        "<w:qFormat/></w:style>"
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/></w:style>'
        f"{''.join(_style(look, style) for look, style in STYLES.items())}</w:styles>"
    )


_FONTS = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'


def twips(millimetres: float) -> int:
    """The length as Word counts it."""
    return round(millimetres * 1440 / 25.4)


def _style(look: Look, style: Style) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{look}">'
        f"<w:name w:val={quoteattr(str(style.name))}/>"
        '<w:basedOn w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{''.join(_of_paragraph(style))}</w:pPr>"
        f"<w:rPr>{''.join(_of_letters(style))}</w:rPr></w:style>"
    )


def _of_paragraph(style: Style) -> Iterable[str]:
    """In the order that the schema of Word asks."""
    if style.keep_next:
        yield "<w:keepNext/>"
    rule, line = ("exact", style.exact * 20) if style.exact else ("auto", round(style.lines * 240))
    yield (
        f'<w:spacing w:before="{style.before * 20}" w:after="{style.after * 20}"'
        f' w:line="{line}" w:lineRule="{rule}"/>'
    )
    yield f'<w:ind w:left="{twips(style.left)}" w:firstLine="{twips(style.first_line)}"/>'
    yield f'<w:jc w:val="{style.align}"/>'
    if style.level is not None:
        yield f'<w:outlineLvl w:val="{style.level}"/>'


def _of_letters(style: Style) -> Iterable[str]:
    yield _FONTS
    if style.bold:
        yield "<w:b/><w:bCs/>"
    if style.italic:
        yield "<w:i/><w:iCs/>"
    yield f'<w:color w:val="{BLACK}"/>{_size(style.size)}'


def _size(points: int) -> str:
    return f'<w:sz w:val="{points * 2}"/><w:szCs w:val="{points * 2}"/>'
