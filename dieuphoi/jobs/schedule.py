"""Every duty of the tick, on one screen: each is idempotent and derives what is due from tables."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from dieuphoi.activity import sealing
from dieuphoi.backup import rotation
from dieuphoi.documents import storage
from dieuphoi.notifications import delivery, making
from dieuphoi.plans.workbook import receiving
from dieuphoi.reporting import cycles


@dataclass(frozen=True)
class Duty:
    """A chore: its name, how often it is due, and the function that does it and says what it did."""

    name: str
    every: timedelta
    run: Callable[[datetime], str]


def forget_sessions(at: datetime) -> str:
    """Delete sessions that ended before the moment."""
    count, _by_kind = Session.objects.filter(expire_date__lt=at).delete()
    return f"{count} forgotten"


MAIL_SECONDS = 20
"""How long one run sends mail at most; the rest goes with the next, so that no duty waits long."""


def send_mail(at: datetime) -> str:
    """Send the mails that are due."""
    until = time.monotonic() + MAIL_SECONDS
    return delivery.send_due(at=at, goes_on=lambda: time.monotonic() < until)


DUTIES = [
    Duty("seal the log", timedelta(seconds=10), lambda at: f"{sealing.seal(at=at)} sealed"),
    Duty(
        "read returned workbooks",
        timedelta(seconds=5),
        lambda at: f"{receiving.read_waiting(at=at)} read",
    ),
    Duty(
        "empty the quarantine",
        timedelta(minutes=10),
        lambda at: f"{storage.empty_quarantine((at - timedelta(hours=1)).timestamp())} deleted",
    ),
    Duty(
        "expect reports of new holders",
        timedelta(minutes=10),
        lambda at: f"{cycles.expect_in_running_cycles(at=at)} added",
    ),
    Duty(
        "make notices of what happened",
        timedelta(seconds=30),
        lambda at: f"{making.make_news(at=at)} made",
    ),
    Duty(
        "make notices of days",
        timedelta(minutes=30),
        lambda at: f"{making.make_reminders(at=at)} made",
    ),
    Duty("send mail", timedelta(minutes=1), send_mail),
    Duty("back up", timedelta(minutes=30), rotation.back_up_daily),
    Duty("forget ended sessions", timedelta(hours=6), forget_sessions),
    Duty(
        "remove orphaned files",
        timedelta(hours=6),
        lambda at: f"{storage.remove_orphans((at - timedelta(days=1)).timestamp())} removed",
    ),
]
