"""Accounts and positions: it works, it is refused, it is recorded."""

from datetime import UTC, date, datetime

import pytest

from dieuphoi.activity.log import entries_about
from dieuphoi.base.errors import NotPermitted, StaleState
from dieuphoi.organizations import appointments
from dieuphoi.organizations.actor import SYSTEM, Actor
from dieuphoi.organizations.models import Organization, Position, User
from dieuphoi.organizations.roles import Role
from tests.factories.organizations import make_actor, make_organization, make_user

pytestmark = pytest.mark.django_db

# 23:30 UTC on the 23rd is already the 24th in Việt Nam.
AT = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@pytest.fixture
def so() -> Organization:
    return make_organization("Sở Minh họa")


@pytest.fixture
def quan_tri(so: Organization) -> Actor:
    return make_actor("quan-tri", so, Role.ADMINISTRATOR)


def test_create_user_makes_an_account_that_can_sign_in(quan_tri: Actor) -> None:
    user = appointments.create_user(
        "can-bo", "Cán bộ Minh họa", password="mật khẩu dài", by=quan_tri, at=AT
    )

    stored = User.objects.get(username="can-bo")
    assert stored == user
    assert stored.get_full_name() == "Cán bộ Minh họa"
    assert stored.check_password("mật khẩu dài")
    assert [(e.verb, e.user_id) for e in entries_about(user)] == [
        ("user.created", quan_tri.user_id)
    ]


def test_create_user_without_a_password_cannot_sign_in_by_one(quan_tri: Actor) -> None:
    user = appointments.create_user("can-bo", "Cán bộ", password=None, by=quan_tri, at=AT)

    assert not user.has_usable_password()


def test_create_users_refuses_all_when_one_name_is_taken(quan_tri: Actor) -> None:
    make_user("co-roi")

    with pytest.raises(appointments.UsernameTaken, match="co-roi"):
        appointments.create_users(
            [("moi", "Mới"), ("co-roi", "Có rồi")], password=None, by=quan_tri, at=AT
        )

    assert not User.objects.filter(username="moi").exists()


def test_appoint_gives_a_position_from_the_civil_day_and_is_recorded(
    so: Organization, quan_tri: Actor
) -> None:
    user = make_user("can-bo")

    position = appointments.appoint(user, so, Role.HEAD, title="Giám đốc", by=quan_tri, at=AT)

    stored = Position.objects.get(pk=position.pk)
    assert (stored.role, stored.title, stored.valid_from, stored.valid_to) == (
        Role.HEAD,
        "Giám đốc",
        TODAY,
        None,
    )
    assert [(e.verb, e.details["role"]) for e in entries_about(position)] == [
        ("position.taken", "head")
    ]


def test_appoint_refuses_the_same_role_twice(so: Organization) -> None:
    user = make_user("can-bo")
    appointments.appoint(user, so, Role.HEAD, by=SYSTEM, at=AT)

    with pytest.raises(appointments.PositionAlreadyHeld):
        appointments.appoint(user, so, Role.HEAD, by=SYSTEM, at=AT)

    assert Position.objects.filter(user=user).count() == 1


def test_appoint_refuses_an_organization_that_has_ended() -> None:
    ended = make_organization("Sở Đã sáp nhập", ends_on=TODAY)

    with pytest.raises(appointments.OrganizationNotInForce, match="Sở Đã sáp nhập"):
        appointments.appoint(make_user("can-bo"), ended, Role.HEAD, by=SYSTEM, at=AT)


def test_relieve_ends_the_position_once_and_is_recorded(so: Organization, quan_tri: Actor) -> None:
    position = appointments.appoint(
        make_user("can-bo"), so, Role.HEAD, by=SYSTEM, at=AT, valid_from=date(2026, 1, 1)
    )
    seen_by_another = Position.objects.get(pk=position.pk)

    appointments.relieve(position, by=quan_tri, at=AT)

    assert Position.objects.get(pk=position.pk).valid_to == TODAY
    assert [e.verb for e in entries_about(position)] == ["position.taken", "position.left"]
    with pytest.raises(StaleState):
        appointments.relieve(seen_by_another, by=quan_tri, at=AT, valid_to=date(2027, 1, 1))
    assert Position.objects.get(pk=position.pk).valid_to == TODAY


def test_relieve_refuses_a_day_before_the_position_began(so: Organization) -> None:
    position = appointments.appoint(make_user("can-bo"), so, Role.HEAD, by=SYSTEM, at=AT)

    with pytest.raises(appointments.LeavesBeforeArriving):
        appointments.relieve(position, by=SYSTEM, at=AT)

    assert Position.objects.get(pk=position.pk).valid_to is None


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_the_administrator_keeps_accounts_and_positions(so: Organization, role: Role) -> None:
    actor = make_actor("nguoi-khac", so, role)
    held = Position.objects.get(user=actor.user_id)

    with pytest.raises(NotPermitted):
        appointments.create_user("moi", "Mới", password=None, by=actor, at=AT)
    with pytest.raises(NotPermitted):
        appointments.appoint(held.user, so, Role.HEAD, by=actor, at=AT)
    with pytest.raises(NotPermitted):
        appointments.relieve(held, by=actor, at=AT)

    assert User.objects.count() == 1
    assert list(Position.objects.values_list("valid_to", flat=True)) == [None]
