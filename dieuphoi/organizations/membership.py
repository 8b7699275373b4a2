"""Who belongs to a region or a class on a given day."""

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q

from dieuphoi.organizations.models import (
    Group,
    GroupKind,
    GroupMember,
    Organization,
    OrganizationQuerySet,
    Placement,
)
from dieuphoi.organizations.territory import territory_of, within


def members(group: Group, day: date, issuer: Organization | None) -> OrganizationQuerySet:
    """The organizations that the group is on that day; a class is read from where its issuer stands.

    Nobody when a class is relative to an issuer that is unknown or stands nowhere on that day.
    """
    listed = GroupMember.objects.filter(group=group).in_force(day)
    added = Q(pk__in=listed.filter(included=True).values("organization"))
    existing = Organization.objects.in_force(day)
    if group.kind == GroupKind.REGION:
        return existing.filter(added)
    left_out = listed.filter(included=False).values("organization")
    return existing.filter(added | _by_rule(group, day, issuer)).exclude(pk__in=left_out)


def _by_rule(group: Group, day: date, issuer: Organization | None) -> Q:
    kinds = reduce(or_, (_in_set(one) for one in group.rule["sets"]))
    match group.rule["relative"]:
        case "country":
            return kinds
        case "issuer":
            return kinds & _placed(day, Q(parent=issuer)) if issuer else _nobody()
        case _:
            territory = territory_of(issuer, day) if issuer else None
            return kinds & _placed(day, within(territory)) if territory else _nobody()


def _in_set(one: dict[str, Iterable[str]]) -> Q:
    return Q(kind__in=one["kinds"], level__in=one["levels"])


def _placed(day: date, where: Q) -> Q:
    return Q(pk__in=Placement.objects.in_force(day).filter(where).values("organization"))


def _nobody() -> Q:
    return Q(pk__in=[])
