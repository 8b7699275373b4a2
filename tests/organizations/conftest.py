"""The agencies that come with the product, for tests that name `registry`."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import TestCase
from pytest_django import DjangoDbBlocker

from dieuphoi.organizations.registry import load_registry


class _Transaction(TestCase):
    """Begins a transaction for the module and rolls it back."""


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, int]]:
    """Loaded once for a module, in a transaction that is rolled back after it."""
    with django_db_blocker.unblock():
        _Transaction.setUpClass()
        try:
            yield load_registry()
        finally:
            _Transaction.tearDownClass()
            _Transaction.doClassCleanups()


@pytest.fixture
def registry(_loaded: dict[str, int]) -> Iterator[dict[str, int]]:
    """How many rows of each table were loaded; what the test adds is rolled back.

    Use it instead of `django_db`, not beside it: loading takes a second, thirty tests share it.
    """
    with transaction.atomic():
        yield _loaded
        transaction.set_rollback(True)
