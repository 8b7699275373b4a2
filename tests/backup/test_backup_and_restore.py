"""What was acknowledged before a backup began is there after it is restored elsewhere."""

import re
import stat
import time
import zipfile
from pathlib import Path

import pytest

from tests.backup.houses import House, command, contents, empty_beside, writers

pytestmark = pytest.mark.crash

ENOUGH = 60


def test_every_acknowledged_document_of_before_is_restored_whole(
    house: House, tmp_path: Path
) -> None:
    running, server = house
    archive = tmp_path / "backup.zip"
    with writers(running, 4, tmp_path / "flag") as acknowledged:
        while len(acknowledged()) < ENOUGH:
            time.sleep(0.02)
        before = set(acknowledged())
        running.command("backup", str(archive))
        during = set(acknowledged()) - before
    elsewhere = empty_beside(running, tmp_path / "elsewhere", server)

    said = elsewhere.command("restore", str(archive))
    there = elsewhere.run("-m", "tests.backup.there").splitlines(keepends=True)

    assert "whole" in said
    assert during, "nobody wrote while the backup was made"
    assert before <= set(there)
    assert not [line for line in there if line.endswith("half\n")]
    stored = {path.name for path in (elsewhere.home / "files").rglob("*") if path.is_file()}
    assert stored == {line.split()[-1] for line in there}, "a file without its row"


def test_archive_is_for_its_owner_and_has_no_session_and_no_secret(
    house: House, tmp_path: Path
) -> None:
    running, _server = house
    secret = (running.home / "secret_key").read_text()
    said = running.command("backup", str(tmp_path / "without.zip"))
    running.command("backup", str(tmp_path / "with.zip"), "--with-secret")

    with zipfile.ZipFile(tmp_path / "without.zip") as without:
        assert "secret_key" not in without.namelist()
    with zipfile.ZipFile(tmp_path / "with.zip") as with_secret:
        assert with_secret.read("secret_key").decode() == secret
    assert stat.S_IMODE((tmp_path / "without.zip").stat().st_mode) == 0o600
    assert re.search(r"dòng, .* \d+,\d MB\.", said), said


def test_restore_refuses_a_home_with_anything_in_it(house: House, tmp_path: Path) -> None:
    running, server = house
    archive = tmp_path / "backup.zip"
    running.command("backup", str(archive))
    before = contents(running.home)

    refused = command(running, "restore", str(archive))

    assert refused.returncode == 1
    assert "Chỉ phục hồi vào nơi trống" in refused.stderr
    assert contents(running.home).keys() == before.keys()

    elsewhere = empty_beside(running, tmp_path / "elsewhere", server)
    lost = elsewhere.home / "files" / "ab" / "abc"
    lost.parent.mkdir(parents=True)
    lost.write_text("not ours")
    assert "Chỉ phục hồi vào nơi trống" in command(elsewhere, "restore", str(archive)).stderr
    assert lost.read_text() == "not ours"


def test_backup_never_overwrites_a_file(house: House, tmp_path: Path) -> None:
    running, _server = house
    there = tmp_path / "there.zip"
    there.write_text("something")

    assert "đã có" in command(running, "backup", str(there)).stderr
    assert there.read_text() == "something"
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["there.zip"]
