"""Where one agency ends and the next begins."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dieuphoi.documents.reading.agencies import is_doubtful, split_agencies, split_lead

NAMES = [
    "Sở Nội vụ",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Bộ Lao động - Thương binh và Xã hội",
    "UBND các xã, phường",
    "các sở, ban, ngành",
    "các bộ, ngành và địa phương liên quan",
    "Ban Quản lý khu công nghệ cao và khu công nghiệp",
    "Báo và Phát thanh, Truyền hình tỉnh",
    "Công an tỉnh",
    "Văn phòng HĐND, UBND tỉnh",
    "VTV",
    "Trung tâm Chuyển đổi số (Sở Khoa học và Công nghệ, đầu mối)",
]


@pytest.mark.parametrize("name", NAMES)
def test_one_body_stays_whole(name: str) -> None:
    assert split_agencies(name) == [name]


@pytest.mark.parametrize(
    "text, names",
    [
        ("Sở Nội vụ; Sở Y tế", ["Sở Nội vụ", "Sở Y tế"]),
        ("Sở Nội vụ, Sở Y tế.", ["Sở Nội vụ", "Sở Y tế"]),
        ("Sở Nội vụ\nSở Y tế", ["Sở Nội vụ", "Sở Y tế"]),
        ("- Sở Nội vụ\n- Sở Y tế;", ["Sở Nội vụ", "Sở Y tế"]),
        ("Sở Nội vụ và Sở Y tế", ["Sở Nội vụ", "Sở Y tế"]),
        ("Sở Nội vụ và các sở, ngành", ["Sở Nội vụ", "các sở, ngành"]),
        ("Sở Y tế, các sở, ngành, UBND các xã", ["Sở Y tế", "các sở, ngành", "UBND các xã"]),
        (
            "các sở, ban, ngành và UBND các xã, phường",
            ["các sở, ban, ngành", "UBND các xã, phường"],
        ),
        (
            "Sở Văn hóa, Thể thao và Du lịch, Sở Y tế",
            ["Sở Văn hóa, Thể thao và Du lịch", "Sở Y tế"],
        ),
        ("Sở Nội vụ Sở Y tế", ["Sở Nội vụ", "Sở Y tế"]),
        ("Bộ Nội vụ Bộ Y tế", ["Bộ Nội vụ", "Bộ Y tế"]),
        ("Sở Sở Y tế", ["Sở Y tế"]),
        ("VTV, VOV, các địa phương", ["VTV", "VOV", "các địa phương"]),
        ("Doanh nghiệp, Sở, ban, ngành", ["Doanh nghiệp", "Sở, ban, ngành"]),
        ("Sở Khoa học\nvà Công nghệ", ["Sở Khoa học và Công nghệ"]),
        ("Sở Nội vụ; Sở Nội vụ", ["Sở Nội vụ"]),
        ("Các sở theo chức năng, nhiệm vụ được giao", ["Các sở"]),
        ("", []),
        ("-", []),
    ],
)
def test_separators_part_bodies(text: str, names: list[str]) -> None:
    assert split_agencies(text) == names


@given(st.lists(st.sampled_from(NAMES), unique=True))
def test_names_joined_by_semicolons_come_apart_again(names: list[str]) -> None:
    assert split_agencies("; ".join(names)) == names


@given(st.text(alphabet="Sởàvcá,;-() \nUBND&nội", max_size=60))
def test_splitting_what_was_split_changes_nothing(text: str) -> None:
    once = split_agencies(text)
    # A bracket that one line opens and another closes would hold the semicolon between them.
    assume(all(name.count("(") == name.count(")") for name in once))
    assert split_agencies("; ".join(once)) == once


@pytest.mark.parametrize(
    "text, lead, others",
    [
        ("Sở Y tế", ["Sở Y tế"], []),
        (
            "Chủ trì: Sở Y tế; phối hợp: Sở Nội vụ, Công an tỉnh",
            ["Sở Y tế"],
            ["Sở Nội vụ", "Công an tỉnh"],
        ),
        ("Cơ quan chủ trì: Sở Y tế\nCơ quan phối hợp: Sở Nội vụ", ["Sở Y tế"], ["Sở Nội vụ"]),
        ("Sở Y tế chủ trì, phối hợp với Sở Nội vụ", ["Sở Y tế"], ["Sở Nội vụ"]),
        ("Sở Y tế chủ trì", ["Sở Y tế"], []),
    ],
)
def test_cell_that_names_both_is_parted(text: str, lead: list[str], others: list[str]) -> None:
    assert split_lead(text) == (lead, others)


@pytest.mark.parametrize(
    "text",
    [
        "Theo phân công tại Quyết định số 12",
        "Các cơ quan nêu tại khoản 1 Mục II",
        "Sở Y tế có trách nhiệm rà soát danh mục",
    ],
)
def test_sentence_or_reference_is_doubtful(text: str) -> None:
    assert is_doubtful(text)


@pytest.mark.parametrize("name", NAMES)
def test_name_is_not_doubtful(name: str) -> None:
    assert not is_doubtful(name)
