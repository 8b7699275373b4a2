"""Send a report: from that moment the version is frozen, and the results ticked are proposed."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import (
    Aggregate,
    Count,
    DateTimeField,
    Max,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record
from dieuphoi.base import states
from dieuphoi.base.errors import DomainError, StaleState, require
from dieuphoi.base.periods import civil_day
from dieuphoi.issues.models import Issue
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.succession import name_on, names_on
from dieuphoi.plans import progress
from dieuphoi.plans.models import Progress
from dieuphoi.reporting import policy
from dieuphoi.reporting.contents import DraftEntry, entries_for, idle_ticks, raised_for
from dieuphoi.reporting.drafting import ReportSent
from dieuphoi.reporting.lateness import is_late
from dieuphoi.reporting.models import (
    MOVES,
    Entry,
    OutlinePart,
    RaisedEntry,
    Report,
    ReportVerb,
    ReportVersion,
)
from dieuphoi.reporting.pasted_text import says_nothing_arose
from dieuphoi.reporting.regimes import outline_of


class NothingInReport(DomainError):
    """An empty report is not sent: nothing to report is an answer of its own."""


class SomethingArose(DomainError):
    """The answer "không phát sinh" stands over a report that says more."""


class ReportChanged(StaleState):
    """Something in the report changed since the person who sends it looked at it."""


@transaction.atomic
def send(report: Report, *, as_seen: str | None = None, by: Actor, at: datetime) -> ReportVersion:
    """Send what stands in the draft: not_started | draft | returned → submitted.

    Freezes parts, entries (as of the cut-off, or of the day of `at` before it) and what was raised
    into a version, then proposes the results of the obligations that were ticked and that can be
    (`contents.can_close`); the other ticks are dropped. Late is the civil day of `at` after the cycle's day:
    the last microsecond of the day is on time. Raises ReportSent when somebody sent it first; `as_seen` is what `seen`
    was when the sender looked (none: as it stands now), ReportChanged when it is another now.
    """
    require(policy.can_send(by, report), _("Thủ trưởng của cơ quan phải báo cáo gửi báo cáo này."))
    _move(report, ReportVerb.SEND, at=at)
    if as_seen is not None and as_seen != seen(report):
        raise ReportChanged(_("Báo cáo vừa được sửa; hãy xem lại."))
    entries, raised = entries_for(report, civil_day(at)), list(raised_for(report))
    idle = idle_ticks(report, entries)
    texts = dict(report.draft_parts.values_list("code", "text"))
    _check(report, texts, entries, raised)
    version = ReportVersion.objects.create(
        report=report,
        n=report.versions.count() + 1,
        agency_name=name_on(report.organization, report.cycle.cut_off_on),
        nothing_arose=report.nothing_arose,
        sent_at=at,
        by=by.label,
    )
    _freeze_parts(version, report, texts)
    _freeze_entries(version, entries)
    _freeze_raised(version, raised)
    for entry in entries:
        if entry.submits and entry.told:
            progress.submit_as_told(entry.obligation, entry.told, by=by, at=at)
    report.closings.all().delete()
    Report.objects.filter(pk=report.pk).update(
        first_sent_at=Coalesce("first_sent_at", Value(at, output_field=DateTimeField())),
        last_sent_at=at,
    )
    report.refresh_from_db()
    record(
        "report.sent",
        version,
        by=by,
        at=at,
        report=report.pk,
        n=version.n,
        late=is_late(version),
        ticks_dropped=[obligation.pk for obligation in idle],
    )
    return version


def seen(report: Report) -> str:
    """A token of all that sending would freeze: another one when the draft, its ticks, the progress
    told or what was raised is another."""
    ticks = report.closings.all()
    told = Progress.objects.filter(
        obligation__holder=report.organization_id,
        obligation__task__plan__in=report.cycle.plans.all(),
    )
    raised = Issue.objects.filter(pk__in=raised_for(report).order_by().values("pk"))
    stands = Report.objects.filter(pk=report.pk).values_list(
        _one(report.draft_parts.all(), "report", Sum("version")),
        _one(ticks, "report", Count("pk")),
        _one(ticks, "report", Max("pk")),
        _one(told, "obligation__holder", Max("pk")),
        _one(raised, "raised_by", Count("pk")),
        _one(raised, "raised_by", Max("since")),
        "nothing_arose",
        "last_sent_at",
    )
    return sha256(repr(list(stands)).encode()).hexdigest()


def _one(rows: QuerySet[Any], owner: str, what: Aggregate) -> Subquery:
    """One figure of the rows, all of one owner."""
    return Subquery(rows.order_by().values(owner).annotate(figure=what).values("figure"))


def _move(report: Report, verb: ReportVerb, *, at: datetime) -> None:
    """Move along MOVES from the state the report was loaded with; ReportSent when it is no more."""
    try:
        after = states.after(MOVES, verb, report.state)
    except StaleState:
        raise ReportSent(_("Báo cáo này đã được gửi.")) from None
    unmoved = Report.objects.filter(pk=report.pk, state=report.state, since=report.since)
    unmoved = unmoved.filter(answered_by=report.answered_by_id)
    if not unmoved.update(state=after, since=at):
        raise ReportSent(_("Người khác vừa gửi hoặc xử lý báo cáo này; hãy xem lại."))
    report.refresh_from_db()


def _check(
    report: Report, texts: dict[str, str], entries: list[DraftEntry], raised: list[Issue]
) -> None:
    said = [text for text in texts.values() if text.strip() and not says_nothing_arose(text)]
    told = any(entry.told_in_period or entry.closes for entry in entries)
    if report.nothing_arose and (said or raised or any(entry.closes for entry in entries)):
        raise SomethingArose(
            _(
                "Báo cáo đã có nội dung, kết quả đề nghị xác nhận hoặc khó khăn, kiến nghị;"
                " bỏ chọn “Không phát sinh” hoặc xóa nội dung rồi gửi."
            )
        )
    answered = any(text.strip() for text in texts.values())
    if not (report.nothing_arose or answered or told or raised):
        raise NothingInReport(
            _("Báo cáo chưa có nội dung nào. Nếu trong kỳ không có gì, hãy chọn “Không phát sinh”.")
        )


def _freeze_parts(version: ReportVersion, report: Report, texts: dict[str, str]) -> None:
    OutlinePart.objects.bulk_create(
        OutlinePart(version=version, code=item.code, text=texts.get(item.code, ""))
        for item in outline_of(report.cycle.outline)
    )


def _freeze_entries(version: ReportVersion, entries: list[DraftEntry]) -> None:
    names = names_on({e.obligation.holder for e in entries}, version.report.cycle.cut_off_on)
    Entry.objects.bulk_create(
        Entry(
            version=version,
            obligation=entry.obligation,
            terms=entry.terms,
            position=n,
            wording=entry.wording,
            holder_name=names[entry.obligation.holder_id],
            role=entry.obligation.role,
            state=entry.state,
            punctuality=entry.punctuality,
            first_due_on=entry.obligation.first_due_on,
            due_on=entry.due_on,
            submitted_at=version.sent_at if entry.submits else entry.submitted_at,
            percent=entry.percent,
            told_on=entry.told.on if entry.told else None,
            did=entry.told.did if entry.told else "",
            next=entry.told.next if entry.told else "",
            evidence=list(entry.evidence),
            closes=entry.closes,
        )
        for n, entry in enumerate(entries)
    )


def _freeze_raised(version: ReportVersion, raised: list[Issue]) -> None:
    RaisedEntry.objects.bulk_create(
        RaisedEntry(
            version=version,
            issue=issue,
            kind=issue.kind,
            subject=issue.obligation.task.code if issue.obligation else "",
            wording=issue.wording,
            cause=issue.cause,
            asked=issue.asked,
            addressee_name=issue.addressee.name if issue.addressee else "",
            state=issue.state,
        )
        for issue in raised
    )
