"""Who acts: a person in one position, or the system itself."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from dieuphoi.organizations.models import Position, User
from dieuphoi.organizations.roles import ROLES, Permission, Role


@dataclass(frozen=True)
class Actor:
    """A person acting in one position; rights come from the role, facts from the organization."""

    user_id: int | None
    position_id: int | None
    organization_id: int | None
    role: Role | None
    label: str
    organization_name: str

    @classmethod
    def of(cls, position: Position) -> Self:
        """The actor that this position makes of its person."""
        return cls(
            user_id=position.user_id,
            position_id=position.pk,
            organization_id=position.organization_id,
            role=Role(position.role),
            label=position.user.get_full_name(),
            organization_name=position.organization.name,
        )

    @property
    def is_system(self) -> bool:
        """Whether no person stands behind it: the tick, the loading of data."""
        return self.role is None

    def may(self, permission: Permission) -> bool:
        """Whether the role holds the permission; the system holds every one."""
        return self.role is None or permission in ROLES[self.role].permissions


SYSTEM = Actor(
    user_id=None,
    position_id=None,
    organization_id=None,
    role=None,
    label="Hệ thống",
    organization_name="",
)


def actors_of(user: User, on: date) -> list[Actor]:
    """The hats this person may wear on that day, the main position first; none when locked."""
    if not user.is_active:
        return []
    positions = (
        Position.objects.filter(user=user)
        .in_force(on)
        .select_related("user", "organization")
        .order_by("part_time", "valid_from", "pk")
    )
    return [Actor.of(position) for position in positions]
