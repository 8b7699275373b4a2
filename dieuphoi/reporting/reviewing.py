"""The focal agency reads what was sent: comments on a part, returns with a reason, or accepts."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record
from dieuphoi.base import states
from dieuphoi.base.errors import DomainError, StaleState, require
from dieuphoi.base.pasted_text import plain
from dieuphoi.documents.typed_text import refuse_marks
from dieuphoi.organizations.actor import Actor
from dieuphoi.plans import confirmation
from dieuphoi.plans.models import ObligationState
from dieuphoi.reporting import policy
from dieuphoi.reporting.models import (
    MOVES,
    Comment,
    Entry,
    Report,
    ReportVerb,
    ReportVersion,
    Review,
    Verdict,
)
from dieuphoi.reporting.regimes import outline_of


class NewerVersion(StaleState):
    """The report was sent again, or reviewed by somebody else, since this person read it."""


class ReasonMissing(DomainError):
    """A report is returned with a reason."""


class NothingSent(StaleState):
    """What was never sent is its agency's own: nobody comments on it."""


class CommentMissing(DomainError):
    """A comment says something, about a part of the outline."""


class NotToConfirm(DomainError):
    """A result that is not waiting for confirmation cannot be confirmed."""


def comment(report: Report, code: str, text: str, *, by: Actor, at: datetime) -> Comment:
    """Say something about one part of the newest version; its writers see it beside the part."""
    _require_review(by, report)
    text = plain(text)
    refuse_marks(text)
    if not text or code not in {i.code for i in outline_of(report.cycle.outline)}:
        raise CommentMissing(_("Hãy ghi nhận xét cho một phần của báo cáo."))
    newest = report.versions.count()
    if not newest:
        raise NothingSent(_("Báo cáo này chưa được gửi lần nào."))
    with transaction.atomic():
        said = Comment.objects.create(
            report=report,
            version_n=newest,
            code=code,
            text=text,
            by=by.label,
            at=at,
        )
        record("report.commented", said, by=by, at=at, report=report.pk, code=code)
    return said


@transaction.atomic
def return_report(version: ReportVersion, reason: str, *, by: Actor, at: datetime) -> Review:
    """Return the version with a reason: submitted | accepted → returned; its agency writes on."""
    _require_review(by, version.report)
    reason = plain(reason)
    refuse_marks(reason)
    if not reason:
        raise ReasonMissing(_("Hãy nêu lý do trả lại."))
    _move(version, ReportVerb.RETURN, at=at)
    review = Review.objects.create(
        version=version, verdict=Verdict.RETURNED, reason=reason, by=by.label, at=at
    )
    record("report.returned", review, by=by, at=at, report=version.report_id, reason=review.reason)
    return review


@transaction.atomic
def accept(
    version: ReportVersion, confirmed: Collection[Entry] = (), *, by: Actor, at: datetime
) -> Review:
    """Accept the version: submitted → accepted, and confirm the results of the rows ticked.

    Only the plan's confirmer confirms; only results that wait for it can be ticked, and all of
    them are confirmed or nothing is. Raises NotToConfirm, NewerVersion.
    """
    _require_review(by, version.report)
    _move(version, ReportVerb.ACCEPT, at=at)
    review = Review.objects.create(version=version, verdict=Verdict.ACCEPTED, by=by.label, at=at)
    for entry in confirmed:
        if entry.version_id != version.pk or not waits(entry):
            raise NotToConfirm(_("Chỉ xác nhận được kết quả đang chờ xác nhận."))
        confirmation.confirm(entry.obligation, by=by, at=at)
    review.confirmed.set(confirmed)
    record(
        "report.accepted",
        review,
        by=by,
        at=at,
        report=version.report_id,
        confirmed=[entry.obligation_id for entry in confirmed],
    )
    return review


def waits(entry: Entry) -> bool:
    """Whether the result of the row's obligation waits for confirmation now."""
    return entry.obligation.state == ObligationState.AWAITING_CONFIRMATION


def _require_review(by: Actor, report: Report) -> None:
    require(
        policy.can_review(by, report.cycle),
        _("Chỉ cơ quan tổng hợp của kỳ báo cáo được xem xét báo cáo này."),
    )


def _move(version: ReportVersion, verb: ReportVerb, *, at: datetime) -> None:
    """Move the report from the state that the reader saw; only its newest version is judged."""
    report = version.report
    newest = report.versions.order_by("-n").values_list("pk", flat=True).first()
    stale = _("Báo cáo vừa được gửi lại hoặc người khác vừa xử lý; hãy tải lại trang.")
    try:
        after = states.after(MOVES, verb, report.state)
    except StaleState:
        raise NewerVersion(stale) from None
    unmoved = Report.objects.filter(pk=report.pk, state=report.state, since=report.since)
    if newest != version.pk or not unmoved.update(state=after, since=at):
        raise NewerVersion(stale)
    report.refresh_from_db()
