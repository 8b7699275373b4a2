"""The obligations of agencies with what a workbook says of each, in a few statements whatever their number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from dieuphoi.plans.models import Obligation, ObligationState, Plan, Progress
from dieuphoi.plans.progress import RUNNING
from dieuphoi.plans.queries.terms_in_force import with_terms_in_force
from dieuphoi.plans.workbook.keys import RowKey, version

CHUNK = 500
"""How many rows are asked of the database at once."""


@dataclass(frozen=True)
class Owed:
    """An obligation and the progress told of it last."""

    obligation: Obligation
    told: Progress | None

    @property
    def key(self) -> RowKey:
        """The key of its row."""
        one = self.obligation
        return RowKey(one.pk, one.holder_id, one.since, self.told.pk if self.told else 0)

    @property
    def version(self) -> str:
        """What differs as soon as it was moved or something was told of it."""
        return version(self.obligation.since, self.told.pk if self.told else 0)


def can_be_filled(obligation: Obligation, *, has_account: bool) -> bool:
    """Whether progress can be told of it now: an assignment not accepted yet only on behalf."""
    is_assigned = obligation.state == ObligationState.ASSIGNED
    return obligation.state in RUNNING or (is_assigned and not has_account)


def owed_under(obligations: QuerySet[Obligation], plans: QuerySet[Plan], on: date) -> list[Owed]:
    """The running obligations of these plans in the plans' order, with the terms in force."""
    found = (
        obligations.filter(task__plan__in=plans)
        .select_related("task__plan__document", "task__plan__focal_agency", "holder")
        .prefetch_related(with_terms_in_force(on))
        .order_by("task__plan__starts_on", "task__plan", "task__position", "occurrence", "pk")
    )
    return _with_told(found)


def owed_now(numbers: Iterable[int]) -> dict[int, Owed]:
    """Obligations by their number, as they stand now."""
    found = Obligation.objects.filter(pk__in=list(numbers)).select_related("task__plan", "holder")
    return {one.obligation.pk: one for one in _with_told(found)}


def _with_told(obligations: QuerySet[Obligation]) -> list[Owed]:
    newest = Progress.objects.filter(obligation=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    found = list(obligations.annotate(newest_told=Subquery(newest)))
    numbers = [one.newest_told for one in found if one.newest_told]
    told: dict[int, Progress] = {}
    for start in range(0, len(numbers), CHUNK):
        told |= Progress.objects.in_bulk(numbers[start : start + CHUNK])
    return [Owed(one, told.get(one.newest_told or 0)) for one in found]
