"""Returned workbooks for pages and sheets: the list under a plan, and the rows of one, refused first."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.roles import Permission
from dieuphoi.plans import policy
from dieuphoi.plans.models import Obligation, Outcome, Plan, ReturnedRow, WorkbookReturn

NEWEST = 5
"""How many returned workbooks the page of a plan shows."""
ORDER = (Outcome.REFUSED, Outcome.CREATED, Outcome.CHANGED, Outcome.UNCHANGED)
"""What has to be looked at first."""


@dataclass(frozen=True)
class PlanWorkbooks:
    """What the page of a plan says of workbooks: whether the actor gathers them, the own agency
    (none where it owes nothing or may not tell), and what was handed in last."""

    may_gather: bool
    own: int | None
    returns: Sequence[WorkbookReturn]


def plan_workbooks(actor: Actor, plan: Plan) -> PlanWorkbooks:
    """What the page of the plan says of workbooks, for this actor."""
    own = own_agency(actor)
    held = Obligation.objects.held_by(own).running().filter(task__plan=plan)
    return PlanWorkbooks(
        may_gather=policy.can_coordinate(actor, plan),
        own=own if own and held.exists() else None,
        returns=list(returns_under(actor, plan)[:NEWEST]),
    )


def own_agency(actor: Actor) -> int | None:
    """The agency whose own workbook the actor may get; None for who may not tell progress."""
    return actor.organization_id if actor.may(Permission.TELL_PROGRESS) else None


def returns_under(actor: Actor, plan: Plan) -> QuerySet[WorkbookReturn]:
    """The returned workbooks of the plan that the actor may see, newest first, each with its
    numbers of rows told (`told_rows`) and refused (`refused_rows`)."""
    return (
        WorkbookReturn.objects.visible_to(actor)
        .about(plan)
        .select_related("organization", "uploaded_from", "plan")
        .annotate(
            told_rows=Count("rows", filter=Q(rows__told__isnull=False)),
            refused_rows=Count("rows", filter=Q(rows__outcome=Outcome.REFUSED)),
        )
        .order_by("-uploaded_at", "-pk")
    )


def rows_of(returned: WorkbookReturn, outcome: str = "") -> QuerySet[ReturnedRow]:
    """The rows of that outcome, or all: the refused ones first, then as they stand in the file."""
    rank = Case(
        *(When(outcome=one, then=Value(n)) for n, one in enumerate(ORDER)),
        output_field=IntegerField(),
    )
    rows = returned.rows.filter(outcome=outcome) if outcome else returned.rows.all()
    return rows.select_related("obligation__task__plan", "told").order_by(rank, F("position"))
