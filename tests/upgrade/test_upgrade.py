"""Data of a released version opens in this one: restored, brought forward, whole, and readable.

`data-0.1.0.zip` is the example as version 0.1.0 backed it up, `data-0.1.0-week.zip` the department
of `tests/week` on its Friday, with its tracker, its workbooks and its people's sheet. A release adds
its own files beside them and never changes one that is there:

    dieuphoi demo --on 2026-11-21 && dieuphoi work --once && dieuphoi backup data-VERSION.zip
    pytest tests/week -k sqlite --basetemp=FOLDER -o tmp_path_retention_policy=all  # its sao-luu.zip
"""

import re
from pathlib import Path

import pytest

from tests.crash.installation import Installation
from tests.postgres import EphemeralPostgres

RELEASES = sorted(Path(__file__).parent.glob("data-*.zip"))

pytestmark = [
    pytest.mark.crash,
    pytest.mark.parametrize("archive", RELEASES, ids=lambda path: path.stem),
]


@pytest.fixture
def upgraded(archive: Path, tmp_path: Path) -> Installation:
    """An installation restored from the archive."""
    house = Installation(tmp_path / "home")
    house.command("restore", str(archive))
    return house


def test_data_of_a_release_is_whole_and_opens_for_every_role(upgraded: Installation) -> None:
    assert "whole" in upgraded.command("verify")
    *faults, told = upgraded.run("-m", "tests.upgrade.look").splitlines()
    assert faults == []
    roles, shown = map(int, re.findall(r"\d+", told))
    assert roles >= 4, told
    assert shown >= 60, told


def test_data_of_a_release_moves_to_postgresql(upgraded: Installation, tmp_path: Path) -> None:
    with EphemeralPostgres() as server:
        url = server.url("moved")
        upgraded.command("copy-to", url)
        moved = Installation(upgraded.home, url)
        assert "whole" in moved.command("verify")
        *faults, _told = moved.run("-m", "tests.upgrade.look").splitlines()
        assert faults == []
