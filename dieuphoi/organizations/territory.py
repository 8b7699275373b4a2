"""Where an organization stands on a day, and what lies within what."""

from datetime import date

from django.db.models import Q, Subquery

from dieuphoi.organizations.models import Area, Level, Organization, Placement


def placement_of(organization: Organization, day: date) -> Placement | None:
    """Its parent and territory on that day, with the areas above the territory at hand."""
    return (
        Placement.objects.filter(organization=organization)
        .in_force(day)
        .select_related("parent", "territory__parent__parent")
        .first()
    )


def territory_of(organization: Organization, day: date) -> Area | None:
    """The territory in which it stands on that day."""
    placement = placement_of(organization, day)
    return placement.territory if placement else None


def province_of(area: Area | None) -> Area | None:
    """The province or centrally run city that the area is or lies in."""
    while area and area.level != Level.PROVINCE:
        area = area.parent
    return area


def within(area: Area | Subquery, prefix: str = "territory") -> Q:
    """Rows placed in the area or in one below it; communes stood three deep under the country."""
    return (
        Q(**{prefix: area})
        | Q(**{f"{prefix}__parent": area})
        | Q(**{f"{prefix}__parent__parent": area})
        | Q(**{f"{prefix}__parent__parent__parent": area})
    )
