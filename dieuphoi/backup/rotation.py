"""A backup a day in one folder, and which of them are kept: some days, some weeks, some months."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from dieuphoi.backup import archive, taking
from dieuphoi.backup.taking import CannotBackUp
from dieuphoi.base.periods import civil_day

_NAME = re.compile(r"dieuphoi-(\d{4}-\d{2}-\d{2})\.zip")


@dataclass(frozen=True)
class Keep:
    """How many backups are kept: of the last days that have one, of weeks, and of months."""

    days: int = 7
    weeks: int = 4
    months: int = 12


@dataclass(frozen=True)
class Rotated:
    """What was taken away, and which backups are damaged: those are neither counted nor deleted."""

    removed: list[Path]
    damaged: list[Path]


def back_up_daily(at: datetime) -> str:
    """Back up into the folder of the settings, once a civil day, then take away what is too many.

    Says what it did. Raises DomainErrors; nothing is taken away then.
    """
    if not settings.BACKUP_DIR:
        return "no folder is set"
    return back_up_into(Path(settings.BACKUP_DIR), keep_of(settings.BACKUP_KEEP), at)


def back_up_into(folder: Path, keep: Keep, at: datetime) -> str:
    """The same for a folder: `dieuphoi-2026-11-24.zip` of that civil day, if it is not there."""
    today = civil_day(at)
    target = folder / f"dieuphoi-{today}.zip"
    if target.exists():
        return "done today"
    taking.remove_abandoned(folder, at.timestamp())
    manifest = taking.take(target, at=at)
    rotated = rotate(folder, keep, today)
    said = [f"{target.name} written, {len(rotated.removed)} removed"]
    if manifest.missing:
        said.append(f"{len(manifest.missing)} stored files are lost or changed")
    if rotated.damaged:
        said.append("damaged: " + " ".join(path.name for path in rotated.damaged))
    return "; ".join(said)


def rotate(folder: Path, keep: Keep, today: date) -> Rotated:
    """Take away the good backups that are too many. One is good when its bytes have its digest.

    Files of another name, and those of a day to come, are left alone.
    """
    there = {day: path for day, path in of_days(folder).items() if day <= today}
    if kept(there, keep) == set(there):
        return Rotated([], [])  # nothing is too many, whichever are good
    good = {day for day, path in there.items() if archive.is_whole(path)}
    removed = [there[day] for day in sorted(good - kept(good, keep))]
    for path in removed:
        path.unlink()
    return Rotated(removed, [there[day] for day in sorted(there.keys() - good)])


def kept(days: Collection[date], keep: Keep) -> set[date]:
    """Which days' backups are kept: the newest days, and the newest of each of the newest weeks
    (from Monday) and months. The newest of all is always among them."""

    def week(day: date) -> tuple[int, int]:
        return day.isocalendar()[:2]

    def month(day: date) -> tuple[int, int]:
        return day.year, day.month

    newest_first = sorted(days, reverse=True)
    return {
        *newest_first[: max(keep.days, 1)],
        *_newest_of_each(newest_first, week, keep.weeks),
        *_newest_of_each(newest_first, month, keep.months),
    }


def of_days(folder: Path) -> dict[date, Path]:
    """The backups in a folder by their day, good or not."""
    found = {}
    for path in folder.glob("dieuphoi-*.zip"):
        name = _NAME.fullmatch(path.name)
        try:
            found[date.fromisoformat(name[1] if name else "")] = path
        except ValueError:
            continue  # somebody's own copy
    return found


def keep_of(words: str) -> Keep:
    """`7,4,12` as days, weeks, months; raises CannotBackUp for anything else."""
    if not re.fullmatch(r"\s*\d+\s*,\s*\d+\s*,\s*\d+\s*", words):
        raise CannotBackUp(_("DIEUPHOI_BACKUP_KEEP phải là ba số: ngày,tuần,tháng; ví dụ 7,4,12."))
    return Keep(*(int(word) for word in words.split(",")))


def _newest_of_each(
    newest_first: Iterable[date], period: Callable[[date], tuple[int, int]], count: int
) -> list[date]:
    newest: dict[tuple[int, int], date] = {}
    for day in newest_first:
        newest.setdefault(period(day), day)
    return list(newest.values())[:count]
