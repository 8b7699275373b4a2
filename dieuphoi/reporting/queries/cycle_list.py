"""The cycles that an actor may see, and the plans for which the actor may open one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.roles import Permission
from dieuphoi.plans.models import Plan
from dieuphoi.reporting.models import Cycle, Report
from dieuphoi.reporting.queries.sendings import Counts, counts_by_cycle

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Whole(TypedDict):
    """What `cycles` adds to a cycle."""

    is_whole: bool


WholeCycle: TypeAlias = "WithAnnotations[Cycle, Whole]"


@dataclass(frozen=True)
class CycleLine:
    """A cycle in the list, with the reports in it that the actor may see; `own` is the agency's."""

    cycle: WholeCycle
    counts: Counts
    own: Report | None


def cycles(actor: Actor) -> QuerySet[WholeCycle]:
    """The cycles that the actor may see, newest first; `is_whole`: with every agency's row."""
    own = actor.organization_id
    led = Plan.objects.coordinated_by(own).filter(cycles=OuterRef("pk"))
    whole = Q(consolidator=own) | Q(Exists(led))
    if actor.may(Permission.READ_ALL):
        whole = Q(pk__isnull=False)
    visible: QuerySet[Cycle] = Cycle.objects.visible_to(actor)
    return (
        visible.annotate(is_whole=ExpressionWrapper(whole, output_field=BooleanField()))
        .select_related("regime", "consolidator")
        .order_by("-due_on", "-pk")
    )


def cycles_in_time(found: QuerySet[WholeCycle], time: str, on: date) -> QuerySet[WholeCycle]:
    """Of the cycles those whose day is still ahead ("current") or gone by ("past"), or all."""
    if time == "current":
        return found.filter(due_on__gte=on)
    if time == "past":
        return found.filter(due_on__lt=on)
    return found


def cycle_lines(actor: Actor, found: Sequence[WholeCycle], on: date) -> list[CycleLine]:
    """The cycles of one page of the list, with their figures."""
    counts = counts_by_cycle(Report.objects.visible_to(actor).filter(cycle__in=found), on)
    own = {
        report.cycle_id: report
        for report in Report.objects.of_agency(actor.organization_id).filter(cycle__in=found)
    }
    return [CycleLine(c, counts.get(c.pk, Counts()), own.get(c.pk)) for c in found]


def plans_to_report_on(actor: Actor) -> QuerySet[Plan]:
    """The plans for which the actor may open a cycle."""
    own = actor.organization_id
    if not actor.may(Permission.COORDINATE):
        return Plan.objects.none()
    return Plan.objects.filter(Q(focal_agency=own) | Q(owner=own)).order_by("-starts_on", "-pk")
