"""Tell progress: once, by whoever knows, with the source named when it is told on behalf."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record
from dieuphoi.base.errors import DomainError, NotPermitted, require
from dieuphoi.base.periods import civil_day
from dieuphoi.documents import intake
from dieuphoi.documents.intake import Examined, Upload
from dieuphoi.documents.typed_text import refuse_marks
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import Position
from dieuphoi.organizations.roles import ROLES, Permission
from dieuphoi.plans import policy, turns
from dieuphoi.plans.models import (
    Evidence,
    Obligation,
    ObligationState,
    Progress,
    SourceKind,
    Verb,
)
from dieuphoi.plans.turns import MovedByOther

RUNNING = (ObligationState.IN_PROGRESS, ObligationState.REWORK)
"""The states in which progress can be told."""


@dataclass(frozen=True)
class Told:
    """What is told: how far (0–100), what was done, what comes next, on which civil day."""

    on: date
    percent: int
    did: str = ""
    next: str = ""


@dataclass(frozen=True)
class Source:
    """Where progress told on behalf comes from: a letter with its number, a call, a meeting."""

    kind: SourceKind
    text: str
    on: date


class NothingTold(DomainError):
    """Neither a percentage nor a sentence: there is nothing to keep."""


class PercentOutOfRange(DomainError):
    """Progress is 0 to 100 %."""


class DayAhead(DomainError):
    """Progress is told of a day that has come."""


class SourceAhead(DayAhead):
    """The source of progress told on behalf is of a day that has come."""


class ResultMissing(DomainError):
    """A result proposed as done must say what was done."""


class CorrectsAnother(DomainError):
    """A correction names progress of another obligation."""


class SourceMissing(DomainError):
    """Progress told on behalf must say where it is known from."""


class HasAccount(NotPermitted):
    """The agency has people of its own here: they tell its progress."""


def note(
    obligation: Obligation,
    told: Told,
    *,
    files: Sequence[Upload] = (),
    corrects: Progress | None = None,
    by: Actor,
    at: datetime,
) -> Progress:
    """Tell the progress of an obligation that the actor's agency holds.

    `corrects` names an earlier row of the same obligation that this one rights. Raises
    UploadRefused for a file that cannot be kept: then nothing is stored.
    """
    require(
        policy.can_tell(by, obligation), _("Chỉ cơ quan đang giữ nhiệm vụ mới cập nhật tiến độ.")
    )
    _check(told, at)
    _require_same(obligation, corrects)
    examined = _examine(files, by=by, at=at)
    with transaction.atomic():
        progress = _tell(obligation, told, examined, by=by, at=at, corrects=corrects)
        record("progress.told", progress, by=by, at=at, percent=told.percent)
    return progress


def submit(
    obligation: Obligation,
    told: Told,
    *,
    files: Sequence[Upload] = (),
    corrects: Progress | None = None,
    by: Actor,
    at: datetime,
) -> Progress:
    """Propose the obligation as done: its progress and result, then → awaiting confirmation.

    The clock stops at `at` where punctuality is judged at submission.
    """
    require(policy.can_submit(by, obligation), _("Chỉ cơ quan đang giữ nhiệm vụ mới gửi kết quả."))
    check_told(told, done=True, at=at)
    _require_same(obligation, corrects)
    examined = _examine(files, by=by, at=at)
    with transaction.atomic():
        progress = _tell(obligation, told, examined, by=by, at=at, corrects=corrects)
        turns.move(obligation, Verb.SUBMIT, by=by.label, at=at, submitted_at=at)
        record("obligation.submitted", obligation, by=by, at=at, progress=progress.pk)
    return progress


def submit_as_told(obligation: Obligation, told: Progress, *, by: Actor, at: datetime) -> None:
    """Propose the obligation as done with progress told of it earlier as its result.

    In the caller's transaction: a report that closes obligations proposes them all, or none.
    """
    require(policy.can_submit(by, obligation), _("Chỉ cơ quan đang giữ nhiệm vụ mới gửi kết quả."))
    _require_same(obligation, told)
    _refuse_unfinished(Told(told.on, told.percent, told.did, told.next))
    turns.move(obligation, Verb.SUBMIT, by=by.label, at=at, submitted_at=at)
    record("obligation.submitted", obligation, by=by, at=at, progress=told.pk)


def tell_on_behalf(
    obligation: Obligation,
    told: Told,
    source: Source,
    *,
    done: bool = False,
    files: Sequence[Upload] = (),
    by: Actor,
    at: datetime,
) -> Progress:
    """Tell the progress of an agency that has no account yet, naming where it is known from.

    An assignment not accepted yet counts as accepted thereby; `done` proposes the result as well.
    Raises HasAccount when somebody of that agency can tell it.
    """
    _require_on_behalf(obligation, by, at)
    check_told(told, done=done, at=at)
    check_source(source, at=at)
    examined = _examine(files, by=by, at=at)
    with transaction.atomic():
        if obligation.state == ObligationState.ASSIGNED:
            turns.move(obligation, Verb.ACCEPT, by=by.label, at=at, reason=_("nhập thay"))
        progress = _tell(obligation, told, examined, by=by, at=at, source=source)
        if done:
            turns.move(
                obligation, Verb.SUBMIT, by=by.label, at=at, submitted_at=at, reason=_("nhập thay")
            )
        record("progress.told_on_behalf", progress, by=by, at=at, source=source.text, done=done)
    return progress


def check_told(told: Told, *, done: bool, at: datetime) -> None:
    """Go on only if this may be told at that moment, and proposed as done if `done`; raises what
    `note`, `submit` and `tell_on_behalf` raise."""
    _check(told, at)
    if done:
        _refuse_unfinished(told)


def check_source(source: Source, *, at: datetime) -> None:
    """Go on only if progress told on behalf may be told from this source at that moment."""
    if not source.text.strip():
        raise SourceMissing(_("Hãy ghi nguồn: số văn bản, người gọi hoặc cuộc họp."))
    refuse_marks(source.text)
    if source.on > civil_day(at):
        raise SourceAhead(_("Ngày của nguồn không được sau hôm nay."))


def tell_carried(
    obligation: Obligation,
    told: Told,
    source: Source,
    *,
    submitted_at: datetime | None = None,
    by: Actor,
    at: datetime,
) -> Progress:
    """Tell what the office's own tracker says of an obligation, in the caller's transaction.

    Its agency may have an account: the work began before it came here, so an assignment counts as
    accepted. `submitted_at` proposes the result as done at that moment.
    """
    require(
        policy.can_coordinate(by, obligation.task.plan),
        _("Chỉ cơ quan đầu mối của kế hoạch được nhập thay."),
    )
    check_told(told, done=submitted_at is not None, at=at)
    check_source(source, at=at)
    reason = _("theo bảng theo dõi")
    if obligation.state == ObligationState.ASSIGNED:
        turns.move(obligation, Verb.ACCEPT, by=by.label, at=at, reason=reason)
    progress = _tell(obligation, told, [], by=by, at=at, source=source)
    if submitted_at:
        turns.move(
            obligation, Verb.SUBMIT, by=by.label, at=at, submitted_at=submitted_at, reason=reason
        )
    done = submitted_at is not None
    record("progress.told_on_behalf", progress, by=by, at=at, source=source.text, done=done)
    return progress


def missing_for_submission(told: Told) -> list[str]:
    """What a result proposed as done still lacks, a sentence each: the rules of "done".

    Gets what was told and nothing else, neither the obligation nor the files: also a report that
    closes obligations with progress told earlier asks here. All sentences are shown together.
    """
    missing = []
    if not told.did.strip():
        missing.append(_("Hãy ghi kết quả đã đạt được trước khi đề nghị xác nhận hoàn thành."))
    return missing


def with_accounts(organizations: set[int], on: date) -> set[int]:
    """Those of the agencies in which somebody can tell progress on that day."""
    found = telling_positions(on).filter(organization__in=organizations)
    return set(found.values_list("organization", flat=True))


def telling_positions(on: date) -> QuerySet[Position]:
    """The positions on that day from which somebody can tell the progress of the own agency."""
    telling = [role for role, text in ROLES.items() if Permission.TELL_PROGRESS in text.permissions]
    return Position.objects.in_force(on).filter(user__is_active=True, role__in=telling)


def _require_same(obligation: Obligation, corrects: Progress | None) -> None:
    if corrects and corrects.obligation_id != obligation.pk:
        raise CorrectsAnother(_("Chỉ sửa được tiến độ của chính nhiệm vụ này."))


def _refuse_unfinished(told: Told) -> None:
    if missing := missing_for_submission(told):
        raise ResultMissing(" ".join(missing))


def _require_on_behalf(obligation: Obligation, by: Actor, at: datetime) -> None:
    plan = obligation.task.plan
    require(policy.can_coordinate(by, plan), _("Chỉ cơ quan đầu mối của kế hoạch được nhập thay."))
    if with_accounts({obligation.holder_id}, civil_day(at)):
        raise HasAccount(_("Cơ quan này đã có tài khoản; hãy để cơ quan tự cập nhật."))


def _tell(
    obligation: Obligation,
    told: Told,
    files: Sequence[Examined],
    *,
    by: Actor,
    at: datetime,
    source: Source | None = None,
    corrects: Progress | None = None,
) -> Progress:
    _repeat_on_obligation(obligation, told)
    progress = Progress.objects.create(
        obligation=obligation,
        on=told.on,
        percent=told.percent,
        did=told.did.strip(),
        next=told.next.strip(),
        told_by_id=by.organization_id or obligation.holder_id,
        by=by.label,
        on_behalf=source is not None,
        source_kind=source.kind if source else "",
        source=source.text.strip() if source else "",
        source_on=source.on if source else None,
        corrects=corrects,
        at=at,
    )
    Evidence.objects.bulk_create(
        Evidence(progress=progress, file=intake.keep(one, by=by, at=at), name=one.upload.name)
        for one in files
    )
    return progress


def _examine(files: Sequence[Upload], *, by: Actor, at: datetime) -> list[Examined]:
    return [intake.examine(upload, by=by, at=at) for upload in files]


def _check(told: Told, at: datetime) -> None:
    if not 0 <= told.percent <= 100:
        raise PercentOutOfRange(_("Tiến độ là số từ 0 đến 100."))
    if not told.percent and not told.did.strip() and not told.next.strip():
        raise NothingTold(_("Hãy ghi tỷ lệ hoặc nội dung đã làm."))
    refuse_marks(told.did, told.next)
    if told.on > civil_day(at):
        raise DayAhead(_("Ngày báo tiến độ không được sau hôm nay."))


def _repeat_on_obligation(obligation: Obligation, told: Told) -> None:
    """The newest progress stands on the obligation; raises MovedByOther when it does not run."""
    running = Obligation.objects.filter(
        pk=obligation.pk, state__in=RUNNING, holder=obligation.holder_id
    )
    newest = running.filter(Q(told_on=None) | Q(told_on__lte=told.on))
    if newest.update(percent=told.percent, told_on=told.on):
        return
    if not running.select_for_update().exists():
        raise MovedByOther(Obligation.objects.get(pk=obligation.pk).state)
