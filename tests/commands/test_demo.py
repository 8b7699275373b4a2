"""`dieuphoi demo`: every stage of the story is there, made by the domain, on any day, the same again."""

from collections import Counter
from datetime import date, timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from docx import Document as read_word
from openpyxl import load_workbook

from dieuphoi.activity import sealing
from dieuphoi.activity.models import Activity
from dieuphoi.commands.example import accounts, content, story, wordings
from dieuphoi.commands.example.files import DIRECTIVE, REPORT, SHEET
from dieuphoi.commands.example.rounds import AFTERMATH, earlier_round, running_round
from dieuphoi.commands.example.story import Stages
from dieuphoi.commands.example.tales import tale_on
from dieuphoi.issues.models import Issue, IssueState
from dieuphoi.organizations.models import Organization, User
from dieuphoi.plans import verification
from dieuphoi.plans.models import Obligation, ObligationState, Plan
from dieuphoi.reporting.checks import before_sending, figures_that_differ, percent_against_state
from dieuphoi.reporting.consolidation import outdated
from dieuphoi.reporting.lateness import is_late
from dieuphoi.reporting.models import (
    Consolidation,
    Cycle,
    Entry,
    OutlinePart,
    Paragraph,
    Report,
    ReportState,
    ReportVersion,
    Verdict,
)

LIVE_DAY, PROGRAMME_DAY = date(2026, 11, 21), date(2018, 11, 21)


def demo(*words: str) -> str:
    """What the command prints."""
    out = StringIO()
    call_command("demo", *words, stdout=out)
    return out.getvalue()


def words_of(path: Path) -> str:
    """All text of a Word file, its tables too."""
    word = read_word(BytesIO(path.read_bytes()))
    cells = [c.text for table in word.tables for row in table.rows for c in row.cells]
    return "\n".join([*(p.text for p in word.paragraphs), *cells])


@pytest.mark.django_db(transaction=True)
def test_live_plan_is_told_up_to_the_consolidated_report(tmp_path: Path) -> None:
    said = demo("--on", str(LIVE_DAY), "--out", str(tmp_path))  # once: it takes some seconds

    assert "The example is in place." in said
    assert {name for name in (DIRECTIVE, REPORT, SHEET) if name in said} == {
        p.name for p in tmp_path.iterdir()
    }
    earlier, running = Cycle.objects.order_by("due_on")
    assert (earlier.regime.key, running.regime.key) == ("quarterly", "programme-161")
    assert (running.cut_off_on, running.due_on) == (date(2026, 11, 30), date(2026, 12, 9))
    the_running_cycle_shows_every_state(running)
    the_running_cycle_shows_faults_of_real_reports(running)
    the_earlier_cycle_is_over(earlier)
    the_consolidated_report_has_a_second_version_coming(earlier)
    issues_have_every_fate(LIVE_DAY)
    the_files_say_what_is_stored(tmp_path, earlier)
    assert list(verification.findings()) == []
    assert sealing.verify().findings == []
    assert acts_are_recorded_in_their_order()


def the_running_cycle_shows_every_state(cycle: Cycle) -> None:
    """Agencies have not begun, write, have sent, were accepted; one was returned and sent again."""
    states = Counter(cycle.reports.values_list("state", flat=True))
    assert set(states) == {
        ReportState.NOT_STARTED,
        ReportState.DRAFT,
        ReportState.SUBMITTED,
        ReportState.ACCEPTED,
    }
    versions = ReportVersion.objects.filter(report__cycle=cycle)
    assert not [version for version in versions if is_late(version)]
    [draft] = cycle.reports.filter(state=ReportState.DRAFT)
    assert 0 < draft.draft_parts.count() < len(cycle.outline) / 2
    [again] = versions.filter(n=2)
    assert again.report.state == ReportState.SUBMITTED
    first = again.report.versions.get(n=1)
    assert first.reviews.get().verdict == Verdict.RETURNED
    assert first.reviews.get().reason
    assert again.report.comments.exists()
    shortcomings = [v.parts.get(code="shortcomings").text for v in (first, again)]
    assert shortcomings[0] != shortcomings[1]
    assert versions.get(nothing_arose=True).parts.exclude(text="").count() == 0
    [confirmed] = Entry.objects.filter(version__in=versions, closes=True)
    assert confirmed.obligation.state == ObligationState.COMPLETED
    assert confirmed.version.reviews.get().confirmed.get() == confirmed


def the_running_cycle_shows_faults_of_real_reports(cycle: Cycle) -> None:
    """Text against rows, 100 % still in progress, one result told by two agencies."""
    entries = Entry.objects.filter(version__report__cycle=cycle)
    wrong = [
        finding
        for version in ReportVersion.objects.filter(report__cycle=cycle)
        for finding in figures_that_differ(
            dict(version.parts.values_list("code", "text")), list(version.entries.all())
        )
    ]
    assert len(wrong) == 1
    assert wrong[0].code == "results"
    assert [entry for entry in entries if percent_against_state(entry)]
    did, outstanding = wordings.of(content.LIVE).remarks.shared
    one, other = entries.filter(did=did)
    assert one.obligation.task_id == other.obligation.task_id
    assert one.holder_name != other.holder_name
    said = outstanding % {"task": one.obligation.task.code}
    parts = OutlinePart.objects.filter(code="outstanding", text__startswith=said)
    assert {part.version_id for part in parts} == {one.version_id, other.version_id}


def the_earlier_cycle_is_over(cycle: Cycle) -> None:
    """Most reported in time, two late, one silent; one was returned for good, others never sent."""
    versions = ReportVersion.objects.filter(report__cycle=cycle).select_related("report__cycle")
    assert len([v for v in versions if is_late(v)]) == 2
    assert versions.filter(nothing_arose=True).count() == 1
    assert cycle.reports.filter(state=ReportState.RETURNED).count() == 1
    assert cycle.reports.filter(state=ReportState.ACCEPTED).count() >= 8
    people = User.objects.values("positions__organization")
    unsent = cycle.reports.filter(state=ReportState.NOT_STARTED)
    assert unsent.filter(organization__in=people).exists()


def the_consolidated_report_has_a_second_version_coming(cycle: Cycle) -> None:
    """Version 1 is frozen with what a person changed; a late report makes a draft of version 2."""
    first, second = Consolidation.objects.filter(cycle=cycle)
    assert (first.state, second.state) == ("frozen", "draft")
    for one in (first, second):
        assert one.paragraphs.exclude(edited=None).count() == 2
        [by_hand] = [p for p in one.paragraphs.all() if any("set" in s for s in p.slots.values())]
        assert by_hand.slots["undated"]["set"] == first_counted(first) + 1
        assert by_hand.slots["undated"]["reason"]
    taken = [one.inputs.exclude(version=None).count() for one in (first, second)]
    assert taken[1] == taken[0] + 1
    assert first.inputs.filter(late=True).count() == 1
    assert second.inputs.filter(late=True).count() == 2
    assert outdated(first)
    assert not outdated(second)
    shared = Paragraph.objects.filter(consolidation=first, part="strengths", sources__isnull=False)
    assert [p for p in shared.distinct() if p.sources.count() == 2]


def first_counted(consolidation: Consolidation) -> int:
    """The number of tasks without a last day, as counted."""
    counts = consolidation.paragraphs.get(key="results/all")
    return int(counts.slots["undated"]["value"])


def issues_have_every_fate(today: date) -> None:
    """Solved; referred to the city and answered there; waiting, and overdue."""
    states = Counter(Issue.objects.values_list("state", flat=True))
    assert set(states) == {IssueState.OPEN, IssueState.ANSWERED, IssueState.RESOLVED}
    referred = Issue.objects.filter(referrals__note__gt="")
    assert referred.filter(answers__isnull=False, addressee__name__contains="Ủy ban").exists()
    assert Issue.objects.filter(answers__verification__solved=True).exists()
    assert Issue.objects.filter(state=IssueState.OPEN, reply_due__lt=today).exists()
    assert Issue.objects.filter(obligation=None).count() == 0


def the_files_say_what_is_stored(folder: Path, cycle: Cycle) -> None:
    """The Word file and the sheet hold version 1; the directive can be read again."""
    frozen = Consolidation.objects.get(cycle=cycle, state="frozen")
    said = words_of(folder / REPORT)
    named = frozen.paragraphs.get(key="situation/late").generated.rstrip(".")
    asked = [cycle.title.removeprefix("Báo cáo "), "minh họa", named]
    asked += [str(one.edited) for one in frozen.paragraphs.exclude(edited=None)]
    assert [words for words in asked if words.casefold() not in said.casefold()] == []
    taken = frozen.inputs.exclude(version=None).values("version")
    wrote = OutlinePart.objects.filter(code="leadership", version__report__cycle=cycle)
    texts = list(wrote.filter(version__in=taken).exclude(text="").values_list("text", flat=True))
    too_late = list(wrote.exclude(version__in=taken).values_list("text", flat=True))
    assert [text for text in texts if text not in said] == []
    assert [text for text in too_late if text in said] == []
    assert too_late
    assert len(load_workbook(folder / SHEET).sheetnames) >= 5
    assert "PHỤ LỤC" in words_of(folder / DIRECTIVE).splitlines()


def acts_are_recorded_in_their_order() -> bool:
    """No act is recorded before one that happened earlier, once the plan is assigned."""
    assigned = Activity.objects.get(verb="plan.assigned")
    after = Activity.objects.filter(pk__gt=assigned.pk).order_by("pk")
    moments = list(after.values_list("at", flat=True))
    return moments == sorted(moments)


@pytest.mark.django_db(transaction=True)
def test_programme_161_is_told_with_the_departments_of_2018(tmp_path: Path) -> None:
    demo("--on", str(PROGRAMME_DAY), "--out", str(tmp_path))

    [plan] = Plan.objects.all()
    assert plan.document.symbol == "161/CTr-UBND"
    assert plan.is_illustration
    assert plan.document.links.count() == 1
    names = set(Organization.objects.filter(reports__isnull=False).values_list("name", flat=True))
    assert "Sở Kế hoạch và Đầu tư thành phố Hà Nội" in names
    assert "Sở Nông nghiệp và Môi trường thành phố Hà Nội" not in names
    ended = Organization.objects.filter(reports__isnull=False, ends_on__lte=date(2025, 3, 1))
    assert ended.count() >= 6
    earlier, running = Cycle.objects.order_by("due_on")
    assert (running.cut_off_on, running.due_on) == (date(2018, 11, 30), date(2018, 12, 9))
    the_running_cycle_shows_every_state(running)
    the_running_cycle_shows_faults_of_real_reports(running)
    the_earlier_cycle_is_over(earlier)
    the_consolidated_report_has_a_second_version_coming(earlier)
    issues_have_every_fate(PROGRAMME_DAY)
    the_files_say_what_is_stored(tmp_path, earlier)
    said = words_of(tmp_path / REPORT)
    asked = ["Sở Kế hoạch và Đầu tư", "Sở Giao thông vận tải", "161/CTr-UBND"]
    assert [name for name in asked if name not in said] == []
    assert said.count("Sở Nông nghiệp và Môi trường") == 0
    assert [line for line in accounts.lines() if "daumoi.kehoach" in line]
    assert Activity.objects.filter(at__year__gt=2018).count() == 0


@pytest.mark.django_db(transaction=True)
def test_reporting_stage_has_reports_and_nothing_consolidated(tmp_path: Path) -> None:
    said = demo("--on", str(PROGRAMME_DAY), "--stage", "reporting", "--out", str(tmp_path))

    assert [path.name for path in tmp_path.iterdir()] == [DIRECTIVE]
    assert REPORT not in said
    assert Cycle.objects.count() == 2
    assert ReportVersion.objects.exists()
    assert Issue.objects.exists()
    assert not Consolidation.objects.exists()
    check_warns_of_what_it_should()
    with pytest.raises(CommandError, match="The database has accounts already"):
        demo("--on", str(PROGRAMME_DAY))
    assert demo("--if-empty") == ""
    assert Cycle.objects.count() == 2


def check_warns_of_what_it_should() -> None:
    """The half-written draft lists its empty parts to those who look before they send."""
    draft = Report.objects.get(state=ReportState.DRAFT)
    empty = {finding.code for finding in before_sending(draft, PROGRAMME_DAY)}
    assert {"shortcomings", "causes", "next_period"} <= empty


@pytest.mark.django_db(transaction=True)
def test_planned_stage_has_progress_and_no_report() -> None:
    demo("--on", str(PROGRAMME_DAY), "--stage", "planned")

    states = Counter(Obligation.objects.values_list("state", flat=True))
    assert states[ObligationState.COMPLETED] >= 5
    assert not Cycle.objects.exists()
    assert not Issue.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_same_seed_tells_the_same_story_and_another_one_another() -> None:
    first, again, other = (written(seed) for seed in (7, 7, 8))

    assert first == again
    assert first.keys() == other.keys()
    assert all(
        first[what] != other[what] for what in ("reports", "texts", "issues", "consolidated")
    )


def written(seed: int) -> dict[str, object]:
    """What stands in the reports of a story told for one seed, and is taken back again."""
    with transaction.atomic():
        story.fill(PROGRAMME_DAY, Stages.CONSOLIDATED, seed)
        texts = OutlinePart.objects.order_by("pk").values_list("version__agency_name", "text")
        found = {
            "reports": list(
                Report.objects.order_by("pk").values_list("organization__key", "state", "since")
            ),
            "texts": list(texts),
            "issues": list(Issue.objects.order_by("pk").values_list("wording", "state", "since")),
            "consolidated": list(Paragraph.objects.order_by("pk").values_list("part", "generated")),
        }
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("today", [date(2026, 1, 3), date(2027, 7, 1), date(2028, 2, 29)])
def test_any_day_has_its_story(today: date) -> None:
    story.fill(today)

    earlier, running = Cycle.objects.order_by("due_on")
    assert earlier.due_on < today <= running.due_on
    assert running.regime.key == "thematic"
    the_running_cycle_shows_every_state(running)
    the_earlier_cycle_is_over(earlier)
    the_consolidated_report_has_a_second_version_coming(earlier)
    issues_have_every_fate(today)
    led = Obligation.objects.filter(role="lead").exclude(due_on=None)
    overdue = led.filter(due_on__lt=today, submitted_at=None).count()
    assert 10 <= overdue <= led.count() / 3
    assert not Activity.objects.filter(at__date__gt=today).exists()


@pytest.mark.django_db(transaction=True)
def test_rounds_of_every_day_fit_between_the_assignment_and_today() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(0, 1826, 11)]
    days += [date(2018, 10, 25), date(2018, 12, 9)]
    for today in days:
        tale = tale_on(today)
        earlier, running = earlier_round(tale), running_round(tale)
        window = earlier.window
        assert tale.days.assigned < window.cut_off_on - timedelta(days=30), today
        assert window.cut_off_on < window.due_on <= today - timedelta(days=AFTERMATH), today
        assert running.window.cut_off_on < running.window.due_on, today
        assert running.window.starts_on < running.window.ends_on, today
        assert tale.days.assigned < running.opened_on < today <= running.window.due_on, today


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("day", ["2020-05-05", "9999-12-31"])
def test_day_without_a_story_is_refused_in_a_sentence(day: str) -> None:
    with pytest.raises(CommandError, match=f"no story of {day}"):
        demo("--on", day)
    assert not User.objects.exists()
