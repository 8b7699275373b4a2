"""What changed between two versions of a report, word by word."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from django.utils.translation import gettext as _

from dieuphoi.reporting.models import Entry, ReportVersion

Kind = Literal["same", "added", "removed"]


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, came or went."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class PartChange:
    """A part, or a row, that reads otherwise than before."""

    code: str
    label: str
    pieces: tuple[Piece, ...]


class Effort:
    """What a whole comparison may cost, told before each run of it; the rest is shown whole."""

    def __init__(self) -> None:
        self.left = 20_000_000

    def allows(self, old: list[str], new: list[str]) -> bool:
        """Whether the run can still be compared; its worst cost is taken off.

        The longest match is looked for once for every match, through all pairs of equal words.
        """
        there = Counter(new)
        pairs = sum(count * there[word] for word, count in Counter(old).items())
        cost = (len(old) + len(new) + pairs) * min(len(old), len(new))
        if cost > self.left:
            return False
        self.left -= cost
        return True


def changes(before: ReportVersion, after: ReportVersion) -> list[PartChange]:
    """Parts and rows that differ, in the order of the report; nothing where nothing changed."""
    effort = Effort()
    parts = _differing(_parts(before), _parts(after), effort)
    rows = _differing(_rows(before), _rows(after), effort)
    raised = _differing(_raised(before), _raised(after), effort)
    return [*parts, *rows, *raised]


def compare(before: str, after: str, effort: Effort | None = None) -> tuple[Piece, ...]:
    """The two texts as runs of words that stayed, came or went; lines first, then words in them.

    Who compares many texts for one page gives them one `effort`.
    """
    effort = effort or Effort()
    pieces: list[Piece] = []
    for gone, come, same in _runs(
        before.splitlines(keepends=True), after.splitlines(keepends=True), effort
    ):
        pieces += [Piece("same", come)] if same else _words(gone, come, effort)
    return tuple(pieces)


def _words(gone: str, come: str, effort: Effort) -> Iterator[Piece]:
    for old, new, same in _runs(_split(gone), _split(come), effort):
        if same:
            yield Piece("same", new)
        else:
            yield from _both(old, new)


def _runs(old: list[str], new: list[str], effort: Effort) -> Iterator[tuple[str, str, bool]]:
    """Runs of lines or words: what stood, what stands, whether that is the same but for spaces."""
    start = 0
    shorter = min(len(old), len(new))
    while start < shorter and old[start] == new[start]:
        start += 1
    if start:
        yield "".join(old[:start]), "".join(new[:start]), True
    old, new = old[start:], new[start:]
    bare = ([part.strip() for part in old], [part.strip() for part in new])
    if not effort.allows(*bare):
        yield "".join(old), "".join(new), False
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, *bare, autojunk=False).get_opcodes():
        yield "".join(old[i1:i2]), "".join(new[j1:j2]), tag == "equal"


def _both(gone: str, come: str) -> Iterator[Piece]:
    if gone:
        yield Piece("removed", gone)
    if come:
        yield Piece("added", come)


def _split(text: str) -> list[str]:
    """Words with the space that follows them, the first with what stands before it too."""
    words = re.findall(r"\S+\s*", text)
    before = text[: len(text) - len(text.lstrip())]
    return [before + words[0], *words[1:]] if words else [text]


_Texts = dict[str, tuple[str, str]]


def _differing(before: _Texts, after: _Texts, effort: Effort) -> Iterator[PartChange]:
    for key in [*before, *(k for k in after if k not in before)]:
        old, new = before.get(key, ("", ""))[1], after.get(key, ("", ""))[1]
        if old != new:
            label = after.get(key, before.get(key, ("", "")))[0]
            yield PartChange(key, label, compare(old, new, effort))


def _parts(version: ReportVersion) -> _Texts:
    titles = {i["code"]: f"{i['number']}. {i['title']}" for i in version.report.cycle.outline}
    return {part.code: (titles.get(part.code, ""), part.text) for part in version.parts.all()}


def _rows(version: ReportVersion) -> _Texts:
    return {
        f"entry-{entry.obligation_id}": (entry.wording, _lines(*_told(entry)))
        for entry in version.entries.all()
    }


def _raised(version: ReportVersion) -> _Texts:
    return {
        f"raised-{one.issue_id}": (
            one.get_kind_display(),
            _lines(one.wording, one.cause, one.asked),
        )
        for one in version.raised.all()
    }


def _told(entry: Entry) -> Iterator[str]:
    yield f"{entry.percent} %"
    yield str(entry.get_state_display())
    yield _("Đề nghị xác nhận hoàn thành") if entry.closes else ""
    yield entry.did
    yield entry.next
    yield "; ".join(entry.evidence)


def _lines(*texts: str) -> str:
    return "\n".join(text for text in texts if text)
