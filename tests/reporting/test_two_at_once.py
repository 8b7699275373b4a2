"""Two people do something with one report, or one consolidated report, at the same moment.

The second presses while what the first did is not committed yet: it waits, or does not see it. Both
act on what they saw before.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import pytest
from django.db import connection, transaction

from dieuphoi.activity.models import Activity
from dieuphoi.base.errors import StaleState
from dieuphoi.plans import verification
from dieuphoi.plans.models import ObligationState
from dieuphoi.reporting import drafting, editing, gathering, reviewing, sending
from dieuphoi.reporting.carried_edits import KEPT_PART
from dieuphoi.reporting.composition import compose
from dieuphoi.reporting.consolidation import Outdated, consolidate, freeze, outdated
from dieuphoi.reporting.models import (
    Consolidation,
    ConsolidationState,
    Cycle,
    Paragraph,
    ParagraphSource,
    Report,
    ReportState,
    ReportVersion,
    Verdict,
)
from tests.cast import World, make_world
from tests.reporting.paper import DUE, accepted, make_cycle, on, report_of, sent, work

pytestmark = pytest.mark.django_db(transaction=True)

Act = Callable[[], object]

A_MOMENT = 0.3
"""Seconds that the second is given to come to where it has to wait; nothing is asserted of them."""


def one_after_the_other(first: Act, second: Act) -> list[str]:
    """Do the second act while the transaction of the first is open; what each met, in that order."""
    met = ["", ""]
    open_now = threading.Event()

    def press(n: int, act: Act) -> None:
        try:
            act()
            met[n] = "done"
        except StaleState:
            met[n] = "told"
        except Outdated:
            met[n] = "outdated"

    def in_own_connection() -> None:
        try:
            open_now.wait(timeout=20)
            press(1, second)
        finally:
            connection.close()

    other = threading.Thread(target=in_own_connection)
    other.start()
    with transaction.atomic():
        press(0, first)
        open_now.set()
        other.join(timeout=A_MOMENT)
    other.join(timeout=60)
    assert not other.is_alive()
    return met


# A sent report


@dataclass(frozen=True)
class Read:
    """A sent report with one result proposed as done, as two people have it before them."""

    world: World
    cycle: Cycle

    def seen(self) -> ReportVersion:
        found = ReportVersion.objects.select_related("report__cycle", "report__organization")
        return found.get(report__cycle=self.cycle, report__organization=self.world.cast.so)

    def now(self) -> Report:
        return report_of(self.cycle, self.world.cast.so)


def proposed() -> Read:
    world = make_world()
    cycle = make_cycle(world)
    report = report_of(cycle, world.cast.so)
    work(world.obligation, world.cast.head, 100, "Đã ban hành")
    drafting.set_closing(report, world.obligation, True, by=world.cast.officer, at=on(DUE, 8))
    sent(report, world.cast.head, causes="Thiếu người")
    return Read(world, cycle)


def accepting(read: Read) -> Act:
    version = read.seen()
    ticked = list(version.entries.select_related("obligation__task__plan", "obligation__holder"))
    return lambda: reviewing.accept(version, ticked, by=read.world.cast.focal, at=on(DUE, 10))


def returning(read: Read) -> Act:
    version = read.seen()
    return lambda: reviewing.return_report(
        version, "Thiếu số liệu", by=read.world.cast.focal, at=on(DUE, 10)
    )


def sending_on(read: Read) -> Act:
    report = read.now()
    return lambda: sending.send(report, by=read.world.cast.head, at=on(DUE, 11))


VERDICTS = {Verdict.ACCEPTED: accepting, Verdict.RETURNED: returning}


@pytest.mark.parametrize("first, second", list(product(VERDICTS, VERDICTS)))
def test_of_two_verdicts_the_first_counts(first: Verdict, second: Verdict) -> None:
    read = proposed()

    assert one_after_the_other(VERDICTS[first](read), VERDICTS[second](read)) == ["done", "told"]

    given = read.seen().reviews.get()
    was_accepted = first == Verdict.ACCEPTED
    result = read.world.obligation
    result.refresh_from_db()
    assert (given.verdict, read.now().state) == (first, first.value)
    assert given.confirmed.count() == int(was_accepted)
    assert (result.state == ObligationState.COMPLETED) == was_accepted
    assert Activity.objects.filter(verb="obligation.confirmed").count() == int(was_accepted)
    assert list(verification.findings()) == []


def test_a_report_sent_again_is_not_returned_by_who_read_the_version_before() -> None:
    read = proposed()
    returning_late, accepting_late = returning(read), accepting(read)
    returning(read)()

    assert one_after_the_other(sending_on(read), returning_late) == ["done", "told"]
    with pytest.raises(StaleState):
        accepting_late()

    newest = read.now().versions.get(n=2)
    assert read.now().state == ReportState.SUBMITTED
    assert not newest.reviews.exists()


def test_sending_on_what_was_seen_before_the_return_is_told() -> None:
    read = proposed()

    assert one_after_the_other(returning(read), sending_on(read)) == ["done", "told"]

    assert read.now().state == ReportState.RETURNED
    assert read.now().versions.count() == 1


def test_of_two_who_send_a_returned_report_one_is_told() -> None:
    read = proposed()
    returning(read)()

    assert one_after_the_other(sending_on(read), sending_on(read)) == ["done", "told"]

    newest = read.now().versions.get(n=2)
    assert (newest.parts.exclude(text="").count(), newest.entries.count()) == (1, 1)
    assert Activity.objects.filter(verb="report.sent").count() == 2


def saving(read: Read, text: str) -> Act:
    report = read.now()
    seen = report.draft_parts.get(code="causes").version
    return lambda: drafting.save_part(
        report, "causes", text, seen=seen, by=read.world.cast.officer, at=on(DUE, 11)
    )


def test_who_saves_while_the_report_is_sent_is_told() -> None:
    read = proposed()
    returning(read)()

    assert one_after_the_other(sending_on(read), saving(read, "Khác")) == ["done", "told"]

    assert read.now().draft_parts.get(code="causes").text == "Thiếu người"
    assert read.now().versions.get(n=2).parts.get(code="causes").text == "Thiếu người"


def test_who_sends_while_a_part_is_saved_is_told() -> None:
    read = proposed()
    returning(read)()
    report = read.now()
    as_seen = sending.seen(report)

    def send() -> None:
        sending.send(report, as_seen=as_seen, by=read.world.cast.head, at=on(DUE, 11))

    assert one_after_the_other(saving(read, "Khác"), send) == ["done", "told"]

    assert read.now().versions.count() == 1
    assert read.now().draft_parts.get(code="causes").text == "Khác"


# The consolidated report


@dataclass(frozen=True)
class Gathered:
    """A cycle with one accepted report, another sent and not judged, and the third not sent."""

    world: World
    cycle: Cycle

    def draft(self) -> Consolidation:
        return Consolidation.objects.select_related("cycle").get(cycle=self.cycle, state="draft")

    def of(self, part: str) -> Paragraph:
        found = Paragraph.objects.select_related("consolidation__cycle")
        return found.get(consolidation__cycle=self.cycle, part=part, kind="body")

    def consolidating(self) -> Act:
        return lambda: consolidate(self.cycle, by=self.world.cast.focal, at=on(DUE, 12))

    def freezing(self) -> Act:
        draft = self.draft()
        return lambda: freeze(draft, by=self.world.cast.focal, at=on(DUE, 13))

    def editing(self, text: str) -> Act:
        causes = self.of("causes")
        seen = causes.version
        return lambda: editing.edit_paragraph(
            causes, text, seen=seen, by=self.world.cast.focal, at=on(DUE, 13)
        )


def gathered() -> Gathered:
    world = make_world()
    cycle = make_cycle(world)
    work(world.obligation, world.cast.head, 60, "Đã khảo sát")
    accepted(
        report_of(cycle, world.cast.so), world.cast.head, world.cast.focal, causes="Thiếu vốn."
    )
    sent(report_of(cycle, world.cast.khac), world.cast.other_head, causes="Thiếu người.")
    return Gathered(world, cycle)


def consolidated() -> Gathered:
    case = gathered()
    case.consolidating()()
    return case


def with_kept_edit() -> tuple[Gathered, Act]:
    """The draft holds an edit whose paragraph is no more; dropping it, as one person sees it."""
    case = consolidated()
    case.editing("Lời của tôi")()
    focal, head = case.world.cast.focal, case.world.cast.head
    report = report_of(case.cycle, case.world.cast.so)
    reviewing.return_report(report.versions.get(), "Bỏ", by=focal, at=on(DUE, 14))
    report = report_of(case.cycle, case.world.cast.so)
    drafting.save_part(report, "causes", "", seen=1, by=head, at=on(DUE, 15))
    again = sending.send(report, by=head, at=on(DUE, 16))
    reviewing.accept(again, by=focal, at=on(DUE, 17))
    case.consolidating()()
    kept = Paragraph.objects.select_related("consolidation__cycle").get(part=KEPT_PART)
    return case, lambda: editing.drop_kept(kept, seen=kept.version, by=focal, at=on(DUE, 18))


def is_whole(made: Consolidation) -> bool:
    """Whether paragraphs and sources are those that its inputs give, all of them frozen or none."""
    wanted = compose(gathering.inputs_of(made))
    stored = made.paragraphs.exclude(part=KEPT_PART)
    sources = ParagraphSource.objects.filter(paragraph__consolidation=made)
    rows = (made.paragraphs.all(), made.inputs.all(), made.left_out.all(), sources)
    flags = {flag for found in rows for flag in found.values_list("frozen", flat=True)}
    return (
        list(stored.values_list("key", "generated"))
        == [(one.key, one.text) for one in wanted.paragraphs]
        and sources.count() == sum(len(one.sources) for one in wanted.paragraphs)
        and made.inputs.count() == made.cycle.reports.count()
        and flags == {made.state == ConsolidationState.FROZEN}
    )


@pytest.mark.parametrize("start", [gathered, consolidated], ids=["first", "anew"])
def test_two_who_consolidate_make_one_whole_draft(start: Callable[[], Gathered]) -> None:
    case = start()

    met = one_after_the_other(case.consolidating(), case.consolidating())

    assert met in (["done", "told"], ["done", "done"])  # SQLite lets the second make it anew
    assert is_whole(case.cycle.consolidations.get())


def test_an_edit_outlives_a_draft_made_anew_meanwhile() -> None:
    case = consolidated()

    met = one_after_the_other(case.editing("Lời của tôi"), case.consolidating())

    assert met in (["done", "told"], ["done", "done"])
    assert case.of("causes").edited == "Lời của tôi"
    assert is_whole(case.draft())


def test_who_edits_a_draft_that_is_made_anew_is_told() -> None:
    case = consolidated()

    assert one_after_the_other(case.consolidating(), case.editing("Lời")) == ["done", "told"]

    assert case.of("causes").edited is None
    assert is_whole(case.draft())


def test_of_two_who_edit_one_paragraph_the_second_is_told() -> None:
    case = consolidated()

    assert one_after_the_other(case.editing("Một"), case.editing("Hai")) == ["done", "told"]

    assert (case.of("causes").edited, case.of("causes").version) == ("Một", 2)
    assert case.draft().revision == 2


def test_who_edits_while_the_draft_is_frozen_is_told() -> None:
    case = consolidated()

    assert one_after_the_other(case.freezing(), case.editing("Lời")) == ["done", "told"]

    assert case.of("causes").edited is None
    assert is_whole(case.cycle.consolidations.get(state="frozen"))


def test_nobody_freezes_what_is_edited_meanwhile() -> None:
    case = consolidated()

    assert one_after_the_other(case.editing("Lời"), case.freezing()) == ["done", "told"]

    assert case.of("causes").edited == "Lời"
    assert is_whole(case.draft())


def test_nobody_freezes_what_is_made_anew_meanwhile() -> None:
    case = consolidated()

    assert one_after_the_other(case.consolidating(), case.freezing()) == ["done", "told"]

    assert is_whole(case.draft())


def test_who_consolidates_while_the_draft_is_frozen_leaves_it_as_it_is() -> None:
    case = consolidated()

    met = one_after_the_other(case.freezing(), case.consolidating())

    assert met in (["done", "told"], ["done", "done"])  # SQLite: the second begins version 2
    versions = list(case.cycle.consolidations.order_by("n"))
    assert versions[0].state == ConsolidationState.FROZEN
    assert [is_whole(one) for one in versions] == [True] * met.count("done")


def test_of_two_who_freeze_one_is_told() -> None:
    case = consolidated()

    assert one_after_the_other(case.freezing(), case.freezing()) == ["done", "told"]

    assert Activity.objects.filter(verb="consolidation.frozen").count() == 1
    assert is_whole(case.cycle.consolidations.get())


def accepting_the_other(case: Gathered) -> Act:
    version = report_of(case.cycle, case.world.cast.khac).versions.get()
    return lambda: reviewing.accept(version, by=case.world.cast.focal, at=on(DUE, 13))


def returning_the_taken(case: Gathered) -> Act:
    version = report_of(case.cycle, case.world.cast.so).versions.get()
    return lambda: reviewing.return_report(version, "Sai", by=case.world.cast.focal, at=on(DUE, 13))


JUDGING = {"Sở Hai": accepting_the_other, "Sở Một": returning_the_taken}


@pytest.mark.parametrize("agency", JUDGING)
def test_what_is_judged_while_the_draft_is_frozen_is_named_as_newer(agency: str) -> None:
    case = consolidated()

    assert one_after_the_other(case.freezing(), JUDGING[agency](case)) == ["done", "done"]

    made = case.cycle.consolidations.get(state="frozen")
    assert is_whole(made)
    assert outdated(made) == [agency]


@pytest.mark.parametrize("agency", JUDGING)
def test_freezing_while_a_report_is_judged_freezes_what_was_read_or_nothing(agency: str) -> None:
    case = consolidated()

    met = one_after_the_other(JUDGING[agency](case), case.freezing())

    made = case.cycle.consolidations.get()
    assert met in (["done", "outdated"], ["done", "done"])  # PostgreSQL does not see it yet
    assert (made.state == ConsolidationState.FROZEN) == (met[1] == "done")
    assert is_whole(made)
    assert outdated(made) == [agency]


def test_who_drops_a_kept_edit_while_the_draft_is_frozen_is_told() -> None:
    case, dropping = with_kept_edit()

    assert one_after_the_other(case.freezing(), dropping) == ["done", "told"]

    assert case.cycle.consolidations.get().paragraphs.filter(part=KEPT_PART).count() == 1


def test_nobody_freezes_while_a_kept_edit_is_dropped() -> None:
    case, dropping = with_kept_edit()

    assert one_after_the_other(dropping, case.freezing()) == ["done", "told"]

    assert is_whole(case.draft())


def test_a_kept_edit_that_was_dropped_does_not_come_back() -> None:
    case, dropping = with_kept_edit()

    met = one_after_the_other(dropping, case.consolidating())

    assert met in (["done", "told"], ["done", "done"])
    assert not Paragraph.objects.filter(part=KEPT_PART).exists()
    assert is_whole(case.draft())
