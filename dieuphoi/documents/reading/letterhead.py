"""Who issued the directive: the lines beside the national motto."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dieuphoi.base.vietnamese import fold, tidy

_MOTTO = re.compile(r"(?i)\bC[ỘÔ]NG\s+H[ÒO]\w*\s+X[ÃA]\b.*$|\bĐẢNG CỘNG SẢN VIỆT NAM.*$")
_SECOND_LINE = re.compile(
    r"(?i)\b(?:Độc lập\s*[-–].*|HỘI CHỦ NGHĨA.*|CHỦ NGHĨA VIỆT NAM.*|(?:XÃ )?HỘI CHỦ.*|VIỆT NAM\s*$)"
)
_NUMBER = re.compile(r"(?i)^S[ốô]\s*[:.\d/-]|^S[ốô]\s*:?\s*$|^Số \d")
_DAY = re.compile(r"(?i)\bngày\b.*\btháng\b|\btháng\b.*\bnăm\b")
_HEADS = re.compile(
    r"^(?:uy ban|ubnd|hoi dong|hdnd|so|bo|ban|van phong|chi cuc|cuc|vu|cong an|thanh tra|tong cuc|chu tich|"
    r"dang uy|tinh uy|thanh uy|huyen uy|thu tuong|kho bac|ngan hang|vien|truong|hoc vien|trung tam|phong)\b"
)
_PLACE = re.compile(r"^(?:tinh|thanh pho|tp\.?|xa|phuong|huyen|quan|thi xa|thi tran|dac khu)\b")
_LONGEST = 6


@dataclass(frozen=True)
class Issuer:
    """The issuing agency and the one above it, as printed."""

    name: str = ""
    parent: str = ""


def issuer_of(lines: Sequence[tuple[int, str]]) -> Issuer:
    """The issuer, from lines paired with the number of their paragraph or cell."""
    lines = _unbroken(lines)
    motto = next((at for at, (_, line) in enumerate(lines) if _MOTTO.search(line)), None)
    begin = 0 if motto is None else _begin(lines, motto)
    own: list[str] = []
    for _, line in lines[begin : begin + 14]:
        if _NUMBER.match(line):
            break
        rest = tidy(_SECOND_LINE.sub("", _MOTTO.sub("", line))).strip(" -_=*.")
        if rest and not _DAY.search(rest):
            own.append(rest)
    bodies = _bodies(own) if motto is not None or len(own) <= _LONGEST else []
    return Issuer(bodies[-1], bodies[-2] if len(bodies) > 1 else "") if bodies else Issuer()


def _begin(lines: Sequence[tuple[int, str]], motto: int) -> int:
    """Where the letterhead begins: the cell or paragraph before the motto, or its own line."""
    if _MOTTO.sub("", lines[motto][1]).strip() or motto == 0:
        return motto
    block, at = lines[motto - 1][0], motto - 1
    while at > 0 and lines[at - 1][0] == block:
        at -= 1
    while (
        at > 0
        and lines[at - 1][1].isupper()
        and motto - at < _LONGEST
        and _PLACE.match(fold(lines[at][1])) is not None
    ):
        at -= 1
    return at


def _unbroken(lines: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """The motto in one line where it was broken after its first or second word."""
    whole: list[tuple[int, str]] = []
    for block, line in lines:
        if whole and whole[-1][0] == block and fold(whole[-1][1]).strip() in ("cong", "cong hoa"):
            whole[-1] = (block, f"{whole[-1][1]} {line}")
        else:
            whole.append((block, line))
    return whole


def _bodies(lines: Sequence[str]) -> list[str]:
    """Lines put together to bodies: a place or a broken word goes on with the line before it."""
    bodies: list[str] = []
    for line in lines:
        if not line.isupper() and bodies:
            break
        whole = bodies and _HEADS.match(fold(bodies[-1]))
        if bodies and not (whole and _HEADS.match(fold(line))):
            bodies[-1] = f"{bodies[-1]} {line}"
        else:
            bodies.append(line)
    return bodies
