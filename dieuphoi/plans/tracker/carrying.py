"""Progress that a tracker tells: laid down with its task, told of the lead once that is assigned.

Told only where it is clear whom it is about and nothing newer is known; the rest waits in a list
for a person. A row without a status carries nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record
from dieuphoi.base.errors import DomainError, StaleState, require
from dieuphoi.base.periods import ZONE, civil_day
from dieuphoi.documents.models import ReadRow, StatusState, StatusTiming
from dieuphoi.organizations.actor import Actor
from dieuphoi.plans import confirmation, policy, progress
from dieuphoi.plans.models import (
    Carried,
    CarriedProgress,
    Hindrance,
    Obligation,
    ObligationState,
    Plan,
    Progress,
    SourceKind,
    Task,
    TrackerRow,
)
from dieuphoi.plans.progress import Source, Told

_S = StatusState
DONE = (_S.DONE, _S.AWAITING_CONFIRMATION)
BY_DOCUMENT = (_S.SUSPENDED, _S.DECLINED, _S.CANCELLED, _S.SUPERSEDED)
NOTHING_TOLD = ("", _S.ASSIGNED)
OPEN = (Carried.WAITING, Carried.LISTED)
_TAKES = (ObligationState.ASSIGNED, ObligationState.IN_PROGRESS, ObligationState.REWORK)


class AlreadySettled(StaleState):
    """Somebody else settled this progress first."""

    def __init__(self) -> None:
        super().__init__(_("Dòng này vừa được người khác xử lý. Hãy tải lại trang."))


class NotItsTask(DomainError):
    """The obligation chosen is not a lead's part of the task, or cannot take progress now."""


@dataclass(frozen=True)
class Carry:
    """What a row of a tracker tells of its task; `on` is the day of the tracker's figures."""

    wording: str
    state: str
    timing: str
    percent: int | None
    did: str
    note: str
    on: date
    done_on: date | None
    source: str

    def same_as(self, carried: CarriedProgress) -> bool:
        """Whether this tells nothing that was not told then."""
        names = ("wording", "state", "timing", "percent", "did", "note", "done_on")
        return all(getattr(self, name) == getattr(carried, name) for name in names)


def carry_of(row: ReadRow | TrackerRow, *, on: date, name: str) -> Carry | None:
    """What the row of the tracker `name` tells; None where it tells no status, or only that
    nothing was begun: an assignment that nobody has begun stays as it is.

    A row that has a result or a percentage but no status is for a person to judge.
    """
    told = row.result or row.percent is not None
    if row.status in NOTHING_TOLD and not (told and not row.status):
        return None
    if row.status == _S.NOT_STARTED and not (row.result or row.percent or row.note):
        return None
    return Carry(
        wording=row.status_text,
        state=row.status or _S.ASKED,
        timing=row.timing,
        percent=row.percent,
        did=row.result,
        note=row.note if row.note != row.status_text else "",
        on=on,
        done_on=row.done_on if row.done_on and row.done_on <= on else None,
        source=_source(row, name),
    )


def lay_down(
    told: Sequence[tuple[Task, Carry]], *, by: Actor, at: datetime
) -> list[CarriedProgress]:
    """Keep what a tracker tells of these tasks, in the caller's transaction.

    What an earlier one told and was not settled gives way.
    """
    tasks = [task.pk for task, _carry in told]
    CarriedProgress.objects.filter(task__in=tasks, outcome__in=OPEN).update(
        outcome=Carried.REPLACED
    )
    return CarriedProgress.objects.bulk_create(
        CarriedProgress(
            task=task,
            wording=carry.wording,
            state=carry.state,
            timing=carry.timing,
            percent=carry.percent,
            did=carry.did,
            note=carry.note,
            on=carry.on,
            done_on=carry.done_on,
            source=carry.source,
            made_by=by.label,
            made_at=at,
        )
        for task, carry in told
    )


def apply_waiting(
    plan: Plan, *, confirm_done: bool = False, by: Actor, at: datetime
) -> Counter[str]:
    """Tell what waits for tasks that are assigned by now, in the caller's transaction.

    Returns how many were told (APPLIED) and how many are listed for a person (LISTED).
    """
    waiting = list(
        CarriedProgress.objects.filter(
            task__plan=plan, outcome=Carried.WAITING, task__obligations__isnull=False
        )
        .distinct()
        .order_by("task", "pk")
    )
    if not waiting:
        return Counter()
    if confirm_done:
        _require_confirmer(plan, by)
    leads = _leads([one.task_id for one in waiting])
    told_itself = _told_itself(leads)
    for one in waiting:
        hindrance = _hindrance(one, leads[one.task_id], told_itself)
        if hindrance:
            _settle(one, Carried.LISTED, hindrance=hindrance)
        else:
            _tell(one, leads[one.task_id][0], confirm_done=confirm_done, by=by, at=at)
    return Counter(one.outcome for one in waiting)


@transaction.atomic
def tell_of(
    carried: CarriedProgress,
    obligation: Obligation,
    *,
    confirm_done: bool = False,
    by: Actor,
    at: datetime,
) -> None:
    """Tell listed progress of the obligation that a person says it is about."""
    require(
        policy.can_coordinate(by, carried.task.plan),
        _("Chỉ cơ quan đầu mối của kế hoạch được nhập thay."),
    )
    fits = obligation.task_id == carried.task_id and obligation.state in _TAKES
    if not fits or carried.state in (_S.ASKED, *BY_DOCUMENT):
        raise NotItsTask(_("Không ghi được tiến độ này vào nghĩa vụ đã chọn."))
    if confirm_done:
        _require_confirmer(carried.task.plan, by)
    _tell(carried, obligation, confirm_done=confirm_done, by=by, at=at)


@transaction.atomic
def dismiss(carried: CarriedProgress, *, by: Actor, at: datetime) -> None:
    """Leave listed progress aside; what the tracker told stays on record."""
    require(
        policy.can_coordinate(by, carried.task.plan),
        _("Chỉ cơ quan đầu mối của kế hoạch được bỏ qua tiến độ này."),
    )
    _settle(carried, Carried.DISMISSED, hindrance=carried.hindrance)
    record("carried.dismissed", carried, by=by, at=at)


def _require_confirmer(plan: Plan, by: Actor) -> None:
    require(
        policy.can_confirm(by, plan),
        _("Chỉ cơ quan xác nhận của kế hoạch được xác nhận kết quả."),
    )


def _leads(tasks: Sequence[int]) -> Mapping[int, list[Obligation]]:
    """The leads' obligations of each task."""
    found: dict[int, list[Obligation]] = defaultdict(list)
    leading = Obligation.objects.leading().filter(task__in=tasks)
    for one in leading.select_related("task__plan", "holder").order_by("pk"):
        found[one.task_id].append(one)
    return found


def _told_itself(leads: Mapping[int, list[Obligation]]) -> set[int]:
    """Those of which the agency itself told progress here."""
    obligations = [one.pk for all_ in leads.values() for one in all_]
    own = Progress.objects.filter(obligation__in=obligations, on_behalf=False)
    return set(own.values_list("obligation", flat=True))


def _hindrance(
    carried: CarriedProgress, leads: Sequence[Obligation], told_itself: set[int]
) -> Hindrance | None:
    """Why a person must decide; None where the progress can be told."""
    if carried.state in ("", _S.ASKED):
        return Hindrance.ASKED
    if carried.state in BY_DOCUMENT:
        return Hindrance.NEEDS_DOCUMENT
    if len(leads) != 1:
        return Hindrance.SEVERAL_LEADS
    if leads[0].state not in _TAKES:
        return Hindrance.MOVED_ON
    return Hindrance.TOLD_ITSELF if leads[0].pk in told_itself else None


def _tell(
    carried: CarriedProgress, obligation: Obligation, *, confirm_done: bool, by: Actor, at: datetime
) -> None:
    done, task = carried.state in DONE, obligation.task
    told = Told(
        on=min(carried.done_on or carried.on, civil_day(at)),
        percent=_percent(carried, obligation),
        did=_did(carried),
    )
    source = Source(SourceKind.OTHER, carried.source, min(carried.on, civil_day(at)))
    submitted_at = _submitted_at(carried, obligation, at) if done else None
    new = progress.tell_carried(obligation, told, source, submitted_at=submitted_at, by=by, at=at)
    obligation.task = task  # moving loads the obligation anew, its plan is the same
    if done and confirm_done:
        confirmation.confirm(obligation, by=by, at=at)
    _settle(carried, Carried.APPLIED, told=new)


def _percent(carried: CarriedProgress, obligation: Obligation) -> int:
    if carried.percent is not None:
        return carried.percent
    return 100 if carried.state in DONE else obligation.percent


def _did(carried: CarriedProgress) -> str:
    """The result, else the very words for the status; the note stands below."""
    said = carried.did or carried.wording or StatusState(carried.state).label
    if not carried.note or carried.note == said:
        return str(said)
    return _("%(said)s\nGhi chú: %(note)s") % {"said": said, "note": carried.note}


def _submitted_at(carried: CarriedProgress, obligation: Obligation, at: datetime) -> datetime:
    """When it was done, as far as the tracker says: its day; not after the deadline where the
    words say so; else the day of the tracker's figures."""
    day = carried.done_on or carried.on
    due = obligation.due_on
    if not carried.done_on and carried.timing == StatusTiming.ON_TIME and due:
        day = min(day, due)
    return min(at, datetime.combine(day, time(12), tzinfo=ZONE))


def _settle(
    carried: CarriedProgress,
    outcome: Carried,
    *,
    hindrance: str = "",
    told: Progress | None = None,
) -> None:
    unsettled = CarriedProgress.objects.filter(pk=carried.pk, outcome__in=OPEN)
    if not unsettled.update(outcome=outcome, hindrance=hindrance, progress=told):
        raise AlreadySettled
    carried.outcome, carried.hindrance, carried.progress = outcome, hindrance, told


def _source(row: ReadRow | TrackerRow, name: str) -> str:
    if isinstance(row, TrackerRow):
        sheet, number = row.sheet, row.number
    else:
        sheet, number = row.locator.get("sheet") or "", row.locator.get("row")
    if sheet and number:
        return _("Bảng theo dõi %(name)s, trang tính “%(sheet)s”, dòng %(row)s") % {
            "name": name,
            "sheet": sheet,
            "row": number,
        }
    return _("Bảng theo dõi %(name)s, dòng %(row)s") % {"name": name, "row": number or row.position}
