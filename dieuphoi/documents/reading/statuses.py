"""What the word for a status says: done, in progress, or a question for a person.

The vocabulary is a table of whole phrases. A phrase that is not in it, and words beside a known
phrase that could turn it round ("đã hoàn thành một phần", "hoàn thành, còn thiếu báo cáo"), are
asked, never guessed. A percentage below 100 is never done.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from dieuphoi.base.vietnamese import fold, parse_date, tidy

from .changed_text import newest

State = Literal[
    "",
    "asked",
    "assigned",
    "not_started",
    "in_progress",
    "not_done",
    "done",
    "awaiting_confirmation",
    "rework",
    "suspended",
    "declined",
    "cancelled",
    "superseded",
]
Timing = Literal["", "on_time", "late"]


class Meaning(NamedTuple):
    """What a wording means. `not_done` is open, whether begun or not; `timing` is what the words
    say of the deadline, "" where they say nothing."""

    state: State
    timing: Timing = ""


@dataclass(frozen=True)
class ReadStatus:
    """The status of a row: `state` is "" where nothing is told, "asked" where a person must say.

    `text` is the wording as written. `percent` is 0 to 100, `day` the ISO day on which it was
    done; None where the words name none.
    """

    text: str = ""
    state: State = ""
    timing: Timing = ""
    percent: int | None = None
    day: str | None = None


ASKED = Meaning("asked")

# Whole phrases, folded; "trien khai" stands for "thuc hien" and "nhiem vu" may be left out.
_PHRASES: Mapping[State, Sequence[str]] = {
    "done": (
        "hoan thanh", "da hoan thanh", "da hoan thanh xong", "da hoan tat", "hoan tat", "da xong",
        "xong", "da thuc hien xong", "thuc hien xong",
    ),
    "not_done": ("chua hoan thanh", "chua xong", "chua hoan tat"),
    "in_progress": (
        "dang thuc hien", "dang tien hanh", "dang tiep tuc thuc hien", "dang trong qua trinh thuc hien",
    ),
    "not_started": ("chua thuc hien", "chua bat dau", "chua bat dau thuc hien", "chua tien hanh"),
    "assigned": ("da giao",),
    "awaiting_confirmation": ("cho xac nhan", "cho xac nhan hoan thanh", "dang cho xac nhan"),
    "rework": ("thuc hien lai", "yeu cau thuc hien lai", "tu choi xac nhan"),
    "suspended": ("tam hoan", "tam dung", "tam dung thuc hien", "da tam dung", "da tam hoan"),
    "declined": ("tu choi", "chuyen tra", "da chuyen tra"),
    "cancelled": ("huy", "da huy", "huy bo", "da huy bo", "bi huy"),
    "superseded": ("thay the", "da thay the", "bi thay the"),
}  # fmt: skip
_TIMINGS: Mapping[Timing, Sequence[str]] = {
    "on_time": (
        "dung han", "trong han", "con trong han", "truoc han", "som han", "dung thoi han",
        "truoc thoi han", "dung tien do", "con han", "chua den han",
    ),
    "late": (
        "qua han", "da qua han", "tre han", "cham han", "muon han", "qua thoi han", "cham tien do",
        "tre tien do", "cham muon", "tre",
    ),
}  # fmt: skip
_OPEN = ("trong han", "con trong han", "con han", "chua den han", "sap qua han", "sap den han")
_LATE = ("qua han", "da qua han", "tre han", "qua thoi han")
_TIMING_OF = {phrase: timing for timing, phrases in _TIMINGS.items() for phrase in phrases}


def _vocabulary() -> dict[str, Meaning]:
    words = {phrase: Meaning(state) for state, all_ in _PHRASES.items() for phrase in all_}
    for phrase in list(words):
        for work in ("trien khai", "trien khai thuc hien"):
            words[phrase.replace("thuc hien", work)] = words[phrase]
    for phrase, meaning in list(words.items()):
        words[f"{phrase} nhiem vu"] = meaning
    words |= {phrase: Meaning("not_done") for phrase in _OPEN}
    words |= {phrase: Meaning("not_done", "late") for phrase in _LATE}
    return words


VOCABULARY = _vocabulary()
"""Every phrase that is understood without asking, folded, and its meaning."""

_LABEL = re.compile(r"^(?:tinh trang|trang thai|tien do|hien trang|tinh hinh)\s*:\s*")
_CLAUSES = re.compile(r"[;\n,()\[\]]|\.(?=\s|$)|\s[-–]\s|:\s")
_EDGES = " .…;:,-–+*•!\"'“”()[]"
_PERCENT = re.compile(r"(?<![\d.,/])(\d{1,3})(?:[.,](\d{1,2}))?\s*%")
_BESIDE_PERCENT = re.compile(r"\b(?:dat|duoc|khoang|ty le|ti le|khoi luong|tien do|muc)\b|[:=~]")
_DAY = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}"
_ON_A_DAY = re.compile(rf"^(?P<words>da .*?)\s+(?:vao )?(?:ngay )?(?P<day>{_DAY})$")
_ONLY_A_DAY = re.compile(rf"^(?:vao )?(?:ngay )?(?P<day>{_DAY})$")
_ENTRY = re.compile(rf"^\W*(?:ngay )?(?P<day>{_DAY})\s*[:;,–-]\s*(?P<words>.+)$")
_DAYS_LATE = re.compile(r"^(?:qua|tre|cham|muon) (?:han )?\d{1,4} (?:ngay|thang)$")
# Words that may turn "done" round, wherever they stand beside it.
_TURNS_ROUND = re.compile(
    r"\b(?:chua|dang|con|tru|rieng|phan|co ban|du kien|se|cho|tiep tuc|thieu|ton|nhung|tuy|khong|"
    r"huy|tam (?:dung|hoan|thoi)|dung|hoan(?! thanh| tat)|buoc|giai doan|du thao|phan dau|dot|lan|"
    r"truoc|gan|hau het|da so|mot so|qua han|tre|cham|muon|nghiem thu|trinh|lui|gia han|"
    r"tra (?:lai|ve)|tu choi|ho so bo sung|bo sung ho so)\b|%|\?"
)
# Words that may end what is open, wherever they stand beside it.
_ENDS = re.compile(
    r"\b(?:bai bo|dinh chi|tam (?:dung|hoan)|tu choi|(?:da|bi|de nghi|xin) (?:huy|dung|thoi|rut)|"
    r"khong (?:thuc hien|trien khai|yeu cau|can|lam|con)|(?:da|bi|duoc|van ban) thay the|"
    r"chuyen (?:tra|sang))\b"
)
_OPEN_STATES = ("assigned", "not_started", "in_progress", "not_done")
# What may stand beside "done": the document or the deed that shows it.
_SHOWS = re.compile(
    r"^(?:(?:theo|tai|kem|xem|bang|gui|co|so) )?(?:(?:cac |\d+ )?(?:bao cao|quyet dinh|cong van|ke hoach|"
    r"to trinh|van ban|thong bao|nghi quyet|nghi dinh|thong tu|bien ban|ho so|chi thi|huong dan)|"
    r"(?:da|so|ngay|qd|bc|cv|kh|ttr|vb|tb|nq|bb)\b|\d+/)"
)
_SHARE = re.compile(r"(?<![\d/])(\d{1,6})\s*/\s*(\d{1,6})(?![\d/\-a-z])")
_NOT_YET = re.compile(r"\b(?:du kien|se|phan dau|chua|de|trong|truoc|can|phai|sau khi)\b")
_DONE = re.compile(r"\b(?:hoan thanh|hoan tat|xong)\b")
_MARKS = {"x", "v", "✓", "✔", "√", "☑", "☒", "có", "1"}


def read_status(
    text: str,
    percent: str = "",
    *,
    percent_of_done: bool = False,
    known: Mapping[str, Meaning] | None = None,
) -> ReadStatus:
    """What a status cell says, with the cell of a percentage beside it.

    `percent_of_done` tells that the percentage's column is of what is done, so that 100 says it
    too. `known` are wordings that people explained, by `key_of`; they go before the vocabulary.
    """
    wording = tidy(text)
    beside, sure = _percent_in(percent)
    status = _of_words(newest(text)[0], wording, known or {})
    if status.state == "":
        told = _of_percent(beside, percent_of_done) if sure else ReadStatus(tidy(percent), "asked")
        status = _with_text(told, wording) if key_of(wording) else told
    elif sure and beside is not None:
        status = _with_percent(status, beside)
    return status if sure else _asked(status)


def key_of(wording: str) -> str:
    """What two spellings of one wording have in common: no accents, case or marks at the edges."""
    return fold(wording).strip(_EDGES)


def is_mark(text: str) -> bool:
    """Whether a cell only ticks its column: "x"."""
    return text.strip().casefold() in _MARKS


def says_a_state(text: str) -> bool:
    """Whether the text is understood without asking."""
    return read_status(text).state not in ("", "asked")


def _of_words(text: str, wording: str, known: Mapping[str, Meaning]) -> ReadStatus:
    """What the words alone say."""
    if not key_of(text):
        return ReadStatus(wording, "asked" if wording.strip(" -–./…") else "")
    if own := known.get(key_of(wording)):
        return ReadStatus(wording, *own)
    folded = _LABEL.sub("", _newest_entry(fold_lines(text)))
    percents = _PERCENT.findall(folded)
    if percents:
        return _of_words_and_percent(folded, wording)
    meaning, day = _of_clauses(folded, known)
    return ReadStatus(wording, *meaning, day=day)


def fold_lines(text: str) -> str:
    """The text folded line by line."""
    return "\n".join(filter(None, map(fold, text.splitlines())))


def _newest_entry(folded: str) -> str:
    """The last of entries that each begin with their day, in the order of days; else all of it."""
    entries = [_ENTRY.match(line) for line in folded.splitlines()]
    told = [(parse_date(entry["day"]), entry["words"]) for entry in entries if entry]
    days = [day for day, _ in told if day]
    if not told or len(days) != len(entries):
        return folded
    return told[-1][1] if days == sorted(set(days)) else folded


def _of_clauses(folded: str, known: Mapping[str, Meaning]) -> tuple[Meaning, str | None]:
    """The first clause says it; every other one must leave that as it is."""
    clauses = [part for clause in _CLAUSES.split(folded) if (part := clause.strip(_EDGES))]
    first, day = _of_clause(clauses[0], known)
    if first is None:
        return ASKED, None
    for clause in clauses[1:]:
        if (only := _ONLY_A_DAY.match(clause)) and first.state == "done":
            day = day or _iso(only["day"])
        elif timing := _timing_of(clause):
            if first.timing not in ("", timing):
                return ASKED, None
            first = Meaning(first.state, timing)
        elif closer := _closer(first, clause, known):
            first = closer
        elif not _leaves(first, clause, known):
            return ASKED, None
    return first, day


def _timing_of(clause: str) -> Timing:
    """What a clause says of punctuality and nothing else."""
    return "late" if _DAYS_LATE.match(clause) else _TIMING_OF.get(clause, "")


def _closer(meaning: Meaning, clause: str, known: Mapping[str, Meaning]) -> Meaning | None:
    """What is open, said more closely by another clause: "quá hạn, đang thực hiện"."""
    other, _day = _of_clause(clause, known)
    if (
        not other
        or meaning.state != "not_done"
        or other.state not in ("in_progress", "not_started")
    ):
        return None
    return Meaning(other.state, meaning.timing or other.timing)


def _of_clause(clause: str, known: Mapping[str, Meaning]) -> tuple[Meaning | None, str | None]:
    """A phrase of the vocabulary, perhaps with a word on its punctuality or with its day."""
    if own := known.get(clause) or VOCABULARY.get(clause):
        return own, None
    dated = _ON_A_DAY.match(clause)
    if dated and (own := VOCABULARY.get(dated["words"])) and own.state == "done":
        day = _iso(dated["day"])
        return (own, day) if day else (None, None)
    for phrase, timing in _TIMING_OF.items():
        base = clause.removesuffix(f" {phrase}")
        if base != clause and (own := VOCABULARY.get(base)) and not own.timing:
            return Meaning(own.state, timing), None
    return None, None


def _leaves(meaning: Meaning, clause: str, known: Mapping[str, Meaning]) -> bool:
    """Whether a clause beside the status leaves it as it is."""
    other, _day = _of_clause(clause, known)
    if other:
        return other.state == meaning.state
    if meaning.state == "done":
        turned = _TURNS_ROUND.search(clause) or _is_a_part(clause)
        return bool(_SHOWS.match(clause)) and not turned
    if meaning.state in _OPEN_STATES and _ENDS.search(clause):
        return False
    return not _DONE.search(clause) or bool(_NOT_YET.search(clause))


def _is_a_part(clause: str) -> bool:
    """Whether it counts fewer than all: "4/6 thành phố"."""
    return any(int(done) < int(all_) for done, all_ in _SHARE.findall(clause))


def _of_words_and_percent(folded: str, wording: str) -> ReadStatus:
    """A phrase with one percentage: "đã hoàn thành 80%" is 80 % in progress."""
    percent, sure = _percent_in(folded)
    rest = key_of(_BESIDE_PERCENT.sub(" ", _PERCENT.sub(" ", folded)))
    if not sure or percent is None:
        return ReadStatus(wording, "asked")
    if not rest:
        return _with_text(_of_percent(percent, False), wording)
    meaning = VOCABULARY.get(" ".join(rest.split()))
    if meaning and meaning.state == "done" and 0 < percent < 100:
        return ReadStatus(wording, "in_progress", meaning.timing, percent)
    if not meaning and rest in ("thuc hien", "da thuc hien", "da trien khai") and 0 < percent < 100:
        return ReadStatus(wording, "in_progress", "", percent)
    if not meaning:
        return ReadStatus(wording, "asked", "", percent)
    return _with_percent(ReadStatus(wording, *meaning), percent)


def _with_text(status: ReadStatus, wording: str) -> ReadStatus:
    return ReadStatus(wording, status.state, status.timing, status.percent)


def _percent_in(text: str) -> tuple[int | None, bool]:
    """The one percentage of a text, and whether it is certain; a bare number counts from 2 on."""
    folded = fold(text).strip(_EDGES)
    found = _PERCENT.findall(folded)
    if not folded:
        return None, True
    if not found and (folded == "0" or re.fullmatch(r"[2-9]|[1-9]\d|100", folded)):
        return int(folded), True
    if len(found) != 1:
        return None, False
    whole, part = int(found[0][0]), found[0][1]
    value = whole if not part or whole == 100 else min(99, whole)
    return (
        (value, True) if value <= 100 and not (whole == 100 and part.strip("0")) else (None, False)
    )


def _of_percent(percent: int | None, of_done: bool) -> ReadStatus:
    """What a percentage says without words: 100 of anything but what is done is asked."""
    if percent is None:
        return ReadStatus()
    text = f"{percent}%"
    if percent == 100:
        return ReadStatus(text, "done" if of_done else "asked", "", percent)
    return ReadStatus(text, "in_progress" if percent else "not_done", "", percent)


def _with_percent(status: ReadStatus, percent: int) -> ReadStatus:
    """The status with the percentage beside it; where the two contradict each other it is asked."""
    against = (status.state == "done" and percent < 100) or (
        status.state in ("not_started", "assigned") and percent > 0
    )
    state: State = "asked" if against else status.state
    timing: Timing = "" if against else status.timing
    return ReadStatus(status.text, state, timing, percent, None if against else status.day)


def _asked(status: ReadStatus) -> ReadStatus:
    return ReadStatus(status.text, "asked", "", status.percent)


def _iso(text: str) -> str | None:
    day: date | None = parse_date(text)
    return day.isoformat() if day else None
