"""What a browser says of forms in its own language is said in Vietnamese, whatever its language."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page
from pytest_django.live_server_helper import LiveServer

from dieuphoi.organizations.roles import Role
from tests.browser.people import account, press, sign_in
from tests.cast import organization

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def english(browser: Browser) -> Iterator[Page]:
    """A window of a browser that speaks English."""
    context = browser.new_context(locale="en-US")
    context.set_default_timeout(45_000)
    yield context.new_page()
    context.close()


def said_of(field: Locator) -> str:
    return str(field.evaluate("field => field.validationMessage"))


def test_a_field_left_empty_is_asked_for_and_stands_in_nobodys_way(
    english: Page, live_server: LiveServer
) -> None:
    account("canbo", organization("Sở Một"), Role.OFFICER)
    english.goto(f"{live_server.url}/account/login/")
    press(english)
    name = english.locator("[name=login]")
    assert said_of(name) == "Cần nhập mục này."

    name.fill("canbo")
    assert said_of(name) == ""

    sign_in(english, live_server.url, "canbo")


def test_a_file_is_chosen_and_named(english: Page, live_server: LiveServer, tmp_path: Path) -> None:
    account("daumoi", organization("Sở Đầu Mối"), Role.FOCAL_OFFICER)
    sign_in(english, live_server.url, "daumoi")
    english.goto(f"{live_server.url}/documents/upload/")
    file = english.locator("[name=file]")
    pick = english.locator(".file-pick")
    assert pick.inner_text().split("\n") == ["Chọn tệp", "Chưa chọn tệp"]
    press(english)
    assert said_of(file) == "Hãy chọn tệp."

    with english.expect_file_chooser() as chooser:
        pick.locator("label").click()
    (tmp_path / "Kế hoạch.txt").write_text("Nội dung")
    chooser.value.set_files(tmp_path / "Kế hoạch.txt")

    assert pick.inner_text().split("\n") == ["Chọn tệp", "Kế hoạch.txt"]
    assert said_of(file) == ""


def test_a_number_out_of_range_is_told_the_range(english: Page, live_server: LiveServer) -> None:
    english.goto(f"{live_server.url}/account/login/")
    field = english.locator("[name=login]")
    field.evaluate("field => { field.type = 'number'; field.max = 100; field.value = 500; }")

    field.evaluate("field => field.checkValidity()")

    assert said_of(field) == "Hãy ghi số không quá 100."
