"""Words and pictures that the pages of cycles and reports need."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django import template
from django.urls import reverse
from django.utils import timezone

from dieuphoi.base.periods import civil_day
from dieuphoi.base.vietnamese import format_date
from dieuphoi.reporting.checks import Finding
from dieuphoi.reporting.models import Cycle, Report, ReportState
from dieuphoi.reporting.queries import Counts

register = template.Library()

# A state is never a colour alone: icon, word, colour.
REPORT_LOOKS: dict[str, tuple[str, str]] = {
    ReportState.NOT_STARTED: ("dash", "grey"),
    ReportState.DRAFT: ("edit", "blue"),
    ReportState.SUBMITTED: ("send", "purple"),
    ReportState.RETURNED: ("return", "orange"),
    ReportState.ACCEPTED: ("check", "green"),
}
BAR_ORDER = (
    ReportState.ACCEPTED,
    ReportState.SUBMITTED,
    ReportState.RETURNED,
    ReportState.DRAFT,
    ReportState.NOT_STARTED,
)
BAR_WIDTH = 1_000


@register.inclusion_tag("ui/badge.html")
def report_badge(state: str) -> dict[str, object]:
    """Where a report stands."""
    look, colour = REPORT_LOOKS[state]
    return {"icon": look, "colour": colour, "word": ReportState(state).label, "kind": "state"}


@dataclass(frozen=True)
class Segment:
    """A piece of the bar: a state, how many, where it begins and how wide it is."""

    state: str
    label: str
    count: int
    start: int
    width: int


@register.inclusion_tag("cycles/_bar.html")
def report_bar(counts: Counts) -> dict[str, object]:
    """How the reports of a cycle stand, as a picture with its numbers below."""
    segments: list[Segment] = []
    before = 0
    for state in BAR_ORDER:
        count = counts.states.get(state, 0)
        if count:
            start = before * BAR_WIDTH // counts.total
            before += count
            width = before * BAR_WIDTH // counts.total - start
            segments.append(Segment(state, str(state.label), count, start, width))
    words = ", ".join(f"{s.label}: {s.count}" for s in segments)
    return {"segments": segments, "words": words, "width": BAR_WIDTH, "total": counts.total}


@register.filter
def cycle_period(cycle: Cycle) -> str:
    """The period reported on, its last day included: "15/12/2025 – 14/03/2026"."""
    return f"{format_date(cycle.starts_on)} – {format_date(cycle.ends_on - timedelta(days=1))}"


@register.filter
def clock(moment: datetime) -> str:
    """The time of day in Việt Nam: "10:32"."""
    return f"{timezone.localtime(moment):%H:%M}"


@register.filter
def sent_after(moment: datetime, day: date) -> bool:
    """Whether the moment lies on a civil day after the day."""
    return civil_day(moment) > day


@register.filter
def place_of(finding: Finding, report: Report) -> str:
    """Where on the page of the report a finding is about."""
    page = reverse("report_detail", args=[report.pk])
    if finding.obligation:
        return f"{page}#entry-{finding.obligation}"
    return f"{page}#part-{finding.code}" if finding.code else page


@register.filter
def get(found: dict[str, object], key: str) -> object:
    """The value under a key that is a variable."""
    return found.get(key)
