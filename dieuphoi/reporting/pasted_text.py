"""Text pasted from Word: keep the words, drop what only a page understands."""

import re
import unicodedata

from dieuphoi.base.vietnamese import calm

_BREAKS = re.compile("\r\n?|[\x0b\x0c\u2028\u2029]")
_BULLETS = re.compile("^[ \t]*[\uf0b7\uf0a7\uf0d8\u2022\u25cf\u25aa\u2023][ \t]*", re.MULTILINE)
_OBJECTS = re.compile(
    "[\ufffc\ufffd\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ue000-\uf8ff]"
)
_BLANK_LINES = re.compile("\n[ \t]*(?:\n[ \t]*)+")
_ROW_OF_SPACES = re.compile("[ \xa0\u2000-\u200a\u202f]{2,}")


def plain(text: str) -> str:
    """The text in NFC with "\\n" between paragraphs: no placeholder of a picture, no private
    bullet, no mark of a table cell, no mark of writing direction, no run of blank lines."""
    text = _BREAKS.sub("\n", text.replace("\x07", "\t"))
    text = _BULLETS.sub("- ", text)
    text = calm(unicodedata.normalize("NFC", calm(_OBJECTS.sub("", text))))
    text = _ROW_OF_SPACES.sub(" ", text.replace("\xa0", " "))
    return _BLANK_LINES.sub("\n\n", text).strip()


_NOTHING = re.compile(
    r"(?:hiện\s+)?không(?:\s+(?:có|phát\s+sinh))?"
    r"(?:\s+(?:gì|nội\s+dung(?:\s+nào)?|khó\s+khăn(?:,\s*vướng\s+mắc)?|"
    r"đề\s+xuất(?:,\s*kiến\s+nghị)?|kiến\s+nghị(?:,\s*đề\s+xuất)?))?[.!]?",
    re.IGNORECASE,
)


def says_nothing_arose(text: str) -> bool:
    """Whether the whole text is the answer "Không", "Không có", "Không phát sinh": not a gap."""
    return bool(_NOTHING.fullmatch(text.strip(" -–\n\t")))
