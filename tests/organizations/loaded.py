"""For tests that ask the agencies that come with the product."""

from django.test import TestCase

from dieuphoi.organizations.registry import load_registry


class RegistryTest(TestCase):
    """Loads the registry once for all tests of the class: it takes a second, forty tests share it."""

    @classmethod
    def setUpTestData(cls) -> None:
        """Runs once, in the transaction of the class."""
        load_registry()
