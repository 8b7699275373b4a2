"""Marks of state secrets: what the guard looks for before anything is kept.

Marks, not words. A mark stands by itself: a line (a cell, a stamp, a box) that is MẬT, TỐI MẬT or
TUYỆT MẬT, also behind "Độ mật:", spaced out, or split over lines; the stamp BÍ MẬT NHÀ NƯỚC; or a
number of the secret register. A sentence that speaks of secrets ("tăng cường công tác bảo vệ bí
mật nhà nước") bears no mark. Legal source: Law 117/2025/QH15; Decree 30/2020/NĐ-CP, annex I.
"""

import re
import unicodedata

from dieuphoi.base.vietnamese import fold

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_ALIKE = str.maketrans("АВЕКМНОРСТУХаеорсухΑΒΕΚΜΝΟΡΤΥΧ", "ABEKMHOPCTYXaeopcyxABEKMNOPTYX")
_EDGES = " \t.,:;!*-–—_=|/\\()[]{}<>«»“”\"'•·"
_LEVEL = r"(?:tuyet|toi)?mat"
_STAMP = re.compile(rf"^(?:{_LEVEL}|(?:do|muc)mat:?{_LEVEL}|bimatnhanuoc|tailieubimatnhanuoc)$")
_REGISTER = re.compile(r"^so dang ky (?:van ban )?bi mat nha nuoc(?: di| den)?\b.{0,40}$")
_NUMBER = re.compile(
    r"\b[Ss]ố\s*:?\s*\d{1,6}\s*/\s*(?:\d{4}\s*/\s*)?(?:[\w-]{1,30}-(?:M|TM|TuM|ĐM|BMNN)|(?:M|BMNN)-[\w-]{1,30})(?![\w-])"
)
_LONGEST = 60
"""A line longer than this is a sentence, not a mark."""


def find_mark(text: str) -> str | None:
    """The kind of the first mark found (`level`, `register`, `number`), or None; never its content.

    Linear in the text's length.
    """
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(_ALIKE)
    if _NUMBER.search(plain):
        return "number"
    lines = [line.strip(_EDGES) for line in re.split(r"[\r\n\t\v\f\u2028\u2029|]+", plain)]
    short = [line for line in lines if line]
    for n, line in enumerate(short):
        if len(line) <= _LONGEST and (kind := _kind(line)):
            return kind
        if _is_split_mark(short[n : n + 4]):
            return "level"
    return None


def _kind(line: str) -> str | None:
    folded = fold(line)
    if _REGISTER.match(folded):
        return "register"
    if not _is_written_as_mark(line):
        return None
    return "level" if _STAMP.match(re.sub(r"[\s.*_-]+", "", folded)) else None


def _is_written_as_mark(line: str) -> bool:
    """Diacritics tell MẬT from MẶT, MAT; a bare "mật" in lower case may be honey."""
    letters = re.sub(r"[\s.*_-]+", "", unicodedata.normalize("NFC", line))
    if "ẬT" in letters.upper() and letters.upper().endswith(("MẬT", "NHÀNƯỚC")):
        return letters[:1].isupper()
    return False


def _is_split_mark(lines: list[str]) -> bool:
    """A stamp whose words or letters stand on lines of their own, all in capitals."""
    for count in (2, 3, 4):
        parts = lines[:count]
        together = " ".join(parts)
        if len(parts) == count and all(len(p) <= 6 for p in parts) and together.isupper():
            joined = "".join(parts)
            if joined.endswith("MẬT") and _STAMP.match(re.sub(r"\s", "", fold(joined))):
                return True
    return False
