"""Whom a wording means: by day, by issuer, exactly or not at all."""

import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from dieuphoi.organizations.models import Group, GroupKind, Level, Organization, Wording
from dieuphoi.organizations.resolution import Meaning, resolve, resolve_many
from tests.factories.organizations import make_area, make_organization
from tests.organizations.loaded import RegistryTest

NOW = date(2026, 11, 24)
HANOI_2021 = ("UBND thành phố Hà Nội", date(2021, 3, 31))
HANOI = ("UBND thành phố Hà Nội", date(2026, 1, 20))
PHU_YEN = ("UBND tỉnh Phú Yên", date(2022, 7, 15))
DONG_NAI = ("UBND tỉnh Đồng Nai", date(2025, 11, 18))
PLANNING = ("Bộ Kế hoạch và Đầu tư", date(2022, 8, 1))
GOVERNMENT_2024 = ("Chính phủ", date(2024, 6, 1))

TWICE = {
    "UBND tỉnh Bắc Ninh": date(2025, 7, 1),
    "UBND thành phố Hải Phòng": date(2025, 7, 1),
    "Bộ Tài chính": date(2025, 3, 1),
    "Sở Tài chính thành phố Hà Nội": date(2025, 3, 1),
}
NEW_CITIES = [
    ("UBND tỉnh Đồng Nai", "UBND thành phố Đồng Nai", date(2026, 4, 30)),
    ("UBND tỉnh Quảng Ninh", "UBND thành phố Quảng Ninh", date(2026, 9, 1)),
    ("UBND tỉnh Bắc Ninh", "UBND thành phố Bắc Ninh", date(2026, 9, 20)),
    ("Công an tỉnh Đồng Nai", "Công an thành phố Đồng Nai", date(2026, 4, 30)),
]
EXPECTED = {
    (HANOI_2021, "Sở Kế hoạch và Đầu tư"): "Sở Kế hoạch và Đầu tư thành phố Hà Nội",
    (HANOI_2021, "Sở KH&ĐT"): "Sở Kế hoạch và Đầu tư thành phố Hà Nội",
    (HANOI_2021, "Sở KH-ĐT Hà Nội"): "Sở Kế hoạch và Đầu tư thành phố Hà Nội",
    (HANOI_2021, "các sở, ban, ngành"): "Các sở, ban, ngành",
    (HANOI_2021, "UBND các quận, huyện, thị xã"): (
        "Ủy ban nhân dân các quận, huyện, thị xã, thành phố"
    ),
    (HANOI_2021, "UBND các xã, phường"): Meaning.UNKNOWN,
    (HANOI_2021, "Ban Cán sự đảng UBND TP"): ("Ban Cán sự đảng Ủy ban nhân dân thành phố Hà Nội"),
    (HANOI_2021, "Thành ủy"): "Thành ủy Hà Nội",
    (HANOI, "Sở Kế hoạch và Đầu tư"): Meaning.UNKNOWN,
    (HANOI, "Sở Tài chính"): "Sở Tài chính thành phố Hà Nội",
    (HANOI, "SỞ TÀI CHÍNH ĐỒNG NAI"): "Sở Tài chính tỉnh Đồng Nai",
    (HANOI, "UBND thành phố"): "Ủy ban nhân dân thành phố Hà Nội",
    (HANOI, "UBND tỉnh/thành phố"): "Ủy ban nhân dân thành phố Hà Nội",
    (HANOI, "UBND tỉnh"): Meaning.UNKNOWN,
    (HANOI, "UBND phường Hoàn Kiếm"): "Ủy ban nhân dân phường Hoàn Kiếm",
    (HANOI, "UBND phường"): Meaning.UNKNOWN,
    (HANOI, "UBND cấp xã"): "Ủy ban nhân dân các xã, phường",
    (HANOI, "Công an thành phố"): "Công an thành phố Hà Nội",
    (HANOI, "Bộ Tư lệnh Thủ đô"): "Bộ Tư lệnh Thủ đô Hà Nội",
    (HANOI, "các phường, xã"): "Ủy ban nhân dân các xã, phường",
    (HANOI, "UBND các quận, huyện, thị xã"): Meaning.UNKNOWN,
    (HANOI, "các địa phương"): "Các địa phương trong tỉnh",
    (HANOI, "các địa phương liên quan"): Meaning.OPEN,
    (HANOI, "Các đơn vị có liên quan"): Meaning.OPEN,
    (HANOI, "các sở, ban ngành, địa phương liên quan"): Meaning.OPEN,
    (HANOI, "Sở Tài chính và các đơn vị liên quan"): Meaning.UNKNOWN,
    (HANOI, "Bộ Xây dựng"): "Bộ Xây dựng",
    (HANOI, "Sở Tài chính, Sở Nội vụ"): Meaning.UNKNOWN,
    (HANOI, "Ban chưa ai biết"): Meaning.UNKNOWN,
    (HANOI, ""): Meaning.UNKNOWN,
    (PHU_YEN, "Sở KH-ĐT"): "Sở Kế hoạch và Đầu tư tỉnh Phú Yên",
    (PHU_YEN, "UBND tỉnh"): "Ủy ban nhân dân tỉnh Phú Yên",
    (PHU_YEN, "UBND các huyện, thị xã, thành phố"): (
        "Ủy ban nhân dân các quận, huyện, thị xã, thành phố"
    ),
    (PHU_YEN, "các bộ, ngành Trung ương liên quan"): Meaning.OPEN,
    (DONG_NAI, "Công an tỉnh"): "Công an tỉnh Đồng Nai",
    (DONG_NAI, "Bộ CHQS tỉnh"): "Bộ Chỉ huy Quân sự tỉnh Đồng Nai",
    (DONG_NAI, "Văn phòng UBND tỉnh"): "Văn phòng Ủy ban nhân dân tỉnh Đồng Nai",
    (DONG_NAI, "Ban Quản lý các Khu công nghiệp, khu kinh tế"): (
        "Ban Quản lý các khu công nghiệp, khu kinh tế tỉnh Đồng Nai"
    ),
    (DONG_NAI, "Sở Dân tộc và Tôn giáo"): "Sở Dân tộc và Tôn giáo tỉnh Đồng Nai",
    (DONG_NAI, "UBND các phường xã"): "Ủy ban nhân dân các xã, phường",
    (DONG_NAI, "Sở Tài nguyên và Môi trường"): Meaning.UNKNOWN,
    (PLANNING, "Vụ Quản lý quy hoạch"): "Vụ Quản lý quy hoạch, Bộ Kế hoạch và Đầu tư",
    (PLANNING, "Viện Chiến lược phát triển"): ("Viện Chiến lược phát triển, Bộ Kế hoạch và Đầu tư"),
    (PLANNING, "các đơn vị trực thuộc Bộ"): "Các đơn vị trực thuộc Bộ",
    (HANOI_2021, "Vụ Quản lý quy hoạch"): Meaning.UNKNOWN,
    (GOVERNMENT_2024, "các bộ, ngành, địa phương"): "Các bộ, ngành, địa phương",
    (GOVERNMENT_2024, "các địa phương"): "Các địa phương (tỉnh, thành phố)",
    (GOVERNMENT_2024, "UBND các tỉnh, thành phố trực thuộc Trung ương"): (
        "Ủy ban nhân dân các tỉnh, thành phố"
    ),
    (GOVERNMENT_2024, "Sở Tài chính"): Meaning.UNKNOWN,
    (GOVERNMENT_2024, "các sở, ban, ngành"): Meaning.UNKNOWN,
    (GOVERNMENT_2024, "các tỉnh, thành phố trong Vùng Thủ đô"): "Vùng Thủ đô",
}


def _same(text: str) -> str:
    return text


VARIANTS: list[Callable[[str], str]] = [
    _same,
    str.upper,
    str.lower,
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: f"  {text.replace(' ', '  ')} ",
    lambda text: text.replace("-", "–").replace(",", " ,"),
    lambda text: text.replace("Ủy ban nhân dân", "UBND").replace("thành phố", "TP."),
    lambda text: text.replace(" và ", " & "),
    lambda text: text.replace("òa", "oà").replace("Ủy", "Uỷ"),
    lambda text: f"{text}.",
]


def _hanoi() -> Organization:
    return Organization.objects.get(key="ha-noi/ubnd")


class TestResolution(RegistryTest):
    """What wordings mean, with the agencies of the registry."""

    def test_resolve_knows_what_the_directives_of_the_seeds_and_of_today_say(
        self,
    ) -> None:
        found = {}
        for (issuer_name, day), wording in EXPECTED:
            issuer = resolve(issuer_name, day, None).organization
            assert issuer, issuer_name
            answer = resolve(wording, day, issuer)
            found[(issuer_name, day), wording] = answer.name if answer.is_certain else answer.kind

        assert found == EXPECTED

    def test_the_same_name_is_two_organizations_before_and_after_a_merge(self) -> None:
        for wording, ended_on in TWICE.items():
            before = resolve(wording, ended_on - timedelta(days=1), None).organization
            after = resolve(wording, ended_on, None).organization
            assert before
            assert after
            assert before != after
            assert (before.ends_on, after.starts_on) == (ended_on, ended_on)

    def test_a_province_that_became_a_city_is_the_same_organization_under_two_names(self) -> None:
        for before, after, turn in NEW_CITIES:
            eve = turn - timedelta(days=1)
            known = resolve(before, eve, None).organization
            assert known
            assert resolve(after, turn, None).organization == known
            assert resolve(before, turn, None).kind == Meaning.UNKNOWN
            assert resolve(after, eve, None).kind == Meaning.UNKNOWN

    def test_a_commune_means_the_departments_of_its_province_and_its_own_committee(
        self,
    ) -> None:
        ward = resolve("UBND phường Cửa Nam", NOW, _hanoi()).organization
        assert ward

        names = [
            resolve(wording, NOW, ward).name
            for wording in (
                "Sở Tài chính",
                "UBND thành phố",
                "UBND phường",
                "UBND phường Hoàn Kiếm",
            )
        ]

        assert names == [
            "Sở Tài chính thành phố Hà Nội",
            "Ủy ban nhân dân thành phố Hà Nội",
            "Ủy ban nhân dân phường Cửa Nam",
            "Ủy ban nhân dân phường Hoàn Kiếm",
        ]

    def test_without_an_issuer_only_full_names_are_understood(self) -> None:
        assert resolve("Sở Tài chính", NOW, None).kind == Meaning.UNKNOWN
        assert resolve("Sở Tài chính Đồng Nai", NOW, None).kind == Meaning.AGENCY

    def test_many_wordings_take_as_many_queries_as_three(self) -> None:
        issuer = _hanoi()
        known = sorted(set(Wording.objects.values_list("folded", flat=True)))[:90]
        three = ["Sở Tài chính", "các sở, ban, ngành", "Bộ Xây dựng"]
        counts = []

        for wordings in (three, three + known + [f"không biết {n}" for n in range(7)]):
            with CaptureQueriesContext(connection) as queries:
                assert len(resolve_many(wordings, NOW, issuer)) == len(wordings)
            counts.append(len(queries))

        assert counts == [3, 3]

    def test_variants_of_every_full_name_mean_that_organization_or_say_that_several_do(
        self,
    ) -> None:
        living = list(Organization.objects.in_force(NOW))
        for one in Random(7).sample(living, 60):
            answers = resolve_many({vary(one.name) for vary in VARIANTS}, NOW, None).values()
            assert {answer.organization for answer in answers} == {one}

    def test_answers_always_exist_on_the_day(self) -> None:
        """On any day, in anybody's mouth, no wording means or offers an organization that is not."""
        folded = sorted(set(Wording.objects.values_list("folded", flat=True)))
        issuers = [None, *Organization.objects.order_by("pk")]

        @settings(max_examples=60, deadline=None)
        @given(
            st.lists(st.sampled_from(folded), min_size=1, max_size=30),
            st.dates(date(2015, 1, 1), date(2028, 1, 1)),
            st.sampled_from(issuers),
        )
        def holds(wordings: list[str], day: date, issuer: Organization | None) -> None:
            for answer in resolve_many(wordings, day, issuer).values():
                named = [answer.organization] if answer.organization else []
                assert all(one.exists_on(day) for one in [*named, *answer.candidates])
                assert (answer.kind == Meaning.AGENCY) == bool(answer.organization)
                assert (answer.kind == Meaning.CLASS) == bool(answer.group)

        holds()


@pytest.mark.django_db
def test_two_agencies_of_one_spelling_are_ambiguous_and_both_offered() -> None:
    area = make_area("Minh họa")
    issuer = make_organization("UBND Minh họa", territory=area)
    both = [
        make_organization(f"Ban {n}", territory=area, in_province=("Ban Quản lý dự án",))
        for n in ("Một", "Hai")
    ]

    answer = resolve("Ban Quản lý dự án", NOW, issuer)

    assert (answer.kind, answer.organization, answer.is_certain) == (
        Meaning.AMBIGUOUS,
        None,
        False,
    )
    assert answer.candidates == sorted(both, key=lambda one: one.sort_key)


@pytest.mark.django_db
def test_agency_and_class_of_one_spelling_are_ambiguous() -> None:
    one = make_organization("Các sở", level=Level.CENTRAL)
    group = Group.objects.create(
        key="lop", kind=GroupKind.CLASS, name="Lớp", sort_key="l", rule={"sets": []}
    )
    Wording.objects.create(group=group, folded="cac so")

    assert resolve("Các sở", NOW, None).kind == Meaning.AMBIGUOUS
    assert resolve("Các sở", NOW, None).candidates == [one]
