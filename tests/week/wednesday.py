"""Wednesday: an agency without accounts sends its workbook back; another one telephones."""

import json
import re
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from dieuphoi.base.periods import civil_day
from dieuphoi.base.vietnamese import format_date
from tests.browser.people import press
from tests.crash.installation import Installation
from tests.week import people

TOLD = "Đã trình dự thảo (minh họa)"
SILENT = (
    "import django; django.setup(); import json;"
    "from dieuphoi.plans.models import Obligation; from dieuphoi.organizations.models import Position;"
    "owed = Obligation.objects.leading().filter(state__in=['assigned', 'in_progress'])"
    ".exclude(holder__in=Position.objects.values('organization')).order_by('holder', 'pk');"
    "print(json.dumps([[o.holder_id, o.pk] for o in owed]))"
)
"""Prints who owes what without anybody to tell it: agency and obligation, by their numbers."""


def a_workbook_comes_back(house: Installation, page: Page, plan: str, folder: Path) -> None:
    """Out, filled in without the network, in again with a preview; the same file again is refused."""
    agency = silent(house)[0][0]
    people.enter(page, house.address, "daumoi", people.PASSWORD)
    filled = fill(page.request.get(f"{plan}workbooks/{agency}/").body(), folder / "bang.xlsx")
    hand_in(house, page, plan, filled)
    page.click("a[href$='/apply/']")
    page.select_option("[name=source_kind]", "letter")
    page.fill("[name=source]", "Công văn kèm bảng (minh họa)")
    page.fill("[name=source_on]", format_date(civil_day(datetime.now(UTC))))
    press(page)
    expect(page.locator("main")).to_contain_text("Người ghi")
    expect(page.locator("#returned-rows")).to_contain_text(TOLD)
    hand_in(house, page, plan, filled)
    expect(page.locator("a[href$='/apply/']")).to_have_count(0)


def hand_in(house: Installation, page: Page, plan: str, filled: Path) -> None:
    """Upload, and wait until the worker has read it: soon after another one it is not due yet."""
    page.goto(f"{plan}workbooks/return/")
    page.set_input_files("input[name=file]", filled)
    press(page)
    page.wait_for_url(re.compile(r"/workbooks/\d+/$"))
    for _try in range(20):
        house.command("work", "--once")
        page.reload()
        if page.locator("#returned-rows").is_visible():
            break
    expect(page.locator("#returned-rows")).to_be_visible()


def fill(workbook: bytes, path: Path) -> Path:
    """Every row of the workbook with the same progress, as a person types it."""
    book = openpyxl.load_workbook(BytesIO(workbook))
    sheet = book["Nhiệm vụ"]
    head = next(row for row in sheet.iter_rows() if any(cell.value == "Mã" for cell in row))
    column = {str(cell.value): n for n, cell in enumerate(head, start=1)}
    first = next(n for n, row in enumerate(sheet.iter_rows(), start=1) if row == head) + 1
    for line in range(first, sheet.max_row + 1):
        if sheet.cell(line, column["Nội dung nhiệm vụ"]).value:
            sheet.cell(line, column["Tiến độ (%)"], 70)
            sheet.cell(line, column["Kết quả đã làm"], TOLD)
    book.save(path)
    return path


def somebody_telephones(house: Installation, page: Page) -> None:
    """Progress told on behalf of another agency without an account, with the call as its source."""
    today = format_date(civil_day(datetime.now(UTC)))
    obligation = silent(house)[-1][1]
    page.goto(f"{house.address}/obligations/{obligation}/on-behalf/")
    page.fill("[name=percent]", "90")
    page.fill("[name=did]", "Đã lấy ý kiến các cơ quan (minh họa)")
    page.select_option("[name=source_kind]", "telephone")
    page.fill("[name=source]", "Chuyên viên phụ trách (minh họa)")
    page.fill("[name=source_on]", today)
    press(page)
    expect(page.locator("main")).to_contain_text("nhập thay")


def silent(house: Installation) -> list[list[int]]:
    """Agencies and obligations that nobody has an account for."""
    return [[int(n) for n in pair] for pair in json.loads(house.run("-c", SILENT))]
