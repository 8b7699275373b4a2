"""Two clocks in one function: what is true from when to when, and since when we know it.

Terms and turns are rows with `valid_from`, `valid_to` (what documents say, or what happened) and
`known_from`, `known_to` (what we knew). Nothing is overwritten: `write` ends the known period of
the rows that the new one contradicts, puts back the parts of them that stay true, and adds the
new row. So "the plan on 1 July" and "what we knew on 10 December" are both queries.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

from dieuphoi.base.periods import end_of_day

Row = TypeVar("Row", bound=models.Model)


def write(rows: "models.QuerySet[Row]", new: Row, *, known_at: datetime) -> list[tuple[Row, Row]]:
    """Add `new` to the timeline `rows` (all rows of one task, or of one obligation).

    `new.valid_from` and `new.valid_to` bound what it replaces; what was known of that period
    before stays as known until `known_at`. Returns the pairs (row ended, part of it put back), so
    that the caller can copy what hangs on a row. The caller holds a lock on the owner of the rows.
    """
    put_back = []
    for old in rows.filter(known_to=None).filter(_overlapping(new)):
        rows.filter(pk=old.pk, known_to=None).update(known_to=known_at)
        for part in _remains(old, new):
            part.known_from, part.known_to = known_at, None
            part.save(force_insert=True)
            put_back.append((old, part))
    fresh: Any = new
    fresh.known_from, fresh.known_to = known_at, None
    new.save(force_insert=True)
    return put_back


def write_all(
    rows: "models.QuerySet[Row]", new: Sequence[Row], owner: str, *, known_at: datetime
) -> None:
    """As `write`, for one new row of each of many owners: the same rows, in a few statements.

    `rows` are the rows of all these owners, `owner` is the column that names one; all new rows
    have the same validity. The caller holds a lock on the owners.
    """
    if not new:
        return
    by_owner = {getattr(one, owner): one for one in new}
    ended = list(
        rows.filter(known_to=None, **{f"{owner}__in": list(by_owner)}).filter(_overlapping(new[0]))
    )
    rows.filter(pk__in=[old.pk for old in ended], known_to=None).update(known_to=known_at)
    parts = [part for old in ended for part in _remains(old, by_owner[getattr(old, owner)])]
    for fresh in (*parts, *new):
        written: Any = fresh
        written.known_from, written.known_to = known_at, None
    rows.model._default_manager.bulk_create(parts)
    rows.model._default_manager.bulk_create(new)


def as_of(on: date, known_on: date | None = None, prefix: str = "") -> Q:
    """The row that is true at the end of the day `on`, as known at the end of `known_on` (or now)."""
    moment = end_of_day(on)
    return true_at(moment, prefix) & known(known_on, prefix)


def true_on(on: date, known_on: date | None = None, prefix: str = "") -> Q:
    """As `as_of`, for rows whose validity is in civil days (terms)."""
    return true_at(on, prefix) & known(known_on, prefix)


def true_at(moment: date | datetime, prefix: str = "") -> Q:
    """Rows whose validity covers the moment (a day for terms, an aware datetime for turns)."""
    return Q(**{f"{prefix}valid_from__lte": moment}) & (
        Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gt": moment})
    )


def known(known_on: date | None, prefix: str = "") -> Q:
    """Rows known at the end of the day `known_on`; without it, those known now."""
    if known_on is None:
        return Q(**{f"{prefix}known_to": None})
    moment = end_of_day(known_on)
    return Q(**{f"{prefix}known_from__lte": moment}) & (
        Q(**{f"{prefix}known_to": None}) | Q(**{f"{prefix}known_to__gt": moment})
    )


def _overlapping(new: Any) -> Q:
    after = Q(valid_to=None) | Q(valid_to__gt=new.valid_from)
    return after if new.valid_to is None else after & Q(valid_from__lt=new.valid_to)


def _remains(old: Any, new: Any) -> list[Any]:
    """Copies of `old` for the parts of its validity that `new` leaves alone, not saved."""
    parts = []
    if old.valid_from < new.valid_from:
        parts.append(_copy(old, valid_to=new.valid_from))
    if new.valid_to is not None and (old.valid_to is None or new.valid_to < old.valid_to):
        parts.append(_copy(old, valid_from=new.valid_to))
    return parts


def _copy(row: Any, **changes: object) -> Any:
    values = {
        f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key
    }
    return type(row)(**{**values, **changes})
