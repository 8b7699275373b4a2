"""The task slip (phiếu nhiệm vụ): one agency's obligations under a plan, as a Word file.

To send by the old channel to agencies that have no account. Page and letter sizes follow
Decree 30/2020/NĐ-CP; number and day are left blank for the clerk.
"""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

from django.utils.translation import gettext as _
from docx import Document as WordDocument
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.table import Table, _Cell, _Row

from dieuphoi.base.vietnamese import format_date
from dieuphoi.organizations.models import Organization
from dieuphoi.plans.models import Obligation, ObligationState, PartyRole, Plan
from dieuphoi.plans.queries import terms_of

WIDTHS = (Mm(12), Mm(94), Mm(24), Mm(46), Mm(37), Mm(34))
LETTERHEAD_WIDTHS = (Mm(110), Mm(137))
RULE = "_" * 14
"""The short line under the issuer and the motto."""


def write_slip(
    organization: Organization, plan: Plan, obligations: Sequence[Obligation], *, on: date
) -> bytes:
    """The slip as a .docx file; the obligations come from `queries.owed_by`."""
    word = WordDocument()
    _page(word)
    _letterhead(word, plan)
    _paragraph(word, _("PHIẾU NHIỆM VỤ"), bold=True, size=14, centred=True, before=14)
    _paragraph(word, organization.name, bold=True, centred=True)
    _paragraph(
        word,
        _("Theo %(document)s: %(title)s. Tình hình đến ngày %(day)s.")
        % {"document": plan.document.title, "title": plan.title, "day": format_date(on)},
    )
    if plan.is_illustration:
        _paragraph(word, _("Dữ liệu minh họa, không phải văn bản thật."), bold=True)
    if obligations:
        _table(word, obligations)
    else:
        _paragraph(word, _("Cơ quan không còn nhiệm vụ nào đang thực hiện trong kế hoạch này."))
    _paragraph(
        word,
        _("Đề nghị cơ quan ghi tiến độ, kết quả vào cột cuối và gửi về %(focal)s để tổng hợp.")
        % {"focal": plan.focal_agency.name},
        before=8,
    )
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _page(word: Word) -> None:
    section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(13)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")
    normal.paragraph_format.space_after = Pt(6)


def _letterhead(word: Word, plan: Plan) -> None:
    table = word.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    _lines(
        left,
        [
            (plan.owner.name.upper(), False),
            (plan.focal_agency.name.upper(), True),
            (RULE, True),
            (_("Số:          /"), False),
        ],
    )
    _lines(
        right,
        [
            (_("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), True),
            (_("Độc lập - Tự do - Hạnh phúc"), True),
            (RULE, True),
            (_("…………, ngày      tháng      năm"), False),
        ],
    )
    right.paragraphs[-1].runs[0].italic = True
    _set_widths(table, LETTERHEAD_WIDTHS)


def _table(word: Word, obligations: Sequence[Obligation]) -> None:
    heads = (
        _("TT"),
        _("Nội dung nhiệm vụ"),
        _("Vai trò"),
        _("Sản phẩm"),
        _("Thời hạn"),
        _("Tiến độ, kết quả"),
    )
    table = word.add_table(rows=1, cols=len(heads), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        _fill(cell, head, bold=True)
    _repeat_head(table)
    for obligation in obligations:
        cells = table.add_row().cells
        for cell, text in zip(cells, _cells(obligation), strict=True):
            _fill(cell, text)
    for row in table.rows:
        _keep_whole(row)
    _set_widths(table, WIDTHS)


def _set_widths(table: Table, widths: Sequence[Length]) -> None:
    """Widths of the grid and of every cell: Word reads the cells, LibreOffice the grid."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width


def _cells(obligation: Obligation) -> tuple[str, ...]:
    terms = terms_of(obligation)
    deadlines = [d.text for d in terms.deadlines.all()] if terms else []
    due = format_date(obligation.due_on)
    return (
        obligation.task.code,
        terms.content if terms else "",
        str(PartyRole(obligation.role).label),
        terms.product if terms else "",
        "\n".join(filter(None, [*deadlines, _("đến %(day)s") % {"day": due} if due else ""])),
        f"{obligation.percent} %\n{ObligationState(obligation.state).label}",
    )


def _fill(cell: _Cell, text: str, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(11)


def _lines(cell: _Cell, lines: Sequence[tuple[str, bool]]) -> None:
    for n, (text, bold) in enumerate(lines):
        paragraph = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(text)
        run.bold, run.font.size = bold, Pt(6 if text == RULE else 12)


def _paragraph(
    word: Word,
    text: str,
    *,
    bold: bool = False,
    size: int = 13,
    centred: bool = False,
    before: int = 0,
) -> None:
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(before)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)


def _repeat_head(table: Table) -> None:
    _mark(table.rows[0], "w:tblHeader")


def _keep_whole(row: _Row) -> None:
    _mark(row, "w:cantSplit")


def _mark(row: _Row, name: str) -> None:
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
