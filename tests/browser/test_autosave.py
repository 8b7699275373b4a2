"""What is typed into a part of a report is never lost: it saves itself, and waits where it could not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from dieuphoi.organizations.roles import Role
from dieuphoi.reporting.models import Report
from tests.browser.people import account, press, sign_in
from tests.cast import PASSWORD, World
from tests.reporting.paper import make_cycle, report_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CODE = "leadership"
MINE = "Đã ban hành kế hoạch (minh họa)"
MORE = ", đã phân công đơn vị (minh họa)"
THEIRS = "Đã họp giao ban hằng tuần (minh họa)"
GIVEN_BACK = "Nội dung bạn nhập lần trước mà chưa gửi được giữ lại dưới đây."
STILL_HERE = "Nội dung vẫn ở trong ô và được giữ trong trình duyệt này."

both_ways = pytest.mark.parametrize(
    "script", [True, False], ids=["with JavaScript", "without JavaScript"]
)


@dataclass(frozen=True)
class Desk:
    """An officer at the page on which the agency's report is written, and one part of it."""

    page: Page
    home: str
    report: Report
    script: bool = True

    @property
    def box(self) -> Locator:
        """Where one types."""
        return self.page.locator(f"#text-{CODE}")

    @property
    def said(self) -> Locator:
        """What the page says of the last save, and of text that it gave back."""
        return self.page.locator(f"#part-{CODE} form")

    def open(self) -> None:
        """Come to the page, or come back to it."""
        self.page.goto(f"{self.home}/reports/{self.report.pk}/")

    def type(self, text: str) -> None:
        """Type at the end of what stands there; nothing is pressed where scripts run."""
        self.box.press("Control+End")
        self.page.keyboard.insert_text(text)
        if not self.script:
            self.save()

    def type_and_leave(self, text: str) -> None:
        """Type, and be gone before it reached the server."""
        self.page.route("**/parts/**", lambda route: None)
        self.type(text)
        self.page.goto(self.home)
        self.page.unroute("**/parts/**")

    def save(self) -> None:
        """Press the part's own button."""
        self.page.click(f"#part-{CODE} button:text-is('Lưu')")

    def sign_in_again(self, username: str) -> None:
        """Sign in where one was led to, in the same browser."""
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", PASSWORD)
        press(self.page)

    def nothing_waits(self) -> None:
        """The browser keeps no draft."""
        self.page.wait_for_function(
            "Object.keys(localStorage).every(name => !name.startsWith('dieuphoi-draft:'))"
        )

    @property
    def stored(self) -> list[str]:
        """What the server has of the part."""
        return list(self.report.draft_parts.filter(code=CODE).values_list("text", flat=True))


@pytest.fixture
def report(world: World) -> Report:
    """A department's report that nobody began; two officers may write it."""
    account("mot", world.cast.so, Role.OFFICER)
    account("hai", world.cast.so, Role.OFFICER)
    return report_of(make_cycle(world), world.cast.so)


Sit = Callable[..., Desk]


@pytest.fixture
def sit(browser: Browser, live_server: LiveServer, report: Report) -> Iterator[Sit]:
    """Seats an officer at a browser of their own; errors of scripts there fail the test."""
    opened: list[BrowserContext] = []
    errors: list[str] = []

    def seat(username: str, *, script: bool = True) -> Desk:
        context = browser.new_context(java_script_enabled=script, locale="vi-VN")
        context.set_default_timeout(45_000)
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        sign_in(page, live_server.url, username)
        desk = Desk(page, live_server.url, report, script)
        desk.open()
        return desk

    yield seat
    for context in opened:
        context.close()
    assert errors == []


# On the server


def test_what_is_typed_saves_itself_and_the_page_says_so(sit: Sit) -> None:
    desk = sit("mot")
    expect(desk.said).to_contain_text("Nội dung tự lưu khi bạn ngừng gõ.")

    desk.type(MINE)

    expect(desk.said).to_contain_text("Đã lưu")
    expect(desk.said).to_contain_text("Người mot")
    assert desk.stored == [MINE]
    desk.nothing_waits()

    desk.type(MORE)
    expect(desk.said.locator("[name=seen]")).to_have_value("2")
    assert desk.stored == [MINE + MORE]
    desk.open()
    expect(desk.box).to_have_value(MINE + MORE)
    expect(desk.said).not_to_contain_text(GIVEN_BACK)


# In the browser


def unplugged(route: Route) -> None:
    route.abort("connectionfailed")


def out_of_order(route: Route) -> None:
    route.fulfill(status=502, content_type="text/html", body="<h1>Bad Gateway</h1>")


@pytest.mark.parametrize("trouble", [unplugged, out_of_order])
def test_what_could_not_be_saved_comes_back_and_is_saved_then(
    sit: Sit, trouble: Callable[[Route], None]
) -> None:
    desk = sit("mot")
    desk.page.route("**/parts/**", trouble)
    desk.type(MINE)
    expect(desk.said).to_contain_text("Chưa lưu được")
    expect(desk.said).to_contain_text(STILL_HERE)
    expect(desk.box).to_have_value(MINE)
    assert desk.stored == []

    desk.page.unroute("**/parts/**")
    desk.open()

    expect(desk.box).to_have_value(MINE)
    expect(desk.said).to_contain_text(GIVEN_BACK)
    expect(desk.said).to_contain_text("Đã lưu")
    assert desk.stored == [MINE]
    desk.nothing_waits()
    desk.open()
    expect(desk.box).to_have_value(MINE)
    expect(desk.said).not_to_contain_text(GIVEN_BACK)


def test_a_server_that_does_not_answer_is_told(sit: Sit) -> None:
    desk = sit("mot")
    desk.page.route("**/parts/**", lambda route: None)
    desk.said.evaluate(
        "form => form.setAttribute('hx-request',"
        " form.getAttribute('hx-request').replace(/\\d+/, '500'))"
    )

    desk.type(MINE)

    expect(desk.said).to_contain_text("Chưa lưu được vì máy chủ chưa trả lời.")
    expect(desk.said).to_contain_text(STILL_HERE)


def test_what_was_typed_without_a_network_saves_itself_when_it_is_back(sit: Sit) -> None:
    desk = sit("mot")
    desk.page.context.set_offline(True)
    desk.type(MINE)
    expect(desk.said).to_contain_text("Chưa lưu được vì mất kết nối.")

    desk.page.context.set_offline(False)

    expect(desk.said).to_contain_text("Đã lưu")
    expect(desk.said).not_to_contain_text("Chưa lưu được")
    assert desk.stored == [MINE]
    desk.nothing_waits()


def test_what_was_typed_just_before_leaving_is_there_on_return(sit: Sit) -> None:
    desk = sit("mot")
    desk.type_and_leave(MINE)
    assert desk.stored == []

    desk.open()

    expect(desk.box).to_have_value(MINE)
    expect(desk.said).to_contain_text("Đã lưu")
    assert desk.stored == [MINE]


def test_what_was_given_back_can_be_put_away_also_after_it_was_saved(sit: Sit) -> None:
    desk = sit("mot")
    desk.type(THEIRS)
    expect(desk.said).to_contain_text("Đã lưu")
    desk.type_and_leave(MORE)
    desk.open()
    expect(desk.box).to_have_value(THEIRS + MORE)
    expect(desk.said.locator("[name=seen]")).to_have_value("2")

    desk.page.get_by_role("button", name="Bỏ nội dung này").click()

    expect(desk.box).to_have_value(THEIRS)
    expect(desk.said.locator("[name=seen]")).to_have_value("3")
    assert desk.stored == [THEIRS]
    expect(desk.said).not_to_contain_text(GIVEN_BACK)
    desk.nothing_waits()


# Two people


@both_ways
def test_of_two_people_in_one_part_the_second_sees_both_texts(sit: Sit, script: bool) -> None:
    first, second = sit("mot", script=script), sit("hai", script=script)
    first.type(THEIRS)
    expect(first.said).to_contain_text("Đã lưu")

    second.type(MINE)

    clash = second.said.locator(".clash-text")
    expect(clash).to_have_text([THEIRS, MINE])
    expect(second.said).to_contain_text("Người mot vừa lưu phần này.")
    expect(second.box).to_have_value(MINE)
    assert second.stored == [THEIRS]

    merged = f"{THEIRS}\n{MINE}"
    second.box.fill(merged)
    second.page.get_by_role("button", name="Tôi đã ghép xong").click()

    expect(clash).to_have_count(0)
    expect(second.said).to_contain_text("Đã lưu")
    assert second.stored == [merged]


def test_both_texts_are_shown_again_to_who_comes_back_to_the_clash(sit: Sit) -> None:
    first, second = sit("mot"), sit("hai")
    first.type(THEIRS)
    expect(first.said).to_contain_text("Đã lưu")
    second.type(MINE)
    clash = second.said.locator(".clash-text")
    expect(clash).to_have_text([THEIRS, MINE])

    second.open()

    expect(second.box).to_have_value(MINE)
    expect(clash).to_have_text([THEIRS, MINE])
    assert second.stored == [THEIRS]


# A session that ends


@both_ways
def test_what_was_typed_when_the_session_had_ended_is_there_after_signing_in(
    sit: Sit, script: bool
) -> None:
    desk = sit("mot", script=script)
    Session.objects.all().delete()
    desk.type(MINE)
    expect(desk.page.locator(".sheet")).to_contain_text("Phiên làm việc đã hết.")

    desk.sign_in_again("mot")

    desk.page.wait_for_url(f"{desk.home}/reports/{desk.report.pk}/")
    expect(desk.box).to_have_value(MINE)
    expect(desk.page.locator("main")).to_contain_text("nội dung bạn vừa nhập được giữ lại")
    if not script:
        desk.save()
    expect(desk.said).to_contain_text("Đã lưu")
    assert desk.stored == [MINE]


@both_ways
def test_what_is_typed_after_signing_in_again_is_what_stands_there_later(
    sit: Sit, script: bool
) -> None:
    desk = sit("mot", script=script)
    Session.objects.all().delete()
    desk.type(MINE)
    expect(desk.page.locator(".sheet")).to_contain_text("Phiên làm việc đã hết.")
    desk.sign_in_again("mot")
    desk.page.wait_for_url(f"{desk.home}/reports/{desk.report.pk}/")
    desk.type(MORE)
    expect(desk.said).to_contain_text("Đã lưu")

    desk.open()

    expect(desk.box).to_have_value(MINE + MORE)
    expect(desk.page.locator("main")).not_to_contain_text("Phiên làm việc đã hết")
    assert desk.stored == [MINE + MORE]


def test_what_was_typed_before_signing_in_in_another_window_is_there_on_return(sit: Sit) -> None:
    desk = sit("mot")
    other = desk.page.context.new_page()
    sign_in(other, desk.home, "mot")

    desk.type(MINE)

    expect(desk.said).to_contain_text("nội dung chưa được gửi")
    expect(desk.said).to_contain_text(STILL_HERE)
    desk.open()
    expect(desk.box).to_have_value(MINE)
    expect(desk.said).to_contain_text("Đã lưu")
    assert desk.stored == [MINE]


def test_what_one_person_typed_is_not_shown_to_the_next_at_the_same_browser(sit: Sit) -> None:
    desk = sit("mot")
    Session.objects.all().delete()
    desk.type(MINE)
    expect(desk.page.locator(".sheet")).to_contain_text("Phiên làm việc đã hết.")

    desk.sign_in_again("hai")
    desk.page.wait_for_load_state()
    desk.open()

    expect(desk.box).to_have_value("")
    desk.nothing_waits()
    assert desk.stored == []
