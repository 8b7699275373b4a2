"""Every page of the site, wide and narrow: axe finds nothing, and nothing hangs over the edge."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.site import FILES, WIDTHS, Site, SitePage, open_site, window
from tests.web.test_access import CLOSED, routes

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NO_PAGE = {
    "act_as",
    *("report_part", "report_nothing_arose", "report_closing", "report_send"),
    *("report_comment", "report_accept", "report_return"),
    *("account_import_apply", "account_unlock", "account_reopen"),
    *("tracker_apply", "carried_settle"),
}
"""Routes that only take a form."""

RUN_AXE = """async standards => {
  const found = await axe.run(document, {runOnly: standards, resultTypes: ["violations"]});
  return found.violations.map(v => [v.id, ...v.nodes.slice(0, 3).map(n => n.html)].join("\\n  "));
}"""
OVERHANG = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site with the example."""
    with open_site(tmp_path_factory.mktemp("site")) as opened:
        yield opened


def test_each_route_is_a_page_that_is_looked_at(site: Site) -> None:
    seen = {page.route for page in site.pages if page.route}

    assert set(routes()) - CLOSED == seen | NO_PAGE
    assert {page.route for page in site.pages} >= FILES


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    site: Site, browser: Browser, width: int
) -> None:
    shown = window(browser, width)
    faults = [fault for page in site.shown for fault in faults_of(site, shown, page)]
    shown.context.close()

    assert not faults, "\n".join(faults)


def faults_of(site: Site, shown: Page, page: SitePage) -> list[str]:
    answer = site.visit(shown, page)
    expected = {"not_found": 404, "refused": 403}.get(page.name, 200)
    assert (answer.status, shown.url) == (expected, site.home + page.path), page.name
    shown.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = shown.evaluate(RUN_AXE, STANDARDS)
    overhang = shown.evaluate(OVERHANG)
    found += [f"{overhang} px too wide"] if overhang > 0 else []
    return [f"{page.name}: {fault}" for fault in found]
