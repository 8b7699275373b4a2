"""Who belongs to a region or a class on a day, for an issuer."""

from datetime import date, timedelta

from dieuphoi.organizations.membership import members
from dieuphoi.organizations.models import (
    Group,
    GroupMember,
    Level,
    Organization,
    OrganizationKind,
)
from dieuphoi.organizations.resolution import resolve
from tests.factories.organizations import make_organization
from tests.organizations.loaded import RegistryTest

MERGED_ON = date(2025, 7, 1)
THEN, NOW = date(2024, 1, 1), date(2026, 11, 24)
REGIONS = {
    "vung/kttd-bac-bo": (7, 0),
    "vung/thu-do": (10, 0),
    "vung/trung-du-va-mien-nui-phia-bac": (14, 9),
    "vung/dong-bang-song-hong": (11, 6),
    "vung/bac-trung-bo-va-duyen-hai-mien-trung": (14, 0),
    "vung/tay-nguyen": (5, 0),
    "vung/bac-trung-bo": (0, 5),
    "vung/duyen-hai-nam-trung-bo-va-tay-nguyen": (0, 6),
    "vung/dong-nam-bo": (6, 3),
    "vung/dong-bang-song-cuu-long": (13, 5),
}


def _group(key: str) -> Group:
    return Group.objects.get(key=key)


def _one(key: str) -> Organization:
    return Organization.objects.get(key=key)


class TestMembership(RegistryTest):
    """Regions and classes of the registry."""

    def test_regions_have_their_members_then_and_now(self) -> None:
        counted = {
            group.key: (members(group, THEN, None).count(), members(group, NOW, None).count())
            for group in Group.objects.filter(kind="region")
        }

        assert counted == REGIONS

    def test_six_regions_divide_the_country_then_and_now(self) -> None:
        regions = [key for key in REGIONS if key not in ("vung/kttd-bac-bo", "vung/thu-do")]
        everybody = _group("ubnd-cac-tinh-thanh-pho")

        for day, total in ((THEN, 63), (MERGED_ON - timedelta(days=1), 63), (MERGED_ON, 34)):
            listed = [o.pk for key in regions for o in members(_group(key), day, None)]
            assert len(listed) == total
            assert set(listed) == {o.pk for o in members(everybody, day, None)}

    def test_northern_key_region_is_the_seven_who_signed(self) -> None:
        found = members(_group("vung/kttd-bac-bo"), date(2016, 12, 27), None)

        assert sorted(o.key or "" for o in found) == [
            "bac-ninh-truoc-2025/ubnd",
            "ha-noi/ubnd",
            "hai-duong/ubnd",
            "hai-phong-truoc-2025/ubnd",
            "hung-yen-truoc-2025/ubnd",
            "quang-ninh/ubnd",
            "vinh-phuc/ubnd",
        ]

    def test_departments_of_a_class_are_those_of_the_issuer_on_that_day(
        self,
    ) -> None:
        group, ubnd = _group("cac-so-ban-nganh"), _one("ha-noi/ubnd")

        then = {o.key for o in members(group, THEN, ubnd)}
        now = {o.key for o in members(group, NOW, ubnd)}

        assert len(then) == 26
        assert len(now) == 20
        assert "ha-noi/so-ke-hoach-va-dau-tu" in then - now
        assert "ha-noi/so-tai-chinh" in now - then
        assert all(str(key).startswith("ha-noi/") for key in then | now)

    def test_communes_of_a_class_are_those_of_the_issuers_province(self) -> None:
        group = _group("ubnd-cac-xa-phuong")

        for issuer, expected in (
            ("ha-noi/ubnd", 18),
            ("ha-noi/so-tai-chinh", 18),
            ("dong-nai/ubnd", 11),
        ):
            found = members(group, NOW, _one(issuer))
            assert found.count() == expected
            assert {o.level for o in found} == {Level.COMMUNE}

    def test_districts_of_a_class_ended_with_their_level(self) -> None:
        group, ubnd = _group("ubnd-cac-quan-huyen"), _one("ha-noi/ubnd")

        assert members(group, MERGED_ON - timedelta(days=1), ubnd).count() == 30
        assert members(group, MERGED_ON, ubnd).count() == 0

    def test_ministries_are_those_of_the_day(self) -> None:
        group = _group("cac-bo")

        assert members(group, date(2025, 2, 28), None).count() == 22
        assert members(group, date(2025, 3, 1), None).count() == 17

    def test_units_of_a_class_are_those_under_the_issuer(self) -> None:
        group = _group("cac-don-vi-truc-thuoc-bo")

        found = members(group, THEN, _one("bo-ke-hoach-va-dau-tu"))

        assert "bo-ke-hoach-va-dau-tu/vu-quan-ly-quy-hoach" in {o.key for o in found}
        assert members(group, THEN, _one("bo-cong-an")).count() == 0

    def test_relative_class_has_nobody_without_an_issuer(self) -> None:
        nowhere = make_organization("Không nơi nào")

        assert members(_group("cac-so-ban-nganh"), NOW, None).count() == 0
        assert members(_group("cac-so-ban-nganh"), NOW, nowhere).count() == 0
        assert members(_group("cac-don-vi-truc-thuoc-bo"), NOW, None).count() == 0

    def test_exceptions_of_a_class_hold_for_their_period(self) -> None:
        group, ubnd = _group("cac-so-ban-nganh"), _one("ha-noi/ubnd")
        guest, police = _one("ha-noi/mat-tran-to-quoc"), _one("ha-noi/cong-an")
        turn = date(2026, 6, 1)
        GroupMember.objects.create(group=group, organization=guest, valid_from=turn)
        GroupMember.objects.create(
            group=group, organization=police, included=False, valid_from=turn
        )

        before, after = (set(members(group, day, ubnd)) for day in (turn - timedelta(days=1), turn))

        assert (guest in before, police in before) == (False, True)
        assert (guest in after, police in after) == (True, False)
        assert before - {police} == after - {guest}

    def test_every_class_that_an_issuer_can_mean_has_members(self) -> None:
        """A class that resolves and then fans out to nobody would lose a task without a word."""
        for issuer, day in (("ha-noi/ubnd", NOW), ("ha-noi/ubnd", THEN), ("chinh-phu", NOW)):
            for group in Group.objects.filter(kind="class"):
                answer = resolve(group.name, day, _one(issuer))
                if answer.group and group.rule["relative"] != "issuer":
                    assert members(answer.group, day, _one(issuer)).exists(), (issuer, group)

    def test_no_member_is_dead_or_double(self) -> None:
        for group in Group.objects.all():
            for issuer in (_one("ha-noi/ubnd"), _one("phu-yen/ubnd"), _one("chinh-phu")):
                for day in (THEN, MERGED_ON, NOW):
                    found = list(members(group, day, issuer))
                    assert len(found) == len(set(found))
                    assert all(one.exists_on(day) for one in found)
                    assert OrganizationKind.BODY not in {one.kind for one in found}
