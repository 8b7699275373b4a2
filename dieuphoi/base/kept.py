"""Rows that are added and never rewritten: the databases themselves refuse to change or delete them.

A package names its tables once in its `triggers.py`, installs them in a migration, and gives the
same two functions to tests/conftest.py, which takes the triggers away while a table is emptied.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSE = "kept_refuse"
"""The function that PostgreSQL's triggers call."""

_FUNCTION = (
    f"CREATE OR REPLACE FUNCTION {REFUSE}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE EXCEPTION '% is never rewritten', TG_TABLE_NAME "
    "USING ERRCODE = 'integrity_constraint_violation'; END $$"
)


@dataclass(frozen=True)
class Kept:
    """A table whose rows stay as they are.

    `columns` are those that never change, all of them when none is named. `once` is a condition
    on OLD, in SQL of both databases: rows are kept from the moment it holds.
    """

    table: str
    columns: Sequence[str] = ()
    once: str = ""


def install(connection: BaseDatabaseWrapper, tables: Iterable[Kept]) -> None:
    """Make UPDATE and DELETE on these rows fail, and what amounts to them: REPLACE on SQLite,
    TRUNCATE on PostgreSQL. Triggers already there are replaced."""
    found = list(tables)
    remove(connection, found)
    with connection.cursor() as cursor:
        for statement in prepare(connection.vendor):
            cursor.execute(statement)
        for kept in found:
            for statement in _refusals(kept, connection.vendor):
                cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper, tables: Iterable[Kept]) -> None:
    """Take the triggers away: only for taking the tables down, and for emptying a test database."""
    for kept in tables:
        drop(connection, kept.table, ("rewrite", "delete", "replace", "emptied"))


def prepare(vendor: str) -> list[str]:
    """What must run before the first `refusal` of a database."""
    return [_FUNCTION] if vendor == "postgresql" else []


def refusal(table: str, name: str, act: str, when: str, vendor: str) -> str:
    """The trigger `{table}_{name}` that refuses the act (UPDATE, DELETE) when the condition holds."""
    start = f"CREATE TRIGGER {table}_{name} BEFORE {act} ON {table}"
    if vendor == "postgresql":
        condition = f"WHEN ({when}) " if when else ""
        return f"{start} FOR EACH ROW {condition}EXECUTE FUNCTION {REFUSE}()"
    condition = f"WHEN {when} " if when else ""
    return f"{start} {condition}BEGIN SELECT RAISE(ABORT, '{table} is never rewritten'); END"


def changed(columns: Iterable[str], vendor: str) -> str:
    """The condition that one of the columns gets another value."""
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    return " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in columns)


def there_already(table: str) -> str:
    """The condition, on SQLite, that the row's number is taken: INSERT OR REPLACE would rewrite it."""
    return f"EXISTS (SELECT 1 FROM {table} AS x WHERE x.rowid = NEW.rowid)"


def drop(connection: BaseDatabaseWrapper, table: str, names: Iterable[str]) -> None:
    """Take these triggers of a table away, where they are there."""
    on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}{on_table}")


def _refusals(kept: Kept, vendor: str) -> Iterator[str]:
    rewritten = changed(kept.columns, vendor)
    both = [f"({condition})" for condition in (kept.once, rewritten) if condition]
    yield refusal(kept.table, "rewrite", "UPDATE", " AND ".join(both), vendor)
    yield refusal(kept.table, "delete", "DELETE", kept.once, vendor)
    if vendor == "postgresql":
        yield (
            f"CREATE TRIGGER {kept.table}_emptied BEFORE TRUNCATE ON {kept.table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {REFUSE}()"
        )
    else:
        yield refusal(kept.table, "replace", "INSERT", there_already(kept.table), vendor)
