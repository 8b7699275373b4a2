"""Ticks of a report: what it proposes, what became of ticks meanwhile, and when it was proposed."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import transaction

from dieuphoi.organizations.models import Organization
from dieuphoi.organizations.roles import Role
from dieuphoi.plans import confirmation, progress, turns
from dieuphoi.plans.models import Obligation, ObligationState, Verb
from dieuphoi.plans.progress import Told
from dieuphoi.reporting import checks, cycles, drafting, reviewing, sending
from dieuphoi.reporting.cycles import open_cycle
from dieuphoi.reporting.models import Cycle, Regime, Report
from tests.cast import AT, RESULT, World, organization, person
from tests.factories.organizations import make_succession
from tests.reporting.paper import CUT_OFF, DUE, WINDOW, make_cycle, on, report_of, sent, work

pytestmark = pytest.mark.django_db
NEXT = on(DUE + timedelta(days=1))


def now_of(world: World) -> Obligation:
    """The obligation as it stands now."""
    return Obligation.objects.get(pk=world.obligation.pk)


def ticked(world: World, cycle: Cycle) -> Report:
    """The report with its one obligation worked on and ticked."""
    report = report_of(cycle, world.cast.so)
    work(world.obligation, world.cast.head, 100, RESULT)
    drafting.set_closing(report, now_of(world), True, by=world.cast.head, at=on(DUE, 7))
    return report_of(cycle, world.cast.so)


def dropped(report: Report) -> list[str]:
    """What the check page says of ticks that will not be proposed."""
    found = checks.before_sending(report, DUE)
    return [f.sentence for f in found if f.sentence.endswith("dấu hoàn thành sẽ bị bỏ.")]


def transfer(world: World) -> None:
    with transaction.atomic():
        turns.move(now_of(world), Verb.TRANSFER, by="x", at=on(DUE, 8), holder=world.cast.khac)


def cancel(world: World) -> None:
    with transaction.atomic():
        turns.move(now_of(world), Verb.CANCEL, by="x", at=on(DUE, 8))


def propose_alone(world: World) -> None:
    told = Told(DUE, 100, RESULT)
    progress.submit(now_of(world), told, by=world.cast.officer, at=on(DUE, 8))


@pytest.mark.parametrize(
    "meanwhile, why",
    [
        (transfer, "không còn do cơ quan gửi báo cáo giữ"),
        (cancel, "đã hủy"),
        (propose_alone, "đã được đề nghị xác nhận hoàn thành"),
    ],
)
def test_a_tick_that_came_to_nothing_is_said_and_does_not_block_the_report(
    world: World, meanwhile: Callable[[World], None], why: str
) -> None:
    report = ticked(world, make_cycle(world))
    meanwhile(world)

    (said,) = dropped(report)
    version = sending.send(report, by=world.cast.head, at=on(DUE, 10))

    assert why in said
    assert not version.entries.get().closes
    assert not report.closings.exists()


def test_a_tick_is_taken_off_whoever_holds_the_obligation_now(world: World) -> None:
    report = ticked(world, make_cycle(world))
    transfer(world)

    drafting.set_closing(report, now_of(world), False, by=world.cast.officer, at=on(DUE, 9))

    assert not report.closings.exists()


def test_ticked_in_two_cycles_it_is_proposed_by_the_first_that_is_sent(world: World) -> None:
    first = make_cycle(world)
    regime = Regime.objects.get(key="ad-hoc")
    focal, at = world.cast.focal, AT + timedelta(hours=3)
    second = open_cycle(regime, [world.plan], WINDOW, by=focal, at=at)
    report = ticked(world, first)
    other = report_of(second, world.cast.so)
    drafting.set_closing(other, now_of(world), True, by=world.cast.head, at=on(DUE, 7))

    one = sending.send(report, by=world.cast.head, at=on(DUE, 10))
    two = sending.send(report_of(second, world.cast.so), by=world.cast.head, at=on(DUE, 11))

    assert (one.entries.get().closes, two.entries.get().closes) == (True, False)


def test_a_successor_sends_the_report_that_the_ended_agency_ticked(world: World) -> None:
    cycle = make_cycle(world)
    report = ticked(world, cycle)
    stale = report_of(cycle, world.cast.so)
    heir, day = organization("Sở Kế Thừa"), DUE - timedelta(days=1)
    head = person("heir", heir, Role.HEAD)
    Organization.objects.filter(pk=world.cast.so.pk).update(ends_on=day)
    make_succession(day, world.cast.so, heir)

    cycles.hand_over(report_of(cycle, world.cast.so), heir, by=world.cast.focal, at=on(DUE))

    assert not report.closings.exists()
    with pytest.raises(drafting.ReportSent), transaction.atomic():
        sending.send(stale, by=world.cast.head, at=on(DUE, 10))
    sending.send(report_of(cycle, world.cast.so), by=head, at=on(DUE, 11))
    assert now_of(world).state == ObligationState.IN_PROGRESS


def test_what_was_told_after_the_cut_off_is_not_what_is_proposed(world: World) -> None:
    report = ticked(world, make_cycle(world))
    after = CUT_OFF + timedelta(days=1)
    progress.note(now_of(world), Told(after, 30, "", "Làm tiếp"), by=world.cast.head, at=on(after))

    sending.send(report, by=world.cast.head, at=on(DUE, 11))

    assert now_of(world).state == ObligationState.AWAITING_CONFIRMATION


def test_a_second_version_still_says_that_the_report_proposed_the_result(world: World) -> None:
    cycle = make_cycle(world)
    first = sent(ticked(world, cycle), world.cast.head)
    reviewing.return_report(first, "Bổ sung", by=world.cast.focal, at=NEXT)

    again = report_of(cycle, world.cast.so)
    found = [f.sentence for f in checks.before_sending(again, NEXT.date())]
    entry = sending.send(again, by=world.cast.head, at=NEXT + timedelta(hours=1)).entries.get()

    assert not any("100 phần trăm" in sentence for sentence in found)
    assert (entry.closes, entry.submitted_at) == (True, first.sent_at)


def test_a_second_version_still_says_so_of_a_result_that_was_confirmed(world: World) -> None:
    cycle = make_cycle(world)
    first = sent(ticked(world, cycle), world.cast.head)
    confirmation.confirm(now_of(world), by=world.cast.focal, at=on(DUE, 12))
    reviewing.return_report(first, "Bổ sung", by=world.cast.focal, at=NEXT)

    again = report_of(cycle, world.cast.so)
    entry = sending.send(again, by=world.cast.head, at=NEXT + timedelta(hours=1)).entries.get()

    assert (entry.closes, entry.submitted_at) == (True, first.sent_at)


def test_an_entry_keeps_when_its_result_was_proposed_alone(world: World) -> None:
    cycle = make_cycle(world)
    work(world.obligation, world.cast.head, 90, "Đang làm", date(2026, 3, 8))
    told = Told(date(2026, 3, 9), 100, RESULT)
    progress.submit(now_of(world), told, by=world.cast.head, at=on(date(2026, 3, 9)))

    entry = sent(report_of(cycle, world.cast.so), world.cast.head).entries.get()

    assert (entry.closes, entry.submitted_at) == (False, on(date(2026, 3, 9)))
