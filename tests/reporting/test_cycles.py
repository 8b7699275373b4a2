"""Opening a cycle, whom it expects, and who answers for an agency that has ended."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dieuphoi.base.errors import NotPermitted, StaleState
from dieuphoi.documents.typed_text import SecretTyped
from dieuphoi.organizations.models import Organization
from dieuphoi.organizations.roles import Role
from dieuphoi.plans.models import Obligation, ObligationState
from dieuphoi.reporting import contents, cycles
from dieuphoi.reporting.calendar import Window
from dieuphoi.reporting.cycles import CycleNotOpened, NotASuccessor
from dieuphoi.reporting.models import Cycle, Regime, Report
from tests.cast import Cast, World, assign, draft, later, make_plan, organization, person
from tests.factories.organizations import make_succession
from tests.reporting.paper import CUT_OFF, DUE, WINDOW, make_cycle, on, report_of, sent, write

pytestmark = pytest.mark.django_db
ENDS = DUE - timedelta(days=1)


def thematic() -> Regime:
    return Regime.objects.get(key="thematic")


def opened(world: World, window: Window = WINDOW, **more: str) -> Cycle:
    return cycles.open_cycle(
        thematic(), [world.plan], window, by=world.cast.focal, at=later(), **more
    )


def ended(agency: Organization, *heirs: Organization) -> None:
    """The agency ends the day before the report is due, and these carry on."""
    Organization.objects.filter(pk=agency.pk).update(ends_on=ENDS)
    for heir in heirs:
        make_succession(ENDS, agency, heir)


def test_a_cycle_keeps_the_days_and_the_outline_of_its_opening(world: World) -> None:
    cycle = opened(world, recipient=" UBND tỉnh ")
    Regime.objects.filter(pk=cycle.regime_id).update(outline=[])

    cycle.refresh_from_db()

    assert (cycle.cut_off_on, cycle.due_on, cycle.recipient) == (CUT_OFF, DUE, "UBND tỉnh")
    assert len(cycle.outline) == 8
    assert cycle.title == "Báo cáo quý I năm 2026: Kế hoạch minh họa số 84"


def test_only_those_who_coordinate_every_plan_open(world: World) -> None:
    foreign = world.foreign.task.plan
    for by, plans in (
        (world.cast.officer, [world.plan]),
        (world.cast.stranger_focal, [world.plan]),
        (world.cast.focal, [world.plan, foreign]),
        (world.cast.focal, []),
    ):
        with pytest.raises(NotPermitted):
            cycles.open_cycle(thematic(), plans, WINDOW, by=by, at=later())
    assert not Cycle.objects.exists()


def test_opening_twice_says_so_and_keeps_one(world: World) -> None:
    opened(world)

    with pytest.raises(CycleNotOpened, match="đã được mở"):
        opened(world)

    assert Cycle.objects.count() == 1
    assert Report.objects.count() == 3


def test_another_title_is_another_cycle(world: World) -> None:
    opened(world)
    opened(world, title="Kỳ bổ sung")

    assert Cycle.objects.count() == 2


@pytest.mark.parametrize(
    "window, sentence",
    [
        (replace(WINDOW, due_on=CUT_OFF), "Hạn gửi phải sau ngày chốt"),
        (replace(WINDOW, due_on=CUT_OFF - timedelta(days=1)), "Hạn gửi phải sau ngày chốt"),
        (replace(WINDOW, ends_on=WINDOW.starts_on), "bắt đầu trước khi kết thúc"),
        (
            replace(WINDOW, cut_off_on=WINDOW.starts_on - timedelta(days=1)),
            "không được trước ngày bắt đầu",
        ),
        (replace(WINDOW, consolidated_due_on=DUE - timedelta(days=1)), "không được trước hạn gửi"),
    ],
)
def test_days_out_of_order_are_refused_in_one_sentence(
    world: World, window: Window, sentence: str
) -> None:
    with pytest.raises(CycleNotOpened, match=sentence):
        opened(world, window)


def test_a_regime_that_has_ended_is_not_opened(world: World) -> None:
    Regime.objects.filter(key="thematic").update(valid_to=later().date())

    with pytest.raises(CycleNotOpened, match="không còn hiệu lực"):
        opened(world)


def test_a_plan_of_which_nobody_owes_anything_is_not_reported_on(cast: Cast) -> None:
    plan = make_plan(cast.dau_moi, cast.ubnd, [draft("1", "Việc", cast.so)], number="85")

    with pytest.raises(CycleNotOpened, match="chưa có ai phải báo cáo"):
        cycles.open_cycle(thematic(), [plan], WINDOW, by=cast.focal, at=later())


def test_cancelled_parts_make_nobody_report(world: World) -> None:
    Obligation.objects.update(state=ObligationState.CANCELLED)

    with pytest.raises(CycleNotOpened, match="chưa có ai phải báo cáo"):
        opened(world)


def test_a_mark_of_secrecy_in_the_title_is_refused(world: World) -> None:
    with pytest.raises(SecretTyped):
        opened(world, title="Báo cáo\nTUYỆT MẬT\n")


@pytest.mark.parametrize("title", ["", "Kỳ đặc biệt"])
def test_a_mark_of_secrecy_in_the_name_of_the_period_is_refused(world: World, title: str) -> None:
    with pytest.raises(SecretTyped):
        opened(world, replace(WINDOW, title="9 tháng\nTUYỆT MẬT\n"), title=title)


def assigned_later(world: World) -> Cycle:
    """A cycle, then a part assigned to an agency that had none."""
    cycle = opened(world)
    drafts = [draft("9", "Việc mới", world.cast.la)]
    plan = make_plan(world.cast.dau_moi, world.cast.ubnd, drafts, number="86")
    cycle.plans.add(plan)
    assign(plan, later(3))
    return cycle


def test_parts_assigned_later_are_expected_too_and_only_once(world: World) -> None:
    cycle = assigned_later(world)

    assert cycles.expect_in_running_cycles(at=on(DUE, 23)) == 1
    assert cycles.expect_in_running_cycles(at=on(DUE, 23)) == 0
    assert report_of(cycle, world.cast.la).answered_by == world.cast.la


def test_cycles_whose_day_has_passed_expect_nobody_more(world: World) -> None:
    assigned_later(world)

    assert cycles.expect_in_running_cycles(at=on(DUE + timedelta(days=1))) == 0


def test_a_successor_answers_for_an_agency_that_ended(world: World) -> None:
    cycle = make_cycle(world)
    heir = organization("Sở Kế Thừa")
    ended(world.cast.so, heir)
    report = report_of(cycle, world.cast.so)

    cycles.hand_over(report, heir, by=world.cast.focal, at=on(DUE))
    version = sent(report, person("heir", heir, Role.HEAD), leadership="Đã bàn giao")

    assert version.agency_name == "Sở Một"
    assert [e.holder_name for e in version.entries.all()] == ["Sở Một"]


def test_the_people_of_the_ended_agency_write_it_no_more(world: World) -> None:
    heir = organization("Sở Kế Thừa")
    cycle = make_cycle(world)
    ended(world.cast.so, heir)
    report = report_of(cycle, world.cast.so)
    cycles.hand_over(report, heir, by=world.cast.focal, at=on(DUE))

    with pytest.raises(NotPermitted):
        write(report, world.cast.officer, leadership="x")


def test_only_an_heir_answers_and_only_the_consolidator_chooses(world: World) -> None:
    cycle = make_cycle(world)
    report = report_of(cycle, world.cast.so)
    with pytest.raises(NotASuccessor):
        cycles.hand_over(report, world.cast.khac, by=world.cast.focal, at=on(DUE))
    ended(world.cast.so, world.cast.khac)
    report = report_of(cycle, world.cast.so)

    with pytest.raises(NotPermitted):
        cycles.hand_over(report, world.cast.khac, by=world.cast.other_head, at=on(DUE))
    with pytest.raises(NotASuccessor):
        cycles.hand_over(report, world.cast.la, by=world.cast.focal, at=on(DUE))

    assert report_of(cycle, world.cast.so).answered_by == world.cast.so


def test_two_who_choose_at_once_do_not_overwrite_each_other(world: World) -> None:
    one, other = organization("Sở Kế Thừa A"), organization("Sở Kế Thừa B")
    cycle = make_cycle(world)
    ended(world.cast.so, one, other)
    first, second = report_of(cycle, world.cast.so), report_of(cycle, world.cast.so)

    cycles.hand_over(first, one, by=world.cast.focal, at=on(DUE))
    with pytest.raises(StaleState):
        cycles.hand_over(second, other, by=world.cast.focal, at=on(DUE))

    assert report_of(cycle, world.cast.so).answered_by == one


def test_what_the_heir_holds_itself_stands_in_its_own_report_only(world: World) -> None:
    cycle = make_cycle(world)
    ended(world.cast.so, world.cast.khac)
    old = report_of(cycle, world.cast.so)
    cycles.hand_over(old, world.cast.khac, by=world.cast.focal, at=on(DUE))

    rows = [
        entry.obligation.pk
        for report in (report_of(cycle, world.cast.so), report_of(cycle, world.cast.khac))
        for entry in contents.entries_for(report)
    ]

    assert sorted(rows) == sorted([world.obligation.pk, world.others.pk])


def test_who_leads_one_plan_of_a_cycle_does_not_read_what_is_reported_on_another(
    cast: Cast,
) -> None:
    due = date(2026, 3, 31)
    one = make_plan(cast.dau_moi, cast.la, [draft("1", "Việc A", cast.so, due_on=due)])
    two = make_plan(
        cast.dau_moi, cast.ubnd, [draft("1", "Việc B", cast.khac, due_on=due)], number="85"
    )
    assign(one)
    assign(two)
    regime = Regime.objects.get(key="thematic")
    both = cycles.open_cycle(regime, [one, two], WINDOW, by=cast.focal, at=later(2))
    window = replace(WINDOW, title="riêng một kế hoạch")
    alone = cycles.open_cycle(regime, [one], window, by=cast.focal, at=later(2))
    owner = cast.stranger

    assert list(Cycle.objects.visible_to(owner)) == [alone]
    assert {r.cycle for r in Report.objects.visible_to(owner)} == {alone}
    assert set(Cycle.objects.visible_to(cast.focal)) == {both, alone}
    assert set(Cycle.objects.visible_to(cast.head)) == {both, alone}
