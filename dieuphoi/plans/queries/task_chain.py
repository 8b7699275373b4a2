"""The page of a task: the whole chain from the document to the newest progress."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from dieuphoi.activity.log import entries_about
from dieuphoi.activity.models import Activity
from dieuphoi.organizations.actor import Actor
from dieuphoi.plans import policy
from dieuphoi.plans.models import (
    Obligation,
    ObligationState,
    PartyRole,
    Progress,
    Task,
    TaskTerms,
    Turn,
)
from dieuphoi.plans.progress import telling_positions
from dieuphoi.plans.punctuality import (
    STATES_BY_ADVANCE,
    Punctuality,
    Timed,
    counted,
    with_punctuality,
)
from dieuphoi.plans.queries.allowed_steps import allowed
from dieuphoi.plans.queries.terms_in_force import LEADS, parties_and_deadlines

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


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
        task.terms.select_related("set_by")
        .prefetch_related(*parties_and_deadlines())
        .order_by("known_from", "pk")
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


def _holds(terms: TaskTerms, on: date) -> bool:
    return terms.valid_from <= on and (terms.valid_to is None or on < terms.valid_to)


def _view(actor: Actor, obligation: CountedObligation, holder_has_account: bool) -> ObligationView:
    now_known = [t for t in obligation.turns.all() if t.known_to is None]
    return ObligationView(
        obligation=obligation,
        turns=sorted(now_known, key=lambda t: t.valid_from),
        progress=list(obligation.progress.all()),
        may=allowed(actor, obligation, holder_has_account),
        is_own=obligation.holder_id == actor.organization_id,
    )
