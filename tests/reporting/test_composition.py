"""One report of many, by rule: nothing twice, nothing lost, the same from the same."""

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from dieuphoi.issues.models import IssueKind
from dieuphoi.plans.models import PartyRole
from dieuphoi.plans.punctuality import Punctuality
from dieuphoi.reporting.composition import (
    Composed,
    Composition,
    EntryIn,
    Inputs,
    PartIn,
    RaisedIn,
    ReportIn,
    compose,
)
from dieuphoi.reporting.regimes import outline_of, shipped

OUTLINE = outline_of(shipped()[0]["outline"])
TEXTS = st.sampled_from(
    ["", "Không", "Không có.", "Đã ban hành kế hoạch.", "Đã họp giao ban\nĐã kiểm tra {done}", "a"]
)


def entry(pk: int, report: int, task: int, **more: object) -> EntryIn:
    """An entry of a task, each with an obligation of its own unless one is given."""
    values: dict[str, object] = {
        "pk": pk,
        "report": report,
        "version": report * 10,
        "obligation": pk,
        "task": task,
        "code": str(task),
        "position": task,
        "section": f"Nhóm {task % 2}",
        "wording": f"Nhiệm vụ {task}.",
        "role": PartyRole.LEAD,
        "done": False,
        "state_words": "Đang thực hiện",
        "punctuality": Punctuality.NOT_DUE,
        "percent": 40,
        "did": "Đã khảo sát",
    }
    return EntryIn(**(values | more))  # type: ignore[arg-type]


def inputs(count: int = 2, **more: object) -> Inputs:
    """Inputs with so many reports, numbered from 1."""
    rows = [ReportIn(n, f"Sở {n}", n * 10) for n in range(1, count + 1)]
    values: dict[str, object] = {
        "cut_off_on": date(2026, 11, 30),
        "due_on": date(2026, 12, 9),
        "outline": OUTLINE,
        "reports": rows,
    }
    return Inputs(**(values | more))  # type: ignore[arg-type]


@st.composite
def any_inputs(draw: st.DrawFn) -> Inputs:
    """Reports taken in and missing, entries that share tasks and obligations, texts that agree."""
    count = draw(st.integers(1, 5))
    reports = [
        ReportIn(n, f"Sở {n}", n * 10, late=draw(st.booleans()), nothing_arose=draw(st.booleans()))
        if draw(st.booleans())
        else ReportIn(n, f"Sở {n}", reason=draw(st.sampled_from(["Chưa gửi", "Trả lại"])))
        for n in range(1, count + 1)
    ]
    taken = [report.report for report in reports if report.version]
    some = st.sampled_from(taken) if taken else st.nothing()
    entries = [
        entry(
            pk,
            draw(some),
            draw(st.integers(1, 4)),
            obligation=draw(st.integers(1, 8)),
            role=draw(st.sampled_from([PartyRole.LEAD, PartyRole.COOPERATE])),
            done=draw(st.booleans()),
            punctuality=draw(st.sampled_from([*Punctuality, ""])),
            did=draw(TEXTS),
        )
        for pk in range(1, draw(st.integers(0, 12)) + 1)
        if taken
    ]
    places = [(report, item.code) for report in taken for item in OUTLINE]
    parts = [
        PartIn(n, report, report * 10, code, draw(TEXTS))
        for n, (report, code) in enumerate(places, start=1)
    ]
    raised = [
        RaisedIn(pk, draw(some), 0, draw(st.sampled_from(list(IssueKind))), "", draw(TEXTS) or "x")
        for pk in range(1, draw(st.integers(0, 6)) + 1)
        if taken
    ]
    return inputs(reports=reports, entries=entries, parts=parts, raised=raised)


def cited(composition: Composition, part: str, kind: str) -> Counter[int]:
    """How often each source of the kind is cited in the part."""
    return Counter(
        source.pk
        for paragraph in composition.paragraphs
        if paragraph.part == part
        for source in paragraph.sources
        if source.kind == kind
    )


@given(any_inputs())
@settings(max_examples=150, deadline=None)
def test_every_entry_is_in_one_paragraph_of_results_or_left_out_with_a_reason(
    given: Inputs,
) -> None:
    made = compose(given)

    in_results = cited(made, "results", "entry")
    left_out = dict(made.left_out)
    assert set(in_results) | set(left_out) == {one.pk for one in given.entries}
    assert not set(in_results) & set(left_out)
    assert all(times == 1 for times in in_results.values())
    assert all(left_out.values())


@given(any_inputs())
@settings(max_examples=100, deadline=None)
def test_no_word_of_an_agency_is_lost(given: Inputs) -> None:
    made = compose(given)

    for part in given.parts:
        times = cited(made, part.code, "part")[part.pk]
        assert (times > 0) == bool(part.text.strip())
    raised = {one.pk for one in given.raised}
    assert cited(made, "difficulties", "raised") == Counter(dict.fromkeys(raised, 1))
    in_tables = cited(made, "table_difficulties", "raised") + cited(
        made, "table_proposals", "raised"
    )
    assert in_tables == Counter(dict.fromkeys(raised, 1))


@given(any_inputs(), st.integers())
@settings(max_examples=60, deadline=None)
def test_the_order_in_which_rows_come_changes_nothing(given: Inputs, seed: int) -> None:
    shuffled = {
        name: Random(seed).sample(list(getattr(given, name)), len(getattr(given, name)))  # noqa: S311
        for name in ("entries", "parts", "raised")
    }

    assert compose(Inputs(**{**given.__dict__, **shuffled})) == compose(given)


@given(any_inputs())
@settings(max_examples=60, deadline=None)
def test_figures_add_up_and_keys_are_unique(given: Inputs) -> None:
    made = compose(given)

    keys = [paragraph.key for paragraph in made.paragraphs]
    assert len(keys) == len(set(keys))
    numbers = [p.slots for p in made.paragraphs if "dated" in p.slots]
    whole, sections = numbers[0], numbers[1:]
    for slots in numbers:
        value = {name: slot.value for name, slot in slots.items()}
        assert value["dated"] == value["done"] + value["in_time"] + value["overdue"]
        assert value["done"] == value["done_on_time"] + value["done_late"]
    assert whole["dated"].value == sum(slots["dated"].value for slots in sections)


def texts(made: Composition, part: str) -> list[str]:
    return [p.text for p in made.paragraphs if p.part == part and p.kind != "section"]


def the(made: Composition, key: str) -> Composed:
    return next(p for p in made.paragraphs if p.key == key)


def test_the_same_result_from_two_agencies_is_told_once_with_both_names() -> None:
    made = compose(inputs(entries=[entry(1, 1, 7), entry(2, 2, 7, did="đã  Khảo sát")]))

    told = the(made, "results/task/7")
    assert "Sở 1, Sở 2: Đã khảo sát" in told.text
    assert told.text.count("hảo sát") == 1
    assert [source.pk for source in told.sources] == [1, 2]


def test_an_obligation_reported_twice_counts_once_and_says_where() -> None:
    twice = [entry(1, 1, 7, obligation=5), entry(2, 2, 7, obligation=5)]

    made = compose(inputs(entries=twice))

    assert made.left_out == ((2, "Đã có trong báo cáo của Sở 1; không tính hai lần."),)


def test_text_that_agencies_wrote_alike_is_one_paragraph() -> None:
    parts = [
        PartIn(1, 1, 10, "causes", "Thiếu vốn.\nThiếu người."),
        PartIn(2, 2, 20, "causes", "thiếu VỐN."),
    ]

    made = compose(inputs(parts=parts))

    assert texts(made, "causes") == ["Sở 1, Sở 2: Thiếu vốn.", "Sở 1: Thiếu người."]


def test_no_is_an_answer_and_an_empty_part_is_not() -> None:
    parts = [PartIn(1, 1, 10, "causes", "Không."), PartIn(2, 2, 20, "causes", "")]

    made = compose(inputs(parts=parts))

    assert texts(made, "causes") == ["Trả lời “Không”: Sở 1."]


def test_late_and_missing_agencies_are_named() -> None:
    reports = [
        ReportIn(1, "Sở 1", 10, late=True),
        ReportIn(2, "Sở 2", reason="Chưa gửi báo cáo"),
        ReportIn(3, "Sở 3", 30, nothing_arose=True),
    ]

    made = compose(inputs(reports=reports))

    said = "\n".join(texts(made, "results"))
    assert "Gửi sau hạn: Sở 1." in said
    assert "Chưa gửi báo cáo: Sở 2." in said
    assert "Báo cáo không phát sinh: Sở 3." in said
    rows = [p.cells[1] for p in made.paragraphs if p.part == "table_reports"]
    assert rows == ["Sở 1", "Sở 2"]


def test_cooperating_and_undated_tasks_stand_outside_the_figures_and_it_says_so() -> None:
    entries = [
        entry(1, 1, 1, punctuality=Punctuality.DONE_ON_TIME, done=True),
        entry(2, 1, 2, punctuality=Punctuality.NO_DEADLINE),
        entry(3, 2, 3, role=PartyRole.COOPERATE, punctuality=Punctuality.OVERDUE),
    ]

    counts = the(compose(inputs(entries=entries)), "results/all")

    assert {name: slot.value for name, slot in counts.slots.items()} == {
        "dated": 1,
        "done": 1,
        "done_on_time": 1,
        "done_late": 0,
        "in_time": 0,
        "overdue": 0,
        "undated": 1,
    }
    assert "không tính vào các số trên" in counts.text


def test_a_task_of_several_leads_is_as_far_as_its_worst() -> None:
    entries = [
        entry(1, 1, 1, punctuality=Punctuality.DONE_ON_TIME, done=True),
        entry(2, 2, 1, punctuality=Punctuality.OVERDUE, did="chậm"),
    ]

    made = compose(inputs(entries=entries))

    assert the(made, "results/all").slots["overdue"].value == 1
    assert "1/2 cơ quan hoàn thành" in the(made, "results/task/1").text


MAKE = """
import django; django.setup()
from hashlib import sha256
from tests.reporting.test_composition import entry, inputs, compose, PartIn
made = compose(inputs(3, entries=[entry(n, n % 3 + 1, n % 5, did=f"x{n % 2}") for n in range(1, 40)],
    parts=[PartIn(n, n % 3 + 1, 0, c, "giống nhau\\nriêng " + c) for n, c in enumerate(["causes", "outstanding"] * 3)]))
print(sha256(repr(made).encode()).hexdigest())
"""


def test_another_process_with_another_hash_seed_composes_the_same() -> None:
    env = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": "/usr/bin:/bin"}
    made = {
        subprocess.run(
            [sys.executable, "-c", MAKE],
            env={**env, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(made) == 1


def silent(report: int, task: int, **more: object) -> EntryIn:
    """A lead's part of an agency whose report is missing."""
    stored = entry(0, report, task, did="", **more)
    return replace(stored, pk=None, version=None, obligation=90 + report)


def test_a_task_is_not_done_while_another_lead_has_not_reported() -> None:
    done = entry(1, 1, 7, done=True, punctuality=Punctuality.DONE_ON_TIME)

    made = compose(inputs(3, entries=[done, silent(2, 7), silent(3, 7)]))

    assert the(made, "results/all").slots["done"].value == 0
    told = the(made, "results/task/7")
    assert "Sở 2, Sở 3: chưa có báo cáo" in told.text
    assert "1/3 cơ quan hoàn thành" in told.text
    assert [source.pk for source in told.sources] == [1]


def test_a_task_of_an_agency_that_did_not_report_is_named_and_counted() -> None:
    made = compose(inputs(entries=[silent(2, 4, punctuality=Punctuality.OVERDUE)]))

    assert "Nhiệm vụ 4 (Sở 2 chủ trì): chưa có báo cáo" in the(made, "results/task/4").text
    assert the(made, "results/all").slots["overdue"].value == 1
    assert made.left_out == ()


def test_a_task_of_which_no_report_came_has_a_state_and_no_percent() -> None:
    made = compose(inputs(entries=[silent(2, 4, state_words="Đang thực hiện")]))

    told = the(made, "results/task/4")
    assert "chưa có báo cáo. Đang thực hiện" in told.text
    assert "%" not in told.text


def test_a_class_of_which_no_report_came_is_named_once_in_the_sentence() -> None:
    heard = entry(1, 1, 7, did="Đã lập kế hoạch")
    others = [silent(n, 7) for n in range(2, 7)]

    some = the(compose(inputs(6, entries=[heard, *others])), "results/task/7")
    none = the(compose(inputs(6, entries=others)), "results/task/7")

    assert "Sở 1: Đã lập kế hoạch; các cơ quan chủ trì khác: chưa có báo cáo" in some.text
    assert (some.text.count("Sở 4"), some.cells[4].count("Sở 4")) == (1, 1)
    assert "chưa cơ quan nào có báo cáo" in none.text


def test_occurrences_of_one_agency_are_counted_as_occurrences() -> None:
    rounds = [
        entry(n, 1, 7, occurrence=f"quý {n}", did=f"Việc {n}", done=n == 1) for n in (1, 2, 3)
    ]

    told = the(compose(inputs(entries=rounds)), "results/task/7").text

    assert "Sở 1 (kỳ quý 1): Việc 1; Sở 1 (kỳ quý 2): Việc 2" in told
    assert "1/3 kỳ hoàn thành" in told
    dated = [entry(n, 1, 8, occurrence=f"2026-0{n}-15") for n in (1, 2)]
    assert "kỳ 15/01/2026" in the(compose(inputs(entries=dated)), "results/task/8").text
    assert "cơ quan hoàn thành" not in told


def test_headings_that_read_alike_stay_apart_by_their_place() -> None:
    entries = [
        entry(1, 1, 1, section="I. Nhóm một", place="1-1"),
        entry(2, 1, 2, section="I. NHÓM MỘT", place="2-9"),
    ]

    made = compose(inputs(entries=entries))

    headings = [p.text for p in made.paragraphs if p.key.startswith("results/section/")]
    assert [text for text in headings if "Trong" not in text] == ["Nhóm một", "NHÓM MỘT"]


def test_items_stay_under_the_line_that_they_belong_to() -> None:
    mine = "Về vốn:\n- Chưa bố trí\nVề đất:\n- Chưa bố trí"
    parts = [PartIn(1, 1, 10, "causes", mine), PartIn(2, 2, 20, "causes", "- Chưa bố trí")]

    made = compose(inputs(parts=parts))

    assert texts(made, "causes") == [f"Sở 1: {mine}", "Sở 2: - Chưa bố trí"]


def test_what_a_part_says_twice_is_said_twice() -> None:
    parts = [PartIn(1, 1, 10, "causes", "Thiếu vốn.\nThiếu người.\nThiếu vốn.")]

    made = compose(inputs(parts=parts))

    assert texts(made, "causes") == ["Sở 1: Thiếu vốn.\nThiếu người.\nThiếu vốn."]


def test_each_outstanding_result_has_a_row_of_its_own() -> None:
    parts = [
        PartIn(1, 1, 10, "outstanding", "Kết quả một\nKết quả hai"),
        PartIn(2, 2, 20, "outstanding", "Kết quả một"),
    ]

    made = compose(inputs(parts=parts))

    rows = [p.cells for p in made.paragraphs if p.part == "table_outstanding"]
    assert rows == [("1", "Sở 1, Sở 2", "Kết quả một"), ("2", "Sở 1", "Kết quả hai")]
