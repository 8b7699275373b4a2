"""A filled workbook comes in: kept by the guard, read by the worker, shown before it is applied."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dieuphoi.activity.log import record
from dieuphoi.base.errors import DomainError, StaleState, require
from dieuphoi.base.filled_workbook import MOST_ROWS, WorkbookUnread, read_workbook
from dieuphoi.base.periods import civil_day
from dieuphoi.base.vietnamese import format_number
from dieuphoi.documents import intake, storage
from dieuphoi.documents.inspection import Kind
from dieuphoi.documents.intake import Upload
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import Organization
from dieuphoi.plans import policy
from dieuphoi.plans.models import (
    Obligation,
    Outcome,
    Plan,
    ReturnedRow,
    ReturnState,
    WorkbookReturn,
)
from dieuphoi.plans.progress import with_accounts
from dieuphoi.plans.workbook.judging import Desk, Judged, doubled, judge
from dieuphoi.plans.workbook.owed import CHUNK, owed_now
from dieuphoi.plans.workbook.returned import FilledRow, WorkbookRefused, filled_rows

_GIVEN_UP = timedelta(minutes=5)
"""After so long without an end, a reading is begun anew: its worker was stopped."""


class NoWorkbook(DomainError):
    """The file is none of the kind in which a workbook comes back."""


class AlreadyDecided(StaleState):
    """The returned workbook was applied, or is being read, by somebody else."""


def receive(plan: Plan, upload: Upload, *, by: Actor, at: datetime) -> WorkbookReturn:
    """Take a filled workbook in, to be read by the worker; nothing is told yet.

    Raises UploadRefused or NoWorkbook; then nothing is stored.
    """
    require(
        policy.can_return_workbook(by, plan, by.organization_id),
        _("Chỉ cơ quan có nhiệm vụ và cơ quan đầu mối của kế hoạch được nộp bảng tiến độ."),
    )
    examined = intake.examine(upload, by=by, at=at)
    if examined.inspected.kind != Kind.XLSX:
        raise NoWorkbook(
            _("Bảng tiến độ là tệp .xlsx tải từ hệ thống này. Hãy lưu lại dạng .xlsx rồi nộp.")
        )
    with transaction.atomic():
        returned = WorkbookReturn.objects.create(
            plan=plan,
            file=intake.keep(examined, by=by, at=at),
            name=upload.name,
            uploaded_from_id=by.organization_id or plan.focal_agency_id,
            uploaded_by=by.label,
            uploaded_at=at,
        )
        record("workbook.returned", returned, by=by, at=at, plan=plan.pk)
    return returned


def read_again(returned: WorkbookReturn, *, by: Actor, at: datetime) -> None:
    """Have a workbook that was not applied judged anew, as things stand then."""
    require(
        policy.can_return_workbook(by, returned.plan, returned.uploaded_from_id),
        _("Chỉ cơ quan đã nộp và cơ quan đầu mối của kế hoạch được đọc lại bảng này."),
    )
    with transaction.atomic():
        unread = WorkbookReturn.objects.filter(
            pk=returned.pk, state__in=[ReturnState.READ, ReturnState.REFUSED]
        )
        if not unread.update(state=ReturnState.WAITING, total=0, done=0, refusal="", notes=[]):
            raise AlreadyDecided(_("Bảng này đang được đọc hoặc đã được ghi."))
        record("workbook.read_again", returned, by=by, at=at)


def read_waiting(*, at: datetime) -> int:
    """Read every workbook that waits, oldest first; how many. Each counts its rows as it goes."""
    given_up = Q(state=ReturnState.READING, read_from__lt=at - _GIVEN_UP)
    waiting = WorkbookReturn.objects.filter(Q(state=ReturnState.WAITING) | given_up)
    read = 0
    for pk in waiting.order_by("uploaded_at", "pk").values_list("pk", flat=True):
        if waiting.filter(pk=pk).update(state=ReturnState.READING, read_from=at, total=0, done=0):
            _read(_loaded(pk), at)
            read += 1
    return read


def _loaded(pk: int) -> WorkbookReturn:
    found = WorkbookReturn.objects.select_related("plan__focal_agency", "file", "uploaded_from")
    return found.get(pk=pk)


def _read(returned: WorkbookReturn, at: datetime) -> None:
    returned.rows.all().delete()
    try:
        rows = _rows_of(returned)
        desk = _desk(returned, rows, at)
    except DomainError as refused:
        _end(returned, ReturnState.REFUSED, at, refusal=str(refused))
        return
    own = WorkbookReturn.objects.filter(pk=returned.pk)
    own.update(total=len(rows), organization=desk.organization)
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        numbers = {row.key.obligation for row in chunk if row.key}
        judged = judge(chunk, owed_now(numbers), desk)
        with transaction.atomic():
            ReturnedRow.objects.bulk_create(
                _stored(returned, n, one) for n, one in enumerate(judged, start=start + 1)
            )
            own.update(done=F("done") + len(chunk))
    _end(returned, ReturnState.READ, at, notes=_notes(returned, rows, desk))


def _rows_of(returned: WorkbookReturn) -> list[FilledRow]:
    try:
        sheets = read_workbook(storage.path_of(returned.file.sha256))
    except WorkbookUnread as unread:
        raise WorkbookRefused(_sentence(unread.why)) from None
    return doubled(filled_rows(sheets))


def _sentence(why: str) -> str:
    return {
        "locked": _("Tệp đặt mật khẩu nên không đọc được. Hãy bỏ mật khẩu rồi nộp lại."),
        "too_large": _(
            "Tệp có hơn %(rows)s dòng hoặc quá nhiều cột. Hãy xóa dòng, cột trống hoặc tách bảng "
            "rồi nộp lại."
        )
        % {"rows": format_number(MOST_ROWS)},
    }.get(why, _("Tệp bị hỏng nên không đọc được. Hãy mở tệp, lưu lại dạng .xlsx rồi nộp."))


def _desk(returned: WorkbookReturn, rows: Sequence[FilledRow], at: datetime) -> Desk:
    """Whose workbook it is; raises WorkbookRefused when it is not for the one who handed it in."""
    keys = [row.key for row in rows if row.key]
    if not keys:
        raise WorkbookRefused(_no_key(rows))
    ((number, _n),) = Counter(key.organization for key in keys).most_common(1)
    agency = Organization.objects.filter(pk=number).first()
    if agency is None:
        raise WorkbookRefused(_("Cơ quan của bảng này không còn trong hệ thống."))
    own = agency.pk == returned.uploaded_from_id
    coordinating = {returned.plan.focal_agency_id, returned.plan.owner_id}
    if not own and returned.uploaded_from_id not in coordinating:
        raise WorkbookRefused(
            _("Tệp là bảng của %(agency)s, không phải của cơ quan bạn. Hãy chọn đúng tệp.")
            % {"agency": agency.name}
        )
    if not own and with_accounts({agency.pk}, civil_day(at)):
        raise WorkbookRefused(
            _("%(agency)s đã có tài khoản; hãy để cơ quan tự nộp bảng này.")
            % {"agency": agency.name}
        )
    _refuse_other_plan(returned, {key.obligation for key in keys})
    return Desk(agency, returned.uploaded_from, at)


def _no_key(rows: Sequence[FilledRow]) -> str:
    """Why no row bears a key that can be used: what is wrong with the first one."""
    for row in rows:
        for reason in row.reasons:
            return reason.text
    return _("Không dòng nào trong tệp có khóa dòng.")


def _refuse_other_plan(returned: WorkbookReturn, obligations: set[int]) -> None:
    titles: dict[str, int] = {}
    numbers = sorted(obligations)
    for start in range(0, len(numbers), CHUNK):
        found = Obligation.objects.filter(pk__in=numbers[start : start + CHUNK])
        titles |= dict(found.order_by().values_list("task__plan__title", "task__plan").distinct())
    if titles and returned.plan_id not in titles.values():
        raise WorkbookRefused(
            _("Tệp là bảng của kế hoạch khác: %(plan)s. Hãy mở kế hoạch đó rồi nộp.")
            % {"plan": min(titles)}
        )


def _notes(returned: WorkbookReturn, rows: Sequence[FilledRow], desk: Desk) -> list[str]:
    """What else the reader of the preview should know."""
    held = Obligation.objects.filter(task__plan=returned.plan, holder=desk.organization).running()
    there = {row.key.obligation for row in rows if row.key}
    missing = sum(pk not in there for pk in held.values_list("pk", flat=True))
    if not missing:
        return []
    return [
        ngettext(
            "%(n)s nhiệm vụ của cơ quan không có trong tệp; nhiệm vụ đó giữ nguyên.",
            "%(n)s nhiệm vụ của cơ quan không có trong tệp; các nhiệm vụ đó giữ nguyên.",
            missing,
        )
        % {"n": missing}
    ]


def _stored(returned: WorkbookReturn, position: int, one: Judged) -> ReturnedRow:
    row, told, last = one.row, one.told, one.owed.told if one.owed else None
    return ReturnedRow(
        returned=returned,
        position=position,
        sheet=row.sheet,
        number=row.number,
        obligation=one.owed.obligation if one.owed else None,
        code=row.code,
        content=row.content,
        outcome=one.outcome,
        reasons=[asdict(reason) for reason in one.reasons],
        percent=told.percent if told else row.percent,
        did=row.did,
        next=row.next,
        on=told.on if told else row.on,
        proposes_done=row.done,
        earlier={"percent": last.percent, "did": last.did, "on": last.on.isoformat()}
        if last
        else None,
        version=one.owed.version if one.owed else "",
    )


def _end(
    returned: WorkbookReturn,
    state: ReturnState,
    at: datetime,
    *,
    refusal: str = "",
    notes: Sequence[str] = (),
) -> None:
    WorkbookReturn.objects.filter(pk=returned.pk, state=ReturnState.READING).update(
        state=state, read_at=at, refusal=refusal, notes=list(notes)
    )


def counts(returned: WorkbookReturn) -> dict[str, int]:
    """How many rows have each outcome."""
    found = Counter(returned.rows.order_by().values_list("outcome", flat=True))
    return {str(outcome): found[outcome] for outcome in Outcome}
