"""The list of tasks: what a person asks of it, what it finds, and what its filter offers."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from dieuphoi.base.vietnamese import fold, format_date
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import Organization
from dieuphoi.plans import happened
from dieuphoi.plans.happened import Event
from dieuphoi.plans.models import Involvement, Obligation, ObligationState, Plan, Section, Task
from dieuphoi.plans.punctuality import Punctuality, StandingTask, counted, tasks_with_standing


@dataclass(frozen=True)
class TaskFilter:
    """What a person asked of the task list; an absent part asks nothing.

    `agency` with `part` "lead" means tasks that it leads now, with "late" those of them of which its
    own part is overdue, with "any" tasks it has a part in. `having` is a state that some agency's
    part is in, `event` what happened from the day `since` on.
    """

    plan: int | None = None
    agency: int | None = None
    part: str = "lead"
    state: str = ""
    punctuality: str = ""
    section: int | None = None
    words: str = ""
    having: str = ""
    event: str = ""
    since: date | None = None


def tasks(actor: Actor, asked: TaskFilter, on: date) -> QuerySet[StandingTask]:
    """The visible tasks that were asked for, with their state and punctuality on the day."""
    return standing_as(tasks_around(actor, asked, on), asked)


def tasks_around(actor: Actor, asked: TaskFilter, on: date) -> QuerySet[StandingTask]:
    """The visible tasks that the filter asks for, whatever state or punctuality it asks for."""
    found = Task.objects.visible_to(actor)
    if asked.plan:
        found = found.filter(plan=asked.plan)
    if asked.section:
        found = found.filter(section=asked.section)
    if asked.agency:
        found = found.filter(_has_agency(asked, on))
    if asked.having:
        found = found.filter(happened.with_part_in(asked.having))
    if asked.event in Event and asked.since:
        found = found.filter(happened.happened(Event(asked.event), asked.since, on))
    for word in fold(asked.words).split():
        found = found.filter(search__contains=word)
    return tasks_with_standing(found, on).order_by("-plan__starts_on", "plan", "position")


def standing_as(around: QuerySet[StandingTask], asked: TaskFilter) -> QuerySet[StandingTask]:
    """Those of the tasks that stand in the state and punctuality asked for."""
    if asked.state:
        around = around.filter(state=asked.state)
    if asked.punctuality:
        around = around.filter(punctuality=asked.punctuality)
    return around


def in_words(actor: Actor, asked: TaskFilter) -> str:
    """The filter as a sentence, for the head of a sheet; it names only what the actor may read."""
    said: list[str] = []
    visible = Plan.objects.visible_to(actor)
    if asked.plan:
        said += visible.filter(pk=asked.plan).values_list("title", flat=True)
    if asked.section:
        said += (
            sections_in(actor, asked.plan).filter(pk=asked.section).values_list("title", flat=True)
        )
    if asked.agency:
        said += Organization.objects.filter(pk=asked.agency).values_list("name", flat=True)
    if asked.state in ObligationState:
        said.append(str(ObligationState(asked.state).label))
    if asked.punctuality in Punctuality:
        said.append(str(Punctuality(asked.punctuality).label))
    said += special(asked)
    if asked.words:
        said.append(f"“{asked.words}”")
    return "; ".join(said) or _("Tất cả nhiệm vụ")


def special(asked: TaskFilter) -> list[str]:
    """The parts of the filter that no field of its form shows, each as words."""
    said = []
    if asked.having in ObligationState:
        label = ObligationState(asked.having).label
        said.append(_("Có phần việc: %(state)s") % {"state": str(label).lower()})
    if asked.event in Event and asked.since:
        words = {"event": Event(asked.event).label, "day": format_date(asked.since)}
        said.append(_("%(event)s từ ngày %(day)s") % words)
    return said


@dataclass(frozen=True)
class Facet:
    """One value that a filter can take, and how many tasks it would show."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Facets:
    """What the list would show for each state and punctuality, beside the rest of the filter.

    The four figures count beside the rest of the filter alone.
    """

    total: int
    completed: int
    awaiting: int
    overdue: int
    state: list[Facet]
    punctuality: list[Facet]


def facets(around: QuerySet[StandingTask], asked: TaskFilter) -> Facets:
    """How many tasks each choice of a state or punctuality would show, in one query.

    `around` is what the rest of the filter leaves. The states count tasks of the punctuality asked
    for, whatever the state asked for, and the other way round.
    """
    states: Counter[str] = Counter()
    times: Counter[str] = Counter()
    figures: Counter[str] = Counter()
    counts = around.order_by().values_list("state", "punctuality").annotate(n=Count("pk"))
    for state, time, n in counts:
        figures.update({"all": n, state: n, f"time:{time}": n})
        if asked.punctuality in ("", time):
            states[state] += n
        if asked.state in ("", state):
            times[time or ""] += n
    return Facets(
        total=figures["all"],
        completed=figures[ObligationState.COMPLETED],
        awaiting=figures[ObligationState.AWAITING_CONFIRMATION],
        overdue=figures[f"time:{Punctuality.OVERDUE}"],
        state=[Facet(s, str(s.label), states[s]) for s in ObligationState if states[s]],
        punctuality=[Facet(p, str(p.label), times[p]) for p in Punctuality if times[p]],
    )


def sections_in(actor: Actor, plan: int | None) -> QuerySet[Section]:
    """The sections of a plan that the actor may read: what the section filter offers."""
    return Section.objects.filter(plan__in=Plan.objects.visible_to(actor), plan=plan)


def agencies_in(actor: Actor) -> list[tuple[int, str]]:
    """The agencies that hold obligations the actor may read: what the agency filter offers."""
    held = Obligation.objects.visible_to(actor).order_by().values("holder")
    return list(Organization.objects.filter(pk__in=held).values_list("pk", "name"))


def _has_agency(asked: TaskFilter, on: date) -> Q:
    if asked.part == "late":
        return happened.with_late_part(asked.agency or 0, on)
    if asked.part == "any":
        return Q(Exists(Involvement.objects.filter(task=OuterRef("pk"), organization=asked.agency)))
    return Q(Exists(counted(on).filter(task=OuterRef("pk"), holder=asked.agency)))
