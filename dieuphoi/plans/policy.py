"""Who may do what with plans and obligations. Small and pure: no query, no clock."""

from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.roles import Permission
from dieuphoi.plans.models import Obligation, Plan


def can_make_plan(actor: Actor) -> bool:
    """Make a plan of a document: those who coordinate for their agency."""
    return actor.may(Permission.COORDINATE)


def can_coordinate(actor: Actor, plan: Plan) -> bool:
    """Assign, reassign, and tell progress on behalf: the plan's focal agency or owner."""
    own = actor.organization_id in {plan.focal_agency_id, plan.owner_id}
    return actor.may(Permission.COORDINATE) and (own or actor.is_system)


def can_return_workbook(actor: Actor, plan: Plan, organization_id: int | None) -> bool:
    """Get an agency's workbook of the plan and hand it in filled: that agency, and who coordinates."""
    own = actor.organization_id == organization_id and actor.may(Permission.TELL_PROGRESS)
    return own or can_coordinate(actor, plan)


def can_confirm(actor: Actor, plan: Plan) -> bool:
    """Confirm a result or send it back: the plan's confirmer, an act of its own."""
    own = actor.organization_id == plan.confirmer_id
    return actor.may(Permission.COORDINATE) and (own or actor.is_system)


def can_accept(actor: Actor, obligation: Obligation) -> bool:
    """Accept or decline an assignment: the head of the agency that holds it."""
    return _holds(actor, obligation) and actor.may(Permission.ACCEPT_ASSIGNMENT)


def can_tell(actor: Actor, obligation: Obligation) -> bool:
    """Tell progress: people of the agency that holds it."""
    return _holds(actor, obligation) and actor.may(Permission.TELL_PROGRESS)


def can_submit(actor: Actor, obligation: Obligation) -> bool:
    """Propose the result as done: people of the agency that holds it."""
    return _holds(actor, obligation) and actor.may(Permission.SUBMIT_RESULT)


def _holds(actor: Actor, obligation: Obligation) -> bool:
    return actor.is_system or actor.organization_id == obligation.holder_id
