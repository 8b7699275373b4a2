"""What pages, sheets and slips about plans need to know, each answer one function."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from dieuphoi.activity.log import entries_about
from dieuphoi.activity.models import Activity
from dieuphoi.base.errors import require
from dieuphoi.base.vietnamese import fold
from dieuphoi.documents.models import Document, Provision, Reading, ReadingState
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import Organization
from dieuphoi.organizations.roles import Permission
from dieuphoi.plans import policy, timeline
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
from dieuphoi.plans.progress import RUNNING, HasAccount, with_accounts
from dieuphoi.plans.punctuality import (
    Punctuality,
    StandingTask,
    TimedObligation,
    counted,
    tasks_with_standing,
    with_punctuality,
)
from dieuphoi.plans.turns import MovedByOther

LEADS = (PartyRole.LEAD, PartyRole.JOINT_LEAD)


@dataclass(frozen=True)
class TaskFilter:
    """What a person asked of the task list; an absent part asks nothing.

    `agency` with `part` "lead" means tasks that it leads now, with "any" tasks it has a part in.
    """

    plan: int | None = None
    agency: int | None = None
    part: str = "lead"
    state: str = ""
    punctuality: str = ""
    section: int | None = None
    words: str = ""


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
    def product(self) -> str:
        """What is to come out of it."""
        return self.terms.product if self.terms else ""


def tasks(actor: Actor, asked: TaskFilter, on: date) -> QuerySet[StandingTask]:
    """The visible tasks that were asked for, with their state and punctuality on the day."""
    found = Task.objects.visible_to(actor)
    if asked.plan:
        found = found.filter(plan=asked.plan)
    if asked.section:
        found = found.filter(section=asked.section)
    if asked.agency:
        found = found.filter(_has_agency(asked, on))
    for word in fold(asked.words).split():
        found = found.filter(search__contains=word)
    standing = tasks_with_standing(found, on)
    if asked.state:
        standing = standing.filter(state=asked.state)
    if asked.punctuality:
        standing = standing.filter(punctuality=asked.punctuality)
    return standing.order_by("-plan__starts_on", "plan", "position")


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
    if asked.words:
        said.append(f"“{asked.words}”")
    return "; ".join(said) or _("Tất cả nhiệm vụ")


@dataclass(frozen=True)
class Facet:
    """One value that a filter can take, and how many tasks it would show."""

    value: str
    label: str
    count: int


def facets(found: QuerySet[StandingTask]) -> dict[str, list[Facet]]:
    """How many of the tasks stand in each state and punctuality, in one query."""
    states: Counter[str] = Counter()
    times: Counter[str] = Counter()
    counts = found.order_by().values_list("state", "punctuality").annotate(n=Count("pk"))
    for state, punctuality, n in counts:
        states[state] += n
        times[punctuality or ""] += n
    return {
        "state": [Facet(s, str(s.label), states[s]) for s in ObligationState if states[s]],
        "punctuality": [Facet(p, str(p.label), times[p]) for p in Punctuality if times[p]],
    }


def sections_in(actor: Actor, plan: int | None) -> QuerySet[Section]:
    """The sections of a plan that the actor may read: what the section filter offers."""
    return Section.objects.filter(plan__in=Plan.objects.visible_to(actor), plan=plan)


def agencies_in(actor: Actor) -> list[tuple[int, str]]:
    """The agencies that hold obligations the actor may read: what the agency filter offers."""
    held = Obligation.objects.visible_to(actor).order_by().values("holder")
    return list(Organization.objects.filter(pk__in=held).values_list("pk", "name"))


@dataclass
class Desk:
    """What waits for the actor: what the agency owes, and what the agency coordinates."""

    to_accept: list[TimedObligation] = field(default_factory=list)
    running: list[TimedObligation] = field(default_factory=list)
    awaiting: list[TimedObligation] = field(default_factory=list)
    to_confirm: list[TimedObligation] = field(default_factory=list)
    declined: list[TimedObligation] = field(default_factory=list)
    unassigned: list[Plan] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    coordinates: bool = False


DESK_ROWS = 50
"""How many rows of each kind the desk shows; the counts are of all."""


def desk(actor: Actor, on: date) -> Desk:
    """The actor's desk on a day, most urgent first; at most DESK_ROWS of each kind."""
    own = Obligation.objects.held_by(actor.organization_id)
    result = Desk(
        to_accept=_desk_rows(own.filter(state=ObligationState.ASSIGNED), on),
        running=_desk_rows(own.filter(state__in=RUNNING), on),
        awaiting=_desk_rows(own.filter(state=ObligationState.AWAITING_CONFIRMATION), on),
        counts=_desk_counts(own.running(), on),
        coordinates=actor.may(Permission.COORDINATE),
    )
    if result.coordinates:
        _add_coordination(result, actor, on)
    return result


def _add_coordination(result: Desk, actor: Actor, on: date) -> None:
    mine = Plan.objects.coordinated_by(actor.organization_id)
    of_mine = Obligation.objects.filter(task__plan__in=mine)
    waiting = Obligation.objects.filter(
        task__plan__confirmer=actor.organization_id, state=ObligationState.AWAITING_CONFIRMATION
    )
    result.to_confirm = _desk_rows(waiting, on)
    result.declined = _desk_rows(of_mine.filter(state=ObligationState.DECLINED), on)
    result.unassigned = list(
        Plan.objects.assigned_by(actor.organization_id)
        .annotate(drafts=Count("tasks", filter=Q(tasks__obligations=None), distinct=True))
        .filter(drafts__gt=0)
    )
    result.readings = list(
        Reading.objects.visible_to(actor)
        .filter(state=ReadingState.OPEN)
        .select_related("document", "attachment")[:DESK_ROWS]
    )
    result.counts["to_confirm"] = waiting.count()


def _desk_rows(obligations: ObligationQuerySet, on: date) -> list[TimedObligation]:
    return list(
        with_punctuality(obligations, on)
        .select_related("task__plan__document", "task__section", "holder", "organization")
        .prefetch_related(_current_terms(on))
        .order_by("due_on", "task__plan", "task__position", "pk")[:DESK_ROWS]
    )


def _desk_counts(obligations: ObligationQuerySet, on: date) -> Counter[str]:
    counts: Counter[str] = Counter()
    grouped = with_punctuality(obligations, on).order_by().values_list("state", "punctuality")
    for state, punctuality, n in grouped.annotate(n=Count("pk")):
        counts[state] += n
        counts[punctuality] += n
        counts["all"] += n
    return counts


@dataclass(frozen=True)
class ObligationView:
    """An obligation on the task's page, with what happened to it and what the actor may do."""

    obligation: TimedObligation
    turns: list[Turn]
    progress: list[Progress]
    may: frozenset[str]


@dataclass(frozen=True)
class TaskPage:
    """The whole chain: document → provision → task → obligations → progress."""

    task: Task
    terms: TaskTerms | None
    history: list[TaskTerms]
    obligations: list[ObligationView]
    state: str
    punctuality: str | None
    activity: list[Activity]


def task_page(actor: Actor, task: Task, on: date) -> TaskPage:
    """What the page of a task shows to the actor on a day. The task was found visible before."""
    history = list(
        task.terms.select_related("set_by").prefetch_related(*_parts()).order_by("known_from", "pk")
    )
    current = next((t for t in history if t.known_to is None and _holds(t, on)), None)
    obligations = list(
        with_punctuality(task.obligations.all(), on)
        .select_related("holder", "organization", "task__plan")
        .prefetch_related(
            Prefetch("turns", Turn.objects.select_related("holder", "proposed_holder")),
            Prefetch("progress", Progress.objects.select_related("told_by")),
            "progress__evidence",
        )
        .order_by("role", "occurrence", "organization__sort_key")
    )
    standing = tasks_with_standing(Task.objects.filter(pk=task.pk), on).get()
    accounts = with_accounts({o.holder_id for o in obligations}, on)
    return TaskPage(
        task=task,
        terms=current,
        history=history,
        obligations=[_view(actor, o, o.holder_id in accounts) for o in obligations],
        state=standing.state,
        punctuality=standing.punctuality,
        activity=list(entries_about(*obligations)),
    )


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


@dataclass(frozen=True)
class SectionCount:
    """A section of a plan and how its tasks stand."""

    section: Section | None
    tasks: int
    states: Counter[str]
    punctuality: Counter[str]


@dataclass(frozen=True)
class PlanPage:
    """A plan: how its tasks stand, by section, and who owes how much."""

    plan: Plan
    sections: list[SectionCount]
    states: Counter[str]
    punctuality: Counter[str]
    tasks: int
    drafts: int
    agencies: list[tuple[int, str, Counter[str]]]
    may_coordinate: bool


def plan_page(actor: Actor, plan: Plan, on: date) -> PlanPage:
    """What the page of a plan shows: only of the tasks that the actor may read."""
    visible = tasks_with_standing(Task.objects.visible_to(actor).filter(plan=plan), on)
    grouped = visible.order_by().values_list("section", "state", "punctuality")
    by_section: dict[int | None, list[tuple[str, str | None, int]]] = defaultdict(list)
    for section, state, punctuality, n in grouped.annotate(n=Count("pk")):
        by_section[section].append((state, punctuality, n))
    sections: list[Section | None] = list(plan.sections.all())
    if None in by_section:
        sections.append(None)
    counts = [_section_count(s, by_section[s.pk if s else None]) for s in sections]
    states = sum((c.states for c in counts), Counter())
    return PlanPage(
        plan=plan,
        sections=[c for c in counts if c.tasks],
        states=states,
        punctuality=sum((c.punctuality for c in counts), Counter()),
        tasks=sum(c.tasks for c in counts),
        drafts=states[ObligationState.DRAFT],
        agencies=_by_agency(actor, plan, on),
        may_coordinate=policy.can_coordinate(actor, plan),
    )


def plans(actor: Actor) -> "QuerySet[Plan]":
    """The plans that the actor may read, newest first, with their number of tasks."""
    return (
        Plan.objects.visible_to(actor)
        .select_related("document", "owner", "focal_agency")
        .annotate(task_count=Count("tasks"))
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
    return _desk_counts(Obligation.objects.visible_to(actor).held_by(organization.pk), on)


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
            "task__section",
            "task__provision",
            "holder",
            "organization",
        )
        .prefetch_related(_current_terms(on))
    )


def latest_progress(obligation: Obligation) -> Progress | None:
    """What was told last."""
    return obligation.progress.select_related("told_by").order_by("-pk").first()


def proposed_name(obligation: Obligation) -> str:
    """The agency that was proposed when the obligation was declined last; empty when none."""
    last = obligation.turns.filter(known_to=None).order_by("-valid_from").first()
    return last.proposed_holder.name if last and last.proposed_holder else ""


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
    if asked.part == "any":
        return Q(Exists(Involvement.objects.filter(task=OuterRef("pk"), organization=asked.agency)))
    return Q(Exists(counted(on).filter(task=OuterRef("pk"), holder=asked.agency)))


def _row(task: StandingTask, terms: TaskTerms | None, owing: list[Obligation]) -> TaskRow:
    parties = list(terms.parties.all()) if terms else []
    deadlines = list(terms.deadlines.all()) if terms else []
    days = [o.due_on for o in owing if o.due_on]
    return TaskRow(
        task=task,
        terms=terms,
        leads=_leads(parties, owing),
        cooperating=[_party_name(p) for p in parties if p.role == PartyRole.COOPERATE],
        deadline_text="; ".join(dict.fromkeys(d.text for d in deadlines)),
        due_on=min(days, default=None),
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


def _view(actor: Actor, obligation: TimedObligation, holder_has_account: bool) -> ObligationView:
    now_known = [t for t in obligation.turns.all() if t.known_to is None]
    return ObligationView(
        obligation=obligation,
        turns=sorted(now_known, key=lambda t: t.valid_from),
        progress=list(obligation.progress.all()),
        may=_allowed(actor, obligation, holder_has_account),
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


def _section_count(
    section: Section | None, found: list[tuple[str, str | None, int]]
) -> SectionCount:
    states: Counter[str] = Counter()
    times: Counter[str] = Counter()
    for state, punctuality, n in found:
        states[state] += n
        times[punctuality or ""] += n
    return SectionCount(section, sum(states.values()), states, times)


def _by_agency(actor: Actor, plan: Plan, on: date) -> list[tuple[int, str, Counter[str]]]:
    visible = Obligation.objects.visible_to(actor).filter(task__plan=plan).leading()
    names: dict[int, str] = {}
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    grouped = with_punctuality(visible, on).order_by("holder__sort_key")
    for holder, name, state, punctuality, n in grouped.values_list(
        "holder", "holder__name", "state", "punctuality"
    ).annotate(n=Count("pk")):
        names[holder] = name
        counts[holder][state] += n
        counts[holder][punctuality or ""] += n
        counts[holder]["all"] += n
    return [(pk, names[pk], count) for pk, count in counts.items()]
