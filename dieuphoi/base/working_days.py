"""Working days: Monday to Friday, corrected by the calendar table (Tết, swaps, compensation days)."""

from collections.abc import Mapping
from datetime import date, timedelta

from dieuphoi.base.models import CalendarDay, DayKind


def is_working_day(day: date, marked: Mapping[date, str]) -> bool:
    """Whether offices are open; `marked` holds the days that the calendar marks, with their kind."""
    if day in marked:
        return marked[day] == DayKind.COMPENSATION
    return day.weekday() < 5


def marked_days(after: date, until: date) -> dict[date, str]:
    """The days that the calendar marks, after one day and until another, with their kind."""
    marked = CalendarDay.objects.filter(day__gt=after, day__lte=until)
    return dict(marked.values_list("day", "kind"))


def add_working_days(start: date, count: int, marked: Mapping[date, str] | None = None) -> date:
    """The day `count` working days after `start`, not counting `start` itself; `count` ≥ 0.

    `marked` are the calendar's days where the caller has them at hand, for many days at once.
    """
    if marked is None:
        marked = marked_days(start, start + timedelta(days=count * 2 + 60))
    day = start
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day, marked)
    return day
