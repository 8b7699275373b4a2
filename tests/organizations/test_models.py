"""What the tables refuse, and who sees accounts and positions."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models

from dieuphoi.organizations.models import (
    Area,
    Change,
    Group,
    GroupKind,
    GroupMember,
    Level,
    Name,
    Organization,
    OrganizationKind,
    Placement,
    Position,
    Succession,
    User,
    Wording,
)
from dieuphoi.organizations.roles import Role
from tests.factories.organizations import (
    make_actor,
    make_area,
    make_organization,
    make_position,
    make_user,
)

JULY = date(2025, 7, 1)
JUNE = date(2025, 6, 1)


def _organization() -> Organization:
    return make_organization("Sở Minh họa", parent=make_organization("UBND Minh họa"))


def _group() -> Group:
    return Group.objects.create(key="vung", kind=GroupKind.REGION, name="Vùng", sort_key="v")


def _twice(make: Callable[[], models.Model]) -> models.Model:
    make().save()
    return make()


REFUSED: dict[str, Callable[[], models.Model]] = {
    "organization_days_in_order": lambda: Organization(
        name="A", short_name="A", kind="unit", level="unit", starts_on=JULY, ends_on=JUNE
    ),
    "organization_has_a_name": lambda: Organization(
        name="", short_name="A", kind="unit", level="unit"
    ),
    "name_days_in_order": lambda: Name(
        organization=_organization(), full="A", short="A", valid_from=JULY, valid_to=JULY
    ),
    "name_is_not_empty": lambda: Name(
        organization=_organization(), full="A", short="", valid_from=JULY
    ),
    "name_once_from_the_beginning": lambda: Name(organization=_organization(), full="B", short="B"),
    "placement_not_under_itself": lambda: (
        lambda one: Placement(organization=one, parent=one, valid_from=JULY)
    )(_organization()),
    "placement_says_something": lambda: Placement(organization=_organization(), valid_from=JULY),
    "placement_once_from_the_beginning": lambda: Placement(
        organization=_organization(), parent=make_organization("Khác")
    ),
    "area_days_in_order": lambda: Area(
        key="x", name="X", level=Level.COMMUNE, valid_from=JULY, valid_to=JUNE
    ),
    "group_rule_belongs_to_a_class": lambda: Group(
        key="lop", kind=GroupKind.CLASS, name="Lớp", sort_key="l"
    ),
    "group_member_once_from_the_beginning": lambda: (
        lambda group, one: _twice(lambda: GroupMember(group=group, organization=one))
    )(_group(), _organization()),
    "wording_means_one_thing": lambda: Wording(
        folded="a", organization=_organization(), group=_group()
    ),
    "change_has_a_legal_basis": lambda: Change(kind="merge", effective_on=JULY, legal_basis=""),
    "succession_has_a_side": lambda: Succession(
        change=Change.objects.create(kind="merge", effective_on=JULY, legal_basis="NQ")
    ),
    "user_has_a_name": lambda: User(username="vo-danh", full_name=""),
    "position_days_in_order": lambda: Position(
        user=make_user("a"),
        organization=_organization(),
        role=Role.HEAD,
        valid_from=JULY,
        valid_to=JUNE,
    ),
    "position_held_once": lambda: (
        lambda user, one: _twice(
            lambda: Position(user=user, organization=one, role=Role.HEAD, valid_from=JULY)
        )
    )(make_user("a"), _organization()),
}


@pytest.mark.django_db
@pytest.mark.parametrize("constraint", REFUSED)
def test_database_refuses_a_row_that_cannot_be_true(constraint: str) -> None:
    row = REFUSED[constraint]()

    with pytest.raises(IntegrityError):
        row.save()


@pytest.mark.django_db
def test_refusal_is_told_in_vietnamese() -> None:
    name = Name(organization=_organization(), full="B", short="B", valid_from=JULY, valid_to=JUNE)

    with pytest.raises(ValidationError) as refused:
        name.validate_constraints()

    assert refused.value.messages == ["Ngày kết thúc phải sau ngày bắt đầu."]


@pytest.mark.django_db
def test_organization_exists_from_its_first_day_to_the_day_before_its_last() -> None:
    made = make_organization("Sở Minh họa", starts_on=JUNE, ends_on=JULY)
    days = [date(2025, 5, 31), JUNE, date(2025, 6, 30), JULY]

    assert [made.exists_on(day) for day in days] == [False, True, True, False]
    assert [Organization.objects.in_force(day).count() for day in days] == [0, 1, 1, 0]


@pytest.mark.django_db
def test_matching_needs_every_word_in_any_order_without_diacritics() -> None:
    made = make_organization("Sở Kế hoạch và Đầu tư", abbreviations=("Sở KH&ĐT",))
    make_organization("Sở Tài chính")

    for text in ("ke hoach", "ĐẦU TƯ sở", "kh&đt", "  đau   tu "):
        assert list(Organization.objects.matching(text)) == [made]
    assert not Organization.objects.matching("đầu tư tài chính").exists()


@pytest.mark.django_db
def test_organizations_come_in_the_order_of_a_vietnamese_dictionary() -> None:
    for name in ("Đà Nẵng", "Dân tộc", "Ấp", "An"):
        make_organization(name)

    assert [o.name for o in Organization.objects.all()] == ["An", "Ấp", "Dân tộc", "Đà Nẵng"]


@pytest.mark.django_db
def test_accounts_and_positions_are_seen_at_home_and_by_the_administrator() -> None:
    so, khac = make_organization("Sở Một"), make_organization("Sở Hai")
    officer = make_actor("so", so)
    make_actor("dong-nghiep", so)
    stranger = make_position(make_user("la"), khac)
    make_user("khong-chuc-danh")
    administrator = make_actor("quan-tri", khac, Role.ADMINISTRATOR)

    seen = {u.username for u in User.objects.visible_to(officer)}

    assert seen == {"so", "dong-nghiep"}
    assert stranger not in Position.objects.visible_to(officer)
    assert Position.objects.visible_to(officer).count() == 2
    assert User.objects.visible_to(administrator).count() == 5
    assert stranger in Position.objects.visible_to(administrator)


@pytest.mark.django_db
def test_organizations_are_visible_to_everybody() -> None:
    so = make_organization("Sở Một", kind=OrganizationKind.DEPARTMENT)
    khac = make_organization("Sở Hai", territory=make_area("Khác"))

    assert set(Organization.objects.visible_to(make_actor("so", so))) == {so, khac}
