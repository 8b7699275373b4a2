"""Installations to be killed: made once for each seed, and copied for every test."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash.installation import Installation
from tests.postgres import EphemeralPostgres


@dataclass(frozen=True)
class Master:
    """A seeded installation that nobody kills, and the lines that its seed printed."""

    home: Path
    database: str
    words: list[str]


@dataclass
class Workshop:
    """Makes installations of one kind: on SQLite, or on the server `postgres`."""

    folder: Path
    postgres: EphemeralPostgres | None = None
    masters: dict[str, Master] = field(default_factory=dict)
    count: int = 0

    def started(self, seed: str) -> tuple[Installation, list[str]]:
        """An installation of its own with what the module `seed` makes, its server running; and
        the lines that the seed printed."""
        master = self.masters.get(seed) or self._make(seed)
        house = self._house()
        shutil.copytree(master.home, house.home)
        if self.postgres:
            house.database_url = self.postgres.url(house.home.name, like=master.database)
        house.start()
        return house, master.words

    def kill(self, house: Installation) -> None:
        """kill -9 for the server and, where it has its own, the database server."""
        house.kill()
        if self.postgres:
            self.postgres.kill()

    def recover(self) -> None:
        """Start the database server again, as an operator does; SQLite needs nobody."""
        if self.postgres:
            self.postgres.start()

    def _house(self) -> Installation:
        self.count += 1
        return Installation(self.folder / f"house{self.count}")

    def _make(self, seed: str) -> Master:
        """Seed an installation, and let its server start once: that collects the static files."""
        house = self._house()
        if self.postgres:
            house.database_url = self.postgres.url(house.home.name)
        house.command("migrate", "--verbosity", "0")
        words = house.run("-m", seed).splitlines()
        house.start()
        house.stop()
        self.masters[seed] = Master(house.home, house.home.name, words)
        return self.masters[seed]
