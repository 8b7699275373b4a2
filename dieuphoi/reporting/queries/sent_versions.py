"""The versions of a report as they were sent, for whoever reads and compares them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from dieuphoi.organizations.actor import Actor
from dieuphoi.plans import policy as plans_policy
from dieuphoi.plans.models import Section
from dieuphoi.reporting import policy
from dieuphoi.reporting.checks import Finding, ReportRow, figures_that_differ, percent_against_state
from dieuphoi.reporting.lateness import is_late
from dieuphoi.reporting.models import (
    Comment,
    Entry,
    RaisedEntry,
    Report,
    ReportState,
    ReportVersion,
    Review,
)
from dieuphoi.reporting.pasted_text import says_nothing_arose
from dieuphoi.reporting.queries.comments import comments_by_code
from dieuphoi.reporting.queries.sendings import SENT
from dieuphoi.reporting.regimes import OutlineItem, outline_of
from dieuphoi.reporting.reviewing import waits


@dataclass(frozen=True)
class SentPart:
    """A part as sent, with what was said of this version's part."""

    item: OutlineItem
    text: str
    comments: list[Comment]

    @property
    def says_nothing(self) -> bool:
        """Whether the whole text is an answer such as "Không"; an empty text is not."""
        return says_nothing_arose(self.text)


@dataclass(frozen=True)
class SentRow:
    """A row of a sent report; `may_confirm`: it waits for the actor's confirmation."""

    entry: Entry
    may_confirm: bool

    @property
    def percent_differs(self) -> bool:
        """Whether it was told to be 100 % and neither done nor proposed as done."""
        return percent_against_state(self.entry)


@dataclass(frozen=True)
class VersionPage:
    """A version as it was sent, what it does not agree with itself in, and what may be done."""

    version: ReportVersion
    versions: list[ReportVersion]
    parts: list[SentPart]
    sections: list[tuple[Section | None, list[SentRow]]]
    raised: list[RaisedEntry]
    reviews: list[Review]
    findings: list[Finding]
    is_late: bool
    is_newest: bool
    may_comment: bool
    may_accept: bool
    may_return: bool

    @property
    def waiting(self) -> int:
        """How many results the actor can confirm with this report."""
        return sum(row.may_confirm for _section, rows in self.sections for row in rows)


def version_page(actor: Actor, version: ReportVersion) -> VersionPage:
    """What the page of a sent version shows. The version was found visible before, its report,
    cycle and agency loaded."""
    report = version.report
    versions = list(report.versions.order_by("n"))
    is_newest = version.pk == versions[-1].pk
    reviews = policy.can_review(actor, report.cycle)
    texts = {part.code: part.text for part in version.parts.all()}
    said = comments_by_code(report.comments.filter(version_n=version.n))
    entries = list(
        version.entries.select_related("obligation__task__section", "obligation__task__plan")
    )
    may_accept = reviews and is_newest and report.state == ReportState.SUBMITTED
    rows = [SentRow(e, may_accept and _may_confirm(actor, e)) for e in entries]
    found: Sequence[ReportRow] = entries
    return VersionPage(
        version=version,
        versions=versions,
        parts=[
            SentPart(item, texts.get(item.code, ""), said[item.code])
            for item in outline_of(report.cycle.outline)
        ],
        sections=[
            (section, list(some))
            for section, some in groupby(rows, lambda r: r.entry.obligation.task.section)
        ],
        raised=list(version.raised.all()),
        reviews=list(version.reviews.prefetch_related("confirmed")),
        findings=list(figures_that_differ(texts, found)),
        is_late=is_late(version),
        is_newest=is_newest,
        may_comment=reviews and is_newest,
        may_accept=may_accept,
        may_return=reviews and is_newest and report.state in SENT,
    )


def entries_to_confirm(version: ReportVersion, ticked: Iterable[int]) -> list[Entry]:
    """The rows of the version that were ticked, with all that confirming them needs."""
    found = version.entries.filter(pk__in=list(ticked))
    return list(found.select_related("obligation__task__plan", "obligation__holder"))


def _may_confirm(actor: Actor, entry: Entry) -> bool:
    return waits(entry) and plans_policy.can_confirm(actor, entry.obligation.task.plan)


def two_versions(
    report: Report, before: int, after: int
) -> tuple[ReportVersion, ReportVersion] | None:
    """Two versions of the report with all that comparing them needs; none when one is not there."""
    wanted = report.versions.filter(n__in=[before, after]).select_related("report__cycle")
    found = {v.n: v for v in wanted.prefetch_related("parts", "entries", "raised")}
    return (found[before], found[after]) if before in found and after in found else None


def newest_before(report: Report, n: int) -> int | None:
    """The number of the version before, or none."""
    return report.versions.filter(n__lt=n).order_by("-n").values_list("n", flat=True).first()
