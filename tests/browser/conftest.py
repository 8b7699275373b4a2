"""A real browser: Debian's Chromium, driven by Playwright, with JavaScript on or off."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the test's thread

expect.set_options(timeout=30_000)  # a machine that does much else answers late


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page at a desk's width; errors of scripts and refused assets fail the test."""
    context = browser.new_context(
        java_script_enabled=request.param,
        viewport={"width": 1366, "height": 900},
        locale="vi-VN",
    )
    context.set_default_timeout(45_000)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda m: errors.append(m.text) if "Content Security" in m.text else None)
    yield opened
    context.close()
    assert errors == []
