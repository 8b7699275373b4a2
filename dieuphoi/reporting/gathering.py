"""What a consolidation takes in: of each report of the cycle the newest version, if it is accepted."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from dieuphoi.base import rules
from dieuphoi.base.periods import civil_day
from dieuphoi.plans.models import ObligationState
from dieuphoi.plans.punctuality import Punctuality
from dieuphoi.reporting.composition import EntryIn, Inputs, PartIn, RaisedIn, ReportIn
from dieuphoi.reporting.models import (
    Consolidation,
    ConsolidationInput,
    Cycle,
    Entry,
    OutlinePart,
    RaisedEntry,
    Report,
    ReportState,
    ReportVersion,
    Review,
    Verdict,
)
from dieuphoi.reporting.regimes import outline_of


def take(consolidation: Consolidation) -> list[ConsolidationInput]:
    """The inputs of the cycle as they are now, not saved: accepted versions, and who is missing."""
    cycle = consolidation.cycle
    newest = {
        version.report_id: version
        for version in ReportVersion.objects.filter(report__cycle=cycle).order_by("n")
    }
    reports = cycle.reports.select_related("organization").order_by("organization__sort_key", "pk")
    return [_input(consolidation, report, newest.get(report.pk)) for report in reports]


def inputs_of(consolidation: Consolidation) -> Inputs:
    """Everything that the versions taken in hold, as plain values: seven queries, however many."""
    cycle = consolidation.cycle
    rows = list(
        consolidation.inputs.select_related("report__organization", "version").order_by("pk")
    )
    report_of = {row.version_id: row.report_id for row in rows if row.version_id}
    return Inputs(
        cut_off_on=cycle.cut_off_on,
        due_on=cycle.due_on,
        outline=outline_of(cycle.outline),
        reports=[_report(row) for row in rows],
        entries=_entries(report_of, cycle),
        parts=[
            PartIn(pk, report_of[version], version, code, text)
            for pk, version, code, text in OutlinePart.objects.filter(
                version__in=report_of
            ).values_list("pk", "version", "code", "text")
        ],
        raised=[
            RaisedIn(pk, report_of[version], version, *rest)
            for pk, version, *rest in RaisedEntry.objects.filter(version__in=report_of).values_list(
                "pk",
                "version",
                "kind",
                "subject",
                "wording",
                "cause",
                "asked",
                "addressee_name",
                "state",
            )
        ],
    )


def _input(
    consolidation: Consolidation, report: Report, newest: ReportVersion | None
) -> ConsolidationInput:
    accepted = newest if report.state == ReportState.ACCEPTED else None
    due = consolidation.cycle.due_on
    return ConsolidationInput(
        consolidation=consolidation,
        report=report,
        version=accepted,
        late=bool(accepted and civil_day(accepted.sent_at) > due),
        reason="" if accepted else _reason(report),
    )


def _reason(report: Report) -> str:
    """Why nothing of it is in the consolidated report."""
    if report.state == ReportState.SUBMITTED:
        return _("Đã gửi, chưa được chấp nhận")
    if report.state == ReportState.RETURNED:
        return _("Đã trả lại, chưa gửi lại")
    return _("Chưa gửi báo cáo")


def _report(row: ConsolidationInput) -> ReportIn:
    version = row.version
    return ReportIn(
        report=row.report_id,
        agency=version.agency_name if version else row.report.organization.name,
        version=row.version_id,
        late=row.late,
        nothing_arose=bool(version and version.nothing_arose),
        reason=row.reason,
    )


def _entries(report_of: dict[int, int], cycle: Cycle) -> list[EntryIn]:
    """The entries, completed where the accepting review confirmed them."""
    at_submission = rules.value("punctuality_judged_at", cycle.cut_off_on) == "submission"
    confirmed = _confirmed(report_of)
    rows = Entry.objects.filter(version__in=report_of).annotate(
        task=F("obligation__task"),
        code=F("obligation__task__code"),
        plan_order=F("obligation__task__plan"),
        place=F("obligation__task__position"),
        section=F("obligation__task__section__title"),
    )
    ordered = list(rows.order_by("plan_order", "place", "pk").select_related("version"))
    places = _places(ordered)
    return [
        _entry(row, report_of, places, confirmed.get(row.pk), at_submission=at_submission)
        for row in ordered
    ]


def _confirmed(versions: dict[int, int]) -> dict[int, datetime]:
    """When the result of an entry was confirmed with the report's acceptance."""
    accepting = Review.objects.filter(version__in=versions, verdict=Verdict.ACCEPTED)
    pairs = accepting.exclude(confirmed=None).values_list("confirmed", "at")
    return {entry: at for entry, at in pairs if entry is not None}


def _places(rows: Sequence[Entry]) -> dict[int, int]:
    """A number for each task: plans after each other, tasks in their order."""
    tasks = dict.fromkeys(row.task for row in rows)  # type: ignore[attr-defined]
    return {task: n for n, task in enumerate(tasks)}


def _entry(
    row: Entry,
    report_of: dict[int, int],
    places: dict[int, int],
    confirmed_at: datetime | None,
    *,
    at_submission: bool,
) -> EntryIn:
    about: dict[str, int | str | None] = row.__dict__  # with the annotations of `_entries`
    task = int(about["task"] or 0)
    done = confirmed_at is not None or row.state == ObligationState.COMPLETED
    punctuality = row.punctuality
    if confirmed_at is not None and row.due_on:
        judged = civil_day(row.version.sent_at if at_submission else confirmed_at)
        in_time = judged <= row.due_on
        punctuality = Punctuality.DONE_ON_TIME if in_time else Punctuality.DONE_LATE
    state = ObligationState.COMPLETED if done else ObligationState(row.state)
    return EntryIn(
        pk=row.pk,
        report=report_of[row.version_id],
        version=row.version_id,
        obligation=row.obligation_id,
        task=task,
        code=str(about["code"]),
        position=places[task],
        section=str(about["section"] or ""),
        wording=row.wording,
        role=row.role,
        done=done,
        state_words=_state_words(state, punctuality, closes=row.closes),
        punctuality=punctuality,
        percent=row.percent,
        did=row.did,
        next=row.next,
        first_due_on=row.first_due_on,
        due_on=row.due_on,
    )


def _state_words(state: ObligationState, punctuality: str, *, closes: bool) -> str:
    if state == ObligationState.COMPLETED and punctuality in (
        Punctuality.DONE_LATE,
        Punctuality.DONE_ON_TIME,
    ):
        return str(Punctuality(punctuality).label)
    if closes and state != ObligationState.COMPLETED:
        return _("Đề nghị xác nhận hoàn thành")
    if punctuality == Punctuality.OVERDUE:
        return _("%(state)s, quá hạn") % {"state": state.label}
    return str(state.label)
