"""Killed at any moment of sending, nobody is told twice, and what was not surely sent is shown."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cast import AT
from tests.crash.installation import ROOT, Installation
from tests.notifications.conftest import FROM
from tests.notifications.mail_server import TAKEN, MailServer
from tests.postgres import EphemeralPostgres

pytestmark = pytest.mark.crash

SETTLED = AT + timedelta(minutes=10)


@pytest.fixture(params=["sqlite", "postgresql"])
def house(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Installation, MailServer]]:
    """An installation on each database, with people, assignments and a mail server."""
    with MailServer() as server:
        monkeypatch.setenv("DIEUPHOI_SMTP", server.url())
        monkeypatch.setenv("DIEUPHOI_MAIL_FROM", FROM)
        if request.param == "sqlite":
            yield prepared(Installation(tmp_path)), server
            return
        with EphemeralPostgres() as postgres:
            yield prepared(Installation(tmp_path, postgres.url("mail"))), server


def prepared(house: Installation) -> Installation:
    house.command("migrate", "--verbosity", "0")
    house.run("-m", "tests.notifications.seed_mailed")
    return house


def send_until_killed(house: Installation, arm: Callable[[Callable[[], None]], None]) -> None:
    """Send in a process of its own; `arm` is given what kills it with -9."""
    running: list[int] = []
    arm(lambda: os.kill(running[0], signal.SIGKILL))
    words = [sys.executable, "-c", "input(); import runpy, sys; sys.argv = sys.argv[1:]; "]
    words[2] += "runpy.run_module('tests.notifications.send_once', run_name='__main__')"
    sender = subprocess.Popen(
        [*words, "send_once", SETTLED.isoformat()],
        env=house.environment,
        cwd=ROOT,
        stdin=subprocess.PIPE,
    )
    running.append(sender.pid)
    sender.communicate(b"\n", timeout=120)
    assert sender.returncode == -signal.SIGKILL


def send(house: Installation, hours: float) -> str:
    at = SETTLED + timedelta(hours=hours)
    return house.run("-m", "tests.notifications.send_once", at.isoformat())


def states(house: Installation) -> list[list[str]]:
    """State and Message-ID of every mail that is recorded."""
    words = (
        "import django, json; django.setup();"
        "from dieuphoi.notifications.models import Mail;"
        "print(json.dumps(list(Mail.objects.order_by('pk').values_list('state', 'message_id'))))"
    )
    found: list[list[str]] = json.loads(house.run("-c", words))
    return found


def test_a_kill_after_the_server_took_a_mail_never_sends_it_again(
    house: tuple[Installation, MailServer],
) -> None:
    installation, server = house

    def arm(kill: Callable[[], None]) -> None:
        def take_and_kill(content: bytes) -> str:
            server.answer = lambda content: TAKEN
            kill()
            return TAKEN

        server.answer = take_and_kill

    send_until_killed(installation, arm)
    [(state, lost)] = states(installation)
    assert (state, server.names) == ("sending", [lost])

    for hours in (0.1, 0.5, 1, 24):
        send(installation, hours)

    assert server.names.count(lost) == 1
    assert len(server.names) == len(set(server.names)) > 3
    assert ["unknown", lost] in states(installation)
    assert {state for state, _name in states(installation)} == {"unknown", "sent"}


def test_a_kill_before_the_mail_is_handed_over_loses_nothing(
    house: tuple[Installation, MailServer],
) -> None:
    installation, server = house

    def arm(kill: Callable[[], None]) -> None:
        def kill_at_name(address: str) -> str:
            server.refuse = lambda address: ""
            kill()
            return ""

        server.refuse = kill_at_name

    send_until_killed(installation, arm)
    assert states(installation) == []

    send(installation, 0.1)

    assert {"head@so.example", "officer@so.example"} <= set(server.recipients)
    assert {state for state, _name in states(installation)} == {"sent"}
