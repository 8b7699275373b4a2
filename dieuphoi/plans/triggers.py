"""The database keeps both clocks itself: terms and turns never overlap and are never rewritten.

PostgreSQL has an exclusion constraint (in the migration); SQLite has triggers that say the same.
On both, an UPDATE may only set `known_to`, once, and a DELETE fails.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

from dieuphoi.base import kept
from dieuphoi.base.kept import Kept

KEPT = (Kept("plans_party"), Kept("plans_deadline"), Kept("plans_progress"))
"""Rows that hang on terms, and what was told: added, never changed."""

OBLIGATION = "plans_obligation"
"""Who it was given to never changes; its first due day is set once."""

OWNERS = {"plans_taskterms": "task_id", "plans_turn": "obligation_id"}

# Later than any stored date or moment, which compare as text on SQLite; not a bare year, which
# the numeric affinity of a date column would turn into a number.
_NEVER = "'9999-12-31'"


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place; those already there are replaced."""
    remove(connection)
    kept.install(connection, KEPT)
    with connection.cursor() as cursor:
        for table, owner in OWNERS.items():
            build = _postgresql if connection.vendor == "postgresql" else _sqlite
            columns = [
                column.name
                for column in connection.introspection.get_table_description(cursor, table)
            ]
            for statement in build(table, owner, columns):
                cursor.execute(statement)
        cursor.execute(_obligation_as_given(connection.vendor))


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: only for taking the tables down, and for emptying a test database."""
    kept.remove(connection, KEPT)
    for table in (*OWNERS, OBLIGATION):
        kept.drop(connection, table, ("overlap", "rewrite", "delete"))


def _obligation_as_given(vendor: str) -> str:
    given = kept.changed(["organization_id"], vendor)
    first = kept.changed(["first_due_on"], vendor)
    when = f"{given} OR (OLD.first_due_on IS NOT NULL AND {first})"
    return kept.refusal(OBLIGATION, "rewrite", "UPDATE", when, vendor)


def _sqlite(table: str, owner: str, columns: list[str]) -> list[str]:
    others = [c for c in columns if c != "known_to"]
    rewritten = " OR ".join(f"NEW.{c} IS NOT OLD.{c}" for c in others)
    overlap = " AND ".join(
        f"x.{side}_from < coalesce(NEW.{side}_to, {_NEVER}) "
        f"AND NEW.{side}_from < coalesce(x.{side}_to, {_NEVER}) "
        f"AND x.{side}_from < coalesce(x.{side}_to, {_NEVER}) "
        f"AND NEW.{side}_from < coalesce(NEW.{side}_to, {_NEVER})"
        for side in ("valid", "known")
    )
    return [
        f"CREATE TRIGGER {table}_overlap BEFORE INSERT ON {table} WHEN EXISTS "
        f"(SELECT 1 FROM {table} x WHERE x.{owner} = NEW.{owner} AND {overlap}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} overlaps'); END",
        f"CREATE TRIGGER {table}_rewrite BEFORE UPDATE ON {table} "
        f"WHEN OLD.known_to IS NOT NULL OR NEW.known_to IS NULL OR {rewritten} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is never rewritten'); END",
        f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is never rewritten'); END",
    ]


def _postgresql(table: str, owner: str, columns: list[str]) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_rewrite BEFORE UPDATE ON {table} FOR EACH ROW "
        "WHEN (OLD.known_to IS NOT NULL OR NEW.known_to IS NULL OR "
        "to_jsonb(NEW) - 'known_to' IS DISTINCT FROM to_jsonb(OLD) - 'known_to') "
        f"EXECUTE FUNCTION {kept.REFUSE}()",
        f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION {kept.REFUSE}()",
    ]
