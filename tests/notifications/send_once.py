"""Run inside an installation: the duties of notices, once, at the moment given as the first word."""

import sys
from datetime import datetime

import django

django.setup()

from tests.notifications.duties import tick  # noqa: E402

sys.stdout.write(tick(datetime.fromisoformat(sys.argv[1])))
