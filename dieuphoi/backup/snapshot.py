"""The database at one moment, while others go on writing: a file, and what it holds."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from dieuphoi.activity.models import Seal
from dieuphoi.backup import postgres_programs
from dieuphoi.backup.manifest import Head
from dieuphoi.base.errors import DomainError

SESSIONS = Session._meta.db_table
"""Never in a backup: whoever holds a session's key is signed in."""

Ask = Callable[[str], list[tuple[Any, ...]]]
"""Runs a SELECT in the snapshot."""


class DatabaseDamaged(DomainError):
    """The database itself is damaged: a backup of it would replace a good one by a bad one."""


@dataclass(frozen=True)
class Snapshot:
    """What the database held at that moment; `files` are the digests that rows name."""

    kind: str
    server: str
    migrations: list[tuple[str, str]]
    rows: dict[str, int]
    head: Head | None
    files: list[str]


def take(target: Path) -> Snapshot:
    """Write the committed state of the database to a new file, without holding up writers.

    Raises DatabaseDamaged, or what `postgres_programs` raises.
    """
    return _sqlite(target) if connection.vendor == "sqlite" else _postgresql(target)


def of_connection(database: BaseDatabaseWrapper) -> Snapshot:
    """The same of a database that is at rest: to compare it with a manifest."""
    with database.cursor() as cursor:

        def ask(sql: str) -> list[tuple[Any, ...]]:
            cursor.execute(sql)
            return list(cursor.fetchall())

        tables = database.introspection.table_names(cursor)
        return _described(database.vendor, _server(database), tables, ask)


def of_sqlite_file(path: Path) -> Snapshot:
    """The same of an SQLite file; raises DatabaseDamaged if it is not a whole database."""
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("PRAGMA cell_size_check=ON")
        copy.execute("PRAGMA ignore_check_constraints=ON")  # they call functions that Django brings
        try:
            (found,) = copy.execute("PRAGMA quick_check(1)").fetchone()
            if found != "ok":
                raise DatabaseDamaged(_damaged(found))
            names = "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
            tables = [name for (name,) in copy.execute(names)]
            return _described(
                "sqlite", sqlite3.sqlite_version, tables, lambda sql: copy.execute(sql).fetchall()
            )
        except sqlite3.DatabaseError as error:
            raise DatabaseDamaged(_damaged(str(error))) from error


def _sqlite(target: Path) -> Snapshot:
    name = str(connection.settings_dict["NAME"])
    with closing(sqlite3.connect(name, timeout=30)) as source, closing(_new(target)) as copy:
        source.backup(copy)  # in one step: a reader of the write-ahead log hinders nobody
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        copy.execute("PRAGMA secure_delete=ON")
        if copy.execute("SELECT 1 FROM sqlite_master WHERE name=?", [SESSIONS]).fetchone():
            copy.execute(f"DELETE FROM {SESSIONS}")
    return of_sqlite_file(target)


def _new(target: Path) -> sqlite3.Connection:
    target.touch(mode=0o600, exist_ok=False)
    return sqlite3.connect(target, isolation_level=None)


def _postgresql(target: Path) -> Snapshot:
    own = connection.copy()  # a session of its own: the caller's transaction is none of ours
    try:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            (name,) = cursor.fetchone()
        found = of_connection(own)
        words = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={name}"]
        words += [f"--exclude-table-data={SESSIONS}", f"--file={target}"]
        program = postgres_programs.find("pg_dump", own.get_database_version()[0])
        postgres_programs.run(program, words, own.settings_dict)
    finally:
        own.close()
    return found


def _described(kind: str, server: str, tables: list[str], ask: Ask) -> Snapshot:
    def of(table: str, sql: str) -> list[tuple[Any, ...]]:
        return ask(sql) if table in tables else []

    seal = Seal._meta.db_table
    heads = of(seal, f"SELECT position, hash FROM {seal} ORDER BY position DESC LIMIT 1")
    label, column = settings.STORED_FILES
    files = apps.get_model(label)._meta.db_table
    named = of(files, f"SELECT {column} FROM {files} ORDER BY {column}")
    applied = of("django_migrations", "SELECT app, name FROM django_migrations ORDER BY app, name")
    rows = {
        table: 0 if table == SESSIONS else ask(f'SELECT count(*) FROM "{table}"')[0][0]
        for table in sorted(tables)
    }
    return Snapshot(
        kind=kind,
        server=server,
        migrations=[(app, name) for app, name in applied],
        rows=rows,
        head=Head(*heads[0]) if heads else None,
        files=[sha256 for (sha256,) in named],
    )


def _server(database: BaseDatabaseWrapper) -> str:
    return ".".join(str(part) for part in database.get_database_version())


def _damaged(why: str) -> str:
    return _("Cơ sở dữ liệu bị hỏng (%(why)s) nên không sao lưu được.") % {"why": why}
