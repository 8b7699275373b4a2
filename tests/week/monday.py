"""Monday: the department begins with nothing but its name; its people come in."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.people import press
from tests.crash.installation import Installation
from tests.week import people
from tests.week.people import ADMINISTRATOR, DEPARTMENT


def the_administrator_begins(house: Installation, page: Page) -> None:
    """`init` without example data, and the first sign-in with the code that it printed."""
    told = house.command(
        *("init", "--no-input", "--agency", DEPARTMENT),
        *("--admin-username", ADMINISTRATOR, "--admin-name", "Quản trị minh họa"),
    )
    code = re.search(r"một lần: (\S+)", told)
    assert code, told
    house.start()
    people.come_in_with_code(page, house.address, ADMINISTRATOR, code[1])
    expect(page.locator("body")).not_to_contain_text("Dữ liệu minh họa")


def the_people_come_in(house: Installation, page: Page, folder: Path) -> None:
    """All of them from one sheet, each with a slip of paper; the sheet again changes nothing."""
    home = house.address
    template = page.request.get(f"{home}/accounts/import/template/").body()
    sheet = people.filled_in(template, folder / "nguoi-dung.xlsx")
    upload_people(page, home, sheet)
    page.click("button:has-text('Nạp danh sách')")
    expect(page.locator("main")).to_contain_text("Đã nạp lúc")
    upload_people(page, home, sheet)
    expect(page.locator("main")).to_contain_text("không có gì để nạp")
    page.goto(f"{home}/accounts/codes/")
    press(page)
    codes = slips(page)
    assert set(codes) == {username for username, *_ in people.PEOPLE}
    for username, code in codes.items():
        people.come_in_with_code(page, home, username, code)


def upload_people(page: Page, home: str, sheet: Path) -> None:
    page.goto(f"{home}/accounts/import/")
    page.set_input_files("input[name=file]", sheet)
    press(page)
    page.wait_for_url(re.compile(r"/accounts/import/\d+/$"))


def slips(page: Page) -> dict[str, str]:
    """The code on each person's slip of paper."""
    words = [slip.locator(".slip-word").all_inner_texts() for slip in page.locator(".slip").all()]
    return {username.strip(): code.strip() for username, code in words}
