"""What every test gets: the cast, a database that can be emptied, and no silent skip."""

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase

from dieuphoi.activity import triggers as log_triggers
from dieuphoi.base import rules
from dieuphoi.issues import triggers as issue_triggers
from dieuphoi.plans import triggers as plan_triggers
from dieuphoi.reporting import triggers as report_triggers
from dieuphoi.reporting.regimes import load_regimes
from tests.browser.chromium import browser
from tests.fixtures import cast, world
from tests.strictness import refuse_skip

__all__ = ["browser", "cast", "world"]

TRIGGERS = (log_triggers, plan_triggers, issue_triggers, report_triggers)
NO_CORPUS = "DIEUPHOI_CORPUS is not set: no folder of real documents to read"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skipped test is a failure, unless it needs the corpus and none was given."""
    report = yield
    refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole file that skips itself."""
    report = yield
    refuse_skip(report)
    return report


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real documents; the only reason for which a test may be skipped."""
    if "DIEUPHOI_CORPUS" not in os.environ:
        pytest.skip(NO_CORPUS)
    return Path(os.environ["DIEUPHOI_CORPUS"])


@pytest.fixture(autouse=True)
def clean_home() -> Iterator[None]:
    """No file of one test is there for the next."""
    yield
    for name in ("files", "quarantine"):
        folder = Path(settings.HOME) / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()


@pytest.fixture(autouse=True, scope="session")
def emptied_in_spite_of_triggers() -> Iterator[None]:
    """Tests with real transactions empty the tables afterwards; the database refuses that, so its
    triggers are taken away for that moment, and the rules and regimes that migrations bring are put back."""
    empty = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def teardown(test: TransactionTestCase) -> None:
        for triggers in TRIGGERS:
            triggers.remove(connection)
        empty(test)
        for triggers in TRIGGERS:
            triggers.install(connection)
        rules.load_defaults()
        load_regimes()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield
