"""Which workbooks there are: of an agency under a plan, of all agencies of it, of all its plans."""

from collections import defaultdict
from datetime import date

from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import Organization
from dieuphoi.plans import policy
from dieuphoi.plans.models import Obligation, Plan
from dieuphoi.plans.progress import with_accounts
from dieuphoi.plans.workbook.owed import Owed, owed_under
from dieuphoi.plans.workbook.written import AgencyWorkbook


def workbook_of(actor: Actor, agency: Organization, plan: Plan, on: date) -> AgencyWorkbook:
    """The agency's obligations under the plan that the actor may read."""
    held = Obligation.objects.visible_to(actor).held_by(agency.pk).running()
    rows = owed_under(held, Plan.objects.filter(pk=plan.pk), on)
    return _workbook(agency, plan.focal_agency, plan, rows, bool(with_accounts({agency.pk}, on)))


def workbooks_under(actor: Actor, plan: Plan, on: date) -> list[AgencyWorkbook]:
    """The workbooks of all agencies with running obligations under the plan, by name."""
    held = Obligation.objects.visible_to(actor).running()
    by_agency: dict[Organization, list[Owed]] = defaultdict(list)
    for one in owed_under(held, Plan.objects.filter(pk=plan.pk), on):
        by_agency[one.obligation.holder].append(one)
    accounts = with_accounts({agency.pk for agency in by_agency}, on)
    return [
        _workbook(agency, plan.focal_agency, plan, by_agency[agency], agency.pk in accounts)
        for agency in sorted(by_agency, key=lambda agency: (agency.sort_key, agency.pk))
    ]


def workbook_of_all_plans(actor: Actor, agency: Organization, on: date) -> AgencyWorkbook | None:
    """The agency's obligations under every plan that the actor coordinates, or, for the agency's
    own people, under every plan; None when there is none."""
    held = Obligation.objects.visible_to(actor).held_by(agency.pk).running()
    own = actor.organization_id == agency.pk
    plans = Plan.objects.visible_to(actor).select_related("focal_agency")
    found = [plan for plan in plans if own or policy.can_coordinate(actor, plan)]
    rows = owed_under(held, Plan.objects.filter(pk__in=[plan.pk for plan in found]), on)
    if not rows:
        return None
    focal = rows[0].obligation.task.plan.focal_agency
    return _workbook(agency, focal, None, rows, bool(with_accounts({agency.pk}, on)))


def _workbook(
    agency: Organization, focal: Organization, plan: Plan | None, rows: list[Owed], account: bool
) -> AgencyWorkbook:
    return AgencyWorkbook(
        agency=agency,
        focal=focal,
        plan=plan,
        rows=rows,
        has_account=account,
        is_illustration=any(row.obligation.task.plan.is_illustration for row in rows),
    )
