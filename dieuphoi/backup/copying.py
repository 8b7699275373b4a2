"""Copy every row into an empty database of another kind, and prove that they are the same there.

One transaction on the other side: all rows, or none. Rows of sessions stay behind (people sign in
again); stored files lie in the home and stay where they are.
"""

import os
import subprocess  # noqa: S404 starts Django's own program, with fixed arguments
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

import dj_database_url
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import Error, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Field, Model
from django.utils.translation import gettext as _
from psycopg import IsolationLevel

from dieuphoi.backup import unguarded
from dieuphoi.backup.canonical import Checksum
from dieuphoi.base.errors import DomainError

SOURCE, TARGET = "copied", "copy"
"""Aliases of the two databases while rows are copied."""

UNFINISHED = "dieuphoi_copying"
"""A table that is in the other database until all rows are: such a copy may be begun again."""

_BATCH = 1_000

AnyField: TypeAlias = "Field[Any, Any]"
"""A column of any model."""


class CannotCopy(DomainError):
    """The rows could not be copied; the other database holds none of them."""


@dataclass(frozen=True)
class Copied:
    """A table on both sides: its rows, and the checksum over all values of all of them."""

    table: str
    rows: int
    checksum: str
    rows_there: int
    checksum_there: str

    @property
    def is_same(self) -> bool:
        """Whether both sides hold the same."""
        return (self.rows, self.checksum) == (self.rows_there, self.checksum_there)


def copy_to(url: str) -> list[Copied]:
    """Copy into the empty database of that DATABASE_URL; each table as it is on both sides.

    Raises CannotCopy with a sentence, a difference at the end too; then nothing was copied.
    The server should be stopped: what is written meanwhile is not copied.
    """
    _name_both(url)
    try:
        _refuse_old_schema()
        _make_schema(url)
        with transaction.atomic(using=SOURCE), transaction.atomic(using=TARGET):
            return _copy_all(connections[SOURCE], connections[TARGET])
    except Error as error:
        raise CannotCopy(
            _("Cơ sở dữ liệu báo lỗi khi chuyển: %(why)s") % {"why": str(error).strip()[:600]}
        ) from error
    finally:
        for alias in (SOURCE, TARGET):
            connections[alias].close()


def _name_both(url: str) -> None:
    try:
        target = dict(dj_database_url.parse(url))
    except ValueError as error:
        raise CannotCopy(
            _("Không hiểu DATABASE_URL. Ví dụ: postgres://nguoidung:matkhau@maychu/coso")
        ) from error
    source = {**connections.settings["default"]}
    source["OPTIONS"] = {**source["OPTIONS"], **_READS_ONE_MOMENT[connections["default"].vendor]}
    if str(target["ENGINE"]).endswith("sqlite3"):
        target["OPTIONS"] = {"init_command": "PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON"}
    both = connections.configure_settings({"default": {}, SOURCE: source, TARGET: target})
    connections.settings.update({SOURCE: both[SOURCE], TARGET: both[TARGET]})
    for alias in (SOURCE, TARGET):
        connections[alias] = connections.create_connection(alias)


_READS_ONE_MOMENT: dict[str, dict[str, object]] = {
    "sqlite": {"transaction_mode": "DEFERRED"},
    "postgresql": {"isolation_level": IsolationLevel.REPEATABLE_READ},
}


def _refuse_old_schema() -> None:
    executor = MigrationExecutor(connections[SOURCE])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CannotCopy(
            _("Cơ sở dữ liệu nguồn chưa được nâng cấp. Hãy chạy “dieuphoi migrate” trước.")
        )


def _make_schema(url: str) -> None:
    """Tables as migrations make them, in a database that was empty; in a process of its own, for
    which that database is the only one."""
    target = connections[TARGET]
    there = target.introspection.table_names()
    if there and UNFINISHED not in there:
        raise CannotCopy(
            _("Cơ sở dữ liệu đích không trống. Hãy tạo một cơ sở dữ liệu mới rồi chạy lại.")
        )
    if not there:
        with target.cursor() as cursor:
            cursor.execute(f"CREATE TABLE {UNFINISHED} (begun integer)")
    target.close()
    done = subprocess.run(  # noqa: S603 our own program
        [sys.executable, "-m", "django", "migrate", "--no-input", "--verbosity", "0"],
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotCopy(
            _("Không tạo được bảng ở cơ sở dữ liệu đích: %(why)s")
            % {"why": done.stderr.strip()[-600:]}
        )


def _copy_all(source: BaseDatabaseWrapper, target: BaseDatabaseWrapper) -> list[Copied]:
    models = _models()
    tables = [model._meta.db_table for model in models]
    with unguarded.emptied(target, tables):
        sums = {model: _copy(model, target) for model in models}
        for model in models:
            unguarded.go_on_numbering(model, source, target)
        target.check_constraints()
    copied = [_compared(model, sums[model]) for model in models]
    different = [one.table for one in copied if not one.is_same]
    if different:
        raise CannotCopy(
            _("Sau khi chuyển, các bảng sau không giống nhau nên việc chuyển bị hủy: %(tables)s.")
            % {"tables": ", ".join(different)}
        )
    with target.cursor() as cursor:
        cursor.execute(f"DROP TABLE {UNFINISHED}")
    return copied


def _models() -> list[type[Model]]:
    """Every table that a model has, those of many-to-many relations too; but sessions."""
    found = apps.get_models(include_auto_created=True)
    return [m for m in found if m._meta.managed and not m._meta.proxy and m is not Session]


def _fields(model: type[Model]) -> list[AnyField]:
    return list(model._meta.local_concrete_fields)


def _rows(model: type[Model], alias: str) -> Iterator[Sequence[Any]]:
    names = [field.attname for field in _fields(model)]
    rows = model._base_manager.using(alias).order_by("pk").values_list(*names)
    return iter(rows.iterator(chunk_size=_BATCH))


def _copy(model: type[Model], target: BaseDatabaseWrapper) -> Checksum:
    checksum, rows = Checksum(), _rows(model, SOURCE)
    fields = _fields(model)
    quote = target.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    insert = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"
    with target.cursor() as cursor:
        while batch := list(islice(rows, _BATCH)):
            for row in batch:
                checksum.add(row)
                _refuse_unfit(model, fields, row, target)
            prepared = [_prepared(fields, row, target) for row in batch]
            cursor.executemany(insert, prepared)
    return checksum


def _prepared(fields: list[AnyField], row: Sequence[Any], target: BaseDatabaseWrapper) -> list[Any]:
    return [field.get_db_prep_save(value, target) for field, value in zip(fields, row, strict=True)]


def _refuse_unfit(
    model: type[Model],
    fields: list[AnyField],
    row: Sequence[Any],
    target: BaseDatabaseWrapper,
) -> None:
    """SQLite keeps what PostgreSQL does not: text longer than its column, and the character NUL."""
    if target.vendor != "postgresql":
        return
    for field, value in zip(fields, row, strict=True):
        text = value if isinstance(value, str) else ""
        if "\0" in text or (field.max_length and len(text) > field.max_length):
            raise CannotCopy(
                _(
                    "Bảng %(table)s, cột %(column)s, dòng %(row)s: PostgreSQL không nhận giá trị này."
                )
                % {"table": model._meta.db_table, "column": field.column, "row": row[0]}
            )


def _compared(model: type[Model], ours: Checksum) -> Copied:
    theirs = Checksum()
    for row in _rows(model, TARGET):
        theirs.add(row)
    return Copied(model._meta.db_table, ours.rows, ours.text, theirs.rows, theirs.text)
