"""The story that must always work: upload, correct, confirm, assign, accept, progress, done,
confirm — in a real browser, with and without JavaScript; what counts is what is stored."""

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from dieuphoi.activity.models import Activity
from dieuphoi.commands.example import content, directive
from dieuphoi.documents.models import Document, Reading, ReadRow
from dieuphoi.organizations.models import Organization
from dieuphoi.organizations.registry import load_registry
from dieuphoi.organizations.resolution import resolve
from dieuphoi.organizations.roles import Role
from dieuphoi.plans.models import Obligation, ObligationState, Plan
from tests.browser.people import account, press, sign_in
from tests.browser.report_out import the_report_out
from tests.cast import RESULT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True)
class Story:
    """One directive, and what is true of it."""

    file: Path
    issuer: str
    issued_on: date
    focal_agency: str
    lead: str
    rows: int
    led_row: int


def own_example(folder: Path) -> Story:
    """The example's own directive."""
    live = content.live_plan()
    path = folder / "minh-hoa.docx"
    issued = date(2026, 1, 20)
    path.write_bytes(directive.write(live, "Hà Nội, ngày 20 tháng 01 năm 2026"))
    led = next(n for n, t in enumerate(live.tasks, start=1) if t.lead == "Sở Xây dựng")
    return Story(
        path, live.document.issuer, issued, "Sở Tài chính", "Sở Xây dựng", len(live.tasks), led
    )


def corpus_example() -> Story:
    """A real directive, where the corpus is present."""
    corpus = os.environ.get("DIEUPHOI_CORPUS")
    if not corpus:
        pytest.skip("DIEUPHOI_CORPUS is not set: the journey of a real directive needs it")
    path = Path(corpus) / "word-plain-179" / "source.docx"
    return Story(
        path,
        "Ủy ban nhân dân tỉnh Đồng Nai",
        date(2025, 11, 18),
        "Sở Khoa học và Công nghệ",
        "Sở Tư pháp",
        40,
        1,
    )


def agency(wording: str, story: Story) -> Organization:
    issuer = resolve(story.issuer, story.issued_on, None).organization
    found = resolve(wording, story.issued_on, issuer).organization
    assert found is not None, wording
    return found


def the_journey(page: Page, home: str, story: Story, evidence: Path) -> None:
    """From a Word file to a confirmed result, and to the report that goes up."""
    load_registry()
    focal_agency, lead = agency(story.focal_agency, story), agency(story.lead, story)
    account("daumoi", focal_agency, Role.FOCAL_OFFICER)
    account("thutruong", lead, Role.HEAD)
    account("chuyenvien", lead, Role.OFFICER)

    reading = upload(page, home, story)
    correct_two_rows(page, home, reading)
    plan = confirm(page, home, reading, focal_agency)
    assign(page, home, plan)
    obligation = Obligation.objects.get(
        task__plan=plan, task__position=story.led_row, holder=lead, role="lead"
    )
    accept(page, home, obligation)
    tell(page, home, obligation, evidence)
    propose_done(page, home, obligation)
    confirm_done(page, home, obligation)
    the_report_out(page, home, plan, lead, evidence.parent)


def upload(page: Page, home: str, story: Story) -> Reading:
    sign_in(page, home, "daumoi")
    page.goto(f"{home}/documents/upload/")
    page.set_input_files("input[name=file]", story.file)
    press(page)
    page.wait_for_url(f"{home}/readings/*/")

    reading = Reading.objects.get()
    assert reading.rows.count() == story.rows
    assert reading.state == "open"
    assert not Plan.objects.exists()
    return reading


def correct_two_rows(page: Page, home: str, reading: Reading) -> None:
    for position, product in ((1, "Sản phẩm đã sửa 1"), (2, "Sản phẩm đã sửa 2")):
        page.goto(f"{home}/readings/{reading.pk}/rows/{position}/")
        page.fill("textarea[name=product]", product)
        press(page)
        page.wait_for_url(f"{home}/readings/{reading.pk}/**")
        row = ReadRow.objects.get(reading=reading, position=position)
        assert (row.product, row.corrected, row.version) == (product, True, 2)


def confirm(page: Page, home: str, reading: Reading, focal_agency: Organization) -> Plan:
    page.goto(f"{home}/readings/{reading.pk}/confirm/")
    page.fill("[name=title]", "Kế hoạch của hành trình")
    if not page.input_value("[name=owner]"):
        page.fill("[name=owner]", focal_agency.name)
    press(page)
    page.wait_for_url(f"{home}/plans/*/assign/")

    plan = Plan.objects.get()
    reading.refresh_from_db()
    assert (plan.title, reading.state) == ("Kế hoạch của hành trình", "confirmed")
    assert plan.tasks.count() == reading.rows.count()
    assert Document.objects.get().state == "registered"
    assert plan.tasks.get(position=1).terms.get().product == "Sản phẩm đã sửa 1"
    assert not Obligation.objects.exists()
    return plan


def assign(page: Page, home: str, plan: Plan) -> None:
    shown = int(page.input_value("input[name=shown]"))
    press(page)
    if page.url.endswith("/assign/"):
        press(page)
    page.wait_for_url(f"{home}/plans/{plan.pk}/")

    assert Obligation.objects.count() == shown > 0


def accept(page: Page, home: str, obligation: Obligation) -> None:
    sign_in(page, home, "thutruong")
    page.goto(f"{home}/obligations/{obligation.pk}/accept/")
    press(page)
    page.wait_for_url(f"{home}/tasks/{obligation.task_id}/")

    obligation.refresh_from_db()
    assert obligation.state == ObligationState.IN_PROGRESS


def tell(page: Page, home: str, obligation: Obligation, evidence: Path) -> None:
    sign_in(page, home, "chuyenvien")
    page.goto(f"{home}/obligations/{obligation.pk}/progress/")
    page.fill("[name=percent]", "40")
    page.fill("[name=did]", "Đã khảo sát")
    page.fill("[name=next]", "Lấy ý kiến")
    page.set_input_files("input[name=evidence]", evidence)
    press(page)
    page.wait_for_url(f"{home}/tasks/{obligation.task_id}/")

    told = obligation.progress.get()
    assert (told.percent, told.did, told.next) == (40, "Đã khảo sát", "Lấy ý kiến")
    assert told.evidence.get().name == evidence.name


def propose_done(page: Page, home: str, obligation: Obligation) -> None:
    page.goto(f"{home}/obligations/{obligation.pk}/progress/")
    page.fill("[name=percent]", "100")
    page.fill("[name=did]", RESULT)
    page.check("[name=done]")
    press(page)
    page.wait_for_url(f"{home}/tasks/{obligation.task_id}/")

    obligation.refresh_from_db()
    assert obligation.state == ObligationState.AWAITING_CONFIRMATION
    assert obligation.submitted_at is not None
    assert obligation.submitted_at <= datetime.now(UTC)


def confirm_done(page: Page, home: str, obligation: Obligation) -> None:
    sign_in(page, home, "daumoi")
    page.goto(f"{home}/obligations/{obligation.pk}/confirm/")
    press(page)
    page.wait_for_url(f"{home}/tasks/{obligation.task_id}/")

    obligation.refresh_from_db()
    assert obligation.state == ObligationState.COMPLETED
    states = obligation.turns.filter(known_to=None).order_by("valid_from")
    assert list(states.values_list("state", flat=True)) == [
        "assigned",
        "in_progress",
        "awaiting_confirmation",
        "completed",
    ]
    acts = Activity.objects.filter(subject_type="plans.obligation", subject_id=obligation.pk)
    assert list(acts.values_list("verb", flat=True)) == [
        "obligation.accepted",
        "obligation.submitted",
        "obligation.confirmed",
    ]


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    path = tmp_path / "minh-chung.txt"
    path.write_text("Biên bản khảo sát (minh họa)", encoding="utf-8")
    return path


def test_from_the_example_directive_to_a_confirmed_result(
    page: Page, live_server: LiveServer, tmp_path: Path, evidence: Path
) -> None:
    the_journey(page, live_server.url, own_example(tmp_path), evidence)


def test_from_a_real_directive_to_a_confirmed_result(
    page: Page, live_server: LiveServer, evidence: Path
) -> None:
    the_journey(page, live_server.url, corpus_example(), evidence)
