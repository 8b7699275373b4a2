"""Text on its way into a Word or Excel file: only what those take for text is left of it."""

import re
import unicodedata

from dieuphoi.base.vietnamese import calm

_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SPACE = re.compile("[\t ]+")
_PLAIN = re.compile("[ -~\u00a0-\u024f\u1e00-\u1eff\u2010-\u2027]*")
"""Letters that are whole already, in one line: nearly every text, so it is looked at once only."""


def lines_of(text: str) -> list[str]:
    """The text's lines in NFC, without empty ones: every kind of line break counts, tabs are spaces.

    Marks of writing direction go: they make a sentence read otherwise than it is stored.
    """
    if not _PLAIN.fullmatch(text):
        text = calm(_DIRECTION.sub("", _BREAK.sub("\n", text)))
        text = unicodedata.normalize("NFC", text)
    lines = (_SPACE.sub(" ", line).strip() for line in text.split("\n"))
    return [line for line in lines if line]


def one_line(text: str) -> str:
    """The text as one line."""
    return " ".join(lines_of(text))
