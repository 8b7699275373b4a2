"""Figures that a report's text states about its tasks, to lay beside its own rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Figure = Literal["all", "completed", "running", "overdue"]


@dataclass(frozen=True)
class Stated:
    """The text says that `number` tasks are so; `words` is the place in its own words."""

    figure: Figure
    number: int
    words: str


_TASKS = r"\s*(?:nhiệm\s+vụ|việc|đầu\s+việc)"
_WORDINGS: tuple[tuple[str, tuple[Figure, ...]], ...] = (
    (rf"hoàn\s+thành\s+(\d+)\s*/\s*(\d+){_TASKS}", ("completed", "all")),
    (rf"hoàn\s+thành\s+(?:được\s+)?(\d+){_TASKS}", ("completed",)),
    (rf"(\d+){_TASKS}\s+(?:đã\s+)?hoàn\s+thành", ("completed",)),
    (r"(\d+)\s+(?:đã\s+)?hoàn\s+thành\s*[;,]", ("completed",)),
    (rf"(\d+)(?:{_TASKS})?\s+đang\s+thực\s+hiện", ("running",)),
    (rf"(\d+)(?:{_TASKS})?\s+(?:đã\s+)?quá\s+hạn", ("overdue",)),
    (rf"tổng\s+số{_TASKS}\s+(?:được\s+giao\s+)?(?:là\s+)?:?\s*(\d+)", ("all",)),
    (rf"được\s+giao\s+(\d+){_TASKS}", ("all",)),
)
_PATTERNS = [(re.compile(words, re.IGNORECASE), figures) for words, figures in _WORDINGS]


def stated(text: str) -> Iterator[Stated]:
    """Every figure about tasks that the text states, in the order of the patterns, each place once."""
    taken: set[int] = set()
    for pattern, figures in _PATTERNS:
        for found in pattern.finditer(text):
            for group, figure in enumerate(figures, start=1):
                if found.start(group) not in taken:
                    taken.add(found.start(group))
                    yield Stated(figure, int(found[group]), " ".join(found[0].split()))
