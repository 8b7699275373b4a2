"""Deadlines that come again: "trước ngày 15 hằng tháng" as a rule of RFC 5545."""

from collections.abc import Sequence

from .deadline_words import Token
from .moments import Moment

_UNITS = {
    "ngay": "day", "tuan": "week", "thang": "month", "quy": "quarter", "nam": "year",
}  # fmt: skip
_KINDS = {
    "halfyearly": "half", "fortnightly": "fortnight", "yearly_too": "year",
    "next_month": "month", "last_month": "quarter", "next_year": "year",
}  # fmt: skip
_WEEKDAYS = {
    "hai": "MO", "ba": "TU", "tu": "WE", "nam": "TH", "sau": "FR", "bay": "SA",
    "2": "MO", "3": "TU", "4": "WE", "5": "TH", "6": "FR", "7": "SA",
}  # fmt: skip
_LAST_MONTHS = {"quarter": "3,6,9,12", "half": "6,12"}
_NEXT_MONTHS = {"quarter": "1,4,7,10", "half": "1,7"}
_QUALIFIERS = ("next_month", "last_month", "next_year")


def units(clause: Sequence[Token]) -> list[str]:
    """What the clause repeats by: month, quarter …; empty when it does not repeat.

    "Tháng liền kề" repeats by itself only where nothing says how often.
    """
    plain = [
        _unit(token)
        for token in clause
        if token.kind == "every" or token.kind in _KINDS and token.kind not in _QUALIFIERS
    ]
    found = plain or [_unit(token) for token in clause if token.kind in _QUALIFIERS]
    return list(dict.fromkeys(found))


def rule(unit: str, clause: Sequence[Token]) -> str:
    """The recurrence of one unit, due on the day that the clause names or the period's last."""
    moments = [token.moment for token in clause if token.moment]
    due = next(
        (moment for moment in moments if moment.kind != "year" and moment.year is None), None
    )
    written = _frequency(unit, due, clause)
    bounds = [moment for moment in moments if moment.year is not None]
    return f"{written};UNTIL={bounds[-1].end():%Y%m%d}" if bounds else written


def names_its_day(unit: str, clause: Sequence[Token]) -> bool:
    """Whether the day within the period is told plainly ("ngày 25 hằng quý" leaves the month open)."""
    bare = any(token.moment and token.moment.is_bare_day() for token in clause)
    told = any(token.kind in _QUALIFIERS for token in clause)
    return not bare or told or unit == "month"


def _unit(token: Token) -> str:
    return _UNITS[token.values["unit"]] if token.kind == "every" else _KINDS[token.kind]


def _frequency(unit: str, due: Moment | None, clause: Sequence[Token]) -> str:
    if unit == "day":
        return "FREQ=DAILY"
    if unit in ("week", "fortnight"):
        interval = ";INTERVAL=2" if unit == "fortnight" else ""
        return f"FREQ=WEEKLY{interval};BYDAY={_weekday(clause)}"
    day = due.day if due and due.day else -1
    if unit == "month":
        return f"FREQ=MONTHLY;BYMONTHDAY={day}"
    return f"FREQ=YEARLY;BYMONTH={_months(unit, due, clause)};BYMONTHDAY={day if unit != 'year' or due else 31}"


def _months(unit: str, due: Moment | None, clause: Sequence[Token]) -> str:
    if unit == "year":
        return str(due.end_month()) if due and not due.is_bare_day() else "12"
    following = any(token.kind == "next_month" for token in clause)
    return _NEXT_MONTHS[unit] if following else _LAST_MONTHS[unit]


def _weekday(clause: Sequence[Token]) -> str:
    """The day named; without one the last of the week."""
    named = (_WEEKDAYS[token.values["weekday"]] for token in clause if "weekday" in token.values)
    return next(named, "SU")
