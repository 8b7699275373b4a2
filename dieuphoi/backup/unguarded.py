"""A database whose guards are away for a moment: only while an empty one is filled with a copy.

Whatever triggers the tables have, they are taken away, put back and counted; nobody else sees the
database without them, for it happens in the caller's transaction.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import Model


@contextmanager
def emptied(database: BaseDatabaseWrapper, tables: Sequence[str]) -> Iterator[None]:
    """Empty the tables of what migrations put in, and let rows come in without triggers."""
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            names = ", ".join(database.ops.quote_name(table) for table in tables)
            guarded = _guarded(cursor)
            _switch(cursor, guarded, "DISABLE")
            cursor.execute(f"TRUNCATE {names}")
            yield
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else tables cannot be altered yet
            _switch(cursor, guarded, "ENABLE")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        for table in tables:
            cursor.execute(f'DELETE FROM "{table}"')
        yield
        for _name, sql in triggers:
            cursor.execute(sql)


def go_on_numbering(
    model: type[Model], source: BaseDatabaseWrapper, target: BaseDatabaseWrapper
) -> None:
    """The next row gets the number that it would have got in the source: the numbers of rows that
    were deleted there are not given again, for the log may still name them."""
    if model._meta.auto_field is None:
        return
    last = max(_last_number(model, source), _last_number(model, target))
    table, column = model._meta.db_table, model._meta.auto_field.column
    with target.cursor() as cursor:
        if target.vendor == "postgresql":
            sequence = "pg_get_serial_sequence(%s, %s)"
            words = [f'"{table}"', column, max(last, 1), last > 0]
            cursor.execute(f"SELECT setval({sequence}, %s, %s)", words)
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])


def _last_number(model: type[Model], database: BaseDatabaseWrapper) -> int:
    table, column = model._meta.db_table, model._meta.pk.column
    with database.cursor() as cursor:
        cursor.execute(f'SELECT coalesce(max("{column}"), 0) FROM "{table}"')
        highest = int(cursor.fetchone()[0])
        if database.vendor == "sqlite":
            cursor.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = %s", [table])
            return max(highest, int(cursor.fetchone()[0] or 0))
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', column])
        cursor.execute(f"SELECT last_value, is_called FROM {cursor.fetchone()[0]}")
        last, was_given = cursor.fetchone()
        return max(highest, int(last if was_given else last - 1))


def _guarded(cursor: CursorWrapper) -> list[str]:
    cursor.execute(
        "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"
    )
    return [table for (table,) in cursor.fetchall()]


def _switch(cursor: CursorWrapper, tables: Sequence[str], how: str) -> None:
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} {how} TRIGGER USER")
