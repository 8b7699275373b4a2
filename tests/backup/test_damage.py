"""A damaged, cut or made-up archive is refused in words, and nothing is unpacked of it."""

import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dieuphoi.backup import archive, restoring
from dieuphoi.backup.archive import ArchiveRefused
from dieuphoi.backup.manifest import MANIFEST
from dieuphoi.base.errors import DomainError
from tests.backup.houses import command, contents
from tests.crash.installation import Installation

FLIPS, CUTS = 150, 60
Members = dict[str, bytes]


def forged(good: Path, target: Path, change: Callable[[dict[str, Any], Members], None]) -> Path:
    """A copy with other members and another manifest, and with the digest that belongs to it."""
    with zipfile.ZipFile(good) as read:
        members = {name: read.read(name) for name in read.namelist()}
    manifest = json.loads(members.pop(MANIFEST))
    change(manifest, members)
    with target.open("w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as write:
            for name, content in members.items():
                write.writestr(name, content)
            write.writestr(MANIFEST, json.dumps(manifest))
            write.comment = b"dieuphoi-sha256:" + b"0" * 64
        archive.seal(file)
    return target


def test_the_good_one_is_good(good: Path) -> None:
    assert restoring.examine(good).kind == "sqlite"
    assert archive.is_whole(good)


def test_a_forged_copy_without_change_is_good(good: Path, tmp_path: Path) -> None:
    same = forged(good, tmp_path / "same.zip", lambda manifest, members: None)

    assert restoring.examine(same) == restoring.examine(good)


def test_one_flipped_bit_anywhere_is_found(good: Path, tmp_path: Path) -> None:
    content, damaged, chance = good.read_bytes(), tmp_path / "damaged.zip", random.Random(1)
    last = len(content) - 1
    for place in [0, last, *(chance.randrange(last) for _ in range(FLIPS))]:
        flipped = bytearray(content)
        flipped[place] ^= 1 << chance.randrange(8)
        damaged.write_bytes(flipped)

        with pytest.raises(ArchiveRefused, match="dấu kiểm không khớp"):
            restoring.examine(damaged)


def test_every_cut_and_every_addition_is_found(good: Path, tmp_path: Path) -> None:
    content, damaged, chance = good.read_bytes(), tmp_path / "damaged.zip", random.Random(2)
    cuts = [0, 1, 64, 80, len(content) - 1, *(chance.randrange(len(content)) for _ in range(CUTS))]
    for cut in [content[:length] for length in cuts] + [content + b"\0", content + content]:
        damaged.write_bytes(cut)

        with pytest.raises(ArchiveRefused):
            restoring.examine(damaged)


def add_outside(manifest: dict[str, Any], members: Members) -> None:
    name = "../../outside"
    members[name] = b"x"
    manifest["members"][name] = {"sha256": "0" * 64, "size": 1}


def add_absolute(manifest: dict[str, Any], members: Members) -> None:
    members["/etc/outside"] = b"x"
    manifest["members"]["/etc/outside"] = {"sha256": "0" * 64, "size": 1}


def add_unnamed(manifest: dict[str, Any], members: Members) -> None:
    members["files/00/more"] = b"x"


def other_bytes(manifest: dict[str, Any], members: Members) -> None:
    content = members["database.sqlite3"]
    members["database.sqlite3"] = content[:-1] + bytes([content[-1] ^ 1])


def longer_than_said(manifest: dict[str, Any], members: Members) -> None:
    members["database.sqlite3"] = bytes(400 * 2**20)


def lost_member(manifest: dict[str, Any], members: Members) -> None:
    members.clear()


def later_format(manifest: dict[str, Any], members: Members) -> None:
    manifest["format"] = 2


def no_format(manifest: dict[str, Any], members: Members) -> None:
    manifest["format"] = "one"


def odd_rows(manifest: dict[str, Any], members: Members) -> None:
    manifest["rows"] = {"organizations_user": -1}


def other_kind(manifest: dict[str, Any], members: Members) -> None:
    manifest["kind"] = "oracle"


def other_rows(manifest: dict[str, Any], members: Members) -> None:
    manifest["rows"]["organizations_user"] += 1


def other_head(manifest: dict[str, Any], members: Members) -> None:
    manifest["head"] = {"position": 999, "hash": "0" * 64}


@pytest.mark.parametrize(
    "change",
    [
        *(add_outside, add_absolute, add_unnamed, other_bytes, longer_than_said, lost_member),
        *(later_format, no_format, odd_rows, other_kind, other_rows, other_head),
    ],
)
def test_an_archive_made_by_hand_is_refused(
    good: Path, tmp_path: Path, change: Callable[[dict[str, Any], Members], None]
) -> None:
    folder = tmp_path / "in" / "there"
    folder.mkdir(parents=True)
    path = forged(good, folder / "forged.zip", change)
    before = contents(tmp_path).keys()

    with pytest.raises(DomainError):
        restoring.examine(path)

    assert contents(tmp_path).keys() == before


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip" * 100])
def test_something_else_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.zip"
    path.write_bytes(content)

    with pytest.raises(ArchiveRefused):
        restoring.examine(path)
    with pytest.raises(ArchiveRefused):
        restoring.examine(tmp_path / "missing.zip")
    with pytest.raises(ArchiveRefused):
        restoring.examine(tmp_path)


def of_a_later_program(manifest: dict[str, Any], members: Members) -> None:
    manifest["program"] = "99.0"


def damaged(good: Path, target: Path) -> Path:
    target.write_bytes(good.read_bytes()[:-1000])
    return target


@pytest.mark.crash
def test_restore_touches_nothing_before_all_is_found_good(good: Path, tmp_path: Path) -> None:
    home = Installation(tmp_path / "home")
    home.command("help")
    before = contents(home.home)
    later = forged(good, tmp_path / "later.zip", of_a_later_program)

    cut = command(home, "restore", str(damaged(good, tmp_path / "cut.zip")))
    newer = command(home, "restore", str(later))
    wrong = command(home, "restore", str(good), DATABASE_URL="postgres://nobody@nowhere.invalid/x")

    assert "dấu kiểm không khớp" in cut.stderr
    assert "Hãy cài phiên bản đó hoặc mới hơn" in newer.stderr
    assert "copy-to" in wrong.stderr
    assert [one.returncode for one in (cut, newer, wrong)] == [1, 1, 1]
    assert contents(home.home) == before


@pytest.mark.crash
def test_verify_looks_at_a_backup_without_restoring(good: Path, tmp_path: Path) -> None:
    home = Installation(tmp_path / "home")

    whole = command(home, "verify", "--backup", str(good))
    cut = command(home, "verify", "--backup", str(damaged(good, tmp_path / "cut.zip")))

    assert "nguyên vẹn" in whole.stdout
    assert (whole.returncode, cut.returncode) == (0, 1)
    assert not (home.home / "dieuphoi.sqlite3").exists()
