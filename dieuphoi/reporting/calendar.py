"""Which periods a regime reports on, and its days: cut-off, the agencies' day, the consolidator's.

Two calendars, never mixed: administrative windows run from the 15th to the 14th (Decree
09/2019/NĐ-CP, art. 12), calendar ones by whole months. Words for a day: `end` (the window's last
day), `MM-DD` (in the year of that last day), `by DD` (of that last day's month), `before MM-DD`
(the day before it), `end+2wd` (working days after the window's last day).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from dieuphoi.base.working_days import add_working_days, marked_days
from dieuphoi.reporting.models import Frequency, Regime

_ROMAN = ("I", "II", "III", "IV")
_MONTHS = {
    Frequency.YEARLY: 12,
    Frequency.HALF_YEARLY: 6,
    Frequency.QUARTERLY: 3,
    Frequency.MONTHLY: 1,
}
_WORKING_DAYS = re.compile(r"end\+(\d+)wd")


@dataclass(frozen=True)
class Window:
    """One round of a regime: `[starts_on, ends_on)` and its days, as a Cycle keeps them."""

    title: str
    starts_on: date
    ends_on: date
    cut_off_on: date
    due_on: date
    consolidated_due_on: date | None = None


def windows(regime: Regime, year: int) -> list[Window]:
    """The regime's rounds that bear the year's name, in order; none when it is on demand."""
    return _rounds(regime, year, year)


def next_window(regime: Regime, on: date) -> Window | None:
    """The first round whose day to report has not passed; none when the regime is on demand."""
    return next((w for w in _rounds(regime, on.year - 1, on.year + 1) if w.due_on >= on), None)


def windows_around(regime: Regime, on: date, *, before: int = 1, after: int = 3) -> list[Window]:
    """The next round of the regime with some rounds before and after it, in order."""
    rounds = _rounds(regime, on.year - 1, on.year + 1)
    here = next((n for n, w in enumerate(rounds) if w.due_on >= on), len(rounds))
    return rounds[max(here - before, 0) : here + after]


def day_of(words: str, last: date, marked: Mapping[date, str] | None = None) -> date:
    """The day that the words mean for a window whose last day is `last`; ValueError otherwise."""
    if words == "end":
        return last
    if found := _WORKING_DAYS.fullmatch(words):
        return add_working_days(last, int(found[1]), marked)
    if words.startswith("by "):
        return last.replace(day=int(words[3:]))
    before = words.startswith("before ")
    month, day = (int(part) for part in words.removeprefix("before ").split("-"))
    return date(last.year, month, day) - timedelta(days=int(before))


def _rounds(regime: Regime, first: int, last: int) -> list[Window]:
    months = _MONTHS.get(Frequency(regime.frequency))
    if months is None:
        return []
    marked = marked_days(date(first, 1, 1), date(last + 1, 12, 31))
    return [
        _window(regime, year, n, months, marked)
        for year in range(first, last + 1)
        for n in range(12 // months)
    ]


def _window(regime: Regime, year: int, n: int, months: int, marked: Mapping[date, str]) -> Window:
    starts_on, ends_on = _bounds(regime.window, year, n * months + 1, months)
    last = ends_on - timedelta(days=1)
    tier = regime.tiers[0]["due"] if regime.tiers else ""
    return Window(
        title=_title(Frequency(regime.frequency), year, n),
        starts_on=starts_on,
        ends_on=ends_on,
        cut_off_on=day_of(regime.cut_off, last, marked),
        due_on=day_of(regime.due, last, marked),
        consolidated_due_on=day_of(tier, last, marked) if tier else None,
    )


def _bounds(window: str, year: int, month: int, months: int) -> tuple[date, date]:
    """From the first of a month, or from the 15th of the one before it."""
    if window == "calendar":
        return _first(year, month), _first(year, month + months)
    return _first(year, month - 1).replace(day=15), _first(year, month + months - 1).replace(day=15)


def _first(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _title(frequency: Frequency, year: int, n: int) -> str:
    if frequency == Frequency.YEARLY:
        return _("năm %(year)s") % {"year": year}
    if frequency == Frequency.HALF_YEARLY:
        return (_("6 tháng cuối năm %(year)s") if n else _("6 tháng đầu năm %(year)s")) % {
            "year": year
        }
    if frequency == Frequency.QUARTERLY:
        return _("quý %(n)s năm %(year)s") % {"n": _ROMAN[n], "year": year}
    return _("tháng %(n)s năm %(year)s") % {"n": n + 1, "year": year}
