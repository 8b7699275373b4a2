"""Take the progress of a tracker over: of the rows whose task is certain, all of it or nothing."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record
from dieuphoi.base.errors import DomainError, require
from dieuphoi.organizations.actor import Actor
from dieuphoi.plans import policy
from dieuphoi.plans.models import Carried, CarriedProgress, Plan, Tracker, TrackerRow
from dieuphoi.plans.tracker import carrying
from dieuphoi.plans.tracker.carrying import Carry, carry_of


class TwoRowsOneTask(DomainError):
    """Two rows were matched with the same task."""


class NotOfThePlan(DomainError):
    """A row was matched with a task of another plan."""


@dataclass(frozen=True)
class Applied:
    """What applying a tracker did: progress told, waiting for its task to be assigned, listed for
    a person, the same as before, and matched rows that tell no progress."""

    told: int = 0
    waiting: int = 0
    listed: int = 0
    unchanged: int = 0
    silent: int = 0


@transaction.atomic
def apply(
    tracker: Tracker,
    choices: Mapping[int, int | None] | None = None,
    *,
    confirm_done: bool = False,
    by: Actor,
    at: datetime,
) -> Applied:
    """Carry over the progress of every row whose task is certain or was chosen.

    `choices` are a person's answers to doubtful rows: the row's key, and its task's or None for no
    task of the plan. The same tracker again tells nothing new. Rows nobody decided stay doubtful.
    """
    plan = tracker.plan
    require(
        policy.can_coordinate(by, plan),
        _("Chỉ cơ quan đầu mối của kế hoạch được lấy tiến độ từ bảng theo dõi."),
    )
    Plan.objects.select_for_update().get(pk=plan.pk)
    _choose(tracker, choices or {})
    rows = [row for row in tracker.rows.select_related("task") if row.task and _is_certain(row)]
    told = [(row, carry_of(row, on=tracker.on, name=tracker.name)) for row in rows]
    new, unchanged = _new([(row, carry) for row, carry in told if carry])
    laid = carrying.lay_down([(row.task, carry) for row, carry in new if row.task], by=by, at=at)
    carrying.apply_waiting(plan, confirm_done=confirm_done, by=by, at=at)
    now = Counter(
        CarriedProgress.objects.filter(pk__in=[one.pk for one in laid]).values_list(
            "outcome", flat=True
        )
    )
    Tracker.objects.filter(pk=tracker.pk).update(applied_at=at, applied_by=by.label)
    record("tracker.applied", tracker, by=by, at=at, plan=plan.pk, told=now[Carried.APPLIED])
    return Applied(
        told=now[Carried.APPLIED],
        waiting=now[Carried.WAITING],
        listed=now[Carried.LISTED],
        unchanged=unchanged,
        silent=sum(carry is None for _row, carry in told),
    )


def _is_certain(row: TrackerRow) -> bool:
    return row.chosen or row.certainty == "sure"


def _choose(tracker: Tracker, choices: Mapping[int, int | None]) -> None:
    """Keep a person's answers; each task goes to one row."""
    rows = {row.pk: row for row in tracker.rows.all()}
    known = set(tracker.plan.tasks.values_list("pk", flat=True))
    for pk, task in choices.items():
        if pk not in rows or (task is not None and task not in known):
            raise NotOfThePlan(_("Dòng hoặc nhiệm vụ đã chọn không thuộc kế hoạch này."))
        rows[pk].task_id, rows[pk].chosen = task, True
    _release_doubtful(rows.values())
    counted = Counter(row.task_id for row in rows.values() if row.task_id)
    if twice := [r for r in rows.values() if r.task_id and counted[r.task_id] > 1]:
        places = ", ".join(str(row.number or row.position) for row in twice)
        raise TwoRowsOneTask(
            _("Các dòng %(rows)s cùng khớp một nhiệm vụ. Mỗi nhiệm vụ chỉ khớp một dòng.")
            % {"rows": places}
        )
    changed = list(rows.values())
    tracker.rows.update(task=None)  # so that two rows may swap their tasks
    TrackerRow.objects.bulk_update(changed, ["task", "chosen", "certainty"], batch_size=200)


def _release_doubtful(rows: Collection[TrackerRow]) -> None:
    """A task that was chosen for one row is no longer proposed for a doubtful one."""
    chosen = {row.task_id for row in rows if row.chosen and row.task_id}
    for row in rows:
        if not row.chosen and row.certainty == "doubtful" and row.task_id in chosen:
            row.task_id, row.certainty = None, "none"


def _new(
    told: list[tuple[TrackerRow, Carry]],
) -> tuple[list[tuple[TrackerRow, Carry]], int]:
    """What was not carried already, and how much was."""
    tasks = [row.task_id for row, _carry in told]
    latest = {one.task_id: one for one in CarriedProgress.objects.filter(task__in=tasks)}
    new = [
        (row, carry)
        for row, carry in told
        if row.task_id not in latest or not carry.same_as(latest[row.task_id])
    ]
    return new, len(told) - len(new)
