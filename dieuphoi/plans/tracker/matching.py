"""Rows of a tracker and tasks of a plan about the same work: matched by code and content.

Pure. A match is one to one; each row and each task stands in the result exactly once; the order
in which they come makes no difference.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log

from dieuphoi.base.vietnamese import fold

SURE = 0.8
"""From here on two contents are the same, where no other is nearly as like."""
LIKELY = 0.45
"""From here on a person is asked; below, the two have nothing to do with each other."""
APART = 0.08
"""How much less like every other must be for a match to be certain."""
OF_CODE = 0.15
"""What an equal code adds."""
ENOUGH = 6
"""From so many words on, a content that holds the whole other one is more like it, though only
with the same code certainly the same."""
CANDIDATES = 5
_UNSURE = SURE - 0.01
_FAINT = 0.15
_WORD = re.compile(r"[0-9a-z]+")
_NUMBER = re.compile(r"\d+|[ivx]+")


@dataclass(frozen=True)
class Side:
    """A row or a task: its key, unique on its side, and what it is compared by."""

    key: int
    code: str
    content: str


@dataclass(frozen=True)
class Pair:
    """A row and a task that belong together, as like as `score` (0 to 1)."""

    row: int
    task: int
    score: float


@dataclass
class Matching:
    """Every row and every task once; `candidates` are a row's likeliest tasks, best first."""

    sure: list[Pair] = field(default_factory=list)
    doubtful: list[Pair] = field(default_factory=list)
    only_rows: list[int] = field(default_factory=list)
    only_tasks: list[int] = field(default_factory=list)
    candidates: dict[int, list[int]] = field(default_factory=dict)


def match(rows: Sequence[Side], tasks: Sequence[Side]) -> Matching:
    """The rows and tasks that belong together, and what is left over on each side."""
    likeness = _likeness(rows, tasks)
    best = sorted(likeness, key=lambda pair: (-pair.score, pair.row, pair.task))
    of_row, of_task = defaultdict(list), defaultdict(list)
    for pair in best:
        of_row[pair.row].append(pair)
        of_task[pair.task].append(pair)
    result = Matching(
        candidates={key: [p.task for p in of_row[key][:CANDIDATES]] for key in _keys(rows)}
    )
    taken_rows, taken_tasks = set[int](), set[int]()
    for pair in best:
        if pair.score < LIKELY or pair.row in taken_rows or pair.task in taken_tasks:
            continue
        taken_rows.add(pair.row)
        taken_tasks.add(pair.task)
        rivals = [p for p in (*of_row[pair.row], *of_task[pair.task]) if p != pair]
        alone = all(pair.score - rival.score >= APART for rival in rivals)
        (result.sure if pair.score >= SURE and alone else result.doubtful).append(pair)
    result.only_rows = [key for key in _keys(rows) if key not in taken_rows]
    result.only_tasks = [key for key in _keys(tasks) if key not in taken_tasks]
    return result


def _keys(sides: Sequence[Side]) -> list[int]:
    return sorted(side.key for side in sides)


@dataclass(frozen=True)
class _Words:
    """What of a side is compared, worked out once, not for every pair."""

    key: int
    code: str
    content: str
    counted: Counter[str]
    total: int
    numbers: Counter[str]


def _words(side: Side) -> _Words:
    content = fold(side.content)
    counted = Counter(_WORD.findall(content))
    return _Words(side.key, fold(side.code), content, counted, counted.total(), _numbers(counted))


def _likeness(rows: Sequence[Side], tasks: Sequence[Side]) -> list[Pair]:
    """How like each row and each task are, where there is anything in common worth a look.

    The share of words in common, where a word that many rows have counts little; two contents
    with the same words in the same order are wholly alike.
    """
    of_rows, of_tasks = [_words(row) for row in rows], [_words(task) for task in tasks]
    both = (*of_rows, *of_tasks)
    common = Counter(word for words in both for word in words.counted)
    weight = {word: log(1 + len(both) / n) for word, n in common.items()}
    holding: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for n, task in enumerate(of_tasks):
        for word, times in task.counted.items():
            holding[word].append((n, times))
    sizes = [_weight(task.counted, weight) for task in of_tasks]
    found = (
        pair for row in of_rows for pair in _likeness_of(row, of_tasks, holding, weight, sizes)
    )
    return [pair for pair in found if pair.score >= _FAINT]


def _likeness_of(
    row: _Words,
    tasks: Sequence[_Words],
    holding: Mapping[str, Sequence[tuple[int, int]]],
    weight: Mapping[str, float],
    sizes: Sequence[float],
) -> Iterator[Pair]:
    shared: dict[int, float] = defaultdict(float)
    for word, times in sorted(row.counted.items()):
        heavy = weight[word]
        for n, there in holding.get(word, ()):
            shared[n] += (times if times < there else there) * heavy
    size = _weight(row.counted, weight)
    for n, both in shared.items():
        task = tasks[n]
        score = 2 * both / (size + sizes[n])
        if min(row.total, task.total) >= ENOUGH:
            held = (score + both / min(size, sizes[n])) / 2
            score = max(score, min(held, SURE - OF_CODE / 2))
        if row.content == task.content:
            score = 1.0
        same_code = bool(row.code) and row.code == task.code
        score += OF_CODE * same_code
        if score > _UNSURE and _contradict(row.numbers, task.numbers):
            score = _UNSURE  # "quý I" and "quý II" are two tasks, however like
        yield Pair(row.key, task.key, round(score, 6))


def _numbers(counted: Counter[str]) -> Counter[str]:
    """The numbers among the words, Roman ones too."""
    return Counter({word: n for word, n in counted.items() if _NUMBER.fullmatch(word)})


def _contradict(one: Counter[str], other: Counter[str]) -> bool:
    """Whether each has a number that the other has not; a content may well be shortened."""
    return bool(one - other) and bool(other - one)


def _weight(counted: Counter[str], weight: Mapping[str, float]) -> float:
    return sum(n * weight[word] for word, n in sorted(counted.items()))
