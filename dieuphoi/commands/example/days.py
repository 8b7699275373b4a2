"""The days of the example: everything counts back from the day it is filled in on."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dieuphoi.base.periods import ZONE

EARLIEST_STEP = 297
"""How many days back the script of the live plan goes, on the day it was written for."""


@dataclass(frozen=True)
class StoryDays:
    """When the plan was issued and assigned, and today; `span`: how far back the script goes.

    The script is stretched or pressed together so that it always fits between the assignment and
    today, whatever day today is.
    """

    today: date
    issued: date
    assigned: date
    span: int = EARLIEST_STEP

    def before(self, days: int) -> date:
        """The day on which something happened that the script puts so many days before today."""
        there = (self.today - self.assigned).days - 1
        return self.today - timedelta(days=days * there // self.span)

    @property
    def appointed(self) -> date:
        """The day before the plan was issued: from then on people are in their positions."""
        return self.issued - timedelta(days=1)


def morning(day: date, minutes: int = 0) -> datetime:
    """Eight o'clock in Việt Nam, and so many minutes."""
    return datetime.combine(day, time(8, 0), tzinfo=ZONE) + timedelta(minutes=minutes)
