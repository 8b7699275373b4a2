"""A workbook that comes back, whatever was done to it: understood, or refused with place and reason."""

import re
import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dieuphoi.base.filled_workbook import MOST_ROWS
from dieuphoi.documents.refusals import UploadRefused
from dieuphoi.organizations.models import User
from dieuphoi.organizations.roles import Role
from dieuphoi.plans import assignment, progress
from dieuphoi.plans.models import Obligation, Outcome, Plan, ReturnState, SourceKind, WorkbookReturn
from dieuphoi.plans.progress import Told
from dieuphoi.plans.workbook import receiving
from dieuphoi.plans.workbook.columns import OPEN, READ_ONLY, Place
from dieuphoi.plans.workbook.gathered import workbook_of
from dieuphoi.plans.workbook.receiving import NoWorkbook
from dieuphoi.plans.workbook.written import HEAD, write_workbook
from tests.cast import ON, Cast, World, assign, draft, later, make_plan, person
from tests.plans.workbooks import (
    FIRST,
    HEADINGS,
    Book,
    handed_in,
    in_quarantine,
    outcomes,
    reasons,
    written,
)

pytestmark = pytest.mark.django_db

DONE = "Đã ban hành Quyết định số 12/QĐ-UBND ngày 01/3/2026 kèm danh mục minh họa"


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """A plan under which the ward, which has no account, owes three tasks."""
    made = make_plan(
        cast.dau_moi, cast.ubnd, [draft(str(n), f"Việc {n}", cast.phuong) for n in (1, 2, 3)]
    )
    assign(made)
    return made


@pytest.fixture
def book(cast: Cast, plan: Plan) -> Book:
    """The ward's workbook, nothing written into it yet."""
    return Book(written(cast.focal, cast.phuong, plan))


def test_nothing_written_changes_nothing(cast: Cast, plan: Plan, book: Book) -> None:
    returned = handed_in(plan, book.content, cast.focal)

    assert (returned.state, returned.organization) == (ReturnState.READ, cast.phuong)
    assert (returned.done, returned.total) == (3, 3)
    assert [outcome for _n, outcome in outcomes(returned)] == [Outcome.UNCHANGED] * 3


def test_what_is_written_is_what_would_be_told(cast: Cast, plan: Plan, book: Book) -> None:
    book.fill(2, percent=60, did="Đã làm", next="Làm tiếp", on=date(2026, 3, 1), done="—")

    row = handed_in(plan, book.content, cast.focal).rows.get(outcome=Outcome.CREATED)

    assert (row.number, row.percent, row.did, row.next) == (FIRST + 1, 60, "Đã làm", "Làm tiếp")
    assert (row.on, row.proposes_done, row.obligation_id) == (
        date(2026, 3, 1),
        False,
        obligation(plan, 2).pk,
    )


def test_what_was_told_before_makes_it_a_change(cast: Cast, plan: Plan) -> None:
    progress.tell_on_behalf(obligation(plan, 1), Told(ON, 10), source(), by=cast.focal, at=later())
    book = Book(written(cast.focal, cast.phuong, plan)).fill(1, percent=20)

    row = handed_in(plan, book.content, cast.focal).rows.get(outcome=Outcome.CHANGED)

    assert row.earlier == {"percent": 10, "did": "", "on": "2026-03-02"}


def test_an_empty_percentage_stays_and_an_empty_day_is_that_of_handing_in(
    cast: Cast, plan: Plan
) -> None:
    progress.tell_on_behalf(obligation(plan, 1), Told(ON, 10), source(), by=cast.focal, at=later())
    book = Book(written(cast.focal, cast.phuong, plan)).fill(1, did="Thêm")

    row = handed_in(plan, book.content, cast.focal).rows.get(outcome=Outcome.CHANGED)

    assert (row.percent, row.on) == (10, ON)


@pytest.mark.parametrize(
    "value, format_, percent",
    [
        (60, "0", 60),
        ("60", "@", 60),
        ("60%", "@", 60),
        ("60 %", "@", 60),
        (0.6, "0%", 60),
        (0.29, "0.0%", 29),
        (1, "0%", 100),
        ("60,0", "@", 60),
        (0, "0", 0),
    ],
)
def test_a_percentage_is_read_as_it_was_meant(
    cast: Cast, plan: Plan, book: Book, value: Any, format_: str, percent: int
) -> None:
    cell = book.fill(1, percent=value, did="Có làm").cell(1, Place.PERCENT)
    cell.number_format = format_

    assert (
        handed_in(plan, book.content, cast.focal).rows.get(outcome=Outcome.CREATED).percent
        == percent
    )


@pytest.mark.parametrize(
    "value, words",
    [
        ("8.300", "8.300"),
        ("8,3", "8,3"),
        ("3.5", "3.5"),
        (0.6, "hãy ghi 60"),
        (101, "101"),
        (-1, "-1"),
        ("gần xong", "gần xong"),
        (True, "True"),
        (date(2026, 3, 1), "01/03/2026"),
    ],
)
def test_what_is_no_percentage_is_refused_with_what_stands_there(
    cast: Cast, plan: Plan, book: Book, value: Any, words: str
) -> None:
    book.fill(1, percent=value)

    returned = handed_in(plan, book.content, cast.focal)

    ((number, heading, text),) = reasons(returned)
    assert (number, heading) == (FIRST, "Tiến độ (%)")
    assert words in text
    assert (
        returned.rows.get(number=FIRST).reasons[0]["column"]
        == book.cell(1, Place.PERCENT).column_letter
    )


@pytest.mark.parametrize(
    "value, day",
    [
        (date(2026, 3, 1), date(2026, 3, 1)),
        ("01/3/2026", date(2026, 3, 1)),
        ("1-3-2026", date(2026, 3, 1)),
        (" 01.03.2026 ", date(2026, 3, 1)),
    ],
)
def test_a_day_is_read_with_the_day_first(
    cast: Cast, plan: Plan, book: Book, value: Any, day: date
) -> None:
    book.fill(1, percent=5, on=value)

    assert handed_in(plan, book.content, cast.focal).rows.get(outcome=Outcome.CREATED).on == day


@pytest.mark.parametrize(
    "value, words",
    [
        ("31/02/2026", "31/02/2026"),
        ("tháng 3", "tháng 3"),
        (46082, "46082"),
        ("01/03/0226", "01/03/0226"),
        (date(2026, 3, 3), "không được sau hôm nay"),
    ],
)
def test_what_is_no_day_or_has_not_come_is_refused(
    cast: Cast, plan: Plan, book: Book, value: Any, words: str
) -> None:
    book.fill(1, percent=5, on=value)
    book.cell(1, Place.ON).number_format = "dd/mm/yyyy" if isinstance(value, date) else "General"

    ((number, heading, text),) = reasons(handed_in(plan, book.content, cast.focal))

    assert (number, heading) == (FIRST, "Ngày báo")
    assert words in text


@pytest.mark.parametrize(
    "value, proposed",
    [("Có", True), ("CÓ ", True), ("x", True), ("—", False), ("Không", False), (None, False)],
)
def test_done_is_proposed_only_where_it_says_so(
    cast: Cast, plan: Plan, book: Book, value: str | None, proposed: bool
) -> None:
    book.fill(1, percent=100, did=DONE, done=value)

    row = handed_in(plan, book.content, cast.focal).rows.get(outcome=Outcome.CREATED)

    assert row.proposes_done is proposed


@pytest.mark.parametrize(
    "cells, heading, words",
    [
        ({"percent": 100, "done": "sắp"}, HEADINGS[Place.DONE], "“sắp”"),
        ({"percent": 100, "done": "Có"}, HEADINGS[Place.DID], "kết quả đã đạt được"),
        ({"did": DONE, "done": "Có"}, HEADINGS[Place.PERCENT], "phải ghi tiến độ"),
        ({"on": date(2026, 3, 1)}, HEADINGS[Place.PERCENT], "Chỉ ghi ngày"),
        ({"percent": 0}, HEADINGS[Place.PERCENT], "tỷ lệ hoặc nội dung"),
    ],
)
def test_a_row_obeys_the_rules_of_progress_told_by_hand(
    cast: Cast, plan: Plan, book: Book, cells: dict[str, Any], heading: str, words: str
) -> None:
    book.fill(1, **cells)

    ((_number, said, text),) = reasons(handed_in(plan, book.content, cast.focal))

    assert said == heading
    assert words in text


def test_deleted_rows_stay_as_they_are_and_are_counted(cast: Cast, plan: Plan, book: Book) -> None:
    book.fill(3, percent=30)
    book.sheet.delete_rows(FIRST, 2)

    returned = handed_in(plan, book.content, cast.focal)

    assert outcomes(returned) == [(FIRST, Outcome.CREATED)]
    assert returned.rows.get().obligation == obligation(plan, 3)
    assert "2 nhiệm vụ" in returned.notes[0]


def test_inserted_columns_and_other_spelling_of_headings_make_no_difference(
    cast: Cast, plan: Plan, book: Book
) -> None:
    book.fill(1, percent=30, did="Đã làm")
    book.sheet.cell(HEAD + 1, book.column(Place.DID)).value = "  KET QUA   đã làm: "
    book.sheet.cell(HEAD + 1, book.column(Place.PERCENT)).value = "tiến độ %"
    book.sheet.insert_cols(1, 2)
    book.sheet.title = "Sheet đã đổi tên"
    book.book.move_sheet(book.sheet, -1)

    row = handed_in(plan, book.content, cast.focal).rows.get(outcome=Outcome.CREATED)

    assert (row.percent, row.did, row.sheet) == (30, "Đã làm", "Sheet đã đổi tên")


def test_two_columns_of_one_name_are_refused(cast: Cast, plan: Plan, book: Book) -> None:
    last = book.column(Place.KEY) + 1
    book.sheet.cell(HEAD + 1, last).value = HEADINGS[Place.DID]

    returned = handed_in(plan, book.content, cast.focal)

    assert returned.state == ReturnState.REFUSED
    assert "nhiều cột cùng tên “Kết quả đã làm” (L, Q)" in returned.refusal


def test_a_sheet_whose_headings_are_gone_is_refused(cast: Cast, plan: Plan, book: Book) -> None:
    book.sheet.delete_rows(1, HEAD + 1)

    assert "Không tìm thấy dòng tên cột" in handed_in(plan, book.content, cast.focal).refusal


def test_a_workbook_whose_keys_are_gone_is_refused(cast: Cast, plan: Plan, book: Book) -> None:
    book.fill(1, percent=5).sheet.delete_cols(book.column(Place.KEY))

    assert "cột khóa dòng đã bị xóa" in handed_in(plan, book.content, cast.focal).refusal


def test_a_formula_counts_as_its_value_and_an_error_is_refused(
    cast: Cast, plan: Plan, tmp_path: Any
) -> None:
    content = written(cast.focal, cast.phuong, plan)
    with_value = replaced_cell(content, 1, '<c r="{cell}"><f>30+30</f><v>60</v></c>')
    with_error = replaced_cell(content, 1, '<c r="{cell}" t="e"><f>1/0</f><v>#DIV/0!</v></c>')

    good = handed_in(plan, with_value, cast.focal)
    bad = handed_in(plan, with_error, cast.focal)

    assert good.rows.get(outcome=Outcome.CREATED).percent == 60
    ((number, heading, text),) = reasons(bad)
    assert (number, heading) == (FIRST, "Tiến độ (%)")
    assert "Công thức báo lỗi" in text


def test_a_formula_that_nobody_worked_out_is_refused(cast: Cast, plan: Plan, book: Book) -> None:
    book.fill(1, percent="=30+30", did="Đã làm")

    ((_number, heading, text),) = reasons(handed_in(plan, book.content, cast.focal))

    assert heading == "Tiến độ (%)"
    assert "chưa được tính" in text


def test_merged_cells_are_refused_in_each_row(cast: Cast, plan: Plan, book: Book) -> None:
    book.fill(1, percent=50)
    column = book.cell(1, Place.PERCENT).column_letter
    book.sheet.merge_cells(f"{column}{FIRST}:{column}{FIRST + 1}")

    returned = handed_in(plan, book.content, cast.focal)

    assert [number for number, _heading, _text in reasons(returned)] == [FIRST, FIRST + 1]
    assert f"{column}{FIRST} đến {column}{FIRST + 1}" in reasons(returned)[0][2]


def test_an_edited_key_is_refused(cast: Cast, plan: Plan, book: Book) -> None:
    cell = book.cell(2, Place.KEY)
    cell.value = cell.value[:20] + ("A" if cell.value[20] != "A" else "B") + cell.value[21:]

    ((number, heading, text),) = reasons(handed_in(plan, book.content, cast.focal))

    assert (number, heading) == (FIRST + 1, HEADINGS[Place.KEY])
    assert "đã bị sửa" in text


def test_a_filled_row_without_key_is_refused_and_a_note_below_is_not(
    cast: Cast, plan: Plan, book: Book
) -> None:
    book.fill(3, percent=5)
    book.cell(3, Place.KEY).value = None
    book.sheet.cell(FIRST + 5, 3).value = "Người lập biểu"

    returned = handed_in(plan, book.content, cast.focal)

    ((number, _heading, text),) = reasons(returned)
    assert number == FIRST + 2
    assert "không có khóa" in text
    assert returned.total == 3


def test_an_obligation_written_into_two_rows_is_refused_in_both(
    cast: Cast, plan: Plan, book: Book
) -> None:
    book.fill(1, percent=5).fill(2, percent=6)
    book.cell(2, Place.KEY).value = book.cell(1, Place.KEY).value

    found = reasons(handed_in(plan, book.content, cast.focal))

    assert [number for number, _heading, _text in found] == [FIRST, FIRST + 1]
    assert f"dòng {FIRST + 1}" in found[0][2]


def test_a_row_told_of_since_is_stale_and_says_so(cast: Cast, plan: Plan, book: Book) -> None:
    book.fill(1, percent=60)
    progress.tell_on_behalf(obligation(plan, 1), Told(ON, 40), source(), by=cast.focal, at=later(2))
    again = Book(written(cast.focal, cast.phuong, plan)).fill(1, percent=60)
    progress.tell_on_behalf(obligation(plan, 1), Told(ON, 45), source(), by=cast.focal, at=later(3))

    ((_number, _heading, moved),) = reasons(handed_in(plan, book.content, cast.focal))
    ((_number, _heading, told),) = reasons(handed_in(plan, again.content, cast.focal))

    assert "chuyển trạng thái “Đang thực hiện” ngày 02/03/2026" in moved
    assert "tiến độ 45 % tính đến ngày 02/03/2026" in told


def test_a_stale_row_with_nothing_written_is_only_unchanged(
    cast: Cast, plan: Plan, book: Book
) -> None:
    progress.tell_on_behalf(obligation(plan, 1), Told(ON, 40), source(), by=cast.focal, at=later(2))

    returned = handed_in(plan, book.content, cast.focal)

    assert {outcome for _n, outcome in outcomes(returned)} == {Outcome.UNCHANGED}


def test_a_row_that_went_to_another_agency_is_stale(cast: Cast, plan: Plan, book: Book) -> None:
    book.fill(1, percent=60)
    head = person("ward_head", cast.phuong, Role.HEAD)
    assignment.decline(obligation(plan, 1), reason="Sai", by=head, at=later())
    assignment.reassign(obligation(plan, 1), cast.khac, by=cast.focal, at=later(2))
    User.objects.filter(pk=head.user_id).update(is_active=False)

    ((_number, _heading, text),) = reasons(handed_in(plan, book.content, cast.focal))

    assert "nay do Sở Hai thực hiện" in text


def test_a_workbook_of_another_installation_is_refused(
    cast: Cast, plan: Plan, book: Book, settings: Any
) -> None:
    content = book.fill(1, percent=5).content
    settings.SECRET_KEY = "another installation"

    assert "Khóa của hệ thống khác" in handed_in(plan, content, cast.focal).refusal


def test_a_workbook_of_another_plan_is_refused(cast: Cast, plan: Plan, book: Book) -> None:
    other = make_plan(cast.dau_moi, cast.ubnd, [draft("1", "Khác", cast.phuong)], "85")
    assign(other)

    returned = handed_in(other, book.content, cast.focal)

    assert "kế hoạch khác: Kế hoạch minh họa số 84" in returned.refusal


def test_a_workbook_of_another_agency_is_refused(world: World) -> None:
    content = written(world.cast.focal, world.cast.phuong, world.plan)

    returned = handed_in(world.plan, content, world.cast.officer)

    assert "bảng của UBND phường Ba, không phải của cơ quan bạn" in returned.refusal


def test_an_agency_with_an_account_hands_in_its_own(world: World) -> None:
    cast = world.cast
    assignment.accept(world.obligation, by=cast.head, at=later())
    content = Book(written(cast.focal, cast.so, world.plan)).fill(1, percent=5).content

    by_focal = handed_in(world.plan, content, cast.focal)
    by_officer = handed_in(world.plan, content, cast.officer)

    assert "Sở Một đã có tài khoản" in by_focal.refusal
    assert outcomes(by_officer) == [(FIRST, Outcome.CREATED)]


def test_an_assignment_not_accepted_is_told_only_after_the_head_took_it(world: World) -> None:
    cast = world.cast
    content = Book(written(cast.officer, cast.so, world.plan)).fill(1, percent=5).content

    ((_number, _heading, text),) = reasons(handed_in(world.plan, content, cast.officer))

    assert "chưa được nhận" in text


def test_more_rows_than_are_read_is_refused_in_words(cast: Cast, plan: Plan, book: Book) -> None:
    book.sheet.cell(21_000, 3).value = "x"

    assert (
        f"hơn {MOST_ROWS:,}".replace(",", ".") in handed_in(plan, book.content, cast.focal).refusal
    )


def test_a_mark_of_secrecy_keeps_the_whole_file_out(cast: Cast, plan: Plan, book: Book) -> None:
    book.fill(1, did="TUYỆT MẬT")

    with pytest.raises(UploadRefused, match="độ mật"):
        receiving.receive(plan, in_quarantine(book.content), by=cast.focal, at=later())
    assert not WorkbookReturn.objects.exists()


@pytest.mark.parametrize(
    "content, name",
    [
        (b"", "trong.xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "cu.xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "k.xlsx"),
        (b"PK\x03\x04 no workbook", "hong.xlsx"),
    ],
)
def test_what_the_guard_does_not_take_is_refused(
    cast: Cast, plan: Plan, content: bytes, name: str
) -> None:
    with pytest.raises(UploadRefused):
        receiving.receive(plan, in_quarantine(content, name), by=cast.focal, at=later())


def test_a_file_of_another_kind_is_refused_with_what_to_do(cast: Cast, plan: Plan) -> None:
    with pytest.raises(NoWorkbook, match="xlsx"):
        receiving.receive(plan, in_quarantine(b"a;b\n1;2\n", "b.csv"), by=cast.focal, at=later())


def test_a_workbook_that_is_none_of_ours_is_refused(cast: Cast, plan: Plan) -> None:
    buffer = BytesIO()
    openpyxl.Workbook().save(buffer)

    assert "không phải bảng tiến độ" in handed_in(plan, buffer.getvalue(), cast.focal).refusal


def test_a_reading_that_was_cut_off_is_begun_anew(cast: Cast, plan: Plan, book: Book) -> None:
    returned = handed_in(plan, book.content, cast.focal)
    WorkbookReturn.objects.update(state=ReturnState.READING, total=9, done=1)

    assert receiving.read_waiting(at=later(5)) == 0, "somebody else may be reading it"
    assert receiving.read_waiting(at=later(7)) == 1
    returned.refresh_from_db()
    assert (returned.state, returned.done, returned.total) == (ReturnState.READ, 3, 3)
    assert returned.rows.count() == 3


@pytest.fixture
def five(cast: Cast) -> Plan:
    """A plan under which the ward owes five tasks."""
    made = make_plan(
        cast.dau_moi, cast.ubnd, [draft(str(n), f"Việc {n}", cast.phuong) for n in range(1, 6)]
    )
    assign(made)
    return made


COLUMNS = len(READ_ONLY) - 1 + len(OPEN) + 1


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    filled=st.dictionaries(st.integers(1, 5), st.integers(1, 100)),
    rows=st.permutations(range(5)),
    columns=st.permutations(range(COLUMNS)),
)
def test_exactly_what_was_written_is_proposed_in_whatever_order(
    cast: Cast,
    five: Plan,
    filled: dict[int, int],
    rows: list[int],
    columns: list[int],
) -> None:
    book = Book(write_workbook(workbook_of(cast.focal, cast.phuong, five, ON), on=ON))
    for n, percent in filled.items():
        book.fill(n, percent=percent, did=f"Việc {n}")
    book.rearrange(rows, columns)

    returned = handed_in(five, book.content, cast.focal)

    proposed = returned.rows.filter(outcome=Outcome.CREATED)
    assert {
        row.obligation.task.code: row.percent
        for row in proposed.select_related("obligation__task")
        if row.obligation
    } == {str(n): percent for n, percent in filled.items()}
    assert returned.rows.filter(outcome=Outcome.UNCHANGED).count() == 5 - len(filled)


def obligation(plan: Plan, n: int) -> Obligation:
    """What the ward owes under the n-th task."""
    found = Obligation.objects.select_related("task__plan", "holder")
    return found.get(task__plan=plan, task__code=str(n))


def source() -> progress.Source:
    """A call of today."""
    return progress.Source(SourceKind.TELEPHONE, "Văn phòng phường", ON)


def replaced_cell(content: bytes, row: int, xml: str) -> bytes:
    """The file with the percentage of the n-th obligation written as this XML."""
    name = f"{Book(content).cell(row, Place.PERCENT).coordinate}"
    part = "xl/worksheets/sheet2.xml"
    found = zipfile.ZipFile(BytesIO(content))
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for one in found.namelist():
            text = found.read(one)
            if one == part:
                new, n = re.subn(rf'<c r="{name}"[^>]*/>', xml.format(cell=name), text.decode())
                assert n == 1
                text = new.encode()
            package.writestr(one, text)
    return buffer.getvalue()


def test_a_number_of_hundreds_of_digits_is_refused_in_words(
    cast: Cast, plan: Plan, book: Book
) -> None:
    book.fill(1, percent=1e308).fill(2, percent="9" * 400)

    returned = handed_in(plan, book.content, cast.focal)

    assert returned.state == ReturnState.READ
    assert [number for number, *_more in reasons(returned)] == [FIRST, FIRST + 1]
    assert all(len(text) < 200 for *_more, text in reasons(returned))


def test_a_key_copied_down_a_long_column_names_some_of_its_rows(
    cast: Cast, plan: Plan, book: Book
) -> None:
    key = book.cell(1, Place.KEY).value
    for row in range(1, 101):
        book.cell(row, Place.KEY).value = key
        book.fill(row, percent=50)

    returned = handed_in(plan, book.content, cast.focal)

    texts = [text for *_more, text in reasons(returned)]
    assert len(texts) == 100
    assert "dòng 7; " in texts[0]
    assert all(text.count(" dòng ") <= 6 and "…" in text for text in texts)
