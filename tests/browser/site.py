"""The whole site with the example, served for a browser: every page, and who looks at it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.crash.installation import Installation

FILES = {
    "workbook",
    "workbook_zip",
    "agency_workbook",
    "workbook_return_export",
    "tracker_export",
    *("slip", "task_export", "cycle_export", "issue_export", "evidence", "attachment"),
    *("consolidation_word", "consolidation_excel", "account_export", "account_template"),
}
"""Routes that answer with a file to save."""
WIDTHS = {1366: 900, 390: 844}
"""A desk's screen and a telephone's: width and height."""


@dataclass(frozen=True)
class SitePage:
    """A page: `name` is its route, or the route and a variant; without `username` signed out."""

    name: str
    route: str
    path: str
    username: str


@dataclass(frozen=True)
class Site:
    """A served installation."""

    house: Installation
    pages: list[SitePage]
    sessions: dict[str, str]

    @property
    def home(self) -> str:
        """Where it is served."""
        return f"http://127.0.0.1:{self.house.port}"

    @property
    def shown(self) -> list[SitePage]:
        """The pages that a browser shows."""
        return [page for page in self.pages if page.route not in FILES]

    def visit(self, window: Page, page: SitePage) -> Response:
        """Go to the page as the person who looks at it."""
        self.sign_in(window.context, page)
        answer = window.goto(self.home + page.path)
        assert answer is not None, page.name
        return answer

    def sign_in(self, context: BrowserContext, page: SitePage) -> None:
        """Be the person who looks at the page, and nobody else."""
        context.clear_cookies()
        if page.username:
            key = self.sessions[page.username]
            context.add_cookies([{"name": "sessionid", "value": key, "url": self.home}])


@contextmanager
def open_site(folder: Path) -> Iterator[Site]:
    """Make an installation with the example in the folder, and serve it."""
    house = Installation(folder)
    house.command("demo")
    told = json.loads(house.run("-m", "tests.browser.example_pages"))
    site = Site(house, [SitePage(**page) for page in told["pages"]], told["sessions"])
    try:
        house.start()
        yield site
    finally:
        house.kill()


def window(browser: Browser, width: int) -> Page:
    """A window of that width in which nothing moves."""
    context = browser.new_context(
        viewport={"width": width, "height": WIDTHS[width]},
        locale="vi-VN",
        reduced_motion="reduce",
    )
    context.set_default_timeout(30_000)
    return context.new_page()
