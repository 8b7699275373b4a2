"""Killed in the middle: no backup that looks like one, no restored home that looks whole."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dieuphoi.backup import archive
from tests.backup.houses import House, command, empty_beside
from tests.crash.installation import ROOT, Installation

pytestmark = pytest.mark.crash

KILLS = 6
FILES, SIZE = 400, 100_000
MARK = "Việc phục hồi"


def killed(house: Installation, words: list[str], begun: Path, seconds: float) -> bool:
    """Run a command and kill all of it so long after `begun` is there; whether it was running still."""
    program = subprocess.Popen(
        [sys.executable, "-m", "dieuphoi.commands.main", *words],
        env=house.environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while program.poll() is None and not list(begun.parent.glob(begun.name)):
        time.sleep(0.002)
    time.sleep(seconds)
    ran = program.poll() is None
    if ran:
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()
    return ran


def test_a_killed_backup_leaves_nothing_with_its_name(house: House, tmp_path: Path) -> None:
    running, _server = house
    running.run("-m", "tests.backup.seed_files", str(FILES), str(SIZE))
    folder = tmp_path / "backups"
    folder.mkdir()

    in_the_middle = 0
    for n in range(KILLS):
        target = folder / f"{n}.zip"
        in_the_middle += killed(
            running, ["backup", str(target)], folder / ".dieuphoi-*", random.uniform(0, 0.6)
        )
        assert not target.exists() or archive.is_whole(target)
        for left in folder.glob(".dieuphoi-*"):
            left.rename(tmp_path / f"left-{n}")
    assert in_the_middle, "none was killed while it worked"

    assert not [path for path in tmp_path.glob("left-*/*") if path.suffix == ".zip"]
    running.command("backup", str(folder / "after.zip"))
    assert archive.is_whole(folder / "after.zip")


def test_a_killed_restoring_is_refused_and_goes_on(house: House, tmp_path: Path) -> None:
    running, server = house
    running.run("-m", "tests.backup.seed_files", str(FILES), str(SIZE))
    backup, other = tmp_path / "backup.zip", tmp_path / "other.zip"
    running.command("backup", str(backup))
    running.command("backup", str(other))

    half = 0
    for n in range(KILLS):
        elsewhere = empty_beside(running, tmp_path / f"elsewhere-{n}", server)
        marker = elsewhere.home / "restoring"
        killed(elsewhere, ["restore", str(backup)], marker, n * 0.15)
        if marker.exists():
            half += 1
            begun = [["restore", str(other)]] if (marker / "archive").exists() else []
            for words in (["serve"], ["verify"], *begun):
                refused = command(elsewhere, *words)
                assert refused.returncode == 1
                assert MARK in refused.stderr
        if marker.exists() or not (elsewhere.home / "files").exists():
            elsewhere.command("restore", str(backup))
        assert "whole" in elsewhere.command("verify")
        assert not marker.exists()
        stored = [path for path in (elsewhere.home / "files").rglob("*") if path.is_file()]
        assert len(stored) == FILES
    assert half, "none was killed while it worked"
