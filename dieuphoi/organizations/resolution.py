"""Whom a wording means, on the document's day, in the mouth of its issuer.

Exact names and abbreviations only: whatever is not certain is listed for a person.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q

from dieuphoi.base.periods import in_force
from dieuphoi.organizations.models import (
    DatedQuerySet,
    Group,
    Level,
    Organization,
    Placement,
    Reach,
    Wording,
)
from dieuphoi.organizations.succession import names_on
from dieuphoi.organizations.territory import placement_of, province_of, within
from dieuphoi.organizations.wordings import key

MOST_CANDIDATES = 10

# An open phrase says one of the first and consists of nothing but the second.
_OPENERS = (key("liên quan"), key("chức năng"), key("khác"))
_GENERAL = frozenset(
    key(
        "các bộ, sở, ban, ngành, cơ quan, đơn vị, tổ chức, cá nhân, doanh nghiệp, địa phương, UBND,"
        " tỉnh, thành phố, quận, huyện, thị xã, phường, xã, đặc khu, cấp trung ương, hội, đoàn thể"
        " chính trị - xã hội, phòng, lãnh đạo, thuộc, trực thuộc, nhà nước, có liên quan, cùng,"
        " với, chức năng, khác"
    ).split()
)


class Meaning(StrEnum):
    """What a wording turned out to be."""

    AGENCY = "agency"
    CLASS = "class"
    OPEN = "open"
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True)
class Resolution:
    """The answer to one wording; only `agency` and `class` are certain.

    `name` is what the agency or class was called on the document's day.
    """

    wording: str
    kind: Meaning
    name: str = ""
    organization: Organization | None = None
    group: Group | None = None
    candidates: list[Organization] = field(default_factory=list)

    @property
    def is_certain(self) -> bool:
        """Whether nobody has to look."""
        return self.kind in {Meaning.AGENCY, Meaning.CLASS}


def resolve(wording: str, day: date, issuer: Organization | None) -> Resolution:
    """Whom the wording means in a document that the issuer issued on that day."""
    return resolve_many([wording], day, issuer)[wording]


def resolve_many(
    wordings: Iterable[str], day: date, issuer: Organization | None
) -> dict[str, Resolution]:
    """The same for many wordings of one document, in three queries however many they are."""
    keys = {wording: key(wording) for wording in wordings}
    found = _looked_up(set(keys.values()), day, issuer)
    judged = [
        _judged(wording, folded, found.get(folded, []), issuer) for wording, folded in keys.items()
    ]
    names = names_on([one.organization for one in judged if one.organization], day)
    return {one.wording: _named(one, names) for one in judged}


def _looked_up(keys: set[str], day: date, issuer: Organization | None) -> dict[str, list[Wording]]:
    lives = (Q(organization__starts_on=None) | Q(organization__starts_on__lte=day)) & (
        Q(organization__ends_on=None) | Q(organization__ends_on__gt=day)
    )
    rows = (
        Wording.objects.filter(in_force(day), folded__in=keys - {""})
        .filter(Q(organization=None) | lives & _reached(day, issuer))
        .select_related("organization", "group")
        .order_by("folded", "organization__sort_key", "pk")
    )
    found: dict[str, list[Wording]] = {}
    for row in rows:
        found.setdefault(row.folded, []).append(row)
    return found


def _reached(day: date, issuer: Organization | None) -> Q:
    """Which wordings the issuer can mean: all that reach everywhere, and those near it."""
    reached = Q(reach=Reach.EVERYWHERE)
    placement = placement_of(issuer, day) if issuer else None
    if not issuer or not placement:
        return reached
    # A unit without a territory is at home with its parent; a ward is not at home in its city.
    home = Q(territory=None, parent__in={issuer.pk, placement.parent_id} - {None})
    if placement.territory and placement.territory.level != Level.CENTRAL:
        home |= Q(territory=placement.territory)
    reached |= Q(Exists(_placed(day).filter(home)), reach=Reach.HOME)
    if province := province_of(placement.territory):
        reached |= Q(Exists(_placed(day).filter(within(province))), reach=Reach.PROVINCE)
    return reached


def _placed(day: date) -> DatedQuerySet[Placement]:
    return Placement.objects.in_force(day).filter(organization=OuterRef("organization"))


def _judged(
    wording: str, folded: str, rows: list[Wording], issuer: Organization | None
) -> Resolution:
    organizations = list({row.organization_id: row.organization for row in rows}.values())
    agencies = [organization for organization in organizations if organization]
    groups = list({row.group_id: row.group for row in rows if row.group}.values())
    groups = [group for group in groups if group and _means(group, issuer)]
    if len(agencies) + len(groups) > 1:
        return Resolution(wording, Meaning.AMBIGUOUS, candidates=agencies[:MOST_CANDIDATES])
    if agencies:
        return Resolution(wording, Meaning.AGENCY, organization=agencies[0])
    if groups:
        return Resolution(wording, Meaning.CLASS, group=groups[0])
    return Resolution(wording, Meaning.OPEN if _is_open(folded) else Meaning.UNKNOWN)


def _named(found: Resolution, names: dict[int, str]) -> Resolution:
    if found.organization:
        return replace(found, name=names[found.organization.pk])
    return replace(found, name=found.group.name) if found.group else found


def _means(group: Group, issuer: Organization | None) -> bool:
    """Whether this issuer's documents mean the group: "địa phương" is a province or a commune."""
    levels = group.rule.get("issuers")
    return not levels or (issuer is not None and issuer.level in levels)


def _is_open(folded: str) -> bool:
    return any(opener in folded for opener in _OPENERS) and _GENERAL.issuperset(folded.split())
