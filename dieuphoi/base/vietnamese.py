"""Vietnamese text: compare, sort, and write dates and numbers as officials do.

Plain Python: the reader of documents uses it without the framework.
"""

import re
import unicodedata
from datetime import date
from math import isfinite

_LETTERS = {
    c: n for n, c in enumerate("0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz", start=10)
}  # fmt: skip
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền hỏi ngã sắc nặng
_SHAPES = {
    "\u0306": {"a": "ă"},
    "\u0302": {"a": "â", "e": "ê", "o": "ô"},
    "\u031b": {"o": "ơ", "u": "ư"},
}
_DASHES = re.compile("[\u00ad\u2010-\u2015\u2212]")
_SPACES = re.compile(r"\s+")
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ACCENTS = "".join(c for c in map(chr, range(0x300, 0x1F000)) if unicodedata.combining(c))
_STACKED = re.compile(f"([{_ACCENTS}]{{8}})[{_ACCENTS}]+")
_NUMBER = re.compile(r"^[+-]?\d{1,3}(\.\d{3})*(,\d+)?$|^[+-]?\d+(,\d+)?$")
_DATE = re.compile(r"^\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})\s*$")


def calm(text: str) -> str:
    """The text without what only an attack holds: long stacks of accents, which take the square of
    their length to normalise, and characters that neither XML nor a database takes for text."""
    return _STACKED.sub(r"\1", _NOT_TEXT.sub("", text))


def tidy(text: str) -> str:
    """The text in NFC, with one kind of dash and single spaces; line breaks become spaces."""
    return _SPACES.sub(" ", _DASHES.sub("-", unicodedata.normalize("NFC", calm(text)))).strip()


def fold(text: str) -> str:
    """The text without diacritics, case and double spaces: `Ủy ban` and `UỶ  BAN` become `uy ban`.

    For search and comparison; never shown to anybody.
    """
    plain = calm(text).replace("đ", "d").replace("Đ", "d")
    decomposed = unicodedata.normalize("NFD", plain)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _SPACES.sub(" ", _DASHES.sub("-", bare)).strip().casefold()


def sort_key(text: str) -> str:
    """A string that sorts as Vietnamese dictionaries do in any database's binary order.

    Letters first (a ă â … d đ …), tones (ngang huyền hỏi ngã sắc nặng) second, case third.
    """
    letters: list[str] = []
    tones: list[int] = []
    cases: list[int] = []
    for char in unicodedata.normalize("NFD", calm(text)):
        if char in _TONES:
            if tones:
                tones[-1] = _TONES[char]
        elif char in _SHAPES:
            if letters and letters[-1] in _SHAPES[char]:
                letters[-1] = _SHAPES[char][letters[-1]]
        elif not unicodedata.combining(char):
            letters.append(char.lower())
            tones.append(0)
            cases.append(int(char != char.lower()))
    places = bytes(_LETTERS.get(c, 1 if c.isspace() else 2) for c in letters)
    return (places + b"\0" + bytes(tones) + b"\0" + bytes(cases)).hex()


def format_date(day: date | None) -> str:
    """`05/06/2026`; an absent day is an empty string."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}" if day else ""


def format_named_day(name: str) -> str:
    """A name that is an ISO day as officials write it, `2026-11-15` → `15/11/2026`; else the name."""
    try:
        return format_date(date.fromisoformat(name))
    except ValueError:
        return name


def format_official_date(day: date) -> str:
    """`ngày 05 tháng 3 năm 2020`: days below ten and the months 1 and 2 get a leading zero.

    Legal source: Decree 30/2020/NĐ-CP, annex I.
    """
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def parse_date(text: str) -> date | None:
    """The day written as day, month, year with `/`, `.` or `-`; None when it is not one."""
    found = _DATE.match(text)
    if not found:
        return None
    day, month, year = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def format_number(value: int | float) -> str:
    """`8300.5` as `8.300,5`."""
    return f"{value:,}".translate(str.maketrans(",.", ".,"))


def parse_number(text: str) -> float | None:
    """`8.300` is eight thousand three hundred, `8,3` eight point three; None when it is not sure.

    `3.5` is neither: the dot groups thousands here, so a person is asked.
    """
    compact = text.strip().replace(" ", "")
    if not _NUMBER.match(compact):
        return None
    number = float(compact.replace(".", "").replace(",", "."))
    return number if isfinite(number) else None
