"""Word a deadline six months later, as annexes word it: so that a plan can begin in July."""

import calendar
import re

_ROMAN = ("I", "II", "III", "IV")
_QUARTER = re.compile(r"Quý (I{1,3}|IV)/(\d{4})")
_MONTH = re.compile(r"Tháng (\d{1,2})/(\d{4})")
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_HALF = re.compile(r"6 tháng (đầu|cuối) năm (\d{4})")


def half_year_later(text: str) -> str:
    """The deadline six months later; one that names no month, quarter or half stays as it is."""
    for pattern, reword in ((_QUARTER, _quarter), (_MONTH, _month), (_DAY, _day), (_HALF, _half)):
        if pattern.search(text):
            return pattern.sub(reword, text)
    return text


def _quarter(found: re.Match[str]) -> str:
    years, n = divmod(_ROMAN.index(found[1]) + 2, 4)
    return f"Quý {_ROMAN[n]}/{int(found[2]) + years}"


def _month(found: re.Match[str]) -> str:
    month, year = _six_months_on(int(found[1]), int(found[2]))
    return f"Tháng {month}/{year}"


def _day(found: re.Match[str]) -> str:
    month, year = _six_months_on(int(found[2]), int(found[3]))
    last = calendar.monthrange(year, month)[1]
    shown = f"{month:02}" if month < 3 else str(month)
    return f"{min(int(found[1]), last):02}/{shown}/{year}"


def _half(found: re.Match[str]) -> str:
    if found[1] == "đầu":
        return f"6 tháng cuối năm {found[2]}"
    return f"6 tháng đầu năm {int(found[2]) + 1}"


def _six_months_on(month: int, year: int) -> tuple[int, int]:
    return (month + 5) % 12 + 1, year + (month > 6)
