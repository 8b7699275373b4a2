"""Tuesday: the directive is read, the plan assigned, the running tracker laid beside it."""

import re
from datetime import date
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from dieuphoi.commands.example import content, directive
from tests.browser.people import press
from tests.crash.installation import Installation
from tests.week import people

TITLE = "Kế hoạch của tuần đầu (minh họa)"
STATUSES = ("Đang thực hiện", "Chưa thực hiện", "Đã hoàn thành", "Đang thực hiện 60%")
"""What the tracker says of its rows, in turn."""


def the_directive_is_read(house: Installation, page: Page, folder: Path) -> str:
    """From the Word file to a plan whose tasks are assigned; the plan's address."""
    home, plan = house.address, content.live_plan()
    path = folder / "van-ban.docx"
    path.write_bytes(directive.write(plan, "Hà Nội, ngày 20 tháng 01 năm 2026"))
    people.enter(page, home, "daumoi", people.PASSWORD)
    page.goto(f"{home}/documents/upload/")
    page.set_input_files("input[name=file]", path)
    press(page)
    page.wait_for_url(f"{home}/readings/*/")
    page.goto(f"{page.url}confirm/")
    page.fill("[name=title]", TITLE)
    if not page.input_value("[name=owner]"):
        page.fill("[name=owner]", people.DEPARTMENT)
    press(page)
    page.wait_for_url(f"{home}/plans/*/assign/")
    press(page)
    if page.url.endswith("/assign/"):
        press(page)
    page.wait_for_url(re.compile(r"/plans/\d+/$"))
    expect(page.locator("main")).to_contain_text(TITLE)
    return page.url


def tracker(path: Path) -> Path:
    """The tracker that the department has kept of the same plan: some tasks, with their status."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["BẢNG THEO DÕI NHIỆM VỤ (minh họa)"])
    sheet.append(["STT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Thời hạn", "Tiến độ", "Ghi chú"])
    tasks = content.live_plan().tasks
    for n, task in enumerate(tasks, start=1):
        status = STATUSES[n % len(STATUSES)]
        sheet.append([n, task.content, task.lead, task.deadline_text, status, None])
    sheet.append([len(tasks) + 1, "Việc chỉ có trong sổ", "Sở Y tế", date(2026, 12, 1), "Tạm treo"])
    book.save(path)
    return path


def the_tracker_is_matched(house: Installation, page: Page, plan: str, folder: Path) -> None:
    """Row by row with the plan: what agrees, the row that is only in the tracker; its words for a
    status are asked once, and its progress is taken over."""
    tasks = content.live_plan().tasks
    page.goto(f"{plan}tracker/")
    page.set_input_files("input[name=file]", tracker(folder / "so-theo-doi.xlsx"))
    press(page)
    page.wait_for_url(re.compile(r"/trackers/\d+/$"))
    detail = page.url
    expect(page.locator("#only-rows tbody tr")).to_have_count(1)
    expect(page.locator("#only-rows")).to_contain_text("Việc chỉ có trong sổ")
    expect(page.locator("#only-tasks")).to_have_count(0)
    matched = page.locator("#same tbody tr, #different tbody tr")
    expect(matched).to_have_count(len(tasks))
    press(page)
    expect(page.locator("main")).to_contain_text("đã ghi tiến độ")
    page.goto(detail)
    expect(page.locator("main")).to_contain_text("lúc")
