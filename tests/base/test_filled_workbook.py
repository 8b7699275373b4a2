"""What people write into a workbook, read as they meant it, and what no workbook is refused."""

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from dieuphoi.base.filled_workbook import (
    MOST_COLUMNS,
    MOST_ROWS,
    WorkbookUnread,
    day_in,
    letters,
    number_in,
    read_workbook,
    text_in,
)


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Nhiệm vụ"
    sheet["A1"], sheet["B1"], sheet["C1"], sheet["D1"] = "Tiến độ", 60, 8.5, date(2026, 6, 5)
    sheet["A3"], sheet["B3"], sheet["C3"] = "8.300", "8,3", "5/6/2026"
    sheet["D3"] = True
    hidden = book.create_sheet("khoa")
    hidden.sheet_state = "hidden"
    hidden["B2"] = "k1"
    path = tmp_path / "filled.xlsx"
    book.save(path)
    return path


def test_cells_keep_their_place_and_their_kind(filled: Path) -> None:
    sheet, hidden = read_workbook(filled)
    assert (sheet.name, sheet.visible, hidden.visible) == ("Nhiệm vụ", True, False)
    assert [row.number for row in sheet.rows] == [1, 2, 3]
    assert sheet.rows[0].cells == ("Tiến độ", 60.0, 8.5, date(2026, 6, 5))
    assert sheet.rows[1].is_blank()
    assert hidden.rows[1].cell(1) == "k1"
    assert hidden.rows[1].cell(9) is None


def test_numbers_and_days_are_read_as_written_in_viet_nam(filled: Path) -> None:
    row = read_workbook(filled)[0].rows[2]
    assert number_in(row.cell(0)) == 8300
    assert number_in(row.cell(1)) == 8.3
    assert number_in("8,300.5") is None
    assert number_in("60 %") == 60
    assert day_in(row.cell(2)) == date(2026, 6, 5)
    assert day_in("32/1/2026") is None


@pytest.mark.parametrize(
    ("cell", "text"),
    [(60.0, "60"), (8.5, "8,5"), (date(2026, 6, 5), "05/06/2026"), (None, ""), (" a ", "a")],
)
def test_a_cell_reads_as_a_person_reads_it(cell: str | float | date | None, text: str) -> None:
    assert text_in(cell) == text


@pytest.mark.parametrize(("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_columns_are_named_as_the_program_names_them(column: int, name: str) -> None:
    assert letters(column) == name


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"PK\x03\x04 no workbook")
    with pytest.raises(WorkbookUnread, match="damaged"):
        read_workbook(path)


def test_a_sheet_without_end_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].cell(MOST_ROWS + 1, 1, "x")
    path = tmp_path / "long.xlsx"
    book.save(path)
    with pytest.raises(WorkbookUnread, match="too_large"):
        read_workbook(path)


def test_what_a_value_alone_does_not_say_is_told_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "marked.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Một")
    sheet.write_number("A1", 0.6, book.add_format({"num_format": "0.0%"}))
    sheet.write_number("B1", 0.6, book.add_format({"num_format": '0.0" %"'}))
    sheet.write_formula("C1", "=1/0", None, "#DIV/0!")
    sheet.write_formula("A2", "=1+1", None, 2)
    sheet.merge_range("B2:B3", "chung")
    sheet.write_string("C3", "cuối")
    book.close()

    (read,) = read_workbook(path)

    assert set(read.percents) == {(0, 0)}
    assert set(read.errors) == {(0, 2)}
    assert read.rows[1].cells[:2] == (2.0, "chung")
    assert read.merged == (((1, 1), (2, 1)),)


def test_a_formula_that_nobody_worked_out_is_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"], book.worksheets[0]["B2"] = "=1+1", "x"
    path = tmp_path / "fresh.xlsx"
    book.save(path)

    assert read_workbook(path)[0].unworked == {(0, 0)}


def test_one_long_text_named_in_every_cell_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "unfolding.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for row in range(700):
        sheet.write_string(row, 0, "ộ" * 30_000)
    book.close()
    assert path.stat().st_size < 100_000

    with pytest.raises(WorkbookUnread, match="too_large"):
        read_workbook(path)


def test_the_cells_of_all_sheets_are_counted_together(tmp_path: Path) -> None:
    path = tmp_path / "sheets.xlsx"
    book = xlsxwriter.Workbook(path)
    for _n in range(2):
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "x")
        sheet.write_string(MOST_ROWS - 1, MOST_COLUMNS - 1, "x")
    book.close()

    with pytest.raises(WorkbookUnread, match="too_large"):
        read_workbook(path)


def test_merged_cells_that_overlap_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "overlap.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["C9"] = "chung", "cuối"
    for row in range(8, 0, -1):
        sheet.merged_cells.add(f"A{row}:C9")
    book.save(path)

    with pytest.raises(WorkbookUnread, match="damaged"):
        read_workbook(path)


def test_a_number_beyond_all_numbers_counts_as_text(tmp_path: Path) -> None:
    path, plain = tmp_path / "endless.xlsx", tmp_path / "plain.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = 12345
    book.save(plain)
    with zipfile.ZipFile(plain) as read, zipfile.ZipFile(path, "w") as write:
        for name in read.namelist():
            write.writestr(name, read.read(name).replace(b"<v>12345</v>", b"<v>1e999</v>"))

    cell = read_workbook(path)[0].rows[0].cell(0)

    assert isinstance(cell, str)
    assert number_in(cell) is None
    assert number_in("9" * 400) is None
