"""Days, months, quarters, halves and years as deadlines name them, perhaps without their year."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

Kind = Literal["date", "month", "quarter", "half", "year"]
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True)
class Moment:
    """`number` is the month, quarter or half; a day has its month there, or 0 for "ngày 15" alone.

    `last` is the last number of a list: "tháng 4, 5/2026".
    """

    kind: Kind
    year: int | None = None
    number: int = 1
    day: int = 0
    last: int = 0

    def is_bare_day(self) -> bool:
        """A day of the month without its month."""
        return self.kind == "date" and self.number == 0

    def within(self, year: int) -> "Moment":
        """The same moment with the year it lacked."""
        return replace(self, year=self.year or year)

    def start(self) -> date:
        """The first day; ValueError when there is no such day or the year is not known."""
        if self.kind == "date":
            return date(self._known_year(), self.number, self.day)
        return date(self._known_year(), (self.number - 1) * _MONTHS[self.kind] + 1, 1)

    def end(self) -> date:
        """The last day: months, quarters, halves and years end on theirs."""
        if self.kind == "date":
            return self.start()
        month = (self.last or self.number) * _MONTHS[self.kind]
        return date(self._known_year(), month, monthrange(self._known_year(), month)[1])

    def end_month(self) -> int:
        """The number of the last month."""
        return (
            self.number if self.kind == "date" else (self.last or self.number) * _MONTHS[self.kind]
        )

    def _known_year(self) -> int:
        if self.year is None:
            raise ValueError("the year is not known")
        return self.year


def completed_by(moment: Moment, later: Moment) -> Moment:
    """What the first end of a span leaves to the second: "từ ngày 17 đến ngày 20/11/2025"."""
    if moment.is_bare_day():
        moment = replace(moment, number=later.number if later.kind != "year" else 0)
    if moment.year is None and later.year is not None:
        earlier = (moment.number, moment.day) > (later.number, later.day)
        crosses = earlier and moment.kind == later.kind
        return moment.within(later.year - 1 if crosses else later.year)
    return moment
