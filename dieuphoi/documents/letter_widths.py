"""How wide a line of Times New Roman Bold is: for rules as long as a part of it, and even lines."""

import unicodedata

_GROUPS = {
    250: " ,.",
    278: "'/\\il",
    333: "!()-:;[]`fjt",
    389: "Is",
    444: "cerz",
    556: "Sbdhknpquơđ",
    600: "ư",
    611: "FP",
    667: "BELTZ",
    722: "ACDNRUVXYwĐ",
    778: "GHKOQƠ",
    796: "Ư",
    833: "&m",
    944: "M",
    1000: "%W…",
}
_WIDTHS = {letter: width for width, letters in _GROUPS.items() for letter in letters}
_OTHER = 500
_HORN = "\u031b"
_SLACK = 1.03
"""Room for what the letters of another program or font are wider."""
_MOST_LINES = 8
"""Text of more lines is not evened out: nobody would see it."""


def width_of(text: str, size: float) -> float:
    """The width in points of a line of bold letters of a size in points."""
    return sum(map(_letter, unicodedata.normalize("NFC", text))) * size / 1000


def evenly_broken(text: str, size: float, room: float) -> float:
    """The width in points to which to narrow a centred text so that its lines are about as long.

    The number of lines stays the least that the room (in points) allows.
    """
    words = [width_of(word, size) for word in text.split()]
    space = width_of(" ", size)
    fewest = _lines(words, space, room)
    width = room
    if 1 <= fewest <= _MOST_LINES:
        width = max(*words, (sum(words) + space * (len(words) - fewest)) / fewest, 1)
        while width < room and _lines(words, space, width) > fewest:
            width += size / 4
    return min(width * _SLACK, room)


def _letter(letter: str) -> int:
    """A letter is as wide as it is without its marks, unless it has a horn."""
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    base, *marks = list(unicodedata.normalize("NFD", letter))
    horned = unicodedata.normalize("NFC", base + _HORN) if _HORN in marks else base
    return _WIDTHS.get(horned, _OTHER)


def _lines(words: list[float], space: float, room: float) -> int:
    lines, filled = 0, room
    for word in words:
        if lines and filled + space + word <= room:
            filled += space + word
        else:
            lines, filled = lines + 1, word
    return lines
