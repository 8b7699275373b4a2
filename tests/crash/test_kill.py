"""Nothing acknowledged is ever lost: the server is killed in the middle of 200 submissions."""

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path

import pytest

from tests.cast import RESULT
from tests.crash.installation import Installation
from tests.postgres import EphemeralPostgres

pytestmark = pytest.mark.crash

RUNS = 5


@pytest.fixture(params=["sqlite", "postgresql"])
def killed_database(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[Installation, EphemeralPostgres | None]]:
    """An installation on each database; PostgreSQL keeps its promises to the disk."""
    if request.param == "sqlite":
        yield Installation(tmp_path), None
        return
    with EphemeralPostgres(durable=True) as server:
        yield Installation(tmp_path, server.url("crash")), server


@pytest.mark.parametrize("run", range(RUNS))
def test_every_acknowledged_submission_is_whole_after_a_kill(
    killed_database: tuple[Installation, EphemeralPostgres | None], run: int
) -> None:
    house, postgres = killed_database
    house.command("migrate", "--verbosity", "0")
    session, numbers, day = house.run("-m", "tests.crash.seed").splitlines()
    house.start()
    acknowledged = submit_until_killed(house, postgres, session, numbers.split(), day)

    assert 50 <= len(acknowledged) <= 150
    if postgres:
        postgres.start()
    told = house.run("-m", "tests.crash.judge", ",".join(acknowledged))
    assert told == ""
    assert "whole" in house.command("verify")


def submit_until_killed(
    house: Installation,
    postgres: EphemeralPostgres | None,
    session: str,
    numbers: list[str],
    day: str,
) -> list[str]:
    """Submit all with four hands; when enough are acknowledged, everything is killed at once."""
    acknowledged: list[str] = []
    refused: list[str] = []
    enough, dead = threading.Event(), threading.Event()
    moment = random.randint(60, 130)

    def submit(number: str) -> None:
        if dead.is_set() or refused:
            return
        fields = {"on": day, "percent": "100", "did": RESULT, "done": "on"}
        with suppress(OSError, HTTPException):
            answer = house.post(f"/obligations/{number}/progress/", session, fields)
            if answer == 302:
                acknowledged.append(number)
            elif not enough.is_set():
                refused.append(f"obligation {number} was answered {answer}")
        if len(acknowledged) >= moment or refused:
            enough.set()

    def kill() -> None:
        if enough.wait(timeout=120):
            house.kill()
            if postgres:
                postgres.kill()
            dead.set()

    killer = threading.Thread(target=kill)
    killer.start()
    with ThreadPoolExecutor(4) as hands:
        list(hands.map(submit, numbers))
    killer.join()
    assert not refused, refused[0]
    assert dead.is_set(), f"only {len(acknowledged)} were acknowledged"
    return acknowledged
