"""The tables of the consolidated report as an Excel file: one worksheet a table, ready for A4."""

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from textwrap import wrap

import xlsxwriter
from django.utils.translation import gettext as _

from dieuphoi.base.sheets import looks_like_formula
from dieuphoi.documents.written_text import lines_of, one_line
from dieuphoi.reporting.printed import PrintedReport, PrintedTable

ACROSS = 130
"""How many letters stand in a line of A4 across, at the size at which it is still read."""
FONT = {"font_name": "Times New Roman", "font_size": 12}
LINE = 16
"""The height of a line of it, in points."""
LETTERS = 1.15
"""Letters that stand in the width of a figure, in which Excel counts the width of a column."""
HEAD = 4
"""The line of the headings, from nought."""
MOST_LETTERS = 32_767
TALLEST = 409
"""What Excel takes in a cell, and the height of a row in points."""
SEEN = 4_000
"""Letters of a cell that count for its height: more fill the tallest row anyway."""
NAME = 31
_NOT_IN_NAME = re.compile(r"[\[\]:*?/\\']")


def write_sheet(report: PrintedReport) -> bytes:
    """The tables as an .xlsx file; the same report gives the same bytes.

    Text that starts like a formula stays text. What is too long for a cell of Excel ends with a
    reference to the Word file, which has it whole.
    """
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties(
        {
            "title": one_line(report.subject),
            "author": one_line(report.issuer),
            "created": _born(report),
        }
    )
    formats = _formats(book)
    names: list[str] = []
    for table in report.tables:
        names.append(_name(table.caption, names))
        _write_table(book.add_worksheet(names[-1]), report, table, formats)
    if not report.tables:
        book.add_worksheet(_("Phụ lục")).write_string(0, 0, _("Báo cáo không có phụ lục."))
    book.close()
    return buffer.getvalue()


def _born(report: PrintedReport) -> datetime:
    """A day for the file that no clock gives: the first of the report's year."""
    return datetime(report.year, 1, 1)  # noqa: DTZ001 - the format knows no zone


def _name(caption: str, taken: Sequence[str]) -> str:
    """A name that Excel takes and no other worksheet has."""
    name = _NOT_IN_NAME.sub(" ", one_line(caption))[:NAME].strip() or _("Phụ lục")
    others = {other.casefold() for other in taken}
    n, free = 2, name
    while free.casefold() in others or free.casefold() == "history":
        end = f" ({n})"
        n, free = n + 1, name[: NAME - len(end)] + end
    return free


def _write_table(
    sheet: xlsxwriter.worksheet.Worksheet,
    report: PrintedReport,
    table: PrintedTable,
    formats: dict[str, object],
) -> None:
    widths = [max(5, round(ACROSS * width / sum(table.widths))) for width in table.widths]
    _lay_out(sheet, widths)
    sheet.write_string(0, 0, one_line(f"{table.caption}. {table.title}"), formats["title"])
    sheet.write_string(1, 0, one_line(report.subject), formats["line"])
    if report.illustration:
        sheet.write_string(2, 0, _("Dữ liệu minh họa, không phải văn bản thật."), formats["mark"])
    _write_row(sheet, HEAD, table.heads, widths, formats, "head")
    line = HEAD
    for line, row in enumerate(table.rows, start=HEAD + 1):
        _write_row(sheet, line, row, widths, formats, "cell")
    if note := one_line(table.note):
        line += 2
        sheet.write_string(line, 0, note, formats["note"])
    sheet.print_area(0, 0, line, len(widths) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{line + 1}"})


def _write_row(
    sheet: xlsxwriter.worksheet.Worksheet,
    line: int,
    texts: Sequence[str],
    widths: Sequence[int],
    formats: dict[str, object],
    look: str,
) -> None:
    cells = [_fitting("\n".join(lines_of(text))) for text in texts]
    tall = max(
        _lines(text, int(width * LETTERS)) for text, width in zip(cells, widths, strict=True)
    )
    sheet.set_row(line, min(LINE * tall, TALLEST))
    for n, text in enumerate(cells):
        quoted = look == "cell" and looks_like_formula(text)
        sheet.write_string(line, n, text, formats["quoted" if quoted else look])


def _fitting(text: str) -> str:
    if len(text) <= MOST_LETTERS:
        return text
    more = _("… (xem đủ trong tệp Word)")
    return text[: MOST_LETTERS - len(more)] + more


def _lines(text: str, width: int) -> int:
    """How many lines the text takes in its column."""
    return sum(max(len(wrap(part, width)), 1) for part in text[:SEEN].split("\n"))


def _lay_out(sheet: xlsxwriter.worksheet.Worksheet, widths: Sequence[int]) -> None:
    for n, width in enumerate(widths):
        sheet.set_column(n, n, width)
    sheet.freeze_panes(HEAD + 1, min(2, len(widths) - 1))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&R&P/&N")
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD)


def _formats(book: xlsxwriter.Workbook) -> dict[str, object]:
    cell = {**FONT, "text_wrap": True, "valign": "top", "border": 1, "num_format": "@"}
    centred = {"bold": True, "align": "center", "valign": "vcenter"}
    return {
        "title": book.add_format({**FONT, "bold": True, "font_size": 14}),
        "line": book.add_format(FONT),
        "mark": book.add_format({**FONT, "bold": True, "italic": True}),
        "note": book.add_format({**FONT, "italic": True}),
        "head": book.add_format({**cell, **centred, "bg_color": "#E8EEF5"}),
        "cell": book.add_format(cell),
        "quoted": book.add_format({**cell, "quote_prefix": True}),
    }
