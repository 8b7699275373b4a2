"""Text pasted from Word: keep the words, drop what only a page understands."""

import re
import unicodedata

from dieuphoi.base.vietnamese import calm

_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BULLETS = re.compile("^[ \t]*[\uf0b7\uf0a7\uf0d8\u2022\u25cf\u25aa\u2023][ \t]*", re.MULTILINE)
_OBJECTS = re.compile(
    "[\ufffc\ufffd\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ue000-\uf8ff]"
)
_BLANK_LINES = re.compile("\n[ \t]*(?:\n[ \t]*)+")
_ROW_OF_SPACES = re.compile("[ \xa0\u1680\u2000-\u200a\u202f\u205f\u3000]{2,}")


def plain(text: str) -> str:
    """The text in NFC with "\\n" between paragraphs: no placeholder of a picture, no private
    bullet, no mark of a table cell, no mark of writing direction, no run of blank lines."""
    text = _BREAKS.sub("\n", text.replace("\x07", "\t"))
    text = _BULLETS.sub("- ", text)
    text = calm(unicodedata.normalize("NFC", calm(_OBJECTS.sub("", text))))
    text = _ROW_OF_SPACES.sub(" ", text.replace("\xa0", " "))
    return _BLANK_LINES.sub("\n\n", text).strip()
