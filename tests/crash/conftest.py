"""One workshop for each database; PostgreSQL keeps its promises to the disk."""

from collections.abc import Iterator

import pytest

from tests.crash.workshop import Workshop
from tests.postgres import EphemeralPostgres


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def workshop(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workshop]:
    """Makes the installations that a test may kill, on SQLite and on PostgreSQL."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "sqlite":
        yield Workshop(folder)
        return
    with EphemeralPostgres(durable=True) as server:
        yield Workshop(folder, server)
