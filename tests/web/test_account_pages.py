"""Accounts: the list, one of them, new ones by form and by sheet, codes on paper, first sign-in."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dieuphoi.activity.models import Activity
from dieuphoi.base import rules
from dieuphoi.organizations import home
from dieuphoi.organizations.models import Name, Organization, PeopleSheet, Position, User
from dieuphoi.organizations.onboarding.template import write_template
from dieuphoi.organizations.wordings import respell
from dieuphoi.web import access
from tests.cast import PASSWORD, Cast
from tests.factories.organizations import make_area, make_organization
from tests.web.visitor import client_of, download, links_of, rows_behind, visit, words_of

pytestmark = pytest.mark.django_db

LIST = "/accounts/"
CODE = re.compile(r">(\w{4}-\w{4}-\w{4})<")
FIRST = "/account/first-password/"


@pytest.fixture(autouse=True)
def understood(cast: Cast) -> None:
    """The agencies of the cast are understood by their names."""
    for agency in (cast.so, cast.khac):
        Name.objects.create(organization=agency, full=agency.name, short=agency.name)
    respell([cast.so, cast.khac])


def officer(cast: Cast) -> User:
    found: User = User.objects.get(pk=cast.officer.user_id)
    return found


def address(cast: Cast, act: str = "") -> str:
    return f"/accounts/{cast.officer.user_id}/{act}"


def post(cast: Cast, where: str, **fields: Any) -> Any:
    return client_of(cast.administrator).post(where, fields)


def new_code(cast: Cast) -> str:
    """Reset the officer's password as the administrator does; the code on the slip."""
    client = client_of(cast.administrator)
    page = client.get(address(cast, "reset/")).content.decode()
    [once] = re.findall(r'name="once" value="([^"]+)"', page)
    slip = client.post(address(cast, "reset/"), {"once": once}).content.decode()
    [code] = CODE.findall(slip)
    return str(code)


def signed_in(username: str, word: str) -> tuple[Client, Any]:
    client = Client()
    return client, client.post("/account/login/", {"login": username, "password": word})


# Signing in with a code


def test_code_leads_to_a_new_password_and_nowhere_else(cast: Cast) -> None:
    code = new_code(cast)
    kept = officer(cast).password

    client, answer = signed_in("officer", code.lower())

    assert answer.status_code == 302
    assert officer(cast).password == kept
    for path in ("/", "/tasks/", "/account/password/", "/search/?q=x"):
        assert client.get(path).headers["Location"] == FIRST, path
    assert client.post("/act-as/", {"position": "1"}).headers["Location"] == FIRST
    moved = client.get("/tasks/", HTTP_HX_REQUEST="true")
    assert moved.headers["HX-Redirect"] == FIRST
    assert client.get("/account/logout/").status_code == 200
    assert "Chào Người officer" in client.get(FIRST).content.decode()


def test_chosen_password_opens_the_desk_and_ends_the_code(cast: Cast) -> None:
    code = new_code(cast)
    client, _answer = signed_in("officer", code)

    answer = client.post(FIRST, {"new_password1": PASSWORD, "new_password2": PASSWORD})

    assert answer.headers["Location"] == "/"
    assert client.get("/").status_code == 200
    assert client.get(FIRST).headers["Location"] == "/"
    assert signed_in("officer", code)[1].status_code == 200
    assert signed_in("officer", PASSWORD)[1].status_code == 302
    last = Activity.objects.filter(verb="user.password_chosen").get()
    assert (last.user_id, last.details) == (cast.officer.user_id, {})


@pytest.mark.parametrize(
    "first, second, said",
    [
        (PASSWORD, PASSWORD + "x", "không giống nhau"),
        ("ngắn", "ngắn", "quá ngắn"),
        ("20262026202", "20262026202", "số"),
    ],
)
def test_weak_or_mistyped_password_is_refused(
    cast: Cast, first: str, second: str, said: str
) -> None:
    client, _answer = signed_in("officer", new_code(cast))

    answer = client.post(FIRST, {"new_password1": first, "new_password2": second})

    assert answer.status_code == 422
    assert said in words_of(answer.content.decode())
    assert officer(cast).code_until is not None


def test_the_code_is_refused_as_the_new_password(cast: Cast) -> None:
    code = new_code(cast)
    client, _answer = signed_in("officer", code)

    answer = client.post(FIRST, {"new_password1": code, "new_password2": code})

    assert answer.status_code == 422
    assert "phải khác mã" in words_of(answer.content.decode())


def test_expired_code_is_refused_in_words_and_a_wrong_one_as_ever(cast: Cast) -> None:
    code = new_code(cast)
    User.objects.update(code_until=datetime.now(UTC) - timedelta(seconds=1))

    client, answer = signed_in("officer", code)

    assert answer.status_code == 403
    assert "hết hạn" in words_of(answer.content.decode())
    assert client.get("/").status_code == 302
    wrong = signed_in("officer", "2222-2222-2222")[1]
    assert wrong.status_code == 200
    assert "hết hạn" not in words_of(wrong.content.decode())


def test_changing_the_password_oneself_is_recorded(cast: Cast) -> None:
    user = officer(cast)
    user.set_password(PASSWORD)
    user.save()
    client, _answer = signed_in("officer", PASSWORD)
    fields = {"oldpassword": PASSWORD, "password1": "khác hẳn 2027", "password2": "khác hẳn 2027"}

    assert client.post("/account/password/", fields).status_code == 302

    assert officer(cast).check_password("khác hẳn 2027")
    assert Activity.objects.filter(verb="user.password_chosen").count() == 1
    assert client.get("/").status_code == 200


def test_example_data_is_named_on_the_sign_in_page_too(client: Client) -> None:
    assert "Dữ liệu minh họa" not in client.get("/account/login/").content.decode()
    rules.mark_example()
    assert "Dữ liệu minh họa" in client.get("/account/login/").content.decode()


# Codes on paper


def test_slip_says_all_that_is_needed_and_is_shown_once(cast: Cast) -> None:
    client = client_of(cast.administrator)
    page = client.get(address(cast, "reset/")).content.decode()
    [once] = re.findall(r'name="once" value="([^"]+)"', page)

    answer = client.post(address(cast, "reset/"), {"once": once})

    slip = answer.content.decode()
    said = words_of(slip)
    until = officer(cast).code_until
    assert until is not None
    for word in ("Người officer", "Sở Một", "officer", "http://testserver/", f"{until:%d/%m/%Y}"):
        assert word in said, word
    assert "no-store" in answer.headers["Cache-Control"]
    [code] = CODE.findall(slip)
    again = client.post(address(cast, "reset/"), {"once": once})
    assert again.status_code == 302
    assert officer(cast).check_password(code)
    assert code not in visit(cast.administrator, address(cast))


def test_codes_are_made_for_all_who_cannot_sign_in_yet(cast: Cast) -> None:
    kept = new_code(cast)
    User.objects.exclude(pk=cast.officer.user_id).update(password="!")
    User.objects.filter(pk=cast.leader.user_id).update(is_active=False)

    answer = post(cast, "/accounts/codes/", who="without", once="một")

    assert len(CODE.findall(answer.content.decode())) == User.objects.count() - 3
    assert officer(cast).check_password(kept)
    assert User.objects.get(pk=cast.leader.user_id).code_until is None


def test_codes_for_all_leave_out_whoever_asks(cast: Cast) -> None:
    answer = post(cast, "/accounts/codes/", who="never", once="một")

    assert len(CODE.findall(answer.content.decode())) == User.objects.count() - 1
    assert User.objects.get(pk=cast.administrator.user_id).code_until is None


def test_codes_for_the_people_chosen_in_the_people_chosen_in_the_list(cast: Cast) -> None:
    chosen = [str(cast.officer.user_id), str(cast.head.user_id)]
    page = client_of(cast.administrator).get("/accounts/codes/", {"user": chosen})
    assert "2 người đã chọn" in words_of(page.content.decode())

    answer = post(cast, "/accounts/codes/", user=chosen, once="hai")

    said = words_of(answer.content.decode())
    assert len(CODE.findall(answer.content.decode())) == 2
    assert "Người officer" in said
    assert "Người leader" not in said


def test_address_on_the_slips_is_seen_before_they_are_made(cast: Cast) -> None:
    page = client_of(cast.administrator).get(
        "/accounts/codes/", {"user": [str(cast.officer.user_id)]}
    )

    assert "Phiếu ghi địa chỉ http://testserver/" in words_of(page.content.decode())


def test_page_of_codes_sent_twice_makes_no_others(cast: Cast) -> None:
    client = client_of(cast.administrator)
    fields = {"user": [str(cast.officer.user_id)], "once": "ba"}
    [code] = CODE.findall(client.post("/accounts/codes/", fields).content.decode())

    assert client.post("/accounts/codes/", fields).headers["Location"] == "/accounts/codes/"

    assert officer(cast).check_password(code)


# The list


def test_list_is_searched_without_diacritics_and_filtered(cast: Cast) -> None:
    User.objects.filter(pk=cast.officer.user_id).update(full_name="Đặng Thị Thử")
    User.objects.filter(pk=cast.head.user_id).update(is_active=False, last_login=access.now())

    who = cast.administrator
    assert rows_behind(who, LIST) == User.objects.count()
    assert rows_behind(who, LIST + "?q=thu+dang") == 1
    assert rows_behind(who, LIST + f"?agency={cast.so.pk}") == 2
    assert rows_behind(who, LIST + f"?agency={cast.so.pk}&role=head") == 1
    assert rows_behind(who, LIST + "?standing=locked") == 1
    assert rows_behind(who, LIST + "?standing=never") == User.objects.count() - 2
    assert rows_behind(who, LIST + "?agency=x&role=y") == 0
    assert "Không có tài khoản nào khớp" in words_of(visit(who, LIST, q="khong ai"))


def test_export_has_the_rows_of_the_list(cast: Cast) -> None:
    content = download(cast.administrator, "/accounts/export/", {"agency": str(cast.so.pk)})

    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    found = [[cell.value for cell in row][:4] for row in sheet.iter_rows(min_row=5)]
    assert found == [
        ["head", "Người head", "Sở Một", "Thủ trưởng"],
        ["officer", "Người officer", "Sở Một", "Chuyên viên"],
    ]


def test_only_administrators_have_it_in_menu_and_on_the_desk(cast: Cast) -> None:
    User.objects.filter(pk=cast.officer.user_id).update(password="!")
    theirs, others = visit(cast.administrator, "/"), visit(cast.focal, "/")

    assert f'href="{LIST}"' in theirs
    assert f'href="{LIST}' not in others
    assert (LIST + "?standing=no_code", "1") in links_of(theirs)
    assert ("/accounts/import/", "Nạp người dùng từ Excel") in links_of(theirs)
    assert ("/accounts/codes/", "In phiếu mã đăng nhập") in links_of(theirs)


# One account


def test_new_account_has_a_position_and_no_password(cast: Cast) -> None:
    answer = post(
        cast,
        "/accounts/new/",
        username="An.Moi",
        full_name="Người Mới",
        organization="Sở Một",
        role="head",
        title="Giám đốc",
        email="an@example.vn",
    )

    user = User.objects.get(username="an.moi")
    assert answer.headers["Location"] == f"/accounts/{user.pk}/"
    assert not user.has_usable_password()
    assert user.email == "an@example.vn"
    position = Position.objects.get(user=user)
    assert (position.organization, position.role, position.title) == (cast.so, "head", "Giám đốc")


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"username": "Officer"}, "đã có người dùng"),
        ({"username": "có dấu"}, "chữ không dấu"),
        ({"organization": "Sở Lạ lẫm"}, "Chưa rõ “Sở Lạ lẫm”"),
        ({"full_name": ""}, ""),
        ({"since": "31/02/2026"}, "31/12/2026"),
    ],
)
def test_new_account_is_refused_at_the_field(cast: Cast, wrong: dict[str, str], said: str) -> None:
    right = {
        "username": "moi",
        "full_name": "Người Mới",
        "organization": "Sở Một",
        "role": "officer",
    }
    people = User.objects.count()

    answer = post(cast, "/accounts/new/", **(right | wrong))

    assert answer.status_code == 422
    assert said in words_of(answer.content.decode())
    assert list(answer.context["form"].errors) == list(wrong)
    assert User.objects.count() == people


def test_account_is_corrected_and_its_page_tells(cast: Cast) -> None:
    post(cast, address(cast, "edit/"), full_name="Tên Đúng", email="dung@example.vn")

    said = words_of(visit(cast.administrator, address(cast)))
    assert "Tên Đúng" in said
    assert "dung@example.vn" in said
    assert "Sửa họ tên, thư điện tử Người administrator" in said


def test_position_is_given_and_ended(cast: Cast) -> None:
    post(cast, address(cast, "appoint/"), organization="Sở Hai", role="head", title="Trưởng phòng")
    position = Position.objects.get(user=officer(cast), organization=cast.khac)
    assert (position.role, position.valid_to) == ("head", None)
    assert "Trưởng phòng" in words_of(visit(cast.administrator, address(cast)))

    held = cast.officer.position_id or 0
    answer = post(cast, address(cast, f"positions/{held}/relieve/"), until="01/01/2026")

    assert answer.status_code == 302
    ended = Position.objects.get(pk=held)
    assert ended.valid_to is not None
    assert (ended.valid_to.year, ended.valid_to.month) == (2026, 1)


def test_position_of_somebody_else_is_not_ended_through_this_account(cast: Cast) -> None:
    where = address(cast, f"positions/{cast.head.position_id}/relieve/")

    assert post(cast, where, until="01/01/2026").status_code == 404
    assert Position.objects.get(pk=cast.head.position_id or 0).valid_to is None


def test_locked_account_is_signed_out_and_opened_again(cast: Cast) -> None:
    theirs = client_of(cast.officer)
    assert theirs.get("/").status_code == 200

    post(cast, address(cast, "lock/"))

    assert theirs.get("/").status_code == 302
    assert not officer(cast).is_active
    assert "không đăng nhập được" in words_of(visit(cast.administrator, address(cast)))
    assert post(cast, address(cast, "unlock/")).status_code == 302
    assert officer(cast).is_active
    assert theirs.get("/").status_code == 302
    assert client_of(cast.administrator).get("/").status_code == 200
    assert post(cast, address(cast, "unlock/")).status_code == 409
    verbs = Activity.objects.filter(subject_type="organizations.user").values_list(
        "verb", flat=True
    )
    assert list(verbs) == ["user.locked", "user.unlocked"]


def test_administrator_does_not_lock_the_own_account(cast: Cast) -> None:
    own = f"/accounts/{cast.administrator.user_id}/"

    answer = post(cast, own + "lock/")

    assert answer.status_code == 422
    assert "chính mình" in words_of(answer.content.decode())
    assert own + "lock/" not in visit(cast.administrator, own)


def test_pause_after_failures_is_ended_by_the_administrator(cast: Cast) -> None:
    user = officer(cast)
    user.set_password(PASSWORD)
    user.save()
    for _n in range(rules.integer("sign_in_failures", access.today())):
        signed_in("officer", "sai")
    assert signed_in("officer", PASSWORD)[1].status_code == 429
    assert "sai quá nhiều lần" in words_of(visit(cast.administrator, address(cast)))

    post(cast, address(cast, "reopen/"))

    assert signed_in("officer", PASSWORD)[1].status_code == 302
    assert "sai quá nhiều lần" not in words_of(visit(cast.administrator, address(cast)))
    assert Activity.objects.filter(verb="user.sign_in_reopened").count() == 1


@pytest.mark.parametrize("act", ["unlock/", "reopen/"])
def test_only_an_administrator_opens_again(cast: Cast, act: str) -> None:
    User.objects.filter(pk=cast.head.user_id).update(is_active=False)

    answer = client_of(cast.officer).post(f"/accounts/{cast.head.user_id}/{act}")

    assert answer.status_code == 403
    assert not User.objects.get(pk=cast.head.user_id).is_active
    assert not Activity.objects.exists()


# From a sheet


def upload(cast: Cast, *rows: list[str], name: str = "danh sách.xlsx") -> Any:
    book = openpyxl.load_workbook(BytesIO(write_template([cast.so], cast.so)))
    for row in rows:
        book["Người dùng"].append(["", *row])
    content = BytesIO()
    book.save(content)
    file = SimpleUploadedFile(name, content.getvalue())
    return client_of(cast.administrator).post("/accounts/import/", {"file": file})


def test_sheet_is_uploaded_previewed_and_applied(cast: Cast) -> None:
    rows = (["an", "Người A", "Sở Một", "Chuyên viên"], ["binh", "Người B", "Sở Hai", "Thủ trưởng"])
    preview = upload(cast, *rows).headers["Location"]
    page = visit(cast.administrator, preview)
    assert "Giao vai trò Thủ trưởng tại Sở Hai" in words_of(page)
    assert not User.objects.filter(username="an").exists()
    [seen] = re.findall(r'name="seen" value="([^"]+)"', page)

    answer = post(cast, preview + "apply/", seen=seen)

    assert answer.headers["Location"] == preview
    assert User.objects.filter(username__in=["an", "binh"]).count() == 2
    done = words_of(visit(cast.administrator, preview))
    assert "In phiếu mã đăng nhập" in done
    again = visit(cast.administrator, upload(cast, *rows).headers["Location"])
    assert "không có gì để nạp" in words_of(again)
    assert 'name="seen"' not in again


def test_faults_are_shown_with_place_and_cannot_be_applied(cast: Cast) -> None:
    preview = upload(cast, ["an", "Người A", "Sở Mộtt", "Chuyên viên"]).headers["Location"]

    page = visit(cast.administrator, preview)

    said = words_of(page)
    assert "Người dùng 3 D Không rõ “Sở Mộtt” là cơ quan nào" in said
    assert 'name="seen"' not in page
    assert post(cast, preview + "apply/", seen="x").status_code == 409
    assert not User.objects.filter(username="an").exists()


def test_rows_of_one_outcome_are_shown_alone(cast: Cast) -> None:
    rows = (["an", "Người A", "Sở Một", "Chuyên viên"], ["sai", "Người B", "Sở Hai", "Vua"])
    preview = upload(cast, *rows).headers["Location"]

    page = words_of(visit(cast.administrator, preview, outcome="created"))

    assert "Tài khoản mới an" in page
    assert "Người B" not in page


@pytest.mark.parametrize(
    "name, content, said",
    [
        ("x.xlsx", b"x", "không đúng như phần mở rộng"),
        ("x.txt", "chữ".encode(), "Tệp không đọc được"),
        ("x.xlsm", b"PK", "macro"),
    ],
)
def test_file_that_is_no_sheet_is_refused_at_the_field(
    cast: Cast, name: str, content: bytes, said: str
) -> None:
    file = SimpleUploadedFile(name, content)

    answer = client_of(cast.administrator).post("/accounts/import/", {"file": file})

    assert answer.status_code == 422
    assert said in words_of(answer.content.decode())
    assert not PeopleSheet.objects.exists()


def test_template_is_downloaded_with_the_agencies(cast: Cast, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(
        BytesIO(download(cast.administrator, "/accounts/import/template/", {}))
    )

    names = {row[3] for row in book["Danh sách"].values if row[3]}
    assert {"Sở Một", "Sở Hai"} <= names


def test_own_province_comes_first_in_the_search(cast: Cast) -> None:
    for name in ("An Một", "Ba Hai"):
        make_organization(f"Sở Thử {name}", territory=make_area(name))
    far, near = "Sở Thử An Một", "Sở Thử Ba Hai"
    found = links_of(visit(cast.officer, "/organizations/", q="so thu"))
    assert [words for _url, words in found if words in (far, near)] == [far, near]
    home.settle(Organization.objects.get(name=near))

    found = links_of(visit(cast.officer, "/organizations/", q="so thu"))

    assert [words for _url, words in found if words in (far, near)] == [near, far]
