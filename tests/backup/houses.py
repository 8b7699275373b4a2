"""Installations for the tests of backups: one that is filled, copies of it, empty ones beside it."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

from tests.crash.installation import ROOT, Installation
from tests.postgres import EphemeralPostgres

House = tuple[Installation, EphemeralPostgres | None]
"""An installation, and the server of its database if it has one."""


def command(house: Installation, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a `dieuphoi` command to its end, however it ends; `more` goes into its environment."""
    return subprocess.run(
        [sys.executable, "-m", "dieuphoi.commands.main", *words],
        env={**house.environment, **more},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )


def contents(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, and its bytes."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@contextmanager
def writers(house: Installation, count: int, flag: Path) -> Iterator[Callable[[], list[str]]]:
    """So many processes that write documents until the block ends; ask what they acknowledged."""
    logs = [flag.with_name(f"writer-{n}") for n in range(count)]
    words = [sys.executable, "-m", "tests.backup.write"]
    with ExitStack() as files:
        running = [
            subprocess.Popen(
                [*words, f"w{n}", str(flag)],
                env=house.environment,
                cwd=ROOT,
                stdout=files.enter_context(log.open("wb")),
            )
            for n, log in enumerate(logs)
        ]

    def acknowledged() -> list[str]:
        return [
            line
            for log in logs
            for line in log.read_text().splitlines(keepends=True)
            if line[-1] == "\n"
        ]

    try:
        yield acknowledged
    finally:
        flag.touch()
        codes = [one.wait(timeout=60) for one in running]
    assert codes == [0] * count


def empty_beside(house: Installation, home: Path, server: EphemeralPostgres | None) -> Installation:
    """An installation of the same kind with nothing in it."""
    url = server.url(uuid4().hex) if server else ""
    return replace(house, home=home, database_url=url, server=None)


def copied_database(server: EphemeralPostgres, name: str, copy: str) -> str:
    """The DATABASE_URL of a new copy of a database that nobody is connected to."""
    url = server.url(name)
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        words = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(words.format(sql.Identifier(copy), sql.Identifier(name)))
    return url.removesuffix(name) + copy
