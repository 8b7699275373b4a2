"""What the directory, the page of one organization and the search box answer."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from dieuphoi.organizations import home
from dieuphoi.organizations.models import (
    EARLIEST_FIRST,
    Area,
    Group,
    GroupMember,
    Identifier,
    Name,
    Organization,
    OrganizationQuerySet,
    Placement,
    Position,
    PositionQuerySet,
    Succession,
)
from dieuphoi.organizations.roles import RoleBearer
from dieuphoi.organizations.territory import placement_of


@dataclass(frozen=True)
class OrganizationPage:
    """One organization with its surroundings on a day, and where it comes from and went.

    `children` is a queryset to be paged; `came_from` and `went_to` carry the change, its day and
    its legal basis, and the scope.
    """

    organization: Organization
    on: date
    name: str
    names: list[Name]
    identifiers: list[Identifier]
    parent: Organization | None
    territory: Area | None
    regions: list[Group]
    children: OrganizationQuerySet
    came_from: list[Succession]
    went_to: list[Succession]
    status_changes: list[Succession]


def directory(text: str, on: date) -> OrganizationQuerySet:
    """The organizations of that day, those of the own province first; words search their names of
    any time."""
    found = Organization.objects.in_force(on).matching(text)
    return home.near_first(found, on)


def search(text: str, on: date | None = None) -> OrganizationQuerySet:
    """Organizations of any time, those that still exist first; nothing for an empty text.

    With a day, those of the own province on that day come before all others.
    """
    if not text.strip():
        return Organization.objects.none()
    latest_first = F("ends_on").desc(nulls_first=True)
    found = Organization.objects.matching(text).order_by(latest_first, "sort_key", "pk")
    return home.near_first(found, on) if on else found


def organization_page(organization: Organization, on: date) -> OrganizationPage:
    """All that its page shows of the organization itself; the same few queries for any."""
    placement = placement_of(organization, on)
    names = list(organization.names.order_by(EARLIEST_FIRST))
    steps = list(
        Succession.objects.filter(Q(predecessor=organization) | Q(successor=organization))
        .select_related("change", "predecessor", "successor")
        .order_by("change__effective_on", "predecessor__sort_key", "successor__sort_key", "pk")
    )
    own = organization.pk
    return OrganizationPage(
        organization=organization,
        on=on,
        name=_name_on(organization, names, on),
        names=names,
        identifiers=list(organization.identifiers.all()),
        parent=placement.parent if placement else None,
        territory=placement.territory if placement else None,
        regions=regions_of(organization, on),
        children=children_of(organization, on),
        came_from=[s for s in steps if s.successor_id == own != s.predecessor_id],
        went_to=[s for s in steps if s.predecessor_id == own != s.successor_id],
        status_changes=[s for s in steps if s.predecessor_id == own == s.successor_id],
    )


def children_of(organization: Organization, on: date) -> OrganizationQuerySet:
    """Who stands directly under it on that day."""
    under = Placement.objects.in_force(on).filter(parent=organization)
    return Organization.objects.in_force(on).filter(pk__in=under.values("organization"))


def regions_of(organization: Organization, on: date) -> list[Group]:
    """The regions to which it belongs on that day."""
    memberships = GroupMember.objects.in_force(on).filter(organization=organization, included=True)
    return list(Group.objects.filter(pk__in=memberships.values("group")))


def positions_of(organization: Organization, on: date, actor: RoleBearer) -> PositionQuerySet:
    """Who serves there on that day, as far as the actor may see it."""
    return (
        Position.objects.visible_to(actor)
        .in_force(on)
        .filter(organization=organization)
        .select_related("user")
        .order_by("user__full_name", "role", "pk")
    )


def _name_on(organization: Organization, names: list[Name], on: date) -> str:
    covering = [name.full for name in names if name.covers(on)]
    return covering[0] if covering else organization.name
