"""Who may do what with difficulties and proposals. Small and pure: no query, no clock."""

from dieuphoi.issues.models import Issue
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.roles import Permission
from dieuphoi.plans.models import Obligation, Plan
from dieuphoi.plans.policy import can_coordinate


def can_raise(actor: Actor, obligation: Obligation | None, plan: Plan | None) -> bool:
    """Raise an issue: about an obligation, people of the agency that holds it; about a plan or on
    its own, people of any agency. The system raises only for the holder of an obligation."""
    if actor.is_system:
        return obligation is not None
    own = obligation is None or obligation.holder_id == actor.organization_id
    return own and actor.may(Permission.RAISE_ISSUE)


def can_refer(actor: Actor, issue: Issue) -> bool:
    """Send it on: whoever may answer it, or those who coordinate the plan that it is about."""
    coordinates = issue.plan is not None and can_coordinate(actor, issue.plan)
    return coordinates or can_answer(actor, issue)


def can_answer(actor: Actor, issue: Issue) -> bool:
    """Answer it: those who answer for the agency to which it was addressed last."""
    own = actor.is_system or actor.organization_id == issue.addressee_id
    return own and actor.may(Permission.ANSWER_ISSUE)


def can_verify(actor: Actor, issue: Issue) -> bool:
    """Say whether an answer solved it: people of the agency that raised it."""
    own = actor.is_system or actor.organization_id == issue.raised_by_id
    return own and actor.may(Permission.RAISE_ISSUE)


def can_withdraw(actor: Actor, issue: Issue) -> bool:
    """Take it back: people of the agency that raised it."""
    return can_verify(actor, issue)
