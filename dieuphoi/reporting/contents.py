"""What stands in an agency's report without anybody typing it again: its parts in the plans as they
were told up to the cut-off, and what it raised."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from dieuphoi.base.periods import covers, end_of_day
from dieuphoi.issues.models import Issue, IssueState
from dieuphoi.plans import timeline
from dieuphoi.plans.models import (
    Evidence,
    Obligation,
    ObligationState,
    PartyRole,
    Progress,
    Section,
    Task,
    TaskTerms,
    Turn,
)
from dieuphoi.plans.punctuality import TimedTurn, turns_with_punctuality
from dieuphoi.reporting.models import Cycle, Report

REPORTING = (PartyRole.LEAD, PartyRole.JOINT_LEAD, PartyRole.COOPERATE)
"""The parts in a task that make an agency report on it."""

_GONE = (ObligationState.CANCELLED, ObligationState.SUPERSEDED)


@dataclass(frozen=True)
class DraftEntry:
    """One obligation as the report will hold it: what was true and told at the cut-off.

    `later` is the newest progress dated after the cut-off: shown apart, never in the report.
    """

    obligation: Obligation
    terms: TaskTerms | None
    state: str
    punctuality: str
    due_on: date | None
    told: Progress | None
    evidence: tuple[str, ...]
    later: Progress | None
    closes: bool

    @property
    def task(self) -> Task:
        """The task it is a part of."""
        return self.obligation.task

    @property
    def section(self) -> Section | None:
        """The heading of the plan under which it stands."""
        return self.obligation.task.section

    @property
    def wording(self) -> str:
        """What is to be done, in the words in force at the cut-off."""
        return self.terms.content if self.terms else ""

    @property
    def percent(self) -> int:
        """How far it was told to be; nothing told is nothing done."""
        return self.told.percent if self.told else 0


def entries_for(report: Report) -> list[DraftEntry]:
    """The agency's parts in the cycle's plans in the plan's order, as of the end of the cut-off day.

    Left out: what was assigned after the cut-off, occurrences that begin after it, and what was
    cancelled or superseded by then. Six queries, however many there are.
    """
    turns = list(_turns(report))
    obligations = [turn.obligation for turn in turns]
    terms = _terms(obligations, report.cycle.cut_off_on)
    told, later = _told(report.cycle, obligations)
    names = _evidence(told.values())
    closing = set(report.closings.values_list("obligation", flat=True))
    return [
        DraftEntry(
            obligation=turn.obligation,
            terms=terms.get(turn.obligation.task_id),
            state=turn.state,
            punctuality=turn.punctuality or "",
            due_on=turn.due_on,
            told=told.get(turn.obligation_id),
            evidence=tuple(names[told[turn.obligation_id].pk])
            if turn.obligation_id in told
            else (),
            later=later.get(turn.obligation_id),
            closes=turn.obligation_id in closing,
        )
        for turn in turns
    ]


def raised_for(report: Report) -> QuerySet[Issue]:
    """What the agency raised about the cycle's plans, or on its own in the period: still unsolved,
    or solved within the period."""
    cycle = report.cycle
    ended = [IssueState.RESOLVED, IssueState.WITHDRAWN]
    own = Issue.objects.filter(raised_by=report.organization_id)
    about = Q(plan__in=cycle.plans.all()) | Q(plan=None, raised_on__gte=cycle.starts_on)
    running = ~Q(state__in=ended) | Q(
        state=IssueState.RESOLVED, since__gte=end_of_day(cycle.starts_on)
    )
    return (
        own.filter(about & running)
        .select_related("plan", "obligation__task", "addressee")
        .order_by("kind", "raised_at", "pk")
    )


def told_by_cut_off(cycle: Cycle, obligations: Sequence[Obligation]) -> dict[int, Progress]:
    """The newest progress of each, dated up to the cut-off, corrections in place of what they right."""
    return _newest(_uncorrected(obligations).filter(on__lte=cycle.cut_off_on))


def _told(
    cycle: Cycle, obligations: Sequence[Obligation]
) -> tuple[dict[int, Progress], dict[int, Progress]]:
    """The newest progress of each up to the cut-off, and the newest after it."""
    newest: tuple[dict[int, Progress], dict[int, Progress]] = ({}, {})
    for row in _uncorrected(obligations).order_by("on", "pk"):
        newest[row.on > cycle.cut_off_on][row.obligation_id] = row
    return newest


def _uncorrected(obligations: Sequence[Obligation]) -> QuerySet[Progress]:
    return Progress.objects.filter(obligation__in=obligations, corrections=None)


def _newest(rows: QuerySet[Progress]) -> dict[int, Progress]:
    return {row.obligation_id: row for row in rows.order_by("on", "pk")}


def _turns(report: Report) -> QuerySet[TimedTurn]:
    cycle = report.cycle
    begun = (
        Q(obligation__occurrence="")
        | Q(obligation__starts_on=None)
        | Q(obligation__starts_on__lte=cycle.cut_off_on)
    )
    held = Turn.objects.filter(
        begun,
        timeline.as_of(cycle.cut_off_on),
        obligation__task__plan__in=cycle.plans.all(),
        obligation__role__in=REPORTING,
        holder=report.organization_id,
    ).exclude(state__in=_GONE)
    return (
        turns_with_punctuality(held, cycle.cut_off_on)
        .select_related("obligation__task__section", "obligation__task__plan", "obligation__holder")
        .order_by(
            "obligation__task__plan",
            "obligation__task__position",
            "obligation__role",
            "obligation__occurrence",
            "obligation",
        )
    )


def _terms(obligations: Sequence[Obligation], on: date) -> dict[int, TaskTerms]:
    tasks = {one.task_id for one in obligations}
    known = list(
        TaskTerms.objects.filter(timeline.known(None), task__in=tasks).order_by("-valid_from")
    )
    # A document that takes effect after the cut-off: its tasks are reported in its own words.
    return {t.task_id: t for t in known} | {
        t.task_id: t for t in known if covers(on, t.valid_from, t.valid_to)
    }


def _evidence(told: Iterable[Progress]) -> dict[int, list[str]]:
    names: dict[int, list[str]] = defaultdict(list)
    for progress, name in Evidence.objects.filter(progress__in=list(told)).values_list(
        "progress", "name"
    ):
        names[progress].append(name)
    return names
