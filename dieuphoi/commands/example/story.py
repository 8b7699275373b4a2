"""Fill a database with the example, through the domain's own functions, as of one day."""

import tempfile
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings

from dieuphoi.activity import sealing
from dieuphoi.base import rules
from dieuphoi.base.periods import ZONE
from dieuphoi.base.vietnamese import format_date, format_official_date
from dieuphoi.commands.example import accounts, content, directive
from dieuphoi.commands.example.content import Directive, HistoricDocument, LivePlan, Step
from dieuphoi.documents import intake as documents_in
from dieuphoi.documents import registry, review
from dieuphoi.documents.intake import Upload
from dieuphoi.documents.models import LinkKind, Provision, Reading
from dieuphoi.documents.reading.deadlines import parse_deadline
from dieuphoi.documents.registry import Letterhead
from dieuphoi.organizations import appointments
from dieuphoi.organizations.actor import SYSTEM, Actor, actors_of
from dieuphoi.organizations.models import Organization
from dieuphoi.organizations.registry import load_registry
from dieuphoi.organizations.resolution import resolve
from dieuphoi.organizations.roles import Permission, Role
from dieuphoi.plans import assignment, confirmation, intake, progress
from dieuphoi.plans.intake import PlanDetails, SectionDraft, TaskDraft
from dieuphoi.plans.models import (
    Deadline,
    DeadlineKind,
    Obligation,
    Party,
    PartyRole,
    Plan,
    PlanKind,
    SectionKind,
    SourceKind,
)
from dieuphoi.plans.progress import Source, Told
from dieuphoi.plans.terms import Demand

FOCAL = "daumoi.taichinh"


def fill(today: date) -> None:
    """Everything: the registry, the people, the live plan up to `today`, and the five seeds."""
    live = content.live_plan()
    rules.mark_example()
    load_registry()
    city = _agency(live.document.issuer, today, None)
    people = _make_people(city, live.issued_for(today), today)
    for past in content.history():
        _tell_history(past, people[FOCAL], _morning(live.issued_for(today)))
    plan = _make_live_plan(live, city, people[FOCAL], today)
    _play(plan, content.script(), people, today)
    sealing.seal(at=_morning(today))


def _morning(day: date, minutes: int = 0) -> datetime:
    return datetime.combine(day, time(8, 0), tzinfo=ZONE) + timedelta(minutes=minutes)


def _agency(wording: str, on: date, issuer: Organization | None) -> Organization:
    found = resolve(wording, on, issuer).organization
    if found is None:
        raise LookupError(f"the registry does not know {wording!r} on {on}")
    return found


def _make_people(city: Organization, since: date, today: date) -> dict[str, Actor]:
    """The example accounts, each appointed before the plan was issued."""
    at = _morning(since - timedelta(days=1))
    users = appointments.create_users(
        [(a.username, a.full_name) for a in content.accounts()],
        password=accounts.password(),
        by=SYSTEM,
        at=at,
    )
    for account in content.accounts():
        appointments.appoint(
            users[account.username],
            _agency(account.organization, today, city),
            Role(account.role),
            by=SYSTEM,
            at=at,
            valid_from=since - timedelta(days=1),
        )
    return {name: actors_of(user, today)[0] for name, user in users.items()}


def _make_live_plan(live: LivePlan, city: Organization, focal: Actor, today: date) -> Plan:
    """Upload the directive, review it, confirm it, and assign: as the focal officer would."""
    issued = live.issued_for(today)
    at = _morning(issued + timedelta(days=1))
    reading = _upload(live, issued, focal, at)
    header = {**reading.header, "issuer": city.name, "issued_on": issued.isoformat()}
    header |= {"type": live.document.type, "place": live.document.place}
    header |= {"number": live.document.number, "notation": live.document.notation}
    header |= {"subject": live.document.subject, "signer_title": live.document.signer_title}
    header |= {"signer_authority": live.document.signer_authority, "signer_name": ""}
    review.correct_header(reading, header, by=focal, at=at + timedelta(minutes=5))
    details = PlanDetails(
        title=live.title,
        owner=city,
        focal_agency=_agency(live.focal_agency, today, city),
        starts_on=live.starts_on,
        ends_on=live.ends_before,
        kind=PlanKind(live.kind),
        declared={"Chế độ báo cáo": f"{live.report_due_text}, gửi {live.report_to}"},
        is_illustration=True,
    )
    letterhead = _letterhead_of_live(live, city, issued)
    plan = intake.confirm_reading(
        reading, letterhead, details, by=focal, at=at + timedelta(minutes=30)
    )
    fields = {task.code: task.field for task in live.tasks}
    assigned = _morning(live.assigned_for(today))
    for task in plan.tasks.select_related("plan"):
        intake.set_fields(task, [fields[task.code]], by=focal, at=assigned)
    shown = assignment.preview(plan, live.assigned_for(today)).count
    assignment.assign(plan, shown=shown, sure=True, by=focal, at=assigned)
    return plan


def _upload(live: LivePlan, issued: date, focal: Actor, at: datetime) -> Reading:
    place = f"{live.document.place}, {format_official_date(issued)}"
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        path = Path(folder) / "upload"
        path.write_bytes(directive.write(live, place))
        return documents_in.receive(Upload(path, "Kế hoạch minh họa.docx"), by=focal, at=at)


def _letterhead_of_live(live: LivePlan, city: Organization, issued: date) -> Letterhead:
    document = live.document
    return Letterhead(
        issuer=city,
        issuer_text=city.name,
        type=document.type,
        number=document.number,
        notation=document.notation,
        issued_on=issued,
        issued_at=document.place,
        subject=document.subject,
        signer_title=document.signer_title,
        signer_authority=document.signer_authority,
    )


def _play(plan: Plan, steps: Iterable[Step], people: dict[str, Actor], today: date) -> None:
    """What happened so far, in the order of days; each step by somebody who may do it."""
    ordered = sorted(steps, key=lambda step: -step.days_before)
    for n, step in enumerate(ordered):
        obligation = _obligation_of(plan, step, today)
        at = _morning(step.on(today), minutes=n % 400)
        _do(step, obligation, people, at, today)


def _obligation_of(plan: Plan, step: Step, today: date) -> Obligation:
    owed = Obligation.objects.filter(task__plan=plan, task__code=step.code)
    owed = owed.select_related("task__plan", "holder").order_by("occurrence", "pk")
    if step.organization:
        issuer = plan.owner
        return owed.filter(organization=_agency(step.organization, today, issuer))[0]
    return owed.filter(role__in=[PartyRole.LEAD, PartyRole.JOINT_LEAD])[0]


def _do(
    step: Step, obligation: Obligation, people: dict[str, Actor], at: datetime, today: date
) -> None:
    focal = people[FOCAL]
    told = _told(step, at)
    head = _somebody(people, obligation, Permission.ACCEPT_ASSIGNMENT)
    officer = _somebody(people, obligation, Permission.TELL_PROGRESS)
    match step.action:
        case "accept":
            assignment.accept(obligation, by=head, at=at)
        case "decline":
            proposed = (
                _agency(step.proposed, today, obligation.task.plan.owner) if step.proposed else None
            )
            assignment.decline(obligation, reason=step.reason, proposed=proposed, by=head, at=at)
        case "tell":
            progress.note(obligation, told, by=officer, at=at)
        case "tell_on_behalf":
            source = Source(
                SourceKind(step.source_kind), step.source, step.source_on(today) or today
            )
            progress.tell_on_behalf(obligation, told, source, by=focal, at=at)
        case "submit":
            progress.submit(obligation, told, by=officer, at=at)
        case "send_back":
            confirmation.send_back(obligation, reason=step.reason, by=focal, at=at)
        case "confirm":
            confirmation.confirm(obligation, by=focal, at=at)


def _told(step: Step, at: datetime) -> Told:
    phrase = step.phrase
    if phrase is None:
        return Told(at.date(), 0)
    return Told(at.date(), phrase.percent, phrase.did, phrase.next)


def _somebody(people: dict[str, Actor], obligation: Obligation, right: Permission) -> Actor:
    """Somebody of the holder's with the right; the system where the agency has no account."""
    own = [a for a in people.values() if a.organization_id == obligation.holder_id]
    return next((a for a in own if a.may(right)), SYSTEM)


def _tell_history(past: Directive, keeper: Actor, at: datetime) -> None:
    """A directive of the past: its document, what it descends from, its plan and tasks."""
    day = (
        past.document.issued_on
        or past.source.published
        or max((other.issued_on for other in past.related if other.issued_on), default=None)
        or date(past.plan.from_year or 2017, 1, 1)
    )
    issuer = _agency(past.document.issuer, day, None)
    document = registry.enter(
        _letterhead(past.document, issuer),
        by=SYSTEM,
        at=at,
        registered_by=Organization.objects.get(pk=keeper.organization_id or 0),
        source=_source(past),
    )
    for other in past.related:
        kind = LinkKind(other.relation or "based_on")
        registry.link(document, kind, _title(other))
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
    drafts = [_draft(past, n, day, issuer) for n in range(len(past.tasks))]
    intake.make_plan(document, details, drafts, by=SYSTEM, at=at)


def _keeper_of(issuer: Organization, keeper: Actor) -> Organization | None:
    """The agency that keeps a past plan of its own city today; others' plans have none."""
    own = Organization.objects.get(pk=keeper.organization_id or 0)
    city = resolve("UBND thành phố", date.max, own).organization
    return own if city == issuer else None


def _draft(past: Directive, n: int, day: date, issuer: Organization) -> TaskDraft:
    """The n-th task of the article: agencies as it writes them, understood on that day."""
    task = past.tasks[n]
    headings = {section.key: section.title for section in past.sections}
    # Several leads are joint only by a person's choice, which no article tells of.
    leads = [_party(PartyRole.LEAD, wording, day, issuer) for wording in task.lead]
    if len(leads) > 1:
        leads = [Party(role=PartyRole.LEAD, wording="; ".join(task.lead))]
    others = [_party(PartyRole.COOPERATE, wording, day, issuer) for wording in task.cooperating]
    demand = Demand(
        content=task.content,
        product=task.product,
        parties=(*leads, *others),
        deadlines=tuple(_deadlines(task.deadline_text, day)),
    )
    provision = Provision(path=f"{headings[task.section]}/{n + 1}", text=task.content)
    fields = (task.field,) if task.field else ()
    return TaskDraft(str(n + 1), headings[task.section], provision, demand, fields)


def _party(role: PartyRole, wording: str, day: date, issuer: Organization) -> Party:
    found = resolve(wording, day, issuer)
    return Party(role=role, organization=found.organization, group=found.group, wording=wording)


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
