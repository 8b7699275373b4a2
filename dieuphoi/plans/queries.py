"""What pages, sheets and slips about plans need to know, each answer one function."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

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
from django.utils.translation import gettext as _

from dieuphoi.activity.log import entries_about
from dieuphoi.activity.models import Activity
from dieuphoi.base.errors import require
from dieuphoi.base.vietnamese import fold, format_date
from dieuphoi.documents.models import Document, Provision, Reading, ReadingState
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import Organization
from dieuphoi.organizations.roles import Permission
from dieuphoi.plans import happened, policy, timeline
from dieuphoi.plans.happened import Event
from dieuphoi.plans.models import (
    Deadline,
    Involvement,
    Obligation,
    ObligationState,
    Party,
    PartyRole,
    Plan,
    Progress,
    Section,
    Task,
    TaskTerms,
    Turn,
)
from dieuphoi.plans.models.obligation import ObligationQuerySet
from dieuphoi.plans.progress import RUNNING, HasAccount, telling_positions, with_accounts
from dieuphoi.plans.punctuality import (
    STATES_BY_ADVANCE,
    Punctuality,
    StandingTask,
    Timed,
    TimedObligation,
    counted,
    tasks_with_standing,
    with_punctuality,
)
from dieuphoi.plans.turns import MovedByOther

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

LEADS = (PartyRole.LEAD, PartyRole.JOINT_LEAD)


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


@dataclass(frozen=True)
class TaskRow:
    """A task as lists and sheets show it, on one day."""

    task: Task
    terms: TaskTerms | None
    leads: list[str]
    cooperating: list[str]
    deadline_text: str
    due_on: date | None
    extended: bool
    percent: int
    told_on: date | None
    state: str
    punctuality: str | None
    done: int
    owed: int

    @property
    def content(self) -> str:
        """What is to be done, in the words of the document."""
        return self.terms.content if self.terms else ""

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something for it before its day."""
        return self.state in _OPEN

    @property
    def product(self) -> str:
        """What is to come out of it."""
        return self.terms.product if self.terms else ""


_OPEN = (ObligationState.ASSIGNED, ObligationState.DECLINED, ObligationState.SUSPENDED, *RUNNING)


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


def rows(found: Sequence[StandingTask], on: date) -> list[TaskRow]:
    """The tasks of one page, made ready to show: the same number of queries for 1 and for 1,000."""
    terms = {t.task_id: t for t in _terms_of(found, on)}
    owing: dict[int, list[Obligation]] = defaultdict(list)
    for obligation in counted(on).filter(task__in=found).select_related("holder"):
        owing[obligation.task_id].append(obligation)
    return [_row(task, terms.get(task.pk), owing[task.pk]) for task in found]


def with_sources(found: QuerySet[StandingTask]) -> QuerySet[StandingTask]:
    """The tasks with their section, plan and document loaded, for showing rows."""
    return found.select_related("section", "plan__document")


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
    mine_to_do = Obligation.objects.held_by(actor.organization_id).still_wanted()
    own = with_punctuality(mine_to_do, on)
    coordinates = actor.may(Permission.COORDINATE)
    mine = _assignable_by(actor) if coordinates else Plan.objects.none()
    groups = _desk_groups(actor, own.filter(state__in=[*_WORK, ObligationState.ASSIGNED]), on)
    asked = _desk_groups(actor, timed.filter(_asked_of(actor, mine)), on) if coordinates else {}
    times = _joint_counts(own.filter(state__in=[*RUNNING, ObligationState.ASSIGNED]))
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
        may = _allowed(actor, o, holder_has_account=True)
        rows[o.kind].append(DeskRow(o, terms_of(o), turn, may))
    counts = {o.kind: o.of_kind for o in found}
    return {kind: DeskGroup(part, counts[kind]) for kind, part in rows.items()}


def _joint_counts(timed: QuerySet[TimedObligation]) -> Counter[tuple[str, str | None]]:
    counts: Counter[tuple[str, str | None]] = Counter()
    grouped = timed.order_by().values_list("state", "punctuality").annotate(n=Count("pk"))
    for state, punctuality, n in grouped:
        counts[state, punctuality] = n
    return counts


def _standing_counts(obligations: ObligationQuerySet, on: date) -> Counter[str]:
    counts: Counter[str] = Counter()
    for (state, punctuality), n in _joint_counts(with_punctuality(obligations, on)).items():
        counts[state] += n
        counts[punctuality or ""] += n
        counts["all"] += n
    return counts


class Counted(Timed):
    """What the task's page asks of an obligation: does it make the task's state, and can its
    holder tell its progress?"""

    is_counted: bool
    has_account: bool


CountedObligation: TypeAlias = "WithAnnotations[Obligation, Counted]"


@dataclass(frozen=True)
class ObligationView:
    """An obligation on the task's page, with what happened to it and what the actor may do.

    `is_own`: the actor's agency holds it.
    """

    obligation: CountedObligation
    turns: list[Turn]
    progress: list[Progress]
    may: frozenset[str]
    is_own: bool

    @property
    def corrected(self) -> set[int]:
        """The progress rows that a later one corrects."""
        return {p.corrects_id for p in self.progress if p.corrects_id}

    @property
    def newest_progress(self) -> list[Progress]:
        """What was told, the newest first."""
        return self.progress[::-1]

    @property
    def may_correct(self) -> bool:
        """Whether the actor may right an earlier row by a new one."""
        return "tell" in self.may

    @property
    def has_story(self) -> bool:
        """Whether more happened to it than that it was assigned."""
        return bool(self.progress) or len(self.turns) > 1


@dataclass(frozen=True)
class Share:
    """How many of the counted obligations of a task are completed, and whose are not yet."""

    done: int
    owed: int
    missing: list[str]


@dataclass(frozen=True)
class TaskPage:
    """The whole chain: document → provision → task → obligations → progress.

    Obligations stand with those first that the actor's agency holds, then those that wait for the
    actor.
    """

    task: Task
    terms: TaskTerms | None
    history: list[TaskTerms]
    obligations: list[ObligationView]
    state: str
    punctuality: str | None
    activity: list[Activity]
    may_coordinate: bool

    @property
    def share(self) -> Share:
        """Whose part is done and whose is not, of the obligations that official figures count."""
        counts = [o for v in self.obligations if (o := v.obligation).is_counted and o.punctuality]
        undone = [o for o in counts if o.state != ObligationState.COMPLETED]
        names = dict.fromkeys(o.holder.name for o in undone)
        return Share(len(counts) - len(undone), len(counts), list(names))

    @property
    def latest(self) -> ObligationView | None:
        """Whose progress was told last: a lead's, or anybody's while no lead told any."""
        told = [v for v in self.obligations if v.progress]
        leading = [v for v in told if v.obligation.is_counted]
        return max(leading or told, key=_told, default=None)

    @property
    def shown_first(self) -> list[ObligationView]:
        """All obligations when they are few; else those that concern the actor."""
        if len(self.obligations) <= FOLD_OVER:
            return self.obligations
        return [v for v in self.obligations if v.is_own or v.may & _WAIT_FOR_ACTOR][:FOLD_OVER]

    @property
    def folded(self) -> list[ObligationView]:
        """The obligations that are not among the first, when they are many."""
        return self.obligations[len(self.shown_first) :]


FOLD_OVER = 12
"""A task with more obligations shows first those that concern whoever looks."""

_WAIT_FOR_ACTOR = {"confirm", "reassign"}


def task_page(actor: Actor, task: Task, on: date) -> TaskPage:
    """What the page of a task shows to the actor on a day. The task was found visible before."""
    history = list(
        task.terms.select_related("set_by").prefetch_related(*_parts()).order_by("known_from", "pk")
    )
    obligations = list(_with_story(task, on))
    standing = _standing(obligations)
    coordinates = policy.can_coordinate(actor, task.plan)
    views = [_view(actor, o, o.has_account) for o in obligations]
    return TaskPage(
        task=task,
        terms=next((t for t in history if t.known_to is None and _holds(t, on)), None),
        history=history,
        obligations=sorted(views, key=_nearness),
        state=standing[0],
        punctuality=standing[1],
        activity=list(entries_about(*obligations)),
        may_coordinate=coordinates,
    )


def _nearness(view: ObligationView) -> tuple[bool, bool, int]:
    """Own obligations first, then what waits for the actor, then leads before the others."""
    role = list(PartyRole).index(PartyRole(view.obligation.role))
    return not view.is_own, not view.may & _WAIT_FOR_ACTOR, role


def terms_now(task: Task, on: date) -> TaskTerms | None:
    """The terms of a task in force on the day, with their parties and deadlines."""
    return task.terms.filter(timeline.true_on(on)).prefetch_related(*_parts()).first()


def _with_story(task: Task, on: date) -> QuerySet[CountedObligation]:
    told = Progress.objects.select_related("told_by", "corrects")
    return (
        with_punctuality(task.obligations.all(), on)
        .annotate(
            is_counted=Exists(counted(on).filter(pk=OuterRef("pk"))),
            has_account=Exists(telling_positions(on).filter(organization=OuterRef("holder"))),
        )
        .select_related("holder", "organization", "task__plan")
        .prefetch_related(
            Prefetch("turns", Turn.objects.select_related("holder", "proposed_holder")),
            Prefetch("progress", told),
            "progress__evidence",
        )
        .order_by("role", "occurrence", "organization__sort_key", "pk")
    )


def _standing(obligations: list[CountedObligation]) -> tuple[str, str | None]:
    """The task's state and punctuality, as `tasks_with_standing` finds them."""
    counts = [o for o in obligations if o.is_counted]
    states = sorted((o.state for o in counts), key=STATES_BY_ADVANCE.index)
    times = [o.punctuality for o in counts if o.punctuality]
    worst = min(times, key=[str(p) for p in Punctuality].index, default=None)
    if states:
        return states[0], worst
    led = any(o.role in LEADS for o in obligations)
    return (ObligationState.ASSIGNED if led else ObligationState.DRAFT), worst


def _told(view: ObligationView) -> tuple[date, int]:
    return view.progress[-1].on, view.progress[-1].pk


def require_allowed(actor: Actor, obligation: Obligation, verb: str, on: date) -> None:
    """Go on only if the actor may do this with the obligation now.

    `verb` is one of accept, decline, tell, on_behalf, confirm, send_back, reassign. Raises
    NotPermitted when the role or agency is wrong, StaleState when the state or the time is.
    """
    holder_has_account = bool(with_accounts({obligation.holder_id}, on))
    require(
        _rights(actor, obligation)[verb], _("Việc này không thuộc quyền của bạn hoặc cơ quan bạn.")
    )
    if verb not in _allowed(actor, obligation, holder_has_account):
        if verb == "on_behalf" and holder_has_account:
            raise HasAccount(_("Cơ quan này đã có tài khoản; hãy để cơ quan tự cập nhật."))
        raise MovedByOther(obligation.state)


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


def plans(actor: Actor) -> "QuerySet[Plan]":
    """The plans that the actor may read, newest first, with their number of visible tasks."""
    return (
        Plan.objects.visible_to(actor)
        .select_related("document", "owner", "focal_agency")
        .annotate(task_count=Count("tasks", filter=Q(tasks__in=Task.objects.visible_to(actor))))
        .order_by("-starts_on", "-pk")
    )


def plans_matching(actor: Actor, words: str) -> "QuerySet[Plan]":
    """The plans the actor may read whose document has every word, without diacritics."""
    found = plans(actor)
    for word in fold(words).split():
        found = found.filter(document__search__contains=word)
    return found


def owed_by(
    actor: Actor, organization: Organization, plan: Plan, on: date
) -> list[TimedObligation]:
    """One agency's running obligations under a plan that the actor may read, in the plan's order:
    for its task slip."""
    held = Obligation.objects.visible_to(actor).held_by(organization.pk).running()
    return list(
        with_punctuality(held, on)
        .filter(task__plan=plan)
        .select_related("task__section", "task__plan__document", "holder")
        .prefetch_related(_current_terms(on))
        .order_by("task__position", "occurrence", "pk")
    )


@dataclass(frozen=True)
class SlipAgency:
    """An agency to which a slip can be sent: what it owes, and whether it has an account."""

    organization: Organization
    owed: int
    has_account: bool


def slip_agencies(actor: Actor, plan: Plan, on: date) -> list[SlipAgency]:
    """The agencies with running obligations under the plan, as far as the actor may read them."""
    held = Obligation.objects.visible_to(actor).filter(task__plan=plan).running()
    counts = dict(held.order_by().values_list("holder").annotate(n=Count("pk")))
    accounts = with_accounts(set(counts), on)
    found = Organization.objects.filter(pk__in=counts)
    return [SlipAgency(o, counts[o.pk], o.pk in accounts) for o in found]


def standing_of(actor: Actor, organization: Organization, on: date) -> Counter[str]:
    """How many obligations the agency holds, by state and punctuality, of those visible."""
    return _standing_counts(Obligation.objects.visible_to(actor).held_by(organization.pk), on)


def provisions_with_tasks(actor: Actor, document: Document) -> list[tuple[Provision, Task | None]]:
    """The document's provisions, each with the task made of it that the actor may read, or none."""
    visible = Task.objects.visible_to(actor)
    found = document.provisions.prefetch_related(Prefetch("tasks", visible, to_attr="made"))
    return [(p, p.made[0] if p.made else None) for p in found]


def with_task(obligations: ObligationQuerySet, on: date) -> QuerySet[TimedObligation]:
    """The obligations with their task, plan, holder and terms in force loaded, and punctuality."""
    return (
        with_punctuality(obligations, on)
        .select_related(
            "task__plan__document__issuer",
            "task__plan__owner",
            "task__plan__focal_agency",
            "task__section",
            "task__provision",
            "holder",
            "organization",
        )
        .prefetch_related(_current_terms(on))
    )


def latest_progress(obligation: Obligation) -> Progress | None:
    """What was told last."""
    told = obligation.progress.select_related("told_by", "corrects").prefetch_related("evidence")
    return told.order_by("-pk").first()


def open_turn(obligation: Obligation) -> Turn | None:
    """The turn that the obligation is in: why it was moved last, and who was proposed."""
    turns = obligation.turns.filter(known_to=None, valid_to=None)
    return turns.select_related("holder", "proposed_holder").first()


def terms_of(obligation: Obligation) -> TaskTerms | None:
    """The terms in force, of an obligation that a query of this module loaded."""
    current: list[TaskTerms] = getattr(obligation.task, "current_terms", [])
    return current[0] if current else None


def _current_terms(on: date) -> Prefetch:  # type: ignore[type-arg]
    return Prefetch(
        "task__terms",
        TaskTerms.objects.filter(timeline.true_on(on)).prefetch_related(*_parts()),
        to_attr="current_terms",
    )


def _parts() -> tuple[Prefetch, Prefetch]:  # type: ignore[type-arg]
    return (
        Prefetch("parties", Party.objects.select_related("organization", "group")),
        Prefetch("deadlines", Deadline.objects.order_by("n")),
    )


def _terms_of(found: Sequence[StandingTask], on: date) -> Iterable[TaskTerms]:
    return TaskTerms.objects.filter(timeline.true_on(on), task__in=found).prefetch_related(
        *_parts()
    )


def _holds(terms: TaskTerms, on: date) -> bool:
    return terms.valid_from <= on and (terms.valid_to is None or on < terms.valid_to)


def _has_agency(asked: TaskFilter, on: date) -> Q:
    if asked.part == "late":
        return happened.with_late_part(asked.agency or 0, on)
    if asked.part == "any":
        return Q(Exists(Involvement.objects.filter(task=OuterRef("pk"), organization=asked.agency)))
    return Q(Exists(counted(on).filter(task=OuterRef("pk"), holder=asked.agency)))


_ENDED_UNDONE = (ObligationState.CANCELLED, ObligationState.SUPERSEDED)


def _row(task: StandingTask, terms: TaskTerms | None, owing: list[Obligation]) -> TaskRow:
    parties = list(terms.parties.all()) if terms else []
    deadlines = list(terms.deadlines.all()) if terms else []
    owing = [o for o in owing if o.state not in _ENDED_UNDONE] or owing
    open_days = [o.due_on for o in owing if o.due_on and o.state != ObligationState.COMPLETED]
    days = [o.due_on for o in owing if o.due_on]
    return TaskRow(
        task=task,
        terms=terms,
        leads=_leads(parties, owing),
        cooperating=[p.wording for p in parties if p.role == PartyRole.COOPERATE],
        deadline_text="; ".join(dict.fromkeys(d.text for d in deadlines)),
        due_on=min(open_days, default=max(days, default=None)),
        extended=any(o.due_on != o.first_due_on for o in owing),
        percent=round(sum(o.percent for o in owing) / len(owing)) if owing else 0,
        told_on=max((o.told_on for o in owing if o.told_on), default=None),
        state=task.state,
        punctuality=task.punctuality,
        done=sum(o.state == ObligationState.COMPLETED for o in owing),
        owed=len(owing),
    )


def _leads(parties: list[Party], owing: list[Obligation]) -> list[str]:
    """Who leads: the holders of the obligations when few, the words of the document when many."""
    named = [_party_name(p) for p in parties if p.role in LEADS]
    holders = list(dict.fromkeys(o.holder.name for o in owing))
    return holders if 0 < len(holders) <= 2 else named or holders


def _party_name(party: Party) -> str:
    return party.organization.name if party.organization else party.wording


def _view(actor: Actor, obligation: CountedObligation, holder_has_account: bool) -> ObligationView:
    now_known = [t for t in obligation.turns.all() if t.known_to is None]
    return ObligationView(
        obligation=obligation,
        turns=sorted(now_known, key=lambda t: t.valid_from),
        progress=list(obligation.progress.all()),
        may=_allowed(actor, obligation, holder_has_account),
        is_own=obligation.holder_id == actor.organization_id,
    )


def _allowed(actor: Actor, obligation: Obligation, holder_has_account: bool) -> frozenset[str]:
    """What the actor may do with the obligation in the state it is in."""
    rights = _rights(actor, obligation)
    possible = {
        "accept": obligation.state == ObligationState.ASSIGNED,
        "decline": obligation.state == ObligationState.ASSIGNED,
        "tell": obligation.state in RUNNING,
        "on_behalf": obligation.state in (ObligationState.ASSIGNED, *RUNNING)
        and not holder_has_account,
        "confirm": obligation.state == ObligationState.AWAITING_CONFIRMATION,
        "send_back": obligation.state == ObligationState.AWAITING_CONFIRMATION,
        "reassign": obligation.state == ObligationState.DECLINED,
    }
    return frozenset(verb for verb, yes in possible.items() if yes and rights[verb])


def _rights(actor: Actor, obligation: Obligation) -> dict[str, bool]:
    plan = obligation.task.plan
    coordinates, confirms = policy.can_coordinate(actor, plan), policy.can_confirm(actor, plan)
    accepts = policy.can_accept(actor, obligation)
    return {
        "accept": accepts,
        "decline": accepts,
        "tell": policy.can_tell(actor, obligation),
        "on_behalf": coordinates,
        "confirm": confirms,
        "send_back": confirms,
        "reassign": coordinates,
    }
