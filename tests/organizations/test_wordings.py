"""The key of a spelling, and the table of wordings that follows the names."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dieuphoi.organizations.catalogue import variants
from dieuphoi.organizations.models import Name, Reach, Wording
from dieuphoi.organizations.wordings import key, respell
from tests.factories.organizations import make_organization

SAME = [
    ("UBND TP. Hà Nội", "Uỷ ban nhân dân thành phố Hà Nội"),
    ("Sở KH&ĐT", "Sở KH-ĐT"),
    ("SỞ KH & ĐT", "sở kh–đt"),
    ("Sở Khoa học & Công nghệ", "Sở Khoa học và Công nghệ"),
    ("các sở, ban, ngành", "Các Sở, ban và ngành"),
    ("UBND tỉnh Hoà Bình", "UBND tỉnh Hòa Bình"),
    ("UBND TP.HCM", "Ủy ban nhân dân Thành phố Hồ Chí Minh"),
    ("Bộ Lao động – Thương binh và Xã hội", "Bộ Lao động - Thương binh và Xã hội"),
    ("VP UBND\ntỉnh", "Văn phòng UBND tỉnh"),
]
DIFFERENT = [
    ("Sở KH&ĐT", "Sở KH&CN"),
    ("Sở Tài chính", "Sở Tài chính, Sở Nội vụ"),
    ("UBND tỉnh Bắc Ninh", "UBND thành phố Bắc Ninh"),
    ("Bộ Công an", "Bộ Công Thương"),
]


@pytest.mark.parametrize("one, other", SAME)
def test_key_is_the_same_for_spellings_of_one_agency(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize("one, other", DIFFERENT)
def test_key_differs_between_agencies(one: str, other: str) -> None:
    assert key(one) != key(other)


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxy ÀẢÃÁẠ-&.,", max_size=40))
def test_key_does_not_see_case_form_or_spaces(text: str) -> None:
    assert key(f"  {unicodedata.normalize('NFD', text.upper())} ;") == key(text)


@given(st.text(max_size=60))
def test_key_is_its_own_key(text: str) -> None:
    assert key(key(text)) == key(text)


def test_variants_are_all_combinations_of_the_alternatives() -> None:
    assert variants("{các |}sở{, ban|}|các ngành") == {
        "các sở, ban",
        "các sở",
        "sở, ban",
        "sở",
        "các ngành",
    }


def test_variants_refuse_nested_alternatives() -> None:
    with pytest.raises(ValueError, match="nested"):
        variants("{a|{b|c}}")


@pytest.mark.django_db
def test_each_spelling_has_the_widest_reach_of_its_lists() -> None:
    made = make_organization(
        "Sở Tài chính Hà Nội",
        abbreviations=("Sở TC Hà Nội",),
        in_province=("Sở Tài chính", "Sở TC Hà Nội"),
        at_home=("Sở Tài chính", "Sở"),
    )

    stored = dict(made.wordings.values_list("folded", "reach"))

    assert stored == {
        "so tai chinh ha noi": Reach.EVERYWHERE,
        "so tc ha noi": Reach.EVERYWHERE,
        "so tai chinh": Reach.PROVINCE,
        "so": Reach.HOME,
    }


@pytest.mark.django_db
def test_respelling_follows_a_new_name_and_keeps_the_old_one_dated() -> None:
    turn = date(2026, 9, 20)
    made = make_organization("UBND tỉnh Minh họa")
    made.names.update(valid_to=turn)
    Name.objects.create(organization=made, full="UBND TP Minh họa", short="UBND", valid_from=turn)

    respell([made])

    wordings = Wording.objects.filter(organization=made)
    assert sorted(wordings.values_list("folded", "valid_from", "valid_to")) == [
        ("uy ban nhan dan thanh pho minh hoa", turn, None),
        ("uy ban nhan dan tinh minh hoa", None, turn),
    ]
    made.refresh_from_db()
    assert made.name == "UBND TP Minh họa"
    assert "ubnd tinh minh hoa" in made.search


@pytest.mark.django_db
def test_respelling_twice_changes_nothing() -> None:
    made = make_organization("Sở Minh họa", abbreviations=("SMH",))
    before = set(made.wordings.values_list("pk", flat=True))

    respell([made])

    assert set(made.wordings.values_list("pk", flat=True)) == before
