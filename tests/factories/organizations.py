"""Organizations with names and places, people with positions: real rows, no surprises."""

from datetime import date

from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import (
    Area,
    Change,
    ChangeKind,
    Level,
    Name,
    Organization,
    OrganizationKind,
    Placement,
    Position,
    Succession,
    User,
)
from dieuphoi.organizations.roles import Role
from dieuphoi.organizations.wordings import repeated_names, respell


def make_area(name: str, level: Level = Level.PROVINCE, parent: Area | None = None) -> Area:
    """A territory that was always there."""
    return Area.objects.create(key=f"{level}/{name}", name=name, level=level, parent=parent)


def make_organization(
    full: str,
    *,
    kind: OrganizationKind = OrganizationKind.DEPARTMENT,
    level: Level = Level.PROVINCE,
    parent: Organization | None = None,
    territory: Area | None = None,
    abbreviations: tuple[str, ...] = (),
    in_province: tuple[str, ...] = (),
    at_home: tuple[str, ...] = (),
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Organization:
    """An organization with one name for its whole life, and one place if any is given."""
    name = Name(
        full=full,
        short=full,
        abbreviations=list(abbreviations),
        in_province=list(in_province),
        at_home=list(at_home),
    )
    organization = Organization.objects.create(
        kind=kind, level=level, starts_on=starts_on, ends_on=ends_on, **repeated_names([name])
    )
    name.organization = organization
    name.save()
    if parent or territory:
        Placement.objects.create(organization=organization, parent=parent, territory=territory)
    respell([organization])
    return organization


def make_succession(
    on: date,
    predecessor: Organization | None,
    successor: Organization | None,
    kind: ChangeKind = ChangeKind.MERGE,
    scope: str = "",
) -> Succession:
    """One event with one step."""
    change = Change.objects.create(kind=kind, effective_on=on, legal_basis="Nghị quyết minh họa")
    return Succession.objects.create(
        change=change, predecessor=predecessor, successor=successor, scope=scope
    )


def make_user(username: str) -> User:
    """An account without a password."""
    user: User = User.objects.create(username=username, full_name=f"Người {username}")
    return user


def make_position(
    user: User,
    organization: Organization,
    role: Role = Role.OFFICER,
    valid_from: date = date(2020, 1, 1),
    valid_to: date | None = None,
) -> Position:
    """A position held since 2020 unless said otherwise."""
    return Position.objects.create(
        user=user, organization=organization, role=role, valid_from=valid_from, valid_to=valid_to
    )


def make_actor(username: str, organization: Organization, role: Role = Role.OFFICER) -> Actor:
    """A new person acting in a position there."""
    return Actor.of(make_position(make_user(username), organization, role))
