"""Who works in the department of the story, and how they come in: by the sheet, with a code each."""

from io import BytesIO
from pathlib import Path

import openpyxl
from playwright.sync_api import Page

PASSWORD = "mot-tuan-lam-viec-2026"
DEPARTMENT = "Sở Tài chính thành phố Hà Nội"
LEAD = "Sở Xây dựng thành phố Hà Nội"
ADMINISTRATOR = "quantri"
PEOPLE = (
    ("daumoi", "Chuyên viên đầu mối minh họa", DEPARTMENT, "Chuyên viên đầu mối"),
    ("vanthu", "Chuyên viên minh họa", DEPARTMENT, "Chuyên viên"),
    ("thutruong", "Thủ trưởng minh họa", LEAD, "Thủ trưởng"),
    ("chuyenvien", "Chuyên viên xây dựng minh họa", LEAD, "Chuyên viên"),
)
"""User name, full name, agency, role: one agency beside the own one has people here."""


def filled_in(template: bytes, path: Path) -> Path:
    """The downloaded template with the people of the story below its sample row."""
    book = openpyxl.load_workbook(BytesIO(template))
    sheet = book["Người dùng"]
    for line, person in enumerate(PEOPLE, start=3):
        for column, text in enumerate(person, start=2):
            sheet.cell(line, column, text)
    book.save(path)
    return path


def enter(page: Page, home: str, username: str, secret: str) -> None:
    """Sign in, whoever was signed in before."""
    page.context.clear_cookies()
    page.goto(f"{home}/account/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", secret)
    page.click("main form .btn-primary")
    page.wait_for_load_state()


def come_in_with_code(page: Page, home: str, username: str, code: str) -> None:
    """Sign in for the first time, and choose a password of one's own."""
    enter(page, home, username, code)
    for box in page.locator("main input[type=password]").all():
        box.fill(PASSWORD)
    page.click("main form .btn-primary")
    page.wait_for_url(f"{home}/")
