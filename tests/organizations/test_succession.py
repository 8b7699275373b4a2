"""Who continues whom, and what an organization was on a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dieuphoi.organizations.models import ChangeKind, Name, Organization, Placement
from dieuphoi.organizations.succession import (
    name_on,
    names_on,
    parent_on,
    predecessors,
    successors,
)
from dieuphoi.organizations.wordings import respell
from tests.factories.organizations import make_organization, make_succession

MARCH, JULY, NOW = date(2025, 3, 1), date(2025, 7, 1), date(2026, 11, 24)


@pytest.mark.django_db
def test_successors_are_the_organization_itself_while_it_exists() -> None:
    old, new = make_organization("Cũ", ends_on=MARCH), make_organization("Mới", starts_on=MARCH)
    make_succession(MARCH, old, new)

    assert successors(old, MARCH - timedelta(days=1)) == [old]
    assert successors(old, MARCH) == [new]


@pytest.mark.django_db
def test_successors_follow_a_merge_of_a_merge() -> None:
    first = make_organization("Một", ends_on=MARCH)
    second = make_organization("Hai", starts_on=MARCH, ends_on=JULY)
    third = make_organization("Ba", starts_on=JULY)
    make_succession(MARCH, first, second)
    make_succession(JULY, second, third)

    assert successors(first, MARCH) == [second]
    assert successors(first, NOW) == [third]
    assert predecessors(third) == [second, first]


@pytest.mark.django_db
def test_successors_of_a_split_are_all_heirs_in_order() -> None:
    old = make_organization("Cũ", ends_on=MARCH)
    heirs = [make_organization(name) for name in ("Đất", "Án", "Biển")]
    for heir in heirs:
        make_succession(MARCH, old, heir, ChangeKind.SPLIT, scope="một phần")

    assert [heir.name for heir in successors(old, NOW)] == ["Án", "Biển", "Đất"]


@pytest.mark.django_db
def test_abolition_without_an_heir_has_no_successor() -> None:
    old = make_organization("Quận Minh họa", ends_on=JULY)
    make_succession(JULY, old, None, ChangeKind.ABOLISH)

    assert successors(old, NOW) == []


@pytest.mark.django_db
def test_change_of_status_is_not_a_succession() -> None:
    same = make_organization("UBND tỉnh Minh họa")
    make_succession(JULY, same, same, ChangeKind.STATUS)

    assert successors(same, NOW) == [same]
    assert predecessors(same) == []


@pytest.mark.django_db
def test_name_is_that_of_the_day() -> None:
    made = make_organization("UBND tỉnh Minh họa")
    made.names.update(valid_to=JULY)
    Name.objects.create(
        organization=made, full="UBND thành phố Minh họa", short="UBND", valid_from=JULY
    )
    respell([made])

    assert name_on(made, JULY - timedelta(days=1)) == "UBND tỉnh Minh họa"
    assert name_on(made, JULY) == "UBND thành phố Minh họa"
    assert Organization.objects.get(pk=made.pk).name == "UBND thành phố Minh họa"


@pytest.mark.django_db
def test_names_of_many_take_one_query(django_assert_num_queries: object) -> None:
    many = [make_organization(f"Sở {n}") for n in range(30)]

    with django_assert_num_queries(1):  # type: ignore[operator]
        named = names_on(many, NOW)

    assert named == {one.pk: one.name for one in many}


@pytest.mark.django_db
def test_parent_is_that_of_the_day() -> None:
    before, after = make_organization("Trước"), make_organization("Sau")
    made = make_organization("Đơn vị", parent=before)
    made.placements.update(valid_to=JULY)
    Placement.objects.create(organization=made, parent=after, valid_from=JULY)

    assert parent_on(made, JULY - timedelta(days=1)) == before
    assert parent_on(made, JULY) == after


class TestAnySuccession(TestCase):
    """What must hold for every history of merges, splits and ends, circles included."""

    @settings(max_examples=25, deadline=None)
    @given(
        lives=st.lists(st.integers(1, 6), min_size=2, max_size=6),
        steps=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 6))),
        on=st.integers(0, 7),
    )
    def test_successors_exist_on_the_day(
        self, lives: list[int], steps: list[tuple[int, int, int]], on: int
    ) -> None:
        organizations = [
            make_organization(f"Cơ quan {n}", ends_on=date(2020 + end, 1, 1))
            for n, end in enumerate(lives)
        ]
        for old, new, year in steps:
            if max(old, new) < len(organizations):
                make_succession(date(2020 + year, 1, 1), organizations[old], organizations[new])
        day = date(2020 + on, 1, 1)

        for organization in organizations:
            heirs = successors(organization, day)
            assert all(heir.exists_on(day) for heir in heirs)
            assert (
                (heirs == [organization])
                if organization.exists_on(day)
                else (organization not in heirs)
            )
            assert organization not in predecessors(organization)
