"""Text pasted from Word keeps its words and loses what only a page understands."""

import pytest

from dieuphoi.base.pasted_text import plain


@pytest.mark.parametrize("space", ["\xa0", "\u1680", "\u2003", "\u202f", "\u205f", "\u3000"])
def test_a_row_of_any_spaces_becomes_one(space: str) -> None:
    assert plain(f"một{space * 3}hai") == "một hai"


@pytest.mark.parametrize("mark", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_line_break_becomes_the_same(mark: str) -> None:
    assert plain(f"một{mark}hai") == "một\nhai"


@pytest.mark.parametrize("nothing", ["\u200b", "\ufeff", "\u202e", "\ufffc", " \u3000\n"])
def test_what_nobody_sees_is_nothing(nothing: str) -> None:
    assert plain(nothing) == ""
