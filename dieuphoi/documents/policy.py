"""Who may do what with documents. Small and pure: no query, no clock."""

from dieuphoi.documents.models import Document
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import Organization
from dieuphoi.organizations.roles import Permission


def can_register(actor: Actor) -> bool:
    """Register documents and have them read: those who coordinate for their agency."""
    return actor.may(Permission.COORDINATE)


def can_explain(actor: Actor, agency: Organization) -> bool:
    """Say what a word of the agency's trackers means: those who coordinate for it."""
    return actor.is_system or (
        agency.pk == actor.organization_id and actor.may(Permission.COORDINATE)
    )


def can_review(actor: Actor, document: Document) -> bool:
    """Correct, confirm or discard what was read: those of the agency that registered it."""
    if actor.is_system:
        return True
    own = document.registered_by_id == actor.organization_id
    return own and actor.may(Permission.COORDINATE)
