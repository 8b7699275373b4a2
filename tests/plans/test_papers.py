"""What officials carry away: the Excel list and the Word slip, laid out to be read on A4."""

from io import BytesIO

import openpyxl
import pytest
from docx import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Mm

from dieuphoi.base.sheets import LINE
from dieuphoi.plans import queries
from dieuphoi.plans.queries import TaskFilter
from dieuphoi.plans.task_sheet import COLUMNS, write_sheet
from dieuphoi.plans.task_slip import WIDTHS, write_slip
from tests.cast import ON, Cast, World, assign, draft, make_plan

pytestmark = pytest.mark.django_db

LONG = "Rà soát, sửa đổi và trình ban hành quy định minh họa về phối hợp giữa các cơ quan " * 3


def test_a_row_of_the_sheet_is_as_tall_as_its_longest_cell(cast: Cast) -> None:
    plan = make_plan(
        cast.dau_moi, cast.ubnd, [draft("1", LONG, cast.so), draft("2", "Ngắn", cast.so)]
    )
    assign(plan)
    found = queries.with_sources(queries.tasks(cast.focal, TaskFilter(), ON))
    content = write_sheet(queries.rows(list(found), ON), title="Danh mục", asked="Tất cả", on=ON)

    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]

    longest = next(column for column in COLUMNS if str(column.heading) == "Nội dung nhiệm vụ")
    assert sheet.row_dimensions[5].height >= LINE * len(LONG) / longest.width
    assert sheet.row_dimensions[6].height is None, "a line of text is as tall as any row"


def test_the_sheet_prints_its_rows_up_to_the_punctuality(world: World) -> None:
    found = queries.with_sources(queries.tasks(world.cast.focal, TaskFilter(), ON))
    rows = queries.rows(list(found), ON)

    content = write_sheet(rows, title="Danh mục", asked="Tất cả", on=ON)

    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    (last,) = [cell.column_letter for cell in sheet[4] if cell.value == "Tình trạng thời hạn"]
    assert sheet.print_area == f"'Nhiệm vụ'!$A$1:${last}${4 + len(rows)}"


def test_the_slip_gives_its_widths_to_the_grid_and_to_the_cells(world: World) -> None:
    owed = queries.owed_by(world.cast.focal, world.cast.so, world.plan, ON)

    word = WordDocument(BytesIO(write_slip(world.cast.so, world.plan, owed, on=ON)))

    table = word.tables[1]
    assert [cell.text for cell in table.rows[1].cells][:2] == [
        "1",
        owed[0].task.terms.get().content,
    ]
    for column, width in zip(table.columns, WIDTHS, strict=True):
        assert abs(column.width - Mm(width)) < Mm(0.1)
        assert all(abs(cell.width - Mm(width)) < Mm(0.1) for cell in column.cells)


def test_a_row_of_the_slip_stays_whole_and_its_head_is_repeated(world: World) -> None:
    owed = queries.owed_by(world.cast.focal, world.cast.so, world.plan, ON)

    word = WordDocument(BytesIO(write_slip(world.cast.so, world.plan, owed, on=ON)))

    head, *rows = word.tables[1].rows
    assert head._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in (head, *rows))
