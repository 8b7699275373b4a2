"""Which words of a consolidation go where in the official report."""

from datetime import timedelta

import pytest

from dieuphoi.organizations.actor import SYSTEM
from dieuphoi.organizations.models import Organization, OrganizationKind
from dieuphoi.reporting import editing
from dieuphoi.reporting.consolidation import consolidate, freeze
from dieuphoi.reporting.models import Consolidation
from dieuphoi.reporting.printing import Signing, abbreviation, printed, signature
from tests.cast import World
from tests.reporting.paper import DUE, accepted, make_cycle, on, report_of, work

NEXT = on(DUE + timedelta(days=1))


@pytest.fixture
def made(world: World) -> Consolidation:
    cycle = make_cycle(world)
    work(world.obligation, world.cast.head, 60, "Đã khảo sát")
    accepted(
        report_of(cycle, world.cast.so),
        world.cast.head,
        world.cast.focal,
        outstanding="Ban hành đề án\nKhai trương hệ thống",
        strengths="Chủ động",
        causes="Không",
    )
    return consolidate(cycle, by=world.cast.focal, at=NEXT)


@pytest.mark.django_db
def test_parts_stand_in_roman_order_and_their_paragraphs_below(made: Consolidation) -> None:
    report = printed(made)

    assert [part.number for part in report.parts] == ["I", "II", "III", "IV", "V", "VI"]
    results = [p.text for p in report.parts[1].paragraphs]
    assert results[0] == "1. Tình hình gửi báo cáo"
    assert any(
        "Xây dựng cơ sở dữ liệu minh họa (Sở Một chủ trì): Đã khảo sát" in t for t in results
    )
    assessment = [p.text for p in report.parts[3].paragraphs]
    assert assessment == [
        "1. Ưu điểm",
        "Sở Một: Chủ động",
        "2. Tồn tại, hạn chế",
        "Các cơ quan không nêu.",
        "3. Nguyên nhân",
        "Trả lời “Không”: Sở Một.",
    ]


@pytest.mark.django_db
def test_numbers_are_written_into_the_text(made: Consolidation) -> None:
    texts = [p.text for part in printed(made).parts for p in part.paragraphs]
    assert any(text.startswith("Trong 2 nhiệm vụ có thời hạn") for text in texts)
    assert not any("{" in text for text in texts)


@pytest.mark.django_db
def test_basis_names_the_issuer_as_a_sentence_does(world: World, made: Consolidation) -> None:
    document = world.plan.document
    document.issuer, document.issuer_text = world.cast.ubnd, "ỦY BAN NHÂN DÂN TỈNH MINH HỌA"
    document.save()

    [basis] = printed(made).bases

    assert " của UBND tỉnh Minh Họa" in basis


@pytest.mark.django_db
def test_annexes_have_the_rows_and_edited_text_takes_its_place(made: Consolidation) -> None:
    row = made.paragraphs.filter(part="table_outstanding").first()
    assert row
    editing.edit_paragraph(row, "Đã sửa", seen=1, by=SYSTEM, at=NEXT)

    tables = {table.title: table for table in printed(made).tables}

    assert tables["Kết quả nổi bật"].caption == "Phụ lục I"
    assert tables["Kết quả nổi bật"].rows == (
        ("1", "Sở Một", "Đã sửa"),
        ("2", "Sở Một", "Khai trương hệ thống"),
    )
    missing = tables["Cơ quan gửi sau hạn hoặc chưa có báo cáo được tổng hợp"].rows
    assert [cells[1] for cells in missing] == ["Sở Hai", "UBND phường Ba"]
    assert tables["Kết quả thực hiện từng nhiệm vụ"].rows[0][2] == "Sở Một"


@pytest.mark.django_db
def test_number_and_day_are_blank_and_the_version_says_so(made: Consolidation) -> None:
    assert printed(made).properties["version"] == "dự thảo"
    freeze(made, by=SYSTEM, at=NEXT)

    report = printed(made)

    assert report.properties["version"] == "bản 1"
    assert report.notation == "BC-SĐM"
    assert not any(character.isdigit() for character in report.notation)


@pytest.mark.parametrize(
    ("name", "province", "letters"),
    [
        ("Sở Tài chính thành phố Hà Nội", "Hà Nội", "STC"),
        ("Sở Kế hoạch và Đầu tư thành phố Hà Nội", "Hà Nội", "SKHĐT"),
        ("Sở Nội vụ tỉnh Lào Cai", "Lào Cai", "SNV"),
    ],
)
def test_an_agency_is_abbreviated_as_its_numbers_are(
    name: str, province: str, letters: str
) -> None:
    agency = Organization(name=name, kind=OrganizationKind.DEPARTMENT)
    assert abbreviation(agency, name, province) == letters


def test_a_committee_signs_for_the_collective_and_a_department_does_not() -> None:
    committee = Organization(kind=OrganizationKind.PEOPLES_COMMITTEE)
    department = Organization(kind=OrganizationKind.DEPARTMENT)

    def block(agency: Organization, signing: Signing) -> tuple[str, ...]:
        made = signature(agency, signing)
        return (*made.prefixes, made.title)

    assert block(committee, Signing.HEAD) == ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")
    assert block(committee, Signing.DEPUTY) == (
        "TM. ỦY BAN NHÂN DÂN",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
    )
    assert block(committee, Signing.BY_ORDER) == ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG")
    assert block(department, Signing.HEAD) == ("GIÁM ĐỐC",)
    assert block(department, Signing.DEPUTY) == ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")
