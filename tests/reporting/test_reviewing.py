"""The focal agency reads: comments, returns, accepts, confirms what it ticked."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import connection

from dieuphoi.activity.models import Activity
from dieuphoi.base.errors import NotPermitted
from dieuphoi.documents.typed_text import SecretTyped
from dieuphoi.plans import confirmation
from dieuphoi.plans.models import ObligationState, Plan
from dieuphoi.reporting import drafting, reviewing
from dieuphoi.reporting.models import Report, ReportState, ReportVersion, Verdict
from dieuphoi.reporting.reviewing import (
    CommentMissing,
    NewerVersion,
    NothingSent,
    NotToConfirm,
    ReasonMissing,
)
from tests.cast import World, make_world
from tests.reporting.paper import DUE, make_cycle, on, report_of, sent, work

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Read:
    """A sent report whose one result was proposed as done."""

    world: World
    version: ReportVersion

    @property
    def report(self) -> Report:
        return report_of(self.version.report.cycle, self.world.cast.so)

    def fresh(self) -> ReportVersion:
        return ReportVersion.objects.select_related("report__cycle").get(pk=self.version.pk)


def proposed(world: World) -> Read:
    report = report_of(make_cycle(world), world.cast.so)
    work(world.obligation, world.cast.head, 100, "Đã ban hành")
    drafting.set_closing(report, world.obligation, True, by=world.cast.officer, at=on(DUE, 8))
    return Read(world, sent(report, world.cast.head, causes="Thiếu người"))


def test_accepting_confirms_only_what_was_ticked(world: World) -> None:
    read = proposed(world)
    entry = read.version.entries.get()

    review = reviewing.accept(read.version, [entry], by=world.cast.focal, at=on(DUE, 10))

    world.obligation.refresh_from_db()
    assert world.obligation.state == ObligationState.COMPLETED
    assert list(review.confirmed.all()) == [entry]
    assert read.report.state == ReportState.ACCEPTED


def test_accepting_without_a_tick_confirms_nothing(world: World) -> None:
    read = proposed(world)

    reviewing.accept(read.version, by=world.cast.focal, at=on(DUE, 10))

    world.obligation.refresh_from_db()
    assert world.obligation.state == ObligationState.AWAITING_CONFIRMATION


def test_what_does_not_wait_cannot_be_ticked_and_nothing_is_accepted(world: World) -> None:
    read = proposed(world)
    obligation = world.obligation
    obligation.refresh_from_db()
    confirmation.confirm(obligation, by=world.cast.focal, at=on(DUE, 10))

    with pytest.raises(NotToConfirm):
        reviewing.accept(
            read.fresh(), [read.version.entries.get()], by=world.cast.focal, at=on(DUE, 11)
        )

    assert read.report.state == ReportState.SUBMITTED
    assert not read.version.reviews.exists()


def test_a_row_of_another_report_cannot_be_ticked(world: World) -> None:
    read = proposed(world)
    other = sent(
        report_of(read.version.report.cycle, world.cast.khac), world.cast.other_head, causes="x"
    )

    with pytest.raises(NotToConfirm):
        reviewing.accept(other, [read.version.entries.get()], by=world.cast.focal, at=on(DUE, 10))


def test_who_does_not_confirm_the_plan_accepts_without_confirming(world: World) -> None:
    Plan.objects.filter(pk=world.plan.pk).update(confirmer=world.cast.ubnd)
    read = proposed(world)

    with pytest.raises(NotPermitted):
        reviewing.accept(
            read.fresh(), list(read.version.entries.all()), by=world.cast.focal, at=on(DUE, 10)
        )

    reviewing.accept(read.fresh(), by=world.cast.focal, at=on(DUE, 11))
    assert read.report.state == ReportState.ACCEPTED


def test_accepting_twice_says_that_it_is_stale(world: World) -> None:
    read = proposed(world)
    first, second = read.fresh(), read.fresh()
    reviewing.accept(first, by=world.cast.focal, at=on(DUE, 10))

    with pytest.raises(NewerVersion):
        reviewing.accept(second, by=world.cast.focal, at=on(DUE, 11))

    assert read.version.reviews.count() == 1


def test_an_accepted_report_can_still_be_returned(world: World) -> None:
    read = proposed(world)
    reviewing.accept(read.version, by=world.cast.focal, at=on(DUE, 10))

    reviewing.return_report(read.fresh(), " Sai số liệu ", by=world.cast.focal, at=on(DUE, 11))

    assert read.report.state == ReportState.RETURNED
    assert [r.verdict for r in read.version.reviews.all()] == [Verdict.ACCEPTED, Verdict.RETURNED]
    assert read.version.reviews.last().reason == "Sai số liệu"  # type: ignore[union-attr]


def test_an_acceptance_that_the_reader_did_not_see_stops_a_return(world: World) -> None:
    read = proposed(world)
    seen = read.fresh()
    reviewing.accept(read.fresh(), by=world.cast.focal, at=on(DUE, 10))

    with pytest.raises(NewerVersion):
        reviewing.return_report(seen, "Thiếu", by=world.cast.focal, at=on(DUE, 11))


def test_only_the_newest_version_is_judged(world: World) -> None:
    read = proposed(world)
    reviewing.return_report(read.version, "Thiếu", by=world.cast.focal, at=on(DUE, 10))
    newest = sent(read.report, world.cast.head, on(DUE, 11), strengths="Có")

    with pytest.raises(NewerVersion):
        reviewing.accept(read.fresh(), by=world.cast.focal, at=on(DUE, 12))
    with pytest.raises(NewerVersion):
        reviewing.return_report(read.fresh(), "x", by=world.cast.focal, at=on(DUE, 12))

    assert (newest.n, read.report.state) == (2, ReportState.SUBMITTED)


@pytest.mark.parametrize("reason", ["", "   \n", "\u200b"])
def test_a_return_names_its_reason(world: World, reason: str) -> None:
    read = proposed(world)

    with pytest.raises(ReasonMissing):
        reviewing.return_report(read.version, reason, by=world.cast.focal, at=on(DUE, 10))

    assert read.report.state == ReportState.SUBMITTED


def test_a_returned_report_is_written_again_and_its_agency_sees_the_comments(world: World) -> None:
    read = proposed(world)
    reviewing.comment(read.report, "causes", " Nêu rõ hơn ", by=world.cast.focal, at=on(DUE, 10))
    reviewing.return_report(read.version, "Thiếu", by=world.cast.focal, at=on(DUE, 10))

    part = drafting.save_part(
        read.report, "causes", "Thiếu vốn", seen=1, by=world.cast.officer, at=on(DUE, 11)
    )

    assert (part.version, read.report.state) == (2, ReportState.RETURNED)
    assert [(c.version_n, c.text) for c in read.report.comments.all()] == [(1, "Nêu rõ hơn")]


def test_a_comment_says_something_about_a_part_of_what_was_sent(world: World) -> None:
    read = proposed(world)
    for code, text in (("causes", "  "), ("causes", "\u200b"), ("tenth", "x")):
        with pytest.raises(CommentMissing):
            reviewing.comment(read.report, code, text, by=world.cast.focal, at=on(DUE, 10))
    with pytest.raises(SecretTyped):
        reviewing.comment(read.report, "causes", "TỐI MẬT", by=world.cast.focal, at=on(DUE, 10))
    unsent = report_of(read.version.report.cycle, world.cast.khac)
    with pytest.raises(NothingSent):
        reviewing.comment(unsent, "causes", "x", by=world.cast.focal, at=on(DUE, 10))


def test_nobody_but_the_consolidator_judges(world: World) -> None:
    read = proposed(world)
    for by in (world.cast.head, world.cast.leader, world.cast.auditor, world.cast.stranger_focal):
        with pytest.raises(NotPermitted):
            reviewing.accept(read.fresh(), by=by, at=on(DUE, 10))
        with pytest.raises(NotPermitted):
            reviewing.return_report(read.fresh(), "x", by=by, at=on(DUE, 10))
        with pytest.raises(NotPermitted):
            reviewing.comment(read.report, "causes", "x", by=by, at=on(DUE, 10))


def both(act: Callable[[], object]) -> list[str]:
    """Do the act in two threads that start together; what each met, sorted."""
    start, met = threading.Barrier(2), []

    def press() -> None:
        try:
            start.wait(timeout=20)
            act()
            met.append("done")
        except NewerVersion:
            met.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(met)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_is_told() -> None:
    read = proposed(make_world())

    def act() -> None:
        version = read.fresh()
        entries = list(version.entries.select_related("obligation__task__plan"))
        reviewing.accept(version, entries, by=read.world.cast.focal, at=on(DUE, 10))

    assert both(act) == ["done", "told"]
    assert Activity.objects.filter(verb="report.accepted").count() == 1
    assert Activity.objects.filter(verb="obligation.confirmed").count() == 1
