"""A list as an Excel sheet that reads well on screen, on A4, and in every spreadsheet program."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from textwrap import wrap
from typing import Generic, TypeVar

import xlsxwriter
from django.utils.functional import Promise

Row = TypeVar("Row")


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column of a list: its heading, its width in characters, and what stands in it."""

    heading: Promise
    width: int
    value: Callable[[Row], str | int | date | None]


FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
LINE = 15
"""The height of a line of text, in points."""


def write_list(
    columns: Sequence[Column[Row]],
    rows: Iterable[Row],
    *,
    name: str,
    title: str,
    said: str,
    printed: int,
) -> bytes:
    """The rows as an .xlsx file; `said` is the sentence below the title.

    The first `printed` columns go on paper, the rest is for sorting on screen. Text that starts
    like a formula is written as text and marked as such (the quote prefix), so that it stays text
    when somebody edits or copies the cell.
    """
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(name)
    formats = _formats(book)
    _lay_out(sheet, columns)
    sheet.write_string(
        0, 0, title, formats["quoted_title" if looks_like_formula(title) else "title"]
    )
    sheet.write_string(1, 0, said, formats["quoted_line" if looks_like_formula(said) else "line"])
    sheet.set_row(3, 2 * LINE)
    for n, column in enumerate(columns):
        sheet.write_string(3, n, str(column.heading), formats["head"])
    line = 3
    for line, row in enumerate(rows, start=4):
        values = [column.value(row) for column in columns]
        sheet.set_row(line, LINE * _lines(columns, values))
        for n, value in enumerate(values):
            _write(sheet, line, n, value, formats)
    sheet.print_area(0, 0, line, printed - 1)
    book.close()
    return buffer.getvalue()


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula when it is typed or pasted again."""
    return text.lstrip()[:1] in FORMULA_STARTS


def _lines(columns: Sequence[Column[Row]], values: Sequence[object]) -> int:
    """How many lines the row's longest cell takes; not every program works that out itself."""
    texts = [
        _wrapped(value, column.width)
        for column, value in zip(columns, values, strict=True)
        if isinstance(value, str)
    ]
    return max(texts, default=1)


def _wrapped(text: str, width: int) -> int:
    return sum(max(len(wrap(part, width)), 1) for part in text.split("\n"))


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    line: int,
    n: int,
    value: object,
    formats: dict[str, object],
) -> None:
    if isinstance(value, date):
        sheet.write_datetime(line, n, value, formats["date"])
    elif isinstance(value, int):
        sheet.write_number(line, n, value, formats["cell"])
    else:
        text = str(value or "")
        sheet.write_string(line, n, text, formats["quoted" if looks_like_formula(text) else "cell"])


def _lay_out(sheet: xlsxwriter.worksheet.Worksheet, columns: Sequence[Column[Row]]) -> None:
    for n, column in enumerate(columns):
        sheet.set_column(n, n, column.width)
    sheet.freeze_panes(4, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&R&P/&N")
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)


def _formats(book: xlsxwriter.Workbook) -> dict[str, object]:
    cell = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C8CDD3"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "quoted_title": book.add_format({"bold": True, "font_size": 14, "quote_prefix": True}),
        "line": book.add_format({}),
        "quoted_line": book.add_format({"quote_prefix": True}),
        "head": book.add_format({**cell, "bold": True, "bg_color": "#E8EEF5", "valign": "vcenter"}),
        "cell": book.add_format(cell),
        "quoted": book.add_format({**cell, "quote_prefix": True}),
        "date": book.add_format({**cell, "num_format": "dd/mm/yyyy", "align": "left"}),
    }
