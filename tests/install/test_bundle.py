"""The offline bundle installs and works where there is no network at all."""

import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STEPS = Path(__file__).with_name("first_day.sh")

pytestmark = pytest.mark.install


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The bundle, unpacked; made by the very script of `make bundle`."""
    folder = tmp_path_factory.mktemp("bundle")
    run([ROOT / "tools" / "make_bundle.sh", folder])
    (made,) = folder.glob("dieuphoi-*.tar.gz")
    with tarfile.open(made) as archive:
        archive.extractall(folder, filter="data")
    (unpacked,) = (path for path in folder.iterdir() if path.is_dir())
    yield unpacked
    shutil.rmtree(folder)


def test_a_clerk_installs_it_and_serves_with_the_network_off(bundle: Path, tmp_path: Path) -> None:
    told = run(["unshare", "--net", "bash", STEPS, bundle, tmp_path])
    assert "no way out: yes" in told
    assert "sign-in page: 200" in told
    assert "whole" in told
    assert "installed again: yes" in told


def test_a_bundle_that_was_changed_is_refused_before_anything_is_touched(
    bundle: Path, tmp_path: Path
) -> None:
    changed = tmp_path / "changed"
    shutil.copytree(bundle, changed)
    with (changed / "source" / "config" / "settings.py").open("a") as file:
        file.write("# one more line\n")
    places = [f"--{name}={tmp_path / name}" for name in ("prefix", "home", "etc", "bin")]
    done = subprocess.run(
        [changed / "install.sh", *(word for place in places for word in place.split("="))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "gói cài đặt bị hỏng hoặc bị sửa" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["changed"]


@pytest.mark.parametrize(
    "unit", sorted((ROOT / "deploy" / "systemd").glob("*.service")), ids=lambda unit: unit.name
)
def test_systemd_finds_nothing_wrong_with_the_units(unit: Path, tmp_path: Path) -> None:
    """With a program at the place that the unit names: it cannot be there on this machine."""
    program = tmp_path / "opt" / ".venv" / "bin" / "dieuphoi"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    own = tmp_path / unit.name
    own.write_text(unit.read_text().replace("/opt/dieuphoi/current", str(tmp_path / "opt")))
    told = run(["systemd-analyze", "verify", own])
    assert unit.name not in told


def run(words: list[str | Path]) -> str:
    """Run a program to its end; everything it printed."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        words,
        env={**kept, "PYTHON": str(ROOT / ".venv" / "bin" / "python")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout
