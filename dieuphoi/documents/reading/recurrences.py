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
_PLAIN = {
    "day": "FREQ=DAILY", "week": "FREQ=WEEKLY", "fortnight": "FREQ=WEEKLY;INTERVAL=2",
    "month": "FREQ=MONTHLY", "quarter": "FREQ=MONTHLY;INTERVAL=3",
    "half": "FREQ=MONTHLY;INTERVAL=6", "year": "FREQ=YEARLY",
}  # fmt: skip
_WEEKLY = ("week", "fortnight")
_SHORTEST_MONTH = 28
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
    """The recurrence of one unit. Where the clause names no day, neither does the rule: it is then
    due at the end of each period."""
    due = next((moment for moment in _moments(clause) if moment.year is None), None)
    if unit in _WEEKLY:
        weekday = _weekday(clause)
        return f"{_PLAIN[unit]};BYDAY={weekday}" if weekday else _PLAIN[unit]
    if unit == "day" or not due:
        return _PLAIN[unit]
    if unit == "month":
        return f"FREQ=MONTHLY;{_day(due)}"
    return f"FREQ=YEARLY;BYMONTH={_months(unit, due, clause)};{_day(due)}"


def bounds(clause: Sequence[Token]) -> tuple[str | None, str | None]:
    """The first and the last day between which it repeats: "hằng năm, giai đoạn 2026-2030"."""
    known = [moment for moment in _moments(clause) if moment.year is not None]
    if not known:
        return None, None
    return known[0].start().isoformat(), known[-1].end().isoformat()


def names_its_day(unit: str, clause: Sequence[Token]) -> bool:
    """Whether the day within the period is told plainly ("ngày 25 hằng quý" leaves the month open)."""
    bare = any(token.moment and token.moment.is_bare_day() for token in clause)
    told = any(token.kind in _QUALIFIERS for token in clause)
    return not bare or told or unit == "month"


def _unit(token: Token) -> str:
    return _UNITS[token.values["unit"]] if token.kind == "every" else _KINDS[token.kind]


def _moments(clause: Sequence[Token]) -> list[Moment]:
    return [token.moment for token in clause if token.moment]


def _day(due: Moment) -> str:
    """The day of the month, else its last; the 31st of a shorter month is its last day."""
    if due.day <= _SHORTEST_MONTH:
        return f"BYMONTHDAY={due.day or -1}"
    days = ",".join(map(str, range(_SHORTEST_MONTH, due.day + 1)))
    return f"BYMONTHDAY={days};BYSETPOS=-1"


def _months(unit: str, due: Moment, clause: Sequence[Token]) -> str:
    if unit == "year":
        return str(12 if due.is_bare_day() else due.end_month())
    following = any(token.kind == "next_month" for token in clause)
    return _NEXT_MONTHS[unit] if following else _LAST_MONTHS[unit]


def _weekday(clause: Sequence[Token]) -> str:
    named = (_WEEKDAYS[token.values["weekday"]] for token in clause if "weekday" in token.values)
    return next(named, "")
