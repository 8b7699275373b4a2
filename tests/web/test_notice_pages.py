"""The page of notices: the own ones, with or without mail; for an administrator every mail."""

from typing import Any

import pytest
from django.urls import reverse

from dieuphoi.activity.models import Activity
from dieuphoi.notifications.models import Mail, Notice
from dieuphoi.organizations.models import User
from tests.cast import AT, World
from tests.notifications.duties import make, moment
from tests.web.visitor import client_of, visit, words_of

pytestmark = pytest.mark.django_db

PAGE = reverse("notice_list")
MORNING = moment("2026-03-30")


def mail(world: World, **more: Any) -> Mail:
    facts = {
        "user_id": world.cast.head.user_id,
        "address": "head@so.example",
        "kind": "immediate",
        "day": AT.date(),
        "message_id": "<abc@so.example>",
        "subject": "[Điều phối] 1 mới giao",
        "state": "sent",
        "made_at": AT,
        "tried_at": AT,
        **more,
    }
    return Mail.objects.create(**facts)


def test_notices_stand_on_the_page_where_there_is_no_mail(world: World) -> None:
    make(MORNING)

    words = words_of(visit(world.cast.head, PAGE))

    assert "Hệ thống chưa gửi thư điện tử" in words
    assert "Mới giao mới Xây dựng cơ sở dữ liệu minh họa Kế hoạch minh họa số 84" in words
    assert "Sắp đến hạn mới Xây dựng" in words
    assert "Trình đề án minh họa" not in words


def test_without_a_notice_the_page_says_when_one_comes(world: World) -> None:
    assert "Chưa có thông báo nào" in words_of(visit(world.cast.leader, PAGE))


def test_new_notices_are_counted_on_every_page_until_they_are_looked_at(world: World) -> None:
    make(MORNING)
    page = visit(world.cast.head, reverse("desk"))
    assert '<span class="top-bell-count">2<' in page

    client_of(world.cast.head).post(PAGE, {"seen": "1"})

    assert "top-bell-count" not in visit(world.cast.head, reverse("desk"))
    assert "top-bell-count" in visit(world.cast.officer, reverse("desk"))


def test_the_digest_can_be_left_out_and_taken_again(world: World, settings: Any) -> None:
    settings.MAIL_SERVER = "smtp://mail.example"
    User.objects.update(email="x@so.example")
    client = client_of(world.cast.head)
    client.post(PAGE, {"digest": "off"})
    assert "Bạn đang không nhận bản tin ngày" in visit(world.cast.head, PAGE)
    assert "Bạn đang nhận bản tin ngày" in visit(world.cast.officer, PAGE)

    client.post(PAGE, {"digest": "on"})

    assert "Bạn đang nhận bản tin ngày" in visit(world.cast.head, PAGE)
    acts = Activity.objects.filter(verb="notices.digest_chosen").order_by("pk")
    assert [act.details["digest"] for act in acts] == [False, True]


def test_a_person_reads_where_mail_goes(world: World, settings: Any) -> None:
    settings.MAIL_SERVER = "smtp://mail.example"
    assert "chưa có địa chỉ thư điện tử" in visit(world.cast.head, PAGE)

    User.objects.filter(pk=world.cast.head.user_id).update(email="head@so.example")

    assert "Thư gửi đến head@so.example" in visit(world.cast.head, PAGE)


def test_an_administrator_reads_what_was_sent_refused_and_perhaps_lost(world: World) -> None:
    make(MORNING)
    sent = mail(world)
    Notice.objects.filter(user=world.cast.head.user_id).update(mail=sent, state="sent")
    mail(world, state="failed", reason="550 no such user")
    mail(world, state="unknown", message_id="<lost@so.example>")

    words = words_of(visit(world.cast.administrator, PAGE, show="mails"))

    assert "head@so.example Mới giao: 1; Sắp đến hạn: 1" in words
    assert "550 no such user" in words
    assert "<lost@so.example>" in words
    assert "Không gửi được 1" in words

    words = words_of(visit(world.cast.administrator, PAGE, show="mails", state="failed"))
    assert "550 no such user" in words
    assert "<lost@so.example>" not in words


@pytest.mark.parametrize("role", ["head", "focal", "leader", "auditor"])
def test_nobody_else_reads_mails(world: World, role: str) -> None:
    mail(world, state="failed", reason="550 no such user")

    page = visit(getattr(world.cast, role), PAGE, show="mails")

    assert "550 no such user" not in page
    assert "Thư đã gửi" not in page


def test_a_notice_of_what_may_no_longer_be_read_is_not_shown(world: World) -> None:
    make(MORNING)
    Notice.objects.filter(user=world.cast.head.user_id).update(user=world.cast.stranger.user_id)

    assert "Xây dựng cơ sở dữ liệu" not in visit(world.cast.stranger, PAGE)
