"""The directory and the page of one organization: names over time, heirs, people, what it owes."""

from datetime import date

import pytest

from dieuphoi.organizations.models import Name, Organization
from tests.cast import Cast, World, organization
from tests.factories.organizations import make_organization, make_succession
from tests.web.visitor import counted_links, links_of, visit, words_of

pytestmark = pytest.mark.django_db

LIST = "/organizations/"
MERGED_ON = date(2025, 7, 1)


def page_of(agency: Organization) -> str:
    return f"/organizations/{agency.pk}/"


def test_the_directory_lists_what_exists_and_finds_what_has_ended(cast: Cast) -> None:
    ended = make_organization("Sở Cũ", ends_on=MERGED_ON)

    assert "Sở Cũ" not in visit(cast.officer, LIST)
    found = visit(cast.officer, LIST, q="so cu")
    assert (page_of(ended), "Sở Cũ") in links_of(found)
    assert "kết thúc 01/07/2025" in words_of(found)


def test_a_search_without_result_offers_the_whole_directory(cast: Cast) -> None:
    page = visit(cast.officer, LIST, q="xyz")

    assert "Không có cơ quan nào khớp" in words_of(page)
    assert (LIST, "Xem mọi cơ quan") in links_of(page)


def test_names_stand_with_their_time_and_legal_basis(cast: Cast) -> None:
    agency = make_organization("Sở Nay")
    agency.names.update(valid_from=MERGED_ON)
    Name.objects.create(
        organization=agency,
        full="Sở Xưa",
        short="Sở Xưa",
        valid_to=MERGED_ON,
        legal_basis="Nghị quyết minh họa",
    )

    said = words_of(visit(cast.officer, page_of(agency)))

    assert "Sở Xưa Sở Xưa đến trước 01/07/2025 Nghị quyết minh họa" in said
    assert "Sở Nay Sở Nay từ 01/07/2025" in said


def test_heirs_are_linked_both_ways_with_day_and_legal_basis(cast: Cast) -> None:
    old = make_organization("Sở Cũ", ends_on=MERGED_ON)
    heir = make_organization("Sở Mới", starts_on=MERGED_ON)
    make_succession(MERGED_ON, old, heir)

    before, after = visit(cast.officer, page_of(old)), visit(cast.officer, page_of(heir))

    assert "kết thúc hoạt động từ 01/07/2025" in words_of(before)
    assert (page_of(heir), "Sở Mới") in links_of(before)
    assert (page_of(old), "Sở Cũ") in links_of(after)
    assert "Kế thừa từ Sở Cũ Hợp nhất, sáp nhập 01/07/2025 Nghị quyết minh họa" in words_of(after)


def test_parent_and_children_are_linked(cast: Cast) -> None:
    parent = make_organization("UBND tỉnh Trên")
    child = make_organization("Sở Dưới", parent=parent)

    assert (page_of(parent), "UBND tỉnh Trên") in links_of(visit(cast.officer, page_of(child)))
    assert (page_of(child), "Sở Dưới") in links_of(visit(cast.officer, page_of(parent)))


def test_what_it_owes_is_counted_and_leads_to_the_list(world: World) -> None:
    agency = world.cast.so

    counts = dict(counted_links(visit(world.cast.focal, page_of(agency)), "/tasks/"))

    base = f"/tasks/?part=any&agency={agency.pk}"
    assert counts[base] == 1
    assert counts[f"{base}&state=assigned"] == 1
    assert counts[f"{base}&state=rework"] == 0


def test_what_one_may_not_see_is_not_counted(world: World) -> None:
    said = words_of(visit(world.cast.other_officer, page_of(world.cast.so)))

    assert "Không có nghĩa vụ nào trong phạm vi bạn được xem" in said


def test_people_are_shown_to_their_own_agency_only(cast: Cast) -> None:
    assert cast.head.label in visit(cast.officer, page_of(cast.so))
    assert cast.head.label not in visit(cast.stranger, page_of(cast.so))


def test_an_agency_without_anything_recorded_has_a_page(cast: Cast) -> None:
    said = words_of(visit(cast.officer, page_of(organization("Ban Trống"))))

    assert "Ban Trống" in said
    assert "Chưa ghi tên theo thời kỳ" in said
