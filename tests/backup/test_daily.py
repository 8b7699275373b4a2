"""The tick makes a backup a day where a folder is set, and records what went wrong."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from dieuphoi.backup import restoring, rotation
from dieuphoi.jobs import worker
from dieuphoi.jobs.models import Run

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def last_run() -> Run:
    return Run.objects.filter(duty="back up")[0]


def test_a_backup_is_made_once_a_day(tmp_path: Path, settings: Settings) -> None:
    settings.BACKUP_DIR = str(tmp_path)

    for hours in (0, 1, 15, 17):  # the day in Việt Nam ends at 17:00 UTC
        worker.tick(AT + timedelta(hours=hours))

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "dieuphoi-2026-03-02.zip",
        "dieuphoi-2026-03-03.zip",
    ]
    assert last_run().result == "dieuphoi-2026-03-03.zip written, 0 removed"
    assert restoring.examine(tmp_path / "dieuphoi-2026-03-03.zip").taken_at == AT + timedelta(
        hours=17
    )


def test_without_a_folder_nothing_is_made() -> None:
    worker.tick(AT)

    assert last_run().result == "no folder is set"


def test_a_failure_is_recorded_and_deletes_nothing(tmp_path: Path, settings: Settings) -> None:
    settings.BACKUP_DIR = str(tmp_path / "usb")
    worker.tick(AT)
    assert "Không có thư mục" in last_run().error

    settings.BACKUP_DIR = str(tmp_path)
    settings.BACKUP_KEEP = "all"
    worker.tick(AT + timedelta(hours=1))
    assert "7,4,12" in last_run().error


def test_what_a_killed_backup_left_is_taken_away_a_day_later(tmp_path: Path) -> None:
    left = tmp_path / ".dieuphoi-killed"
    left.mkdir()
    (left / "archive").write_text("half")
    born = datetime.fromtimestamp(left.stat().st_mtime, UTC)

    rotation.back_up_into(tmp_path, rotation.Keep(), born + timedelta(hours=23))
    assert left.exists()
    rotation.back_up_into(tmp_path, rotation.Keep(), born + timedelta(hours=49))
    assert not left.exists()
