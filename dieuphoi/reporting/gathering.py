"""What a consolidation takes in: of each report of the cycle the newest version, if it is accepted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.base import rules
from dieuphoi.base.periods import civil_day
from dieuphoi.organizations.territory import placement_of, province_of
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

COMMITTEE = "Ủy ban nhân dân"


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
    sent_at = {row.version.pk: row.version.sent_at for row in rows if row.version}
    familiar = partial(familiar_name, home=_province(cycle))
    return Inputs(
        cut_off_on=cycle.cut_off_on,
        due_on=cycle.due_on,
        outline=outline_of(cycle.outline),
        reports=[_report(row, familiar) for row in rows],
        entries=_entries(report_of, sent_at, cycle.cut_off_on),
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


@dataclass(frozen=True)
class _Judging:
    """What is needed to say how an entry stands, asked once for all of them."""

    sent_at: dict[int, datetime]
    confirmed_at: dict[int, datetime]
    at_submission: bool

    def decided_on(self, entry: int, version: int) -> date | None:
        """The day that decides whether a result confirmed with the report was in time."""
        if entry not in self.confirmed_at:
            return None
        return civil_day(self.sent_at[version] if self.at_submission else self.confirmed_at[entry])


_AS_STORED = (
    "pk",
    "version",
    "obligation",
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
_JUDGED = (
    "obligation__task",
    "obligation__task__section__title",
    "state",
    "punctuality",
    "closes",
)


def _entries(report_of: dict[int, int], sent_at: dict[int, datetime], on: date) -> list[EntryIn]:
    """The entries in the plans' order, completed where the accepting review confirmed them."""
    at_submission = rules.value("punctuality_judged_at", on) == "submission"
    judging = _Judging(sent_at, _confirmed(report_of), at_submission)
    rows = Entry.objects.filter(version__in=report_of).order_by(
        "obligation__task__plan", "obligation__task__position", "pk"
    )
    places: dict[int, int] = {}
    return [
        _entry(
            dict(zip(_AS_NAMED, row, strict=False)),
            row[len(_AS_NAMED) :],
            report_of,
            places,
            judging,
        )
        for row in rows.values_list(*_AS_STORED, *_JUDGED)
    ]


def _entry(
    stored: dict[str, Any],
    judged: Sequence[Any],
    report_of: dict[int, int],
    places: dict[int, int],
    judging: _Judging,
) -> EntryIn:
    task, section, state, punctuality, closes = judged
    decided_on = judging.decided_on(stored["pk"], stored["version"])
    done = decided_on is not None or state == ObligationState.COMPLETED
    if decided_on and stored["due_on"]:
        in_time = decided_on <= stored["due_on"]
        punctuality = Punctuality.DONE_ON_TIME if in_time else Punctuality.DONE_LATE
    return EntryIn(
        **stored,
        report=report_of[stored["version"]],
        task=task,
        position=places.setdefault(task, len(places)),
        section=section or "",
        done=done,
        state_words=_state_words(
            ObligationState.COMPLETED if done else state, punctuality, closes=closes
        ),
        punctuality=punctuality,
    )


def _confirmed(versions: dict[int, int]) -> dict[int, datetime]:
    """When the result of an entry was confirmed with the report's acceptance."""
    accepting = Review.objects.filter(version__in=versions, verdict=Verdict.ACCEPTED)
    pairs = accepting.exclude(confirmed=None).values_list("confirmed", "at")
    return {entry: at for entry, at in pairs if entry is not None}


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
