"""Run inside an installation: the small world, whose people all have an address."""

import django

django.setup()

from django.db import transaction  # noqa: E402

from tests.cast import make_world  # noqa: E402
from tests.notifications.people import give_addresses  # noqa: E402

with transaction.atomic():
    make_world()
    give_addresses()
