"""Fill an empty database with a made-up workload: the same for the same seed and day.

People, documents and the circulation come through the domain's own actions. Tasks, obligations,
turns, progress and the log are written in bulk, a dozen statements a plan: through the actions
they would take a hundred times as many. It is the one place that writes the tables of other
packages, on an empty database only, and `dieuphoi verify` judges what it wrote.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TypeVar

from dateutil.relativedelta import relativedelta
from django.db import models, transaction

from dieuphoi.activity import log, sealing
from dieuphoi.activity.models import Activity
from dieuphoi.base import rules
from dieuphoi.base.periods import ZONE, civil_day
from dieuphoi.base.vietnamese import fold, format_date
from dieuphoi.commands.benchmark import journeys
from dieuphoi.commands.benchmark.journeys import Event, Staff
from dieuphoi.commands.example import content
from dieuphoi.documents import registry
from dieuphoi.documents.models import Document, Provision
from dieuphoi.documents.registry import Letterhead
from dieuphoi.organizations import appointments
from dieuphoi.organizations.actor import SYSTEM, Actor
from dieuphoi.organizations.models import Level, Name, Organization, OrganizationKind, User
from dieuphoi.organizations.roles import Role
from dieuphoi.organizations.wordings import repeated_names, respell
from dieuphoi.plans.fan_out import DeadlineTerms, Owed, PartyTerms, fan_out
from dieuphoi.plans.models import (
    Deadline,
    DeadlineKind,
    Involvement,
    Obligation,
    ObligationState,
    Party,
    PartyRole,
    Plan,
    Progress,
    Section,
    Task,
    TaskTerms,
    Turn,
)

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Scale:
    """How large the workload is; `tasks` are those of one plan, `parties` agencies are in each."""

    agencies: int
    plans: int
    tasks: int
    parties: int = 5


SCALES: Mapping[str, Scale] = {
    "tiny": Scale(agencies=6, plans=2, tasks=25),
    "small": Scale(agencies=60, plans=8, tasks=125),
}
NOTED = 10
"""Every so many obligations, one has two notes of progress."""
SECTIONS = 5
DAYS_SINCE_ISSUE = (60, 240)
DAYS_GIVEN = (20, 300)


@dataclass(frozen=True)
class Workload:
    """What was made, and who works with it."""

    staff: Staff
    counts: dict[str, int]


@transaction.atomic
def fill(scale: Scale, *, seed: int, at: datetime) -> Workload:
    """Agencies with an officer and a head each, plans with their tasks, and what happened since.

    Everything happened before the day of `at`, so that its hour makes no difference.
    """
    chance = Random(seed)  # noqa: S311 nothing secret is drawn
    rules.mark_example()
    midnight = datetime.combine(civil_day(at), time.min, tzinfo=ZONE)
    owner, focal, *agencies = _make_agencies(scale.agencies)
    staff = _make_staff(owner, focal, agencies, civil_day(at))
    for number in range(1, scale.plans + 1):
        making = _Making(chance, midnight, staff, owner, focal, agencies, scale.parties)
        making.make(number, scale.tasks)
    sealing.seal(at=at)
    return Workload(staff, _counts(agencies))


def _add(rows: Iterable[Row]) -> list[Row]:
    """Write new rows of one table, in as few statements as the database takes."""
    rows = list(rows)
    return type(rows[0])._default_manager.bulk_create(rows) if rows else []


def _make_agencies(count: int) -> list[Organization]:
    """The owner of the plans, the focal agency, and `count` others."""
    called = ["UBND tỉnh Minh Họa", "Sở Đầu Mối Minh Họa"]
    called += [f"Sở Minh Họa {n}" for n in range(1, count + 1)]
    names = [Name(full=text, short=text) for text in called]
    made = _add(
        Organization(
            kind=OrganizationKind.DEPARTMENT if n else OrganizationKind.PEOPLES_COMMITTEE,
            level=Level.PROVINCE,
            **repeated_names([name]),
        )
        for n, name in enumerate(names)
    )
    for name, organization in zip(names, made, strict=True):
        name.organization = organization
    _add(names)
    respell(made)
    return made


def _make_staff(
    owner: Organization, focal: Organization, agencies: Sequence[Organization], on: date
) -> Staff:
    """A focal officer, an administrator, and in every agency an officer and a head."""
    since = on - timedelta(days=DAYS_SINCE_ISSUE[1] + 1)
    posts = [("daumoi", focal, Role.FOCAL_OFFICER), ("quantri", owner, Role.ADMINISTRATOR)]
    posts += [(f"chuyenvien.{n}", one, Role.OFFICER) for n, one in enumerate(agencies, 1)]
    posts += [(f"thutruong.{n}", one, Role.HEAD) for n, one in enumerate(agencies, 1)]
    users = appointments.create_users(
        [(name, f"{role.label} {agency.name}") for name, agency, role in posts],
        password=None,
        by=SYSTEM,
        at=_morning(since),
    )
    first, second, *others = [
        _appoint(users[name], agency, role, since) for name, agency, role in posts
    ]
    by_role = {
        role: {a.organization_id or 0: a for a in others if a.role == role}
        for role in (Role.OFFICER, Role.HEAD)
    }
    return Staff(first, second, by_role[Role.OFFICER], by_role[Role.HEAD])


def _appoint(user: User, agency: Organization, role: Role, since: date) -> Actor:
    at = _morning(since)
    return Actor.of(appointments.appoint(user, agency, role, by=SYSTEM, at=at, valid_from=since))


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(8, 0), tzinfo=ZONE)


@dataclass(frozen=True)
class _Making:
    """One plan in the making."""

    chance: Random
    now: datetime
    staff: Staff
    owner: Organization
    focal: Organization
    agencies: Sequence[Organization]
    parties: int

    def make(self, number: int, count: int) -> None:
        """Issue the document, plan its tasks, assign them, and let time pass."""
        days = self.chance.randint(*DAYS_SINCE_ISSUE)
        issued_on = civil_day(self.now) - timedelta(days=days)
        assigned_at = _morning(issued_on + timedelta(days=7))
        plan = self._make_plan(self._enter(number, issued_on), number, issued_on)
        terms = self._make_terms(plan, count, issued_on)
        parties, deadlines = self._make_demands(terms, civil_day(assigned_at))
        log.record("plan.made", plan, by=self.staff.focal, at=plan.created_at, tasks=count)
        obligations = self._assign(plan, terms, parties, deadlines, assigned_at)
        self._pass_time(obligations, assigned_at)

    def _enter(self, number: int, issued_on: date) -> Document:
        letterhead = Letterhead(
            issuer=self.owner,
            issuer_text=self.owner.name,
            type="Kế hoạch",
            number=str(number),
            notation="KH-UBND",
            issued_on=issued_on,
            subject=f"Kế hoạch minh họa để đo hiệu năng, phần {number}",
        )
        return registry.enter(
            letterhead,
            by=self.staff.focal,
            at=_morning(issued_on + timedelta(days=1)),
            registered_by=self.focal,
            is_illustration=True,
        )

    def _make_plan(self, document: Document, number: int, issued_on: date) -> Plan:
        plan = Plan(
            document=document,
            title=f"Kế hoạch minh họa số {number}",
            owner=self.owner,
            focal_agency=self.focal,
            confirmer=self.focal,
            starts_on=date(issued_on.year, 1, 1),
            ends_on=date(issued_on.year + 5, 1, 1),
            is_illustration=True,
            created_at=_morning(issued_on + timedelta(days=2)),
        )
        return _add([plan])[0]

    def _make_terms(self, plan: Plan, count: int, issued_on: date) -> list[TaskTerms]:
        """Sections, provisions, tasks, and the terms that the document sets for them."""
        words = content.live_plan().tasks
        texts = [words[n % len(words)] for n in range(count)]
        sections = _add(
            Section(plan=plan, title=f"Nhóm nhiệm vụ minh họa {n}", position=n)
            for n in range(1, SECTIONS + 1)
        )
        provisions = registry.add_provisions(
            plan.document,
            [Provision(path=f"Phụ lục/{n}", text=text.content) for n, text in enumerate(texts, 1)],
        )
        tasks = _add(
            Task(
                plan=plan,
                section=sections[n * SECTIONS // count],
                provision=provision,
                code=str(n + 1),
                position=n + 1,
                search=fold(f"{n + 1} {text.content} {text.product}"),
            )
            for n, (text, provision) in enumerate(zip(texts, provisions, strict=True))
        )
        return _add(
            TaskTerms(
                task=task,
                content=text.content,
                product=text.product,
                set_by=plan.document,
                valid_from=issued_on,
                known_from=plan.created_at,
            )
            for task, text in zip(tasks, texts, strict=True)
        )

    def _make_demands(
        self, terms: Sequence[TaskTerms], assigned_on: date
    ) -> tuple[list[list[Party]], list[Deadline]]:
        """Who has a part in each task, leads first, and its deadline."""
        parties = [self._parties(one) for one in terms]
        deadlines = [self._deadline(one, assigned_on) for one in terms]
        _add(party for part in parties for party in part)
        return parties, _add(deadlines)

    def _parties(self, terms: TaskTerms) -> list[Party]:
        """One lead, in every 25th task of several agencies two, and who cooperates."""
        joint = self.parties > 1 and terms.task.position % 25 == 0
        leads = [PartyRole.JOINT_LEAD] * 2 if joint else [PartyRole.LEAD]
        roles = leads + [PartyRole.COOPERATE] * (self.parties - len(leads))
        return [
            Party(terms=terms, role=role, organization=agency, wording=agency.name, position=n)
            for n, (role, agency) in enumerate(zip(roles, self._sample(terms), strict=True))
        ]

    def _sample(self, terms: TaskTerms) -> list[Organization]:
        """Who is in the task: by chance, or one after the other where each task has one agency."""
        if self.parties == 1:
            return [self.agencies[terms.task.position % len(self.agencies)]]
        return self.chance.sample(self.agencies, self.parties)

    def _deadline(self, terms: TaskTerms, assigned_on: date) -> Deadline:
        """A day; in every 20th task each quarter; in some none."""
        position = terms.task.position
        if position % 20 == 0:
            rule = "FREQ=MONTHLY;INTERVAL=3"
            return Deadline(
                terms=terms, text="Hằng quý", kind=DeadlineKind.RECURRING, recurrence=rule
            )
        if position % 10 == 9:
            return Deadline(terms=terms, text="Thường xuyên", kind=DeadlineKind.CONTINUOUS)
        due_on = assigned_on + timedelta(days=self.chance.randint(*DAYS_GIVEN))
        text = f"Trước ngày {format_date(due_on)}"
        return Deadline(
            terms=terms, text=text, kind=DeadlineKind.DATE, due_on=due_on, inclusive=False
        )

    def _assign(
        self,
        plan: Plan,
        terms: Sequence[TaskTerms],
        parties: Sequence[Sequence[Party]],
        deadlines: Sequence[Deadline],
        at: datetime,
    ) -> list[tuple[Obligation, list[Event]]]:
        """The obligations as `fan_out` finds them, each with what happened to it since."""
        on = civil_day(at)
        until = on + relativedelta(months=rules.integer("occurrences_ahead_months", on))
        strict = rules.value("before_is_exclusive", on) == "1"
        owing = [
            (one.task, owed)
            for one, part, deadline in zip(terms, parties, deadlines, strict=True)
            for owed in fan_out(
                [PartyTerms(p.role, (p.organization_id or 0,)) for p in part],
                [_deadline_terms(deadline)],
                starts_on=one.valid_from,
                until=until,
                strict=strict,
            )
        ]
        begun = [
            (_obligation(task, owed, at), self._happened(n, owed, at))
            for n, (task, owed) in enumerate(owing)
        ]
        for obligation, events in begun:
            journeys.travel(obligation, events)
        _add(obligation for obligation, _ in begun)
        self._involve(plan, parties, at)
        log.record(
            "plan.assigned",
            plan,
            by=self.staff.focal,
            at=at,
            obligations=len(begun),
            tasks=len(terms),
        )
        return begun

    def _happened(self, n: int, owed: Owed, assigned_at: datetime) -> list[Event]:
        begins_on = owed.occurrence.starts_on or civil_day(assigned_at)
        since = max(assigned_at, _morning(begins_on))
        if since + timedelta(days=1) >= self.now:
            return []
        return journeys.draw(self.chance, since=since, until=self.now, noted=n % NOTED == 0)

    def _involve(self, plan: Plan, parties: Sequence[Sequence[Party]], at: datetime) -> None:
        part = [party for one in parties for party in one]
        _add(
            Involvement(task=p.terms.task, organization_id=p.organization_id or 0, since=at)
            for p in part
        )
        registry.circulate(plan.document, {p.organization_id or 0 for p in part}, at=at)

    def _pass_time(
        self, begun: list[tuple[Obligation, list[Event]]], assigned_at: datetime
    ) -> None:
        """The turns, the progress told, and the log of what happened."""
        staff = self.staff
        _add(
            turn
            for obligation, events in begun
            for turn in journeys.turns(obligation, events, assigned_at=assigned_at, staff=staff)
        )
        told = [journeys.progress(obligation, events, staff=staff) for obligation, events in begun]
        _add(row for rows in told for row in rows)
        _add(
            act
            for (obligation, events), rows in zip(begun, told, strict=True)
            for act in journeys.acts(obligation, events, rows, staff=staff)
        )


def _deadline_terms(deadline: Deadline) -> DeadlineTerms:
    return DeadlineTerms(
        kind=deadline.kind,
        due_on=deadline.due_on,
        inclusive=deadline.inclusive,
        recurrence=deadline.recurrence,
    )


def _obligation(task: Task, owed: Owed, at: datetime) -> Obligation:
    """As `assignment` makes it."""
    once = owed.occurrence
    return Obligation(
        task=task,
        organization_id=owed.organization,
        holder_id=owed.organization,
        role=owed.role,
        occurrence=once.name,
        starts_on=once.starts_on,
        first_due_on=once.due_on,
        due_on=once.due_on,
        state=ObligationState.ASSIGNED,
        since=at,
    )


def _counts(agencies: Sequence[Organization]) -> dict[str, int]:
    counted: dict[str, type[models.Model]] = {
        "plans": Plan,
        "tasks": Task,
        "obligations": Obligation,
        "turns": Turn,
        "progress notes": Progress,
        "accounts": User,
        "log entries": Activity,
    }
    made = {name: model._default_manager.count() for name, model in counted.items()}
    return {"focal agency": 1, "agencies": len(agencies), **made}
