"""Thursday: an agency reports, one report is made of it, and an official holds the Word file."""

import json
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from docx import Document as WordDocument
from playwright.sync_api import Page, expect

from dieuphoi.base.periods import civil_day
from dieuphoi.base.vietnamese import format_date
from tests.browser.people import press
from tests.crash.installation import Installation
from tests.week import people

LEADERSHIP = "Đã phân công các phòng (minh họa)"
DONE = "Đã ban hành văn bản (minh họa)"
OWED = (
    "import django; django.setup(); import json;"
    "from dieuphoi.plans.models import Obligation;"
    "owed = Obligation.objects.leading().filter(holder__positions__user__username='chuyenvien');"
    "print(json.dumps([[o.pk, o.task_id, o.state] for o in owed.order_by('state', 'pk')]))"
)


def the_agency_tells(house: Installation, page: Page) -> None:
    """Its head accepts what was assigned; its officer tells a result."""
    waiting = [pk for pk, _task, state in owed(house) if state == "assigned"]
    people.enter(page, house.address, "thutruong", people.PASSWORD)
    for obligation in waiting:
        page.goto(f"{house.address}/obligations/{obligation}/accept/")
        press(page)
        page.wait_for_url(re.compile(r"/tasks/\d+/$"))
    running = [pk for pk, _task, state in owed(house) if state == "in_progress"]
    people.enter(page, house.address, "chuyenvien", people.PASSWORD)
    page.goto(f"{house.address}/obligations/{running[0]}/progress/")
    page.fill("[name=percent]", "100")
    page.fill("[name=did]", DONE)
    page.check("[name=done]")
    press(page)
    expect(page.locator("main")).to_contain_text("Chờ xác nhận")


def a_cycle_is_opened(house: Installation, page: Page) -> str:
    """A thematic report on the plan, by the day after tomorrow; the address of the cycle."""
    today = civil_day(datetime.now(UTC))
    people.enter(page, house.address, "daumoi", people.PASSWORD)
    page.goto(f"{house.address}/cycles/new/")
    page.locator("label:has-text('chuyên đề')").first.click()
    page.locator("[name=plans]").first.check()
    press(page)
    page.wait_for_url(re.compile(r"/cycles/new/\?"))
    page.fill("[name=period]", "tuần đầu (minh họa)")
    for name, day in (
        ("starts_on", today.replace(month=1, day=1)),
        ("last_on", today),
        ("cut_off_on", today),
        ("due_on", today + timedelta(days=2)),
    ):
        page.fill(f"[name={name}]", format_date(day))
    press(page)
    page.wait_for_url(re.compile(r"/cycles/\d+/$"))
    return page.url


def the_agency_reports(house: Installation, page: Page, cycle: str) -> None:
    """Written, sent by the head, accepted by the focal officer."""
    people.enter(page, house.address, "chuyenvien", people.PASSWORD)
    page.goto(cycle)
    page.locator("a[href^='/reports/']").first.click()
    page.wait_for_url(re.compile(r"/reports/\d+/"))
    report = re.sub(r"(/reports/\d+/).*", r"\1", page.url)
    page.goto(report)
    page.fill("#text-leadership", LEADERSHIP)
    page.click("#part-leadership form[data-draft] button:has-text('Lưu')")
    expect(page.locator("#saved-leadership")).to_contain_text("Đã lưu")
    people.enter(page, house.address, "thutruong", people.PASSWORD)
    page.goto(f"{report}check/")
    press(page)
    page.wait_for_url(f"{report}versions/1/")
    people.enter(page, house.address, "daumoi", people.PASSWORD)
    page.goto(f"{report}versions/1/")
    for tick in page.locator("[name=confirmed]").all():
        tick.check()
    page.click("#accept button")
    page.wait_for_url(cycle)


def one_report_is_made(house: Installation, page: Page, cycle: str, folder: Path) -> str:
    """Consolidated, frozen, downloaded; the address of the Word file, which says what was told."""
    page.goto(f"{cycle}consolidation/")
    press(page)
    expect(page.locator("main")).to_contain_text("Đã tổng hợp")
    page.click("a[href$='/freeze/']")
    press(page)
    page.wait_for_url(re.compile(r"/consolidation/"))
    with page.expect_download() as downloading:
        page.click("button:has-text('Tải bản 1')")
    path = folder / "bao-cao.docx"
    downloading.value.save_as(path)
    words = text_of(path.read_bytes())
    for said in (LEADERSHIP, DONE.removesuffix("."), "BÁO CÁO"):
        assert said in words
    return downloading.value.url.removeprefix(house.address)


def text_of(word: bytes) -> str:
    """The paragraphs of a Word file and the cells of its tables."""
    document = WordDocument(BytesIO(word))
    cells = [c.text for table in document.tables for row in table.rows for c in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def owed(house: Installation) -> list[tuple[int, int, str]]:
    """What the reporting agency leads: obligation, task, state."""
    return [
        (int(pk), int(task), str(state)) for pk, task, state in json.loads(house.run("-c", OWED))
    ]
