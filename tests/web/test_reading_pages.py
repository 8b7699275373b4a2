"""Review of a reading: every row beside its source, marks, corrections, and the decision."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from dieuphoi.documents import review
from dieuphoi.documents.models import (
    Attachment,
    Document,
    DocumentState,
    Reading,
    ReadingState,
    StoredFile,
)
from dieuphoi.documents.reading import read
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import Organization, Wording
from dieuphoi.organizations.wordings import key
from dieuphoi.plans.models import Plan
from tests.cast import AT, Cast, World
from tests.documents.reading import paper
from tests.web import visitor
from tests.web.visitor import links_of, visit, words_of

pytestmark = pytest.mark.django_db

HEADS = ("STT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn", "Ghi chú")
ROWS = (
    ("I", "NHÓM THỨ NHẤT", "", "", "", ""),
    ("1", "Xây dựng quy chế minh họa", "Sở Một", "Sở Hai", "Quý II/2026", "Việc mới"),
    ("2", "Rà soát quy hoạch minh họa", "Sở Một; Sở Hai", "", "", ""),
    ("3", "Lập báo cáo minh họa", "Ban Chưa Có Tên", "", "Thường xuyên", ""),
)
PLAN = {"title": "Kế hoạch thử", "kind": "plan", "starts_on": "01/01/2026"}


def known(*agencies: Organization) -> None:
    """From now on the agencies are understood by their name."""
    for agency in agencies:
        Wording.objects.create(organization=agency, folded=key(agency.name))


@pytest.fixture
def reading(cast: Cast) -> Reading:
    """An open reading of three rows: the first certain, two not."""
    known(cast.ubnd, cast.dau_moi, cast.so, cast.khac)
    document = Document.objects.create(registered_by=cast.dau_moi, created_at=AT)
    stored = StoredFile.objects.create(sha256="b" * 64, media_type="x", size=1)
    attachment = Attachment.objects.create(document=document, file=stored, name="Phụ lục.docx")
    found = read(paper.word([HEADS, *ROWS]), "Phụ lục.docx")
    return review.open_reading(document, attachment, found, at=AT)


def address(reading: Reading, name: str = "reading_review", **more: int) -> str:
    return reverse(name, kwargs={"pk": reading.pk, **more})


def client_of(actor: Actor) -> Any:
    """The visitor's browser; its answers to a form are addresses to go on to."""
    return visitor.client_of(actor)


def row_form(reading: Reading, position: int, **changed: str) -> dict[str, str]:
    """What the form of a row sends."""
    row = reading.rows.get(position=position)
    texts = {name: getattr(row, name) for name in review.TEXT_FIELDS}
    return {**texts, "kept": "on", "version": str(row.version), **changed}


def plan_form(cast: Cast) -> dict[str, str]:
    return {**PLAN, "owner": cast.ubnd.name, "focal_agency": cast.dau_moi.name}


def test_every_row_stands_beside_the_place_it_was_read_from(cast: Cast, reading: Reading) -> None:
    said = words_of(visit(cast.focal, address(reading)))

    assert "I. NHÓM THỨ NHẤT Dòng 1 1 bảng 2, dòng 3" in said
    assert (
        "Chủ trì Cơ quan chủ trì Sở Một Sở Một Phối hợp Cơ quan phối hợp Sở Hai Sở Hai"
        " Thời hạn Thời hạn Quý II/2026 Quý II/2026 chậm nhất ngày 30/06/2026"
        " Cột khác Ghi chú Việc mới không đưa vào kế hoạch" in said
    )
    assert "(ô trống)" in said


def test_what_is_not_certain_is_marked_counted_and_filtered(cast: Cast, reading: Reading) -> None:
    page = visit(cast.focal, address(reading))
    said = words_of(page)

    assert "3 dòng giữ lại 3 2 chưa chắc" in said
    for words, link in (
        ("Nhiều cơ quan chủ trì", "two_leads"),
        ("Không có thời hạn", "deadline_missing"),
        ("Chưa rõ cơ quan chủ trì", "lead_unknown"),
    ):
        assert (f"?only={link}", f"{words} 1") in links_of(page)
    assert "Ban Chưa Có Tên chưa có trong danh mục" in said


@pytest.mark.parametrize(
    "only, shown", [("unsure", [2, 3]), ("two_leads", [2]), ("skipped", []), ("", [1, 2, 3])]
)
def test_a_filter_shows_only_such_rows(
    cast: Cast, reading: Reading, only: str, shown: list[int]
) -> None:
    page = visit(cast.focal, address(reading), only=only)

    assert [n for n in (1, 2, 3) if f'id="row-{n}"' in page] == shown


def test_each_warning_of_the_domain_has_words(cast: Cast, reading: Reading) -> None:
    codes = [
        "content_missing", "lead_missing", "two_leads", "lead_unknown", "cooperating_unknown",
        "deadline_missing", "deadline_unread", "deadline_unsure", "several_deadlines",
        "code_repeated", "content_unsure", "lead_unsure", "cooperating_unsure", "group_unsure",
        "code_unsure", "product_unsure", "something_new",
    ]  # fmt: skip
    reading.rows.filter(position=1).update(warnings=codes)

    page = visit(cast.focal, address(reading), only="unsure")

    shown = [code for code in codes if f">{code}<" in page or f"{code} " in words_of(page)]
    assert shown == ["something_new"]  # one without words is shown as it is, never left out


def test_rows_that_could_not_be_read_are_always_shown(cast: Cast, reading: Reading) -> None:
    reading.unread = [
        {
            "code": "row_unread",
            "place": {"table": 2, "row": 9},
            "cells": [{"text": "Dòng lạc loài"}],
        }
    ]
    reading.warnings = ["row_unread", "hidden_sheet"]
    reading.save()

    said = words_of(visit(cast.focal, address(reading), only="unsure"))

    assert "1 dòng của bảng không đọc thành nhiệm vụ" in said
    assert "Bảng 2, dòng 9, không rõ là nhiệm vụ hay tiêu đề: Dòng lạc loài" in said
    assert "Có trang tính bị ẩn nên không đọc." in said


def test_a_row_is_left_out_and_taken_back_with_one_button(cast: Cast, reading: Reading) -> None:
    client, row = client_of(cast.focal), address(reading, "reading_row", position=1)

    answer = client.post(row, {"keep": "0", "version": "1", "only": "unsure"})

    assert answer.url == f"{address(reading)}?only=unsure#row-2"  # the next one shown
    assert not reading.rows.get(position=1).kept
    client.post(row, {"keep": "1", "version": "2"})
    kept = reading.rows.get(position=1)
    assert (kept.kept, kept.content, kept.lead_text) == (
        True,
        "Xây dựng quy chế minh họa",
        "Sở Một",
    )


def test_the_one_button_is_refused_when_somebody_was_faster(cast: Cast, reading: Reading) -> None:
    client, row = client_of(cast.focal), address(reading, "reading_row", position=1)
    client.post(row, row_form(reading, 1, content="Người kia đã sửa"))

    answer = client.post(row, {"keep": "0", "version": "1"})

    assert answer.status_code == 409
    assert reading.rows.get(position=1).kept


def test_a_corrected_row_leads_on_to_the_next_uncertain_one(cast: Cast, reading: Reading) -> None:
    client, row = client_of(cast.focal), address(reading, "reading_row", position=2)
    fixed = row_form(reading, 2, lead_text="Sở Một", deadline_text="31/12/2026")

    answer = client.post(row, {**fixed, "next": "1"})

    assert answer.url == address(reading, "reading_row", position=3)
    stored = reading.rows.get(position=2)
    assert (stored.warnings, stored.corrected) == ([], True)
    assert [one["end"] for one in stored.deadlines] == ["2026-12-31"]
    last = client.post(answer.url, {**row_form(reading, 3, lead_text="Sở Hai"), "next": "1"})
    assert last.url == f"{address(reading)}#row-3"


def test_a_conflict_keeps_what_was_typed_and_shows_what_is_stored(
    cast: Cast, reading: Reading
) -> None:
    client, row = client_of(cast.focal), address(reading, "reading_row", position=2)
    mine = row_form(reading, 2, content="Nội dung tôi gõ")
    client.post(row, row_form(reading, 2, content="Nội dung người kia"))

    answer = client.post(row, mine)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Nội dung tôi gõ" in page
    assert "Đang lưu trong bản đọc Nội dung Nội dung người kia" in words_of(page)
    assert "vừa được người khác sửa" in words_of(page)
    assert reading.rows.get(position=2).content == "Nội dung người kia"


def test_an_ambiguous_agency_is_chosen_from_a_list(cast: Cast, reading: Reading) -> None:
    row = reading.rows.get(position=3)
    party = {"wording": "Ban X", "kind": "ambiguous", "organization": None, "group": None}
    candidates = [[cast.so.pk, cast.so.name], [cast.khac.pk, cast.khac.name]]
    row.leads = [{**party, "name": "Ban X", "candidates": candidates}]
    row.save()

    page = visit(cast.focal, address(reading, "reading_row", position=3))

    assert "“Ban X” có thể là một trong các cơ quan sau" in words_of(page)
    assert (f"/organizations/{cast.khac.pk}/", "Sở Hai") in links_of(page)
    assert '<option value="Sở Hai">' in page


def test_a_row_that_the_reader_missed_is_added_at_the_end(cast: Cast, reading: Reading) -> None:
    added = {"content": "Việc bỏ sót", "lead_text": "Sở Hai", "kept": "on"}

    answer = client_of(cast.focal).post(address(reading, "reading_row_new"), added)

    assert answer.url == f"{address(reading)}#row-4"
    assert "Dòng 4 người rà soát thêm" in words_of(visit(cast.focal, address(reading)))


def test_a_corrected_letterhead_says_whom_the_issuer_means(cast: Cast, reading: Reading) -> None:
    values = {"issuer": "UBND tỉnh Minh Họa", "number": "84", "notation": "KH-UBND"}

    client_of(cast.focal).post(
        address(reading, "reading_header"), {**values, "issued_on": "05/01/2026"}
    )

    page = visit(cast.focal, address(reading))
    assert (f"/organizations/{cast.ubnd.pk}/", cast.ubnd.name) in links_of(page)
    assert "05/01/2026" in words_of(page)


def test_the_confirmation_says_what_will_happen(cast: Cast, reading: Reading) -> None:
    said = words_of(visit(cast.focal, address(reading, "reading_confirm")))

    assert "Số dòng thành nhiệm vụ 3 Trong đó chưa chắc 2" in said
    assert "12/KH-UBND" in said
    assert "Chưa cơ quan nào được giao việc ở bước này" in said
    assert "đã có trong sổ" not in said


def test_what_the_letterhead_does_not_say_for_sure_is_named_and_counted(
    cast: Cast, reading: Reading
) -> None:
    reading.header_unsure = ["number", "symbol", "subject", "signer_title"]
    reading.save()
    named = "Số, ký hiệu; Chức vụ người ký; Trích yếu"

    review_page = words_of(visit(cast.focal, address(reading)))
    confirmation = words_of(visit(cast.focal, address(reading, "reading_confirm")))

    assert f"thông tin văn bản: 3 chưa chắc ({named})" in review_page
    assert "Chức vụ người ký không đọc được chưa chắc" in review_page
    assert f"Thông tin văn bản đọc chưa chắc 3: {named}" in confirmation


def test_the_second_of_two_who_confirm_is_told(cast: Cast, reading: Reading) -> None:
    confirm, form = address(reading, "reading_confirm"), plan_form(cast)

    first = client_of(cast.focal).post(confirm, form)
    second = client_of(cast.focal).post(confirm, form)

    plan = Plan.objects.get()
    assert first.url == f"/plans/{plan.pk}/assign/"
    assert second.status_code == 409
    assert "đã được xác nhận hoặc đã bỏ" in words_of(second.content.decode())


def test_another_directive_with_the_same_number_is_told_and_nothing_changes(world: World) -> None:
    cast = world.cast
    known(cast.ubnd, cast.dau_moi)
    document = Document.objects.create(registered_by=cast.dau_moi, created_at=AT)
    stored = StoredFile.objects.create(sha256="c" * 64, media_type="x", size=1)
    attachment = Attachment.objects.create(document=document, file=stored, name="a.docx")
    found = read(paper.word([HEADS, *ROWS]), "a.docx")
    reading = review.open_reading(document, attachment, found, at=AT)
    head = {"issuer": cast.ubnd.name, "number": "84", "notation": "KH-UBND", "type": "Kế hoạch"}
    client = client_of(cast.focal)
    client.post(address(reading, "reading_header"), {**head, "issued_on": "07/01/2026"})

    before = visit(cast.focal, address(reading, "reading_confirm"))
    answer = client.post(address(reading, "reading_confirm"), plan_form(cast))

    way = (f"/documents/{world.plan.document_id}/", "Mở văn bản đã có")
    assert "Số này đã có trong sổ" in words_of(before)
    assert way in links_of(before)
    assert way in links_of(answer.content.decode())
    assert answer.status_code == 422
    assert "84/KH-UBND của cơ quan này trong năm đó đã có trong sổ" in words_of(
        answer.content.decode()
    )
    reading.refresh_from_db()
    document.refresh_from_db()
    assert (reading.state, document.state) == (ReadingState.OPEN, DocumentState.DRAFT)
    assert not document.plans.exists()
    assert "Kế hoạch thử" in answer.content.decode()


def test_a_decided_reading_is_read_only_and_leads_to_its_plan(cast: Cast, reading: Reading) -> None:
    client_of(cast.focal).post(address(reading, "reading_confirm"), plan_form(cast))

    page = visit(cast.focal, address(reading))

    plan = Plan.objects.get()
    assert f"{cast.focal.label} đã xác nhận bản đọc này" in words_of(page)
    assert f"/plans/{plan.pk}/" in [url for url, _words in links_of(page)]
    assert "Bỏ qua dòng" not in words_of(page)
    assert address(reading, "reading_row", position=1) not in page


def test_giving_up_asks_first_and_keeps_the_file(cast: Cast, reading: Reading) -> None:
    page = visit(cast.focal, address(reading, "reading_discard"))
    assert "Tệp và văn bản dự thảo vẫn được giữ" in words_of(page)
    assert Reading.objects.get().state == ReadingState.OPEN

    client_of(cast.focal).post(address(reading, "reading_discard"))

    assert Reading.objects.get().state == ReadingState.DISCARDED
    assert Attachment.objects.exists()
    assert "đã bỏ bản đọc này" in words_of(visit(cast.focal, address(reading)))


def test_an_auditor_reads_but_is_offered_nothing_to_press(cast: Cast, reading: Reading) -> None:
    page = visit(cast.auditor, address(reading))

    assert "bạn chỉ xem" in words_of(page)
    assert "Xác nhận" not in words_of(page)
    assert 'name="keep"' not in page


def test_the_rows_of_a_long_reading_are_paged_and_a_saved_row_is_found_again(
    cast: Cast, reading: Reading
) -> None:
    added: list[Any] = [
        reading.rows.model(reading=reading, position=n, content=f"Việc {n}") for n in range(4, 251)
    ]
    reading.rows.bulk_create(added)

    answer = client_of(cast.focal).post(
        address(reading, "reading_row", position=230), row_form(reading, 230, content="Đã sửa")
    )

    assert answer.url == f"{address(reading)}?page=2#row-230"
    page = visit(cast.focal, address(reading), page="2")
    assert ('id="row-230"' in page, 'id="row-200"' in page) == (True, False)


def test_a_task_shows_the_cells_of_its_row_under_their_headings(
    cast: Cast, reading: Reading
) -> None:
    client_of(cast.focal).post(address(reading, "reading_confirm"), plan_form(cast))
    first = Plan.objects.get().tasks.order_by("position")[0]

    said = words_of(visit(cast.focal, reverse("task_detail", args=[first.pk])))

    assert "Nội dung nhiệm vụ Xây dựng quy chế minh họa Cơ quan chủ trì Sở Một" in said
    assert "Ghi chú Việc mới" in said
    assert first.provision.text.endswith("Quý II/2026\nViệc mới")


def test_the_plan_begins_with_the_document(cast: Cast, reading: Reading) -> None:
    answer = client_of(cast.focal).get(address(reading, "reading_confirm"))

    assert answer.context["form"].initial["starts_on"] == date(2026, 1, 5)


TRACKER = ("TT", "Nhiệm vụ", "Chủ trì", "Thời hạn", "Tình trạng", "Kết quả đạt được")


@pytest.fixture
def tracker(cast: Cast) -> Reading:
    """An open reading of a running tracker, with a word for a status that nobody knows."""
    known(cast.so, cast.khac)
    document = Document.objects.create(registered_by=cast.dau_moi, created_at=AT)
    stored = StoredFile.objects.create(sha256="d" * 64, media_type="x", size=1)
    attachment = Attachment.objects.create(document=document, file=stored, name="Theo dõi.xlsx")
    rows = [
        ["1", "Xây dựng quy chế", "Sở Một", "30/6/2026", "Hoàn thành quá hạn", "Đã ban hành"],
        ["2", "Rà soát quy hoạch", "Sở Hai", "30/6/2026", "Đang trình", ""],
    ]
    found = read(paper.sheet([TRACKER, *rows]), "Theo dõi.xlsx")
    return review.open_reading(document, attachment, found, at=AT)


def test_status_of_a_tracker_stands_beside_its_cell(cast: Cast, tracker: Reading) -> None:
    said = words_of(visit(cast.focal, address(tracker)))

    assert "Tình trạng Tình trạng Hoàn thành quá hạn Hoàn thành quá hạn Hoàn thành, quá hạn" in said
    assert "Kết quả đã đạt Kết quả đạt được Đã ban hành" in said
    assert "Bảng ghi tình trạng bằng 1 từ mà phần mềm chưa biết: “Đang trình”" in said


def test_word_is_explained_once(cast: Cast, tracker: Reading) -> None:
    client = client_of(cast.focal)
    said = words_of(visit(cast.focal, address(tracker, "reading_words")))
    assert "Đang trình" in said

    answer = client.post(address(tracker, "reading_words"), {"word-0": "in_progress/"})

    assert answer.status_code == 302
    assert tracker.rows.get(position=2).status == "in_progress"
    assert "Không còn từ nào phải hỏi" in words_of(
        visit(cast.focal, address(tracker, "reading_words"))
    )


def test_meaning_of_a_row_is_chosen_in_its_form(cast: Cast, tracker: Reading) -> None:
    form = row_form(tracker, 2, meaning="done/late", percent="100")

    client_of(cast.focal).post(address(tracker, "reading_row", position=2), form)

    row = tracker.rows.get(position=2)
    assert (row.status, row.timing, row.percent, row.status_chosen) == ("done", "late", 100, True)
