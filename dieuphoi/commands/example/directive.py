"""The live plan as a Word directive: so that the example comes in through the reader's own door."""

from docx import Document as WordDocument
from docx.document import Document as Word
from docx.shared import Mm, Pt

from dieuphoi.commands.example.content import LivePlan, LiveTask
from dieuphoi.documents.word_file import content_of

HEADS = (
    "STT",
    "Nội dung nhiệm vụ",
    "Cơ quan chủ trì",
    "Cơ quan phối hợp",
    "Sản phẩm",
    "Thời hạn hoàn thành",
)
WIDTHS = (12, 92, 38, 48, 36, 28)


def write(plan: LivePlan, issued: str) -> bytes:
    """The directive with its annex table; `issued` is the place and day line.

    The same plan gives the same bytes: the file bears no clock.
    """
    word = WordDocument()
    section = word.sections[0]
    section.page_width, section.page_height = Mm(297), Mm(210)
    word.styles["Normal"].font.name = "Times New Roman"
    word.styles["Normal"].font.size = Pt(12)
    _letterhead(word, plan, issued)
    word.add_paragraph(f"({plan.document.note})")
    word.add_paragraph("PHỤ LỤC")
    word.add_paragraph("DANH MỤC NHIỆM VỤ")
    _annex(word, plan)
    _signature(word, plan)
    about = {"title": plan.document.subject, "author": plan.document.issuer}
    return content_of(word, about, {})


def _letterhead(word: Word, plan: LivePlan, issued: str) -> None:
    left, right = word.add_table(rows=1, cols=2).rows[0].cells
    left.text = f"ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HÀ NỘI\nSố: {plan.document.symbol}"
    right.text = f"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n{issued}"
    word.add_paragraph(plan.document.type.upper())
    word.add_paragraph(plan.document.subject)


def _annex(word: Word, plan: LivePlan) -> None:
    table = word.add_table(rows=1, cols=len(HEADS), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, HEADS, strict=True):
        cell.text = head
    for group in plan.groups:
        cells = table.add_row().cells
        cells[0].merge(cells[-1]).text = f"{group.number}. {group.title}"
        for task in (task for task in plan.tasks if task.group == group):
            row = table.add_row().cells
            for cell, text in zip(row, _cells(task), strict=True):
                cell.text = text
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Mm(width)


def _cells(task: LiveTask) -> tuple[str, ...]:
    others = "; ".join(task.cooperating)
    return (task.code, task.content, task.lead, others, task.product, task.deadline_text)


def _signature(word: Word, plan: LivePlan) -> None:
    word.add_paragraph(plan.document.signer_authority.upper())
    word.add_paragraph(plan.document.signer_title.upper())
