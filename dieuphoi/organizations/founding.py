"""Agencies that people add: units, bodies and local agencies that the registry does not know."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record
from dieuphoi.base.errors import DomainError, require
from dieuphoi.base.vietnamese import fold, tidy
from dieuphoi.organizations import policy
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import (
    Area,
    Level,
    Name,
    Organization,
    OrganizationKind,
    Placement,
)
from dieuphoi.organizations.wordings import key, repeated_names, respell


class AgencyUnnamed(DomainError):
    """An agency has a name, and stands under another or in a territory."""

    def __init__(self) -> None:
        super().__init__(_("Cơ quan mới phải có tên, và có cơ quan cấp trên hoặc địa bàn."))


@dataclass(frozen=True)
class NewAgency:
    """An agency to be added; `spellings` are other ways to write it, understood near it."""

    full: str
    kind: OrganizationKind
    level: Level
    short: str = ""
    parent: Organization | None = None
    territory: Area | None = None
    spellings: tuple[str, ...] = ()
    legal_basis: str = ""


def add_agency(new: NewAgency, *, by: Actor, at: datetime) -> Organization:
    """Add an agency that was always there, for all that the installation knows of it.

    Its full name is understood everywhere, its short name and other spellings near it.
    """
    return add_agencies({"": new}, {}, by=by, at=at)[""]


@transaction.atomic
def add_agencies(
    wanted: Mapping[str, NewAgency], under: Mapping[str, str], *, by: Actor, at: datetime
) -> dict[str, Organization]:
    """Add several agencies, by the keys of `wanted`, those above first.

    `under` says which of them stand under another new one: key to key.
    """
    require(policy.can_manage(by), _("Chỉ quản trị viên được thêm cơ quan."))
    made: dict[str, Organization] = {}
    for name, new in wanted.items():
        parent = made[under[name]] if name in under else new.parent
        made[name] = _add(new, parent, by=by, at=at)
    respell(made.values())
    return made


@transaction.atomic
def respell_agency(
    agency: Organization, *, short: str, spellings: tuple[str, ...], by: Actor, at: datetime
) -> None:
    """Correct the short name of an agency that people added, and learn more spellings of it."""
    require(policy.can_manage(by), _("Chỉ quản trị viên được sửa cơ quan."))
    name = Name.objects.get(organization=agency)
    name.short = short or name.short
    for known in (name.at_home, name.in_province):
        known += [text for text in (short, *spellings) if key(text) and text not in known]
    name.save(update_fields=["short", "at_home", "in_province"])
    respell([agency])
    record("organization.respelled", agency, by=by, at=at, short=name.short)


def _add(new: NewAgency, parent: Organization | None, *, by: Actor, at: datetime) -> Organization:
    full, short = tidy(new.full), tidy(new.short)
    if not key(full) or not (parent or new.territory):
        raise AgencyUnnamed
    written = [short, without_territory(full, new.territory), *map(tidy, new.spellings)]
    near = [text for text in dict.fromkeys(written) if key(text) and text != full]
    name = Name(full=full, short=short or full, at_home=near, in_province=near)
    agency = Organization.objects.create(
        kind=new.kind, level=new.level, legal_basis=new.legal_basis, **repeated_names([name])
    )
    name.organization = agency
    name.save()
    Placement.objects.create(organization=agency, parent=parent, territory=new.territory)
    record("organization.added", agency, by=by, at=at, name=full)
    return agency


def without_territory(full: str, territory: Area | None) -> str:
    """`Sở Một` of `Sở Một tỉnh Hai`: how the agency is written in its own province; else the name."""
    for title in _TITLES if territory else ():
        tail = f"{title} {fold(territory.name)}" if territory else ""
        if fold(full).endswith(f" {tail}"):
            return " ".join(full.split()[: -len(tail.split())])
    return full


_TITLES = ("tinh", "thanh pho", "phuong", "xa", "dac khu")
_KINDS = (
    ("uy ban nhan dan", OrganizationKind.PEOPLES_COMMITTEE),
    ("hoi dong nhan dan", OrganizationKind.PEOPLES_COUNCIL),
    ("van phong", OrganizationKind.OFFICE),
    ("ban chi dao", OrganizationKind.BODY),
    ("to ", OrganizationKind.BODY),
    ("hoi dong", OrganizationKind.BODY),
    ("so ", OrganizationKind.DEPARTMENT),
    ("ban ", OrganizationKind.DEPARTMENT),
    ("thanh tra", OrganizationKind.DEPARTMENT),
    ("cong ty", OrganizationKind.ENTERPRISE),
    ("hoi ", OrganizationKind.ASSOCIATION),
    ("bo ", OrganizationKind.MINISTRY),
)


def kind_named(full: str) -> OrganizationKind:
    """The kind that a name begins with; a unit where it begins with none."""
    folded = key(full) + " "
    return next((kind for start, kind in _KINDS if folded.startswith(start)), OrganizationKind.UNIT)


def level_under(parent: Organization | None, kind: OrganizationKind, area: Area | None) -> Level:
    """At which level an agency of that kind stands, under that parent and in that territory."""
    if kind in {OrganizationKind.PEOPLES_COMMITTEE, OrganizationKind.PEOPLES_COUNCIL} and area:
        return Level(area.level)
    if parent is None:
        return Level(area.level) if area else Level.PROVINCE
    governs = {OrganizationKind.PEOPLES_COMMITTEE, OrganizationKind.GOVERNMENT}
    if parent.kind in governs and kind is not OrganizationKind.UNIT:
        return Level(parent.level)
    return Level.UNIT
