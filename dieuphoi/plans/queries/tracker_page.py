"""What the pages of a tracker show: its rows beside the tasks, and progress that needs a person."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from dieuphoi.documents import status_words
from dieuphoi.documents.status_words import AskedWord
from dieuphoi.plans.models import (
    Carried,
    CarriedProgress,
    Obligation,
    Plan,
    TaskTerms,
    Tracker,
    TrackerRow,
)
from dieuphoi.plans.tracker.carrying import BY_DOCUMENT, DONE
from dieuphoi.plans.tracker.comparing import Difference, differences, terms_by_task


@dataclass(frozen=True)
class ComparedRow:
    """A row with the terms of its task, what differs, and the tasks that a person may choose."""

    row: TrackerRow
    terms: TaskTerms | None
    differences: list[Difference]
    candidates: list[TaskTerms]


@dataclass(frozen=True)
class TrackerPage:
    """Every row of a tracker and every task of its plan, each once.

    `different` and `same` are certain matches; `done` counts the rows among them that are told as
    done, `telling` those that tell progress in words with a known meaning.
    """

    doubtful: list[ComparedRow]
    different: list[ComparedRow]
    same: list[ComparedRow]
    only_rows: list[ComparedRow]
    only_tasks: list[TaskTerms]
    words: list[AskedWord]
    done: int
    telling: int

    def rows(self) -> list[ComparedRow]:
        """All rows, in the order of the tracker."""
        every = (*self.doubtful, *self.different, *self.same, *self.only_rows)
        return sorted(every, key=lambda one: one.row.position)


def tracker_page(tracker: Tracker, on: date) -> TrackerPage:
    """The tracker beside its plan as the plan stands on that day."""
    terms = terms_by_task(tracker.plan, on)
    rows = [_compared(row, terms) for row in tracker.rows.all()]
    certain = [one for one in rows if one.terms and not _is_doubtful(one)]
    matched = {one.row.task_id for one in rows if one.terms}
    states = [one.row.status for one in certain]
    return TrackerPage(
        doubtful=[one for one in rows if one.terms and _is_doubtful(one)],
        different=[one for one in certain if one.differences],
        same=[one for one in certain if not one.differences],
        only_rows=[one for one in rows if not one.terms],
        only_tasks=[one for pk, one in terms.items() if pk not in matched],
        words=status_words.asked_among((one.row.status_text, one.row.status) for one in rows),
        done=sum(state in DONE for state in states),
        telling=sum(bool(state) and state != "asked" for state in states),
    )


def trackers_of(plan: Plan) -> QuerySet[Tracker]:
    """The trackers compared with the plan, newest first, each with how many `rows_read` it has."""
    return plan.trackers.annotate(rows_read=Count("rows"))


@dataclass(frozen=True)
class Listed:
    """Progress that needs a person, and the leads' obligations that it may be about."""

    carried: CarriedProgress
    obligations: list[Obligation]


def listed_progress(plan: Plan) -> list[Listed]:
    """What trackers told of the plan that nobody has settled, in the order of its tasks."""
    waiting = list(
        CarriedProgress.objects.filter(task__plan=plan, outcome=Carried.LISTED)
        .select_related("task")
        .order_by("task__position", "pk")
    )
    leads: dict[int, list[Obligation]] = defaultdict(list)
    tasks = [one.task_id for one in waiting if one.state not in ("asked", *BY_DOCUMENT)]
    takes = Q(state__in=["assigned", "in_progress", "rework"])
    found = Obligation.objects.leading().filter(takes, task__in=tasks)
    for obligation in found.select_related("holder").order_by("holder__sort_key", "pk"):
        leads[obligation.task_id].append(obligation)
    return [Listed(one, leads[one.task_id]) for one in waiting]


@dataclass(frozen=True)
class WaitingProgress:
    """Progress of a tracker that waits for tasks to be assigned: of how many, and how many done."""

    tasks: int
    done: int


def waiting_progress(plan: Plan, tasks: Iterable[int]) -> WaitingProgress:
    """What of it assigning these tasks of the plan would tell."""
    found = CarriedProgress.objects.filter(
        task__plan=plan, task__in=list(tasks), outcome=Carried.WAITING
    ).aggregate(all=Count("pk"), done=Count("pk", filter=Q(state__in=DONE)))
    return WaitingProgress(found["all"], found["done"])


def _is_doubtful(one: ComparedRow) -> bool:
    return one.row.certainty != "sure" and not one.row.chosen


def _compared(row: TrackerRow, terms: dict[int, TaskTerms]) -> ComparedRow:
    own = terms.get(row.task_id or 0)
    return ComparedRow(
        row=row,
        terms=own,
        differences=differences(row, own) if own else [],
        candidates=_candidates(row, own, terms),
    )


def _candidates(
    row: TrackerRow, own: TaskTerms | None, terms: dict[int, TaskTerms]
) -> list[TaskTerms]:
    likely = [terms[pk] for pk in row.candidates if pk in terms]
    return [own, *(one for one in likely if one is not own)] if own else likely
