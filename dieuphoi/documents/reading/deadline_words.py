"""The words that deadlines are made of, cut into tokens on folded text.

The patterns are tried from top to bottom at each word; the first that fits is taken.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .moments import Kind, Moment

_YEAR = r"(?:19|20)\d\d"
_THE_YEAR = rf"(?:\s*(?:nam|/|-|\.|,)?\s*(?P<year>{_YEAR})(?!\d))?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?!\d)"
_MONTH = r"(?:0?[1-9]|1[0-2])(?!\d)"
_QUARTER = r"(?:iv|iii|ii|i|0?[1-4])(?![a-z\d])"
_ONCE = r"(?:\s+(?:mot|1|01)\s+lan|\s*/\s*(?:1\s*)?lan)"
_REST = r"[^;]*"

_PATTERNS: list[tuple[str, str]] = [
    ("within", r"(?:trong\s+)?(?:(?:thoi\s+han|vong)\s+)?(?P<days>\d{1,3})\s+ngay(?P<working>\s+lam\s+viec)?"
               rf"\s+(?:ke\s+tu|tinh\s+tu|tu|sau)\s+(?:ngay|khi)?(?P<since>{_REST})"),
    ("issue", r"(?:ke\s+)?tu\s+(?:ngay|khi)\s+(?:(?:ke\s+hoach|quyet\s+dinh|chuong\s+trinh|van\s+ban)\s+(?:nay\s+)?(?:duoc\s+)?)?"
              r"(?:ban\s+hanh|ky)(?:\s+(?:ke\s+hoach|quyet\s+dinh|chuong\s+trinh|van\s+ban)(?:\s+nay)?)?(?:\s+tro\s+(?:di|ve\s+sau))?"),
    ("wait", rf"(?:ngay\s+)?(?:sau|truoc)\s+khi\s+{_REST}|khi\s+{_REST}|(?:sau|het)\s+(?:ngay|thoi\s+han)\s+{_REST}"),
    ("undated", r"theo\s+(?:thoi\s+gian\s+)?(?:quy\s+dinh|yeu\s+cau)[^;,]*|khan\s+truong|ngay\s+lap\s+tuc|dot\s+xuat"),
    ("every", r"(?:(?:dinh\s+ky|vao|theo)\s+)*(?:hang|moi|tung|dinh\s+ky)\s+(?P<unit>ngay|tuan|thang|quy|nam)(?!\s*(?:19|20)\d\d)"),
    ("halfyearly", rf"(?:dinh\s+ky|hang|moi|theo|so\s+ket)\s+(?:0?6|sau)\s+thang(?:{_ONCE})?(?!\s+(?:dau|cuoi))|"
                   rf"(?:0?6|sau)\s+thang(?:{_ONCE}|(?=\s*(?:,|va)\s*(?:hang\s+|mot\s+|ca\s+)?nam(?!\s*\d)))"),
    ("yearly_too", r"(?:va\s+)?(?:mot|ca)\s+nam(?!\s*\d)"),
    ("fortnightly", rf"(?:dinh\s+ky\s+)?(?:0?2|hai)\s+tuan{_ONCE}"),
    ("last_month", r"(?:cua\s+)?thang\s+cuoi\s+(?:cua\s+)?(?:cac\s+|moi\s+)?(?:quy|ky)(?:\s+bao\s+cao)?"),
    ("next_month", r"(?:cua\s+)?thang\s+(?:lien\s+ke|ke\s+tiep|tiep\s+theo|sau)(?:\s+(?:lien\s+ke|thang\s+bao\s+cao))*"),
    ("next_year", r"(?:cua\s+)?nam\s+(?:sau\s+lien\s+ke|lien\s+ke|sau)(?:\s+(?:lien\s+ke|nam\s+bao\s+cao))*"),
    ("wait", rf"(?:theo|can\s+cu)\s+{_REST}"),
    ("periodic", r"dinh\s+ky"),
    ("steady", r"(?:thuong\s+xuyen|lien\s+tuc|trong\s+suot[^;,]*)(?:\s*,?\s*(?:lien\s+tuc|thuong\s+xuyen|trong\s+nam(?!\s*\d)))*"),
    ("onward", r"(?:va\s+)?(?:cac|nhung)\s+nam\s+(?:tiep\s+theo|sau|ve\s+sau|ke\s+tiep)|(?:va\s+)?tro\s+(?:di|ve\s+sau)"),
    ("half", rf"(?:(?:0?6|sau)\s+thang|nua)\s+(?P<half>dau|cuoi)(?:\s+nam)?{_THE_YEAR}"),
    ("day", rf"(?:ngay\s*)?(?P<day>{_DAY})\s*(?:thang|/|\.|-)\s*(?P<month>{_MONTH})\s*(?:nam|/|\.|-|,)\s*(?P<year>{_YEAR})(?!\d)"),
    ("day", rf"ngay\s*(?P<day>{_DAY})\s*(?:thang|/|\.|-)\s*(?P<month>{_MONTH})(?!\s*[/.]\s*\d)"),
    ("day", rf"(?P<day>{_DAY})\s*(?:thang|/)\s*(?P<month>{_MONTH})(?!\s*[/.]\s*\d)"),
    ("day", rf"ngay\s*(?P<day>{_DAY})(?!\s*(?:gio|ngay))"),
    ("quarter", rf"qu[yi]\s*(?P<quarter>{_QUARTER})\s*(?:,|va|-|/)\s*(?:qu[yi]\s*)?(?P<last>{_QUARTER}){_THE_YEAR}"),
    ("quarter", rf"qu[yi]\s*(?P<quarter>{_QUARTER}){_THE_YEAR}"),
    ("month", rf"thang\s*(?P<month>{_MONTH})\s*(?:,|va)\s*(?:thang\s*)?(?P<last>{_MONTH}){_THE_YEAR}"),
    ("month", rf"thang\s*(?P<month>{_MONTH}){_THE_YEAR}"),
    ("month", rf"(?P<month>{_MONTH})\s*[/-]\s*(?P<year>{_YEAR})(?!\d)"),
    ("year", rf"(?:nam\s*)?(?P<year>{_YEAR})(?![\d/])"),
    ("weekday", r"(?:ngay\s+)?thu\s+(?P<weekday>hai|ba|tu|nam|sau|bay|[2-7])|chu\s+nhat"),
    ("hour", r"\d{1,2}\s*(?:gio|h)(?:\s*\d{1,2}(?:\s*phut)?)?"),
    ("to_end", r"den\s+(?:het|cuoi)"),
    ("until", r"cham\s+nhat|muon\s+nhat|khong\s+(?:qua|muon\s+hon|cham\s+hon)|truoc\s+het|het"),
    ("to", r"den|toi|-"),
    ("from", r"tu|bat\s+dau"),
    ("before", r"truoc"),
    ("and", r"va"),
    ("filler", r"hoan\s+thanh|thuc\s+hien|trien\s+khai|giai\s+doan|nhiem\s+vu|thoi\s+(?:gian|han)|du\s+kien|"
               r"bao\s+cao|bao\s+dam|dam\s+bao|trong|xong|la|vao|ca|nam|ngay|gui|ban\s+hanh|cua|cac|"
               r"trinh|hoac|hay|den\s+nay|luc|tai|cho"),
    ("mark", r"[^\w\s]"),
    ("word", r"\w+"),
]  # fmt: skip
_COMPILED = [
    (kind, re.compile(rf"(?:{pattern})(?!\w)" if kind not in ("mark", "to") else
                      rf"(?:{pattern})" if kind == "mark" else r"(?:den|toi)(?!\w)|-"))
    for kind, pattern in _PATTERNS
]  # fmt: skip
_SPACE = re.compile(r"\s*")
_LISTED: tuple[Kind, ...] = ("month", "quarter", "half")
_NUMBERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "dau": 1, "cuoi": 2}


@dataclass(frozen=True)
class Token:
    """A word or phrase of a deadline; `moment` where it names one."""

    kind: str
    words: str
    values: dict[str, str]
    moment: Moment | None = None


def tokens(folded: str) -> Iterator[Token]:
    """The tokens of folded text, in order, spaces left out."""
    at = 0
    while at < len(folded):
        at = _end_of(_SPACE, folded, at)
        for kind, pattern in _COMPILED:
            found = pattern.match(folded, at)
            if found and found.end() > at:
                values = {name: value for name, value in found.groupdict().items() if value}
                yield Token(kind, found[0], values, _moment(kind, values))
                at = found.end()
                break
        else:
            return


def _end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _moment(kind: str, values: dict[str, str]) -> Moment | None:
    year = int(values["year"]) if "year" in values else None
    if kind == "day":
        return Moment("date", year, number=_number(values, "month"), day=_number(values, "day"))
    if kind == "year":
        return Moment("year", year)
    for listed in _LISTED:
        if kind == listed:
            return Moment(listed, year, number=_number(values, kind), last=_number(values, "last"))
    return None


def _number(values: dict[str, str], name: str) -> int:
    text = values.get(name, "0")
    return _NUMBERS[text] if text in _NUMBERS else int(text)
