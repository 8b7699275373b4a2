"""A filled installation on each of the two databases."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.backup.houses import House, copied_database
from tests.crash.installation import Installation
from tests.postgres import EphemeralPostgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[EphemeralPostgres]:
    """A server of its own for these tests."""
    with EphemeralPostgres() as server:
        yield server


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of an installation with people, agencies and a plan; nobody writes in it."""
    return _fill(Installation(tmp_path_factory.mktemp("filled") / "home")).home


@pytest.fixture(scope="session")
def filled_in_postgres(
    tmp_path_factory: pytest.TempPathFactory, postgres: EphemeralPostgres
) -> Path:
    """The same with its database in PostgreSQL, named `filled`."""
    home = tmp_path_factory.mktemp("filled") / "home"
    return _fill(Installation(home, postgres.url("filled"))).home


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    """A copy of the filled installation on each database, and the server if it has one."""
    home = tmp_path / "home"
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("filled"), home)
        return Installation(home), None
    shutil.copytree(request.getfixturevalue("filled_in_postgres"), home)
    server: EphemeralPostgres = request.getfixturevalue("postgres")
    return Installation(home, copied_database(server, "filled", uuid4().hex)), server


def _fill(house: Installation) -> Installation:
    house.command("migrate", "--verbosity", "0")
    house.run("-m", "tests.backup.seed")
    return house


@pytest.fixture(scope="session")
def good(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good backup of the filled installation; tests damage copies of it."""
    path = tmp_path_factory.mktemp("good") / "good.zip"
    Installation(filled).command("backup", str(path))
    return path
