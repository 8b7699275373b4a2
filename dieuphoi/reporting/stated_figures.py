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
_N = r"(?<![\d/.,\-–])(\d{1,3}(?:\.\d{3}){1,3}|\d{1,9})(?![\d%])"
_BARE = (
    rf"(?<!năm\s)(?<!tháng\s)(?<!ngày\s)(?<!quý\s)(?<!điểm\s)(?<!số\s)(?<!khoản\s)(?<!điều\s){_N}"
)
"""A number alone, that is not the number of a year, a day, a decision."""
_OF = r"\s*(?:/|trên|trong)\s*(?:tổng\s+số\s+)?(\d{1,3}(?:\.\d{3}){1,3}|\d{1,9})(?!\d)"
_DONE = r"(?<!chưa\s)(?<!không\s)(?<!sẽ\s)(?<!đấu\s)(?<!kiến\s)hoàn\s+thành"
_NOT_PART = r"(?!\s+(?:trước|đúng|sớm|vượt|quá|chậm|muộn|trọng|trong\s+tháng|trong\s+quý))"
"""What follows a figure of all that is done, not of a part of it."""
_WORDINGS: tuple[tuple[str, tuple[Figure, ...]], ...] = (
    (rf"{_DONE}\s+(?:được\s+)?{_N}{_OF}{_TASKS}", ("completed", "all")),
    (rf"{_N}{_OF}{_TASKS}\s+(?:đã\s+)?hoàn\s+thành", ("completed", "all")),
    (rf"{_DONE}\s+(?:được\s+)?{_N}{_TASKS}{_NOT_PART}", ("completed",)),
    (rf"{_N}{_TASKS}\s+(?:đã\s+)?hoàn\s+thành{_NOT_PART}", ("completed",)),
    (rf"{_BARE}\s+(?:đã\s+)?hoàn\s+thành\s*[;,]", ("completed",)),
    (rf"{_N}{_TASKS}\s+đang\s+thực\s+hiện", ("running",)),
    (rf"{_BARE}\s+đang\s+thực\s+hiện", ("running",)),
    (rf"{_N}{_TASKS}\s+(?:đã\s+)?quá\s+hạn", ("overdue",)),
    (rf"{_BARE}\s+(?:đã\s+)?quá\s+hạn", ("overdue",)),
    (rf"tổng\s+số{_TASKS}\s+(?:được\s+giao\s+)?(?:là)?\s*:?\s*{_N}", ("all",)),
    (rf"được\s+giao\s+{_N}{_TASKS}", ("all",)),
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
                    number = int(found[group].replace(".", ""))
                    yield Stated(figure, number, " ".join(found[0].split()))
