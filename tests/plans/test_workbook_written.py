"""What an agency gets to fill in: what is locked, what is open, what it takes, how it prints."""

import zipfile
from datetime import date
from io import BytesIO

import openpyxl
import pytest

from dieuphoi.organizations.models import Organization
from dieuphoi.plans import assignment, progress
from dieuphoi.plans.progress import Told
from dieuphoi.plans.workbook.columns import OPEN, Place
from dieuphoi.plans.workbook.gathered import workbook_of_all_plans, workbooks_under
from dieuphoi.plans.workbook.keys import KeyBroken, KeyOfOthers, RowKey, read_key
from dieuphoi.plans.workbook.written import HEAD, file_name, write_all, write_workbook
from tests.cast import AT, ON, Cast, World, assign, draft, later, make_plan
from tests.plans.workbooks import FIRST, HEADINGS, Book, written

pytestmark = pytest.mark.django_db


def test_only_the_columns_to_fill_are_open(world: World) -> None:
    book = Book(written(world.cast.focal, world.cast.phuong, world.plan))

    heads, row = book.sheet[HEAD + 1], book.sheet[FIRST]
    opened = {
        head.value for head, cell in zip(heads, row, strict=True) if not cell.protection.locked
    }
    assert opened == {str(column.heading) for column in OPEN}
    assert all(sheet.protection.sheet for sheet in book.book.worksheets)
    assert all(cell.protection.locked for cell in book.sheet[HEAD + 1])


def test_a_row_says_what_is_owed_and_what_was_told(world: World) -> None:
    assignment.accept(world.obligation, by=world.cast.head, at=later())
    progress.note(world.obligation, Told(ON, 40, "Đã khảo sát"), by=world.cast.head, at=later(2))

    book = Book(written(world.cast.focal, world.cast.so, world.plan))

    said = {place: book.cell(1, place).value for place in (Place.CODE, Place.STATE, Place.TOLD_DID)}
    assert said == {"code": "1", "state": "Đang thực hiện", "told_did": "Đã khảo sát"}
    assert book.cell(1, Place.TOLD_PERCENT).value == 40
    assert book.cell(1, Place.DUE_ON).value.date() == date(2026, 3, 31)
    assert book.cell(1, Place.DUE_ON).number_format == "dd/mm/yyyy"
    assert read_key(book.cell(1, Place.KEY).value).obligation == world.obligation.pk
    assert book.sheet.column_dimensions[book.cell(1, Place.KEY).column_letter].hidden


def test_a_row_of_which_nothing_can_be_told_is_closed(world: World) -> None:
    assignment.decline(world.obligation, reason="Sai", by=world.cast.head, at=later())

    book = Book(written(world.cast.focal, world.cast.so, world.plan))

    assert all(book.cell(1, column.place).protection.locked for column in OPEN)


def test_an_assignment_is_open_only_to_an_agency_without_account(world: World) -> None:
    with_account = Book(written(world.cast.focal, world.cast.so, world.plan))
    without = Book(written(world.cast.focal, world.cast.phuong, world.plan))

    assert with_account.cell(1, Place.PERCENT).protection.locked
    assert not without.cell(1, Place.PERCENT).protection.locked


def test_the_open_cells_say_what_they_take(world: World) -> None:
    sheet = Book(written(world.cast.focal, world.cast.phuong, world.plan)).sheet

    rules = {rule.type: rule for rule in sheet.data_validations.dataValidation}
    assert set(rules) == {"whole", "date", "list"}
    assert (rules["whole"].formula1, rules["whole"].formula2) == ("0", "100")
    assert rules["list"].formula1 == '"Có,—"'
    assert all(rule.error for rule in rules.values())


def test_it_prints_on_a4_across_without_the_keys(world: World) -> None:
    book = Book(written(world.cast.focal, world.cast.phuong, world.plan))

    sheet = book.sheet
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == f"${HEAD + 1}:${HEAD + 1}"
    last = book.cell(1, Place.DONE).column_letter
    assert sheet.print_area == f"'Nhiệm vụ'!$A$1:${last}${FIRST}"


def test_the_first_sheet_says_how_to_fill_it_in(world: World) -> None:
    book = Book(written(world.cast.focal, world.cast.phuong, world.plan)).book

    words = " ".join(str(cell.value) for row in book.worksheets[0] for cell in row if cell.value)
    assert book.sheetnames == ["Hướng dẫn", "Nhiệm vụ"]
    for part in ("UBND phường Ba", "nền vàng", "Sở Đầu Mối", "dấu chỉ độ mật", "02/03/2026"):
        assert part in words


def test_text_that_starts_like_a_formula_stays_text(cast: Cast) -> None:
    Organization.objects.filter(pk=cast.phuong.pk).update(name="=1+1")
    cast.phuong.refresh_from_db()
    texts = ["=cmd|'/C calc'!A0", "+84", "-1", "@SUM(A1)", "＝1+1"]
    plan = make_plan(cast.dau_moi, cast.ubnd, [draft(t, t, cast.phuong) for t in texts])
    assign(plan)

    book = openpyxl.load_workbook(BytesIO(written(cast.focal, cast.phuong, plan)))

    risky = [
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@", "＝"))
    ]
    assert len(risky) >= 2 * len(texts)
    assert {(cell.data_type, cell.quotePrefix) for cell in risky} == {("s", True)}


def test_the_workbook_of_all_plans_names_the_plan_of_each_row(world: World) -> None:
    cast = world.cast
    second = make_plan(cast.dau_moi, cast.ubnd, [draft("9", "Việc khác", cast.phuong)], "85")
    assign(second, later())

    found = workbook_of_all_plans(cast.focal, cast.phuong, ON)

    assert found is not None
    book = Book(write_workbook(found, on=ON))
    titles = {book.cell(n, Place.PLAN).value for n in (1, 2)}
    assert titles == {world.plan.title, second.title}
    assert HEADINGS[Place.PLAN] in [cell.value for cell in book.sheet[HEAD + 1]]


def test_nobody_gets_a_workbook_of_plans_that_are_not_theirs(world: World) -> None:
    cast = world.cast

    assert workbook_of_all_plans(cast.stranger_focal, cast.phuong, ON) is None


def test_the_zip_has_a_workbook_for_each_agency_under_its_name(world: World) -> None:
    Organization.objects.filter(pk=world.cast.khac.pk).update(name="Sở Hai/Ba: mới")

    content = write_all(workbooks_under(world.cast.focal, world.plan, ON), on=ON)

    names = zipfile.ZipFile(BytesIO(content)).namelist()
    assert sorted(names) == [
        "Bảng tiến độ - Sở Hai Ba mới.xlsx",
        "Bảng tiến độ - Sở Một.xlsx",
        "Bảng tiến độ - UBND phường Ba.xlsx",
    ]


def test_two_agencies_of_one_name_get_two_files(world: World) -> None:
    Organization.objects.filter(pk=world.cast.khac.pk).update(name=world.cast.so.name)

    content = write_all(workbooks_under(world.cast.focal, world.plan, ON), on=ON)

    assert len(set(zipfile.ZipFile(BytesIO(content)).namelist())) == 3


def test_a_file_name_keeps_its_ending_and_no_sign_that_a_disk_refuses() -> None:
    assert file_name('a<b>:"c"/d\\e|f?g*.xlsx') == "a b c d e f g.xlsx"
    assert len(file_name("x" * 300 + ".xlsx")) < 120


def test_a_key_is_read_back_and_no_other_is_taken_for_one(world: World) -> None:
    key = RowKey(world.obligation.pk, world.cast.so.pk, AT, 7)

    assert read_key(f" {key} ") == key
    edited = str(key)
    middle = "B" if edited[30] != "B" else "C"
    for wrong in (edited[:30] + middle + edited[31:], edited[:-5], "DP.", "", "x" * 62):
        with pytest.raises(KeyBroken):
            read_key(wrong)


def test_a_key_of_another_installation_is_told_from_an_edited_one(
    world: World, settings: object
) -> None:
    key = str(RowKey(world.obligation.pk, world.cast.so.pk, AT, 7))
    settings.SECRET_KEY = "another installation"  # type: ignore[attr-defined]

    with pytest.raises(KeyOfOthers):
        read_key(key)
