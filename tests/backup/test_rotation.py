"""Which of many daily backups are kept: days, weeks, months; never the last good one."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from dieuphoi.backup import archive, rotation
from dieuphoi.backup.manifest import Manifest
from dieuphoi.backup.rotation import Keep, kept
from dieuphoi.backup.taking import CannotBackUp

FIRST = date(2025, 10, 20)
DAYS = [FIRST + timedelta(days=n) for n in range(400)]
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def whole(tmp_path: Path) -> bytes:
    """The bytes of an archive that is whole, if nearly empty."""
    path = tmp_path / "whole.zip"
    with archive.written(path, at=AT) as writing:
        writing.close(Manifest("0.1.0", AT, "sqlite", "3", [], {}, None))
    return path.read_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for backups."""
    made = tmp_path / "backups"
    made.mkdir()
    return made


def put(folder: Path, day: date, content: bytes) -> Path:
    path = folder / f"dieuphoi-{day}.zip"
    path.write_bytes(content)
    return path


def test_over_400_days_the_last_days_weeks_and_months_are_there(folder: Path, whole: bytes) -> None:
    for n, day in enumerate(DAYS, 1):
        put(folder, day, whole)
        rotation.rotate(folder, Keep(), day)

        there = set(rotation.of_days(folder))
        assert set(DAYS[max(0, n - 7) : n]) <= there
        assert len(there) <= 7 + 4 + 12
    last = DAYS[-1]
    months = {(day.year, day.month) for day in there}
    weeks = {day.isocalendar()[:2] for day in there}
    assert len(months) == 12
    assert {(last - timedelta(weeks=n)).isocalendar()[:2] for n in range(4)} <= weeks


def test_what_is_kept_of_all_days_at_once_is_what_daily_rotation_keeps(
    folder: Path, whole: bytes
) -> None:
    for n, day in enumerate(DAYS):
        put(folder, day, whole)
        rotation.rotate(folder, Keep(), day)
        assert set(rotation.of_days(folder)) == kept(DAYS[: n + 1], Keep())


def test_damaged_backups_are_neither_counted_nor_deleted(folder: Path, whole: bytes) -> None:
    days = DAYS[:30]
    for day in days:
        put(folder, day, whole)
    bad = [put(folder, day, whole[:-1]) for day in days[-10:]]

    rotated = rotation.rotate(folder, Keep(days=3, weeks=0, months=0), days[-1])

    assert rotated.damaged == bad
    assert set(rotation.of_days(folder)) == {*days[-10:], *days[-13:-10]}


def test_the_last_good_backup_is_never_deleted(folder: Path, whole: bytes) -> None:
    good = put(folder, DAYS[0], whole)
    for day in DAYS[1:40]:
        put(folder, day, b"damaged")

    rotation.rotate(folder, Keep(days=0, weeks=0, months=0), DAYS[39])

    assert good.exists()


def test_days_to_come_and_other_files_are_left_alone(folder: Path, whole: bytes) -> None:
    ahead = put(folder, DAYS[399], whole)
    own = folder / "dieuphoi-truoc-khi-nang-cap.zip"
    own.write_bytes(whole)
    for day in DAYS[:20]:
        put(folder, day, whole)

    rotation.rotate(folder, Keep(days=1, weeks=0, months=0), DAYS[19])

    assert {path.name for path in folder.iterdir()} == {
        ahead.name,
        own.name,
        f"dieuphoi-{DAYS[19]}.zip",
    }


@pytest.mark.parametrize("words", ["", "7", "7,4", "7,4,x", "-1,4,12", "7;4;12"])
def test_unclear_numbers_are_refused(words: str) -> None:
    with pytest.raises(CannotBackUp):
        rotation.keep_of(words)


def test_numbers_may_have_spaces() -> None:
    assert rotation.keep_of("3, 2, 1") == Keep(3, 2, 1)
