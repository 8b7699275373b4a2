"""Makes the files that the tests read: small directives in Word, Excel and plain text."""

import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import docx
import openpyxl
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from dieuphoi.documents.reading import read
from dieuphoi.documents.reading.result import ReadDocument, ReadTask

HEADER = ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Sản phẩm", "Thời hạn"]
TASK = ["1", "Lập danh mục dữ liệu dùng chung", "Sở Nội vụ", "Sở Y tế", "Danh mục", "30/6/2026"]
SECOND = ["2", "Mở cổng tra cứu", "Sở Tài chính", "", "Cổng", "Quý III/2026"]
LETTERHEAD = (
    "ỦY BAN NHÂN DÂN\nTỈNH MINH HỌA\nSố: 12/KH-UBND",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
    "Minh Họa, ngày 05 tháng 01 năm 2026",
)

Change = Callable[[Any], None]


def word(
    *tables: Sequence[Sequence[str]],
    change: Change | None = None,
    before: Sequence[str] = (),
    letterhead: tuple[str, str] | None = LETTERHEAD,
) -> bytes:
    """A .docx with a letterhead, paragraphs and tables; `change` gets the document before saving."""
    document = docx.Document()
    if letterhead:
        _fill(document, [letterhead])
    for text in before:
        document.add_paragraph(text)
    for rows in tables:
        document.add_paragraph("Phụ lục")
        _fill(document, rows)
    if change:
        change(document)
    return _saved(document)


def sheet(
    *sheets: Sequence[Sequence[Any]], merged: Sequence[str] = (), change: Change | None = None
) -> bytes:
    """An .xlsx with one sheet for each of the tables; ranges are merged in the first."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets, start=1):
        page = book.create_sheet(f"Phụ lục {number}")
        for row in rows:
            page.append(list(row))
        for place in merged if number == 1 else ():
            page.merge_cells(place)
    if change:
        change(book)
    return _saved(book)


def read_word(*tables: Sequence[Sequence[str]], **options: Any) -> ReadDocument:
    """What the reader makes of a Word file with these tables."""
    return read(word(*tables, **options), "ke-hoach.docx")


def read_sheet(*sheets: Sequence[Sequence[Any]], **options: Any) -> ReadDocument:
    """What the reader makes of a spreadsheet with these sheets."""
    return read(sheet(*sheets, **options), "phu-luc.xlsx")


def read_text(text: str) -> ReadDocument:
    """What the reader makes of a plain text."""
    return read(text.encode(), "ke-hoach.txt")


def only(document: ReadDocument) -> ReadTask:
    """The one task of a document."""
    (task,) = document.tasks
    return task


def row(**parts: str) -> list[str]:
    """A row of the usual table, a task unless told otherwise."""
    names = ("code", "content", "lead", "cooperating", "product", "deadline")
    return [parts.get(name, usual) for name, usual in zip(names, TASK, strict=True)]


def element(xml: str) -> Any:
    """A piece of Word's XML."""
    tag, rest = xml.split(">", 1) if "/>" not in xml.split(">", 1)[0] + ">" else (xml[:-2], "")
    return parse_xml(f"{tag} {nsdecls('w')}>{rest}" if rest else f"{tag} {nsdecls('w')}/>")


def number(paragraph: Any, name: int, level: int = 0) -> None:
    """Let Word number a paragraph by a list."""
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        element(f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{name}"/></w:numPr>')
    )


def add_list(
    document: Any, levels: Sequence[tuple[str, str]], *, start_at: int | None = None
) -> int:
    """Define a list by (format, text) of its levels; gives its number. Its instance may restart."""
    root = document.part.numbering_part.element
    name = 100 + len(root.findall(qn("w:num")))
    body = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (style, text) in enumerate(levels)
    )
    abstract = element(f'<w:abstractNum w:abstractNumId="{name}">{body}</w:abstractNum>')
    root.insert(0, abstract)
    add_instance(document, name, name, start_at=start_at)
    return name


def add_instance(document: Any, abstract: int, name: int, *, start_at: int | None = None) -> int:
    """Another instance of a list, which counts on unless it says where to start."""
    restart = (
        f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start_at}"/></w:lvlOverride>'
        if start_at is not None
        else ""
    )
    document.part.numbering_part.element.append(
        element(f'<w:num w:numId="{name}"><w:abstractNumId w:val="{abstract}"/>{restart}</w:num>')
    )
    return name


def day(year: int, month: int, number_: int) -> date:
    """A day in a cell of a spreadsheet."""
    return date(year, month, number_)


def _fill(document: Any, rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=len(rows), cols=max(map(len, rows)))
    for cells, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, texts, strict=False):
            cell.text = text


def _saved(thing: Any) -> bytes:
    buffer = io.BytesIO()
    thing.save(buffer)
    return buffer.getvalue()
