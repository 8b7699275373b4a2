"""The two rounds of reports in the story: one that is over, and one in which agencies report now."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from dieuphoi.base.vietnamese import format_date
from dieuphoi.commands.example.tales import Tale
from dieuphoi.reporting.calendar import Window, windows
from dieuphoi.reporting.models import Regime

AFTERMATH = 11
"""How many days the story of an earlier round goes on after its last day to report."""
_OPENED_BEFORE = 18


@dataclass(frozen=True)
class Round:
    """A round to be opened: its regime's key, its window, and the day on which it is opened."""

    regime: str
    window: Window
    opened_on: date


def earlier_round(tale: Tale) -> Round:
    """The last quarter's report whose story is over; in 2018 one on demand, of nine months."""
    today = tale.days.today
    if not tale.has_past:
        window = _nine_months(today.year)
        return Round("programme-161", window, window.cut_off_on - timedelta(days=10))
    regime = Regime.objects.get(key="quarterly")
    found = [w for year in (today.year - 1, today.year) for w in windows(regime, year)]
    window = [w for w in found if w.due_on + timedelta(days=AFTERMATH) <= today][-1]
    return Round("quarterly", window, window.cut_off_on - timedelta(days=10))


def running_round(tale: Tale) -> Round:
    """The yearly report in the last weeks before its day; at other times one on demand."""
    today = tale.days.today
    [yearly] = windows(Regime.objects.get(key="programme-161"), today.year)
    opened_on = today - timedelta(days=_OPENED_BEFORE)
    if date(today.year, 10, 1) <= today <= yearly.due_on:
        return Round("programme-161", yearly, opened_on)
    return Round("thematic", _on_demand(tale), opened_on)


def _nine_months(year: int) -> Window:
    return Window(
        title=_("9 tháng đầu năm %(year)s (theo yêu cầu)") % {"year": year},
        starts_on=date(year, 1, 1),
        ends_on=date(year, 10, 1),
        cut_off_on=date(year, 9, 30),
        due_on=date(year, 10, 10),
    )


def _on_demand(tale: Tale) -> Window:
    today = tale.days.today
    return Window(
        title=_("theo yêu cầu đến ngày %(day)s") % {"day": format_date(today)},
        starts_on=earlier_round(tale).window.ends_on,
        ends_on=today + timedelta(days=1),
        cut_off_on=today,
        due_on=today + timedelta(days=9),
    )
