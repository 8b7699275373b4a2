"""Consolidate accepted reports; edit beside what was generated; freeze; a late report makes version 2."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from dieuphoi.activity.models import Activity
from dieuphoi.base.errors import NotPermitted
from dieuphoi.issues.models import Issue, IssueKind
from dieuphoi.issues.raising import IssueDraft, raise_issue
from dieuphoi.plans.models import ObligationState
from dieuphoi.reporting import drafting, editing, reviewing
from dieuphoi.reporting.consolidation import (
    Frozen,
    NothingAccepted,
    Outdated,
    consolidate,
    freeze,
    outdated,
)
from dieuphoi.reporting.editing import ParagraphChanged, ReasonMissing, SlotsMissing, reads
from dieuphoi.reporting.gathering import familiar_name
from dieuphoi.reporting.models import Consolidation, Cycle, Paragraph, ParagraphSource
from dieuphoi.reporting.version_differences import differences, newly_in
from tests.cast import RESULT, World
from tests.reporting.paper import DUE, accepted, make_cycle, on, report_of, sent, work

pytestmark = pytest.mark.django_db
NEXT = on(DUE + timedelta(days=1))
LATE = on(DUE + timedelta(days=2))


@pytest.fixture
def cycle(world: World) -> Cycle:
    return make_cycle(world)


def paragraph(consolidation: Consolidation, key: str) -> Paragraph:
    return consolidation.paragraphs.get(key=key)


def task_key(world: World) -> str:
    return f"results/task/{world.obligation.task_id}"


def first(world: World, cycle: Cycle) -> Consolidation:
    """The first department reported; the second has not."""
    work(world.obligation, world.cast.head, 60, "Đã khảo sát")
    accepted(
        report_of(cycle, world.cast.so), world.cast.head, world.cast.focal, causes="Thiếu vốn."
    )
    return consolidate(cycle, by=world.cast.focal, at=NEXT)


def test_each_paragraph_leads_to_the_version_it_comes_from(world: World, cycle: Cycle) -> None:
    made = first(world, cycle)

    told = paragraph(made, task_key(world))
    source = told.sources.get()
    assert source.entry
    assert source.entry.obligation == world.obligation
    assert source.version == report_of(cycle, world.cast.so).versions.get()
    assert "Đã khảo sát" in told.generated
    assert "60%" in told.generated


def test_agencies_without_an_accepted_report_are_named_with_the_reason(
    world: World, cycle: Cycle
) -> None:
    sent(report_of(cycle, world.cast.khac), world.cast.other_head, leadership="x")
    made = first(world, cycle)

    said = "\n".join(reads(p) for p in made.paragraphs.filter(key__startswith="situation"))
    assert "báo cáo của 1/3 cơ quan" in said
    assert "Đã gửi, chưa được chấp nhận: Sở Hai." in said
    assert "Chưa gửi báo cáo: UBND phường Ba." in said


def test_nothing_accepted_makes_no_consolidation(world: World, cycle: Cycle) -> None:
    with pytest.raises(NothingAccepted), transaction.atomic():
        consolidate(cycle, by=world.cast.focal, at=NEXT)
    assert not Consolidation.objects.exists()


def test_only_the_consolidating_agency_consolidates(world: World, cycle: Cycle) -> None:
    made = first(world, cycle)
    for actor in (world.cast.head, world.cast.leader, world.cast.stranger_focal):
        with pytest.raises(NotPermitted):
            consolidate(cycle, by=actor, at=NEXT)
        with pytest.raises(NotPermitted):
            freeze(made, by=actor, at=NEXT)


def test_a_result_confirmed_with_the_report_counts_as_done(world: World, cycle: Cycle) -> None:
    report = report_of(cycle, world.cast.so)
    work(world.obligation, world.cast.head, 100, RESULT)
    drafting.set_closing(report, world.obligation, True, by=world.cast.head, at=on(DUE, 8))
    version = sent(report, world.cast.head)

    reviewing.accept(version, version.entries.all(), by=world.cast.focal, at=NEXT)
    made = consolidate(cycle, by=world.cast.focal, at=NEXT)

    world.obligation.refresh_from_db()
    assert world.obligation.state == ObligationState.COMPLETED
    assert paragraph(made, "results/all").slots["done_on_time"]["value"] == 1


def test_edited_text_stands_beside_and_keeps_its_numbers(world: World, cycle: Cycle) -> None:
    made = first(world, cycle)
    counts = paragraph(made, "results/all")

    with pytest.raises(SlotsMissing):
        editing.edit_paragraph(counts, "Không có số", seen=1, by=world.cast.focal, at=NEXT)
    whole = " ".join(f"{{{name}}}" for name in sorted(counts.slots))
    editing.edit_paragraph(counts, f"Viết lại: {whole}", seen=1, by=world.cast.focal, at=NEXT)

    counts.refresh_from_db()
    assert reads(counts).startswith("Viết lại: 2")
    assert counts.generated.startswith("Trong {dated}")
    with pytest.raises(ParagraphChanged):
        editing.edit_paragraph(counts, None, seen=1, by=world.cast.focal, at=NEXT)


def test_a_number_changed_by_hand_has_a_reason_and_keeps_the_counted_one(
    world: World, cycle: Cycle
) -> None:
    counts = paragraph(first(world, cycle), "results/all")
    focal, reason = world.cast.focal, "Theo công văn minh họa"

    with pytest.raises(ReasonMissing):
        editing.set_number(counts, "dated", 22, " \u200b", seen=1, by=focal, at=NEXT)
    editing.set_number(counts, "dated", 22, reason, seen=1, by=focal, at=NEXT)

    assert counts.slots["dated"]["value"] == 2
    assert reads(counts).startswith("Trong 22 nhiệm vụ")


def test_a_late_report_makes_version_two_and_its_list_of_changes(
    world: World, cycle: Cycle
) -> None:
    one = first(world, cycle)
    causes = one.paragraphs.get(part="causes", kind="body")
    editing.edit_paragraph(causes, "Sở Một thiếu vốn.", seen=1, by=world.cast.focal, at=NEXT)
    one.refresh_from_db()
    freeze(one, by=world.cast.focal, at=NEXT)
    accepted(
        report_of(cycle, world.cast.khac),
        world.cast.other_head,
        world.cast.focal,
        LATE,
        causes="Thiếu vốn.",
    )

    two = consolidate(cycle, by=world.cast.focal, at=LATE)

    assert two.n == 2
    assert newly_in(one, two) == ["Sở Hai"]
    edited = paragraph(two, causes.key)
    assert edited.edited == "Sở Một thiếu vốn."
    assert edited.generated == "Sở Hai, Sở Một: Thiếu vốn."
    assert edited.generated_before == "Sở Một: Thiếu vốn."
    changed = {d.key for d in differences(one, two)}
    assert "situation/counts" in changed
    assert task_key(world) not in changed
    assert "Gửi sau hạn: Sở Hai." in "\n".join(reads(p) for p in two.paragraphs.all())
    assert one.paragraphs.get(pk=causes.pk).edited == "Sở Một thiếu vốn."


def test_an_edit_goes_along_when_its_agency_writes_the_line_anew(
    world: World, cycle: Cycle
) -> None:
    made = first(world, cycle)
    causes = made.paragraphs.get(part="causes", kind="body")
    editing.edit_paragraph(causes, "Chữ của tôi", seen=1, by=world.cast.focal, at=NEXT)
    send_again(world, cycle, "Thiếu vốn đối ứng.")

    again = consolidate(cycle, by=world.cast.focal, at=LATE)

    rewritten = again.paragraphs.get(part="causes", kind="body")
    assert rewritten.edited == "Chữ của tôi"
    assert rewritten.generated == "Sở Một: Thiếu vốn đối ứng."
    assert rewritten.generated_before == "Sở Một: Thiếu vốn."


def send_again(world: World, cycle: Cycle, causes: str) -> None:
    """The first department's report comes back and is sent and accepted anew."""
    report = report_of(cycle, world.cast.so)
    reviewing.return_report(report.versions.get(), "Bổ sung", by=world.cast.focal, at=NEXT)
    report = report_of(cycle, world.cast.so)
    drafting.save_part(report, "causes", causes, seen=1, by=world.cast.head, at=LATE)
    accepted(report_of(cycle, world.cast.so), world.cast.head, world.cast.focal, LATE)


def test_an_edit_whose_paragraph_is_no_more_is_kept_for_the_officer(
    world: World, cycle: Cycle
) -> None:
    made = first(world, cycle)
    causes = made.paragraphs.get(part="causes", kind="body")
    editing.edit_paragraph(causes, "Chữ của tôi", seen=1, by=world.cast.focal, at=NEXT)
    send_again(world, cycle, "")

    again = consolidate(cycle, by=world.cast.focal, at=LATE)

    assert again.pk == made.pk
    kept = again.paragraphs.get(part="kept")
    assert kept.edited == "Chữ của tôi"


def test_a_kept_edit_can_be_dropped_and_only_such_a_one(world: World, cycle: Cycle) -> None:
    made = first(world, cycle)
    causes = made.paragraphs.get(part="causes", kind="body")
    editing.edit_paragraph(causes, "Chữ của tôi", seen=1, by=world.cast.focal, at=NEXT)
    with pytest.raises(ParagraphChanged):
        editing.drop_kept(causes, seen=2, by=world.cast.focal, at=NEXT)
    send_again(world, cycle, "")
    kept = consolidate(cycle, by=world.cast.focal, at=LATE).paragraphs.get(part="kept")

    with pytest.raises(NotPermitted):
        editing.drop_kept(kept, seen=1, by=world.cast.leader, at=LATE)
    editing.drop_kept(kept, seen=1, by=world.cast.focal, at=LATE)

    assert not made.paragraphs.filter(part="kept").exists()
    assert Activity.objects.get(verb="paragraph.dropped").details["text"] == "Chữ của tôi"


def test_the_draft_says_when_a_newer_report_was_accepted(world: World, cycle: Cycle) -> None:
    made = first(world, cycle)
    assert outdated(made) == []

    accepted(
        report_of(cycle, world.cast.khac), world.cast.other_head, world.cast.focal, LATE, causes="x"
    )

    assert outdated(made) == ["Sở Hai"]


def test_a_frozen_version_is_refused_to_be_rewritten(world: World, cycle: Cycle) -> None:
    made = first(world, cycle)
    freeze(made, by=world.cast.focal, at=NEXT)

    counts = paragraph(made, "results/all")
    with pytest.raises(ParagraphChanged):
        editing.edit_paragraph(counts, None, seen=1, by=world.cast.focal, at=NEXT)
    with pytest.raises(DatabaseError), transaction.atomic():
        made.paragraphs.update(generated="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        Consolidation.objects.filter(pk=made.pk).update(n=9)
    with pytest.raises(Frozen):
        freeze(made, by=world.cast.focal, at=NEXT)


def test_what_was_raised_stands_in_the_report_and_in_its_table(world: World, cycle: Cycle) -> None:
    draft = IssueDraft(
        IssueKind.DIFFICULTY,
        "Chưa có mặt bằng",
        cause="Chậm bàn giao",
        asked="Sớm bàn giao",
        obligation=world.obligation,
    )
    issue: Issue = raise_issue(draft, by=world.cast.officer, at=on(DUE, 7))

    made = first(world, cycle)

    told = made.paragraphs.get(part="difficulties", key__contains="raised/")
    row = made.paragraphs.get(part="table_difficulties")
    assert "Sở Một: Chưa có mặt bằng" in told.generated
    assert row.cells[2] == "Chưa có mặt bằng"
    for one in (told, row):
        raised = one.sources.get().raised
        assert raised
        assert raised.issue == issue


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Sở Tài chính thành phố Hà Nội", "Sở Tài chính"),
        ("Ủy ban nhân dân phường Ba Đình", "UBND phường Ba Đình"),
        ("Ủy ban nhân dân thành phố Hà Nội", "UBND thành phố Hà Nội"),
        ("Sở Tài chính tỉnh Lào Cai", "Sở Tài chính tỉnh Lào Cai"),
    ],
)
def test_agencies_are_named_as_reports_of_their_province_name_them(name: str, said: str) -> None:
    assert familiar_name(name, "Hà Nội") == said


def test_a_task_whose_report_is_missing_is_named_and_counted(world: World, cycle: Cycle) -> None:
    made = first(world, cycle)

    told = paragraph(made, f"results/task/{world.others.task_id}")

    assert "Trình đề án minh họa (Sở Hai chủ trì): chưa có báo cáo" in reads(told)
    assert (told.counts_as, told.sources.count()) == ("overdue", 0)
    assert paragraph(made, "results/all").slots["overdue"]["value"] == 1


def test_a_result_stays_done_when_its_report_is_sent_again(world: World, cycle: Cycle) -> None:
    report = report_of(cycle, world.cast.so)
    work(world.obligation, world.cast.head, 100, RESULT)
    drafting.set_closing(report, world.obligation, True, by=world.cast.head, at=on(DUE, 8))
    version = sent(report, world.cast.head)
    reviewing.accept(version, version.entries.all(), by=world.cast.focal, at=NEXT)
    reviewing.return_report(
        report_of(cycle, world.cast.so).versions.get(), "Bổ sung", by=world.cast.focal, at=NEXT
    )
    accepted(report_of(cycle, world.cast.so), world.cast.head, world.cast.focal, LATE, causes="x")

    made = consolidate(cycle, by=world.cast.focal, at=LATE)

    assert paragraph(made, "results/all").slots["done_on_time"]["value"] == 1


def test_a_number_set_by_hand_for_another_count_is_kept_apart(world: World, cycle: Cycle) -> None:
    made = first(world, cycle)
    counts = paragraph(made, "situation/counts")
    editing.set_number(counts, "taken", 9, "Theo văn thư", seen=1, by=world.cast.focal, at=NEXT)
    accepted(
        report_of(cycle, world.cast.khac), world.cast.other_head, world.cast.focal, LATE, causes="x"
    )

    again = consolidate(cycle, by=world.cast.focal, at=LATE)

    assert "báo cáo của 2/3 cơ quan" in reads(paragraph(again, "situation/counts"))
    assert again.paragraphs.get(part="kept").slots["taken"]["set"] == 9


def test_edits_that_lost_their_place_twice_hinder_nobody(world: World, cycle: Cycle) -> None:
    for n, causes in enumerate(("", "Một", "")):
        made = first(world, cycle) if n == 0 else consolidate(cycle, by=world.cast.focal, at=LATE)
        for told in made.paragraphs.filter(part="causes", kind="body", edited=None):
            editing.edit_paragraph(told, f"Sửa {n}", seen=1, by=world.cast.focal, at=LATE)
        resend(world, cycle, causes)

    again = consolidate(cycle, by=world.cast.focal, at=LATE)

    kept = again.paragraphs.filter(part="kept")
    assert {paragraph.edited for paragraph in kept} >= {"Sửa 0"}


def resend(world: World, cycle: Cycle, causes: str) -> None:
    report = report_of(cycle, world.cast.so)
    version = report.versions.order_by("-n")[0]
    reviewing.return_report(version, "Lại", by=world.cast.focal, at=LATE)
    report = report_of(cycle, world.cast.so)
    seen = report.draft_parts.get(code="causes").version
    drafting.save_part(report, "causes", causes, seen=seen, by=world.cast.head, at=LATE)
    accepted(report_of(cycle, world.cast.so), world.cast.head, world.cast.focal, LATE)


def test_freezing_what_changed_since_it_was_read_is_refused(world: World, cycle: Cycle) -> None:
    made = first(world, cycle)
    read = Consolidation.objects.select_related("cycle").get(pk=made.pk)
    counts = paragraph(made, "situation/counts")
    editing.set_number(counts, "taken", 9, "Theo văn thư", seen=1, by=world.cast.focal, at=NEXT)

    with pytest.raises(Frozen):
        freeze(read, by=world.cast.focal, at=NEXT)


def test_freezing_over_newer_reports_is_a_persons_choice(world: World, cycle: Cycle) -> None:
    made = first(world, cycle)
    accepted(
        report_of(cycle, world.cast.khac), world.cast.other_head, world.cast.focal, LATE, causes="x"
    )

    with pytest.raises(Outdated, match="Sở Hai"), transaction.atomic():
        freeze(made, by=world.cast.focal, at=LATE)
    freeze(made, although_outdated=True, by=world.cast.focal, at=LATE)

    assert made.state == "frozen"


def test_what_a_frozen_version_rests_on_is_kept(world: World, cycle: Cycle) -> None:
    made = first(world, cycle)
    freeze(made, by=world.cast.focal, at=NEXT)

    sources = ParagraphSource.objects.filter(paragraph__consolidation=made)
    for rows in (made.inputs.all(), sources, Cycle.objects.filter(pk=cycle.pk)):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(id=-1)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows._raw_delete(connection.alias)
