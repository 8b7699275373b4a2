"""Marks of secrecy, not words."""

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dieuphoi.documents.secrecy import find_mark

MARKS = [
    "MẬT", "TỐI MẬT", "TUYỆT MẬT", "Mật", "Độ mật: Mật", "ĐỘ MẬT: TỐI MẬT", "[MẬT]", "(TỐI MẬT)",
    "M Ậ T", "T U Y Ệ T  M Ậ T", "TUYỆT\nMẬT", "BÍ MẬT NHÀ NƯỚC", "Số: 12/KH-UBND-M",
    "Sổ đăng ký bí mật nhà nước đi", "T\u00adỐI M\u200bẬT", "ТỐI MẬТ",
]  # fmt: skip
INNOCENT = [
    "bảo mật", "BẢO MẬT", "mật độ dân số", "MẬT ĐỘ", "Mật khẩu", "mật thiết", "Mật ong",
    "bí mật kinh doanh", "MẶT TRẬN TỔ QUỐC", "TM. ỦY BAN NHÂN DÂN", "Số: 84/KH-UBND",
    "Luật Bảo vệ bí mật nhà nước", "tăng cường công tác bảo vệ bí mật nhà nước",
    "Bảo vệ bí mật nhà nước", "02-CTr/TU", "Chấp hành quy định về bảo mật thông tin",
]  # fmt: skip


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_is_found_in_either_form_of_unicode(mark: str) -> None:
    assert find_mark(mark)
    assert find_mark(unicodedata.normalize("NFD", mark))


@pytest.mark.parametrize("words", INNOCENT)
def test_words_are_no_marks(words: str) -> None:
    assert find_mark(words) is None


@given(
    st.sampled_from(MARKS),
    st.lists(st.sampled_from(INNOCENT), max_size=5),
    st.lists(st.sampled_from(INNOCENT), max_size=5),
)
def test_a_mark_is_found_whatever_stands_around_it(
    mark: str, before: list[str], after: list[str]
) -> None:
    assert find_mark("\n".join([*before, mark, *after]))


@given(st.lists(st.sampled_from(INNOCENT), max_size=20))
def test_innocent_sentences_stay_innocent_together(lines: list[str]) -> None:
    assert find_mark("\n".join(lines)) is None


@pytest.mark.parametrize("bait", ["Số: 1/" + "a-" * 50_000, "M " * 100_000, "Độ mật: " * 50_000])
def test_long_bait_does_not_hold_it_up(bait: str) -> None:
    # Not timed: a pattern that backtracks would not come back at all.
    assert find_mark(bait) is None


def test_no_real_directive_is_taken_for_a_secret() -> None:
    corpus = os.environ.get("DIEUPHOI_CORPUS")
    if not corpus:
        pytest.skip("DIEUPHOI_CORPUS is not set: no real directives to look at")
    sources = sorted(Path(corpus).glob("*/source.md"))

    found = {s.parent.name: find_mark(s.read_text(encoding="utf-8")) for s in sources}

    assert len(found) > 15
    assert {name: mark for name, mark in found.items() if mark} == {}
