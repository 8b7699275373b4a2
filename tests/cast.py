"""The people of every test, and a small world in which they work.

`so` is a department with an officer and a head; `khac` another one; `phuong` a ward without an
account; `dau_moi` the focal agency; `ubnd` owns the plan; `la` is a stranger with a plan of its own.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from dieuphoi.base.vietnamese import fold, sort_key
from dieuphoi.documents import registry
from dieuphoi.documents.models import Document, Provision
from dieuphoi.documents.registry import Letterhead
from dieuphoi.organizations.actor import SYSTEM, Actor
from dieuphoi.organizations.models import Level, Organization, OrganizationKind, Position, User
from dieuphoi.organizations.roles import Role
from dieuphoi.plans import assignment, intake
from dieuphoi.plans.intake import PlanDetails, TaskDraft
from dieuphoi.plans.models import Deadline, DeadlineKind, Obligation, Party, PartyRole, Plan, Task
from dieuphoi.plans.terms import Demand

ON = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
PASSWORD = "mật khẩu để thử 2026"
RESULT = "Đã ban hành Quyết định số 12/QĐ-UBND ngày 01/3/2026 kèm danh mục dữ liệu minh họa"
"""A result that meets every rule of `progress.missing_for_submission`."""


def later(hours: int = 1) -> datetime:
    """A moment some hours after the world was made."""
    return AT + timedelta(hours=hours)


def organization(
    name: str, kind: OrganizationKind = OrganizationKind.DEPARTMENT, level: Level = Level.PROVINCE
) -> Organization:
    """An agency with a name."""
    return Organization.objects.create(
        name=name,
        short_name=name,
        sort_key=sort_key(name),
        search=fold(name),
        kind=kind,
        level=level,
    )


def person(username: str, agency: Organization, role: Role) -> Actor:
    """A person in one position; signs in as `username`."""
    user = User.objects.create(username=username, full_name=f"Người {username}")
    return Actor.of(
        Position.objects.create(
            user=user, organization=agency, role=role, valid_from=date(2020, 1, 1)
        )
    )


@dataclass(frozen=True)
class Cast:
    """The agencies and the people."""

    ubnd: Organization
    dau_moi: Organization
    so: Organization
    khac: Organization
    phuong: Organization
    la: Organization
    focal: Actor
    officer: Actor
    head: Actor
    other_officer: Actor
    other_head: Actor
    leader: Actor
    auditor: Actor
    administrator: Actor
    stranger: Actor
    stranger_focal: Actor


def make_cast() -> Cast:
    """Everybody, in their agencies."""
    ubnd = organization("UBND tỉnh Minh Họa", OrganizationKind.PEOPLES_COMMITTEE)
    dau_moi, so, khac = (organization(f"Sở {n}") for n in ("Đầu Mối", "Một", "Hai"))
    phuong = organization("UBND phường Ba", OrganizationKind.PEOPLES_COMMITTEE, Level.COMMUNE)
    la = organization("Sở Lạ tỉnh khác")
    return Cast(
        ubnd=ubnd,
        dau_moi=dau_moi,
        so=so,
        khac=khac,
        phuong=phuong,
        la=la,
        focal=person("focal", dau_moi, Role.FOCAL_OFFICER),
        officer=person("officer", so, Role.OFFICER),
        head=person("head", so, Role.HEAD),
        other_officer=person("other_officer", khac, Role.OFFICER),
        other_head=person("other_head", khac, Role.HEAD),
        leader=person("leader", ubnd, Role.LEADER),
        auditor=person("auditor", ubnd, Role.AUDITOR),
        administrator=person("administrator", ubnd, Role.ADMINISTRATOR),
        stranger=person("stranger", la, Role.HEAD),
        stranger_focal=person("stranger_focal", la, Role.FOCAL_OFFICER),
    )


def draft(
    code: str,
    content: str,
    *leads: Organization,
    cooperating: tuple[Organization, ...] = (),
    due_on: date | None = None,
    phrase: str = "",
) -> TaskDraft:
    """A task to be, led by the agencies (several jointly) or by a phrase that names nobody."""
    role = PartyRole.LEAD if len(leads) == 1 else PartyRole.JOINT_LEAD
    parties = [Party(role=role, organization=lead, wording=lead.name) for lead in leads]
    parties += [
        Party(role=PartyRole.COOPERATE, organization=one, wording=one.name) for one in cooperating
    ]
    if phrase:
        parties.append(Party(role=PartyRole.LEAD, wording=phrase))
    kind = DeadlineKind.DATE if due_on else DeadlineKind.NONE
    deadline = Deadline(n=1, text=f"{due_on:%d/%m/%Y}" if due_on else "", kind=kind, due_on=due_on)
    demand = Demand(content, parties=tuple(parties), deadlines=(deadline,))
    return TaskDraft(code, "I. Nhóm minh họa", Provision(path=code, text=content), demand)


def make_document(agency: Organization, owner: Organization, number: str = "84") -> Document:
    """A registered document."""
    letterhead = Letterhead(
        issuer=owner,
        issuer_text=owner.name,
        type="Kế hoạch",
        number=number,
        notation="KH-UBND",
        issued_on=date(2026, 1, 5),
        subject="Nội dung minh họa",
    )
    return registry.enter(letterhead, by=SYSTEM, at=AT, registered_by=agency)


def make_plan(
    agency: Organization, owner: Organization, drafts: list[TaskDraft], number: str = "84"
) -> Plan:
    """A plan gathered by the agency, not assigned yet."""
    details = PlanDetails(
        title=f"Kế hoạch minh họa số {number}",
        owner=owner,
        focal_agency=agency,
        starts_on=date(2026, 1, 1),
        ends_on=date(2031, 1, 1),
    )
    return intake.make_plan(make_document(agency, owner, number), details, drafts, by=SYSTEM, at=AT)


def assign(plan: Plan, at: datetime = AT) -> list[Obligation]:
    """Assign all that can be assigned."""
    shown = assignment.preview(plan, ON).count
    return assignment.assign(plan, shown=shown, sure=True, by=SYSTEM, at=at)


@dataclass(frozen=True)
class World:
    """The cast, a plan of three assigned tasks and one that cannot be assigned, and a foreign plan."""

    cast: Cast
    plan: Plan
    obligation: Obligation
    others: Obligation
    ward: Obligation
    unclear: Task
    foreign: Obligation


def make_world() -> World:
    """The small world: `obligation` is owed by `so`, `others` by `khac`, `ward` by `phuong`."""
    cast = make_cast()
    plan = make_plan(
        cast.dau_moi,
        cast.ubnd,
        [
            draft("1", "Xây dựng cơ sở dữ liệu minh họa", cast.so, due_on=date(2026, 3, 31)),
            draft("2", "Trình đề án minh họa", cast.khac, due_on=date(2026, 2, 1)),
            draft("3", "Rà soát địa bàn minh họa", cast.phuong),
            draft("4", "Nhiệm vụ chưa rõ chủ trì", phrase="Ban chưa có tên"),
        ],
    )
    assign(plan)
    foreign_plan = make_plan(
        cast.la, cast.la, [draft("1", "Nhiệm vụ của tỉnh khác", cast.la)], number="99"
    )
    assign(foreign_plan)
    owed = {o.holder_id: o for o in Obligation.objects.select_related("task__plan", "holder")}
    return World(
        cast=cast,
        plan=plan,
        obligation=owed[cast.so.pk],
        others=owed[cast.khac.pk],
        ward=owed[cast.phuong.pk],
        unclear=Task.objects.get(plan=plan, code="4"),
        foreign=owed[cast.la.pk],
    )
