"""Apply a returned workbook that was looked at: all its changes, or none, once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record
from dieuphoi.base.errors import DomainError, StaleState, require
from dieuphoi.base.vietnamese import format_date
from dieuphoi.organizations.actor import Actor
from dieuphoi.plans import policy
from dieuphoi.plans.models import (
    Obligation,
    Outcome,
    Progress,
    ReturnedRow,
    ReturnState,
    WorkbookReturn,
)
from dieuphoi.plans.progress import Source, Told
from dieuphoi.plans.told_together import Telling, tell_all
from dieuphoi.plans.workbook.owed import CHUNK, Owed, owed_now

_NAMED = 5
"""How many rows a refusal names."""
_NEWEST = (
    Progress.objects.filter(obligation=OuterRef("obligation")).order_by("-pk").values("pk")[:1]
)
"""What was told last of a row's obligation: right after telling, and while it is locked."""


class RowsRefused(DomainError):
    """Some rows are refused: a workbook is applied whole or not at all."""


class NothingToApply(DomainError):
    """No row of the workbook would change anything."""


class AppliedBefore(StaleState):
    """Somebody applied the workbook already."""


class RowsChanged(StaleState):
    """Obligations were moved or told of since the workbook was looked at."""


@transaction.atomic
def apply(returned: WorkbookReturn, source: Source | None, *, by: Actor, at: datetime) -> int:
    """Tell all that the workbook says; how many rows. On behalf of an agency without an account the
    source is named.

    Raises AppliedBefore, RowsRefused, RowsChanged, NothingToApply, or what telling raises; then
    nothing is told.
    """
    require(
        policy.can_return_workbook(by, returned.plan, returned.organization_id),
        _("Chỉ cơ quan của bảng và cơ quan đầu mối của kế hoạch được ghi bảng này."),
    )
    _take(returned, by, at)
    changes = returned.rows.filter(outcome__in=[Outcome.CREATED, Outcome.CHANGED])
    rows = list(changes)
    if returned.rows.filter(outcome=Outcome.REFUSED).exists():
        raise RowsRefused(
            _("Còn dòng không nhận được. Hãy sửa các dòng đó trong tệp rồi nộp lại cả tệp.")
        )
    if not rows:
        raise NothingToApply(_("Không dòng nào trong tệp có nội dung mới để ghi."))
    owed = _held(rows)
    _refuse_changed(rows, owed)
    tellings = [
        Telling(owed[row.obligation_id or 0].obligation, _told(row), row.proposes_done)
        for row in rows
    ]
    is_own = by.organization_id == returned.organization_id
    tell_all(tellings, None if is_own else source, by=by, at=at)
    changes.update(told=Subquery(_NEWEST))
    WorkbookReturn.objects.filter(pk=returned.pk).update(source=_named(source, is_own))
    record("workbook.applied", returned, by=by, at=at, rows=len(rows))
    return len(rows)


def require_ready(now: WorkbookReturn) -> None:
    """Go on only if the workbook was read and not applied yet; raises AppliedBefore."""
    if now.state == ReturnState.READ:
        return
    if now.state == ReturnState.APPLIED:
        raise AppliedBefore(
            _("Bảng này đã được %(who)s ghi; không ghi lần nữa.") % {"who": now.applied_by}
        )
    raise AppliedBefore(_("Bảng này chưa đọc xong hoặc không đọc được nên chưa ghi được."))


def _take(returned: WorkbookReturn, by: Actor, at: datetime) -> None:
    """Say that it is applied now: of two people who press, the second is told of the first."""
    ready = WorkbookReturn.objects.filter(pk=returned.pk, state=ReturnState.READ)
    if ready.update(state=ReturnState.APPLIED, applied_at=at, applied_by=by.label):
        return
    require_ready(WorkbookReturn.objects.get(pk=returned.pk))


def _held(rows: Sequence[ReturnedRow]) -> dict[int, Owed]:
    """The obligations as they stand, locked until all is told."""
    numbers = [row.obligation_id for row in rows if row.obligation_id]
    owed: dict[int, Owed] = {}
    for start in range(0, len(numbers), CHUNK):
        chunk = numbers[start : start + CHUNK]
        locked = Obligation.objects.select_for_update().filter(pk__in=chunk).order_by("pk")
        list(locked.values_list("pk", flat=True))
        owed |= owed_now(chunk)
    return owed


def _refuse_changed(rows: Sequence[ReturnedRow], owed: dict[int, Owed]) -> None:
    changed = [row for row in rows if owed[row.obligation_id or 0].version != row.version]
    if changed:
        where = ", ".join(str(row.number) for row in changed[:_NAMED])
        more = "…" if len(changed) > _NAMED else ""
        raise RowsChanged(
            _(
                "%(n)s nhiệm vụ đã thay đổi sau khi xem trước (dòng %(where)s%(more)s). Chưa ghi dòng "
                "nào. Hãy đọc lại bảng để xem dòng nào còn nhận được."
            )
            % {"n": len(changed), "where": where, "more": more}
        )


def _told(row: ReturnedRow) -> Told:
    assert row.on is not None  # noqa: S101 a row that would change something has its day
    return Told(row.on, row.percent or 0, row.did, row.next)


def _named(source: Source | None, is_own: bool) -> str:
    if source is None or is_own:
        return ""
    return f"{source.kind.label}: {source.text.strip()}, {format_date(source.on)}"
