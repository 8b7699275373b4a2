"""Plans: counts that open what they count, assigning what was shown, slips."""

import pytest
from django.urls import reverse

from dieuphoi.base.models import Rule
from dieuphoi.plans import assignment
from dieuphoi.plans.models import Obligation, Plan
from tests.cast import Cast, World, draft, later, make_plan
from tests.web.visitor import client_of, counted_links, links_of, rows_behind, visit, words_of

pytestmark = pytest.mark.django_db


def test_the_list_counts_the_tasks_that_its_link_shows(world: World) -> None:
    for actor, count in ((world.cast.focal, 4), (world.cast.officer, 1)):
        page = visit(actor, reverse("plan_list"))
        address = f"{reverse('task_list')}?plan={world.plan.pk}"
        assert counted_links(page, address) == [(address, count)]
        assert rows_behind(actor, address) == count


def test_every_number_of_a_plan_opens_the_list_it_counts(world: World) -> None:
    focal = world.cast.focal
    assignment.accept(world.obligation, by=world.cast.head, at=later())

    page = visit(focal, reverse("plan_detail", args=[world.plan.pk]))

    numbers = counted_links(page, reverse("task_list"))
    assert len(numbers) > 10
    assert [n for _url, n in numbers] == [rows_behind(focal, url) for url, _n in numbers]


def test_a_task_of_several_leads_counts_once_in_all_and_once_under_each(cast: Cast) -> None:
    plan = make_plan(cast.dau_moi, cast.ubnd, [draft("1", "Chung", cast.so, cast.khac)])
    assignment.assign(plan, shown=2, by=cast.focal, at=later())

    page = visit(cast.focal, reverse("plan_detail", args=[plan.pk]))

    agencies = [url for url, _n in counted_links(page, "/tasks/") if "agency=" in url]
    assert {rows_behind(cast.focal, url) for url in agencies} == {1}
    assert "các dòng không cộng lại thành tổng số" in words_of(page)


def test_an_involved_agency_is_told_that_it_sees_only_its_part(world: World) -> None:
    address = reverse("plan_detail", args=[world.plan.pk])

    assert "chỉ tính các nhiệm vụ đó" in words_of(visit(world.cast.officer, address))
    assert "chỉ tính các nhiệm vụ đó" not in words_of(visit(world.cast.focal, address))


def test_counts_that_the_source_states_stand_beside(world: World) -> None:
    Plan.objects.filter(pk=world.plan.pk).update(declared={"Số dự án được nêu": "17"})

    said = words_of(visit(world.cast.focal, reverse("plan_detail", args=[world.plan.pk])))

    assert "Số dự án được nêu 17" in said


def test_assigning_says_how_many_and_what_cannot_be_assigned(cast: Cast) -> None:
    drafts = [
        draft("1", "Một", cast.so, cooperating=(cast.khac,)),
        draft("2", "Hai", phrase="Ban chưa có tên"),
        draft("3", "Ba"),
    ]
    plan = make_plan(cast.dau_moi, cast.ubnd, drafts)

    page = visit(cast.focal, reverse("plan_assign", args=[plan.pk]))

    said = words_of(page)
    assert "Sẽ tạo 2 nghĩa vụ cho 2 cơ quan từ 1 nhiệm vụ." in said
    assert "Chưa rõ cơ quan chủ trì là ai" in said
    assert "Văn bản không ghi cơ quan chủ trì" in said
    leads = [reverse("task_leads", args=[t.pk]) for t in plan.tasks.filter(code__in=["2", "3"])]
    assert [url for url, _text in links_of(page) if url.endswith("/leads/")] == leads


def test_assigning_another_number_than_shown_is_refused(cast: Cast) -> None:
    plan = make_plan(cast.dau_moi, cast.ubnd, [draft("1", "Một", cast.so)])

    answer = client_of(cast.focal).post(reverse("plan_assign", args=[plan.pk]), {"shown": "7"})

    assert answer.status_code == 409
    assert "lúc xem là 7, nay là 1" in answer.content.decode()
    assert not Obligation.objects.exists()


def test_very_many_obligations_are_asked_for_twice(cast: Cast) -> None:
    Rule.objects.filter(name="obligations_ask_again_over").update(value="1")
    plan = make_plan(cast.dau_moi, cast.ubnd, [draft("1", "Chung", cast.so, cast.khac)])
    client, address = client_of(cast.focal), reverse("plan_assign", args=[plan.pk])

    first = client.post(address, {"shown": "2"})
    assert 'name="again" value="1"' in first.content.decode()
    assert not Obligation.objects.exists()

    assert client.post(address, {"shown": "2", "again": "1"}).status_code == 302
    assert Obligation.objects.count() == 2


def test_a_plan_offers_slips_only_when_something_is_assigned(cast: Cast) -> None:
    plan = make_plan(cast.dau_moi, cast.ubnd, [draft("1", "Việc", cast.so)])
    address, slips = reverse("plan_detail", args=[plan.pk]), reverse("slip_list", args=[plan.pk])

    before = dict(links_of(visit(cast.focal, address)))
    assignment.assign(plan, shown=1, by=cast.focal, at=later())
    after = dict(links_of(visit(cast.focal, address)))

    assert (slips in before, slips in after) == (False, True)


def test_slips_name_the_agencies_without_an_account(world: World) -> None:
    page = visit(world.cast.focal, reverse("slip_list", args=[world.plan.pk]))

    assert "UBND phường Ba 1 chưa có tài khoản" in words_of(page)
    assert reverse("slip", args=[world.plan.pk, world.cast.phuong.pk]) in dict(links_of(page))
    assert "Sở Lạ" not in page
