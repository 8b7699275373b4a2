"""Deadlines as directives write them, turned into days, periods and recurrences.

Each clause of a cell is understood by itself. Words that are not understood, and a year that had
to be supplied, make the deadline unsure; nothing is invented.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from dieuphoi.base.vietnamese import fold, tidy

from . import recurrences
from .deadline_words import Token, tokens
from .moments import Moment, completed_by
from .result import ReadDeadline

_CLAUSE = re.compile(r";|\.\s+(?=\D)|\n(?=\s*[-+*A-ZĐÂÊÔƯƠ])")
_OF_ISSUE = re.compile(r"\b(ban hanh|ky)\b")
_REPEATS = re.compile(r"\b(hang|moi|dinh ky)\b")
_UNDERSTOOD = {"filler", "mark", "hour", "and", "undated"}


@dataclass(frozen=True)
class _Known:
    """What stands outside the cell: the day of the document, and the year in the column's header."""

    issued_on: date | None
    year: int | None
    column_year: int | None
    clause_year: int | None = None


def parse_deadline(
    text: str, issued_on: date | int | None = None, header_year: int | None = None
) -> list[ReadDeadline]:
    """Every deadline of a cell in order; an empty list when it is blank or nothing is understood.

    `issued_on` is the document's day, or its year where the day is not known; `header_year` the
    year in the column's header. A year that the cell leaves out comes from the header (sure) or is
    the next one after the document's day (not sure).
    """
    return list(_parse(text.strip(), issued_on, header_year))


def binding(deadlines: Sequence[ReadDeadline]) -> ReadDeadline:
    """The one that decides: the latest day named, else the first."""
    dated = [deadline for deadline in deadlines if deadline.end]
    if dated:
        return max(reversed(dated), key=lambda deadline: deadline.end or "")
    return deadlines[0] if deadlines else ReadDeadline()


@lru_cache(maxsize=4096)
def _parse(
    text: str, issued_on: date | int | None, header_year: int | None
) -> tuple[ReadDeadline, ...]:
    day = issued_on if isinstance(issued_on, date) else None
    year = day.year if day else issued_on if isinstance(issued_on, int) else None
    known = _Known(day, year, header_year)
    clauses = [tidy(clause) for clause in _CLAUSE.split(text)]
    found = [one for clause in clauses if clause for one in _read_clause(clause, known)]
    told = [deadline for deadline in found if deadline.kind != "none"]
    lost = any(deadline.kind == "none" and not deadline.sure for deadline in found)
    if told:
        return tuple(replace(deadline, sure=False) if lost else deadline for deadline in told)
    return () if lost else tuple(found[:1])


def _read_clause(clause: str, known: _Known) -> list[ReadDeadline]:
    """The deadlines of one clause. A lost clause is one of kind none that is not sure."""
    parts = list(tokens(fold(clause).lstrip("-+* ")))
    try:
        found = list(_understand(parts, clause, _with_years_of(parts, known)))
    except ValueError:  # 31/02, or a year that nothing tells
        return [ReadDeadline(text=clause, sure=False)]
    if any(part.kind in ("word", "weekday") and not _belongs(part, parts) for part in parts):
        found = [replace(deadline, sure=False) for deadline in found]
    if not found:
        plain = all(part.kind in _UNDERSTOOD for part in parts)
        undated = plain and any(part.kind == "undated" for part in parts)
        return [ReadDeadline(text=clause, sure=undated)] if not _is_empty(parts) else []
    return [replace(deadline, text=clause) for deadline in found]


def _with_years_of(parts: Sequence[Token], known: _Known) -> _Known:
    """ "Trong Quý I và trước ngày 30/4/2026": the other moment's year is likelier than the next."""
    years = [part.moment.year for part in parts if part.moment and part.moment.year]
    return replace(known, clause_year=years[0]) if years else known


def _belongs(part: Token, parts: Sequence[Token]) -> bool:
    return part.kind == "weekday" and {"week", "fortnight"} & set(recurrences.units(parts)) != set()


def _is_empty(parts: Sequence[Token]) -> bool:
    return all(part.kind == "mark" or part.words == "-" for part in parts)


def _understand(parts: Sequence[Token], clause: str, known: _Known) -> Iterator[ReadDeadline]:
    for part in parts:
        if part.kind == "within":
            yield _within(part, clause, known)
        elif part.kind == "wait":
            repeats = bool(_REPEATS.search(part.words))
            yield ReadDeadline("conditional", waits_for=clause, sure=not repeats)
        elif part.kind == "issue":
            yield _since_issue(clause, known)
    steady = [at for at, part in enumerate(parts) if part.kind == "steady"]
    if recurrences.units(parts):
        yield from _recurring(parts, continuous=bool(steady))
    elif steady and not _runs_on(parts, steady[0]):
        yield from _continuous(parts, known)
    elif any(part.moment for part in parts):
        yield from _dated(parts, known)
    elif any(part.kind == "periodic" for part in parts):
        yield ReadDeadline("recurring", sure=False)


def _within(part: Token, clause: str, known: _Known) -> ReadDeadline:
    """Days counted from the day of issue are a date; from any other day, or in working days, not."""
    counted = known.issued_on and _OF_ISSUE.search(part.values.get("since", ""))
    if not counted or "working" in part.values or not known.issued_on:
        return ReadDeadline("conditional", waits_for=clause)
    due = known.issued_on + timedelta(days=int(part.values["days"]))
    return ReadDeadline("date", end=due.isoformat())


def _since_issue(clause: str, known: _Known) -> ReadDeadline:
    if known.issued_on:
        return ReadDeadline("range", start=known.issued_on.isoformat())
    return ReadDeadline("conditional", waits_for=clause)


def _recurring(parts: Sequence[Token], *, continuous: bool) -> Iterator[ReadDeadline]:
    """ "Thường xuyên, hằng năm" is continuous: nothing is due at the end of a year."""
    start, end = recurrences.bounds(parts)
    if continuous:
        yield ReadDeadline("continuous", start, end)
        return
    exclusive = any(part.kind == "before" for part in parts)
    for unit in recurrences.units(parts):
        yield ReadDeadline(
            "recurring",
            start,
            end,
            inclusive=not exclusive,
            recurrence=recurrences.rule(unit, parts),
            sure=recurrences.names_its_day(unit, parts),
        )


def _runs_on(parts: Sequence[Token], steady: int) -> bool:
    """ "Tháng 3/2026 và thường xuyên": it begins then and does not end."""
    return parts[steady - 1].kind == "and" and any(part.moment for part in parts[:steady])


def _continuous(parts: Sequence[Token], known: _Known) -> Iterator[ReadDeadline]:
    """Continuous, within the period that the clause names; with words between, two deadlines."""
    spans = list(_dated(parts, known))
    if not spans:
        yield ReadDeadline("continuous")
    elif any(part.kind == "word" for part in parts):
        yield from spans
        yield ReadDeadline("continuous")
    else:
        sure = all(span.sure for span in spans)
        yield ReadDeadline("continuous", spans[0].start, spans[-1].end, sure=sure)


def _dated(parts: Sequence[Token], known: _Known) -> Iterator[ReadDeadline]:
    """Moments one after another, each with the word before it and perhaps a second end."""
    words = [part for part in parts if part.moment or part.kind not in _UNDERSTOOD - {"and"}]
    at, leading = 0, ""
    while at < len(words):
        moment = words[at].moment
        if moment is None:
            leading = words[at].kind if words[at].kind != "and" else leading
            at += 1
            continue
        second, taken = _second_end(words, at)
        onward = at + taken < len(words) and words[at + taken].kind in ("onward", "steady", "and")
        runs_on = onward and any(
            w.kind in ("onward", "steady") for w in words[at + taken : at + taken + 2]
        )
        yield _deadline(moment, second, leading, runs_on, known)
        at, leading = at + taken, ""


def _second_end(words: Sequence[Token], at: int) -> tuple[Moment | None, int]:
    """The other end of a span that begins at a moment, and how many words both take."""
    if at + 2 < len(words) and words[at + 1].kind in ("to", "to_end") and words[at + 2].moment:
        return words[at + 2].moment, 3
    return None, 1


def _deadline(
    moment: Moment, second: Moment | None, leading: str, runs_on: bool, known: _Known
) -> ReadDeadline:
    if second:
        last, sure = _with_year(second, known)
        first = completed_by(moment, last)
        end = None if runs_on else last.end().isoformat()
        return ReadDeadline(
            "range", first.start().isoformat(), end, sure=sure and _ordered(first, last)
        )
    whole, sure = _with_year(moment, known)
    if runs_on or leading == "from":
        return ReadDeadline("range", whole.start().isoformat(), sure=sure)
    if leading == "before":
        return ReadDeadline("date", end=whole.start().isoformat(), inclusive=False, sure=sure)
    if whole.kind == "date" or (whole.kind == "year" and leading == "to"):
        return ReadDeadline("date", end=whole.end().isoformat(), sure=sure)
    kind = "range" if whole.last else whole.kind
    return ReadDeadline(kind, whole.start().isoformat(), whole.end().isoformat(), sure=sure)


def _ordered(first: Moment, last: Moment) -> bool:
    return first.start() <= last.end()


def _with_year(moment: Moment, known: _Known) -> tuple[Moment, bool]:
    """The moment with its year, and whether the year was written somewhere."""
    if moment.is_bare_day():
        raise ValueError("a day without its month")
    if moment.year is not None:
        return moment, True
    if known.column_year:
        return moment.within(known.column_year), True
    if known.clause_year:
        return moment.within(known.clause_year), False
    if known.year is None:
        raise ValueError("no year is known")
    this_year = moment.within(known.year)
    passed = known.issued_on is not None and this_year.end() < known.issued_on
    return (moment.within(known.year + 1) if passed else this_year), False
