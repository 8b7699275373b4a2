"""A mail leaves once: what is so is told, to whom it concerns, by a server that may say no."""

from datetime import date, datetime, timedelta

import pytest

from dieuphoi.activity import sealing
from dieuphoi.notifications import delivery, making
from dieuphoi.notifications.models import Mail, Notice
from dieuphoi.plans import assignment
from tests.cast import AT, World
from tests.notifications.mail_server import MailServer

pytestmark = pytest.mark.django_db

SETTLED = AT + timedelta(minutes=10)
MORNING = datetime.fromisoformat("2026-03-25T07:00:00+07:00")
"""A Wednesday, six days before the day of `obligation`."""


def tick(at: datetime) -> str:
    """All duties of notices, as the worker does them."""
    sealing.seal(at=at)
    making.make_news(at=at)
    making.make_reminders(at=at)
    return delivery.send_due(at=at)


def test_assigned_is_told_to_the_holder_after_the_settle_delay(
    mailed: World, post: MailServer
) -> None:
    tick(SETTLED - timedelta(seconds=1))
    assert "head@so.example" not in post.recipients

    tick(SETTLED)

    assert {"officer@so.example", "head@so.example"} <= set(post.recipients)
    assert "focal@so.example" not in post.recipients
    first = post.mails[post.recipients.index("head@so.example")]
    assert first["Subject"] == "[Điều phối] 1 mới giao"
    assert first["Auto-Submitted"] == "auto-generated"
    assert "Xây dựng cơ sở dữ liệu minh họa" in post.text_to("head@so.example")


def test_one_digest_a_day_tells_what_is_due_soon_and_overdue(
    mailed: World, post: MailServer
) -> None:
    assignment.accept(mailed.obligation, by=mailed.cast.head, at=AT)
    tick(MORNING - timedelta(minutes=1))
    post.recipients.clear()
    post.raw.clear()

    tick(MORNING)
    tick(MORNING + timedelta(hours=5))

    assert post.recipients.count("head@so.example") == 1
    assert post.recipients.count("other_head@so.example") == 1
    subjects = {mail["To"].addresses[0].addr_spec: mail["Subject"] for mail in post.mails}
    assert subjects["head@so.example"] == "[Điều phối] 1 sắp đến hạn"
    assert subjects["other_head@so.example"] == "[Điều phối] 1 quá hạn"
    assert Mail.objects.get(kind="digest", user=mailed.cast.head.user_id).day == date(2026, 3, 25)


def test_nothing_is_told_twice_however_often_the_tick_comes(
    mailed: World, post: MailServer
) -> None:
    for hour in range(30):
        tick(MORNING + timedelta(hours=hour))

    assert post.recipients.count("head@so.example") == 2  # assigned; due soon
    assert not Notice.objects.filter(user=mailed.cast.head.user_id).exclude(state="sent").exists()
