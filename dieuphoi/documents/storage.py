"""Bytes on disk, each kept once under its sha256. Nothing is served by path: rows own files."""

import os
import shutil
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from django.conf import settings

from dieuphoi.documents.models import StoredFile


def keep(source: Path, *, sha256: str, media_type: str, size: int) -> StoredFile:
    """Keep an inspected file; one with the same bytes is kept once.

    The bytes are on disk, synchronised, before the row exists: a row without its file cannot be.
    A file whose row was rolled back is an orphan, taken away by `remove_orphans`.
    """
    target = path_of(sha256)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f"{target.name}.{uuid4().hex}.part")
        with source.open("rb") as read, partial.open("wb") as write:
            shutil.copyfileobj(read, write)
            write.flush()
            os.fsync(write.fileno())
        partial.chmod(0o600)
        partial.replace(target)
        _synchronise(target.parent)
    os.utime(target)  # an orphan that is wanted again is young again: nobody takes it away
    stored, _created = StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"media_type": media_type, "size": size}
    )
    return stored


def open_file(stored: StoredFile) -> BinaryIO:
    """The bytes of a kept file, for reading."""
    return path_of(stored.sha256).open("rb")


def path_of(sha256: str) -> Path:
    """Where the file with this sha256 lies."""
    return Path(settings.HOME) / "files" / sha256[:2] / sha256


def remove_orphans(older_than: float) -> int:
    """Take away files without a row whose last change is before the timestamp; how many."""
    root = Path(settings.HOME) / "files"
    old = [p for p in root.glob("??/*") if p.stat().st_mtime < older_than]
    known = set(
        StoredFile.objects.filter(sha256__in=[p.name for p in old]).values_list("sha256", flat=True)
    )
    orphans = [p for p in old if p.name not in known]
    for path in orphans:
        if path.stat().st_mtime < older_than and not _has_row(path.name):
            path.unlink(missing_ok=True)
    return len(orphans)


def _has_row(sha256: str) -> bool:
    return StoredFile.objects.filter(sha256=sha256).exists()


def empty_quarantine(older_than: float) -> int:
    """Delete uploads that a process which ended badly left behind before the timestamp."""
    root = Path(settings.HOME) / "quarantine"
    left = [p for p in root.iterdir() if p.is_file() and p.stat().st_mtime < older_than]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def _synchronise(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
