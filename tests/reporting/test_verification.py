"""What no constraint holds of reports is found when somebody changed it beside the program."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection

from dieuphoi.reporting import reviewing, triggers, verification
from dieuphoi.reporting.consolidation import consolidate, freeze
from dieuphoi.reporting.models import (
    Consolidation,
    ConsolidationInput,
    OutlinePart,
    Paragraph,
    ParagraphSource,
    Report,
    ReportState,
)
from tests.cast import World
from tests.reporting.paper import DUE, accepted, make_cycle, on, report_of, sent, work

pytestmark = pytest.mark.django_db
NEXT = on(DUE + timedelta(days=1))


@pytest.fixture
def report(world: World) -> Report:
    """A report that was sent and accepted."""
    work(world.obligation, world.cast.head, 60, "Đã khảo sát")
    made = report_of(make_cycle(world), world.cast.so)
    accepted(made, world.cast.head, world.cast.focal, causes="Thiếu vốn.")
    return made


@pytest.fixture
def consolidated(world: World, report: Report) -> Consolidation:
    """The draft made of it."""
    return consolidate(report.cycle, by=world.cast.focal, at=NEXT)


@pytest.fixture
def unguarded() -> Iterator[None]:
    """Without the triggers that would refuse what a test breaks."""
    triggers.remove(connection)
    yield
    triggers.install(connection)


def said() -> str:
    return "; ".join(verification.findings())


def test_every_step_of_a_report_has_no_finding(world: World) -> None:
    cycle = make_cycle(world)
    report = report_of(cycle, world.cast.so)
    assert said() == ""
    version = sent(report, world.cast.head, causes="Thiếu vốn.")
    assert said() == ""
    reviewing.return_report(version, "Thiếu số liệu", by=world.cast.focal, at=NEXT)
    assert said() == ""
    report.refresh_from_db()
    again = sent(report, world.cast.head, NEXT)
    reviewing.accept(again, by=world.cast.focal, at=NEXT)
    made = consolidate(cycle, by=world.cast.focal, at=NEXT)
    assert said() == ""
    freeze(made, by=world.cast.focal, at=NEXT)
    assert said() == ""


def test_a_report_in_a_state_that_nobody_decided_is_found(report: Report) -> None:
    Report.objects.filter(pk=report.pk).update(state=ReportState.RETURNED)
    assert said() == f"report {report.pk} is not in the state of its newest review"


def test_a_report_with_another_moment_of_sending_is_found(report: Report) -> None:
    for moment in (NEXT, None):
        Report.objects.filter(pk=report.pk).update(first_sent_at=moment)
        assert said() == f"report {report.pk} does not repeat its versions"


def test_a_report_accepted_by_nobody_is_found(world: World) -> None:
    report = report_of(make_cycle(world), world.cast.so)
    sent(report, world.cast.head, causes="Thiếu vốn.")
    Report.objects.filter(pk=report.pk).update(state=ReportState.ACCEPTED)
    assert said() == f"report {report.pk} is not in the state of its newest review"


def test_a_version_without_one_of_its_parts_is_found(report: Report, unguarded: None) -> None:
    version = report.versions.get()
    OutlinePart.objects.filter(version=version)[0].delete()
    assert said() == f"version {version.pk} has not the parts of its outline"


def test_rows_frozen_otherwise_than_their_report_are_found(consolidated: Consolidation) -> None:
    ConsolidationInput.objects.filter(consolidation=consolidated).update(frozen=True)
    assert said().count("is not frozen as its consolidated report is") == 3


def test_a_source_frozen_otherwise_than_its_paragraph_is_found(consolidated: Consolidation) -> None:
    paragraph = Paragraph.objects.filter(consolidation=consolidated, sources__isnull=False)[0]
    paragraph.sources.update(frozen=True)
    assert "is not frozen as its paragraph is" in said()


def test_an_input_that_was_not_taken_is_found(consolidated: Consolidation, world: World) -> None:
    other = report_of(consolidated.cycle, world.cast.khac)
    taken = ConsolidationInput.objects.get(consolidation=consolidated, version__isnull=False)
    ConsolidationInput.objects.filter(report=other).delete()
    ConsolidationInput.objects.filter(pk=taken.pk).update(report=other)
    assert said() == f"input {taken.pk} takes the version of another report"

    ConsolidationInput.objects.filter(pk=taken.pk).update(report=taken.report, version=None)
    assert "cites a version that was not taken in" in said()


def test_an_entry_in_no_paragraph_is_found(consolidated: Consolidation) -> None:
    source = ParagraphSource.objects.filter(entry__isnull=False)[0]
    source.delete()
    assert said() == (
        f"entry {source.entry_id} is not in one place of consolidation {consolidated.pk}"
    )
