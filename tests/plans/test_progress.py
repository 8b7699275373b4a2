"""Tell progress, propose done, confirm, send back; on behalf of an agency without an account."""

from datetime import date, timedelta

import pytest

from dieuphoi.activity.log import entries_about
from dieuphoi.base.errors import NotPermitted
from dieuphoi.plans import assignment, confirmation, progress, verification
from dieuphoi.plans.models import ObligationState, Progress, SourceKind
from dieuphoi.plans.progress import (
    DayAhead,
    HasAccount,
    NothingTold,
    PercentOutOfRange,
    ResultMissing,
    Source,
    SourceMissing,
    Told,
)
from dieuphoi.plans.punctuality import Punctuality, with_punctuality
from dieuphoi.plans.reasons import ReasonMissing
from dieuphoi.plans.turns import MovedByOther
from tests.cast import ON, RESULT, World, later

pytestmark = pytest.mark.django_db

LETTER = Source(SourceKind.LETTER, "công văn số 12/UBND-VP", ON)


@pytest.fixture
def running(world: World) -> World:
    """The world with `obligation` accepted."""
    assignment.accept(world.obligation, by=world.cast.head, at=later())
    return world


def submitted(world: World) -> None:
    progress.submit(world.obligation, Told(ON, 100, RESULT), by=world.cast.officer, at=later(2))


def test_the_officer_tells_progress_and_it_stands_on_the_obligation(running: World) -> None:
    told = progress.note(
        running.obligation,
        Told(ON, 40, "Đã khảo sát", "Thẩm định"),
        by=running.cast.officer,
        at=later(2),
    )

    running.obligation.refresh_from_db()
    assert (running.obligation.percent, running.obligation.told_on) == (40, ON)
    assert (told.told_by, told.on_behalf) == (running.cast.so, False)
    assert [e.verb for e in entries_about(told)] == ["progress.told"]


@pytest.mark.parametrize("who", ["other_officer", "focal", "leader", "auditor", "administrator"])
def test_progress_is_told_by_the_holder_only(running: World, who: str) -> None:
    with pytest.raises(NotPermitted):
        progress.note(running.obligation, Told(ON, 40), by=getattr(running.cast, who), at=later(2))
    assert not Progress.objects.exists()


@pytest.mark.parametrize(
    "told, refusal",
    [
        (Told(ON, 101, "x"), PercentOutOfRange),
        (Told(ON, 0, " ", ""), NothingTold),
        (Told(ON + timedelta(days=1), 10), DayAhead),
    ],
)
def test_what_makes_no_sense_is_refused(running: World, told: Told, refusal: type) -> None:
    with pytest.raises(refusal):
        progress.note(running.obligation, told, by=running.cast.officer, at=later(2))
    assert not Progress.objects.exists()


def test_progress_is_refused_before_the_assignment_is_accepted(world: World) -> None:
    with pytest.raises(MovedByOther):
        progress.note(world.obligation, Told(ON, 10), by=world.cast.officer, at=later())
    assert not Progress.objects.exists()


def test_progress_of_an_earlier_day_does_not_hide_the_newer(running: World) -> None:
    officer = running.cast.officer
    progress.note(running.obligation, Told(ON, 60), by=officer, at=later(2))
    running.obligation.refresh_from_db()

    progress.note(running.obligation, Told(ON - timedelta(days=9), 20), by=officer, at=later(3))

    running.obligation.refresh_from_db()
    assert (running.obligation.percent, running.obligation.told_on) == (60, ON)


def test_proposing_done_needs_what_was_done(running: World) -> None:
    with pytest.raises(ResultMissing):
        progress.submit(running.obligation, Told(ON, 100), by=running.cast.officer, at=later(2))
    assert running.obligation.state == ObligationState.IN_PROGRESS


def test_done_then_confirmed_keeps_the_moment_of_submission(running: World) -> None:
    submitted(running)
    assert running.obligation.state == ObligationState.AWAITING_CONFIRMATION

    confirmation.confirm(running.obligation, by=running.cast.focal, at=later(3))

    assert running.obligation.state == ObligationState.COMPLETED
    assert running.obligation.submitted_at == later(2)
    assert [e.verb for e in entries_about(running.obligation)] == [
        "obligation.accepted",
        "obligation.submitted",
        "obligation.confirmed",
    ]
    assert list(verification.findings()) == []


@pytest.mark.parametrize("who", ["officer", "head", "leader", "administrator", "stranger_focal"])
def test_only_the_confirmer_confirms_or_sends_back(running: World, who: str) -> None:
    submitted(running)
    actor = getattr(running.cast, who)

    with pytest.raises(NotPermitted):
        confirmation.confirm(running.obligation, by=actor, at=later(3))
    with pytest.raises(NotPermitted):
        confirmation.send_back(running.obligation, reason="Thiếu", by=actor, at=later(3))


def test_a_refused_result_says_all_that_is_missing(
    running: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentences = ["Hãy ghi số văn bản.", "Hãy ghi ngày ban hành."]
    monkeypatch.setattr(progress, "missing_for_submission", lambda told: sentences)

    with pytest.raises(ResultMissing) as refusal:
        submitted(running)

    assert str(refusal.value) == "Hãy ghi số văn bản. Hãy ghi ngày ban hành."


def test_sent_back_runs_on_and_can_be_submitted_again(running: World) -> None:
    submitted(running)
    with pytest.raises(ReasonMissing):
        confirmation.send_back(running.obligation, reason="", by=running.cast.focal, at=later(3))

    confirmation.send_back(
        running.obligation, reason="Thiếu minh chứng", by=running.cast.focal, at=later(3)
    )

    assert running.obligation.state == ObligationState.REWORK
    assert running.obligation.submitted_at is None
    progress.submit(running.obligation, Told(ON, 100, RESULT), by=running.cast.officer, at=later(4))
    assert running.obligation.state == ObligationState.AWAITING_CONFIRMATION


def test_told_on_behalf_names_the_source_and_accepts_thereby(world: World) -> None:
    told = progress.tell_on_behalf(
        world.ward, Told(ON, 30, "Đã rà soát"), LETTER, by=world.cast.focal, at=later()
    )

    assert (told.on_behalf, told.source, told.source_on) == (True, LETTER.text, ON)
    assert told.told_by == world.cast.dau_moi
    assert world.ward.state == ObligationState.IN_PROGRESS
    assert [t.cause for t in world.ward.turns.filter(known_to=None)] == ["assign", "accept"]


def test_done_on_behalf_is_submitted(world: World) -> None:
    progress.tell_on_behalf(
        world.ward, Told(ON, 100, RESULT), LETTER, done=True, by=world.cast.focal, at=later()
    )

    assert world.ward.state == ObligationState.AWAITING_CONFIRMATION


def test_an_agency_with_an_account_tells_by_itself(running: World) -> None:
    with pytest.raises(HasAccount):
        progress.tell_on_behalf(
            running.obligation, Told(ON, 30), LETTER, by=running.cast.focal, at=later(2)
        )


def test_on_behalf_needs_a_source(world: World) -> None:
    nothing = Source(SourceKind.TELEPHONE, " ", ON)

    with pytest.raises(SourceMissing):
        progress.tell_on_behalf(world.ward, Told(ON, 30), nothing, by=world.cast.focal, at=later())
    assert world.ward.state == ObligationState.ASSIGNED


def test_the_agency_may_correct_what_was_told_for_it(running: World) -> None:
    first = progress.note(running.obligation, Told(ON, 40), by=running.cast.officer, at=later(2))
    running.obligation.refresh_from_db()

    second = progress.note(
        running.obligation, Told(ON, 35), corrects=first, by=running.cast.head, at=later(3)
    )

    assert list(first.corrections.all()) == [second]
    running.obligation.refresh_from_db()
    assert running.obligation.percent == 35


@pytest.mark.parametrize(
    "due, day, expected",
    [
        (date(2026, 3, 31), date(2026, 3, 1), Punctuality.NOT_DUE),
        (date(2026, 3, 31), date(2026, 3, 24), Punctuality.DUE_SOON),
        (date(2026, 3, 31), date(2026, 3, 31), Punctuality.DUE_SOON),
        (date(2026, 3, 31), date(2026, 4, 1), Punctuality.OVERDUE),
        (None, date(2026, 4, 1), Punctuality.NO_DEADLINE),
    ],
)
def test_punctuality_is_how_the_day_asked_for_stands_to_the_due_day(
    running: World, due: date | None, day: date, expected: Punctuality
) -> None:
    rows = type(running.obligation).objects.filter(pk=running.obligation.pk)
    rows.update(due_on=due)

    assert with_punctuality(rows, day).get().punctuality == expected


def test_the_clock_stops_at_submission(running: World) -> None:
    rows = type(running.obligation).objects.filter(pk=running.obligation.pk)
    submitted(running)
    assert with_punctuality(rows, date(2026, 9, 1)).get().punctuality == Punctuality.NOT_DUE

    confirmation.confirm(running.obligation, by=running.cast.focal, at=later(24 * 90))

    assert with_punctuality(rows, date(2026, 9, 1)).get().punctuality == Punctuality.DONE_ON_TIME
