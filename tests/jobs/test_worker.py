"""The tick: duties that are due run, a failing one stops nobody, each run is recorded."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from dieuphoi.activity import sealing
from dieuphoi.activity.log import record
from dieuphoi.documents import storage
from dieuphoi.jobs import worker
from dieuphoi.jobs.models import Run
from dieuphoi.jobs.schedule import DUTIES, Duty
from dieuphoi.organizations.actor import SYSTEM
from tests.factories.plans import bare_organization

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_the_first_tick_runs_every_duty_and_seals_the_log() -> None:
    record("agency.noted", bare_organization(), by=SYSTEM, at=AT)

    runs = worker.tick(AT)

    assert [run.duty for run in runs] == [duty.name for duty in DUTIES]
    assert all(run.ended_at and not run.error for run in runs)
    assert sealing.verify().unsealed == 0


def test_a_duty_runs_again_only_when_it_is_due() -> None:
    worker.tick(AT)
    soonest = min(duty.every for duty in DUTIES)

    assert worker.tick(AT + soonest / 2) == []
    due = [duty.name for duty in DUTIES if duty.every == soonest]
    assert [run.duty for run in worker.tick(AT + soonest)] == due


def test_a_failing_duty_is_recorded_and_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(at: datetime) -> str:
        raise RuntimeError("đĩa đầy")

    after = Duty("after", timedelta(0), lambda at: "done")
    monkeypatch.setattr(worker, "DUTIES", [Duty("failing", timedelta(0), fail), after])

    failed, done = worker.tick(AT)

    assert "đĩa đầy" in failed.error
    assert (done.result, done.error) == ("done", "")


def test_runs_are_kept_for_their_time() -> None:
    Run.objects.create(duty="old", began_at=AT - worker.KEPT - timedelta(days=1))

    worker.tick(AT)

    assert not Run.objects.filter(duty="old").exists()


def test_work_once_ticks_and_ends(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("work", once=True)

    assert "seal the log: 0 sealed" in capsys.readouterr().out


def test_a_file_without_a_row_is_taken_away_after_a_day() -> None:
    orphan = storage.path_of("f" * 64)
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(b"x")
    written = orphan.stat().st_mtime

    assert storage.remove_orphans(written) == 0
    assert storage.remove_orphans(written + 1) == 1
    assert not orphan.exists()
