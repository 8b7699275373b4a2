"""Who may do what with documents. Small and pure: no query, no clock."""

from dieuphoi.documents.models import Document
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.roles import Permission


def can_register(actor: Actor) -> bool:
    """Register documents and have them read: those who coordinate for their agency."""
    return actor.may(Permission.COORDINATE)


def can_review(actor: Actor, document: Document) -> bool:
    """Correct, confirm or discard what was read: those of the agency that registered it."""
    if actor.is_system:
        return True
    own = document.registered_by_id == actor.organization_id
    return own and actor.may(Permission.COORDINATE)
