"""Who signed: the lines beside "Nơi nhận", from the authority down to the name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dieuphoi.base.vietnamese import fold

_AUTHORITY = re.compile(r"^(?:TM|KT|TL|TUQ|Q)\s*\.\s*\S")
_TITLE = re.compile(
    r"^(?:PHÓ |QUYỀN )?(?:CHỦ TỊCH|THỦ TƯỚNG|BỘ TRƯỞNG|THỨ TRƯỞNG|GIÁM ĐỐC|TỔNG GIÁM ĐỐC|CHÁNH |CHỦ NHIỆM|"
    r"TRƯỞNG |BÍ THƯ|TỔNG |CỤC TRƯỞNG|VỤ TRƯỞNG|VIỆN TRƯỞNG|HIỆU TRƯỞNG|PHÓ )"
)
_NAME = re.compile(r"^[A-ZÀ-ỸĐ][a-zà-ỹđ]+(?: [A-ZÀ-ỸĐ][a-zà-ỹđ]*){1,5}$")
_WITHIN = 60
_BEFORE = 10


@dataclass(frozen=True)
class Signature:
    """Name, title and the lines of authority above them, as printed."""

    name: str = ""
    title: str = ""
    authority: str = ""


def signature_in(lines: Sequence[str]) -> Signature:
    """The signature nearest to the first "Nơi nhận"; without one, the last in the text."""
    copies = next((at for at, line in enumerate(lines) if fold(line).startswith("noi nhan")), None)
    if copies is None:
        begins = [at for at, line in enumerate(lines) if _AUTHORITY.match(line)]
        return _read(lines[_first_of(begins) :]) if begins else Signature()
    window = lines[max(0, copies - _BEFORE) : copies + _WITHIN]
    for at, line in enumerate(window):
        if _AUTHORITY.match(line) or (line.isupper() and _TITLE.match(line)):
            found = _read(window[at:])
            if found.name:
                return found
    return Signature()


def _first_of(begins: Sequence[int]) -> int:
    """The first line of the last block of authority."""
    at = begins[-1]
    while at - 1 in begins:
        at -= 1
    return at


def _read(lines: Sequence[str]) -> Signature:
    above: list[str] = []
    for line in lines[:12]:
        if _NAME.match(line) and fold(line).strip("()[]") not in ("da ky", "ky boi"):
            return _signature(line, above)
        if line.isupper():
            _add(above, line)
    return Signature()


def _add(above: list[str], line: str) -> None:
    """A line in capitals that begins neither authority nor title is the rest of a broken one."""
    begins = _AUTHORITY.match(line) or _TITLE.match(line)
    if above and (not begins or above[-1].endswith(",")):
        above[-1] = f"{above[-1]} {line}"
    else:
        above.append(line)


def _signature(name: str, above: Sequence[str]) -> Signature:
    authority = [line for line in above if _AUTHORITY.match(line)]
    titles = [line for line in above if not _AUTHORITY.match(line)]
    return Signature(name, titles[-1] if titles else "", "; ".join(authority))
