"""The page of a cycle: who owes a report and who sent it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from dieuphoi.organizations.actor import Actor
from dieuphoi.plans.models import Plan
from dieuphoi.plans.queries import Facet
from dieuphoi.reporting import policy
from dieuphoi.reporting.cycles import is_open_for_writing
from dieuphoi.reporting.models import Report, ReportState
from dieuphoi.reporting.models.report import ReportQuerySet
from dieuphoi.reporting.queries.cycle_list import WholeCycle
from dieuphoi.reporting.queries.sendings import (
    SENT,
    Counts,
    SentReport,
    counts_by_cycle,
    with_sendings,
)


@dataclass(frozen=True)
class ReportLine:
    """One agency's row in a cycle; `ended`: the agency no longer exists on the day."""

    report: SentReport
    ended: bool

    @property
    def answers_for_other(self) -> bool:
        """Whether another agency writes it."""
        return self.report.answered_by_id != self.report.organization_id

    @property
    def is_owed(self) -> bool:
        """Whether its agency still has to send it."""
        return is_open_for_writing(self.report)


@dataclass(frozen=True)
class CyclePage:
    """A cycle for whoever gathers it (`is_whole`), or with the own agency's row only."""

    cycle: WholeCycle
    plans: list[Plan]
    lines: list[ReportLine]
    counts: Counts
    facets: list[Facet]
    may_review: bool


LATE, MISSING = "late", "missing"
"""What a filter of the table may ask for besides a state."""


def cycle_page(actor: Actor, cycle: WholeCycle, state: str, on: date) -> CyclePage:
    """The table of a cycle: the rows that the actor may see, in the state asked for."""
    visible = Report.objects.visible_to(actor).filter(cycle=cycle)
    counts = counts_by_cycle(visible, on).get(cycle.pk, Counts())
    return CyclePage(
        cycle=cycle,
        plans=list(cycle.plans.all()),
        lines=report_lines(visible, state, on),
        counts=counts,
        facets=_facets(counts),
        may_review=policy.can_review(actor, cycle),
    )


def _facets(counts: Counts) -> list[Facet]:
    states = [Facet(s, str(s.label), counts.states[s]) for s in ReportState if counts.states[s]]
    more = [(MISSING, _("Chưa gửi"), counts.missing), (LATE, _("Muộn"), counts.late)]
    return [*states, *(Facet(value, label, n) for value, label, n in more if n)]


def report_lines(visible: ReportQuerySet, state: str, on: date) -> list[ReportLine]:
    """The rows in the state asked for: a ReportState, `late`, `missing`, or all; by agency."""
    found = with_sendings(visible, on)
    if state == LATE:
        found = found.filter(is_late=True)
    elif state == MISSING:
        found = found.exclude(state__in=SENT)
    elif state in ReportState:
        found = found.filter(state=state)
    ordered = found.select_related("cycle", "organization", "answered_by").order_by(
        "organization__sort_key", "organization"
    )
    return [ReportLine(report, not report.organization.exists_on(on)) for report in ordered]
