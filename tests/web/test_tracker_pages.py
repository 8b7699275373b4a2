"""A running tracker beside its plan: upload, comparison, choices, words, and what is listed."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dieuphoi.documents.models import StatusWord
from dieuphoi.organizations.models import Wording
from dieuphoi.organizations.wordings import key
from dieuphoi.plans.models import (
    CarriedProgress,
    Obligation,
    ObligationState,
    Progress,
    Tracker,
)
from tests.cast import World
from tests.documents.reading import paper
from tests.web.visitor import client_of, visit, words_of

pytestmark = pytest.mark.django_db

HEADS = ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn", "Tình trạng", "Kết quả đạt được"]
ROWS: list[list[Any]] = [
    ["1", "Xây dựng cơ sở dữ liệu minh họa", "Sở Một", "31/3/2026", "Đã hoàn thành", "Báo cáo 5"],
    ["2", "Trình đề án minh họa", "Sở Một", "01/02/2026", "Đang thực hiện", "+ Đã họp"],
    ["7", "Rà soát địa bàn, tổng hợp minh họa các nhóm", "UBND phường Ba", "", "Đang trình", ""],
    ["9", "Mua sắm thiết bị văn phòng", "Sở Hai", "", "Đang thực hiện", ""],
]


def send(world: World) -> Any:
    """Upload the tracker; the page that follows."""
    for agency in (world.cast.so, world.cast.khac, world.cast.phuong):
        Wording.objects.get_or_create(organization=agency, folded=key(agency.name))
    file = SimpleUploadedFile("Theo dõi.xlsx", CONTENT)
    address = reverse("tracker_upload", args=[world.plan.pk])
    return client_of(world.cast.focal).post(
        address, {"file": file, "on": "01/03/2026"}, follow=True
    )


CONTENT = paper.sheet([HEADS, *ROWS])


@pytest.fixture
def tracker(world: World) -> Tracker:
    assert send(world).status_code == 200
    return Tracker.objects.get()


def address(tracker: Tracker, name: str = "tracker_detail") -> str:
    return reverse(name, args=[tracker.pk])


def apply(world: World, tracker: Tracker, **choices: str) -> Any:
    client = client_of(world.cast.focal)
    return client.post(address(tracker, "tracker_apply"), choices, follow=True)


def test_comparison_shows_matches_differences_and_what_is_left_over(
    world: World, tracker: Tracker
) -> None:
    said = words_of(visit(world.cast.focal, address(tracker)))

    assert (
        "Chưa chắc 1 Khớp, có chỗ khác 1 Khớp 1 Chỉ có trong bảng 1 Chỉ có trong kế hoạch 1" in said
    )
    assert "Chủ trì: Sở Một" in said
    assert "Chủ trì: Sở Hai" in said
    assert "Nhiệm vụ chưa rõ chủ trì" in said
    assert "Bảng ghi tình trạng bằng 1 từ mà phần mềm chưa biết: “Đang trình”" in said


def test_same_file_again_opens_the_comparison(world: World, tracker: Tracker) -> None:
    answer = send(world)

    assert answer.redirect_chain[-1][0] == address(tracker)
    assert "Bảng theo dõi này đã được tải lên cho kế hoạch." in answer.content.decode()
    assert Tracker.objects.count() == 1


def test_progress_is_taken_over_and_confirmed_when_ticked(world: World, tracker: Tracker) -> None:
    answer = apply(world, tracker, confirm_done="1")

    said = answer.content.decode()
    assert "Bảng theo dõi: đã ghi tiến độ 2 nhiệm vụ." in said
    world.obligation.refresh_from_db()
    assert world.obligation.state == ObligationState.COMPLETED
    assert Progress.objects.filter(on_behalf=True).count() == 2


def test_applying_again_says_that_nothing_changed(world: World, tracker: Tracker) -> None:
    apply(world, tracker)

    said = apply(world, tracker).content.decode()

    assert "Bảng theo dõi: 2 không đổi." in said


def test_word_is_explained_and_the_doubtful_row_chosen(world: World, tracker: Tracker) -> None:
    client_of(world.cast.focal).post(address(tracker, "tracker_words"), {"word-0": "in_progress/"})
    assert StatusWord.objects.get().wording == "Đang trình"
    row = tracker.rows.get(position=3)

    apply(world, tracker, **{f"row-{row.pk}": str(world.ward.task_id)})

    assert world.ward.progress.get().did == "Đang trình"


def test_progress_with_an_unknown_word_is_not_promised_and_the_way_to_it_is_told(
    world: World, tracker: Tracker
) -> None:
    rows = tracker.rows.filter(status_text="Đang thực hiện")
    rows.update(status_text="Đang trình", status="asked")

    before = words_of(visit(world.cast.focal, address(tracker)))
    after = words_of(apply(world, tracker).content.decode())

    assert "Ghi tiến độ của 1 dòng đã khớp" in before
    assert "chưa rõ tình trạng" in after
    assert "chọn nghĩa của từ rồi bấm Ghi tiến độ" in after


def test_two_rows_of_one_task_come_back_with_the_choices(world: World, tracker: Tracker) -> None:
    row = tracker.rows.get(position=4)
    row.candidates = [world.obligation.task_id]
    row.save()

    answer = apply(world, tracker, **{f"row-{row.pk}": str(world.obligation.task_id)})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "cùng khớp một nhiệm vụ" in page
    assert f'<option value="{world.obligation.task_id}" selected>' in page
    assert not Progress.objects.exists()


@pytest.mark.parametrize("value", ["x", "-1", "99999999999999999999", "4 OR 1"])
def test_choice_that_no_page_offers_is_refused(world: World, tracker: Tracker, value: str) -> None:
    row = tracker.rows.get(position=3)

    assert apply(world, tracker, **{f"row-{row.pk}": value}).status_code == 409


def test_comparison_is_exported_without_formulas(world: World, tracker: Tracker) -> None:
    answer: Any = client_of(world.cast.focal).get(address(tracker, "tracker_export"))
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    rows = list(book.worksheets[0].iter_rows(min_row=5, values_only=True))

    assert [row[0] for row in rows] == [
        "Khớp",
        "Khớp, có chỗ khác",
        "Chưa chắc",
        "Chỉ có trong bảng",
        "Chỉ có trong kế hoạch",
    ]
    assert rows[1][1] == "chủ trì"
    assert book.worksheets[0]["N6"].data_type == "s"
    assert book.worksheets[0]["N6"].quotePrefix


def listed(world: World) -> CarriedProgress:
    return CarriedProgress.objects.create(
        task=world.obligation.task,
        wording="Đang làm",
        state="in_progress",
        percent=20,
        outcome="listed",
        hindrance="several_leads",
        on="2026-03-01",
        source="Bảng theo dõi x.xlsx, dòng 3",
        made_by="x",
        made_at="2026-03-01T00:00:00Z",
    )


@pytest.mark.parametrize("told", [True, False])
def test_listed_progress_is_told_or_left_aside(world: World, told: bool) -> None:
    carried = listed(world)
    said = words_of(visit(world.cast.focal, reverse("tracker_upload", args=[world.plan.pk])))
    assert "Nhiệm vụ 1 Đang làm (20%)" in said

    client_of(world.cast.focal).post(
        reverse("carried_settle", args=[carried.pk]),
        {"obligation": str(world.obligation.pk) if told else ""},
    )

    carried.refresh_from_db()
    assert carried.outcome == ("applied" if told else "dismissed")
    assert Obligation.objects.get(pk=world.obligation.pk).percent == (20 if told else 0)


def test_others_cannot_settle(world: World) -> None:
    carried = listed(world)
    place = reverse("carried_settle", args=[carried.pk])

    assert client_of(world.cast.head).post(place, {}).status_code == 403
    assert client_of(world.cast.stranger_focal).post(place, {}).status_code == 404
