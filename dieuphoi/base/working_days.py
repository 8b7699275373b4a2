"""Working days: Monday to Friday, corrected by the calendar table (Tết, swaps, compensation days)."""

from collections.abc import Mapping
from datetime import date, timedelta

from dieuphoi.base.models import CalendarDay, DayKind


def is_working_day(day: date, marked: Mapping[date, str]) -> bool:
    """Whether offices are open; `marked` holds the days that the calendar marks, with their kind."""
    if day in marked:
        return marked[day] == DayKind.COMPENSATION
    return day.weekday() < 5


def add_working_days(start: date, count: int) -> date:
    """The day `count` working days after `start`, not counting `start` itself; `count` ≥ 0."""
    horizon = start + timedelta(days=count * 2 + 60)
    marked = dict(
        CalendarDay.objects.filter(day__gt=start, day__lte=horizon).values_list("day", "kind")
    )
    day = start
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day, marked)
    return day
