"""Roles: every one is explained, and holds no more than the table says."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dieuphoi.organizations.actor import SYSTEM, Actor, actors_of
from dieuphoi.organizations.models import Position
from dieuphoi.organizations.roles import ROLES, Permission, Role
from tests.factories.organizations import make_organization, make_position, make_user

TODAY = date(2026, 11, 24)


def test_every_role_is_in_the_table_with_words() -> None:
    assert set(ROLES) == set(Role)
    assert all(str(text.label) and str(text.description) for text in ROLES.values())


def test_roles_hold_exactly_these_permissions() -> None:
    held = {role.value: sorted(text.permissions) for role, text in ROLES.items()}

    officer = ["raise_issue", "submit_result", "tell_progress", "write_report"]
    assert held == {
        "officer": officer,
        "head": sorted([*officer, "accept_assignment", "answer_issue", "send_report"]),
        "focal_officer": sorted([*officer, "answer_issue", "coordinate"]),
        "leader": ["answer_issue", "read_own_plans"],
        "auditor": ["read_all"],
        "administrator": ["manage_organizations", "read_all"],
    }


def test_system_may_everything() -> None:
    assert SYSTEM.is_system
    assert all(SYSTEM.may(permission) for permission in Permission)


@pytest.mark.django_db
def test_actor_acts_for_its_organization_with_the_rights_of_its_role() -> None:
    so = make_organization("Sở Minh họa")
    user = make_user("chuyen-vien")
    position = make_position(user, so, Role.OFFICER)

    actor = Actor.of(position)

    assert actor == Actor(
        user_id=user.pk,
        position_id=position.pk,
        organization_id=so.pk,
        role=Role.OFFICER,
        label="Người chuyen-vien",
        organization_name="Sở Minh họa",
    )
    assert actor.may(Permission.TELL_PROGRESS)
    assert not actor.may(Permission.ACCEPT_ASSIGNMENT)


@pytest.mark.django_db
def test_actors_of_a_person_are_the_positions_of_the_day_main_one_first() -> None:
    user = make_user("hai-vai")
    so, to = make_organization("Sở Minh họa"), make_organization("Tổ Minh họa")
    make_position(user, so, Role.HEAD, valid_to=TODAY)
    Position.objects.create(
        user=user, organization=to, role=Role.OFFICER, part_time=True, valid_from=date(2020, 1, 1)
    )
    make_position(user, so, Role.LEADER, valid_from=TODAY)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        before = [(a.organization_name, a.role) for a in actors_of(user, TODAY - timedelta(days=1))]
    after = [(a.organization_name, a.role) for a in actors_of(user, TODAY)]

    assert before == [("Sở Minh họa", Role.HEAD), ("Tổ Minh họa", Role.OFFICER)]
    assert after == [("Sở Minh họa", Role.LEADER), ("Tổ Minh họa", Role.OFFICER)]
    assert len(queries) == 1


@pytest.mark.django_db
def test_locked_account_has_no_actor() -> None:
    user = make_user("bi-khoa")
    make_position(user, make_organization("Sở Minh họa"))
    user.is_active = False

    assert actors_of(user, TODAY) == []
