"""Time something again and again, and say it in a few figures."""

import gc
import math
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from time import perf_counter
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

WARM_UPS = 2

Act = Callable[[], int]
"""What is timed; it answers with the number of bytes that came of it."""

_TRANSACTION = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True)
class Asked:
    """What is measured: its key, who asks for which address, and how many rows stand behind it."""

    key: str
    username: str = ""
    address: str = ""
    rows: int | None = None


@dataclass(frozen=True)
class Figure:
    """How long it took, each run in milliseconds, the queries of one run, and the bytes it gave."""

    asked: Asked
    milliseconds: tuple[float, ...]
    queries: int
    size: int

    @property
    def median(self) -> float:
        """The middle of all runs."""
        return statistics.median(self.milliseconds)

    @property
    def p95(self) -> float:
        """The run that 95 of 100 do not exceed (nearest rank: of 20 runs the last but one)."""
        return sorted(self.milliseconds)[math.ceil(0.95 * len(self.milliseconds)) - 1]

    def as_json(self) -> dict[str, Any]:
        """The figure with its key and what it asks for."""
        return {
            "key": self.asked.key,
            "as": self.asked.username,
            "address": self.asked.address,
            "rows": self.asked.rows,
            "bytes": self.size,
            "queries": self.queries,
            "runs": len(self.milliseconds),
            "min": round(min(self.milliseconds), 2),
            "median": round(self.median, 2),
            "p95": round(self.p95, 2),
            "max": round(max(self.milliseconds), 2),
        }


def measure(asked: Asked, acts: Iterator[Act], runs: int) -> Figure:
    """Warm up, count the queries of the last warm-up, then time `runs` of the acts.

    The iterator may prepare each act; only the act itself is timed.
    """
    [figure] = measure_in_turn([(asked, acts)], runs)
    return figure


def measure_in_turn(several: Sequence[tuple[Asked, Iterator[Act]]], runs: int) -> list[Figure]:
    """As `measure`, for figures that are compared: a run of each in turn, so that what slows the
    machine for a while slows all of them."""
    warmed = [_warm_up(acts) for _, acts in several]
    gc.collect()  # each begins with as little to clear away
    times: list[list[float]] = [[] for _ in several]
    for _ in range(runs):
        for (_asked, acts), taken in zip(several, times, strict=True):
            taken.append(_time(next(acts)))
    return [
        Figure(asked, tuple(taken), queries, size)
        for (asked, _), taken, (queries, size) in zip(several, times, warmed, strict=True)
    ]


def _warm_up(acts: Iterator[Act]) -> tuple[int, int]:
    """The queries and the bytes of the last warm-up."""
    for act in islice(acts, WARM_UPS - 1):
        act()
    last = next(acts)
    with CaptureQueriesContext(connection) as captured:
        size = last()
    return sum(not query["sql"].startswith(_TRANSACTION) for query in captured), size


def _time(act: Act) -> float:
    begin = perf_counter()
    act()
    return (perf_counter() - begin) * 1000
