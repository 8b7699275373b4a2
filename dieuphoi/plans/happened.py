"""What waits in tasks and what happened to them since a day: conditions that lists and counts share."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from dieuphoi.base.periods import end_of_day
from dieuphoi.organizations.actor import Actor
from dieuphoi.plans.models import Obligation, ObligationState, Task, Turn, Verb
from dieuphoi.plans.punctuality import Punctuality, TimedObligation, counted, with_punctuality


class Event(TextChoices):
    """What can have happened to a task since a day."""

    ASSIGNED = "assigned", _("Mới giao")
    CONFIRMED = "confirmed", _("Mới được xác nhận hoàn thành")
    OVERDUE = "overdue", _("Mới quá hạn")


_CAUSES = {
    Event.ASSIGNED: (Verb.ASSIGN, Verb.REASSIGN),
    Event.CONFIRMED: (Verb.CONFIRM,),
}


def happened(event: Event, since: date, on: date) -> Q:
    """Tasks to which it happened from that day on; newly overdue: on time still on that day, and
    a lead's part overdue now."""
    if event == Event.OVERDUE:
        late = _late(on).filter(task=OuterRef("pk"), due_on__gte=since)
        return Q(Exists(late))
    turns = Turn.objects.filter(
        obligation__task=OuterRef("pk"),
        known_to=None,
        cause__in=_CAUSES[event],
        valid_from__gt=end_of_day(since - timedelta(days=1)),
    )
    return Q(Exists(turns))


def with_part_in(state: str) -> Q:
    """Tasks of which some agency's part is in the state, whatever the others'."""
    return Q(Exists(Obligation.objects.filter(task=OuterRef("pk"), state=state)))


def with_late_part(agency: int, on: date) -> Q:
    """Tasks that the agency leads now and of which its own part is overdue."""
    return Q(Exists(_late(on).filter(task=OuterRef("pk"), holder=agency)))


@dataclass(frozen=True)
class TaskFigures:
    """How many tasks wait for a decision, and to how many something happened since a day."""

    awaiting: int
    declined: int
    assigned: int
    confirmed: int
    overdue: int


def figures(actor: Actor, since: date, on: date) -> TaskFigures:
    """The counts of the tasks that the actor may read, in one query."""
    asked = {
        "awaiting": with_part_in(ObligationState.AWAITING_CONFIRMATION),
        "declined": with_part_in(ObligationState.DECLINED),
        **{event.value: happened(event, since, on) for event in Event},
    }
    counts = {name: Count("pk", filter=condition) for name, condition in asked.items()}
    return TaskFigures(**Task.objects.visible_to(actor).aggregate(**counts))


@dataclass(frozen=True)
class Late:
    """An agency or a plan, and how many of its tasks are late."""

    pk: int
    name: str
    count: int


def late_by_agency(actor: Actor, on: date) -> list[Late]:
    """The agencies whose own part of a task they lead is overdue, the worst first."""
    visible = Task.objects.visible_to(actor)
    found = (
        _late(on)
        .filter(task__in=visible)
        .order_by()
        .values("holder", "holder__name", "holder__sort_key")
        .annotate(n=Count("task", distinct=True))
    )
    ordered = found.order_by("-n", "holder__sort_key", "holder")
    return [Late(pk, name, n) for pk, name, n in ordered.values_list("holder", "holder__name", "n")]


def late_by_plan(actor: Actor, on: date) -> list[Late]:
    """The plans with overdue tasks, the worst first."""
    visible = Task.objects.visible_to(actor)
    found = (
        _late(on)
        .filter(task__in=visible)
        .order_by()
        .values("task__plan", "task__plan__title")
        .annotate(n=Count("task", distinct=True))
    )
    ordered = found.order_by("-n", "-task__plan__starts_on", "task__plan")
    return [
        Late(pk, title, n)
        for pk, title, n in ordered.values_list("task__plan", "task__plan__title", "n")
    ]


def _late(on: date) -> QuerySet[TimedObligation]:
    return with_punctuality(counted(on), on).filter(punctuality=Punctuality.OVERDUE)
