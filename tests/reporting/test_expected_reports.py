"""Who holds a part later owes a report too: the tick adds the row, once, while the cycle runs."""

import pytest

from dieuphoi.organizations.roles import Role
from dieuphoi.plans import assignment
from dieuphoi.reporting.cycles import expect_in_running_cycles
from tests.cast import World, assign, later, person
from tests.reporting.paper import DUE, make_cycle, on

pytestmark = pytest.mark.django_db


def test_a_part_assigned_after_the_opening_adds_its_agency_once(world: World) -> None:
    cycle = make_cycle(world)
    assignment.name_leads(world.unclear, [world.cast.la], by=world.cast.focal, at=later(3))
    assign(world.plan, at=later(4))

    assert expect_in_running_cycles(at=on(DUE)) == 1
    assert expect_in_running_cycles(at=on(DUE)) == 0

    report = cycle.reports.get(organization=world.cast.la)
    officer = person("moi", world.cast.la, Role.OFFICER)
    assert cycle.reports.visible_to(officer).get() == report


def test_a_cycle_whose_day_has_passed_gets_no_more_rows(world: World) -> None:
    make_cycle(world)
    assignment.name_leads(world.unclear, [world.cast.la], by=world.cast.focal, at=later(3))
    assign(world.plan, at=later(4))

    assert expect_in_running_cycles(at=on(DUE.replace(month=5))) == 0
