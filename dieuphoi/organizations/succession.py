"""Who continues whom after merges and splits, and what an organization was on a day."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F

from dieuphoi.organizations.models import Name, Organization, Succession
from dieuphoi.organizations.territory import placement_of


def successors(organization: Organization, on: date) -> list[Organization]:
    """Who carries its duties on that day: itself while it exists, else its heirs, however remote.

    Several after a split, none after an abolition without an heir: then a person decides.
    """
    heirs: dict[int, Organization] = {}
    seen: set[int] = set()
    line = [organization]
    while line:
        heirs |= {o.pk: o for o in line if o.exists_on(on)}
        seen |= {o.pk for o in line}
        ended = [o for o in line if not o.exists_on(on)]
        steps = (
            Succession.objects.filter(
                predecessor__in=ended, successor__isnull=False, change__effective_on__lte=on
            )
            .exclude(successor__in=seen)
            .select_related("successor")
        )
        line = list({s.successor.pk: s.successor for s in steps if s.successor}.values())
    return sorted(heirs.values(), key=lambda o: (o.sort_key, o.pk))


def predecessors(organization: Organization) -> list[Organization]:
    """Everybody whose duties it carries, however remote, itself left out; nearest first."""
    found: dict[int, Organization] = {}
    line = [organization]
    while line:
        steps = (
            Succession.objects.filter(successor__in=line, predecessor__isnull=False)
            .exclude(predecessor=F("successor"))
            .exclude(predecessor__in=[*found, organization.pk])
            .select_related("predecessor")
            .order_by("predecessor__sort_key", "pk")
        )
        line = list({s.predecessor.pk: s.predecessor for s in steps if s.predecessor}.values())
        found |= {o.pk: o for o in line}
    return list(found.values())


def names_on(organizations: Iterable[Organization], day: date) -> dict[int, str]:
    """The full names of many organizations on that day, by primary key, in one query."""
    known = {organization.pk: organization.name for organization in organizations}
    dated = Name.objects.filter(organization__in=known).in_force(day)
    return known | dict(dated.values_list("organization", "full"))


def name_on(organization: Organization, day: date) -> str:
    """What it was called on that day; its repeated name where no name covers the day."""
    return names_on([organization], day)[organization.pk]


def parent_on(organization: Organization, day: date) -> Organization | None:
    """Under whom it stands on that day."""
    placement = placement_of(organization, day)
    return placement.parent if placement else None
