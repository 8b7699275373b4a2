"""Every duty of the tick, on one screen: each is idempotent and derives what is due from tables."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from dieuphoi.activity import sealing
from dieuphoi.documents import storage


@dataclass(frozen=True)
class Duty:
    """A chore: its name, how often it is due, and the function that does it and says what it did."""

    name: str
    every: timedelta
    run: Callable[[datetime], str]


DUTIES = [
    Duty("seal the log", timedelta(seconds=10), lambda at: f"{sealing.seal(at=at)} sealed"),
    Duty(
        "remove orphaned files",
        timedelta(hours=6),
        lambda at: f"{storage.remove_orphans((at - timedelta(days=1)).timestamp())} removed",
    ),
]
