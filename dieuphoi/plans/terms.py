"""What documents demand for a task: written once, asked for any day."""

from dataclasses import dataclass, field
from datetime import date, datetime

from dieuphoi.documents.models import Document
from dieuphoi.plans import timeline
from dieuphoi.plans.models import Deadline, Party, Task, TaskTerms


@dataclass(frozen=True)
class Demand:
    """The terms to be: content, product, and unsaved parties and deadlines."""

    content: str
    product: str = ""
    product_kind: str = ""
    supervising_leader: str = ""
    parties: tuple[Party, ...] = ()
    deadlines: tuple[Deadline, ...] = field(default=())


def set_terms(
    task: Task,
    demand: Demand,
    *,
    set_by: Document,
    valid_from: date,
    valid_to: date | None = None,
    known_at: datetime,
) -> TaskTerms:
    """Set the terms of a task for `[valid_from, valid_to)`, known from `known_at` on.

    The one function that writes terms: what they replace stays as it was known, and its parts
    outside that period are put back with their parties and deadlines. In the caller's transaction.
    """
    terms = TaskTerms(
        task=task,
        content=demand.content,
        product=demand.product,
        product_kind=demand.product_kind,
        supervising_leader=demand.supervising_leader,
        set_by=set_by,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    for old, part in timeline.write(TaskTerms.objects.filter(task=task), terms, known_at=known_at):
        _hang(part, list(old.parties.all()), list(old.deadlines.all()))
    _hang(terms, list(demand.parties), list(demand.deadlines))
    return terms


def terms_on(task: Task, on: date, known_on: date | None = None) -> TaskTerms | None:
    """The terms in force on the day, as known at the end of `known_on` (or now)."""
    return task.terms.filter(timeline.true_on(on, known_on)).first()


def _hang(terms: TaskTerms, parties: list[Party], deadlines: list[Deadline]) -> None:
    rows: tuple[Party | Deadline, ...] = (*parties, *deadlines)
    for row in rows:
        row.pk, row.terms = None, terms
        row._state.adding = True
    Party.objects.bulk_create(parties)
    Deadline.objects.bulk_create(deadlines)
