"""Tasks as lists and sheets show them, a page at a time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from dieuphoi.plans import timeline
from dieuphoi.plans.models import Obligation, ObligationState, Party, PartyRole, Task, TaskTerms
from dieuphoi.plans.progress import RUNNING
from dieuphoi.plans.punctuality import StandingTask, counted
from dieuphoi.plans.queries.terms_in_force import LEADS, parties_and_deadlines


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


def _terms_of(found: Sequence[StandingTask], on: date) -> Iterable[TaskTerms]:
    return TaskTerms.objects.filter(timeline.true_on(on), task__in=found).prefetch_related(
        *parties_and_deadlines()
    )


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
