"""Bring the agencies that come with the product into the database; again and again, safely."""

from collections.abc import Sequence
from typing import Any

from django.db import models, transaction

from dieuphoi.base.vietnamese import sort_key
from dieuphoi.organizations import catalogue
from dieuphoi.organizations.catalogue import Agency, Territory, day
from dieuphoi.organizations.models import (
    Area,
    Change,
    Group,
    GroupKind,
    GroupMember,
    Level,
    Name,
    Organization,
    Placement,
    Succession,
    Wording,
)
from dieuphoi.organizations.wordings import key, repeated_names, respell

Row = dict[str, Any]

# A day that somebody recorded here stays when the file does not know it.
_NEVER_CLEARED = {"starts_on", "ends_on", "valid_to"}


@transaction.atomic
def load_registry() -> dict[str, int]:
    """Add what is missing, correct what the files know better, delete nothing; say what there is.

    Rows that people added, and ends that they recorded, stay.
    """
    territories = catalogue.territories()
    agencies = catalogue.agencies(territories)
    areas = _load_areas(territories)
    organizations = _load_organizations(agencies)
    _load_names(agencies, organizations)
    _load_placements(agencies, organizations, areas)
    _load_changes(territories, organizations)
    _load_groups(organizations)
    respell(Organization.objects.filter(key__isnull=False))
    return {
        model._meta.model_name or "": model._default_manager.count()
        for model in (Area, Organization, Name, Wording, Placement, Change, Succession, Group)
    }


def _load_areas(territories: list[Territory]) -> dict[str, int]:
    pks: dict[str, int] = {}
    for level in (Level.CENTRAL, Level.PROVINCE, Level.DISTRICT, Level.COMMUNE):
        rows = [
            {
                "key": area.key,
                "code": area.code,
                "name": area.titles[-1].name,
                "level": area.level,
                "parent_id": pks[area.parent] if area.parent else None,
                "valid_from": area.valid_from,
                "valid_to": area.valid_to,
                "legal_basis": area.legal_basis,
            }
            for area in territories
            if area.level == level
        ]
        _reconcile(Area, ("key",), rows)
        pks = dict(Area.objects.values_list("key", "pk"))
    return pks


def _load_organizations(agencies: list[Agency]) -> dict[str, int]:
    known = set(Organization.objects.filter(key__isnull=False).values_list("key", flat=True))
    rows = []
    for agency in agencies:
        row: Row = {
            "key": agency.key,
            "kind": agency.kind,
            "level": agency.level,
            "starts_on": agency.starts_on,
            "ends_on": agency.ends_on,
            "legal_basis": agency.legal_basis,
            "grade": agency.grade,
        }
        if agency.key not in known:
            row |= repeated_names([Name(**name) for name in _name_rows(agency)])
        rows.append(row)
    _reconcile(Organization, ("key",), rows)
    named = Organization.objects.filter(key__isnull=False).values_list("key", "pk")
    return {str(name): pk for name, pk in named}


def _load_names(agencies: list[Agency], organizations: dict[str, int]) -> None:
    rows = [
        {"organization_id": organizations[agency.key], **name}
        for agency in agencies
        for name in _name_rows(agency)
    ]
    _reconcile(Name, ("organization_id", "valid_from"), rows)


def _name_rows(agency: Agency) -> list[Row]:
    return [
        {
            "full": name.full,
            "short": name.short,
            "abbreviations": list(name.abbreviations),
            "in_province": list(name.in_province),
            "at_home": list(name.at_home),
            "valid_from": name.valid_from if n else None,
            "valid_to": name.valid_to if n + 1 < len(agency.names) else None,
            "legal_basis": name.legal_basis,
        }
        for n, name in enumerate(agency.names)
    ]


def _load_placements(
    agencies: list[Agency], organizations: dict[str, int], areas: dict[str, int]
) -> None:
    rows = [
        {
            "organization_id": organizations[agency.key],
            "parent_id": organizations[agency.parent] if agency.parent else None,
            "territory_id": areas[agency.territory] if agency.territory else None,
            "valid_from": None,
            "valid_to": None,
            "legal_basis": agency.legal_basis,
        }
        for agency in agencies
        if agency.parent or agency.territory
    ]
    _reconcile(Placement, ("organization_id", "valid_from"), rows)


def _load_changes(territories: list[Territory], organizations: dict[str, int]) -> None:
    rows: list[Row] = [
        {**line, "effective_on": day(line["effective_on"])}
        for line in catalogue.changes(territories)
    ]
    _reconcile(Change, ("key",), rows)
    pks = dict(Change.objects.filter(key__isnull=False).values_list("key", "pk"))
    steps = [
        {
            "change_id": pks[line["change"]],
            "predecessor_id": organizations.get(line["predecessor"]),
            "successor_id": organizations.get(line["successor"]),
            "scope": line["scope"],
        }
        for line in catalogue.successions(territories)
    ]
    _reconcile(Succession, ("change_id", "predecessor_id", "successor_id"), steps)


def _load_groups(organizations: dict[str, int]) -> None:
    lines = catalogue.groups()
    rows = [
        {
            "key": line["key"],
            "kind": line["kind"],
            "name": line["name"],
            "sort_key": sort_key(line["name"]),
            "rule": _rule(line) if line["kind"] == GroupKind.CLASS else {},
            "legal_basis": line["legal_basis"],
        }
        for line in lines
    ]
    _reconcile(Group, ("key",), rows)
    pks = dict(Group.objects.values_list("key", "pk"))
    wordings = [
        {
            "group_id": pks[line["key"]],
            "folded": folded,
            "valid_from": day(line["valid_from"]),
            "valid_to": day(line["valid_to"]),
        }
        for line in lines
        for folded in sorted({key(text) for text in catalogue.variants(line["wordings"])})
    ]
    _reconcile(Wording, ("group_id", "folded", "valid_from"), wordings)
    members = [
        {
            "group_id": pks[line["group"]],
            "organization_id": organizations[organization],
            "valid_from": day(line["valid_from"]),
            "valid_to": day(line["valid_to"]),
            "legal_basis": line["legal_basis"],
        }
        for line in catalogue.group_members()
        for organization in catalogue.listed(line["organizations"])
    ]
    _reconcile(GroupMember, ("group_id", "organization_id", "valid_from"), members)


def _rule(line: catalogue.Line) -> Row:
    """`department+office@province|…` as the rule of a class."""
    sets = [one.split("@") for one in catalogue.listed(line["sets"])]
    return {
        "sets": [{"kinds": kinds.split("+"), "levels": [level]} for kinds, level in sets],
        "relative": line["relative"],
        "issuers": list(catalogue.listed(line["issuers"])),
    }


def _reconcile(model: type[models.Model], identity: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert the rows that are not there, update those that differ, in three queries."""
    stored = {
        tuple(getattr(one, name) for name in identity): one for one in model._default_manager.all()
    }
    missing, changed, fields = [], [], set()
    for row in rows:
        one = stored.get(tuple(row[name] for name in identity))
        if one is None:
            missing.append(model(**row))
            continue
        differing = {
            name
            for name, value in row.items()
            if getattr(one, name) != value and not (value is None and name in _NEVER_CLEARED)
        }
        for name in differing:
            setattr(one, name, row[name])
        if differing:
            changed.append(one)
            fields |= differing
    model._default_manager.bulk_create(missing, batch_size=500)
    if changed:
        model._default_manager.bulk_update(changed, sorted(fields), batch_size=200)
