"""The page of a plan: how its tasks stand, by section and by agency."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.roles import Permission
from dieuphoi.plans import policy
from dieuphoi.plans.models import ObligationState, Plan, Section, Task
from dieuphoi.plans.models.obligation import ObligationQuerySet
from dieuphoi.plans.punctuality import counted, tasks_with_standing


@dataclass
class Standings:
    """How many tasks, in which states and which punctuality."""

    tasks: int = 0
    states: Counter[str] = field(default_factory=Counter)
    punctuality: Counter[str] = field(default_factory=Counter)

    def add(self, state: str, punctuality: str | None) -> None:
        """Count one more task."""
        self.tasks += 1
        self.states[state] += 1
        self.punctuality[punctuality or ""] += 1


@dataclass(frozen=True)
class PlanPage:
    """A plan: how its tasks stand, in all, by section, and by the agencies that lead them.

    A task of several leads counts once in all and once under each lead: the agencies do not add
    up. `is_whole`: the actor may read all its tasks, not only those of the own agency.
    """

    plan: Plan
    total: Standings
    sections: list[tuple[Section | None, Standings]]
    agencies: list[tuple[int, str, Standings]]
    may_coordinate: bool
    is_whole: bool

    @property
    def drafts(self) -> int:
        """How many tasks were not assigned yet."""
        return self.total.states[ObligationState.DRAFT]

    @property
    def is_assigned(self) -> bool:
        """Whether some task was assigned."""
        return self.drafts < self.total.tasks


def plan_page(actor: Actor, plan: Plan, on: date) -> PlanPage:
    """What the page of a plan shows: only of the tasks that the actor may read."""
    visible = Task.objects.visible_to(actor).filter(plan=plan)
    standing = {
        pk: (section, state, punctuality)
        for pk, section, state, punctuality in tasks_with_standing(visible, on)
        .order_by()
        .values_list("pk", "section", "state", "punctuality")
    }
    total = Standings()
    by_section: dict[int | None, Standings] = defaultdict(Standings)
    for section, state, punctuality in standing.values():
        total.add(state, punctuality)
        by_section[section].add(state, punctuality)
    sections: list[Section | None] = [*plan.sections.all(), None]
    found = [(s, by_section[s.pk if s else None]) for s in sections]
    return PlanPage(
        plan=plan,
        total=total,
        sections=[(s, count) for s, count in found if count.tasks or (s and s.declared)],
        agencies=_by_agency(counted(on).filter(task__in=visible), standing),
        may_coordinate=policy.can_coordinate(actor, plan),
        is_whole=_reads_whole(actor, plan),
    )


def _by_agency(
    led: ObligationQuerySet, standing: Mapping[int, tuple[int | None, str, str | None]]
) -> list[tuple[int, str, Standings]]:
    """The tasks by the holders of their counted obligations."""
    names: dict[int, str] = {}
    counts: dict[int, Standings] = defaultdict(Standings)
    found = led.order_by("holder__sort_key", "holder")
    for holder, name, task in found.values_list("holder", "holder__name", "task").distinct():
        names[holder] = name
        counts[holder].add(*standing[task][1:])
    return [(pk, names[pk], count) for pk, count in counts.items()]


def _reads_whole(actor: Actor, plan: Plan) -> bool:
    coordinating = {plan.owner_id, plan.focal_agency_id, plan.confirmer_id}
    return actor.may(Permission.READ_ALL) or actor.organization_id in coordinating
