"""The desk: what each person owes or decides, in order, with the way to do it."""

from datetime import date

import pytest
from django.urls import reverse

from dieuphoi.organizations.actor import SYSTEM
from dieuphoi.plans import assignment, confirmation, progress, queries
from dieuphoi.plans.models import Plan
from dieuphoi.plans.progress import Told
from tests.cast import ON, RESULT, Cast, World, assign, draft, later, make_plan
from tests.web.visitor import counted_links, links_of, rows_behind, visit, words_of

pytestmark = pytest.mark.django_db
DESK = "/"


def test_an_officer_is_told_that_the_head_accepts(world: World) -> None:
    page = visit(world.cast.officer, DESK)

    assert "Xây dựng cơ sở dữ liệu minh họa" in page
    assert "Thủ trưởng cơ quan nhận hoặc chuyển trả" in words_of(page)
    assert reverse("obligation_accept", args=[world.obligation.pk]) not in page


def test_a_head_finds_the_links_to_accept_and_to_decline(world: World) -> None:
    links = dict(links_of(visit(world.cast.head, DESK)))

    assert reverse("obligation_accept", args=[world.obligation.pk]) in links
    assert reverse("obligation_decline", args=[world.obligation.pk]) in links
    assert reverse("obligation_accept", args=[world.others.pk]) not in links


def test_work_in_hand_stands_overdue_first_and_without_a_day_last(cast: Cast) -> None:
    drafts = [
        draft("1", "Không hạn", cast.so),
        draft("2", "Xa hạn", cast.so, due_on=date(2030, 1, 1)),
        draft("3", "Quá hạn", cast.so, due_on=date(2026, 2, 1)),
    ]
    for obligation in assign(make_plan(cast.dau_moi, cast.ubnd, drafts)):
        assignment.accept(obligation, by=cast.head, at=later())

    desk = queries.desk(cast.officer, ON)

    assert [row.obligation.task.code for row in desk.running.rows] == ["3", "2", "1"]
    assert (desk.running.count, desk.overdue, desk.owed) == (3, 1, 3)


def test_a_cooperating_part_of_a_completed_task_is_not_asked_for(cast: Cast) -> None:
    due = date(2026, 2, 1)
    drafts = [draft("1", "Có phối hợp", cast.so, cooperating=(cast.khac,), due_on=due)]
    owed = {o.role: o for o in assign(make_plan(cast.dau_moi, cast.ubnd, drafts))}
    asked = queries.desk(cast.other_officer, ON)
    assert (asked.to_accept.count, asked.overdue_to_accept) == (1, 1)

    assignment.accept(owed["lead"], by=cast.head, at=later())
    progress.submit(owed["lead"], Told(ON, 100, RESULT), by=cast.officer, at=later(2))
    confirmation.confirm(owed["lead"], by=cast.focal, at=later(3))

    asked = queries.desk(cast.other_officer, ON)
    assert (asked.to_accept.count, asked.overdue_to_accept) == (0, 0)


def test_work_to_be_done_again_says_why(world: World) -> None:
    cast = world.cast
    assignment.accept(world.obligation, by=cast.head, at=later())
    progress.submit(world.obligation, Told(ON, 100, RESULT), by=cast.officer, at=later(2))
    confirmation.send_back(world.obligation, reason="Thiếu phụ lục", by=cast.focal, at=later(3))

    assert "Thiếu phụ lục" in words_of(visit(cast.officer, DESK))


def test_the_focal_officer_finds_results_to_confirm_and_what_was_declined(world: World) -> None:
    cast = world.cast
    assignment.accept(world.obligation, by=cast.head, at=later())
    progress.submit(world.obligation, Told(ON, 100, RESULT), by=cast.officer, at=later(2))
    assignment.decline(
        world.others, reason="Sai thẩm quyền", proposed=cast.so, by=cast.other_head, at=later()
    )

    page = visit(cast.focal, DESK)

    links = dict(links_of(page))
    assert reverse("obligation_confirm", args=[world.obligation.pk]) in links
    assert reverse("obligation_reassign", args=[world.others.pk]) in links
    assert reverse("plan_assign", args=[world.plan.pk]) in links
    assert "Sai thẩm quyền Đề nghị giao: Sở Một." in words_of(page)


def test_who_only_confirms_a_plan_is_not_asked_to_assign_it(world: World) -> None:
    Plan.objects.filter(pk=world.plan.pk).update(confirmer=world.cast.la)

    page = visit(world.cast.stranger_focal, DESK)

    assert reverse("plan_assign", args=[world.plan.pk]) not in page


def test_an_empty_desk_says_what_comes_and_who_does_it(world: World) -> None:
    assignment.decline(world.obligation, reason="Sai", by=world.cast.head, at=later())

    said = words_of(visit(world.cast.officer, DESK))

    assert "Cơ quan bạn hiện không có nhiệm vụ nào phải làm" in said
    assert "Cơ quan đầu mối của kế hoạch giao" in said


def test_a_leader_finds_the_plans_and_figures_that_open_their_lists(world: World) -> None:
    leader = world.cast.leader
    page = visit(leader, DESK)

    assert "Kế hoạch minh họa số 84" in page
    assert "Kế hoạch minh họa số 99" not in page
    numbers = counted_links(page, reverse("task_list"))
    assert len(numbers) == 5
    assert [n for _url, n in numbers] == [rows_behind(leader, url) for url, _n in numbers]


def test_figures_count_all_though_the_desk_shows_the_most_urgent(cast: Cast) -> None:
    many = queries.DESK_ROWS + 1
    drafts = [draft(str(n), f"Việc {n}", cast.so) for n in range(many)]
    assign(make_plan(cast.dau_moi, cast.ubnd, drafts))

    said = words_of(visit(cast.head, DESK))

    assert f"Cần nhận {many}" in said
    assert f"Hiện {queries.DESK_ROWS} việc gấp nhất trong số {many}." in said


def test_whoever_only_reads_is_told_of_no_work(world: World) -> None:
    drafts = [draft("1", "Việc của UBND", world.cast.ubnd, due_on=date(2026, 2, 1))]
    for obligation in assign(make_plan(world.cast.dau_moi, world.cast.ubnd, drafts, number="85")):
        assignment.accept(obligation, by=SYSTEM, at=later())

    page = visit(world.cast.administrator, DESK)

    said = words_of(page)
    assert "Việc của UBND" in said
    assert "bạn cập nhật tiến độ" not in said
    assert "Việc cần làm" not in said
    assert said.index("Tổng số nhiệm vụ") < said.index("Việc của UBND")
