"""One sheet of people, agencies and positions: read, previewed by row, applied as a whole or not at all."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dieuphoi.activity.models import Activity
from dieuphoi.base.errors import NotPermitted, StaleState
from dieuphoi.base.vietnamese import fold
from dieuphoi.organizations import appointments, home
from dieuphoi.organizations.actor import SYSTEM
from dieuphoi.organizations.models import (
    Level,
    Organization,
    OrganizationKind,
    PeopleSheet,
    Placement,
    Position,
    User,
)
from dieuphoi.organizations.onboarding import applying
from dieuphoi.organizations.onboarding.applying import SheetRefused, SheetUnread
from dieuphoi.organizations.onboarding.filled import Fault, Filled
from dieuphoi.organizations.onboarding.outcomes import Outcome
from dieuphoi.organizations.onboarding.preview import Preview, preview
from dieuphoi.organizations.onboarding.template import write_template
from dieuphoi.organizations.resolution import resolve
from dieuphoi.organizations.roles import Role
from tests.cast import AT, ON, Cast
from tests.factories.organizations import make_area, make_organization

pytestmark = pytest.mark.django_db

PEOPLE = ["TT", "Tên đăng nhập *", "Họ và tên *", "Cơ quan *", "Vai trò *"]
MORE = [*PEOPLE, "Chức danh", "Kiêm nhiệm", "Từ ngày", "Thư điện tử"]
AGENCIES = ["TT", "Tên cơ quan *", "Tên gọn", "Cơ quan cấp trên *", "Loại", "Cách viết khác"]
Rows = list[list[Any]]
Write = Callable[..., Path]


@pytest.fixture
def so(cast: Cast) -> Organization:
    """The own agency: a department of a province."""
    province = make_area("Minh Họa")
    committee = make_organization(
        "Ủy ban nhân dân tỉnh Minh Họa",
        kind=OrganizationKind.PEOPLES_COMMITTEE,
        territory=province,
    )
    agency = make_organization(
        "Sở Thử nghiệm tỉnh Minh Họa",
        parent=committee,
        territory=province,
        in_province=("Sở Thử nghiệm",),
        abbreviations=("Sở TN",),
    )
    home.settle(agency)
    return agency


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A workbook with a table of people and one of agencies, each its headings and rows."""

    def written(people: Rows, agencies: Rows | None = None, heads: list[str] = MORE) -> Path:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = "Người dùng"
        for row in [heads, *people]:
            sheet.append(row)
        if agencies is not None:
            other = book.create_sheet("Cơ quan")
            for row in [AGENCIES, *agencies]:
                other.append(row)
        book.save(tmp_path / "sheet.xlsx")
        return tmp_path / "sheet.xlsx"

    return written


def looked_at(path: Path, on: date = ON) -> Preview:
    return preview(applying.read_sheet(path), on)


def applied(path: Path, cast: Cast, at: datetime = AT) -> Preview:
    by = cast.administrator
    sheet = applying.keep_sheet(applying.read_sheet(path), "sheet.xlsx", by=by, at=at)
    shown = preview(Filled.of_json(PeopleSheet.objects.get(pk=sheet.pk).lines), ON)
    return applying.apply_sheet(sheet, seen=shown.fingerprint, by=by, at=at)


def outcomes(shown: Preview) -> list[str]:
    return [str(row.outcome) for row in shown.rows]


def faults(shown: Preview) -> list[tuple[str, int, str]]:
    return [(fault.sheet, fault.row, fault.column) for fault in shown.all_faults]


def a_person(username: str = "an", agency: str = "Sở Thử nghiệm", **other: Any) -> list[Any]:
    said = {"role": "Chuyên viên", "title": None, "part": None, "since": None, "email": None}
    words = {**said, "name": f"Người {username}", **other}
    return [
        *(1, username, words["name"], agency, words["role"]),
        *(words["title"], words["part"], words["since"], words["email"]),
    ]


def test_sheet_makes_accounts_agencies_and_positions(
    so: Organization, cast: Cast, write: Write
) -> None:
    path = write(
        [
            a_person("An", title="Phó Giám đốc", since=date(2026, 1, 5), email="an@example.vn"),
            a_person("an", "P. Tổng hợp", name="Người An", role="thu truong", part="Có"),
            a_person("binh", "Sở TN", role="Quản trị", since="6/1/2026"),
        ],
        [[1, "Phòng Tổng hợp", "P. Tổng hợp", "Sở Thử nghiệm", None, "P.TH"]],
    )

    shown = applied(path, cast)

    assert shown.counts[Outcome.CREATED] == 4
    an, binh = User.objects.get(username="an"), User.objects.get(username="binh")
    assert (an.full_name, an.email) == ("Người An", "an@example.vn")
    assert not an.has_usable_password()
    unit = Organization.objects.get(name="Phòng Tổng hợp")
    assert (unit.kind, unit.level) == (OrganizationKind.UNIT, Level.UNIT)
    assert Placement.objects.get(organization=unit).parent == so
    assert resolve("P.TH", ON, so).organization == unit
    held = Position.objects.filter(user__in=[an, binh]).order_by("pk")
    assert [(p.user, p.organization, p.role, p.title, p.part_time, p.valid_from) for p in held] == [
        (an, so, Role.OFFICER, "Phó Giám đốc", False, date(2026, 1, 5)),
        (an, unit, Role.HEAD, "", True, ON),
        (binh, so, Role.ADMINISTRATOR, "", False, date(2026, 1, 6)),
    ]
    verbs = Activity.objects.filter(user_id=cast.administrator.user_id).values_list(
        "verb", flat=True
    )
    assert sorted(verbs) == sorted(
        ["people_sheet.uploaded", "organization.added"]
        + ["user.created"] * 2
        + ["position.taken"] * 3
        + ["people_sheet.applied"]
    )


def test_same_sheet_again_changes_nothing(so: Organization, cast: Cast, write: Write) -> None:
    path = write(
        [
            a_person("an", title="Phó phòng", email="an@example.vn"),
            a_person("an", "P.TH", part="x"),
        ],
        [[1, "Phòng Tổng hợp", None, "Sở TN", None, "P.TH; P. Tổng hợp"]],
    )
    applied(path, cast)
    acts = Activity.objects.count()

    shown = looked_at(path, date(2026, 4, 1))

    assert outcomes(shown) == ["unchanged"] * 3
    assert not shown.may_be_applied
    assert Activity.objects.count() == acts


def test_only_what_differs_changes(so: Organization, cast: Cast, write: Write) -> None:
    agencies: Rows = [[1, "Phòng Tổng hợp", None, "Sở TN", None, "P.TH"]]
    applied(write([a_person("an"), a_person("binh")], agencies), cast)
    agencies[0][5] = "P.TH; Phòng TH"

    shown = applied(
        write(
            [a_person("an", name="Người Khác", title="Trưởng phòng"), a_person("binh")], agencies
        ),
        cast,
    )

    assert outcomes(shown) == ["changed", "changed", "unchanged"]
    assert shown.rows[1].changes == [
        "Họ và tên: Người an → Người Khác",
        "Chức danh: Trưởng phòng",
    ]
    assert User.objects.get(username="an").full_name == "Người Khác"
    assert Position.objects.get(user__username="an").title == "Trưởng phòng"
    assert resolve("Phòng TH", ON, so).organization == Organization.objects.get(
        name="Phòng Tổng hợp"
    )
    assert User.objects.filter(username="an").count() == 1


@pytest.mark.parametrize(
    "row, column, said",
    [
        (a_person("an bình"), "B", "chữ không dấu"),
        (a_person("dung-đỗ"), "B", "chữ không dấu"),
        (a_person(name=None), "C", "Thiếu họ và tên"),
        (a_person(agency="Sở Thử nghiêmm"), "D", "Gần nhất: Sở Thử nghiệm tỉnh Minh Họa"),
        (a_person(agency="Ban Không có"), "D", "thêm một dòng ở trang Cơ quan"),
        (a_person(role="Chuyên vien đầu mố"), "E", "Gần nhất: Chuyên viên đầu mối"),
        (a_person(role="Xyz"), "E", "Hãy chọn một trong: Chuyên viên; Thủ trưởng"),
        (a_person(part="có lẽ"), "G", "Có hoặc Không"),
        (a_person(since="31/02/2026"), "H", "không phải là ngày"),
        (a_person(since="1/1/1900"), "H", "Năm không hợp lý"),
        (a_person(email="an@"), "I", "không phải là địa chỉ"),
    ],
)  # fmt: skip
def test_wrong_cell_is_refused_with_place_and_reason(
    so: Organization, write: Write, row: list[Any], column: str, said: str
) -> None:
    shown = looked_at(write([a_person("dung"), row]))

    [fault] = shown.all_faults
    assert (fault.sheet, fault.row, fault.column) == ("Người dùng", 3, column)
    assert said in fault.reason
    assert outcomes(shown) == ["created", "refused"]
    assert not shown.may_be_applied


def test_one_wrong_row_keeps_all_out(so: Organization, cast: Cast, write: Write) -> None:
    people, acts = User.objects.count(), Activity.objects.count()

    with pytest.raises(SheetRefused):
        applied(write([a_person("an"), a_person("binh", role="Vua")]), cast)

    assert User.objects.count() == people
    assert Activity.objects.count() == acts + 1  # the upload


@pytest.mark.parametrize(
    "second, column",
    [
        (a_person("an"), "E"),
        (a_person("An", name="Người Khác", role="Thủ trưởng"), "C"),
    ],
)
def test_rows_that_contradict_each_other_are_refused(
    so: Organization, write: Write, second: list[Any], column: str
) -> None:
    shown = looked_at(write([a_person("an"), second]))

    assert faults(shown) == [("Người dùng", 3, column)]
    assert "dòng 2" in shown.all_faults[0].reason


def test_position_held_since_another_day_is_refused_in_words(
    so: Organization, cast: Cast, write: Write
) -> None:
    applied(write([a_person("an", since="1/2/2026")]), cast)

    [fault] = looked_at(write([a_person("an", since="5/2/2026")])).all_faults

    assert fault.column == "H"
    assert "từ 01/02/2026" in fault.reason


def test_position_that_ended_is_not_taken_up_again_from_its_old_day(
    so: Organization, cast: Cast, write: Write
) -> None:
    path = write([a_person("an", since="1/2/2026")])
    applied(path, cast)
    held = Position.objects.get(user__username="an")
    appointments.relieve(held, by=SYSTEM, at=AT, valid_to=date(2026, 3, 1))

    assert outcomes(looked_at(path)) == ["unchanged"]


def test_agency_may_stand_under_another_row_in_any_order(
    so: Organization, cast: Cast, write: Write
) -> None:
    agencies = [
        [1, "Tổ Một", None, "Phòng Hai", None, None],
        [2, "Phòng Hai", None, "Trung tâm Ba", None, None],
        [3, "Trung tâm Ba", None, "Sở TN", "Đơn vị trực thuộc", None],
    ]

    applied(write([], agencies), cast)

    above = dict(
        Placement.objects.filter(organization__key=None, parent__isnull=False).values_list(
            "organization__name", "parent__name"
        )
    )
    assert above["Tổ Một"] == "Phòng Hai"
    assert above["Phòng Hai"] == "Trung tâm Ba"
    assert above["Trung tâm Ba"] == so.name


@pytest.mark.parametrize(
    "rows, said",
    [
        ([["", "Phòng A", None, "Phòng B", None, None], ["", "Phòng B", None, "Phòng A", None, None]],
         "thành vòng"),
        ([["", "Phòng A", None, "Ban Lạ Hoắc", None, None]], "Không rõ “Ban Lạ Hoắc”"),
        ([["", "Phòng A", None, None, None, None]], "Thiếu cơ quan cấp trên"),
        ([["", "Phòng A", None, "Sở TN", "Phường", None]], "“Phường”"),
        ([["", "Sở Thử nghiệm", None, "UBND tỉnh Lạ", None, None]], "cấp trên là Ủy ban nhân dân"),
        ([["", "Phòng A", None, "Sở TN", None, None]] * 2, "Trùng với dòng 2"),
    ],
)  # fmt: skip
def test_agency_that_cannot_be_placed_is_refused(
    so: Organization, write: Write, rows: Rows, said: str
) -> None:
    shown = looked_at(write([], rows))

    assert said in shown.all_faults[-1].reason
    assert not shown.may_be_applied


def test_who_stands_under_a_refused_row_is_refused_too(so: Organization, write: Write) -> None:
    rows = [
        ["", "Tổ Một", None, "Phòng Hai", None, None],
        ["", "Phòng Hai", None, "Sở TN", "Xyz", None],
    ]

    assert outcomes(looked_at(write([], rows))) == ["refused", "refused"]


def test_columns_may_move_and_be_written_otherwise(
    so: Organization, cast: Cast, write: Write
) -> None:
    heads = ["Email", "VAI TRÒ", "Ghi chú", "Đơn vị", "họ tên", "Tài khoản"]

    applied(
        write([["an@example.vn", "CHUYÊN VIÊN", "x", "Sở TN", "Người A", "an"]], heads=heads), cast
    )

    assert User.objects.get(username="an").email == "an@example.vn"


def test_missing_column_is_named(so: Organization, write: Write) -> None:
    shown = looked_at(
        write([["an", "Người A", "Sở TN"]], heads=["Tên đăng nhập", "Họ và tên", "Cơ quan"])
    )

    assert shown.faults == [
        Fault("Thiếu cột “Vai trò”. Hãy giữ dòng tên cột như trong tệp mẫu.", "Người dùng", 1)
    ]


def test_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"x")

    with pytest.raises(SheetUnread):
        applying.read_sheet(tmp_path / "x.xlsx")


def test_template_has_one_row_that_is_not_read_and_lists_of_valid_words(
    so: Organization, tmp_path: Path
) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(write_template([so], so))

    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Hướng dẫn", "Người dùng", "Cơ quan", "Danh sách"]
    assert [cell.value for cell in book["Người dùng"][2]][:2] == ["VÍ DỤ", "nguyenvana"]
    lists = {fold(str(value)) for row in book["Danh sách"].values for value in row}
    assert {fold(str(role.label)) for role in Role} <= lists
    assert len(book["Người dùng"].data_validations.dataValidation) == 3
    [fault] = looked_at(path).faults
    assert "Không thấy dòng nào" in fault.reason


def test_filled_template_is_taken_in(so: Organization, cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(write_template([so], so))
    book = openpyxl.load_workbook(path)
    for row in (
        [1, "an", "Người A", so.name, "Chuyên viên"],
        [2, "binh", "Người B", so.name, "Thủ trưởng"],
    ):
        book["Người dùng"].append(row)
    book.save(path)

    applied(path, cast)

    assert Position.objects.filter(organization=so).count() == 2


def test_sheet_is_applied_once_and_its_lines_are_not_kept(
    so: Organization, cast: Cast, write: Write
) -> None:
    by = cast.administrator
    sheet = applying.keep_sheet(applying.read_sheet(write([a_person()])), "x", by=by, at=AT)
    seen = preview(Filled.of_json(sheet.lines), ON).fingerprint
    applying.apply_sheet(sheet, seen=seen, by=by, at=AT)

    with pytest.raises(StaleState):
        applying.apply_sheet(sheet, seen=seen, by=by, at=AT)

    kept = PeopleSheet.objects.get(pk=sheet.pk)
    assert kept.lines == {}
    assert kept.told["created"] == 1


def test_sheet_that_would_do_otherwise_by_now_is_looked_at_again(
    so: Organization, cast: Cast, write: Write
) -> None:
    by = cast.administrator
    sheet = applying.keep_sheet(applying.read_sheet(write([a_person()])), "x", by=by, at=AT)
    seen = preview(Filled.of_json(sheet.lines), ON).fingerprint
    appointments.create_user("an", "Người an", password=None, by=SYSTEM, at=AT)

    with pytest.raises(StaleState):
        applying.apply_sheet(sheet, seen=seen, by=by, at=AT)

    assert not Position.objects.filter(user__username="an").exists()


def test_only_an_administrator_takes_a_sheet_in(so: Organization, cast: Cast, write: Write) -> None:
    filled = applying.read_sheet(write([a_person()]))
    with pytest.raises(NotPermitted):
        applying.keep_sheet(filled, "x", by=cast.head, at=AT)
    sheet = applying.keep_sheet(filled, "x", by=cast.administrator, at=AT)
    with pytest.raises(NotPermitted):
        applying.apply_sheet(sheet, seen="", by=cast.auditor, at=AT)

    assert not User.objects.filter(username="an").exists()


def test_thousand_people_take_a_few_statements_each(
    so: Organization, cast: Cast, write: Write, django_assert_max_num_queries: Any
) -> None:
    path = write([a_person(f"nguoi{n}") for n in range(1000)])
    by = cast.administrator
    sheet = applying.keep_sheet(applying.read_sheet(path), "x", by=by, at=AT)
    with django_assert_max_num_queries(20):
        seen = preview(Filled.of_json(sheet.lines), ON).fingerprint
    with django_assert_max_num_queries(2100):
        applying.apply_sheet(sheet, seen=seen, by=by, at=AT)

    assert Position.objects.filter(organization=so).count() == 1000
