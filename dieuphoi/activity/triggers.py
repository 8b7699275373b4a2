"""The database itself refuses to change or delete what the log and its seal hold."""

from django.db.backends.base.base import BaseDatabaseWrapper

from dieuphoi.base.kept import there_already

TABLES = ("activity_activity", "activity_seal")


def install(connection: BaseDatabaseWrapper) -> None:
    """Make UPDATE and DELETE (on PostgreSQL also TRUNCATE) on the log fail."""
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: only for taking the tables down, and for emptying a test database."""
    with connection.cursor() as cursor:
        for table in TABLES:
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_kept ON {table}")
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_never_emptied ON {table}")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_update")
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_delete")
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_replace")


def _statements(vendor: str) -> list[str]:
    if vendor != "postgresql":
        return [
            f"CREATE TRIGGER IF NOT EXISTS {table}_{act} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for table in TABLES
            for act in ("update", "delete")
        ] + [
            f"CREATE TRIGGER IF NOT EXISTS {table}_replace BEFORE INSERT ON {table} "
            f"WHEN {there_already(table)} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for table in TABLES
        ]
    function = (
        "CREATE OR REPLACE FUNCTION activity_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    return [function] + [
        statement
        for table in TABLES
        for statement in (
            f"CREATE OR REPLACE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION activity_refuse()",
            f"CREATE OR REPLACE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION activity_refuse()",
        )
    ]
