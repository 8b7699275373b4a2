"""Nothing acknowledged is ever lost: the server is killed in the middle of hundreds of forms."""

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPException

import pytest

from tests.cast import RESULT
from tests.crash.installation import Installation
from tests.crash.workshop import Workshop

pytestmark = pytest.mark.crash

RUNS = 5
RUNS_OF_ISSUES = 2
RUNS_OF_REPORTS = 2


@pytest.mark.parametrize("run", range(RUNS))
def test_every_acknowledged_submission_is_whole_after_a_kill(workshop: Workshop, run: int) -> None:
    house, (officer, _focal, numbers, day) = workshop.started("tests.crash.seed")

    def submit(number: str) -> Iterator[str]:
        fields = {"on": day, "percent": "100", "did": RESULT, "done": "on"}
        send(house, f"/obligations/{number}/progress/", officer, fields)
        yield f"submitted:{number}"

    acknowledged = write_until_killed(workshop, house, numbers.split(), submit)

    judge(workshop, house, acknowledged)


@pytest.mark.parametrize("run", range(RUNS_OF_ISSUES))
def test_every_acknowledged_issue_and_answer_is_whole_after_a_kill(
    workshop: Workshop, run: int
) -> None:
    house, (officer, focal, numbers, _day) = workshop.started("tests.crash.seed")

    def raise_and_answer(number: str) -> Iterator[str]:
        difficulty = {"kind": "difficulty", "wording": f"Khó khăn {number}"}
        page = send(house, f"/obligations/{number}/issues/new/", officer, difficulty)
        issue = page.strip("/").split("/")[-1]
        yield f"raised:{issue}"
        send(house, f"{page}answer/", focal, {"decision": "agreed", "text": "Đã bố trí"})
        yield f"answered:{issue}"

    acknowledged = write_until_killed(workshop, house, numbers.split(), raise_and_answer)

    judge(workshop, house, acknowledged)


@pytest.mark.parametrize("run", range(RUNS_OF_REPORTS))
def test_every_acknowledged_part_and_report_is_whole_after_a_kill(
    workshop: Workshop, run: int
) -> None:
    house, (head, numbers) = workshop.started("tests.crash.seed_reports")

    def write_and_send(number: str) -> Iterator[str]:
        part = {"text": f"Nội dung {number}", "seen": "0"}
        send(house, f"/reports/{number}/parts/leadership/", head, part)
        yield f"saved:{number}"
        seen = house.seen(f"/reports/{number}/check/", head)
        send(house, f"/reports/{number}/send/", head, {"seen": seen})
        yield f"sent:{number}"

    acknowledged = write_until_killed(workshop, house, numbers.split(), write_and_send)

    judge(workshop, house, acknowledged)


class Refused(Exception):
    """A form was answered with something else than the next page."""


def send(house: Installation, path: str, session: str, fields: dict[str, str]) -> str:
    """Send a form that must be taken; the page to which it leads."""
    status, page = house.send(path, session, fields)
    if status != 302:
        raise Refused(f"{path} was answered {status}")
    return page


def judge(
    workshop: Workshop,
    house: Installation,
    acknowledged: list[str],
    judged_by: str = "tests.crash.judge",
) -> None:
    """Nothing of what was acknowledged is lost, nothing is there by half."""
    assert 50 <= len(acknowledged) <= 150
    workshop.recover()
    assert house.run("-m", judged_by, ",".join(acknowledged)) == ""
    assert "whole" in house.command("verify")


def write_until_killed(
    workshop: Workshop,
    house: Installation,
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
            workshop.kill(house)
            dead.set()

    killer = threading.Thread(target=kill)
    killer.start()
    with ThreadPoolExecutor(4) as hands:
        list(hands.map(hand, numbers))
    killer.join()
    assert not refused, refused[0]
    assert dead.is_set(), f"only {len(acknowledged)} were acknowledged"
    return acknowledged
