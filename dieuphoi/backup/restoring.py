"""Restore an archive into an empty home: looked at in full first, then put in place, then compared."""

import os
import tempfile
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from dieuphoi.backup import archive, half_restored, postgres_programs, snapshot
from dieuphoi.backup.disk import digest_of, stored_files
from dieuphoi.backup.manifest import SECRET, Manifest
from dieuphoi.backup.snapshot import Snapshot
from dieuphoi.base.errors import DomainError


class CannotRestore(DomainError):
    """The archive cannot be restored here; nothing was touched."""


class RestoredOtherwise(DomainError):
    """What is in place after restoring is not what the archive's manifest says."""


def examine(path: Path) -> Manifest:
    """Look at all of an archive, its database too, without restoring; raises a DomainError if it is not good."""
    manifest = archive.examine(path)
    if manifest.kind == "sqlite":
        size = manifest.members[manifest.database].size
        with tempfile.TemporaryDirectory(prefix="dieuphoi-") as folder:
            archive.require_room(Path(folder), size)
            copy = Path(folder) / "database"
            with archive.opened(path) as read:
                read.unpack(manifest.database, manifest.members[manifest.database], copy)
            _compare(snapshot.of_sqlite_file(copy), manifest, path.name)
    return manifest


def restore(path: Path) -> Manifest:
    """Put an archive in place: files, then the database, both compared with the manifest.

    The home and the database must be empty, or half restored from the same archive: then it goes
    on. Afterwards the home is still marked as half restored; the caller migrates, then calls `finish`.
    Raises DomainErrors; until the archive is found good and the home empty, nothing is touched.
    """
    manifest = examine(path)
    _refuse_other_program(manifest)
    _refuse_other_database(manifest)
    digest = digest_of(path)
    begun = half_restored.begun_from()
    if begun and begun != digest:
        half_restored.refuse()
    if not begun:  # cut short before it could say of which archive: then nothing was put in place
        _refuse_unless_empty()
    archive.require_room(Path(settings.HOME), 2 * manifest.size)
    half_restored.begin(digest)
    with archive.opened(path) as read:
        _put_files(read, manifest)
        if not _tables():
            _put_database(read, manifest)
    found = snapshot.of_connection(connection)
    if set(found.migrations) == set(manifest.migrations):  # else it was brought up to date before
        _compare(found, manifest, path.name)
    return manifest


def finish() -> None:
    """Say that the home is whole: restored, compared, and brought up to date."""
    half_restored.end()


def _refuse_other_program(manifest: Manifest) -> None:
    """An older archive is migrated forward; a newer one has what this program does not know."""
    known = set(MigrationLoader(None).disk_migrations)
    if _numbers(manifest.program) > _numbers(version("dieuphoi")) or (
        set(manifest.migrations) - known
    ):
        raise CannotRestore(
            _(
                "Bản sao lưu do phiên bản %(theirs)s tạo ra, mới hơn phần mềm đang cài (%(ours)s). "
                "Hãy cài phiên bản đó hoặc mới hơn rồi phục hồi."
            )
            % {"theirs": manifest.program, "ours": version("dieuphoi")}
        )


def _numbers(program: str) -> list[int]:
    return [int(part) for part in program.split(".") if part.isdecimal()]


def _refuse_other_database(manifest: Manifest) -> None:
    if manifest.kind != connection.vendor:
        raise CannotRestore(
            _(
                "Bản sao lưu là của %(theirs)s, còn nơi phục hồi dùng %(ours)s. Hãy phục hồi vào "
                "một thư mục dùng %(theirs)s (đặt hoặc bỏ DATABASE_URL), rồi chuyển bằng lệnh "
                "“dieuphoi copy-to DATABASE_URL”."
            )
            % {"theirs": _NAMES[manifest.kind], "ours": _NAMES[connection.vendor]}
        )


_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def _refuse_unless_empty() -> None:
    if _tables():
        raise CannotRestore(
            _(
                "Cơ sở dữ liệu ở nơi phục hồi không trống. Chỉ phục hồi vào nơi trống: hãy đặt "
                "DIEUPHOI_HOME là một thư mục mới (với PostgreSQL: DATABASE_URL là một cơ sở dữ liệu mới)."
            )
        )
    if any(path.is_file() for path in stored_files().rglob("*")):
        raise CannotRestore(
            _(
                "Thư mục %(home)s đã có tệp lưu trữ. Chỉ phục hồi vào nơi trống: hãy đặt "
                "DIEUPHOI_HOME là một thư mục mới."
            )
            % {"home": settings.HOME}
        )


def _tables() -> list[str]:
    """Tables that are there; an SQLite file that is not there is not made by asking."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return []
    found = connection.introspection.table_names()
    connection.close()
    return found


def _put_files(read: archive.Opened, manifest: Manifest) -> None:
    for name, member in manifest.files.items():
        target = stored_files().parent / name
        if target.exists() and digest_of(target) == member.sha256:
            continue  # put there before it was cut short
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f"{target.name}.part")
        read.unpack(name, member, partial)
        partial.rename(target)
    if SECRET in manifest.members:
        partial = half_restored.place() / "secret_key"
        read.unpack(SECRET, manifest.members[SECRET], partial)
        partial.rename(Path(settings.HOME) / "secret_key")
    os.sync()


def _put_database(read: archive.Opened, manifest: Manifest) -> None:
    """All of the database or nothing: a renamed file, or one transaction."""
    connection.close()
    copy = half_restored.place() / "database"
    read.unpack(manifest.database, manifest.members[manifest.database], copy)
    if manifest.kind == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        for beside in ("-wal", "-shm"):
            name.with_name(name.name + beside).unlink(missing_ok=True)
        os.sync()
        copy.rename(name)
        os.sync()
        return
    program = postgres_programs.find("pg_restore", connection.get_database_version()[0])
    words = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    words += ["--no-comments", f"--dbname={connection.settings_dict['NAME']}"]
    connection.close()
    with copy.open("rb") as source:
        postgres_programs.run(program, words, connection.settings_dict, source)
    with suppress(FileNotFoundError):
        copy.unlink()


def _compare(found: Snapshot, manifest: Manifest, name: str) -> None:
    """What the database holds and what the manifest says must be the same."""
    same = (
        found.rows == manifest.rows
        and found.head == manifest.head
        and set(found.migrations) == set(manifest.migrations)
    )
    if not same:
        different = [t for t in manifest.rows if found.rows.get(t) != manifest.rows[t]]
        raise RestoredOtherwise(
            _("Cơ sở dữ liệu trong %(name)s không khớp danh mục của bản sao lưu (%(tables)s).")
            % {"name": name, "tables": ", ".join(different[:5]) or "seal"}
        )
