"""Workbooks on pages: get one, hand it in, see how far it is read, look at it, apply it, see it later."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dieuphoi.jobs.worker import tick
from dieuphoi.plans import progress
from dieuphoi.plans.models import Outcome, Progress, ReturnState, SourceKind, WorkbookReturn
from dieuphoi.plans.progress import Source, Told
from dieuphoi.plans.workbook import receiving
from tests.cast import ON, World, later
from tests.plans.workbooks import FIRST, Book, fresh, handed_in, written
from tests.web.visitor import client_of, download, links_of, visit, words_of

pytestmark = pytest.mark.django_db

APPLY = {"source_kind": "letter", "source": "Công văn 12/UBND", "source_on": "02/03/2026"}


def book(world: World, **cells: Any) -> Book:
    """The ward's workbook, its one row filled."""
    return Book(written(world.cast.focal, world.cast.phuong, world.plan)).fill(1, **cells)


def returned(world: World, **cells: Any) -> WorkbookReturn:
    """The ward's workbook handed in by the focal officer and read."""
    return handed_in(world.plan, book(world, **cells).content, world.cast.focal)


def upload(world: World, content: bytes, name: str = "Bảng.xlsx") -> Any:
    """What the focal officer gets who hands the file in."""
    file = SimpleUploadedFile(name, content)
    address = reverse("workbook_return", args=[world.plan.pk])
    return client_of(world.cast.focal).post(address, {"file": file})


def detail(found: WorkbookReturn) -> str:
    """Its address."""
    return reverse("workbook_return_detail", args=[found.pk])


def test_the_week_of_a_workbook_through_pages(world: World) -> None:
    focal, ward = world.cast.focal, world.cast.phuong
    content = download(focal, reverse("workbook", args=[world.plan.pk, ward.pk]), {})
    filled = Book(content).fill(1, percent=40, did="Đã rà soát", on="01/03/2026").content

    answer = upload(world, filled)
    found = WorkbookReturn.objects.get()
    assert answer.headers["Location"] == detail(found)
    assert "đang chờ đọc" in words_of(visit(focal, detail(found)))
    tick(later())
    page = visit(focal, detail(found))
    assert "Ghi 1 dòng" in words_of(page)
    applied = client_of(focal).post(reverse("workbook_return_apply", args=[found.pk]), APPLY)

    assert applied.headers["Location"] == detail(found)
    told = Progress.objects.get()
    assert (told.percent, told.did, told.source) == (40, "Đã rà soát", "Công văn 12/UBND")
    page = words_of(visit(focal, detail(found)))
    assert "văn bản: Công văn 12/UBND" in page
    assert "Người ghi Người focal" in page


def test_while_it_is_read_the_page_says_how_far_and_asks_again(world: World) -> None:
    found = returned(world)
    WorkbookReturn.objects.update(state=ReturnState.READING, total=4, done=1)

    page = visit(world.cast.focal, detail(found))

    assert "Đang đọc: 1 trên 4 dòng" in words_of(page)
    assert 'value="25"' in page
    assert 'hx-trigger="every 2s"' in page
    assert (detail(found), "Tải lại trang") in links_of(page)


def test_refused_rows_stand_first_with_place_and_reason(world: World) -> None:
    page = words_of(visit(world.cast.focal, detail(returned(world, percent=140))))

    assert "còn dòng không nhận" in page
    assert "Chờ ghi" not in page
    assert "Cột K, Tiến độ (%): Tiến độ là số nguyên từ 0 đến 100; ô ghi 140." in page
    assert f"Nhiệm vụ, dòng {FIRST}" in page
    assert "Ghi 1 dòng" not in page


def test_the_filter_shows_one_outcome(world: World) -> None:
    found = returned(world, percent=40)
    address = detail(found)

    created = visit(world.cast.focal, address, outcome="created")
    refused = visit(world.cast.focal, address, outcome="refused")
    anything = visit(world.cast.focal, address, outcome="khong-co")

    assert "Rà soát địa bàn minh họa" in words_of(created)
    assert "Không có dòng nào ở mục này" in words_of(refused)
    assert "Rà soát địa bàn minh họa" in words_of(anything)


def test_a_file_that_could_not_be_read_says_why(world: World) -> None:
    buffer = BytesIO()
    openpyxl.Workbook().save(buffer)
    found = handed_in(world.plan, buffer.getvalue(), world.cast.focal)

    page = visit(world.cast.focal, detail(found))

    assert "Chưa đọc được tệp này" in words_of(page)
    assert "Nộp tệp khác" in words_of(page)


@pytest.mark.parametrize(
    "content, name, words",
    [
        (b"a;b\n", "bang.csv", "Hãy lưu lại dạng .xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "b.xls", ".xlsx"),
    ],
)
def test_a_file_that_is_none_is_refused_at_the_field(
    world: World, content: bytes, name: str, words: str
) -> None:
    answer = upload(world, content, name)

    assert answer.status_code == 422
    assert words in words_of(answer.content.decode())
    assert not WorkbookReturn.objects.exists()


def test_the_second_who_presses_is_told_of_the_first(world: World) -> None:
    found = returned(world, percent=40)
    address = reverse("workbook_return_apply", args=[found.pk])
    client_of(world.cast.focal).post(address, APPLY)

    second = client_of(world.cast.focal).post(address, APPLY)

    assert second.status_code == 409
    assert "đã được Người focal ghi" in second.content.decode()
    assert Progress.objects.count() == 1


def test_a_row_that_changed_meanwhile_is_told_and_nothing_is_applied(world: World) -> None:
    found = returned(world, percent=40)
    source = Source(SourceKind.TELEPHONE, "Văn phòng", ON)
    progress.tell_on_behalf(
        fresh(world.ward), Told(ON, 5), source, by=world.cast.focal, at=later(6)
    )

    answer = client_of(world.cast.focal).post(
        reverse("workbook_return_apply", args=[found.pk]), APPLY
    )

    assert answer.status_code == 409
    assert f"đã thay đổi sau khi xem trước (dòng {FIRST})" in answer.content.decode()
    assert Progress.objects.count() == 1


def test_a_source_that_is_missing_is_said_at_its_field(world: World) -> None:
    found = returned(world, percent=40)
    address = reverse("workbook_return_apply", args=[found.pk])

    answer = client_of(world.cast.focal).post(address, {**APPLY, "source": ""})

    assert answer.status_code == 422
    assert not Progress.objects.exists()


def test_read_again_waits_for_the_worker(world: World) -> None:
    found = returned(world, percent=40)

    client_of(world.cast.focal).post(detail(found))

    found.refresh_from_db()
    assert found.state == ReturnState.WAITING
    assert receiving.read_waiting(at=later(6)) == 1


def test_the_outcome_goes_out_as_a_sheet(world: World) -> None:
    found = returned(world, percent=140)

    content = download(world.cast.focal, reverse("workbook_return_export", args=[found.pk]), {})

    row = [cell.value for cell in openpyxl.load_workbook(BytesIO(content)).worksheets[0][5]]
    assert row[:2] == ["Nhiệm vụ", FIRST]
    assert row[4] == str(Outcome.REFUSED.label)
    assert row[5] == "K: Tiến độ (%)"


def test_the_page_of_a_plan_has_the_doors_and_what_was_handed_in(world: World) -> None:
    found = returned(world, percent=40)
    address = reverse("plan_detail", args=[world.plan.pk])

    focal = [url for url, _words in links_of(visit(world.cast.focal, address))]
    officer = [url for url, _words in links_of(visit(world.cast.officer, address))]
    leader = [url for url, _words in links_of(visit(world.cast.leader, address))]

    zip_file = reverse("workbook_zip", args=[world.plan.pk])
    own = reverse("workbook", args=[world.plan.pk, world.cast.so.pk])
    assert zip_file in focal
    assert detail(found) in focal
    assert own in officer
    assert zip_file not in officer
    assert detail(found) not in officer
    assert detail(found) in leader
    assert zip_file not in leader


def test_the_slips_have_each_agency_s_workbook(world: World) -> None:
    address = reverse("slip_list", args=[world.plan.pk])

    focal = [url for url, _words in links_of(visit(world.cast.focal, address))]
    officer = [url for url, _words in links_of(visit(world.cast.officer, address))]

    of_ward = reverse("workbook", args=[world.plan.pk, world.cast.phuong.pk])
    assert of_ward in focal
    assert of_ward not in officer
    assert reverse("agency_workbook", args=[world.cast.so.pk]) in officer
