"""A mail server, and people with an address."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from tests.cast import World
from tests.notifications.mail_server import MailServer
from tests.notifications.people import give_addresses

FROM = "Điều phối <dieuphoi@minhhoa.example>"
ADDRESS = "https://dieuphoi.minhhoa.example"


@pytest.fixture
def post(settings: LazySettings) -> Iterator[MailServer]:
    """A mail server that takes everything, set as the installation's."""
    with MailServer() as server:
        settings.MAIL_SERVER = server.url()
        settings.MAIL_FROM = FROM
        settings.ADDRESS = ADDRESS
        yield server


@pytest.fixture
def mailed(world: World) -> World:
    """The small world, whose people all have an address."""
    give_addresses()
    return world
