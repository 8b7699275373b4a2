"""Numbers of the rule-book, periods and working days."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from dieuphoi.base import rules, states
from dieuphoi.base.errors import NotPermitted, StaleState, require
from dieuphoi.base.models import CalendarDay, DayKind, Rule
from dieuphoi.base.periods import civil_day, covers, end_of_day, month_end, quarter_end
from dieuphoi.base.working_days import add_working_days

pytestmark = pytest.mark.django_db

NEW_YEAR = date(2027, 1, 1)


def test_a_rule_holds_for_its_period() -> None:
    Rule.objects.filter(name="due_soon_days").update(valid_to=NEW_YEAR)
    Rule.objects.create(name="due_soon_days", value="10", valid_from=NEW_YEAR)

    assert rules.integer("due_soon_days", date(2026, 12, 31)) == 7
    assert rules.integer("due_soon_days", NEW_YEAR) == 10


def test_the_rule_of_a_scope_goes_before_the_general_one() -> None:
    Rule.objects.create(name="due_soon_days", scope="plan:1", value="3")

    assert rules.integer("due_soon_days", NEW_YEAR, scope="plan:1") == 3
    assert rules.integer("due_soon_days", NEW_YEAR, scope="plan:2") == 7


def test_a_missing_rule_is_our_fault_and_says_its_name() -> None:
    with pytest.raises(rules.RuleMissing, match="không có"):
        rules.value("không có", NEW_YEAR)


def test_loading_the_defaults_again_changes_nothing() -> None:
    Rule.objects.filter(name="due_soon_days").update(value="9")
    before = list(Rule.objects.values_list("name", "value"))

    rules.load_defaults()

    assert list(Rule.objects.values_list("name", "value")) == before


@pytest.mark.parametrize("start", [None, NEW_YEAR])
def test_a_rule_starts_once_a_day(start: date | None) -> None:
    Rule.objects.create(name="x", value="1", valid_from=start)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rule.objects.create(name="x", value="2", valid_from=start)


@pytest.mark.parametrize(
    "day, inside",
    [
        (date(2026, 6, 30), False),
        (date(2026, 7, 1), True),
        (date(2026, 12, 31), True),
        (NEW_YEAR, False),
    ],
)
def test_a_period_has_its_first_day_and_not_its_end(day: date, inside: bool) -> None:
    assert covers(day, date(2026, 7, 1), NEW_YEAR) is inside


def test_months_and_quarters_end_on_their_last_day() -> None:
    assert month_end(2028, 2) == date(2028, 2, 29)
    assert month_end(2026, 13) == date(2027, 1, 31)
    assert [quarter_end(2026, q).day for q in (1, 2, 3, 4)] == [31, 30, 30, 31]


def test_a_day_is_a_day_of_viet_nam() -> None:
    assert civil_day(datetime(2026, 3, 1, 17, 0, tzinfo=UTC)) == date(2026, 3, 2)
    assert end_of_day(date(2026, 3, 1)) < datetime(2026, 3, 1, 17, 0, tzinfo=UTC)


def test_working_days_skip_weekends_and_holidays_and_count_compensation() -> None:
    CalendarDay.objects.create(day=date(2026, 4, 30), kind=DayKind.HOLIDAY, legal_basis="minh họa")
    CalendarDay.objects.create(
        day=date(2026, 5, 2), kind=DayKind.COMPENSATION, legal_basis="minh họa"
    )

    assert add_working_days(date(2026, 4, 29), 2) == date(2026, 5, 2)
    assert add_working_days(date(2026, 4, 29), 3) == date(2026, 5, 4)


def test_a_move_that_the_table_does_not_have_is_stale() -> None:
    moves = {"accept": {"assigned": "in_progress"}}

    assert states.after(moves, "accept", "assigned") == "in_progress"
    with pytest.raises(StaleState):
        states.after(moves, "accept", "completed")


def test_what_is_required_is_refused_with_its_sentence() -> None:
    require(True, "được")
    with pytest.raises(NotPermitted, match="không được"):
        require(False, "không được")
