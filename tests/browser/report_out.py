"""The second half of the story: a cycle, a report with a difficulty in it, returned and accepted,
one report made of it, and the Word file that an official downloads."""

import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

from docx import Document as WordDocument
from playwright.sync_api import Page, expect

from dieuphoi.base.periods import civil_day
from dieuphoi.base.vietnamese import format_date
from dieuphoi.issues.models import Issue, IssueState
from dieuphoi.organizations.models import Organization
from dieuphoi.organizations.roles import Role
from dieuphoi.organizations.territory import province_of, territory_of
from dieuphoi.plans.models import Obligation, ObligationState, Plan
from dieuphoi.reporting.gathering import familiar_name
from dieuphoi.reporting.models import (
    Consolidation,
    ConsolidationState,
    Cycle,
    Regime,
    Report,
    ReportState,
    ReportVersion,
)
from tests.browser.people import account, press, sign_in
from tests.cast import RESULT

DIFFICULTY = "Thiếu dữ liệu dùng chung giữa các cơ quan (minh họa)"
ANSWER = "Cơ quan đầu mối cung cấp dữ liệu trong tháng (minh họa)"
LEADERSHIP = "Đã ban hành kế hoạch và phân công đơn vị (minh họa)"
ADDED = "Đã kiểm tra hai đơn vị (minh họa)"
EDITED = "Lời văn do cơ quan đầu mối viết lại (minh họa)"


def the_report_out(page: Page, home: str, plan: Plan, lead: Organization, folder: Path) -> None:
    """From the plan at work to the Word file, and from each of its lines back to the report.

    Another agency than `lead` reports; `lead` stands in the file as one whose report is missing.
    """
    second = a_second_obligation(page, home, plan, lead)
    cycle = open_cycle(page, home, plan)
    report = Report.objects.get(cycle=cycle, organization=second.holder)
    raise_difficulty(page, home, second)
    write_and_send(page, home, report, second)
    send_back(page, home, report)
    correct_and_send_again(page, home, report)
    accept_with_result(page, home, report, second)
    answer_and_verify(page, home)
    made = consolidate(page, home, cycle)
    edit_and_freeze(page, home, made)
    words = download(page, home, made, folder)
    every_line_leads_back(made, report, words)
    follow_to_the_report(page, home, made, report, second)
    province = province_of(territory_of(made.cycle.consolidator, made.cycle.due_on))
    assert familiar_name(lead.name, province.name if province else "") in words


def a_second_obligation(page: Page, home: str, plan: Plan, lead: Organization) -> Obligation:
    """An obligation of another agency that leads, accepted, with its result told."""
    assigned = Obligation.objects.leading().filter(task__plan=plan, state=ObligationState.ASSIGNED)
    second = assigned.exclude(holder__in=[lead, plan.focal_agency]).order_by("pk")[0]
    account("thutruong2", second.holder, Role.HEAD)
    account("chuyenvien2", second.holder, Role.OFFICER)
    sign_in(page, home, "thutruong2")
    page.goto(f"{home}/obligations/{second.pk}/accept/")
    press(page)
    page.wait_for_url(f"{home}/tasks/{second.task_id}/")
    sign_in(page, home, "chuyenvien2")
    page.goto(f"{home}/obligations/{second.pk}/progress/")
    page.fill("[name=percent]", "100")
    page.fill("[name=did]", RESULT)
    press(page)
    page.wait_for_url(f"{home}/tasks/{second.task_id}/")
    return second


def open_cycle(page: Page, home: str, plan: Plan) -> Cycle:
    today = civil_day(datetime.now(UTC))
    regime = Regime.objects.get(key="thematic")
    sign_in(page, home, "daumoi")
    page.goto(f"{home}/cycles/new/")
    page.check(f"[name=regime][value='{regime.pk}']")
    page.check(f"[name=plans][value='{plan.pk}']")
    press(page)
    page.wait_for_url(f"{home}/cycles/new/?**")
    page.fill("[name=period]", "kỳ của hành trình")
    for name, day in (
        ("starts_on", date(today.year, 1, 1)),
        ("last_on", today),
        ("cut_off_on", today),
        ("due_on", today + timedelta(days=2)),
    ):
        page.fill(f"[name={name}]", format_date(day))
    press(page)
    page.wait_for_url(re.compile(r"/cycles/\d+/$"))

    cycle = Cycle.objects.get()
    owing = Obligation.objects.filter(task__plan=plan).values("holder").distinct().count()
    assert cycle.reports.filter(state=ReportState.NOT_STARTED).count() == owing > 1
    return cycle


def raise_difficulty(page: Page, home: str, obligation: Obligation) -> None:
    sign_in(page, home, "chuyenvien2")
    page.goto(f"{home}/obligations/{obligation.pk}/issues/new/")
    page.fill("[name=wording]", DIFFICULTY)
    page.fill("[name=asked]", "Chia sẻ dữ liệu")
    press(page)
    page.wait_for_url(re.compile(r"/issues/\d+/$"))

    assert Issue.objects.get().addressee == obligation.task.plan.focal_agency


def save(page: Page, report: Report, code: str, text: str) -> None:
    """Type a part and save it; with JavaScript the page says so without leaving."""
    seen = page.locator(f"#saved-{code} [name=seen]")
    before = seen.input_value()
    page.fill(f"#text-{code}", text)
    page.click(f"#part-{code} form[data-draft] button:has-text('Lưu')")
    expect(seen).not_to_have_value(before)
    expect(page.locator(f"#saved-{code}")).to_contain_text("Đã lưu")
    assert report.draft_parts.get(code=code).text == text


def write_and_send(page: Page, home: str, report: Report, second: Obligation) -> None:
    page.goto(f"{home}/reports/{report.pk}/")
    expect(page.locator(f"#entry-{second.pk}")).to_contain_text(RESULT)
    save(page, report, "leadership", LEADERSHIP)
    save(page, report, "causes", "Không")
    page.click(f"#entry-{second.pk} button[name=done][value='1']")
    expect(page.locator(f"#entry-{second.pk} button[name=done][value='0']")).to_be_visible()
    assert report.closings.get().obligation == second
    send(page, home, report, 1)

    second.refresh_from_db()
    assert second.state == ObligationState.AWAITING_CONFIRMATION
    version = ReportVersion.objects.get()
    assert version.raised.get().wording == DIFFICULTY
    assert version.entries.get(obligation=second).closes


def send(page: Page, home: str, report: Report, n: int) -> None:
    sign_in(page, home, "thutruong2")
    page.goto(f"{home}/reports/{report.pk}/check/")
    press(page)
    page.wait_for_url(f"{home}/reports/{report.pk}/versions/{n}/")


def send_back(page: Page, home: str, report: Report) -> None:
    sign_in(page, home, "daumoi")
    page.goto(f"{home}/reports/{report.pk}/versions/1/")
    page.fill("[name=reason]", "Bổ sung kết quả kiểm tra")
    page.click("button:has-text('Trả lại báo cáo')")
    page.wait_for_url(f"{home}/cycles/{report.cycle_id}/")

    report.refresh_from_db()
    assert report.state == ReportState.RETURNED


def correct_and_send_again(page: Page, home: str, report: Report) -> None:
    sign_in(page, home, "chuyenvien2")
    page.goto(f"{home}/reports/{report.pk}/")
    expect(page.locator("main")).to_contain_text("Bổ sung kết quả kiểm tra")
    save(page, report, "leadership", f"{LEADERSHIP}\n{ADDED}")
    send(page, home, report, 2)
    page.goto(f"{home}/reports/{report.pk}/changes/")
    expect(page.locator("main ins").first).to_contain_text("Đã kiểm tra")

    first, _again = report.versions.order_by("n")
    assert first.parts.get(code="leadership").text == LEADERSHIP


def accept_with_result(page: Page, home: str, report: Report, second: Obligation) -> None:
    sign_in(page, home, "daumoi")
    page.goto(f"{home}/reports/{report.pk}/versions/2/")
    entry = report.versions.get(n=2).entries.get(obligation=second)
    page.check(f"[name=confirmed][value='{entry.pk}']")
    page.click("#accept button")
    page.wait_for_url(f"{home}/cycles/{report.cycle_id}/")

    report.refresh_from_db()
    second.refresh_from_db()
    assert (report.state, second.state) == (ReportState.ACCEPTED, ObligationState.COMPLETED)


def answer_and_verify(page: Page, home: str) -> None:
    issue = Issue.objects.get()
    page.goto(f"{home}/issues/{issue.pk}/answer/")
    page.check("[name=decision][value=agreed]")
    page.fill("[name=text]", ANSWER)
    press(page)
    page.wait_for_url(f"{home}/issues/{issue.pk}/")
    sign_in(page, home, "chuyenvien2")
    page.goto(f"{home}/issues/{issue.pk}/verify/")
    page.check("[name=solved][value='1']")
    press(page)
    page.wait_for_url(f"{home}/issues/{issue.pk}/")

    issue.refresh_from_db()
    assert issue.state == IssueState.RESOLVED


def consolidate(page: Page, home: str, cycle: Cycle) -> Consolidation:
    sign_in(page, home, "daumoi")
    page.goto(f"{home}/cycles/{cycle.pk}/consolidation/")
    press(page)
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("Đã tổng hợp")
    return Consolidation.objects.get()


def edit_and_freeze(page: Page, home: str, made: Consolidation) -> None:
    leading = made.paragraphs.filter(part="leadership", kind="body")[0]
    page.goto(f"{home}/paragraphs/{leading.pk}/")
    page.fill("#edit textarea", EDITED)
    page.click("#edit button[value=text]")
    page.wait_for_load_state()
    page.goto(f"{home}/consolidations/{made.pk}/freeze/")
    press(page)
    page.wait_for_url(f"{home}/cycles/{made.cycle_id}/consolidation/**")

    made.refresh_from_db()
    leading.refresh_from_db()
    assert (made.n, made.state) == (1, ConsolidationState.FROZEN)
    assert (leading.edited, leading.frozen) == (EDITED, True)


def download(page: Page, home: str, made: Consolidation, folder: Path) -> str:
    """The text of the Word file that the button gives, its tables too."""
    with page.expect_download() as downloading:
        page.click("button:has-text('Tải bản 1')")
    path = folder / "bao-cao.docx"
    downloading.value.save_as(path)
    word = WordDocument(BytesIO(path.read_bytes()))
    cells = [c.text for table in word.tables for row in table.rows for c in row.cells]
    return "\n".join([*(p.text for p in word.paragraphs), *cells])


def every_line_leads_back(made: Consolidation, report: Report, words: str) -> None:
    """What the file says is what is stored, and each line of its tables names its version."""
    for said in (EDITED, DIFFICULTY, RESULT.rstrip("."), "TM." if committee(made) else "BÁO CÁO"):
        assert said in words
    assert LEADERSHIP not in words
    newest = report.versions.get(n=2)
    rows = [p for p in made.paragraphs.prefetch_related("sources") if p.cells]
    assert rows
    for row in rows:
        assert all(cell in words for text in row.cells for cell in text.splitlines())
        if row.part != "table_reports":
            assert {source.version_id for source in row.sources.all()} <= {newest.pk}
    told = {row.key for row in rows if row.sources.all()}
    assert {f"results/task/{e.obligation.task_id}" for e in newest.entries.all()} <= told


def follow_to_the_report(
    page: Page, home: str, made: Consolidation, report: Report, second: Obligation
) -> None:
    """From the line of a task, by its source, to the version that says it."""
    line = made.paragraphs.get(key=f"results/task/{second.task_id}")
    page.goto(f"{home}/paragraphs/{line.pk}/")
    page.click(f"#sources a[href='/reports/{report.pk}/versions/2/']")
    page.wait_for_url(f"{home}/reports/{report.pk}/versions/2/")
    expect(page.locator("main")).to_contain_text(RESULT)


def committee(made: Consolidation) -> bool:
    """Whether a people's committee signs."""
    return made.cycle.consolidator.kind == "peoples_committee"
