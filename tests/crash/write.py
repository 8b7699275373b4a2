"""Run inside an installation: one writer of the log among several.

usage: write NAME COUNT [FLAG SECONDS]; with a FLAG file the transaction of the last act stays open
until that file exists, at most so many seconds: whoever waits for this writer waits as long.
"""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import django

django.setup()

from django.db import transaction  # noqa: E402

from dieuphoi.activity.log import record  # noqa: E402
from dieuphoi.organizations.actor import SYSTEM  # noqa: E402
from dieuphoi.organizations.models import Organization  # noqa: E402

name, count = sys.argv[1], int(sys.argv[2])
flag, seconds = sys.argv[3:] or ("", "0")
agency = Organization.objects.get()


def write(n: int) -> None:
    record("agency.noted", agency, by=SYSTEM, at=datetime.now(UTC), writer=name, n=n)


for n in range(count - bool(flag)):
    with transaction.atomic():
        write(n)
if flag:
    with transaction.atomic():
        write(count - 1)
        for _ in range(int(seconds) * 10):
            if Path(flag).exists():
                break
            time.sleep(0.1)
