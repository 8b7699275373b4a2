"""The Excel file of the consolidated report's tables."""

from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from dieuphoi.reporting.printed import PrintedReport, PrintedTable
from dieuphoi.reporting.report_sheet import MOST_LETTERS, NAME, write_sheet
from tests.reporting.printed_example import example


def sheets_of(report: PrintedReport) -> list[Worksheet]:
    """The file, read back."""
    return [s for s in openpyxl.load_workbook(BytesIO(write_sheet(report))) if type(s) is Worksheet]


def with_rows(*rows: tuple[str, ...]) -> PrintedReport:
    """The report with one table of these rows."""
    table = PrintedTable("Phụ lục I", "Bảng", ("TT", "Nội dung"), rows, (1, 9))
    return replace(example(), tables=(table,))


def with_captions(*captions: str) -> PrintedReport:
    """The report with tables of these captions."""
    table = example().tables[0]
    return replace(example(), tables=tuple(replace(table, caption=one) for one in captions))


def test_every_table_is_a_worksheet_with_its_title_heads_and_rows() -> None:
    report = example(tasks=3)
    sheets = sheets_of(report)

    assert [sheet.title for sheet in sheets] == ["Phụ lục I", "Phụ lục II", "Phụ lục III"]
    for sheet, table in zip(sheets, report.tables, strict=True):
        assert sheet["A1"].value == f"{table.caption}. {table.title}"
        assert sheet["A3"].value == "Dữ liệu minh họa, không phải văn bản thật."
        rows = sheet.iter_rows(min_row=5, max_row=5 + len(table.rows), values_only=True)
        assert [*rows] == [table.heads, *table.rows]


def test_a_sheet_is_printed_on_a4_across_with_its_heads_on_every_page() -> None:
    for sheet in sheets_of(example(tasks=3)):
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.print_title_rows == "$5:$5"
        assert sheet.page_setup.fitToHeight == 0
        fitted = sheet.sheet_properties.pageSetUpPr
        assert fitted is not None
        assert fitted.fitToPage
        assert sheet.freeze_panes is not None
        assert sheet["B6"].alignment.wrap_text
        assert sheet["B6"].font.name == "Times New Roman"
    assert sheet.print_area.endswith("$A$1:$G$10")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", " =cmd|' /C calc'!A0"])
def test_what_looks_like_a_formula_stays_text(text: str) -> None:
    (sheet,) = sheets_of(with_rows(("1", text)))

    assert sheet["B6"].value == text.strip()
    assert sheet["B6"].data_type == "s"
    assert sheet["B6"].quotePrefix


def test_numbers_keep_the_form_in_which_they_were_written() -> None:
    (sheet,) = sheets_of(with_rows(("01", "8.300,50")))

    assert [sheet["A6"].value, sheet["B6"].value] == ["01", "8.300,50"]


def test_any_text_is_written_as_text() -> None:
    (sheet,) = sheets_of(with_rows(("1", "a\x00b\ud83d\r\n<c>\u202e\x0bTo\u0302ng")))

    assert sheet["B6"].value == "ab\n<c>\nTông"


def test_a_cell_that_excel_cannot_hold_says_where_the_rest_is() -> None:
    (sheet,) = sheets_of(with_rows(("1", "chữ " * 20_000), ("2", "hết")))

    value = str(sheet["B6"].value)
    assert len(value) == MOST_LETTERS
    assert value.endswith("… (xem đủ trong tệp Word)")
    assert sheet.row_dimensions[6].height == pytest.approx(409, abs=1)
    assert sheet["B7"].value == "hết"


def test_a_row_is_as_tall_as_its_longest_cell() -> None:
    (sheet,) = sheets_of(with_rows(("1", "ngắn"), ("2", "dài " * 200), ("3", "một\nhai\nba")))

    one, many, three = (sheet.row_dimensions[n].height or 0 for n in (6, 7, 8))
    assert three == pytest.approx(3 * one, rel=0.05)
    assert many >= 5 * one


def test_sheets_have_names_that_excel_takes_and_none_twice() -> None:
    long = "Phụ lục rất dài về nhiều việc khác nhau"
    captions = ("Phụ lục I/II: [a]*?", long, long, "PHỤ LỤC I", "Phụ lục I", "", "History", "'a'")
    titles = [sheet.title for sheet in sheets_of(with_captions(*captions))]

    assert len({title.casefold() for title in titles}) == len(captions)
    assert all(0 < len(title) <= NAME for title in titles)
    assert not [title for title in titles if set(title) & set("[]:*?/\\'")]
    assert "history" not in {title.casefold() for title in titles}


def test_a_report_without_tables_says_so() -> None:
    (sheet,) = sheets_of(replace(example(), tables=()))

    assert sheet["A1"].value == "Báo cáo không có phụ lục."
