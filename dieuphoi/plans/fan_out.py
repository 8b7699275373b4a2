"""Who owes what by when under given terms. Pure: parties and deadlines in, obligations out.

One lead is one obligation; a class that leads is one per member; a named cooperating agency owes
its part; a cooperating class and an open phrase owe nothing by themselves. A recurrence is one
row per occurrence that starts within the horizon.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from dateutil.rrule import rrulestr

LEADING = ("lead", "joint_lead")
MOST_OCCURRENCES = 1_000
"""How many times one recurrence is unfolded at most: every day for two and a half years."""


@dataclass(frozen=True)
class PartyTerms:
    """A party: its role and the agencies it stands for on the day (one, or a class's members)."""

    role: str
    organizations: tuple[int, ...]
    is_class: bool = False


@dataclass(frozen=True)
class DeadlineTerms:
    """A deadline: its last day as written, and whether that day itself is still on time."""

    kind: str = "none"
    starts_on: date | None = None
    due_on: date | None = None
    inclusive: bool = True
    recurrence: str = ""
    waits_for: str = ""


@dataclass(frozen=True)
class Occurrence:
    """One time that something is due; `name` is empty for what is due once."""

    name: str = ""
    starts_on: date | None = None
    due_on: date | None = None
    waits_for: str = ""


@dataclass(frozen=True)
class Owed:
    """One obligation to be: who, in which role, for which occurrence, by which last day."""

    organization: int
    role: str
    occurrence: Occurrence


def fan_out(
    parties: Iterable[PartyTerms],
    deadlines: Sequence[DeadlineTerms],
    *,
    starts_on: date,
    until: date,
    strict: bool,
) -> list[Owed]:
    """The obligations of one task.

    `starts_on` is the day the terms take effect, `until` the day before which an occurrence must
    start, `strict` whether "trước ngày X" ends the day before X. An agency that leads does not
    cooperate with itself; each agency owes each occurrence once.
    """
    times = occurrences(deadlines, starts_on=starts_on, until=until, strict=strict)
    owing: dict[int, str] = {}
    for party in sorted(parties, key=lambda p: p.role not in LEADING):
        if party.role in LEADING or (party.role == "cooperate" and not party.is_class):
            for organization in party.organizations:
                owing.setdefault(organization, party.role)
    return [
        Owed(organization, role, time) for organization, role in owing.items() for time in times
    ]


def occurrences(
    deadlines: Sequence[DeadlineTerms], *, starts_on: date, until: date, strict: bool
) -> list[Occurrence]:
    """The times that something is due; of several deadlines the last one binds."""
    if not deadlines:
        return [Occurrence()]
    binding = max(deadlines, key=lambda d: d.due_on or date.min)
    if binding.recurrence:
        return list(_recurring(binding, starts_on, until, strict))
    return [
        Occurrence(
            starts_on=binding.starts_on,
            due_on=_last_day(binding.due_on, binding.inclusive, strict),
            waits_for=binding.waits_for if binding.due_on is None else "",
        )
    ]


def _recurring(
    deadline: DeadlineTerms, starts_on: date, until: date, strict: bool
) -> Iterator[Occurrence]:
    begin = max(starts_on, deadline.starts_on or starts_on)
    midnight = datetime.combine(begin, time.min)  # civil days have no zone
    rule = rrulestr(_with_day(deadline.recurrence), dtstart=midnight)
    for moment in islice(rule, MOST_OCCURRENCES):
        day = moment.date()
        if begin >= until or (deadline.due_on and day > deadline.due_on):
            return
        yield Occurrence(day.isoformat(), begin, _last_day(day, deadline.inclusive, strict))
        begin = day + timedelta(days=1)


def _last_day(day: date | None, inclusive: bool, strict: bool) -> date | None:
    return day - timedelta(days=1) if day and strict and not inclusive else day


_PERIOD_ENDS = {
    ("YEARLY", "1"): "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31",
    ("MONTHLY", "1"): "FREQ=MONTHLY;BYMONTHDAY=-1",
    ("MONTHLY", "3"): "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1",
    ("MONTHLY", "6"): "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1",
}


def _with_day(rule: str) -> str:
    """A rule that names no day ("hằng năm") is due at the end of each period."""
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    if set(parts) - {"FREQ", "INTERVAL"}:
        return rule
    return _PERIOD_ENDS.get((parts["FREQ"], parts.get("INTERVAL", "1")), rule)
