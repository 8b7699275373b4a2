"""The least rows that a task or an obligation needs, for tests of the tables themselves."""

from datetime import UTC, date, datetime

from dieuphoi.documents.models import Document, Provision
from dieuphoi.organizations.models import Level, Organization, OrganizationKind
from dieuphoi.plans.models import Obligation, ObligationState, PartyRole, Plan, Task

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def bare_organization(name: str = "Sở Minh Họa") -> Organization:
    """An agency with a name and nothing else."""
    return Organization.objects.create(
        name=name,
        short_name=name,
        sort_key=name,
        search=name.casefold(),
        kind=OrganizationKind.DEPARTMENT,
        level=Level.PROVINCE,
    )


def bare_plan(owner: Organization | None = None) -> Plan:
    """A plan with its document and no task."""
    owner = owner or bare_organization()
    document = Document.objects.create(registered_by=owner, created_at=MORNING)
    return Plan.objects.create(
        document=document,
        title="Kế hoạch minh họa",
        owner=owner,
        focal_agency=owner,
        confirmer=owner,
        starts_on=date(2026, 1, 1),
        created_at=MORNING,
    )


def bare_task(plan: Plan | None = None) -> Task:
    """A task without terms."""
    plan = plan or bare_plan()
    position = plan.tasks.count() + 1
    provision = Provision.objects.create(
        document=plan.document, path=str(position), text="Nội dung minh họa", position=position
    )
    return Task.objects.create(plan=plan, provision=provision, position=position)


def bare_obligation(task: Task | None = None, holder: Organization | None = None) -> Obligation:
    """An obligation that was assigned, without turns."""
    task = task or bare_task()
    holder = holder or task.plan.owner
    return Obligation.objects.create(
        task=task,
        organization=holder,
        holder=holder,
        role=PartyRole.LEAD,
        state=ObligationState.ASSIGNED,
        since=MORNING,
    )
