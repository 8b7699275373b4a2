"""The task list and one task: filters, counts, the sheet, and the whole chain on one page."""

import re
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from dieuphoi.plans import assignment, progress, queries
from dieuphoi.plans.models import Obligation, ObligationState, SourceKind, Task
from dieuphoi.plans.progress import Source, Told
from dieuphoi.plans.punctuality import tasks_with_standing
from tests.cast import ON, RESULT, Cast, World, assign, draft, later, make_plan, organization
from tests.web.visitor import client_of, download, links_of, visit, words_of

pytestmark = pytest.mark.django_db
LIST = "/tasks/"


def told(world: World, percent: int = 40, did: str = "Đã khảo sát") -> None:
    assignment.accept(world.obligation, by=world.cast.head, at=later())
    progress.note(world.obligation, Told(ON, percent, did), by=world.cast.officer, at=later(2))


def test_the_list_stands_in_the_officials_order(world: World) -> None:
    said = words_of(visit(world.cast.focal, LIST, plan=str(world.plan.pk)))

    assert (
        "Mã Nội dung Cơ quan chủ trì Thời hạn Tiến độ Phối hợp Trạng thái I. Nhóm minh họa 1"
        in said
    )


def test_a_heading_row_spans_every_column(world: World) -> None:
    for asked in ({}, {"plan": str(world.plan.pk)}):
        page = visit(world.cast.focal, LIST, **asked)
        columns = page.count('<th scope="col">', 0, page.index("</thead>"))
        assert set(re.findall(r'colspan="(\d+)"', page)) == {str(columns)}


def test_leaving_the_filter_keeps_the_plan(world: World) -> None:
    chosen = str(world.plan.pk)

    filtered = visit(world.cast.focal, LIST, plan=chosen, state="in_progress")
    whole = visit(world.cast.focal, LIST, plan=chosen)

    assert (f"{LIST}?plan={chosen}", "Bỏ lọc") in links_of(filtered)
    assert "Bỏ lọc" not in words_of(whole)


def test_a_choice_shows_what_the_other_choices_would_bring(world: World) -> None:
    told(world)
    page = visit(world.cast.focal, LIST, state="in_progress")

    assert "Trạng thái Tất cả Chưa giao 1 Đã giao 2 Đang thực hiện 1" in words_of(page)
    assert "Trình đề án minh họa" not in page


def test_the_filter_finds_words_without_diacritics_and_offers_a_way_out(world: World) -> None:
    assert "Trình đề án minh họa" in visit(world.cast.focal, LIST, q="trinh de an")

    empty = visit(world.cast.focal, LIST, q="khong co gi")
    assert "Không có nhiệm vụ nào khớp bộ lọc" in words_of(empty)
    assert (LIST, "Bỏ lọc") in links_of(empty)


def test_freshness_makes_silence_visible(world: World) -> None:
    told(world)

    rows = queries.rows(list(queries.tasks(world.cast.focal, queries.TaskFilter(), ON)), ON)
    said = words_of(visit(world.cast.focal, LIST))

    assert [row.told_on for row in rows] == [ON, None, None, None]
    assert "ngày trước" in said
    assert "chưa báo" in said


def test_a_task_of_many_leads_says_how_many_are_done(cast: Cast) -> None:
    plan = make_plan(cast.dau_moi, cast.ubnd, [draft("1", "Chung", cast.so, cast.khac)])
    assign(plan)
    Obligation.objects.filter(holder=cast.so).update(state=ObligationState.COMPLETED)

    assert "1/2 hoàn thành" in words_of(visit(cast.focal, LIST))
    detail = words_of(visit(cast.focal, reverse("task_detail", args=[plan.tasks.get().pk])))
    assert "1/2 đã hoàn thành ; chưa: Sở Hai" in detail


def test_the_sheet_has_the_rows_of_the_filtered_list(world: World) -> None:
    asked = {"state": "assigned", "q": "minh hoa"}
    listed = client_of(world.cast.focal).get(LIST, asked).context["rows"]
    content = download(world.cast.focal, reverse("task_export"), asked)

    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]

    exported = [row[1].value for row in sheet.iter_rows(min_row=5)]
    assert exported == [row.content for row in listed]
    assert len(exported) == 3


def test_the_printed_list_is_not_paged_and_says_what_was_asked(cast: Cast) -> None:
    drafts = [draft(str(n), f"Việc số {n} minh họa", cast.so) for n in range(60)]
    assign(make_plan(cast.dau_moi, cast.ubnd, drafts))

    page = visit(cast.focal, LIST, print="1", q="minh hoa")

    assert page.count("<tr>") == 61
    assert "“minh hoa”. 60 nhiệm vụ." in words_of(page)


def test_one_task_shows_the_whole_chain(world: World) -> None:
    told(world)
    page = visit(world.cast.officer, reverse("task_detail", args=[world.obligation.task_id]))

    said = words_of(page)
    for part in (
        "Kế hoạch số 84/KH-UBND",
        "Nội dung giao 1",
        "40% đến ngày 02/03/2026",
        "Đã khảo sát",
        "hiểu là: chậm nhất ngày 31/03/2026",
        "Giao cho Sở Một",
        "Nhận việc",
        "nhận việc Sở Một",
    ):
        assert part in said, part
    assert reverse("document_detail", args=[world.plan.document_id]) in dict(links_of(page))


def test_progress_told_on_behalf_names_its_source(world: World) -> None:
    source = Source(SourceKind.LETTER, "12/UBND-VP", date(2026, 3, 1))
    progress.tell_on_behalf(
        world.ward, Told(ON, 20, "Đã rà soát"), source, by=world.cast.focal, at=later()
    )

    said = words_of(visit(world.cast.focal, reverse("task_detail", args=[world.ward.task_id])))

    assert "nhập thay" in said
    assert "Nguồn: 12/UBND-VP (văn bản ngày 01/03/2026)" in said


def test_the_holder_may_correct_and_the_chain_of_corrections_is_shown(world: World) -> None:
    told(world)
    first = world.obligation.progress.get()
    address = reverse("task_detail", args=[world.obligation.task_id])
    correct = f"{reverse('obligation_tell', args=[world.obligation.pk])}?corrects={first.pk}"
    assert correct in dict(links_of(visit(world.cast.officer, address)))
    assert correct not in dict(links_of(visit(world.cast.focal, address)))

    progress.note(
        world.obligation, Told(ON, 30, "Sửa"), corrects=first, by=world.cast.officer, at=later(3)
    )

    page = visit(world.cast.officer, address)
    assert "đã được sửa" in words_of(page)
    assert "sửa cho lần báo 40% đến ngày 02/03/2026" in words_of(page)
    assert correct not in dict(links_of(page))


def test_many_obligations_are_folded_and_the_own_one_stands_first(cast: Cast) -> None:
    others = [organization(f"Phường {n}") for n in range(queries.FOLD_OVER)]
    plan = make_plan(cast.dau_moi, cast.ubnd, [draft("1", "Chung", *others, cast.so)])
    assign(plan)

    page = queries.task_page(cast.head, plan.tasks.select_related("plan").get(), ON)
    said = words_of(visit(cast.head, reverse("task_detail", args=[plan.tasks.get().pk])))

    assert [v.obligation.holder for v in page.shown_first] == [cast.so]
    assert len(page.folded) == queries.FOLD_OVER
    assert f"Xem {queries.FOLD_OVER} nghĩa vụ khác" in said


def test_the_page_of_a_task_says_the_state_that_lists_say(world: World) -> None:
    told(world)
    progress.submit(world.obligation, Told(ON, 100, RESULT), by=world.cast.head, at=later(3))
    tasks = Task.objects.select_related("plan")

    for task in tasks_with_standing(tasks, ON):
        page = queries.task_page(world.cast.auditor, task, ON)
        assert (page.state, page.punctuality) == (task.state, task.punctuality)


def test_leads_that_nobody_knows_come_back_with_what_was_typed(world: World) -> None:
    address = reverse("task_leads", args=[world.unclear.pk])

    answer = client_of(world.cast.focal).post(address, {"leads": "Sở Không Có"})

    assert answer.status_code == 422
    assert "Chưa rõ “Sở Không Có” là cơ quan nào" in words_of(answer.content.decode())
    assert ">\nSở Không Có</textarea>" in answer.content.decode()
