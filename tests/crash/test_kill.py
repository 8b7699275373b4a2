"""Nothing acknowledged is ever lost: the server is killed in the middle of hundreds of forms."""

import random
import threading
from collections.abc import Callable, Iterator
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
RUNS_OF_ISSUES = 2
RUNS_OF_REPORTS = 2


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
    officer, _focal, numbers, day = seeded(house)

    def submit(number: str) -> Iterator[str]:
        fields = {"on": day, "percent": "100", "did": RESULT, "done": "on"}
        send(house, f"/obligations/{number}/progress/", officer, fields)
        yield f"submitted:{number}"

    acknowledged = write_until_killed(house, postgres, numbers.split(), submit)

    judge(house, postgres, acknowledged)


@pytest.mark.parametrize("run", range(RUNS_OF_ISSUES))
def test_every_acknowledged_issue_and_answer_is_whole_after_a_kill(
    killed_database: tuple[Installation, EphemeralPostgres | None], run: int
) -> None:
    house, postgres = killed_database
    officer, focal, numbers, _day = seeded(house)

    def raise_and_answer(number: str) -> Iterator[str]:
        difficulty = {"kind": "difficulty", "wording": f"Khó khăn {number}"}
        page = send(house, f"/obligations/{number}/issues/new/", officer, difficulty)
        issue = page.strip("/").split("/")[-1]
        yield f"raised:{issue}"
        send(house, f"{page}answer/", focal, {"decision": "agreed", "text": "Đã bố trí"})
        yield f"answered:{issue}"

    acknowledged = write_until_killed(house, postgres, numbers.split(), raise_and_answer)

    judge(house, postgres, acknowledged)


@pytest.mark.parametrize("run", range(RUNS_OF_REPORTS))
def test_every_acknowledged_part_and_report_is_whole_after_a_kill(
    killed_database: tuple[Installation, EphemeralPostgres | None], run: int
) -> None:
    house, postgres = killed_database
    head, numbers = seeded(house, "tests.crash.seed_reports")

    def write_and_send(number: str) -> Iterator[str]:
        part = {"text": f"Nội dung {number}", "seen": "0"}
        send(house, f"/reports/{number}/parts/leadership/", head, part)
        yield f"saved:{number}"
        seen = house.seen(f"/reports/{number}/check/", head)
        send(house, f"/reports/{number}/send/", head, {"seen": seen})
        yield f"sent:{number}"

    acknowledged = write_until_killed(house, postgres, numbers.split(), write_and_send)

    judge(house, postgres, acknowledged)


class Refused(Exception):
    """A form was answered with something else than the next page."""


def seeded(house: Installation, seed: str = "tests.crash.seed") -> list[str]:
    """Start an installation with what the seed makes; the lines that it printed."""
    house.command("migrate", "--verbosity", "0")
    words = house.run("-m", seed).splitlines()
    house.start()
    return words


def send(house: Installation, path: str, session: str, fields: dict[str, str]) -> str:
    """Send a form that must be taken; the page to which it leads."""
    status, page = house.send(path, session, fields)
    if status != 302:
        raise Refused(f"{path} was answered {status}")
    return page


def judge(house: Installation, postgres: EphemeralPostgres | None, acknowledged: list[str]) -> None:
    """Nothing of what was acknowledged is lost, nothing is there by half."""
    assert 50 <= len(acknowledged) <= 150
    if postgres:
        postgres.start()
    assert house.run("-m", "tests.crash.judge", ",".join(acknowledged)) == ""
    assert "whole" in house.command("verify")


def write_until_killed(
    house: Installation,
    postgres: EphemeralPostgres | None,
    numbers: list[str],
    write: Callable[[str], Iterator[str]],
) -> list[str]:
    """Write with four hands; when enough is acknowledged, everything is killed at once.

    `write` yields the name of each thing as soon as the server acknowledged it.
    """
    acknowledged: list[str] = []
    refused: list[str] = []
    enough, dead = threading.Event(), threading.Event()
    moment = random.randint(60, 130)

    def hand(number: str) -> None:
        if dead.is_set() or refused:
            return
        try:
            with suppress(OSError, HTTPException):
                for name in write(number):
                    acknowledged.append(name)
        except Refused as refusal:
            if not enough.is_set():
                refused.append(str(refusal))
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
        list(hands.map(hand, numbers))
    killer.join()
    assert not refused, refused[0]
    assert dead.is_set(), f"only {len(acknowledged)} were acknowledged"
    return acknowledged
