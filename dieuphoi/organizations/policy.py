"""Who may change organizations, accounts and positions."""

from dieuphoi.organizations.roles import Permission, RoleBearer


def can_manage(actor: RoleBearer) -> bool:
    """Administrators keep accounts, positions and agencies; the system loads data."""
    return actor.may(Permission.MANAGE_ORGANIZATIONS)
