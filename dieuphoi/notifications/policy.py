"""Who may do what with notices and mails. Small and pure: no query, no clock."""

from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.roles import Permission


def can_read_mails(actor: Actor) -> bool:
    """See what was sent to whom, and what was refused: administrators."""
    return actor.may(Permission.MANAGE_ORGANIZATIONS)
