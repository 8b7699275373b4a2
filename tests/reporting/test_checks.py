"""Look before you send: gaps, figures that differ, rows that contradict themselves."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dieuphoi.issues import raising
from dieuphoi.issues.models import IssueKind
from dieuphoi.issues.raising import IssueDraft
from dieuphoi.plans import assignment, progress
from dieuphoi.plans.models import Obligation
from dieuphoi.plans.progress import Told
from dieuphoi.reporting import checks, contents, drafting
from dieuphoi.reporting.checks import figures_that_differ, percent_against_state
from dieuphoi.reporting.cycles import open_cycle
from dieuphoi.reporting.models import Regime, Report
from dieuphoi.reporting.stated_figures import stated
from tests.cast import Cast, World, assign, draft, later, make_plan
from tests.reporting.paper import CUT_OFF, DUE, WINDOW, make_cycle, on, report_of, work, write

TASKS = count(1)


@dataclass(frozen=True)
class Row:
    """A row as a check looks at it."""

    obligation: Obligation = field(default_factory=lambda: Obligation(task_id=next(TASKS)))
    role: str = "lead"
    state: str = "in_progress"
    punctuality: str = "not_due"
    percent: int = 0
    closes: bool = False


def figures(text: str) -> list[tuple[str, int]]:
    return [(said.figure, said.number) for said in stated(text)]


@pytest.mark.parametrize(
    "text, said",
    [
        ("Hoàn thành 22 nhiệm vụ", [("completed", 22)]),
        ("HOÀN THÀNH 22 NHIỆM VỤ", [("completed", 22)]),
        ("đã hoàn thành 1.234 nhiệm vụ", [("completed", 1234)]),
        ("Hoàn thành 22/30 nhiệm vụ được giao", [("completed", 22), ("all", 30)]),
        ("22/30 nhiệm vụ đã hoàn thành", [("completed", 22), ("all", 30)]),
        ("Hoàn thành 12 trên tổng số 20 nhiệm vụ", [("completed", 12), ("all", 20)]),
        (
            "22 nhiệm vụ hoàn thành; 3 đang thực hiện, 2 quá hạn",
            [("completed", 22), ("running", 3), ("overdue", 2)],
        ),
        ("Tổng số nhiệm vụ được giao là: 1.300", [("all", 1300)]),
        ("được giao 25 nhiệm vụ", [("all", 25)]),
        ("Có 5 việc quá hạn", [("overdue", 5)]),
    ],
)
def test_figures_are_read_as_people_write_them(text: str, said: list[tuple[str, int]]) -> None:
    assert figures(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "chưa hoàn thành 5 nhiệm vụ",
        "sẽ hoàn thành 9 nhiệm vụ",
        "phấn đấu hoàn thành 9 nhiệm vụ",
        "Hoàn thành 3 nhiệm vụ trước hạn",
        "trong năm 2026 đang thực hiện",
        "quý 3 đang thực hiện",
        "đến ngày 30/6 đã hoàn thành, bàn giao",
        "đạt 12% đang thực hiện",
        "theo Quyết định số 15 đang thực hiện",
        "hoàn thành " + "9" * 5_000 + " nhiệm vụ",
        "Không",
        "",
    ],
)
def test_what_states_no_figure_of_all_tasks_is_not_one(text: str) -> None:
    assert figures(text) == []


def test_a_text_of_twenty_two_over_a_table_of_twenty_one_is_shown() -> None:
    rows = [Row(state="completed") for _ in range(21)]

    (found,) = figures_that_differ({"results": "Hoàn thành 22 nhiệm vụ."}, rows)

    assert found.code == "results"
    assert found.sentence == (
        "Văn bản ghi “Hoàn thành 22 nhiệm vụ”, còn bảng nhiệm vụ có 21 nhiệm vụ hoàn thành."
    )


def test_figures_that_agree_and_those_of_the_next_period_say_nothing() -> None:
    rows = [Row(state="completed"), Row(closes=True), Row(), Row(punctuality="overdue")]
    texts = {
        "results": "Được giao 4 nhiệm vụ, hoàn thành 2 nhiệm vụ; 1 đang thực hiện, 1 quá hạn.",
        "next_period": "Hoàn thành 9 nhiệm vụ",
    }

    assert list(figures_that_differ(texts, rows)) == []


@pytest.mark.parametrize(
    "row, differs",
    [
        (Row(percent=100), True),
        (Row(percent=100, state="rework"), True),
        (Row(percent=99), False),
        (Row(percent=100, state="completed"), False),
        (Row(percent=100, state="awaiting_confirmation"), False),
        (Row(percent=100, closes=True), False),
    ],
)
def test_a_hundred_percent_in_progress_is_seen(row: Row, differs: bool) -> None:
    assert percent_against_state(row) is differs


pytestmark = pytest.mark.django_db


def test_an_empty_part_is_not_the_answer_nothing(world: World) -> None:
    report = report_of(make_cycle(world), world.cast.so)
    write(report, world.cast.officer, causes="Không", strengths="  ")

    found = {f.code for f in checks.before_sending(report, DUE) if "để trống" in f.sentence}

    assert found == {
        *("leadership", "outstanding", "strengths", "shortcomings", "difficulties", "next_period")
    }


def test_nothing_over_difficulties_that_were_raised_is_shown(world: World) -> None:
    report = report_of(make_cycle(world), world.cast.so)
    wanted = IssueDraft(IssueKind.DIFFICULTY, "Thiếu người", obligation=world.obligation)
    raising.raise_issue(wanted, by=world.cast.officer, at=later(3))
    write(report, world.cast.officer, difficulties="Không có")

    (found,) = (f for f in checks.before_sending(report, DUE) if f.code == "difficulties")

    assert found.sentence.endswith("ghi “Không” nhưng đang có 1 khó khăn, kiến nghị đã nêu.")


def test_what_sending_will_do_stands_last_and_names_its_row(world: World) -> None:
    report = report_of(make_cycle(world), world.cast.so)
    work(world.obligation, world.cast.head, 100, "Đã ban hành")
    assert any("100 phần trăm" in f.sentence for f in checks.before_sending(report, DUE))

    drafting.set_closing(report, world.obligation, True, by=world.cast.officer, at=on(DUE))

    found = checks.before_sending(report, DUE)
    assert (found[-1].level, found[-1].obligation) == ("info", world.obligation.pk)
    assert not any("100 phần trăm" in f.sentence for f in found)


def test_progress_after_the_cut_off_and_a_late_day_are_said(world: World) -> None:
    report = report_of(make_cycle(world), world.cast.so)
    work(world.obligation, world.cast.head, 10, "Đã làm")
    after = CUT_OFF + timedelta(days=1)
    progress.note(world.obligation, Told(after, 20, "Sau"), by=world.cast.head, at=on(after))

    on_time = [f.sentence for f in checks.before_sending(report, DUE)]
    late = [f.sentence for f in checks.before_sending(report, DUE + timedelta(days=1))]

    assert any(s.startswith("1 nhiệm vụ có cập nhật sau ngày chốt") for s in on_time)
    assert late[0] == "Đã quá hạn gửi (12/03/2026); báo cáo sẽ ghi là gửi muộn."
    assert not any(s.startswith("Đã quá hạn") for s in on_time)


def test_one_result_told_of_two_tasks_is_shown(cast: Cast) -> None:
    plan = make_plan(cast.dau_moi, cast.ubnd, [draft(str(n), f"Việc {n}", cast.so) for n in (1, 2)])
    for obligation in assign(plan):
        work(obligation, cast.head, 50, "Đã tổ chức hội nghị triển khai toàn ngành")
    regime = Regime.objects.get(key="thematic")
    cycle = open_cycle(regime, [plan], WINDOW, by=cast.focal, at=later(2))

    found = checks.before_sending(report_of(cycle, cast.so), DUE)

    assert "Các nhiệm vụ 1, 2 ghi cùng một kết quả; hãy kiểm tra lại." in [
        f.sentence for f in found
    ]


@pytest.mark.parametrize("many", [3, 300])
def test_the_rows_of_a_report_take_six_queries_however_many(cast: Cast, many: int) -> None:
    drafts = [draft(str(n), f"Việc {n}", cast.so) for n in range(many)]
    plan = make_plan(cast.dau_moi, cast.ubnd, drafts)
    work(assign(plan)[0], cast.head, 10, "Đã làm")
    regime = Regime.objects.get(key="thematic")
    report = report_of(open_cycle(regime, [plan], WINDOW, by=cast.focal, at=later(2)), cast.so)

    with CaptureQueriesContext(connection) as asked:
        rows = contents.entries_for(report)
        said = [(r.wording, r.section and r.section.title, r.obligation.holder.name) for r in rows]

    assert len(said) == many
    assert len(asked) == 6


def sentences_of(report: Report) -> list[str]:
    """What is to be looked at before the report is sent."""
    return [f.sentence for f in checks.before_sending(report, DUE)]


def test_figures_fit_tasks_led_tasks_with_a_day_or_all_rows_and_nothing_else(cast: Cast) -> None:
    due = date(2026, 3, 31)
    drafts = [
        draft("1", "Việc A", cast.so, due_on=due),
        draft("2", "Việc B", cast.khac, cooperating=(cast.so,), due_on=due),
        draft("3", "Việc thường xuyên", cast.so),
    ]
    plan = make_plan(cast.dau_moi, cast.ubnd, drafts)
    assign(plan)
    regime = Regime.objects.get(key="thematic")
    report = report_of(open_cycle(regime, [plan], WINDOW, by=cast.focal, at=later(2)), cast.so)

    rows = contents.entries_for(report)
    found = {
        n: [f.sentence for f in figures_that_differ({"results": f"được giao {n} nhiệm vụ"}, rows)]
        for n in (1, 2, 3, 4)
    }

    assert (found[1], found[2], found[3]) == ([], [], [])
    assert found[4] == [
        "Văn bản ghi “được giao 4 nhiệm vụ”, còn bảng nhiệm vụ có 2 nhiệm vụ được giao."
    ]


def test_a_task_of_several_parts_is_counted_once_and_done_when_all_are() -> None:
    task = Obligation(task_id=next(TASKS))
    rows = [Row(obligation=task, state="completed"), Row(obligation=task), Row(state="completed")]

    assert checks.counted_rows(rows) == {"all": 2, "completed": 1, "running": 1, "overdue": 0}


def test_tasks_untold_in_the_period_are_one_finding(cast: Cast) -> None:
    drafts = [draft(str(n), f"Việc {n}", cast.so) for n in range(1, 14)]
    plan = make_plan(cast.dau_moi, cast.ubnd, drafts)
    for obligation in assign(plan):
        assignment.accept(obligation, by=cast.head, at=later())
    regime = Regime.objects.get(key="thematic")
    report = report_of(open_cycle(regime, [plan], WINDOW, by=cast.focal, at=later(2)), cast.so)

    (said,) = (s for s in sentences_of(report) if "chưa có cập nhật trong kỳ" in s)

    assert said == (
        "13 nhiệm vụ chưa có cập nhật trong kỳ: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 và 3 nhiệm vụ khác."
    )


def test_a_tick_at_less_than_a_hundred_percent_is_shown(world: World) -> None:
    report = report_of(make_cycle(world), world.cast.so)
    work(world.obligation, world.cast.head, 10, "Đã ban hành")
    drafting.set_closing(report, world.obligation, True, by=world.cast.officer, at=on(DUE))

    assert any("đánh dấu hoàn thành nhưng mới báo 10 phần trăm" in s for s in sentences_of(report))
