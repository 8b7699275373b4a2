"""The example goes from SQLite to PostgreSQL and back: the same rows, the same guards."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.backup.houses import command
from tests.crash.installation import Installation
from tests.postgres import EphemeralPostgres

pytestmark = pytest.mark.crash


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation with the whole example, on SQLite; nobody writes in it."""
    house = Installation(tmp_path_factory.mktemp("example") / "home")
    house.command("demo", "--on", "2026-06-15")
    return house


def guards(connection: psycopg.Connection) -> list[tuple[str, str, str]]:
    """Every trigger of our tables, and whether it is on."""
    return connection.execute(
        "SELECT tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger"
        " WHERE NOT tgisinternal ORDER BY 1, 2"
    ).fetchall()


def test_the_example_is_the_same_in_postgresql_and_back(
    example: Installation, postgres: EphemeralPostgres, tmp_path: Path
) -> None:
    url, fresh = postgres.url("there"), postgres.url("fresh")
    with closing(sqlite3.connect(example.home / "dieuphoi.sqlite3")) as ours:
        highest = ours.execute("SELECT max(id) FROM activity_activity").fetchone()[0]
        given = highest + 100  # the newest rows were deleted: their numbers are not given again
        ours.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('jobs_run', ?)", [given])
        ours.commit()

    there = command(example, "copy-to", url)
    Installation(tmp_path / "fresh", fresh).command("migrate", "--verbosity", "0")
    assert there.returncode == 0, there.stderr
    with psycopg.connect(url) as copy, psycopg.connect(fresh) as migrated:
        assert guards(copy) == guards(migrated)
        assert {enabled for _table, _name, enabled in guards(copy)} == {"O"}
        with pytest.raises(psycopg.errors.RaiseException):
            copy.execute("UPDATE activity_activity SET verb = 'x'")
        copy.rollback()
        query = "SELECT nextval(pg_get_serial_sequence(%s, 'id'))"
        for table, last in (("jobs_run", given), ("activity_activity", highest)):
            following = copy.execute(query, [table]).fetchone()
            assert following == (last + 1,)
    moved = Installation(example.home, url)
    assert "whole" in moved.command("verify")

    back = tmp_path / "back.sqlite3"
    home = command(moved, "copy-to", f"sqlite:///{back}")
    assert home.returncode == 0, home.stderr
    returned = Installation(example.home, f"sqlite:///{back}")
    assert "whole" in returned.command("verify")
    assert rows_said(home.stdout) == rows_said(there.stdout)
    with closing(sqlite3.connect(back)) as copy:
        triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
        with closing(sqlite3.connect(example.home / "dieuphoi.sqlite3")) as ours:
            assert copy.execute(triggers).fetchall() == ours.execute(triggers).fetchall()


def rows_said(printed: str) -> set[str]:
    """The lines of the table: name, rows on both sides, checksums on both sides."""
    lines = {" ".join(line.split()) for line in printed.splitlines() if "_" in line.split(" ")[0]}
    assert len(lines) > 50
    return lines


def test_a_database_with_tables_is_not_copied_into(
    filled: Path, postgres: EphemeralPostgres
) -> None:
    url = postgres.url("taken")
    with psycopg.connect(url) as taken:
        taken.execute("CREATE TABLE somebodys (id int)")

    refused = command(Installation(filled), "copy-to", url)

    assert refused.returncode == 1
    assert "không trống" in refused.stderr


def test_what_postgresql_cannot_hold_is_named_and_nothing_is_copied(
    filled: Path, postgres: EphemeralPostgres, tmp_path: Path
) -> None:
    url, home = postgres.url("unfit"), tmp_path / "home"
    home.mkdir()
    database = home / "dieuphoi.sqlite3"
    with (
        closing(sqlite3.connect(filled / "dieuphoi.sqlite3")) as source,
        closing(sqlite3.connect(database)) as copy,
    ):
        source.backup(copy)
        copy.execute("UPDATE organizations_user SET username = ? WHERE id = 1", ["x" * 200])
        copy.commit()

    refused = command(Installation(home), "copy-to", url)
    assert refused.returncode == 1
    assert "organizations_user, cột username, dòng 1" in refused.stderr
    with psycopg.connect(url) as there:
        assert there.execute("SELECT count(*) FROM organizations_user").fetchone() == (0,)

    with closing(sqlite3.connect(database)) as copy:
        copy.execute("UPDATE organizations_user SET username = 'x' WHERE id = 1")
        copy.commit()
    assert "giống nhau" in Installation(home).command("copy-to", url)


@pytest.mark.parametrize("url", ["nonsense", "mongodb://x/y", "postgres://nobody@127.0.0.1:1/x"])
def test_an_address_that_leads_nowhere_is_said_in_words(filled: Path, url: str) -> None:
    refused = command(Installation(filled), "copy-to", url)

    assert refused.returncode == 1
    assert "DATABASE_URL" in refused.stderr or "báo lỗi" in refused.stderr
    assert "Traceback" not in refused.stderr
