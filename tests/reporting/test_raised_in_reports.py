"""Which difficulties and proposals stand in a report."""

from datetime import date

import pytest

from dieuphoi.issues import answering
from dieuphoi.issues.models import Decision, Issue, IssueKind
from dieuphoi.issues.raising import IssueDraft, raise_issue
from dieuphoi.organizations.models import Organization
from dieuphoi.reporting import contents
from dieuphoi.reporting.calendar import Window
from dieuphoi.reporting.cycles import open_cycle
from dieuphoi.reporting.models import Regime, Report
from tests.cast import AT, World
from tests.reporting.paper import make_cycle, on, report_of

pytestmark = pytest.mark.django_db

FIRST_DAY = date(2026, 4, 1)
SECOND = Window("quý II", FIRST_DAY, date(2026, 7, 1), date(2026, 6, 30), date(2026, 7, 5))


def second_quarter(world: World) -> Report:
    regime, at = Regime.objects.get(key="thematic"), on(date(2026, 4, 2))
    cycle = open_cycle(regime, [world.plan], SECOND, by=world.cast.focal, at=at)
    return report_of(cycle, world.cast.so)


def alone(world: World, to: Organization) -> Issue:
    wanted = IssueDraft(IssueKind.DIFFICULTY, "Thiếu biên chế", addressee=to)
    return raise_issue(wanted, by=world.cast.officer, at=AT)


def about_the_task(world: World, day: date) -> Issue:
    wanted = IssueDraft(IssueKind.DIFFICULTY, "Thiếu vốn", obligation=world.obligation)
    return raise_issue(wanted, by=world.cast.officer, at=on(day))


def test_what_is_unsolved_since_an_earlier_period_is_still_reported(world: World) -> None:
    issue = alone(world, world.cast.dau_moi)

    assert list(contents.raised_for(second_quarter(world))) == [issue]


def test_what_goes_to_a_third_agency_alone_is_not_told_to_the_consolidator(world: World) -> None:
    alone(world, world.cast.khac)

    assert not contents.raised_for(report_of(make_cycle(world), world.cast.so)).exists()


def test_what_was_solved_on_the_first_day_of_the_period_is_in_it(world: World) -> None:
    issue = about_the_task(world, date(2026, 3, 5))
    focal, officer = world.cast.focal, world.cast.officer
    answering.answer(issue, decision=Decision.AGREED, text="Đã bố trí", by=focal, at=on(FIRST_DAY))
    issue.refresh_from_db()
    answering.verify(issue, solved=True, note="", by=officer, at=on(FIRST_DAY, 10))

    assert list(contents.raised_for(second_quarter(world))) == [issue]


def test_what_was_raised_after_the_cycles_day_is_of_another_round(world: World) -> None:
    about_the_task(world, date(2026, 6, 20))

    assert not contents.raised_for(report_of(make_cycle(world), world.cast.so)).exists()
