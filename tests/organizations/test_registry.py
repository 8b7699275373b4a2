"""The agencies that come with the product: complete, consistent, loaded again and again."""

from datetime import date, timedelta

import pytest
from django.db.models import Count, F

from dieuphoi.organizations.models import (
    EARLIEST_FIRST,
    Area,
    Change,
    Group,
    GroupMember,
    Identifier,
    Name,
    Organization,
    Placement,
    Succession,
    Wording,
)
from dieuphoi.organizations.registry import load_registry
from dieuphoi.organizations.resolution import Meaning, resolve_many
from dieuphoi.organizations.succession import successors
from dieuphoi.organizations.wordings import respell
from tests.organizations.loaded import RegistryTest

NOW = date(2026, 11, 24)
TABLES = (Area, Organization, Name, Wording, Placement, Change, Succession, Group, GroupMember)


HEIRS = {
    "ha-noi/so-ke-hoach-va-dau-tu": ["ha-noi/so-tai-chinh"],
    "phu-yen/so-ke-hoach-va-dau-tu": ["dak-lak/so-tai-chinh"],
    "phu-yen/ubnd": ["dak-lak/ubnd"],
    "ha-noi/ban-dan-toc": ["ha-noi/so-dan-toc-va-ton-giao"],
    "ha-noi/so-ngoai-vu": ["ha-noi/van-phong-ubnd"],
    "ha-noi/so-quy-hoach-kien-truc": ["ha-noi/so-quy-hoach-kien-truc"],
    "bo-ke-hoach-va-dau-tu": ["bo-tai-chinh"],
    "bo-thong-tin-va-truyen-thong": [
        "bo-khoa-hoc-va-cong-nghe",
        "bo-van-hoa-the-thao-va-du-lich",
    ],
    "bo-noi-vu-truoc-2025": ["bo-dan-toc-va-ton-giao", "bo-noi-vu"],
    "ha-noi/quan-ba-dinh/ubnd": [],
}


def _keys(rows: list[Organization]) -> list[str]:
    return [row.key or "" for row in rows]


class TestRegistry(RegistryTest):
    """What is true of the data."""

    def test_loading_again_keeps_what_people_recorded(self) -> None:
        so = Organization.objects.get(key="ha-noi/so-du-lich")
        Organization.objects.filter(pk=so.pk).update(ends_on=date(2027, 1, 1))
        so.names.update(valid_to=date(2026, 12, 1))
        Name.objects.create(
            organization=so, full="Sở Du lịch mới", short="Sở mới", valid_from=date(2026, 12, 1)
        )
        respell([so])
        own = Organization.objects.create(
            name="Tổ tự thêm",
            short_name="Tổ",
            kind="body",
            level="province",
            sort_key="t",
            search="t",
        )

        load_registry()

        so.refresh_from_db()
        assert (so.ends_on, so.name) == (date(2027, 1, 1), "Sở Du lịch mới")
        assert [n.valid_to for n in so.names.order_by(EARLIEST_FIRST)] == [date(2026, 12, 1), None]
        assert Organization.objects.filter(pk=own.pk).exists()

    def test_there_were_63_provinces_and_are_34(self) -> None:
        committees = Organization.objects.filter(kind="peoples_committee", level="province")

        counts = [
            committees.in_force(day).count()
            for day in (date(2016, 12, 27), date(2025, 6, 30), date(2025, 7, 1), NOW)
        ]

        assert counts == [63, 63, 34, 34]

    def test_nine_of_them_are_cities_today(self) -> None:
        committees = Organization.objects.filter(kind="peoples_committee", level="province")
        names = [
            name.casefold() for name in committees.in_force(NOW).values_list("name", flat=True)
        ]

        assert sum("thành phố" in name for name in names) == 9

    def test_every_province_of_then_has_one_province_of_today(self) -> None:
        eve = date(2025, 6, 30)
        committees = Organization.objects.filter(kind="peoples_committee", level="province")
        heirs = [successors(one, NOW) for one in committees.in_force(eve)]

        assert {len(one) for one in heirs} == {1}
        assert len({one[0].pk for one in heirs}) == 34

    def test_successors_of_the_reorganization(self) -> None:
        heirs = {key: _keys(successors(Organization.objects.get(key=key), NOW)) for key in HEIRS}

        assert heirs == HEIRS

    def test_every_organization_has_names_that_cover_its_life_without_overlap(
        self,
    ) -> None:
        for organization in Organization.objects.prefetch_related("names"):
            names = list(organization.names.all())
            assert [names[0].valid_from, names[-1].valid_to] == [None, None], organization.key
            assert all(
                one.valid_to == after.valid_from
                for one, after in zip(names, names[1:], strict=False)
            ), organization.key

    def test_every_full_name_means_one_organization_on_any_day_of_its_life(
        self,
    ) -> None:
        """Two agencies of one full name at one time would make every directive ambiguous."""
        provincial = Organization.objects.exclude(level__in=["commune", "district"])
        shared: dict[str, list[Organization]] = {}
        for wording in Wording.objects.filter(organization__in=provincial, reach="everywhere"):
            shared.setdefault(wording.folded, []).append(wording.organization)  # type: ignore[arg-type]
        twins = {
            (folded, one.key, other.key)
            for folded, owners in shared.items()
            for one in owners
            for other in owners
            if (one.key or "") < (other.key or "")
            and one.ends_on != other.starts_on
            and other.ends_on != one.starts_on
        }

        assert twins == set()

    def test_nobody_outlives_its_parent_or_its_territory(self) -> None:
        too_long = Placement.objects.filter(
            organization__ends_on=None, parent__ends_on__isnull=False
        )
        landless = Placement.objects.filter(
            organization__ends_on=None, territory__valid_to__isnull=False
        )

        assert [p.organization.key for p in too_long] == []
        assert [p.organization.key for p in landless] == []

    def test_whoever_ended_has_a_change_that_day_with_a_legal_basis(self) -> None:
        untold = (
            Organization.objects.filter(ends_on__isnull=False)
            .exclude(successions_from__change__effective_on=F("ends_on"))
            .values_list("key", flat=True)
        )

        assert set(untold) == {"ha-noi/ban-can-su-dang-ubnd", "phu-yen/ban-quan-ly-khu-kinh-te"}

    def test_every_group_has_wordings(self) -> None:
        unread = Group.objects.annotate(n=Count("wordings")).filter(n=0)

        assert list(unread) == []

    def test_no_wording_means_two_classes_on_one_day(self) -> None:
        issuers = [
            Organization.objects.get(key=key)
            for key in ("ha-noi/ubnd", "phu-yen/ubnd", "chinh-phu")
        ]
        folded = set(Wording.objects.filter(group__isnull=False).values_list("folded", flat=True))

        for issuer in issuers:
            for day in (date(2022, 7, 15), NOW):
                answers = resolve_many(folded, day, issuer).values()
                assert [one.wording for one in answers if one.kind == Meaning.AMBIGUOUS] == []

    def test_no_identifier_is_invented(self) -> None:
        assert Identifier.objects.count() == 0

    def test_days_of_the_reorganization(self) -> None:
        so = Organization.objects.get(key="ha-noi/so-ke-hoach-va-dau-tu")

        assert so.exists_on(date(2025, 3, 1) - timedelta(days=1))
        assert not so.exists_on(date(2025, 3, 1))


@pytest.mark.django_db
def test_loading_again_changes_no_row() -> None:
    load_registry()
    before = [list(table._default_manager.order_by("pk").values()) for table in TABLES]

    load_registry()

    assert [list(table._default_manager.order_by("pk").values()) for table in TABLES] == before
