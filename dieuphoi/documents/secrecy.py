"""Marks of state secrets: what the guard looks for before anything is kept.

Marks, not words. `find_mark` looks at each "mật" and at what stands around it in the same line,
cell or box, and finds

- `level`: MẬT, TỐI MẬT, TUYỆT MẬT standing by itself, also in brackets, beside a degree of urgency
  or a copy number, behind "Độ mật:", or after "TÀI LIỆU", "VĂN BẢN" and the like in capitals;
- `state_secret`: BÍ MẬT NHÀ NƯỚC (or "Tài liệu bí mật nhà nước" and the like) standing by itself,
  and "văn bản này thuộc bí mật nhà nước"; the stamps that only secret papers bear;
- `register`: the heading of a register of state secrets, or a number in one;
- `number`: a document symbol that ends in M, as in 05/BC-UBND-M or 12-KH/TU (M); also one that is
  only cited, since not even the number of a secret paper may be kept here.

What has other words around it in the same line is a sentence and passes: "tăng cường công tác bảo
vệ bí mật nhà nước", "Luật Bảo vệ bí mật nhà nước", "bảo mật", "mật độ". A line that only goes on
from the line before ("CÔNG TÁC BẢO VỆ / BÍ MẬT NHÀ NƯỚC", "AN TOÀN, BẢO / MẬT") passes as well; a
bare lower-case "mật" may be the rest of a wrapped line, or honey, and passes.

Letters may be spaced out, set one below the other, full-width, Cyrillic or Greek look-alikes,
decomposed, cut by invisible characters, or in the old codes TCVN3 and VNI. Each "mật" is looked at
with a bounded number of characters around it, so time grows with the text's length alone.

Legal source: Law 117/2025/QH15; stamps as in Circular 24/2020/TT-BCA; Decree 30/2020/NĐ-CP.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from dieuphoi.base.vietnamese import calm


def find_mark(text: str) -> str | None:
    """The kind of the first mark found (`level`, `state_secret`, `register`, `number`), or None.

    Never its content. Lines, cells and boxes are told apart by line breaks, tabs, bars and wide
    gaps; an empty line says that one does not go on in the next.
    """
    letters = _letters(text)
    plain = _GAPS.sub("\n", _CELL_EDGES.sub("\n\n", letters))
    seen: set[_Place] = set()
    for place in _places(plain):
        if place not in seen:
            for kind, is_mark in _RULES:
                if is_mark(place):
                    return kind
            seen.add(place)
    if _BARE.search(plain):
        return "level"
    return "number" if any(map(_is_secret_number, _NUMBER.finditer(letters))) else None


def find_mark_in_name(name: str) -> str | None:
    """The same for the name of a file, where dashes, underscores and brackets part the words."""
    stem = PurePosixPath(name.replace("\\", "/")).stem
    words = re.split(r"[-_()\[\].,;]", unicodedata.normalize("NFC", calm(stem)))
    if "MAT" in words:
        return "level"
    if _NUMBER_IN_NAME.search(stem):
        return "number"
    return find_mark(stem) or find_mark("\n".join(words))


# How a text may be written


_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
                        "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]")  # fmt: skip
_LOOSE_ACCENTS = re.compile("[\u0300-\u036f\u20d0-\u20f0]")
_ALIKE = dict(
    zip(
        map(ord, "АВЕКМНОРСТУХІЅЈаеорсухіѕјΑΒΕΗΙΚΜΝΟΡΤΥΧΖοᴍᴛᴀᴇᴏ"),
        "ABEKMHOPCTYXISJaeopcyxisjABEHIKMNOPTYXZomtaeo",
        strict=True,
    )
)
_ALIKE_ANY = re.compile("[" + "".join(map(chr, _ALIKE)) + "]")
_OLD_CODES = {
    "mật": "mËt maät",
    "tuyệt": "tuyÖt tuyeät",
    "tối": "tèi toái",
    "bí": "bÝ",
    "nhà": "nhμ nhaø",
    "nước": "níc nöôùc",
    "độ": "®é §é ñoä",
    "bảo": "b¶o baûo",
    "vệ": "vÖ veä",
}
"""How TCVN3 and VNI fonts keep the words of marks, after NFKC and without soft hyphens."""
_OLD_SIGN = re.compile("m(?:Ë|aä)t", re.IGNORECASE)
_OLD_WORDS = {old.lower(): word for word, olds in _OLD_CODES.items() for old in olds.split()}
_OLD_WORD = re.compile(rf"(?<!\w)(?:{'|'.join(_OLD_WORDS)})(?!\w)", re.IGNORECASE)


def _letters(text: str) -> str:
    """The text in ordinary letters. Steps that cost time are taken only where they are needed."""
    if _INVISIBLE.search(text):
        text = _INVISIBLE.sub("", text)
    text = unicodedata.normalize("NFKC", calm(text))
    if _ALIKE_ANY.search(text):
        text = unicodedata.normalize("NFC", text.translate(_ALIKE))
    if _LOOSE_ACCENTS.search(text):
        text = _LOOSE_ACCENTS.sub("", text)
    if _OLD_SIGN.search(text):
        text = _OLD_WORD.sub(lambda old: _OLD_WORDS[old[0].lower()].upper(), text)
    return text


_CELL_EDGES = re.compile(r"[\t\v\f|\x1c-\x1e\x85\u2028\u2029]")
_GAPS = re.compile(r"\r\n?| {3,}")


# Where "mật" stands


_GAP = r"[\W_]{0,6}"


def _spaced(word: str) -> str:
    """A pattern for the word, its letters together or apart."""
    return _GAP.join(word)


_MAT = re.compile(rf"(?<![^\W_]){_spaced('mật')}(?![^\W_])", re.IGNORECASE)
_STATE_BEFORE = re.compile(rf"(?<![^\W_]){_spaced('bí')}{_GAP}$", re.IGNORECASE)
_STATE_AFTER = re.compile(rf"^{_GAP}{_spaced('nhànước')}(?![^\W_])", re.IGNORECASE)
_AROUND = 160
"""Characters looked at on each side: what is longer than this is a sentence."""
_NEAR = 24
"""Characters of the lines around that are looked at."""


class _Place(NamedTuple):
    """A "mật", or a whole "bí mật nhà nước", and what stands around it.

    `before` and `after` are the rest of its line; `earlier` is the end of what precedes, and
    `is_next_line` says that no empty line is between; `later` is the begin of the next line,
    empty where an empty line is between.
    """

    word: str
    is_state: bool
    before: str
    after: str
    earlier: str
    later: str
    is_next_line: bool


def _places(text: str) -> Iterator[_Place]:
    for found in _MAT.finditer(text):
        start, end = found.span()
        is_state = False
        if bi := _preceding_bi(text, start):
            if nha_nuoc := _STATE_AFTER.match(text[end : end + 48]):
                start, end, is_state = start - len(bi), end + nha_nuoc.end(), True
            elif "\n" not in bi:
                continue
        opens = text.rfind("\n", max(0, start - _AROUND), start) + 1 or max(0, start - _AROUND)
        closes = text.find("\n", end, end + _AROUND)
        if closes < 0:
            closes = min(len(text), end + _AROUND)
        earlier = text[max(0, opens - _NEAR) : opens]
        ended, later = earlier.rstrip(), text[closes : closes + _NEAR]
        begun = later.lstrip()
        yield _Place(
            word=text[start:end],
            is_state=is_state,
            before=text[opens:start],
            after=text[end:closes],
            earlier=ended,
            later=begun if later.count("\n", 0, len(later) - len(begun)) < 2 else "",
            is_next_line=earlier.count("\n", len(ended)) < 2,
        )


def _preceding_bi(text: str, start: int) -> str:
    """The "bí" right before, with the gap between."""
    near = text[max(0, start - 16) : start]
    if "í" not in near and "Í" not in near:
        return ""
    found = _STATE_BEFORE.search(near)
    return found[0] if found else ""


# What makes it a mark


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


_LONGEST = 60
"""Around a stamp there is no more than this in its line."""
_THING = "tàiliệu|vănbản|hồsơ|vậtchứa|tàiliệuvậtchứa|điện|côngđiện|bảnsao|báocáo|phụlục"
_LABEL = "(?:dấu)?(?:chỉ)?(?:mức)?độmật"
_URGENCY = r"(?:(?:mức)?độkhẩn|(?:thượng)?khẩn|hỏatốc|hoảtốc|hẹngiờ|bảnsố\d*|sốbản\d*)*"
_BEFORE_LEVEL = re.compile(rf"{_URGENCY}(?:{_LABEL})?(?:tuyệt|tối)?(?:{_LABEL})?")
_BEFORE_LEVEL_OF_A_THING = re.compile(rf"{_URGENCY}(?:(?:{_THING})(?:tuyệt|tối)?|tăng|giảm)")
_AFTER_LEVEL = re.compile(rf"{_URGENCY}(?:từ\d*)?|docx?|xlsx?|pdf|txt")
_LABEL_BEFORE = re.compile(
    r"(?:độ|mức|dấu)\s{1,3}mật\s{0,3}[:=\-–—]\s{0,3}[\"'“(\[<]?\s{0,3}(?:tuyệt|tối)?\s{0,3}$",
    re.IGNORECASE,
)
_COMPOUND = re.compile(
    r"\s*(?:độ(?!\s+(?:khẩn|mật))|khẩu\b|ong\b|mã\b(?!\s+(?:số|hiệu)))", re.IGNORECASE
)
_GOES_ON = re.compile(r"(?<![^\W_])(?:bảo|cơ|giải|thân|cẩn|(?<!uông )bí)\s*$", re.IGNORECASE)
_ABOVE = re.compile(r"(?:^|\n)[\W_]*(?:tuyệt|tối)[\W_]*$", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[]\s{0,3}(?:(?:tuyệt|tối)\s{1,3})?$", re.IGNORECASE)


def _is_level(place: _Place) -> bool:
    """MẬT by itself, or all that is around it belongs to the stamp."""
    if place.is_state or max(len(place.before), len(place.after)) > _LONGEST or _is_wrapped(place):
        return False
    before, after = _squeezed(place.before), _squeezed(place.after)
    if not _AFTER_LEVEL.fullmatch(after):
        return False
    if _BEFORE_LEVEL_OF_A_THING.fullmatch(before):
        return (place.before + place.word).isupper()
    if not _BEFORE_LEVEL.fullmatch(before):
        return False
    return _is_written_as_mark(place, bool(before))


def _is_written_as_mark(place: _Place, has_words_before: bool) -> bool:
    """A lower-case "mật" alone is a mark only where something says so."""
    spread = len(place.word) > len("mật")
    bracketed = place.before.rstrip()[-1:] in ("(", "[") and place.after.lstrip()[:1] in (")", "]")
    labelled = re.search(r"độ mật\W*$", place.earlier[-20:], re.IGNORECASE) is not None
    stacked = _ABOVE.search(place.earlier) is not None
    return place.word[0].isupper() or has_words_before or spread or bracketed or labelled or stacked


def _is_wrapped(place: _Place) -> bool:
    """Whether the word is a piece of a longer one that a line break or a wide gap cut."""
    if not _squeezed(place.after) and _is_cut_after(place):
        return True
    came = _GOES_ON.search(place.earlier[-12:])
    return bool(
        came
        and place.is_next_line
        and not _squeezed(place.before)
        and came[0].isupper() == place.word.isupper()
    )


def _is_cut_after(place: _Place) -> bool:
    follows = _COMPOUND.match(place.later)
    return bool(follows and follows[0].strip().isupper() == place.word.isupper())


def _is_labelled(place: _Place) -> bool:
    """`Độ mật: Tối mật` anywhere in a line."""
    return (
        not place.is_state
        and _LABEL_BEFORE.search(place.before[-40:]) is not None
        and not _COMPOUND.match(place.after)
    )


def _is_in_brackets(place: _Place) -> bool:
    """`Kế hoạch số 5 (MẬT)`: brackets and capitals, with nothing else in the brackets."""
    return (
        not place.is_state
        and place.word.isupper()
        and _BRACKETS.search(place.before[-16:]) is not None
        and place.after.lstrip()[:1] in (")", "]")
    )


_LEADS_ON = re.compile(
    r"(?<![^\W_])(?:bảo\s+vệ|về|lộ|mất|lọt|danh\s+mục|phạm\s+vi|quản\s+lý|chứa|và|các|của|với|"
    r"soạn\s+thảo|cung\s+cấp|chuyển\s+giao)\s*$",
    re.IGNORECASE,
)
_BEFORE_STATE = re.compile(
    rf"{_URGENCY}(?:(?:{_THING})(?:này)?(?:(?:thuộc|chứa)(?:danhmục|phạmvi)?)?)?"
)
_AFTER_STATE = re.compile(rf"{_URGENCY}(?:độ)?(?:tuyệtmật|tốimật|mật)?{_URGENCY}")
_SAYS_OF_ITSELF = re.compile(
    r"\b(?:văn bản|tài liệu|hồ sơ|báo cáo|kế hoạch|phụ lục|công văn|quyết định|tờ trình|nội dung|"
    r"dự thảo|thông báo)\s{1,3}(?:này|kèm theo|gửi kèm|sau đây|dưới đây)\s{1,3}"
    r"(?:thuộc|chứa|chứa đựng|có|là|mang)\s{1,3}"
    r"(?:(?:danh mục|phạm vi|nội dung|thông tin|tài liệu|văn bản)\s{1,3}){0,2}$",
    re.IGNORECASE,
)


def _is_state_secret(place: _Place) -> bool:
    """BÍ MẬT NHÀ NƯỚC as a stamp or heading of its own, or said of the paper in hand."""
    if not place.is_state:
        return False
    if _SAYS_OF_ITSELF.search(place.before[-80:]):
        return True
    before = _squeezed(place.before)
    if not (_BEFORE_STATE.fullmatch(before) and _AFTER_STATE.fullmatch(_squeezed(place.after))):
        return False
    title = (place.before + place.word).lstrip(" \t\"'“”([*_-–—•#>")
    came = _LEADS_ON.search(place.earlier[-20:])
    goes_on = came is not None and came[0].isupper() == title.isupper()
    return title[:1].isupper() and not goes_on


_TERM_STAMP = re.compile(r"(?:gia hạn )?thời hạn bảo vệ\s*$", re.IGNORECASE)
_TERM = re.compile(r"\s*(?::\s*)?(?:từ|đến|\d|\.{2}|…)", re.IGNORECASE)


def _is_term_stamp(place: _Place) -> bool:
    """`Thời hạn bảo vệ bí mật nhà nước: 10 năm`, which only a secret paper bears."""
    stamp = _TERM_STAMP.search(place.before)
    return bool(
        place.is_state
        and stamp
        and not _squeezed(place.before[: stamp.start()])
        and _TERM.match(place.after)
    )


_REGISTER = re.compile(r"sổ(?:đăngký|đk)(?:vănbản|tàiliệu)?")
_REGISTER_AFTER = re.compile(r"(?:đi|đến|điđến|đếnđi)?(?:năm\d*)?(?:số\d*)?")
_REGISTER_NUMBER = re.compile(r"\bs[ốổ] (?:đăng ký|đk|đến|đi)\s*$", re.IGNORECASE)
_DIGITS = re.compile(r"\s*(?:đi|đến)?\s*:?\s*\d", re.IGNORECASE)


def _is_register(place: _Place) -> bool:
    """The heading of a register of state secrets, or `Số đăng ký bí mật nhà nước: 12`."""
    if not place.is_state:
        return False
    if _REGISTER_NUMBER.search(place.before[-24:]) and _DIGITS.match(place.after):
        return True
    first = place.before.strip()[:1]
    return bool(
        first.isupper()
        and _REGISTER.fullmatch(_squeezed(place.before))
        and _REGISTER_AFTER.fullmatch(_squeezed(place.after))
    )


_RULES: tuple[tuple[str, Callable[[_Place], bool]], ...] = (
    ("level", _is_level),
    ("level", _is_labelled),
    ("level", _is_in_brackets),
    ("state_secret", _is_state_secret),
    ("state_secret", _is_term_stamp),
    ("register", _is_register),
)

_BARE = re.compile(
    r"^[ \t(\[*_\"'“-]{0,6}(?:DO MAT ?: ?(?:TUYET |TOI )?MAT|TUYET MAT|TOI MAT|BI MAT NHA NUOC"
    r"|CHỈ NGƯỜI CÓ TÊN MỚI ĐƯỢC BÓC BÌ)[ \t)\]*_\"'”.-]{0,6}$",
    re.MULTILINE,
)
"""Capitals without diacritics, which cannot mean anything else; the stamp on envelopes."""


# Numbers


_PART = r"[^\W_]{1,20}"
_NUMBER = re.compile(
    rf"(?:(?<![^\W_])\d{{1,6}}[a-z]?|\b[Ss][ốỐ] ?: ?[.… ]{{0,20}})"
    rf" ?(?P<symbol>(?:[/-] ?{_PART}){{1,7}}) ?(?P<note>[(\[] ?{_PART}(?: {_PART})? ?[)\]])?"
)
_SECRET_PARTS = {"M", "Mật", "MẬT", "TMật", "BMNN"}
_SECRET_NOTES = {"m", "mật", "tm", "tối mật", "tuyệt mật", "bmnn"}
_NAMED_TYPES = {"KH", "BC", "QĐ", "CT", "CTr", "ĐA", "NQ", "TB", "HD", "KL", "TTr", "PA", "BB"}
_NUMBER_IN_NAME = re.compile(r"\d[-_ ][A-ZĐ][A-Za-zĐ]{0,4}[-_ ][A-ZĐ]{1,20}[-_ ]M(?![^\W_])")


def _is_secret_number(found: re.Match[str]) -> bool:
    """Whether the symbol of a document says that it is in the register of secrets.

    TM alone is no sign: it stands for commerce (1234/UBND-TM), and before the name of who signs.
    It counts in brackets, and where it follows type and agency (05/KH-UBND-TM).
    """
    parts = [part.strip() for part in re.split(r"[/-]", found["symbol"]) if part.strip()]
    note = (found["note"] or "").strip("()[] ")
    if not any(part[0].isalpha() for part in parts):
        return False
    if note.casefold() in _SECRET_NOTES and note[0].isupper():
        return True
    while parts and parts[0].isdigit():
        del parts[0]
    if len(parts) < 2:
        return False
    is_top = len(parts) > 2 and parts[0] in _NAMED_TYPES and parts[-1] == "TM"
    is_first = parts[0] in ("M", "BMNN") and parts[1][0].isalpha()
    return parts[-1] in _SECRET_PARTS or is_first or is_top
