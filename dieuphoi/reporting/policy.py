"""Who may do what with cycles and reports. Small and pure: no query, no clock."""

from collections.abc import Collection

from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.roles import Permission
from dieuphoi.plans import policy as plans_policy
from dieuphoi.plans.models import Plan
from dieuphoi.reporting.models import Cycle, Report


def can_open(actor: Actor, plans: Collection[Plan]) -> bool:
    """Open a cycle: those who coordinate every one of its plans."""
    return bool(plans) and all(plans_policy.can_coordinate(actor, plan) for plan in plans)


def can_review(actor: Actor, cycle: Cycle) -> bool:
    """Comment, return, accept, consolidate: people of the consolidating agency."""
    own = actor.organization_id == cycle.consolidator_id
    return actor.may(Permission.COORDINATE) and (own or actor.is_system)


can_consolidate = can_review


def can_write(actor: Actor, report: Report) -> bool:
    """Write the draft: people of the agency that answers for the report."""
    own = actor.organization_id == report.answered_by_id
    return actor.may(Permission.WRITE_REPORT) and (own or actor.is_system)


def can_send(actor: Actor, report: Report) -> bool:
    """Send the report: the head of the agency that answers for it."""
    own = actor.organization_id == report.answered_by_id
    return actor.may(Permission.SEND_REPORT) and (own or actor.is_system)
