"""A report as its writers see it."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TypeAlias

from django.db.models import Subquery

from dieuphoi.base.errors import require
from dieuphoi.issues.models import Issue
from dieuphoi.organizations.actor import Actor
from dieuphoi.plans import policy as plans_policy
from dieuphoi.plans.models import Plan, Section
from dieuphoi.plans.progress import RUNNING
from dieuphoi.reporting import policy
from dieuphoi.reporting.checks import percent_against_state
from dieuphoi.reporting.contents import DraftEntry, entries_for, raised_for
from dieuphoi.reporting.cycles import is_open_for_writing
from dieuphoi.reporting.models import Comment, DraftPart, OutlinePart, Report, ReportVersion
from dieuphoi.reporting.queries.comments import comments_by_code
from dieuphoi.reporting.queries.sendings import SentReport
from dieuphoi.reporting.regimes import OutlineItem, outline_of


@dataclass(frozen=True)
class PartToWrite:
    """A part of the outline: what stands in the draft, what was said of it, what stood last time."""

    item: OutlineItem
    draft: DraftPart | None
    comments: list[Comment]
    before: str

    @property
    def text(self) -> str:
        """What the draft says."""
        return self.draft.text if self.draft else ""

    @property
    def seen(self) -> int:
        """The version of the draft's part that the page shows."""
        return self.draft.version if self.draft else 0


@dataclass(frozen=True)
class RowToWrite:
    """A row of part II, with what the actor may do with its obligation now."""

    entry: DraftEntry
    may_tell: bool
    may_close: bool

    @property
    def percent_differs(self) -> bool:
        """Whether it is told to be 100 % and neither done nor ticked as done."""
        return percent_against_state(self.entry)


Sectioned: TypeAlias = "list[tuple[Section | None, list[RowToWrite]]]"


@dataclass(frozen=True)
class WritingPage:
    """A report as its writers see it; `before` is the version of the last period, or none."""

    report: SentReport
    parts: list[PartToWrite]
    sections: Sectioned
    raised: list[Issue]
    plans: list[Plan]
    before: ReportVersion | None
    is_open: bool
    may_write: bool
    may_send: bool


def require_draft_reader(actor: Actor, report: Report, message: str) -> None:
    """Go on only for people of the agency that writes the report; raises NotPermitted: what is not
    sent yet is its agency's own."""
    require(actor.is_system or actor.organization_id == report.answered_by_id, message)


def writing_page(actor: Actor, report: SentReport, on: date) -> WritingPage:
    """What the page of a report being written shows on that day."""
    is_open = is_open_for_writing(report)
    may_write = policy.can_write(actor, report)
    drafts = {part.code: part for part in report.draft_parts.all()}
    said = comments_by_code(report.comments.all())
    before = _last_period(report)
    texts = {part.code: part.text for part in before}
    rows = [_row(actor, entry, is_open and may_write) for entry in entries_for(report, on)]
    return WritingPage(
        report=report,
        parts=[
            PartToWrite(item, drafts.get(item.code), said[item.code], texts.get(item.code, ""))
            for item in outline_of(report.cycle.outline)
        ],
        sections=[(s, list(found)) for s, found in groupby(rows, lambda r: r.entry.section)],
        raised=list(raised_for(report)),
        plans=list({row.entry.task.plan_id: row.entry.task.plan for row in rows}.values()),
        before=before[0].version if before else None,
        is_open=is_open,
        may_write=may_write,
        may_send=policy.can_send(actor, report),
    )


def _row(actor: Actor, entry: DraftEntry, writes: bool) -> RowToWrite:
    obligation = entry.obligation
    may_tell = obligation.state in RUNNING and plans_policy.can_tell(actor, obligation)
    may_tick = plans_policy.can_submit(actor, obligation) and entry.can_close
    return RowToWrite(entry, may_tell, may_close=writes and (entry.ticked or may_tick))


def _last_period(report: Report) -> list[OutlinePart]:
    """The parts of the agency's newest version in the cycle before, of the same plans."""
    cycle = report.cycle
    newest = (
        ReportVersion.objects.filter(
            report__organization=report.organization_id,
            report__cycle__plans__in=cycle.plans.all(),
            report__cycle__due_on__lt=cycle.due_on,
        )
        .order_by("-report__cycle__due_on", "-report__cycle", "-n")
        .values("pk")[:1]
    )
    parts = OutlinePart.objects.filter(version__in=Subquery(newest))
    return list(parts.select_related("version__report__cycle"))
