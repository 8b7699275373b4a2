"""The desk: what waits for the actor and the actor's agency, most urgent first."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
    Window,
    prefetch_related_objects,
)
from django.db.models.functions import RowNumber

from dieuphoi.documents.models import Reading, ReadingState
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.roles import Permission
from dieuphoi.plans import timeline
from dieuphoi.plans.models import Obligation, ObligationState, Plan, TaskTerms, Turn
from dieuphoi.plans.progress import RUNNING
from dieuphoi.plans.punctuality import Punctuality, TimedObligation, with_punctuality
from dieuphoi.plans.queries.allowed_steps import allowed
from dieuphoi.plans.queries.owed import joint_counts
from dieuphoi.plans.queries.terms_in_force import terms_of


@dataclass(frozen=True)
class DeskRow:
    """An obligation on the desk, with its terms, its open turn, and what the actor may do."""

    obligation: TimedObligation
    terms: TaskTerms | None
    turn: Turn | None
    may: frozenset[str]


@dataclass(frozen=True)
class DeskGroup:
    """Obligations that wait for one thing: the most urgent rows, and the count of all."""

    rows: list[DeskRow] = field(default_factory=list)
    count: int = 0

    @property
    def is_cut(self) -> bool:
        """Whether there are more than the rows shown."""
        return self.count > len(self.rows)


@dataclass(frozen=True)
class Desk:
    """What waits for the actor: what the agency owes, and what the agency coordinates.

    `overdue` and `due_soon` count what the agency is working on, `overdue_to_accept` what it has
    not even accepted.
    """

    to_accept: DeskGroup
    running: DeskGroup
    awaiting: DeskGroup
    overdue: int
    due_soon: int
    overdue_to_accept: int
    coordinates: bool
    to_confirm: DeskGroup
    declined: DeskGroup
    unassigned: list[Plan]
    readings: list[Reading]

    @property
    def owed(self) -> int:
        """How many obligations the agency has to accept, in hand or submitted."""
        return self.to_accept.count + self.running.count + self.awaiting.count


DESK_ROWS = 50
"""How many rows of each kind the desk shows; the counts are of all."""


def desk(actor: Actor, on: date) -> Desk:
    """The actor's desk on a day, most urgent first; at most DESK_ROWS of each kind."""
    timed = with_punctuality(Obligation.objects.all(), on)
    own: QuerySet[TimedObligation] = (  # of `timed`, so that the rules are asked once
        cast(Any, timed).held_by(actor.organization_id).still_wanted()
    )
    coordinates = actor.may(Permission.COORDINATE)
    mine = _assignable_by(actor) if coordinates else Plan.objects.none()
    groups = _desk_groups(actor, own.filter(state__in=[*_WORK, ObligationState.ASSIGNED]), on)
    asked = _desk_groups(actor, timed.filter(_asked_of(actor, mine)), on) if coordinates else {}
    times = joint_counts(own.filter(state__in=[*RUNNING, ObligationState.ASSIGNED]))
    return Desk(
        to_accept=groups.get(ObligationState.ASSIGNED, DeskGroup()),
        running=groups.get(ObligationState.IN_PROGRESS, DeskGroup()),
        awaiting=groups.get(ObligationState.AWAITING_CONFIRMATION, DeskGroup()),
        overdue=sum(times[state, Punctuality.OVERDUE] for state in RUNNING),
        due_soon=sum(times[state, Punctuality.DUE_SOON] for state in RUNNING),
        overdue_to_accept=times[ObligationState.ASSIGNED, Punctuality.OVERDUE],
        coordinates=coordinates,
        to_confirm=asked.get(ObligationState.AWAITING_CONFIRMATION, DeskGroup()),
        declined=asked.get(ObligationState.DECLINED, DeskGroup()),
        unassigned=list(_with_drafts(mine)),
        readings=list(_open_readings(actor)) if coordinates else [],
    )


_WORK = (*RUNNING, ObligationState.AWAITING_CONFIRMATION)


def _assignable_by(actor: Actor) -> "QuerySet[Plan]":
    """The plans that `policy.can_coordinate` lets the actor assign; a confirmer only confirms."""
    agency = actor.organization_id
    return Plan.objects.filter(Q(focal_agency=agency) | Q(owner=agency))


def _asked_of(actor: Actor, mine: "QuerySet[Plan]") -> Q:
    """What waits for a coordinator: results to confirm, and what was declined."""
    to_confirm = Q(
        state=ObligationState.AWAITING_CONFIRMATION, task__plan__confirmer=actor.organization_id
    )
    return to_confirm | Q(state=ObligationState.DECLINED, task__plan__in=mine)


def _with_drafts(mine: "QuerySet[Plan]") -> "QuerySet[Plan]":
    """Those with tasks not assigned yet; asked by task, since one has many obligations."""
    assigned = Obligation.objects.filter(task=OuterRef("tasks"))
    drafts = Count("tasks", filter=~Exists(assigned))
    return mine.select_related("document").annotate(drafts=drafts).filter(drafts__gt=0)


def _open_readings(actor: Actor) -> "QuerySet[Reading]":
    found = Reading.objects.visible_to(actor).filter(state=ReadingState.OPEN)
    return found.select_related("document", "attachment")[:DESK_ROWS]


_BY_URGENCY = (
    F("due_on").asc(nulls_last=True),
    F("punctuality").asc(),
    F("task__plan").asc(),
    F("task__position").asc(),
    F("pk").asc(),
)


def _desk_groups(
    actor: Actor, obligations: QuerySet[TimedObligation], on: date
) -> dict[str, DeskGroup]:
    """The obligations by what they wait for: by state, rework with what is in progress."""
    kind = Case(
        When(state__in=RUNNING, then=Value(ObligationState.IN_PROGRESS)),
        default=F("state"),
        output_field=CharField(),
    )
    found = list(
        obligations.annotate(
            kind=kind,
            rank=Window(RowNumber(), partition_by=kind, order_by=_BY_URGENCY),
            of_kind=Window(Count("pk"), partition_by=kind),
        )
        .filter(rank__lte=DESK_ROWS)
        .select_related("task__plan__document", "task__section", "holder", "organization")
        .order_by(*_BY_URGENCY)
    )
    open_turns = Turn.objects.filter(known_to=None, valid_to=None)
    turns = Prefetch("turns", open_turns.select_related("proposed_holder"), to_attr="open_turns")
    terms = Prefetch(
        "task__terms", TaskTerms.objects.filter(timeline.true_on(on)), to_attr="current_terms"
    )
    prefetch_related_objects(found, terms, turns)
    rows: dict[str, list[DeskRow]] = defaultdict(list)
    for o in found:
        turn = next(iter(getattr(o, "open_turns", [])), None)
        may = allowed(actor, o, holder_has_account=True)
        rows[o.kind].append(DeskRow(o, terms_of(o), turn, may))
    counts = {o.kind: o.of_kind for o in found}
    return {kind: DeskGroup(part, counts[kind]) for kind, part in rows.items()}
