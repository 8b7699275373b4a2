"""The leader's page: every number leads to a list of exactly as many rows, and none shows more."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from dieuphoi.organizations.actor import Actor
from dieuphoi.plans import assignment, confirmation, happened, progress
from dieuphoi.plans.models import Obligation
from dieuphoi.plans.progress import Told
from dieuphoi.plans.queries import TaskFilter, tasks
from dieuphoi.reporting import reviewing
from dieuphoi.reporting.calendar import Window
from dieuphoi.reporting.cycles import open_cycle
from dieuphoi.reporting.models import Cycle, Regime
from tests.cast import RESULT, Cast, World, assign, draft, make_plan, organization
from tests.issues import cast as issue_cast
from tests.reporting import paper
from tests.web.visitor import client_of, links_of, rows_behind, visit, words_of

pytestmark = pytest.mark.django_db
OVERVIEW = "/overview/"
NUMBERED = re.compile(r"(\d+)(?: nhiệm vụ quá hạn: .*)?")


def busy(world: World) -> World:
    """One result waits, one is confirmed today, one assignment is declined, issues and reports came."""
    cast, now = world.cast, timezone.now()
    issue_cast.raised(world)
    issue_cast.answered(world)
    cycle = this_round(world)
    paper.work(world.obligation, cast.head, 60, "Đã khảo sát")
    before = now - timedelta(days=8)
    paper.sent(paper.report_of(cycle, cast.so), cast.head, before, leadership="x")
    other = paper.sent(
        paper.report_of(cycle, cast.khac), cast.other_head, now - timedelta(hours=1), causes="y"
    )
    reviewing.accept(other, by=cast.focal, at=now)
    assignment.accept(world.others, by=cast.other_head, at=now - timedelta(days=1))
    world.others.refresh_from_db()
    progress.submit(world.others, Told(today(), 100, RESULT), by=cast.other_head, at=now)
    world.others.refresh_from_db()
    confirmation.confirm(world.others, by=cast.focal, at=now)
    make_more(cast)
    return world


def this_round(world: World) -> Cycle:
    """A round of reporting whose day is tomorrow."""
    day = today()
    window = Window(
        "kỳ này", day - timedelta(days=60), day, day - timedelta(days=9), day + timedelta(days=1)
    )
    regime = Regime.objects.get(key="thematic")
    opened_at = timezone.now() - timedelta(days=20)
    return open_cycle(regime, [world.plan], window, by=world.cast.focal, at=opened_at)


def make_more(cast: Cast) -> None:
    """A second plan, assigned today: late, newly late, declined, waiting, and both at once."""
    now = timezone.now()
    recently, long_ago = today() - timedelta(days=3), today() - timedelta(days=90)
    plan = make_plan(
        cast.dau_moi,
        cast.ubnd,
        [
            draft("1", "Vừa quá hạn minh họa", cast.so, due_on=recently),
            draft("2", "Quá hạn lâu minh họa", cast.so, cast.khac, due_on=long_ago),
            draft("3", "Bị chuyển trả minh họa", cast.khac),
            draft("4", "Chờ xác nhận minh họa", cast.so),
        ],
        number="85",
    )
    assign(plan, now)
    owed = {
        (o.task.code, o.holder_id): o
        for o in Obligation.objects.filter(task__plan=plan).select_related("task__plan", "holder")
    }
    assignment.decline(owed["3", cast.khac.pk], reason="Sai", by=cast.other_head, at=now)
    for code, agency, head in (("4", cast.so, cast.head), ("2", cast.khac, cast.other_head)):
        obligation = owed[code, agency.pk]
        assignment.accept(obligation, by=head, at=now)
        obligation.refresh_from_db()
        progress.submit(obligation, Told(today(), 100, RESULT), by=head, at=now)


def today() -> Any:
    return timezone.localdate()


def numbers(page: str) -> list[tuple[str, int]]:
    """Every number of the page that is a link: address and number."""
    found = [(url, NUMBERED.fullmatch(words)) for url, words in links_of(page)]
    return [(url, int(number[1])) for url, number in found if number]


def rows_in(actor: Actor, address: str) -> int:
    """How many rows the list at the address shows; a cycle shows all its rows at once."""
    context: Any = client_of(actor).get(address).context
    page = context["page"]
    return len(page.lines) if hasattr(page, "lines") else rows_behind(actor, address)


@pytest.mark.parametrize("role", ["leader", "focal", "auditor", "administrator", "officer", "head"])
def test_every_number_leads_to_a_list_of_as_many_rows(world: World, role: str) -> None:
    actor = getattr(busy(world).cast, role)

    found = numbers(visit(actor, OVERVIEW))

    assert len(found) > 16
    assert sum(number > 0 for _url, number in found) > 8
    for url, number in found:
        assert rows_in(actor, url) == number, url


def test_what_waits_for_a_decision_is_counted_part_by_part(world: World) -> None:
    said = words_of(visit(busy(world).cast.leader, OVERVIEW))

    assert "Nhiệm vụ có kết quả chờ xác nhận 2" in said
    assert "Nhiệm vụ bị chuyển trả, chờ giao lại 1" in said
    assert "Khó khăn, kiến nghị chờ trả lời 1" in said
    assert re.search(r"Báo cáo chờ xem xét: Báo cáo kỳ này: Kế hoạch \S+ \S+ số 84 1", said)


def test_what_changed_this_week_is_told_apart_from_what_was(world: World) -> None:
    said = words_of(visit(busy(world).cast.leader, OVERVIEW))

    assert "mới được xác nhận hoàn thành 1" in said
    assert "mới quá hạn 1" in said
    assert "mới giao 4" in said
    assert "Báo cáo đã gửi 1" in said


def test_an_agency_whose_part_of_a_late_task_is_done_is_not_named(world: World) -> None:
    cast = busy(world).cast
    plan = make_plan(
        cast.dau_moi,
        cast.ubnd,
        [draft("1", "Giao chung minh họa", cast.so, cast.phuong, due_on=today())],
        number="86",
    )
    assign(plan)
    later = today() + timedelta(days=1)
    done = Obligation.objects.get(task__plan=plan, holder=cast.so)
    Obligation.objects.filter(pk=done.pk).update(state="completed", submitted_at=timezone.now())

    late = {one.name: one.count for one in happened.late_by_agency(cast.leader, later)}
    before = {one.name: one.count for one in happened.late_by_agency(cast.leader, today())}

    assert late["UBND phường Ba"] == 1
    assert late["Sở Một"] == before["Sở Một"]
    asked = TaskFilter(agency=cast.so.pk, part="late")
    assert tasks(cast.leader, asked, later).count() == late["Sở Một"]


def test_the_worst_ten_are_shown_and_all_can_be_seen(world: World) -> None:
    cast = world.cast
    agencies = [organization(f"Xã {n:02}") for n in range(12)]
    drafts = [
        draft(str(n), f"Việc {n}", agency, due_on=today() - timedelta(days=9))
        for n, agency in enumerate(agencies)
    ]
    assign(make_plan(cast.dau_moi, cast.ubnd, drafts, number="87"))

    some, every = visit(cast.leader, OVERVIEW), visit(cast.leader, f"{OVERVIEW}?all=agencies")

    assert "Xã 11" not in words_of(some)
    assert ("?all=agencies#late-agencies", "Xem cả 14 cơ quan") in links_of(some)
    assert "Xã 11" in words_of(every)
    for url, number in numbers(every):
        assert rows_in(cast.leader, url) == number, url


def test_nothing_of_another_province_is_counted(world: World) -> None:
    busy(world)

    said = words_of(visit(world.cast.stranger_focal, OVERVIEW))

    for name in ("Sở Một", "Sở Hai", "minh họa số 84", "minh họa số 85"):
        assert name not in said
    assert "Nhiệm vụ có kết quả chờ xác nhận 0" in said
    assert "Báo cáo đã gửi 0" in said


def test_a_list_says_what_no_field_of_its_filter_shows(world: World) -> None:
    cast = busy(world).cast
    since = f"{today() - timedelta(days=7):%d/%m/%Y}"
    urls = [url for url, _number in numbers(visit(cast.leader, OVERVIEW))]

    newly_late = words_of(visit(cast.leader, next(u for u in urls if "event=overdue" in u)))
    waiting = words_of(visit(cast.leader, next(u for u in urls if "having=awaiting" in u)))
    issues = words_of(visit(cast.leader, next(u for u in urls if "issues/?since" in u)))

    assert f"Mới quá hạn từ ngày {since} Bỏ điều kiện này" in newly_late
    assert "Có phần việc: chờ xác nhận" in waiting
    assert f"Nêu từ ngày {since}" in issues


@pytest.mark.parametrize(
    "role, offered",
    [("leader", True), ("focal", True), ("auditor", True), ("administrator", True)]
    + [("officer", False), ("head", False)],
)
def test_the_menu_offers_it_to_whoever_oversees(world: World, role: str, offered: bool) -> None:
    page = visit(getattr(world.cast, role), "/")
    assert (">Toàn cảnh</a>" in page) == offered
