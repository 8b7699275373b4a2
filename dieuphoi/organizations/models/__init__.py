"""The tables of organizations and people."""

from dieuphoi.organizations.models.dated import EARLIEST_FIRST, DatedQuerySet
from dieuphoi.organizations.models.group import Group, GroupKind, GroupMember, Reach, Wording
from dieuphoi.organizations.models.organization import (
    Area,
    Identifier,
    Level,
    Name,
    Organization,
    OrganizationKind,
    OrganizationQuerySet,
    Placement,
)
from dieuphoi.organizations.models.people_sheet import PeopleSheet, PeopleSheetQuerySet
from dieuphoi.organizations.models.person import Position, PositionQuerySet, User, UserQuerySet
from dieuphoi.organizations.models.succession import Change, ChangeKind, Succession

__all__ = [
    "EARLIEST_FIRST",
    "Area",
    "Change",
    "ChangeKind",
    "DatedQuerySet",
    "Group",
    "GroupKind",
    "GroupMember",
    "Identifier",
    "Level",
    "Name",
    "Organization",
    "OrganizationKind",
    "OrganizationQuerySet",
    "PeopleSheet",
    "PeopleSheetQuerySet",
    "Placement",
    "Position",
    "PositionQuerySet",
    "Reach",
    "Succession",
    "User",
    "UserQuerySet",
    "Wording",
]
