"""Eight writers, one of them slow: sealed without gap, nobody waits, nobody fails."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.crash.installation import ROOT, Installation
from tests.postgres import EphemeralPostgres

pytestmark = pytest.mark.crash

COUNT = 40
AGENCY = (
    "import django; django.setup(); "
    "from tests.factories.plans import bare_organization; bare_organization()"
)


def start_writer(house: Installation, *words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.crash.write", *words]
    return subprocess.Popen(command, env=house.environment, cwd=ROOT, stderr=subprocess.DEVNULL)


def seal(house: Installation) -> str:
    return house.command("work", "--once")


def test_on_postgresql_nobody_waits_for_the_slow_writer(tmp_path: Path) -> None:
    with EphemeralPostgres() as server:
        house = Installation(tmp_path, server.url("writers"))
        house.command("migrate", "--verbosity", "0")
        house.run("-c", AGENCY)
        flag = tmp_path / "others-are-done"
        slow = start_writer(house, "slow", str(COUNT), str(flag), "120")
        others = [start_writer(house, str(n), str(COUNT)) for n in range(7)]

        assert [one.wait(timeout=60) for one in others] == [0] * 7
        seal(house)
        still_open = slow.poll() is None
        flag.touch()
        assert slow.wait(timeout=60) == 0
        house.run("-c", SEAL)

        assert still_open, "the slow writer ended before the others"
        assert f"sealed: {8 * COUNT}; not sealed yet: 0" in house.command("verify")


def test_on_sqlite_nobody_fails(tmp_path: Path) -> None:
    house = Installation(tmp_path)
    house.command("migrate", "--verbosity", "0")
    house.run("-c", AGENCY)
    flag = tmp_path / "go-on"
    slow = start_writer(house, "slow", str(COUNT), str(flag), "3")
    others = [start_writer(house, str(n), str(COUNT)) for n in range(7)]

    assert [one.wait(timeout=60) for one in [*others, slow]] == [0] * 8
    house.run("-c", SEAL)

    assert f"sealed: {8 * COUNT}; not sealed yet: 0" in house.command("verify")


SEAL = (
    "import django; django.setup(); from datetime import datetime, UTC; "
    "from dieuphoi.activity import sealing; sealing.seal(at=datetime.now(UTC))"
)
