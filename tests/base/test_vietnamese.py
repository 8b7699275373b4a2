"""Vietnamese text: comparing, sorting, dates and numbers."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dieuphoi.base.vietnamese import (
    fold,
    format_date,
    format_number,
    format_official_date,
    parse_date,
    parse_number,
    sort_key,
    tidy,
)

days = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    "one, other",
    [("Ủy ban", "UỶ  BAN"), ("Đắk Lắk", "dak lak"), ("hoà", "HÒA"), ("A – B", "a - b")],
)
def test_spellings_that_mean_the_same_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folding_does_not_see_how_unicode_is_composed(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_words_sort_as_in_the_dictionary() -> None:
    words = ["mạ", "ma", "đa", "da", "mã", "ư", "u", "mà", "ă", "â", "mả", "a", "má"]

    assert sorted(words, key=sort_key) == [
        "a", "ă", "â", "da", "đa", "ma", "mà", "mả", "mã", "má", "mạ", "u", "ư",
    ]  # fmt: skip


@given(days)
def test_a_formatted_day_is_read_back(day: date) -> None:
    assert parse_date(format_date(day)) == day


@pytest.mark.parametrize("text", ["31/02/2026", "2026-01-01", "", "mai", "1/13/2026"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    "day, text",
    [
        (date(2020, 3, 5), "ngày 05 tháng 3 năm 2020"),
        (date(2020, 2, 15), "ngày 15 tháng 02 năm 2020"),
        (date(2020, 12, 1), "ngày 01 tháng 12 năm 2020"),
    ],
)
def test_official_days_have_zeros_where_the_decree_says(day: date, text: str) -> None:
    assert format_official_date(day) == text


@given(st.integers(-(10**12), 10**12))
def test_a_formatted_number_is_read_back(value: int) -> None:
    assert parse_number(format_number(value)) == value


@pytest.mark.parametrize(
    "text, value", [("8.300", 8300), ("8,3", 8.3), ("1.234.567,89", 1234567.89), ("7", 7)]
)
def test_dots_group_and_commas_divide(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["3.5", "8.30", "", "abc", "1,2,3"])
def test_an_ambiguous_number_is_asked(text: str) -> None:
    assert parse_number(text) is None


def test_tidy_keeps_case_and_composes() -> None:
    assert tidy(unicodedata.normalize("NFD", "  Ủy\u00a0ban\n – x ")) == "Ủy ban - x"
