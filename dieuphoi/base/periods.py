"""Periods are half-open: `[from, to)`. An absent bound is open: always, or until further notice."""

from calendar import monthrange
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Q

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def covers(on: date, valid_from: date | None, valid_to: date | None) -> bool:
    """Whether the day lies in `[valid_from, valid_to)`."""
    return (valid_from is None or valid_from <= on) and (valid_to is None or on < valid_to)


def in_force(on: date, prefix: str = "") -> Q:
    """Rows whose `valid_from`/`valid_to` cover the day; `prefix` is a lookup path (`names__`)."""
    return (Q(**{f"{prefix}valid_from": None}) | Q(**{f"{prefix}valid_from__lte": on})) & (
        Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gt": on})
    )


def month_end(year: int, month: int) -> date:
    """The last day of a month; month 13 is January of the next year, and so on."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def quarter_end(year: int, quarter: int) -> date:
    """The last day of quarter 1 to 4."""
    return month_end(year, quarter * 3)


def end_of_day(day: date) -> datetime:
    """The last microsecond of a civil day in Việt Nam, as an aware datetime."""
    return datetime.combine(day, time.max, tzinfo=ZONE)


def civil_day(at: datetime) -> date:
    """The civil day in Việt Nam on which an aware moment falls."""
    return at.astimezone(ZONE).date()
