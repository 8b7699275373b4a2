"""What pages and sheets need to know of cycles and reports, each answer one function."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from itertools import groupby
from operator import or_
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber, TruncDate
from django.utils.translation import gettext as _

from dieuphoi.base.errors import require
from dieuphoi.base.periods import ZONE, civil_day
from dieuphoi.issues.models import Issue
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.roles import Permission
from dieuphoi.plans import policy as plans_policy
from dieuphoi.plans.models import Plan, Section
from dieuphoi.plans.progress import RUNNING
from dieuphoi.plans.queries import Facet
from dieuphoi.reporting import policy
from dieuphoi.reporting.checks import Finding, ReportRow, figures_that_differ, percent_against_state
from dieuphoi.reporting.contents import DraftEntry, entries_for, raised_for
from dieuphoi.reporting.cycles import is_open_for_writing
from dieuphoi.reporting.models import (
    Comment,
    Cycle,
    DraftPart,
    Entry,
    OutlinePart,
    RaisedEntry,
    Report,
    ReportState,
    ReportVersion,
    Review,
)
from dieuphoi.reporting.models.report import ReportQuerySet
from dieuphoi.reporting.pasted_text import says_nothing_arose
from dieuphoi.reporting.regimes import OutlineItem, outline_of
from dieuphoi.reporting.reviewing import waits

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

OWED = (ReportState.NOT_STARTED, ReportState.DRAFT, ReportState.RETURNED)
"""The states of a report that its agency still has to send."""
SENT = (ReportState.SUBMITTED, ReportState.ACCEPTED)
"""The states of a report that its agency has sent and that nobody returned."""


class Whole(TypedDict):
    """What `cycles` adds to a cycle."""

    is_whole: bool


class Sendings(TypedDict):
    """What `with_sendings` adds to a report."""

    newest_n: int | None
    newest_nothing_arose: bool | None
    first_sent_at: datetime | None
    is_late: bool
    returned_because: str | None


WholeCycle: TypeAlias = "WithAnnotations[Cycle, Whole]"
SentReport: TypeAlias = "WithAnnotations[Report, Sendings]"


# Cycles


@dataclass(frozen=True)
class Counts:
    """How the reports of a cycle stand. `late` are those sent or still owed after the day."""

    states: Mapping[str, int] = field(default_factory=Counter)
    late: int = 0

    @property
    def total(self) -> int:
        """How many agencies owe a report."""
        return sum(self.states.values())

    @property
    def sent(self) -> int:
        """How many have sent theirs, the accepted ones included."""
        return sum(self.states.get(state, 0) for state in SENT)

    @property
    def accepted(self) -> int:
        """How many were accepted."""
        return self.states.get(ReportState.ACCEPTED, 0)

    @property
    def missing(self) -> int:
        """How many have not sent, or were returned."""
        return self.total - self.sent


@dataclass(frozen=True)
class CycleLine:
    """A cycle in the list, with the reports in it that the actor may see; `own` is the agency's."""

    cycle: WholeCycle
    counts: Counts
    own: Report | None


def cycles(actor: Actor) -> QuerySet[WholeCycle]:
    """The cycles that the actor may see, newest first; `is_whole`: with every agency's row."""
    own = actor.organization_id
    led = Plan.objects.coordinated_by(own).filter(cycles=OuterRef("pk"))
    whole = Q(consolidator=own) | Q(Exists(led))
    if actor.may(Permission.READ_ALL):
        whole = Q(pk__isnull=False)
    visible: QuerySet[Cycle] = Cycle.objects.visible_to(actor)
    return (
        visible.annotate(is_whole=ExpressionWrapper(whole, output_field=BooleanField()))
        .select_related("regime", "consolidator")
        .order_by("-due_on", "-pk")
    )


def cycles_in_time(found: QuerySet[WholeCycle], time: str, on: date) -> QuerySet[WholeCycle]:
    """Of the cycles those whose day is still ahead ("current") or gone by ("past"), or all."""
    if time == "current":
        return found.filter(due_on__gte=on)
    if time == "past":
        return found.filter(due_on__lt=on)
    return found


def cycle_lines(actor: Actor, found: Sequence[WholeCycle], on: date) -> list[CycleLine]:
    """The cycles of one page of the list, with their figures."""
    counts = _counts(Report.objects.visible_to(actor).filter(cycle__in=found), on)
    own = {
        report.cycle_id: report
        for report in Report.objects.of_agency(actor.organization_id).filter(cycle__in=found)
    }
    return [CycleLine(c, counts.get(c.pk, Counts()), own.get(c.pk)) for c in found]


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
    counts = _counts(visible, on).get(cycle.pk, Counts())
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


def with_sendings(reports: QuerySet[Report], on: date) -> QuerySet[SentReport]:
    """Reports with what was sent of them, and whether they are late: sent after the cycle's day, or
    owed still on a later one."""
    newest = ReportVersion.objects.filter(report=OuterRef("pk")).order_by("-n")
    returned = Review.objects.filter(version__report=OuterRef("pk")).order_by("-pk")
    return reports.annotate(
        newest_n=Subquery(newest.values("n")[:1]),
        newest_nothing_arose=Subquery(newest.values("nothing_arose")[:1]),
        first_sent_at=Subquery(newest.order_by("n").values("sent_at")[:1]),
        is_late=ExpressionWrapper(_late(on), output_field=BooleanField()),
        returned_because=Subquery(returned.values("reason")[:1]),
    )


def _late(on: date) -> Q:
    sent_late = Q(
        last_sent_at__isnull=False, cycle__due_on__lt=TruncDate("last_sent_at", tzinfo=ZONE)
    )
    return sent_late | Q(last_sent_at=None, cycle__due_on__lt=on)


def _counts(reports: ReportQuerySet, on: date) -> dict[int, Counts]:
    states: dict[int, Counter[str]] = defaultdict(Counter)
    late: Counter[int] = Counter()
    grouped = (
        reports.order_by()
        .values_list("cycle", "state")
        .annotate(n=Count("pk"), late=Count("pk", filter=_late(on)))
    )
    for cycle, state, n, n_late in grouped:
        states[cycle][state] += n
        late[cycle] += n_late
    return {cycle: Counts(found, late[cycle]) for cycle, found in states.items()}


def plans_to_report_on(actor: Actor) -> QuerySet[Plan]:
    """The plans for which the actor may open a cycle."""
    own = actor.organization_id
    if not actor.may(Permission.COORDINATE):
        return Plan.objects.none()
    return Plan.objects.filter(Q(focal_agency=own) | Q(owner=own)).order_by("-starts_on", "-pk")


# The desk


@dataclass(frozen=True)
class ReportGroup:
    """Reports that wait for one thing: the first rows, and the count of all."""

    rows: list[SentReport] = field(default_factory=list)
    count: int = 0


@dataclass(frozen=True)
class ReportDesk:
    """What waits for the actor: reports to send, the most urgent first, and reports to read, the
    longest waiting first."""

    owed: ReportGroup
    to_review: ReportGroup


def report_desk(actor: Actor, most: int, on: date) -> ReportDesk:
    """The reports that wait for the actor, at most so many of each kind; one query."""
    own = actor.organization_id
    owed = Q(answered_by=own, state__in=OWED)
    waiting = Q(state=ReportState.SUBMITTED, cycle__consolidator=own)
    asked = [
        *([owed] if actor.may(Permission.WRITE_REPORT) else []),
        *([waiting] if actor.may(Permission.COORDINATE) else []),
    ]
    if not asked:
        return ReportDesk(ReportGroup(), ReportGroup())
    kind = Case(When(state=ReportState.SUBMITTED, then=Value("read")), default=Value("send"))
    urgent = [F("cycle__due_on").asc(), F("since").asc(), F("pk").asc()]
    found = list(
        with_sendings(Report.objects.filter(reduce(or_, asked)), on)
        .annotate(
            kind=kind,
            rank=Window(RowNumber(), partition_by=kind, order_by=urgent),
            of_kind=Window(Count("pk"), partition_by=kind),
        )
        .filter(rank__lte=most)
        .select_related("cycle", "organization")
        .order_by("cycle__due_on", "since", "pk")
    )
    to_send = [report for report in found if report.kind == "send"]
    to_read = [report for report in found if report.kind == "read"]
    return ReportDesk(_group(to_send), _group(to_read))


def _group(found: list[Any]) -> ReportGroup:
    return ReportGroup(found, found[0].of_kind if found else 0)


# Writing


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


def writing_page(actor: Actor, report: SentReport) -> WritingPage:
    """What the page of a report being written shows."""
    is_open = is_open_for_writing(report)
    may_write = policy.can_write(actor, report)
    drafts = {part.code: part for part in report.draft_parts.all()}
    said = _by_code(report.comments.all())
    before = _last_period(report)
    texts = {part.code: part.text for part in before}
    rows = [_row(actor, entry, is_open and may_write) for entry in entries_for(report)]
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
    runs = obligation.state in RUNNING
    told = bool(entry.told and entry.told.did.strip())
    may_submit = writes and plans_policy.can_submit(actor, obligation)
    return RowToWrite(
        entry=entry,
        may_tell=runs and plans_policy.can_tell(actor, obligation),
        may_close=may_submit and (entry.closes or (runs and told)),
    )


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


def _by_code(comments: Iterable[Comment]) -> defaultdict[str, list[Comment]]:
    found: defaultdict[str, list[Comment]] = defaultdict(list)
    for comment in comments:
        found[comment.code].append(comment)
    return found


# What was sent


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
    said = _by_code(report.comments.filter(version_n=version.n))
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
        is_late=civil_day(version.sent_at) > report.cycle.due_on,
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
