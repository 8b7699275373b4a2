"""Whose installation it is: the own agency, and what lies near it."""

from datetime import date

from django.db.models import Exists, OuterRef

from dieuphoi.base import rules
from dieuphoi.organizations.models import Area, Organization, OrganizationQuerySet, Placement
from dieuphoi.organizations.territory import province_of, territory_of, within

_NAME = "own_agency"


def own_agency() -> Organization | None:
    """The agency that runs this installation; none where nobody said."""
    kept = rules.kept(_NAME)
    return Organization.objects.filter(pk=int(kept)).first() if kept else None


def settle(agency: Organization) -> None:
    """Keep which agency runs this installation."""
    rules.keep(_NAME, str(agency.pk))


def own_province(on: date) -> Area | None:
    """The province in which the own agency stands on that day; none for a central one."""
    agency = own_agency()
    return province_of(territory_of(agency, on)) if agency else None


def near_first(
    organizations: OrganizationQuerySet, province: Area | None, on: date
) -> OrganizationQuerySet:
    """The same organizations, those of the province before all others; else in their order."""
    if province is None:
        return organizations
    placed = Placement.objects.in_force(on).filter(within(province), organization=OuterRef("pk"))
    order = organizations.query.order_by or ("sort_key", "pk")
    return organizations.annotate(far=~Exists(placed)).order_by("far", *order)
