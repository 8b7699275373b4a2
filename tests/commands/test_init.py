"""`dieuphoi init`: an installation begins once, with one agency and one administrator."""

import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from dieuphoi.activity.models import Activity
from dieuphoi.base import rules
from dieuphoi.commands.management.commands.serve import Command as Serve
from dieuphoi.organizations import home
from dieuphoi.organizations.models import Organization, Placement, Position, User
from dieuphoi.plans.models import Plan
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db

CITY = "Ủy ban nhân dân thành phố Hà Nội"
WHO = {"admin_username": "quantri", "admin_name": "Người Quản Trị"}


def init(**options: Any) -> str:
    said = StringIO()
    call_command("init", stdout=said, **{"no_input": True, **WHO, **options})
    return said.getvalue()


def code_in(said: str) -> str:
    [code] = re.findall(r"\b\w{4}-\w{4}-\w{4}\b", said)
    return str(code)


def test_init_settles_in_the_agency_that_a_short_wording_means() -> None:
    said = init(agency="UBND TP Hà Nội")

    [position] = Position.objects.all()
    assert position.organization.name == CITY
    assert (position.role, position.user.username) == ("administrator", "quantri")
    own = home.own_agency()
    assert own is not None
    assert own.name == CITY
    assert position.user.check_password(code_in(said))
    assert not rules.is_example()
    assert not Plan.objects.exists()
    assert set(Activity.objects.values_list("verb", flat=True)) == {
        *("installation.begun", "user.created", "position.taken", "user.code_given")
    }


def test_first_administrator_signs_in_with_the_code_and_must_choose_a_password() -> None:
    code = code_in(init(agency="UBND TP Hà Nội"))
    client = Client()

    answer = client.post("/account/login/", {"login": "quantri", "password": code.lower()})
    assert answer.status_code == 302
    assert client.get("/").headers["Location"] == "/account/first-password/"
    chosen = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.post("/account/first-password/", chosen).headers["Location"] == "/"
    assert client.get("/").status_code == 200


def test_init_understands_the_agency_in_its_parents_mouth() -> None:
    init(agency="Sở Tài chính", parent="UBND TP Hà Nội")

    assert Position.objects.get().organization.name == "Sở Tài chính thành phố Hà Nội"
    assert not Organization.objects.filter(key=None).exists()


def test_init_makes_an_agency_that_the_registry_does_not_know() -> None:
    init(agency="Trung tâm Minh họa", parent="UBND TP Hà Nội", territory="Hà Nội")

    own = home.own_agency()
    assert own is not None
    assert (own.name, own.key, own.kind, own.level) == ("Trung tâm Minh họa", None, "unit", "unit")
    placement = Placement.objects.get(organization=own)
    assert placement.parent is not None
    assert placement.parent.name == CITY
    assert placement.territory is not None
    assert placement.territory.name == "Hà Nội"


@pytest.mark.parametrize(
    "options, said",
    [
        ({"agency": "UBND TP Hà Nộii"}, "Gần nhất: Ủy ban nhân dân thành phố Hà Nội"),
        ({"agency": "Cơ quan Không Ai Biết"}, "Danh mục không có cơ quan nào"),
        ({"agency": "Sở Tài chánh", "parent": "UBND TP Hà Nội"}, "tên rất gần: Sở Tài chính"),
        ({"agency": "Trung tâm Mới", "parent": "Ban Lạ"}, "“Ban Lạ”"),
        (
            {"agency": "Trung tâm Mới", "parent": "UBND TP Hà Nội", "territory": "Xứ Lạ"},
            "“Xứ Lạ” là địa bàn nào",
        ),
        ({"agency": ""}, "Còn thiếu: --agency"),
        ({"agency": "UBND TP Hà Nội", "admin_username": "quan tri"}, "Tên đăng nhập"),
    ],
)
def test_init_refuses_in_words_and_leaves_nothing(options: dict[str, str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        init(**options)

    assert not User.objects.exists()
    assert not Organization.objects.exists()
    assert home.own_agency() is None


def test_new_agency_with_a_near_name_is_made_when_said_so() -> None:
    init(agency="Sở Tài chánh", parent="UBND TP Hà Nội", new=True)

    assert Position.objects.get().organization.name == "Sở Tài chánh"


def test_init_refuses_where_somebody_has_an_account(cast: Cast) -> None:
    people = User.objects.count()

    with pytest.raises(CommandError, match="đã có tài khoản"):
        init(agency="UBND TP Hà Nội")

    assert User.objects.count() == people
    assert home.own_agency() is None


def test_init_twice_is_refused_and_the_first_stays() -> None:
    code = code_in(init(agency="UBND TP Hà Nội"))

    with pytest.raises(CommandError, match="đã có tài khoản"):
        init(agency="UBND TP Hà Nội", admin_username="khac")

    assert User.objects.get().check_password(code)


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Run the command with these lines typed at the terminal."""

    def typed(*lines: str) -> str:
        monkeypatch.setattr("sys.stdin", StringIO("".join(f"{line}\n" for line in lines)))
        said = StringIO()
        call_command("init", stdout=said)
        return said.getvalue()

    return typed


def test_init_asks_at_the_terminal_and_lets_choose_a_near_agency(
    answering: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    said = answering("UBND TP Hà Nộii", "1", "Người Quản Trị", "quantri", "có")

    assert f"1. {CITY}" in said
    assert Position.objects.get().organization.name == CITY


def test_init_asks_for_the_place_of_a_new_agency(
    answering: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    answering("Ban Minh họa", "mới", "UBND TP Hà Nội", "", "Người Quản Trị", "quantri", "c")

    placement = Placement.objects.get(organization__name="Ban Minh họa")
    assert placement.parent is not None
    assert placement.parent.name == CITY
    assert placement.territory is not None
    assert placement.territory.name == "Hà Nội"


@pytest.mark.parametrize("lines", [("UBND TP Hà Nội", "N", "n", "không"), ("UBND TP Hà Nội",)])
def test_init_does_nothing_without_a_yes(
    answering: Callable[..., str], capsys: pytest.CaptureFixture[str], lines: tuple[str, ...]
) -> None:
    with pytest.raises(CommandError, match="chưa khởi tạo gì"):
        answering(*lines)

    assert not User.objects.exists()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "may-chu.local"])
def test_serve_refuses_the_example_on_any_address_but_loopback(host: str) -> None:
    rules.mark_example()

    with pytest.raises(CommandError, match="dữ liệu minh họa"):
        call_command(Serve(), host=host)


def test_serve_refuses_the_example_behind_a_proxy_for_others(settings: LazySettings) -> None:
    rules.mark_example()
    settings.ALLOWED_HOSTS = ["127.0.0.1", "dieuphoi.so.example"]

    with pytest.raises(CommandError, match="dữ liệu minh họa"):
        call_command(Serve(), host="127.0.0.1")
