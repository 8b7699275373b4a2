"""The directory, the page of one organization, the search."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dieuphoi.organizations import queries
from dieuphoi.organizations.models import Organization
from dieuphoi.organizations.roles import Role
from tests.factories.organizations import make_actor, make_organization
from tests.organizations.loaded import RegistryTest

NOW = date(2026, 11, 24)


def _one(key: str) -> Organization:
    return Organization.objects.get(key=key)


class TestPages(RegistryTest):
    """Pages of the agencies of the registry."""

    def test_directory_finds_todays_organizations_by_words(self) -> None:
        found = queries.directory("so tai chinh HÀ NỘI", NOW)

        assert [o.key for o in found] == ["ha-noi/so-tai-chinh"]

    def test_directory_finds_an_organization_by_its_former_name(self) -> None:
        found = queries.directory("UBND tỉnh Đồng Nai", NOW).filter(kind="peoples_committee")

        assert [o.name for o in found] == ["Ủy ban nhân dân thành phố Đồng Nai"]

    def test_search_gives_the_living_first_and_nothing_for_nothing(self) -> None:
        found = [o.key for o in queries.search("bộ tài chính").filter(kind="ministry")]

        assert found == ["bo-tai-chinh", "bo-tai-chinh-truoc-2025"]
        assert list(queries.search("  ")) == []

    def test_page_tells_where_the_organization_comes_from(self) -> None:
        page = queries.organization_page(_one("ha-noi/so-tai-chinh"), NOW)

        assert page.name == "Sở Tài chính thành phố Hà Nội"
        assert page.parent == _one("ha-noi/ubnd")
        assert page.territory
        assert page.territory.name == "Hà Nội"
        assert [s.predecessor.key for s in page.came_from if s.predecessor] == [
            "ha-noi/so-ke-hoach-va-dau-tu",
            "ha-noi/so-tai-chinh-truoc-2025",
        ]
        assert all(s.change.legal_basis for s in page.came_from)
        assert (page.went_to, page.status_changes) == ([], [])

    def test_page_of_a_city_that_was_a_province_shows_both_names(self) -> None:
        page = queries.organization_page(_one("bac-ninh/ubnd"), date(2026, 1, 1))

        assert page.name == "Ủy ban nhân dân tỉnh Bắc Ninh"
        assert [name.full for name in page.names] == [
            "Ủy ban nhân dân tỉnh Bắc Ninh",
            "Ủy ban nhân dân thành phố Bắc Ninh",
        ]
        assert [s.change.legal_basis for s in page.status_changes] == ["Nghị quyết 39/2026/QH16"]
        assert [group.key for group in page.regions] == ["vung/dong-bang-song-hong"]
        assert {s.predecessor.key for s in page.came_from if s.predecessor} == {
            "bac-giang/ubnd",
            "bac-ninh-truoc-2025/ubnd",
        }

    def test_page_lists_children_of_the_day(self) -> None:
        ubnd = _one("ha-noi/ubnd")

        then = {o.key for o in queries.organization_page(ubnd, date(2024, 1, 1)).children}
        now = {o.key for o in queries.organization_page(ubnd, NOW).children}

        assert "ha-noi/so-ke-hoach-va-dau-tu" in then - now
        assert "ha-noi/phuong-hoan-kiem/ubnd" in now - then

    def test_page_takes_the_same_queries_for_any_organization(self) -> None:
        counts = []
        for organization in (make_organization("Đơn độc"), _one("ha-noi/ubnd")):
            with CaptureQueriesContext(connection) as seen:
                page = queries.organization_page(organization, NOW)
                assert [s.change.legal_basis for s in page.came_from] == []
                list(page.children[:50])
            counts.append(len(seen))

        assert counts == [6, 6]


@pytest.mark.django_db
def test_people_of_an_organization_are_shown_to_their_own_and_the_administrator() -> None:
    so, khac = make_organization("Sở Một"), make_organization("Sở Hai")
    officer, stranger = make_actor("so", so), make_actor("la", khac)
    administrator = make_actor("quan-tri", khac, Role.ADMINISTRATOR)

    shown = {
        actor.label: [p.user.username for p in queries.positions_of(so, NOW, actor)]
        for actor in (officer, stranger, administrator)
    }

    assert shown == {"Người so": ["so"], "Người la": [], "Người quan-tri": ["so"]}
