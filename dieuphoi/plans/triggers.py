"""The database keeps both clocks itself: terms and turns never overlap and are never rewritten.

PostgreSQL has an exclusion constraint (in the migration); SQLite has triggers that say the same.
On both, an UPDATE may only set `known_to`, once, and a DELETE fails.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

KEPT = ("plans_party", "plans_deadline", "plans_progress")
"""Rows that hang on terms, and what was told: added, never changed."""

OBLIGATION = "plans_obligation"
"""Who it was given to never changes; its first due day is set once."""

OWNERS = {"plans_taskterms": "task_id", "plans_turn": "obligation_id"}

# Later than any stored date or moment, which compare as text on SQLite; not a bare year, which
# the numeric affinity of a date column would turn into a number.
_NEVER = "'9999-12-31'"


_ACTS = (("rewrite", "UPDATE"), ("delete", "DELETE"))


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place; those already there are replaced."""
    remove(connection)
    with connection.cursor() as cursor:
        for table, owner in OWNERS.items():
            build = _postgresql if connection.vendor == "postgresql" else _sqlite
            columns = [
                column.name
                for column in connection.introspection.get_table_description(cursor, table)
            ]
            for statement in build(table, owner, columns):
                cursor.execute(statement)
        for statement in _kept(connection.vendor):
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: only for taking the tables down, and for emptying a test database."""
    with connection.cursor() as cursor:
        for table in (*OWNERS, *KEPT, OBLIGATION):
            for name in ("overlap", "rewrite", "delete"):
                on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}{on_table}")


def _kept(vendor: str) -> list[str]:
    postgresql = vendor == "postgresql"
    differs = "IS DISTINCT FROM" if postgresql else "IS NOT"
    given = (
        f"NEW.organization_id {differs} OLD.organization_id OR "
        f"(OLD.first_due_on IS NOT NULL AND NEW.first_due_on {differs} OLD.first_due_on)"
    )
    acts = [(table, name, act, "") for table in KEPT for name, act in _ACTS]
    acts.append((OBLIGATION, "rewrite", "UPDATE", given))
    return [_refusal(table, name, act, when, postgresql) for table, name, act, when in acts]


def _refusal(table: str, name: str, act: str, when: str, postgresql: bool) -> str:
    start = f"CREATE TRIGGER {table}_{name} BEFORE {act} ON {table}"
    if postgresql:
        condition = f"WHEN ({when}) " if when else ""
        return f"{start} FOR EACH ROW {condition}EXECUTE FUNCTION plans_refuse()"
    condition = f"WHEN {when} " if when else ""
    return f"{start} {condition}BEGIN SELECT RAISE(ABORT, '{table} is never rewritten'); END"


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
        "CREATE OR REPLACE FUNCTION plans_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is never rewritten', TG_TABLE_NAME "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER {table}_rewrite BEFORE UPDATE ON {table} FOR EACH ROW "
        "WHEN (OLD.known_to IS NOT NULL OR NEW.known_to IS NULL OR "
        "to_jsonb(NEW) - 'known_to' IS DISTINCT FROM to_jsonb(OLD) - 'known_to') "
        "EXECUTE FUNCTION plans_refuse()",
        f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} FOR EACH ROW "
        "EXECUTE FUNCTION plans_refuse()",
    ]
