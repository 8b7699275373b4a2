"""What each row of a returned workbook would do: the same rules as for progress told by hand."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from dieuphoi.base.errors import DomainError
from dieuphoi.base.periods import civil_day
from dieuphoi.base.vietnamese import format_date
from dieuphoi.documents.typed_text import SecretTyped
from dieuphoi.organizations.models import Organization
from dieuphoi.plans.models import Obligation, ObligationState, Outcome
from dieuphoi.plans.progress import (
    RUNNING,
    DayAhead,
    ResultMissing,
    Told,
    check_told,
)
from dieuphoi.plans.turns import MovedByOther
from dieuphoi.plans.workbook.columns import Place
from dieuphoi.plans.workbook.owed import Owed
from dieuphoi.plans.workbook.returned import FilledRow, Reason

_NAMED = 3
"""How many other rows of the same obligation a refusal names: a key copied down a whole column
stands in thousands."""
_AFTER_DONE = (ObligationState.AWAITING_CONFIRMATION, ObligationState.COMPLETED)


@dataclass(frozen=True)
class Desk:
    """Where a workbook is judged: whose it is, who handed it in, and when."""

    organization: Organization
    uploaded_from: Organization
    at: datetime

    @property
    def is_on_behalf(self) -> bool:
        """Whether another agency than that of the workbook handed it in."""
        return self.organization.pk != self.uploaded_from.pk


@dataclass(frozen=True)
class Judged:
    """A row with its outcome; `told` is what it would tell."""

    row: FilledRow
    owed: Owed | None
    outcome: Outcome
    told: Told | None = None
    reasons: tuple[Reason, ...] = ()


def doubled(rows: Iterable[FilledRow]) -> list[FilledRow]:
    """The rows, those refused of which several filled ones are of the same obligation."""
    rows = list(rows)
    filled = [row for row in rows if row.key and row.is_filled]
    counts = Counter(row.key.obligation for row in filled if row.key)
    places: dict[int, list[FilledRow]] = {}
    for row in filled:
        if row.key and counts[row.key.obligation] > 1:
            places.setdefault(row.key.obligation, []).append(row)
    return [_refused_as_double(row, places) for row in rows]


def judge(rows: Sequence[FilledRow], owed: Mapping[int, Owed], desk: Desk) -> list[Judged]:
    """The outcome of each row, in their order; `owed` are the obligations as they stand now."""
    return [_judge(row, owed, desk) for row in rows]


def _refused_as_double(row: FilledRow, places: Mapping[int, Sequence[FilledRow]]) -> FilledRow:
    same = places.get(row.key.obligation, []) if row.key and row.is_filled else []
    if not same:
        return row
    others = [one for one in same[: _NAMED + 1] if one is not row][:_NAMED]
    where = "; ".join(
        _("tờ %(sheet)s dòng %(row)s") % {"sheet": one.sheet, "row": one.number} for one in others
    )
    where += "…" if len(same) - 1 > len(others) else ""
    text = _("Nhiệm vụ này được ghi ở nhiều dòng (%(where)s). Hãy giữ lại một dòng.")
    return replace(row, reasons=(*row.reasons, row.because(text % {"where": where})))


def _judge(row: FilledRow, owed: Mapping[int, Owed], desk: Desk) -> Judged:
    found = owed.get(row.key.obligation) if row.key else None
    if row.reasons:
        return Judged(row, found, Outcome.REFUSED, reasons=row.reasons)
    if not row.is_filled:
        return Judged(row, found, Outcome.UNCHANGED)
    reason = _not_ours(row, found, desk)
    if reason or found is None:
        return Judged(row, found, Outcome.REFUSED, reasons=(reason,) if reason else ())
    told = _told(row, found, desk.at)
    if _is_said_already(row, found, told):
        return Judged(row, found, Outcome.UNCHANGED)
    reasons = tuple(_reasons(row, found, told, desk))
    if reasons:
        return Judged(row, found, Outcome.REFUSED, told, reasons)
    return Judged(row, found, Outcome.CHANGED if found.told else Outcome.CREATED, told)


def _not_ours(row: FilledRow, found: Owed | None, desk: Desk) -> Reason | None:
    """Why the row cannot be of this agency, or not be handed in by this one."""
    if found is None or row.key is None:
        return row.because(_("Nhiệm vụ của dòng này không còn trong hệ thống."), Place.KEY)
    if row.key.organization != desk.organization.pk:
        return row.because(
            _("Dòng thuộc bảng của cơ quan khác. Hãy nộp riêng bảng của từng cơ quan."), Place.KEY
        )
    plan = found.obligation.task.plan
    coordinating = {plan.focal_agency_id, plan.owner_id}
    if desk.is_on_behalf and desk.uploaded_from.pk not in coordinating:
        return row.because(
            _("Kế hoạch của dòng này do cơ quan khác làm đầu mối: %(plan)s.") % {"plan": plan.title}
        )
    return None


def _told(row: FilledRow, found: Owed, at: datetime) -> Told:
    """What the row tells; an empty percentage stays as it was, an empty day is that of handing in."""
    percent = found.obligation.percent if row.percent is None else row.percent
    return Told(row.on or civil_day(at), percent, row.did, row.next)


def _is_said_already(row: FilledRow, found: Owed, told: Told) -> bool:
    """Whether the newest progress says the same: the workbook was applied before."""
    last = found.told
    if last is None or (row.done and found.obligation.state not in _AFTER_DONE):
        return False
    same = (last.percent, last.did, last.next) == (told.percent, told.did, told.next)
    return same and (row.on is None or row.on == last.on)


def _reasons(row: FilledRow, found: Owed, told: Told, desk: Desk) -> list[Reason]:
    stale = _stale(row, found)
    if stale:
        return [row.because(stale)]
    if text := _closed(found.obligation, desk):
        return [row.because(text)]
    if row.on and not (row.percent is not None or row.did or row.next or row.done):
        return [row.because(_("Chỉ ghi ngày, chưa ghi tiến độ hay kết quả."), Place.PERCENT)]
    if row.done and row.percent is None:
        text = _("Đề nghị xác nhận hoàn thành thì phải ghi tiến độ.")
        return [row.because(text, Place.PERCENT)]
    try:
        check_told(told, done=row.done, at=desk.at)
    except DomainError as error:
        return [row.because(str(error), _place_of(error, row))]
    return []


def _place_of(error: DomainError, row: FilledRow) -> Place | None:
    if isinstance(error, DayAhead):
        return Place.ON
    if isinstance(error, SecretTyped):
        return Place.DID if row.did else Place.NEXT
    return Place.DID if isinstance(error, ResultMissing) else Place.PERCENT


def _stale(row: FilledRow, found: Owed) -> str:
    """Why the workbook is older than what is known of the obligation; empty when it is not."""
    one, key = found.obligation, row.key
    if key is None or key.version == found.version:
        return ""
    if one.holder_id != key.organization:
        return _("Bảng đã cũ: nhiệm vụ nay do %(agency)s thực hiện.") % {"agency": one.holder.name}
    if one.since != key.since:
        return _(
            "Bảng đã cũ: nhiệm vụ chuyển trạng thái “%(state)s” ngày %(day)s, sau khi tải bảng. "
            "Hãy dùng bảng mới."
        ) % {
            "state": ObligationState(one.state).label,
            "day": format_date(civil_day(one.since)),
        }
    told = found.told
    return _(
        "Bảng đã cũ: đã có tiến độ %(percent)s %% tính đến ngày %(day)s, ghi sau khi tải bảng. Hãy "
        "dùng bảng mới."
    ) % {
        "percent": told.percent if told else 0,
        "day": format_date(told.on) if told else "",
    }


def _closed(one: Obligation, desk: Desk) -> str:
    """Why nothing can be told of the obligation in its state; empty when it can."""
    if one.state in RUNNING:
        return ""
    if one.state == ObligationState.ASSIGNED:
        if desk.is_on_behalf:
            return ""
        return _("Nhiệm vụ chưa được nhận. Thủ trưởng cơ quan nhận việc rồi mới báo tiến độ.")
    return str(MovedByOther(one.state))
