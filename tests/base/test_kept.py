"""Rows that the database itself refuses to rewrite: whole, in some columns, or from a moment on."""

import pytest
from django.db import DatabaseError, connection, transaction

from dieuphoi.base import kept
from dieuphoi.base.kept import Kept

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(db: None) -> None:
    """A table of two pages: one frozen, one not."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE page (n integer, words text, frozen_on text)")
        cursor.execute("INSERT INTO page VALUES (1, 'một', '2026'), (2, 'hai', NULL)")


def refuses(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        return "page is never rewritten" in str(error)
    return False


@pytest.mark.parametrize(
    "rows, refused",
    [
        (Kept("page"), [True, True, True, True, True]),
        (Kept("page", ("words",)), [True, True, False, True, True]),
        (Kept("page", once="OLD.frozen_on IS NOT NULL"), [True, False, True, True, False]),
        (
            Kept("page", ("words",), once="OLD.frozen_on IS NOT NULL"),
            [True, False, False, True, False],
        ),
    ],
)
def test_only_what_is_kept_is_refused(pages: None, rows: Kept, refused: list[bool]) -> None:
    kept.install(connection, [rows])

    assert [
        refuses("UPDATE page SET words = 'khác' WHERE n = 1"),
        refuses("UPDATE page SET words = 'khác' WHERE n = 2"),
        refuses("UPDATE page SET frozen_on = '2027' WHERE n = 1"),
        refuses("DELETE FROM page WHERE n = 1"),
        refuses("DELETE FROM page WHERE n = 2"),
    ] == refused


def test_what_amounts_to_a_rewrite_is_refused_too(pages: None) -> None:
    kept.install(connection, [Kept("page", once="OLD.frozen_on IS NOT NULL")])
    around = (
        "TRUNCATE page"
        if connection.vendor == "postgresql"
        else "INSERT OR REPLACE INTO page (rowid, n, words) VALUES (1, 1, 'khác')"
    )

    assert refuses(around)
    assert not refuses("INSERT INTO page VALUES (3, 'ba', NULL)")


def test_a_row_that_another_takes_the_place_of_counts_as_deleted(pages: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE UNIQUE INDEX one_of_each ON page (n)")
    kept.install(connection, [Kept("page")])
    around = "DELETE FROM page WHERE n = 1"
    if connection.vendor == "sqlite":
        around = "INSERT OR REPLACE INTO page VALUES (1, 'khác', NULL)"

    assert refuses(around)


def test_triggers_are_put_in_twice_and_taken_away_without_harm(pages: None) -> None:
    for _ in range(2):
        kept.install(connection, [Kept("page")])
    kept.remove(connection, [Kept("page")])

    assert not refuses("DELETE FROM page")
