"""What stands in an agency's report without anybody typing it again: its parts in the plans as they
were told up to the cut-off, and what it raised."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

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
from dieuphoi.plans.progress import RUNNING
from dieuphoi.plans.punctuality import TimedTurn, turns_with_punctuality
from dieuphoi.reporting.models import Entry, Report

REPORTING = (PartyRole.LEAD, PartyRole.JOINT_LEAD, PartyRole.COOPERATE)
"""The parts in a task that make an agency report on it."""

_GONE = (ObligationState.CANCELLED, ObligationState.SUPERSEDED)
_PROPOSED = (ObligationState.AWAITING_CONFIRMATION, ObligationState.COMPLETED)


@dataclass(frozen=True)
class DraftEntry:
    """One obligation as the report will hold it: what was true and told at the cut-off.

    `later` is the newest progress dated after the cut-off: shown apart, never in the report.
    `can_close`: sending can propose it as done, and does when it is `ticked`. `proposed`: an earlier version of
    this report proposed it and that proposal still stands.
    """

    obligation: Obligation
    terms: TaskTerms | None
    state: str
    punctuality: str
    due_on: date | None
    submitted_at: datetime | None
    told: Progress | None
    evidence: tuple[str, ...]
    later: Progress | None
    period_from: date
    can_close: bool = False
    ticked: bool = False
    proposed: bool = False

    @property
    def submits(self) -> bool:
        """Whether sending now proposes it as done."""
        return self.ticked and self.can_close

    @property
    def closes(self) -> bool:
        """Whether this report proposes its result: in this version, or in one before."""
        return self.submits or self.proposed

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
    def role(self) -> str:
        """The part that the agency has in it."""
        return self.obligation.role

    @property
    def percent(self) -> int:
        """How far it was told to be; nothing told is nothing done."""
        return self.told.percent if self.told else 0

    @property
    def told_in_period(self) -> bool:
        """Whether something was told of it within the period reported on."""
        return self.told is not None and self.told.on >= self.period_from


def entries_for(report: Report, on: date | None = None) -> list[DraftEntry]:
    """The agency's parts in the cycle's plans in the plan's order, as of the end of the cut-off day,
    or of the day `on` when the report is sent before it.

    Left out: what was assigned after that day, occurrences that begin after it, and what was
    cancelled or superseded by then. Six queries (seven when it was sent before), however many there are.
    """
    day = min(report.cycle.cut_off_on, on or date.max)
    turns = list(_turns(report, day))
    obligations = [turn.obligation for turn in turns]
    terms = _terms(obligations, day)
    told, later = _told(day, obligations)
    names = _evidence(told.values())
    ticked = set(report.closings.values_list("obligation", flat=True))
    proposed = _proposed(report, obligations)
    return [
        DraftEntry(
            obligation=turn.obligation,
            terms=terms.get(turn.obligation.task_id),
            state=turn.state,
            punctuality=turn.punctuality or "",
            due_on=turn.due_on,
            submitted_at=proposed.get(turn.obligation_id, turn.submitted_at),
            told=told.get(turn.obligation_id),
            evidence=tuple(names[told[turn.obligation_id].pk])
            if turn.obligation_id in told
            else (),
            later=later.get(turn.obligation_id),
            period_from=report.cycle.starts_on,
            can_close=can_close(report, turn.obligation, told.get(turn.obligation_id)),
            ticked=turn.obligation_id in ticked,
            proposed=turn.obligation_id in proposed,
        )
        for turn in turns
    ]


def can_close(report: Report, obligation: Obligation, told: Progress | None) -> bool:
    """Whether sending the report can propose the obligation as done: its writers hold it, it runs,
    and what was told of it by the cut-off says what was done."""
    held = obligation.holder_id == report.answered_by_id
    return held and obligation.state in RUNNING and bool(told and told.did.strip())


def idle_ticks(report: Report, entries: Iterable[DraftEntry]) -> list[Obligation]:
    """What is ticked as done and will not be proposed: proposed alone meanwhile, cancelled, gone to
    another agency, or with no result told by the cut-off."""
    submitted = [entry.obligation.pk for entry in entries if entry.submits]
    idle = report.closings.exclude(obligation__in=submitted)
    return [tick.obligation for tick in idle.select_related("obligation__task")]


def raised_for(report: Report) -> QuerySet[Issue]:
    """What the agency raised by the cycle's day and is unsolved, or was solved within the period:
    about the cycle's plans, and on its own to those who read the report anyway."""
    cycle = report.cycle
    ended = [IssueState.RESOLVED, IssueState.WITHDRAWN]
    own = Issue.objects.filter(raised_by=report.organization_id, raised_on__lte=cycle.due_on)
    readers = Q(addressee=cycle.consolidator_id) | Q(addressee__plans__in=cycle.plans.all())
    alone = Issue.objects.filter(readers, plan=None).values("pk")
    about = Q(plan__in=cycle.plans.all()) | Q(pk__in=alone)
    running = ~Q(state__in=ended) | Q(
        state=IssueState.RESOLVED, since__gt=end_of_day(cycle.starts_on - timedelta(days=1))
    )
    return (
        own.filter(about & running)
        .select_related("plan", "obligation__task", "addressee")
        .order_by("kind", "raised_at", "pk")
    )


def told_by(day: date, obligations: Sequence[Obligation]) -> dict[int, Progress]:
    """The newest progress of each, dated up to the day, corrections in place of what they right."""
    return _told(day, obligations)[0]


def _told(
    day: date, obligations: Sequence[Obligation]
) -> tuple[dict[int, Progress], dict[int, Progress]]:
    """The newest progress of each up to the day, and the newest after it.

    A correction dated after the day rights nothing that was told by then.
    """
    corrections = Progress.objects.filter(corrects=OuterRef("pk"))
    standing = Q(on__lte=day) & ~Exists(corrections.filter(on__lte=day))
    after = Q(on__gt=day) & ~Exists(corrections)
    rows = Progress.objects.filter(standing | after, obligation__in=obligations)
    newest: tuple[dict[int, Progress], dict[int, Progress]] = ({}, {})
    for row in rows.order_by("on", "pk"):
        newest[row.on > day][row.obligation_id] = row
    return newest


def _proposed(report: Report, obligations: Sequence[Obligation]) -> dict[int, datetime]:
    """When earlier versions of the report proposed what still waits or is completed thereby."""
    if report.first_sent_at is None:
        return {}
    earlier = Entry.objects.filter(
        version__report=report,
        closes=True,
        obligation__in=obligations,
        obligation__state__in=_PROPOSED,
        submitted_at=F("obligation__submitted_at"),
    )
    pairs = earlier.order_by("version").values_list("obligation", "submitted_at")
    return {pk: moment for pk, moment in pairs if moment}


def _turns(report: Report, day: date) -> QuerySet[TimedTurn]:
    cycle = report.cycle
    begun = (
        Q(obligation__occurrence="")
        | Q(obligation__starts_on=None)
        | Q(obligation__starts_on__lte=day)
    )
    held = Turn.objects.filter(
        begun,
        timeline.as_of(day),
        obligation__task__plan__in=cycle.plans.all(),
        obligation__role__in=REPORTING,
        holder=report.organization_id,
    ).exclude(state__in=_GONE)
    return (
        turns_with_punctuality(held, day)
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
