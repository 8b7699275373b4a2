"""A report: there from the first day, written by its agency, frozen when its head sends it."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from dieuphoi.base.errors import NotPermitted
from dieuphoi.issues.models import IssueKind
from dieuphoi.issues.raising import IssueDraft, raise_issue
from dieuphoi.plans import progress
from dieuphoi.plans.models import ObligationState, Progress
from dieuphoi.plans.progress import Told
from dieuphoi.reporting import checks, contents, drafting, reviewing, sending
from dieuphoi.reporting.calendar import Window
from dieuphoi.reporting.cycles import open_cycle
from dieuphoi.reporting.drafting import NothingToPropose, PartChanged, PartTooLong, ReportSent
from dieuphoi.reporting.lateness import is_late
from dieuphoi.reporting.models import Entry, OutlinePart, Regime, Report, ReportState, ReportVersion
from dieuphoi.reporting.queries.sendings import with_sendings
from dieuphoi.reporting.sending import NothingInReport, SomethingArose
from tests.cast import AT, RESULT, Cast, World, assign, draft, make_plan
from tests.reporting.paper import CUT_OFF, DUE, WINDOW, make_cycle, on, report_of, sent, work, write

pytestmark = pytest.mark.django_db


def test_every_holder_owes_a_report_from_the_moment_the_cycle_opens(world: World) -> None:
    cycle = make_cycle(world)

    owed = {report.organization_id: report.state for report in cycle.reports.all()}
    assert owed == dict.fromkeys(
        [world.cast.so.pk, world.cast.khac.pk, world.cast.phuong.pk], ReportState.NOT_STARTED
    )


def test_a_report_is_filled_from_progress_told_up_to_the_cut_off(world: World) -> None:
    cycle = make_cycle(world)
    work(world.obligation, world.cast.head, 40, "Khảo sát xong")
    after = CUT_OFF + timedelta(days=1)
    progress.note(world.obligation, Told(after, 90, "Sau chốt"), by=world.cast.head, at=on(after))

    (entry,) = contents.entries_for(report_of(cycle, world.cast.so))

    assert (entry.percent, entry.told and entry.told.did) == (40, "Khảo sát xong")
    assert entry.later
    assert entry.later.did == "Sau chốt"


def test_an_entry_holds_the_state_and_punctuality_of_the_cut_off_day(world: World) -> None:
    cycle = make_cycle(world)
    work(world.obligation, world.cast.head, 100, "Xong")
    late = date(2026, 4, 20)
    progress.submit(world.obligation, Told(late, 100, RESULT), by=world.cast.head, at=on(late))

    version = sent(report_of(cycle, world.cast.so), world.cast.head, on(late, 12))

    entry = version.entries.get()
    assert (entry.state, entry.punctuality) == (ObligationState.IN_PROGRESS, "not_due")
    assert entry.first_due_on == date(2026, 3, 31)


def test_sending_proposes_the_results_that_were_ticked(world: World) -> None:
    cycle = make_cycle(world)
    report = report_of(cycle, world.cast.so)
    work(world.obligation, world.cast.head, 100, RESULT)
    drafting.set_closing(report, world.obligation, True, by=world.cast.officer, at=on(DUE, 8))

    version = sent(report, world.cast.head)

    world.obligation.refresh_from_db()
    assert world.obligation.state == ObligationState.AWAITING_CONFIRMATION
    assert version.entries.get().closes
    assert not report.closings.exists()


def test_what_was_not_told_by_the_cut_off_cannot_be_ticked(world: World) -> None:
    report = report_of(make_cycle(world), world.cast.so)
    after = CUT_OFF + timedelta(days=1)
    work(world.obligation, world.cast.head, 100, "Xong sau chốt", after)

    with pytest.raises(NothingToPropose):
        drafting.set_closing(report, world.obligation, True, by=world.cast.officer, at=on(DUE))


def test_a_sent_version_is_refused_to_be_rewritten_by_the_database(world: World) -> None:
    report = report_of(make_cycle(world), world.cast.so)
    version = sent(report, world.cast.head, leadership="Đã chỉ đạo")

    for rows in (
        ReportVersion.objects.filter(pk=version.pk),
        OutlinePart.objects.filter(version=version),
        Entry.objects.filter(version=version),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(id=-1)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows._raw_delete(connection.alias)


def test_a_sent_report_is_not_written_any_more(world: World) -> None:
    report = report_of(make_cycle(world), world.cast.so)
    sent(report, world.cast.head, leadership="Đã chỉ đạo")

    with pytest.raises(ReportSent):
        drafting.save_part(report, "leadership", "x", seen=1, by=world.cast.officer, at=on(DUE))


def test_two_people_in_one_part_do_not_overwrite_each_other(world: World) -> None:
    report = report_of(make_cycle(world), world.cast.so)
    drafting.save_part(report, "causes", "Bản một", seen=0, by=world.cast.officer, at=on(DUE))

    with pytest.raises(PartChanged) as clash:
        drafting.save_part(report, "causes", "Bản hai", seen=0, by=world.cast.head, at=on(DUE))

    assert clash.value.theirs.text == "Bản một"
    assert report.draft_parts.get().text == "Bản một"


def test_the_same_text_from_two_people_is_no_clash(world: World) -> None:
    report = report_of(make_cycle(world), world.cast.so)
    drafting.save_part(report, "causes", "Như nhau", seen=0, by=world.cast.officer, at=on(DUE))

    again = drafting.save_part(report, "causes", "Như nhau", seen=0, by=world.cast.head, at=on(DUE))

    assert again.version == 1


def test_only_its_head_sends_and_only_its_people_write(world: World) -> None:
    report = report_of(make_cycle(world), world.cast.so)

    with pytest.raises(NotPermitted):
        sending.send(report, by=world.cast.officer, at=on(DUE))
    with pytest.raises(NotPermitted):
        sending.send(report, by=world.cast.other_head, at=on(DUE))
    with pytest.raises(NotPermitted):
        write(report, world.cast.focal, leadership="x")


def test_nothing_arose_is_an_answer_and_stands_alone(world: World) -> None:
    report = report_of(make_cycle(world), world.cast.so)
    drafting.set_nothing_arose(report, True, by=world.cast.officer, at=on(DUE))
    write(report, world.cast.head, leadership="Có nội dung")

    with pytest.raises(SomethingArose), transaction.atomic():
        sending.send(report, by=world.cast.head, at=on(DUE))

    drafting.save_part(report, "leadership", "Không", seen=1, by=world.cast.head, at=on(DUE))
    assert sending.send(report, by=world.cast.head, at=on(DUE)).nothing_arose


def test_an_empty_report_is_refused(world: World) -> None:
    report = report_of(make_cycle(world), world.cast.so)

    with pytest.raises(NothingInReport), transaction.atomic():
        sending.send(report, by=world.cast.head, at=on(DUE))

    assert Report.objects.get(pk=report.pk).state == ReportState.NOT_STARTED


def test_the_last_instant_of_the_day_is_on_time_and_the_next_is_late(world: World) -> None:
    report = report_of(make_cycle(world), world.cast.so)
    end = on(DUE, 0) + timedelta(days=1)

    version = sent(report, world.cast.head, end - timedelta(microseconds=1), leadership="x")
    assert not is_late(version)

    version.report.first_sent_at = end
    assert is_late(version)


def test_sent_in_time_returned_and_sent_again_after_the_day_is_not_late(world: World) -> None:
    cycle = make_cycle(world)
    first = sent(report_of(cycle, world.cast.so), world.cast.head, leadership="x")
    reviewing.return_report(first, "Bổ sung", by=world.cast.focal, at=on(DUE, 16))
    mine = Report.objects.filter(cycle=cycle, organization=world.cast.so)
    late = on(DUE + timedelta(days=3))
    assert not with_sendings(mine, DUE).get().is_late
    assert with_sendings(mine, late.date()).get().is_late

    again = sending.send(report_of(cycle, world.cast.so), by=world.cast.head, at=late)

    assert not is_late(again)
    assert not with_sendings(mine, late.date()).get().is_late


def test_a_part_of_two_hundred_pages_is_refused_in_one_sentence_and_keeps_the_draft(
    world: World,
) -> None:
    report = report_of(make_cycle(world), world.cast.so)
    write(report, world.cast.officer, leadership="Bản đã lưu")

    with pytest.raises(PartTooLong, match="60.000"):
        drafting.save_part(
            report, "leadership", "Dòng dài " * 70_000, seen=1, by=world.cast.officer, at=on(DUE)
        )

    assert report.draft_parts.get().text == "Bản đã lưu"


def test_a_correction_dated_after_the_cut_off_does_not_take_away_what_was_told(
    world: World,
) -> None:
    cycle = make_cycle(world)
    work(world.obligation, world.cast.head, 40, "Khảo sát xong")
    after, first = CUT_OFF + timedelta(days=1), Progress.objects.get()
    told = Told(after, 45, "Sửa")
    progress.note(world.obligation, told, corrects=first, by=world.cast.head, at=on(after))

    (entry,) = contents.entries_for(report_of(cycle, world.cast.so))

    assert (entry.told, entry.later and entry.later.did) == (first, "Sửa")


def test_sent_before_the_cut_off_a_task_is_judged_on_the_day_of_sending(cast: Cast) -> None:
    due, day = date(2026, 3, 8), date(2026, 3, 5)
    plan = make_plan(cast.dau_moi, cast.ubnd, [draft("1", "Việc", cast.so, due_on=due)])
    (obligation,) = assign(plan)
    regime = Regime.objects.get(key="thematic")
    cycle = open_cycle(regime, [plan], WINDOW, by=cast.focal, at=AT + timedelta(hours=2))
    work(obligation, cast.head, 60, "Đang làm", day)
    report = report_of(cycle, cast.so)

    early = [f.sentence for f in checks.before_sending(report, day)]
    version = sending.send(report, by=cast.head, at=on(day))

    assert early[0].startswith("Chưa đến ngày chốt số liệu (10/03/2026)")
    assert version.entries.get().punctuality == "due_soon"


SECOND_QUARTER = Window(
    "quý II năm 2026", date(2026, 4, 1), date(2026, 7, 1), date(2026, 6, 30), date(2026, 7, 5)
)


def second_quarter(world: World) -> Report:
    """The agency's report on the second quarter; what was told before is of an earlier period."""
    regime, at = Regime.objects.get(key="thematic"), on(date(2026, 4, 2))
    cycle = open_cycle(regime, [world.plan], SECOND_QUARTER, by=world.cast.focal, at=at)
    return report_of(cycle, world.cast.so)


def test_progress_of_an_earlier_period_makes_no_report(world: World) -> None:
    work(world.obligation, world.cast.head, 60, "Đã khảo sát quý I")
    report = second_quarter(world)
    (entry,) = contents.entries_for(report)
    assert (entry.percent, entry.told_in_period) == (60, False)

    with pytest.raises(NothingInReport), transaction.atomic():
        sending.send(report, by=world.cast.head, at=on(date(2026, 7, 2)))


def test_nothing_arose_over_progress_of_an_earlier_period_is_an_answer(world: World) -> None:
    work(world.obligation, world.cast.head, 60, "Đã khảo sát quý I")
    report = second_quarter(world)
    drafting.set_nothing_arose(report, True, by=world.cast.officer, at=on(date(2026, 7, 1)))

    assert sending.send(report, by=world.cast.head, at=on(date(2026, 7, 2))).nothing_arose


def test_nothing_arose_over_a_difficulty_is_refused(world: World) -> None:
    report = report_of(make_cycle(world), world.cast.so)
    wanted = IssueDraft(IssueKind.DIFFICULTY, "Thiếu vốn", obligation=world.obligation)
    raise_issue(wanted, by=world.cast.officer, at=on(CUT_OFF))
    drafting.set_nothing_arose(report, True, by=world.cast.officer, at=on(DUE, 7))

    with pytest.raises(SomethingArose), transaction.atomic():
        sending.send(report, by=world.cast.head, at=on(DUE))


def test_nothing_arose_over_progress_of_the_period_is_shown(world: World) -> None:
    report = report_of(make_cycle(world), world.cast.so)
    work(world.obligation, world.cast.head, 60, "Đã khảo sát")
    drafting.set_nothing_arose(report, True, by=world.cast.officer, at=on(DUE, 7))

    said = [finding.sentence for finding in checks.before_sending(report, DUE)]

    assert any("“Không phát sinh” nhưng 1 nhiệm vụ có tiến độ" in sentence for sentence in said)
    assert sending.send(report, by=world.cast.head, at=on(DUE)).entries.get().did == "Đã khảo sát"
