"""How real reports go wrong, told as stories: each fault is shown to the officer, none is hidden."""

from datetime import date, timedelta

import pytest

from dieuphoi.plans import assignment, progress
from dieuphoi.plans.models import Obligation
from dieuphoi.plans.progress import Told
from dieuphoi.reporting import drafting, reviewing
from dieuphoi.reporting.checks import before_sending, figures_that_differ
from dieuphoi.reporting.consolidation import consolidate
from dieuphoi.reporting.consolidation_checks import doubts
from dieuphoi.reporting.cycles import open_cycle
from dieuphoi.reporting.editing import reads
from dieuphoi.reporting.models import Consolidation, Cycle, Regime
from tests.cast import Cast, World, assign, draft, later, make_plan
from tests.reporting.paper import CUT_OFF, DUE, WINDOW, accepted, make_cycle, on, report_of, work

pytestmark = pytest.mark.django_db
NEXT = on(DUE + timedelta(days=1))


def gathered(cast: Cast, *plans: list[object]) -> tuple[Cycle, list[Obligation]]:
    """A cycle on plans of these drafts, all of the first department's tasks accepted."""
    made = [
        make_plan(cast.dau_moi, cast.ubnd, drafts, number=str(100 + n))  # type: ignore[arg-type]
        for n, drafts in enumerate(plans)
    ]
    owed = [obligation for plan in made for obligation in assign(plan)]
    for obligation in owed:
        assignment.accept(obligation, by=cast.head, at=later())
    regime = Regime.objects.get(key="thematic")
    return open_cycle(regime, made, WINDOW, by=cast.focal, at=later(2)), owed


def tell(obligation: Obligation, cast: Cast, percent: int, did: str) -> None:
    progress.note(obligation, Told(CUT_OFF, percent, did), by=cast.officer, at=on(CUT_OFF))


def consolidated(cycle: Cycle, cast: Cast, **texts: str) -> Consolidation:
    accepted(report_of(cycle, cast.so), cast.head, cast.focal, None, **texts)
    return consolidate(cycle, by=cast.focal, at=NEXT)


def test_the_body_says_22_over_a_table_that_says_21(cast: Cast) -> None:
    cycle, owed = gathered(cast, [draft(str(n), f"Việc {n}", cast.so) for n in range(1, 22)])
    for obligation in owed:
        tell(obligation, cast, 10, f"Đã làm {obligation.pk}")

    made = consolidated(cycle, cast, leadership="Sở được giao 22 nhiệm vụ.")

    said = [doubt.sentence for doubt in doubts(made) if doubt.kind == "figures"]
    assert said == [
        "Văn bản ghi “được giao 22 nhiệm vụ”, còn bảng nhiệm vụ có 21 nhiệm vụ được giao."
    ]


def test_a_hundred_percent_stands_over_a_task_still_in_progress(cast: Cast) -> None:
    cycle, (obligation,) = gathered(cast, [draft("1", "Ban hành quy chế", cast.so)])
    tell(obligation, cast, 100, "Đã ban hành quy chế của ngành")

    report = report_of(cycle, cast.so)
    assert any("đủ 100 phần trăm" in f.sentence for f in before_sending(report, DUE))
    made = consolidated(cycle, cast)

    assert [doubt.kind for doubt in doubts(made) if doubt.kind == "percent"] == ["percent"]


def test_one_narrative_is_done_in_one_row_and_running_in_another(cast: Cast) -> None:
    did = "Đã trình đề án để cấp có thẩm quyền xem xét"
    cycle, (one, other) = gathered(
        cast, [draft("1", "Trình đề án", cast.so), draft("2", "Trình nghị quyết", cast.so)]
    )
    tell(one, cast, 100, did)
    tell(other, cast, 40, did)
    report = report_of(cycle, cast.so)
    drafting.set_closing(report, one, True, by=cast.officer, at=on(DUE, 7))

    said = [finding.sentence for finding in before_sending(report, DUE)]

    assert any("1, 2 ghi cùng một kết quả" in sentence for sentence in said)


def test_a_row_is_done_while_its_own_words_say_that_somebody_will_decide(cast: Cast) -> None:
    cycle, (one, other) = gathered(
        cast, [draft("1", "Trình chương trình", cast.so), draft("2", "Ban hành quy chế", cast.so)]
    )
    tell(one, cast, 100, "Lãnh đạo sẽ xem xét, ban hành trước ngày 28/5")
    tell(other, cast, 100, "Đã ban hành Quy chế số 5")
    report = report_of(cycle, cast.so)
    for obligation in (one, other):
        drafting.set_closing(report, obligation, True, by=cast.officer, at=on(DUE, 7))

    found = [f for f in before_sending(report, DUE) if "còn chờ" in f.sentence]
    made = consolidated(cycle, cast)

    assert [finding.obligation for finding in found] == [one.pk]
    assert [doubt.sentence for doubt in doubts(made) if doubt.kind == "awaited"] == [
        "Nhiệm vụ 1 ghi hoàn thành; lời văn: “Lãnh đạo sẽ xem xét, ban hành trước ngày 28/5”."
    ]


def test_two_agencies_tell_the_same_result_of_different_tasks(world: World) -> None:
    cast, did = world.cast, "Đã khai trương hệ thống dữ liệu dùng chung"
    cycle = make_cycle(world)
    work(world.obligation, cast.head, 50, did)
    work(world.others, cast.other_head, 50, did)
    accepted(report_of(cycle, cast.khac), cast.other_head, cast.focal)

    made = consolidated(cycle, cast)

    (twice,) = [doubt for doubt in doubts(made) if doubt.kind == "twice"]
    assert {place.agency for place in twice.places} == {"Sở Một", "Sở Hai"}


def test_a_number_used_twice_and_one_missing_lose_no_row(cast: Cast) -> None:
    codes = ["22", "20", "21", "37", "37", "39"]
    cycle, owed = gathered(
        cast, [draft(code, f"Việc {n}", cast.so) for n, code in enumerate(codes)]
    )
    for obligation in owed:
        tell(obligation, cast, 10, f"Đã làm {obligation.pk}")

    made = consolidated(cycle, cast)

    rows = [p.cells for p in made.paragraphs.filter(key__startswith="results/task/")]
    assert [cells[0] for cells in rows] == codes
    assert [cells[1] for cells in rows] == [f"Việc {n}" for n in range(6)]


def test_a_row_without_a_word_says_so(cast: Cast) -> None:
    cycle, (told, _silent) = gathered(
        cast, [draft("1", "Có báo", cast.so), draft("2", "Không báo", cast.so)]
    )
    tell(told, cast, 30, "Đã khảo sát")

    said = [finding.sentence for finding in before_sending(report_of(cycle, cast.so), DUE)]
    made = consolidated(cycle, cast)

    assert any("1 nhiệm vụ chưa có cập nhật trong kỳ: 2" in sentence for sentence in said)
    texts = [reads(p) for p in made.paragraphs.filter(key__startswith="results/task/")]
    assert "Không báo (Sở Một chủ trì): chưa nêu kết quả" in texts[1]


def test_a_day_that_has_passed_under_in_progress_is_called_overdue(cast: Cast) -> None:
    due = CUT_OFF - timedelta(days=16)
    cycle, (late,) = gathered(cast, [draft("1", "Trình nghị quyết", cast.so, due_on=due)])
    tell(late, cast, 80, "Đang lấy ý kiến")

    made = consolidated(cycle, cast)

    told = made.paragraphs.get(key=f"results/task/{late.task_id}")
    assert "Đang thực hiện, quá hạn" in reads(told)
    assert told.counts_as == "overdue"


def test_twin_versions_count_once(cast: Cast) -> None:
    cycle, (obligation,) = gathered(
        cast, [draft("1", "Ban hành", cast.so, due_on=date(2026, 6, 1))]
    )
    tell(obligation, cast, 30, "Đã dự thảo")
    version = accepted(report_of(cycle, cast.so), cast.head, cast.focal, causes="Thiếu người.")
    reviewing.return_report(version, "Gửi bản có số", by=cast.focal, at=NEXT)
    accepted(report_of(cycle, cast.so), cast.head, cast.focal, NEXT)

    made = consolidate(cycle, by=cast.focal, at=NEXT)

    assert made.paragraphs.get(key="results/all").slots["dated"]["value"] == 1
    assert made.inputs.get().version == report_of(cycle, cast.so).versions.get(n=2)


def test_one_report_answers_two_plans_and_each_keeps_its_heading(cast: Cast) -> None:
    cycle, owed = gathered(
        cast,
        [draft("1", "Việc của kế hoạch", cast.so)],
        [draft("1", "Việc của thông báo", cast.so)],
    )
    for obligation in owed:
        tell(obligation, cast, 10, f"Đã làm {obligation.pk}")

    made = consolidated(cycle, cast)

    headings = made.paragraphs.filter(kind="section", key__startswith="results/section/")
    assert headings.count() == 2
    assert made.paragraphs.filter(key__startswith="results/task/").count() == 2


def test_no_is_kept_as_an_answer_and_an_empty_part_as_a_gap(cast: Cast) -> None:
    cycle, (obligation,) = gathered(cast, [draft("1", "Việc", cast.so)])
    tell(obligation, cast, 10, "Đã làm")

    made = consolidated(cycle, cast, causes="Không.")

    assert reads(made.paragraphs.get(part="causes")) == "Trả lời “Không”: Sở Một."
    empty = [doubt.sentence for doubt in doubts(made) if doubt.kind == "empty"]
    assert any("Kết quả nổi bật để trống" in sentence for sentence in empty)
    assert not any("nguyên nhân để trống" in sentence for sentence in empty)


def test_a_right_text_is_not_doubted(cast: Cast) -> None:
    cycle, owed = gathered(cast, [draft(str(n), f"Việc {n}", cast.so) for n in range(3)])
    for obligation in owed:
        tell(obligation, cast, 10, f"Đã làm {obligation.pk}")
    version = accepted(report_of(cycle, cast.so), cast.head, cast.focal)

    texts = {"leadership": "Sở được giao 3 nhiệm vụ, hoàn thành 0/3 nhiệm vụ."}

    assert (
        list(figures_that_differ(texts, list(version.entries.select_related("obligation")))) == []
    )
