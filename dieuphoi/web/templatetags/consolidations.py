"""Words and shapes that the pages of the consolidated report need."""

from collections.abc import Iterator, Sequence

from django import template

from dieuphoi.reporting.consolidation_checks import KINDS, Doubt
from dieuphoi.reporting.queries.counted_lists import CLASSES
from dieuphoi.reporting.queries.desk_of_consolidation import Shown

register = template.Library()


@register.filter
def by_kind(doubts: Sequence[Doubt]) -> list[tuple[str, list[Doubt]]]:
    """The doubts under the words for their kind."""
    found = [(str(words), [d for d in doubts if d.kind == kind]) for kind, words in KINDS.items()]
    return [(words, some) for words, some in found if some]


@register.filter
def cells(row: Shown, heads: Sequence[str]) -> Iterator[tuple[str, str, bool]]:
    """The cells of a table's row under their heads; the one that may be edited is marked."""
    for n, (head, cell) in enumerate(zip(heads, row.cells, strict=False)):
        yield head, cell, n == row.main_cell


@register.filter
def class_words(name: str) -> str:
    """In which class a task is counted, in words."""
    return str(CLASSES.get(name, name))


@register.filter
def task_of(key: str) -> int:
    """The task that the paragraph of that key is about."""
    return int(key.rpartition("/")[2])
