"""What a consolidation takes in: of each report of the cycle the newest version, if it is accepted."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from django.db.models import F
from django.utils.translation import gettext as _

from dieuphoi.base import rules
from dieuphoi.base.periods import civil_day, covers
from dieuphoi.organizations.territory import placement_of, province_of
from dieuphoi.plans import timeline
from dieuphoi.plans.models import ObligationState, TaskTerms, Turn
from dieuphoi.plans.punctuality import Punctuality, counted, turns_with_punctuality
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
)
from dieuphoi.reporting.regimes import outline_of

COMMITTEE = "Ủy ban nhân dân"


def take(consolidation: Consolidation) -> list[ConsolidationInput]:
    """The inputs of the cycle as they are now, not saved: accepted versions, and who is missing."""
    cycle = consolidation.cycle
    newest = {
        version.report_id: version
        for version in ReportVersion.objects.filter(report__cycle=cycle).order_by("n")
    }
    reports = Report.objects.filter(cycle=cycle).select_related("organization")
    ordered = reports.order_by("organization__sort_key", "pk")
    return [_input(consolidation, report, newest.get(report.pk)) for report in ordered]


def inputs_of(consolidation: Consolidation) -> Inputs:
    """Everything that the versions taken in hold, as plain values, and the leads' parts of agencies
    whose report is missing: nine queries, however many."""
    cycle = consolidation.cycle
    rows = list(
        consolidation.inputs.select_related("report__organization", "version").order_by("pk")
    )
    report_of = {row.version_id: row.report_id for row in rows if row.version_id}
    familiar = partial(familiar_name, home=_province(cycle))
    reported = _entries(report_of, cycle.cut_off_on)
    return Inputs(
        cut_off_on=cycle.cut_off_on,
        due_on=cycle.due_on,
        outline=outline_of(cycle.outline),
        reports=[_report(row, familiar) for row in rows],
        entries=_in_plan_order([*reported, *_unreported(cycle, rows, reported)]),
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


def _province(cycle: Cycle) -> str:
    """Where the consolidating agency stands; empty for the central level."""
    place = placement_of(cycle.consolidator, cycle.cut_off_on)
    province = province_of(place.territory) if place else None
    return province.name if province else ""


def familiar_name(name: str, home: str) -> str:
    """The name as reports of its province write it: Sở Tài chính, UBND phường Ba Đình."""
    if name.startswith(COMMITTEE):
        return f"UBND{name.removeprefix(COMMITTEE)}"
    if home:
        for title in ("thành phố", "tỉnh"):
            name = name.removesuffix(f" {title} {home}")
    return name


def _report(row: ConsolidationInput, familiar: Callable[[str], str]) -> ReportIn:
    version = row.version
    return ReportIn(
        report=row.report_id,
        agency=familiar(version.agency_name if version else row.report.organization.name),
        version=row.version_id,
        late=row.late,
        nothing_arose=bool(version and version.nothing_arose),
        reason=row.reason,
    )


_AS_STORED = (
    "pk",
    "version",
    "obligation",
    "obligation__occurrence",
    "obligation__task__code",
    "wording",
    "role",
    "percent",
    "did",
    "next",
    "first_due_on",
    "due_on",
)
_AS_NAMED = tuple(name.rpartition("__")[2] for name in _AS_STORED)
_JUDGED = ("state", "punctuality", "closes", "submitted_at", "obligation__since")
_PLACED = (
    "obligation__task",
    "obligation__task__plan",
    "obligation__task__position",
    "obligation__task__section",
    "obligation__task__section__title",
)


@dataclass(frozen=True)
class _Placed:
    """An entry with what orders it among those of all plans."""

    entry: EntryIn
    order: tuple[int, int]


def _entries(report_of: dict[int, int], on: date) -> list[_Placed]:
    """The entries of the versions, completed where the result that they propose was confirmed."""
    at_submission = rules.value("punctuality_judged_at", on) == "submission"
    rows = Entry.objects.filter(version__in=report_of).annotate(now=F("obligation__state"))
    found = []
    for row in rows.order_by("pk").values_list(*_AS_STORED, *_JUDGED, "now", *_PLACED):
        stored = dict(zip(_AS_NAMED, row, strict=False))
        state, punctuality, closes, submitted_at, since, now, *placed = row[len(_AS_NAMED) :]
        task, plan, position, section, title = placed
        proposed = closes or state == ObligationState.AWAITING_CONFIRMATION
        if proposed and now == ObligationState.COMPLETED:
            state = now
            decided_at = submitted_at if at_submission and submitted_at else since
            punctuality = _in_the_end(punctuality, stored["due_on"], civil_day(decided_at))
        entry = EntryIn(
            **stored,
            report=report_of[stored["version"]],
            done=state == ObligationState.COMPLETED,
            state_words=_state_words(state, punctuality, closes=closes),
            punctuality=punctuality,
            task=task,
            position=0,
            section=title or "",
            place=_heading(plan, section),
        )
        found.append(_Placed(entry, (plan, position)))
    return found


def _in_the_end(punctuality: str, due_on: date | None, decided_on: date) -> str:
    """How a result stood that was proposed by the cut-off, or with the report, and confirmed."""
    if due_on is None:
        return punctuality
    return Punctuality.DONE_ON_TIME if decided_on <= due_on else Punctuality.DONE_LATE


def _unreported(
    cycle: Cycle, rows: Sequence[ConsolidationInput], reported: Sequence[_Placed]
) -> Iterator[_Placed]:
    """The leads' parts in the cycle's plans of which no accepted report speaks, as the plan's record
    has them at the end of the cut-off day: a task does not vanish because its report is missing."""
    there = {placed.entry.obligation for placed in reported}
    report_of = {row.report.organization_id: row.report_id for row in rows if not row.version_id}
    led = Turn.objects.filter(
        timeline.as_of(cycle.cut_off_on),
        obligation__in=counted(cycle.cut_off_on).filter(task__plan__in=cycle.plans.all()),
        holder__in=report_of,
    ).exclude(state__in=[ObligationState.CANCELLED, ObligationState.SUPERSEDED])
    turns = turns_with_punctuality(led, cycle.cut_off_on).select_related(
        "obligation__task__section"
    )
    silent = [turn for turn in turns.order_by("obligation") if turn.obligation_id not in there]
    wordings = _wordings({turn.obligation.task_id for turn in silent}, cycle.cut_off_on)
    for turn in silent:
        owed, task, punctuality = turn.obligation, turn.obligation.task, turn.punctuality or ""
        section = task.section
        entry = EntryIn(
            pk=None,
            version=None,
            report=report_of[turn.holder_id],
            obligation=owed.pk,
            code=task.code,
            wording=wordings.get(task.pk, ""),
            role=owed.role,
            done=turn.state == ObligationState.COMPLETED,
            state_words=_state_words(turn.state, punctuality, closes=False),
            punctuality=punctuality,
            percent=0,
            first_due_on=owed.first_due_on,
            due_on=turn.due_on,
            occurrence=owed.occurrence,
            task=task.pk,
            position=0,
            section=section.title if section else "",
            place=_heading(task.plan_id, task.section_id),
        )
        yield _Placed(entry, (task.plan_id, task.position))


def _wordings(tasks: set[int], on: date) -> dict[int, str]:
    """What documents demand of the tasks, in force on the day, else what comes next."""
    known = TaskTerms.objects.filter(timeline.known(None), task__in=tasks).order_by("-valid_from")
    ahead = list(known.values_list("task", "content", "valid_from", "valid_to"))
    return {task: content for task, content, _from, _to in ahead} | {
        task: content for task, content, start, end in ahead if covers(on, start, end)
    }


def _heading(plan: int, section: int | None) -> str:
    """The key of a heading of a plan."""
    return f"{plan}-{section or 0}"


def _in_plan_order(found: Sequence[_Placed]) -> list[EntryIn]:
    """The entries with a number for each task: plans after each other, tasks in their order."""
    ordered = sorted(found, key=lambda placed: (placed.order, placed.entry.obligation))
    places: dict[int, int] = {}
    return [
        replace(p.entry, position=places.setdefault(p.entry.task, len(places))) for p in ordered
    ]


def _state_words(state: str, punctuality: str, *, closes: bool) -> str:
    if state == ObligationState.COMPLETED and punctuality in (
        Punctuality.DONE_LATE,
        Punctuality.DONE_ON_TIME,
    ):
        return str(Punctuality(punctuality).label)
    if closes and state != ObligationState.COMPLETED:
        return _("Đề nghị xác nhận hoàn thành")
    if punctuality == Punctuality.OVERDUE:
        return _("%(state)s, quá hạn") % {"state": ObligationState(state).label}
    return str(ObligationState(state).label)
