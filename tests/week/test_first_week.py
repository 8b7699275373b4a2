"""The first real week of a department, on a machine with nothing on it: from `init` to a copy of
everything that works elsewhere. A real server, a real browser, both databases."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.crash.installation import Installation
from tests.postgres import EphemeralPostgres
from tests.week import friday, monday, thursday, tuesday, wednesday

pytestmark = pytest.mark.browser


@pytest.fixture(params=["sqlite", "postgresql"])
def places(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[Installation, Installation]]:
    """An empty installation, and an empty one elsewhere, on the same kind of database."""
    here, elsewhere = Installation(tmp_path / "here"), Installation(tmp_path / "elsewhere")
    with ExitStack() as ended:
        if request.param == "postgresql":
            server = ended.enter_context(EphemeralPostgres())
            here.database_url, elsewhere.database_url = server.url("here"), server.url("elsewhere")
        ended.callback(here.kill)
        ended.callback(elsewhere.kill)
        yield here, elsewhere


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 900}, locale="vi-VN")
    context.set_default_timeout(45_000)
    yield context.new_page()
    context.close()


def test_the_first_week_of_a_department(
    places: tuple[Installation, Installation], page: Page, tmp_path: Path
) -> None:
    here, elsewhere = places
    monday.the_administrator_begins(here, page)
    monday.the_people_come_in(here, page, tmp_path)
    plan = tuesday.the_directive_is_read(here, page, tmp_path)
    tuesday.the_tracker_is_matched(here, page, plan, tmp_path)
    wednesday.a_workbook_comes_back(here, page, plan, tmp_path)
    wednesday.somebody_telephones(here, page)
    thursday.the_agency_tells(here, page)
    cycle = thursday.a_cycle_is_opened(here, page)
    thursday.the_agency_reports(here, page, cycle)
    word = thursday.one_report_is_made(here, page, cycle, tmp_path)
    friday.a_copy_works_elsewhere(here, elsewhere, page, tmp_path, word)
