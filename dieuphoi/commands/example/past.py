"""The five directives of the past: their documents, what they descend from, their plans and tasks."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from dieuphoi.base.vietnamese import format_date, format_official_date
from dieuphoi.commands.example.content import Directive, HistoricDocument
from dieuphoi.commands.example.names import agency
from dieuphoi.documents import registry
from dieuphoi.documents.models import Document, LinkKind, Provision
from dieuphoi.documents.reading.deadlines import parse_deadline
from dieuphoi.documents.registry import Letterhead
from dieuphoi.organizations.actor import SYSTEM, Actor
from dieuphoi.organizations.models import Organization
from dieuphoi.organizations.resolution import Resolution, resolve, resolve_many
from dieuphoi.plans import intake
from dieuphoi.plans.intake import PlanDetails, SectionDraft, TaskDraft
from dieuphoi.plans.models import (
    Deadline,
    DeadlineKind,
    Party,
    PartyRole,
    PlanKind,
    SectionKind,
)
from dieuphoi.plans.terms import Demand


def tell(past: Directive, keeper: Actor, at: datetime) -> None:
    """Enter a directive of the past: its document, what it descends from, its plan and tasks."""
    day = (
        past.document.issued_on
        or past.source.published
        or max((other.issued_on for other in past.related if other.issued_on), default=None)
        or date(past.plan.from_year or 2017, 1, 1)
    )
    issuer = agency(past.document.issuer, day)
    document = registry.enter(
        _letterhead(past.document, issuer),
        by=SYSTEM,
        at=at,
        registered_by=Organization.objects.get(pk=keeper.organization_id or 0),
        source=_source(past),
    )
    link(document, past.related)
    focal = resolve(past.plan.focal_agency, day, issuer).organization or issuer
    details = PlanDetails(
        title=past.plan.title,
        kind=PlanKind(past.plan.kind),
        owner=issuer,
        focal_agency=focal,
        confirmer=_keeper_of(issuer, keeper),
        starts_on=date(past.plan.from_year, 1, 1) if past.plan.from_year else day,
        ends_on=date(past.plan.to_year + 1, 1, 1) if past.plan.to_year else None,
        declared=_declared(past),
        sections=tuple(
            SectionDraft(s.title, SectionKind(s.kind), s.declared, s.illustration)
            for s in past.sections
        ),
    )
    wordings = {one for task in past.tasks for one in (*task.lead, *task.cooperating)}
    meant = resolve_many(sorted(wordings), day, issuer)
    drafts = [_draft(past, n, day, meant) for n in range(len(past.tasks))]
    intake.make_plan(document, details, drafts, by=SYSTEM, at=at)


def link(document: Document, related: Iterable[HistoricDocument]) -> None:
    """Say what the document descends from, in words: those documents are not registered."""
    for other in related:
        registry.link(document, LinkKind(other.relation or "based_on"), _title(other))


def _keeper_of(issuer: Organization, keeper: Actor) -> Organization | None:
    """The agency that keeps a past plan of its own city today; others' plans have none."""
    own = Organization.objects.get(pk=keeper.organization_id or 0)
    city = resolve("UBND thành phố", date.max, own).organization
    return own if city == issuer else None


def _draft(past: Directive, n: int, day: date, meant: Mapping[str, Resolution]) -> TaskDraft:
    """The n-th task of the article: agencies as it writes them, understood on that day."""
    task = past.tasks[n]
    headings = {section.key: section.title for section in past.sections}
    # Several leads are joint only by a person's choice, which no article tells of.
    leads = [_party(PartyRole.LEAD, meant[wording]) for wording in task.lead]
    if len(leads) > 1:
        leads = [Party(role=PartyRole.LEAD, wording="; ".join(task.lead))]
    others = [_party(PartyRole.COOPERATE, meant[wording]) for wording in task.cooperating]
    demand = Demand(
        content=task.content,
        product=task.product,
        parties=(*leads, *others),
        deadlines=tuple(_deadlines(task.deadline_text, day)),
    )
    provision = Provision(path=f"{headings[task.section]}/{n + 1}", text=task.content)
    fields = (task.field,) if task.field else ()
    return TaskDraft(str(n + 1), headings[task.section], provision, demand, fields)


def _party(role: PartyRole, meant: Resolution) -> Party:
    return Party(
        role=role, organization=meant.organization, group=meant.group, wording=meant.wording
    )


def _deadlines(text: str, day: date) -> list[Deadline]:
    return [
        Deadline(
            n=n,
            text=text,
            kind=DeadlineKind(read.kind),
            starts_on=date.fromisoformat(read.start) if read.start else None,
            due_on=date.fromisoformat(read.end) if read.end else None,
            inclusive=read.inclusive,
            recurrence=read.recurrence or "",
            waits_for=read.waits_for or "",
        )
        for n, read in enumerate(parse_deadline(text, day), start=1)
    ]


def _letterhead(document: HistoricDocument, issuer: Organization) -> Letterhead:
    return Letterhead(
        issuer=issuer,
        issuer_text=document.issuer,
        type=document.type,
        number=document.number,
        notation=document.notation,
        issued_on=document.issued_on,
        subject=document.subject,
        signer_title=document.signer_title,
    )


def _title(document: HistoricDocument) -> str:
    number = f"{document.type} {document.symbol}".strip()
    day = f", {format_official_date(document.issued_on)}" if document.issued_on else ""
    return f"{number} ({'; '.join(document.issuers)}{day}): {document.subject}"


def _source(past: Directive) -> str:
    """Who told of it, where and when, and what the article leaves open."""
    day = f", {format_date(past.source.published)}" if past.source.published else ""
    told_by = ": ".join(filter(None, [past.source.newspaper, past.source.headline]))
    return f"{told_by}{day}. {past.document.issued_note}".strip()


def _declared(past: Directive) -> dict[str, str]:
    """The counts that the article states, and its reporting regime in words."""
    counts = {figure.name: figure.value for figure in past.figures}
    if past.plan.report_due_text:
        counts["Chế độ báo cáo"] = f"{past.plan.report_due_text}, gửi {past.plan.report_to}"
    if past.body:
        counts["Tổ chức"] = past.body.name
        counts["Cơ quan thường trực"] = past.body.standing_agency
    return counts
