"""Which periods a regime reports on, and its days."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dieuphoi.base.models import CalendarDay, DayKind
from dieuphoi.reporting.calendar import Window, day_of, next_window, windows, windows_around
from dieuphoi.reporting.models import Frequency, Regime

pytestmark = pytest.mark.django_db


def regime(key: str) -> Regime:
    return Regime.objects.get(key=key)


def own(frequency: Frequency, due: str = "end+1wd") -> Regime:
    return Regime(key="x", frequency=frequency, window="calendar", cut_off="end", due=due)


def days(found: list[Window]) -> list[tuple[date, date]]:
    """From and to, both included, as the table of the decree says it."""
    return [(w.starts_on, w.ends_on - timedelta(days=1)) for w in found]


def test_months_run_from_the_15th_to_the_14th() -> None:
    found = days(windows(regime("monthly"), 2026))

    assert len(found) == 12
    assert found[0] == (date(2025, 12, 15), date(2026, 1, 14))
    assert found[2] == (date(2026, 2, 15), date(2026, 3, 14))
    assert found[11] == (date(2026, 11, 15), date(2026, 12, 14))


def test_quarters_halves_and_the_year_end_on_the_14th_of_their_last_month() -> None:
    assert days(windows(regime("quarterly"), 2026)) == [
        (date(2025, 12, 15), date(2026, 3, 14)),
        (date(2026, 3, 15), date(2026, 6, 14)),
        (date(2026, 6, 15), date(2026, 9, 14)),
        (date(2026, 9, 15), date(2026, 12, 14)),
    ]
    assert days(windows(regime("half-yearly"), 2026)) == [
        (date(2025, 12, 15), date(2026, 6, 14)),
        (date(2026, 6, 15), date(2026, 12, 14)),
    ]
    assert days(windows(regime("yearly"), 2026)) == [(date(2025, 12, 15), date(2026, 12, 14))]


@pytest.mark.parametrize("frequency", [f for f in Frequency if f != Frequency.ON_DEMAND])
@pytest.mark.parametrize("window", ["administrative", "calendar"])
def test_windows_follow_each_other_without_gap(frequency: Frequency, window: str) -> None:
    asked = own(frequency)
    asked.window = window
    found = [w for year in (2023, 2024, 2025) for w in windows(asked, year)]

    assert [w.ends_on for w in found[:-1]] == [w.starts_on for w in found[1:]]
    assert all(w.cut_off_on < w.due_on for w in found)


def test_a_calendar_year_ends_on_its_last_day() -> None:
    (year,) = windows(own(Frequency.YEARLY), 2024)

    assert days([year]) == [(date(2024, 1, 1), date(2024, 12, 31))]


def test_before_the_tenth_is_the_ninth() -> None:
    (year,) = windows(regime("programme-161"), 2026)

    assert (year.cut_off_on, year.due_on) == (date(2026, 11, 30), date(2026, 12, 9))


def test_days_after_the_end_are_working_days_of_the_calendar() -> None:
    third = windows(regime("quarterly"), 2026)[2]
    assert third.due_on == date(2026, 9, 16)  # Monday the 14th: Tuesday, Wednesday

    CalendarDay.objects.create(day=date(2026, 9, 15), kind=DayKind.HOLIDAY)
    assert windows(regime("quarterly"), 2026)[2].due_on == date(2026, 9, 17)


def test_the_later_level_has_a_day_of_its_own() -> None:
    assert windows(regime("quarterly"), 2026)[0].consolidated_due_on == date(2026, 3, 25)
    assert windows(regime("programme-161"), 2026)[0].consolidated_due_on is None


def test_on_demand_has_no_windows() -> None:
    assert windows(regime("thematic"), 2026) == []
    assert next_window(regime("thematic"), date(2026, 1, 1)) is None
    assert windows_around(regime("thematic"), date(2026, 1, 1)) == []


def test_the_next_round_is_the_first_whose_day_has_not_passed() -> None:
    yearly = regime("yearly")
    due = windows(yearly, 2026)[0].due_on

    on_the_day, after = next_window(yearly, due), next_window(yearly, due + timedelta(days=1))

    assert on_the_day
    assert after
    assert (on_the_day.title, after.title) == ("năm 2026", "năm 2027")


def test_a_round_of_last_year_that_is_due_this_year_is_the_next_one() -> None:
    found = next_window(own(Frequency.MONTHLY, "end+5wd"), date(2027, 1, 4))

    assert found
    assert (found.title, found.due_on) == ("tháng 12 năm 2026", date(2027, 1, 7))


def test_the_rounds_offered_stand_around_the_next_one() -> None:
    titles = [w.title for w in windows_around(regime("quarterly"), date(2026, 9, 20))]

    assert titles == ["quý III năm 2026", "quý IV năm 2026", "quý I năm 2027", "quý II năm 2027"]


def test_the_rounds_of_three_years_ask_the_calendar_once() -> None:
    monthly = regime("monthly")
    with CaptureQueriesContext(connection) as asked:
        windows_around(monthly, date(2026, 9, 20))

    assert len(asked) == 1


@pytest.mark.parametrize("words", ["", "13-01", "before 02-30", "end+wd", "ngày 10"])
def test_words_that_mean_no_day_are_refused(words: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 any of Python's own
        day_of(words, date(2026, 12, 14))
