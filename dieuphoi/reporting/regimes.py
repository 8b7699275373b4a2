"""Reporting regimes: shipped as data, each with its legal basis and period of validity."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from django.db.models import QuerySet

from dieuphoi.base.periods import in_force
from dieuphoi.reporting.models import Regime


@dataclass(frozen=True)
class OutlineItem:
    """A part of the outline: `kind` is text, entries or raised; `number` is Roman, or "IV.1"."""

    code: str
    number: str
    title: str
    kind: str

    @property
    def roman(self) -> str:
        """The Roman part that it belongs to."""
        return self.number.split(".")[0]


def shipped() -> list[dict[str, Any]]:
    """The regimes of data/regimes.toml, as columns of Regime."""
    data = _data()
    return [{"outline": data["outline"], **row} for row in data["regime"]]


def load_regimes() -> None:
    """Put in the regimes that the software ships; those there already are left as they are."""
    known = set(Regime.objects.values_list("key", flat=True))
    Regime.objects.bulk_create(Regime(**row) for row in shipped() if row["key"] not in known)


def regimes_in_force(on: date) -> QuerySet[Regime]:
    """The regimes that may be opened on that day."""
    return Regime.objects.filter(in_force(on))


def outline_of(stored: list[dict[str, str]]) -> list[OutlineItem]:
    """The outline that a cycle or a regime holds, in order."""
    return [OutlineItem(**item) for item in stored]


@cache
def _data() -> dict[str, Any]:
    text = files("dieuphoi.reporting").joinpath("data/regimes.toml").read_text("utf-8")
    return tomllib.loads(text)
