"""What agencies sent in a cycle and still owe, whether it was late, and how many did."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db.models import BooleanField, Count, ExpressionWrapper, OuterRef, QuerySet, Subquery

from dieuphoi.reporting.lateness import was_late
from dieuphoi.reporting.models import Report, ReportState, ReportVersion, Review
from dieuphoi.reporting.models.report import ReportQuerySet

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

SENT = (ReportState.SUBMITTED, ReportState.ACCEPTED)
"""The states of a report that its agency has sent and that nobody returned."""


class Sendings(TypedDict):
    """What `with_sendings` adds to a report."""

    newest_n: int | None
    newest_nothing_arose: bool | None
    is_late: bool
    returned_because: str | None


SentReport: TypeAlias = "WithAnnotations[Report, Sendings]"


def with_sendings(reports: QuerySet[Report], on: date) -> QuerySet[SentReport]:
    """Reports with what was sent of them, and whether they are late (`was_late`)."""
    newest = ReportVersion.objects.filter(report=OuterRef("pk")).order_by("-n")
    returned = Review.objects.filter(version__report=OuterRef("pk")).order_by("-pk")
    return reports.annotate(
        newest_n=Subquery(newest.values("n")[:1]),
        newest_nothing_arose=Subquery(newest.values("nothing_arose")[:1]),
        is_late=ExpressionWrapper(was_late(on), output_field=BooleanField()),
        returned_because=Subquery(returned.values("reason")[:1]),
    )


@dataclass(frozen=True)
class Counts:
    """How the reports of a cycle stand. `late` are those sent or still owed after the day."""

    states: Mapping[str, int] = field(default_factory=Counter)
    late: int = 0

    @property
    def total(self) -> int:
        """How many agencies owe a report."""
        return sum(self.states.values())

    @property
    def sent(self) -> int:
        """How many have sent theirs, the accepted ones included."""
        return sum(self.states.get(state, 0) for state in SENT)

    @property
    def accepted(self) -> int:
        """How many were accepted."""
        return self.states.get(ReportState.ACCEPTED, 0)

    @property
    def missing(self) -> int:
        """How many have not sent, or were returned."""
        return self.total - self.sent


def counts_by_cycle(reports: ReportQuerySet, on: date) -> dict[int, Counts]:
    """How the reports stand, by the number of their cycle; one query."""
    states: dict[int, Counter[str]] = defaultdict(Counter)
    late: Counter[int] = Counter()
    grouped = (
        reports.order_by()
        .values_list("cycle", "state")
        .annotate(n=Count("pk"), late=Count("pk", filter=was_late(on)))
    )
    for cycle, state, n, n_late in grouped:
        states[cycle][state] += n
        late[cycle] += n_late
    return {cycle: Counts(found, late[cycle]) for cycle, found in states.items()}
