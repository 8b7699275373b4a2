"""Make a backup: the database first, then the files that its rows name, then look whether it is good.

The order matters. A file is on disk before its row exists, and no row is taken away: so every row
of the database's moment finds its file afterwards. A file that came later is not in the archive.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from dieuphoi.backup import archive, snapshot
from dieuphoi.backup.disk import digest_of, stored_files, synchronise
from dieuphoi.backup.manifest import DATABASES, SECRET, Manifest, name_of
from dieuphoi.backup.snapshot import Snapshot
from dieuphoi.base.errors import DomainError

_WORKING = ".dieuphoi-"
_STALE = 24 * 3600


class CannotBackUp(DomainError):
    """The backup could not be made; nothing was left behind."""


def take(target: Path, *, at: datetime, with_secret: bool = False) -> Manifest:
    """Make a backup of this installation, running or not; the file is there whole or not at all.

    Sessions are not in it. The secret key is in it only when asked for: whoever holds it can forge
    what the server signs, and without it a restored installation makes its own; people then sign
    in again. Raises CannotBackUp and other DomainErrors, each with a sentence for the administrator.
    """
    if target.exists():
        raise CannotBackUp(
            _("Tệp %(name)s đã có. Hãy chọn tên khác; bản sao lưu cũ không bị ghi đè.")
            % {"name": target}
        )
    if not target.parent.is_dir():
        raise CannotBackUp(_("Không có thư mục %(name)s.") % {"name": target.parent})
    try:
        with _working_folder(target.parent) as folder:
            manifest = _write(folder, at=at, with_secret=with_secret)
            archive.examine(folder / "archive")
            (folder / "archive").rename(target)
            synchronise(target.parent)
    except OSError as error:
        raise CannotBackUp(
            _("Không ghi được bản sao lưu vào %(name)s: %(why)s.")
            % {"name": target.parent, "why": error.strerror or error}
        ) from error
    return manifest


def remove_abandoned(folder: Path, now: float) -> None:
    """Take away what backups that were killed a day before the timestamp or earlier left there."""
    for path in folder.glob(f"{_WORKING}*"):
        if path.is_dir() and path.stat().st_mtime < now - _STALE:
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _working_folder(parent: Path) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=_WORKING, dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write(folder: Path, *, at: datetime, with_secret: bool) -> Manifest:
    database = folder / "database"
    found = snapshot.take(database)
    with archive.written(folder / "archive", at=at) as writing:
        # pg_dump compresses by itself; documents are compressed as they come.
        writing.add(DATABASES[found.kind], database, packed=found.kind == "sqlite")
        database.unlink()
        missing = list(_add_files(writing, found))
        if with_secret:
            writing.add(SECRET, Path(settings.HOME) / "secret_key", packed=False)
        manifest = Manifest(
            program=version("dieuphoi"),
            taken_at=at,
            kind=found.kind,
            server=found.server,
            migrations=found.migrations,
            rows=found.rows,
            head=found.head,
            members=writing.members,
            missing=missing,
        )
        writing.close(manifest)
    return manifest


def _add_files(writing: archive.Writing, found: Snapshot) -> Iterator[str]:
    """Add every file that a row names; the digests of those that are lost or changed."""
    for sha256 in found.files:
        path = stored_files() / sha256[:2] / sha256
        if path.is_file() and digest_of(path) == sha256:
            writing.add(name_of(sha256), path, packed=False)
        else:
            yield sha256
