"""Which notices are made: of what, for whom, how long before the day, once."""

from datetime import date, timedelta

import pytest

from dieuphoi.base.models import CalendarDay, DayKind
from dieuphoi.notifications import making
from dieuphoi.notifications.models import Notice
from dieuphoi.organizations.models import Position
from dieuphoi.organizations.roles import Role
from dieuphoi.plans import assignment, progress
from dieuphoi.plans.confirmation import send_back
from dieuphoi.plans.models import Obligation
from dieuphoi.plans.progress import Told
from dieuphoi.reporting import reviewing
from tests.cast import AT, ON, RESULT, World, assign, draft, later, make_plan, person
from tests.notifications.duties import make, moment
from tests.reporting import paper

pytestmark = pytest.mark.django_db


def marks(kind: str, username: str = "head") -> list[str]:
    """The marks of a person's notices of a kind, in order."""
    found = Notice.objects.filter(kind=kind, user__username=username).order_by("pk")
    return list(found.values_list("mark", flat=True))


def told(kind: str) -> set[str]:
    """Who has a notice of the kind."""
    return set(Notice.objects.filter(kind=kind).values_list("user__username", flat=True))


def every_day(first: date, last: date) -> None:
    """Make notices at seven on every day."""
    for n in range((last - first).days + 1):
        make(moment(str(first + timedelta(days=n))))


def test_a_day_is_told_seven_three_and_one_days_before_and_once_after(world: World) -> None:
    every_day(date(2026, 3, 16), date(2026, 4, 6))

    assert marks("due_soon") == ["2026-03-31/7", "2026-03-31/3", "2026-03-31/1"]
    assert marks("overdue") == ["2026-03-31"]


def test_what_comes_near_on_days_off_is_told_before_them(world: World) -> None:
    CalendarDay.objects.create(day=date(2026, 3, 30), kind=DayKind.HOLIDAY, legal_basis="x")
    CalendarDay.objects.create(day=date(2026, 3, 31), kind=DayKind.HOLIDAY, legal_basis="x")

    make(moment("2026-03-27"))

    assert marks("due_soon") == ["2026-03-31/1"]


def test_a_late_first_look_tells_the_nearest_step_only(world: World) -> None:
    make(moment("2026-03-30"))

    assert marks("due_soon") == ["2026-03-31/1"]


def test_a_new_day_is_a_new_cause(world: World) -> None:
    make(moment("2026-03-24"))
    Obligation.objects.filter(pk=world.obligation.pk).update(due_on=date(2026, 4, 30))

    every_day(date(2026, 4, 20), date(2026, 4, 24))

    assert marks("due_soon") == ["2026-03-31/7", "2026-04-30/7"]
    assert marks("overdue") == []


@pytest.mark.parametrize("state", ["declined", "suspended", "awaiting_confirmation", "completed"])
def test_nobody_is_hurried_about_what_is_not_theirs_to_do(world: World, state: str) -> None:
    Obligation.objects.filter(pk=world.obligation.pk).update(state=state)

    every_day(date(2026, 3, 24), date(2026, 4, 3))

    assert marks("due_soon") == marks("overdue") == []


def test_reminders_are_for_the_holders_people_in_force(world: World) -> None:
    person("nghi_viec", world.cast.so, Role.HEAD)
    Position.objects.filter(user__username="nghi_viec").update(valid_to=date(2026, 3, 1))
    person("lanh_dao", world.cast.so, Role.LEADER)

    make(moment("2026-03-30"))

    assert told("due_soon") == {"officer", "head"}


def test_the_one_who_did_it_is_not_told(world: World) -> None:
    own = make_plan(
        world.cast.dau_moi, world.cast.ubnd, [draft("1", "Việc nhà", world.cast.dau_moi)], "86"
    )
    person("focal_khac", world.cast.dau_moi, Role.FOCAL_OFFICER)
    shown = assignment.preview(own, ON).count
    assignment.assign(own, shown=shown, by=world.cast.focal, at=AT)

    make(AT)

    mine = Notice.objects.filter(obligation__task__plan=own)
    assert set(mine.values_list("user__username", flat=True)) == {"focal_khac"}


def test_what_recurs_is_told_as_given_once(world: World) -> None:
    one = draft("1", "Giao ban hằng tháng", world.cast.so)
    one.demand.deadlines[0].kind = "recurring"
    one.demand.deadlines[0].recurrence = "FREQ=MONTHLY;BYMONTHDAY=25"
    made = assign(make_plan(world.cast.dau_moi, world.cast.ubnd, [one], number="87"))
    assert len(made) > 3

    make(AT)

    told_of = Notice.objects.filter(kind="assigned", obligation__in=made, user__username="head")
    assert told_of.count() == 1


def test_a_result_sent_back_is_told_each_time(world: World) -> None:
    held, head, focal = world.obligation, world.cast.head, world.cast.focal
    assignment.accept(held, by=head, at=later())
    for hour in (2, 4):
        progress.submit(held, Told(ON, 100, RESULT), by=head, at=later(hour))
        send_back(held, reason="Thiếu số liệu", by=focal, at=later(hour + 1))
        make(later(hour + 1))
        make(later(hour + 1))

    assert len(marks("sent_back")) == 2
    assert told("sent_back") == {"officer", "head"}


def test_a_report_is_told_before_its_day_after_it_and_when_it_is_returned(world: World) -> None:
    cycle = paper.make_cycle(world)
    every_day(date(2026, 3, 3), date(2026, 3, 13))

    assert marks("report_due_soon") == ["2026-03-12/7", "2026-03-12/3", "2026-03-12/1"]
    assert marks("report_overdue") == ["2026-03-12"]

    report = paper.report_of(cycle, world.cast.so)
    version = paper.sent(report, world.cast.head, paper.on(paper.DUE, 20), leadership="x")
    reviewing.return_report(version, "Thiếu", by=world.cast.focal, at=paper.on(paper.DUE, 21))
    make(paper.on(paper.DUE, 21))
    assert told("report_returned") == {"officer", "head"}


def test_a_report_that_was_sent_is_not_hurried(world: World) -> None:
    cycle = paper.make_cycle(world)
    paper.sent(paper.report_of(cycle, world.cast.so), world.cast.head, leadership="x")

    every_day(date(2026, 3, 9), date(2026, 3, 13))

    assert told("report_due_soon") == {"other_officer", "other_head"}


def test_making_again_makes_nothing(world: World) -> None:
    make(moment("2026-03-30"))
    count = Notice.objects.count()

    assert making.make_news(at=moment("2026-03-30", 8)) == 0
    assert making.make_reminders(at=moment("2026-03-30", 8)) == 0
    assert Notice.objects.count() == count > 0
