"""Whose installation it is: the own agency, and what lies near it."""

from datetime import date

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Subquery, When
from django.db.models.functions import Cast

from dieuphoi.base import rules
from dieuphoi.base.models import Rule
from dieuphoi.organizations.models import Area, Level, Organization, OrganizationQuerySet, Placement
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


def near_first(organizations: OrganizationQuerySet, on: date) -> OrganizationQuerySet:
    """The same organizations, those of the own province before all others; else in their order.

    All in the one query: pages that search have many already.
    """
    order = organizations.query.order_by or ("sort_key", "pk")
    placed = Placement.objects.in_force(on).filter(organization=OuterRef("pk"))
    near = placed.filter(within(_own_province(on)))
    return organizations.annotate(far=~Exists(near)).order_by("far", *order)


def _own_province(on: date) -> Subquery:
    """The number of the own province as a part of another query; NULL where there is none."""
    kept = Rule.objects.filter(name=_NAME, scope="").values("value")[:1]
    own = Placement.objects.in_force(on).filter(
        organization=Cast(Subquery(kept), models.BigIntegerField())
    )
    areas = ("territory", "territory__parent", "territory__parent__parent")
    whens = [When(**{f"{area}__level": Level.PROVINCE}, then=F(area)) for area in areas]
    return Subquery(own.annotate(province=Case(*whens)).values("province")[:1])
