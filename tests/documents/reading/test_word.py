"""Word documents as a person sees them."""

from typing import Any

import pytest

from dieuphoi.documents.reading import NothingToRead
from dieuphoi.documents.reading.word import read_word

from .paper import HEADER, TASK, add_list, element, number, only, row, word
from .paper import read_word as tasks_of


def text_of(xml: str) -> str:
    """What stands in a paragraph made of this XML."""

    def change(document: Any) -> None:
        document.add_paragraph()._p.append(element(xml))

    return "\n".join(p.text for p in read_word(word(change=change, letterhead=None)).paragraphs())


def test_inserted_text_counts_as_accepted() -> None:
    assert text_of("<w:ins><w:r><w:t>mới</w:t></w:r></w:ins>") == "mới"


def test_deleted_text_is_gone() -> None:
    assert text_of("<w:del><w:r><w:delText>cũ</w:delText></w:r></w:del>") == ""


def test_moved_text_stands_where_it_was_moved_to() -> None:
    assert text_of("<w:moveFrom><w:r><w:t>cũ</w:t></w:r></w:moveFrom>") == ""
    assert text_of("<w:moveTo><w:r><w:t>mới</w:t></w:r></w:moveTo>") == "mới"


def test_text_box_is_left_out() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>hộp</w:t></w:r></w:p></w:txbxContent>"
    assert text_of(f"<w:r><w:pict>{box}</w:pict><w:t>chữ</w:t></w:r>") == "chữ"


def test_hyphens_tabs_and_breaks_are_kept() -> None:
    assert text_of("<w:r><w:t>KH</w:t><w:noBreakHyphen/><w:t>UBND</w:t></w:r>") == "KH-UBND"
    assert text_of("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>") == "a b\nc"


def test_text_is_composed() -> None:
    assert text_of("<w:r><w:t>Qu\u0079\u0301</w:t></w:r>") == "Quý"


def test_deleted_row_is_gone() -> None:
    def change(document: Any) -> None:
        row_ = document.tables[-1].rows[2]._tr
        row_.get_or_add_trPr().append(element("<w:del/>"))

    document = tasks_of([HEADER, TASK, row(code="2", content="Đã bỏ")], change=change)
    assert only(document).code == "1"


def test_content_control_around_a_row_is_no_obstacle() -> None:
    def change(document: Any) -> None:
        row_ = document.tables[-1].rows[1]._tr
        control = element("<w:sdt><w:sdtContent/></w:sdt>")
        row_.addprevious(control)
        control[0].append(row_)

    assert only(tasks_of([HEADER, TASK], change=change)).code == "1"


def test_cell_merged_downwards_gives_its_text_to_each_row() -> None:
    def change(document: Any) -> None:
        table = document.tables[-1]
        table.cell(1, 2).merge(table.cell(2, 2)).text = "Sở Y tế"

    document = tasks_of([HEADER, TASK, row(code="2", content="Mở lớp")], change=change)
    assert [task.lead for task in document.tasks] == [["Sở Y tế"], ["Sở Y tế"]]
    cells = [task.locator.cell("lead") for task in document.tasks]
    assert [cell and cell.inherited for cell in cells] == [False, True]


def test_cell_merged_over_lead_and_others_is_not_certain() -> None:
    def change(document: Any) -> None:
        table = document.tables[-1]
        table.cell(1, 2).merge(table.cell(1, 3)).text = "Sở Y tế"

    task = only(tasks_of([HEADER, TASK], change=change))
    assert (task.lead, task.cooperating, task.unsure) == (["Sở Y tế"], [], ["lead"])


def test_number_that_word_counts_becomes_the_code() -> None:
    def change(document: Any) -> None:
        name = add_list(document, [("decimal", "%1.")])
        for row_ in document.tables[-1].rows[1:]:
            number(row_.cells[0].paragraphs[0], name)

    document = tasks_of([HEADER, row(code=""), row(code="", content="Mở lớp")], change=change)
    assert [task.code for task in document.tasks] == ["1", "2"]


def test_table_inside_a_cell_is_read_as_a_table_of_its_own() -> None:
    def change(document: Any) -> None:
        inner = document.add_table(rows=2, cols=6)
        for cells, texts in zip(inner.rows, [HEADER, TASK], strict=True):
            for cell, text in zip(cells.cells, texts, strict=True):
                cell.text = text
        outer = document.add_table(rows=1, cols=1)
        outer.cell(0, 0)._tc.insert(1, inner._tbl)

    document = tasks_of(change=change)
    assert only(document).code == "1"
    assert document.warnings == ["nested_table"]


def test_text_of_each_cell_keeps_its_place() -> None:
    task = only(tasks_of([HEADER, TASK]))
    assert (task.locator.table, task.locator.row) == (2, 2)
    assert [(c.role, c.header, c.text, c.column) for c in task.locator.cells] == [
        ("number", "TT", "1", 1),
        ("content", "Nhiệm vụ", "Lập danh mục dữ liệu dùng chung", 2),
        ("lead", "Cơ quan chủ trì", "Sở Nội vụ", 3),
        ("cooperating", "Cơ quan phối hợp", "Sở Y tế", 4),
        ("product", "Sản phẩm", "Danh mục", 5),
        ("deadline", "Thời hạn", "30/6/2026", 6),
    ]


@pytest.mark.parametrize("length", [0, 3, 200, 4000])
def test_torn_file_is_damaged(length: int) -> None:
    with pytest.raises(NothingToRead) as caught:
        read_word(word([HEADER, TASK])[:length])
    assert caught.value.code == "damaged"


def test_bytes_of_another_format_are_damaged() -> None:
    with pytest.raises(NothingToRead) as caught:
        read_word(b"%PDF-1.7 not a Word file")
    assert caught.value.code == "damaged"
