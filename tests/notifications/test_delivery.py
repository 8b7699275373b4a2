"""A mail leaves once: what is so is told, to whom it concerns, by a server that may say no."""

from datetime import date, timedelta

import pytest
from django.conf import LazySettings

from dieuphoi.notifications import choosing, delivery
from dieuphoi.notifications.models import Mail, Notice, ServerState
from dieuphoi.organizations.models import Position, User
from dieuphoi.plans import assignment, confirmation, progress
from dieuphoi.plans.progress import Told
from dieuphoi.reporting import reviewing
from tests.cast import AT, ON, RESULT, World, assign, draft, later, make_plan
from tests.notifications.duties import make, moment, tick
from tests.notifications.mail_server import MailServer, free_port, plain_text
from tests.reporting import paper

pytestmark = pytest.mark.django_db

SETTLED = AT + timedelta(minutes=10)
MORNING = moment("2026-03-25")
"""A Wednesday, six days before the day of `obligation`."""
HEAD = "head@so.example"


def state_of(username: str) -> list[str]:
    """The states of a person's notices."""
    found = Notice.objects.filter(user__username=username)
    return sorted(found.values_list("state", flat=True))


def test_assigned_is_told_to_the_holder_after_the_settle_delay(
    mailed: World, post: MailServer
) -> None:
    tick(SETTLED - timedelta(seconds=1))
    assert HEAD not in post.recipients

    tick(SETTLED)

    assert {"officer@so.example", HEAD} <= set(post.recipients)
    assert "focal@so.example" not in post.recipients
    assert "[Điều phối] 1 mới giao" in post.subjects_to(HEAD)
    assert "Xây dựng cơ sở dữ liệu minh họa" in post.text_to(HEAD)


def test_many_assignments_at_once_are_one_mail(mailed: World, post: MailServer) -> None:
    drafts = [draft(str(n), f"Việc {n}", mailed.cast.so) for n in range(3)]
    assign(make_plan(mailed.cast.dau_moi, mailed.cast.ubnd, drafts, number="85"))

    tick(SETTLED)

    assert post.subjects_to(HEAD) == ["[Điều phối] 4 mới giao"]


def test_what_was_put_right_meanwhile_is_not_told(mailed: World, post: MailServer) -> None:
    make(AT)
    assignment.decline(mailed.obligation, reason="Nhầm", by=mailed.cast.head, at=AT)
    by = mailed.cast.focal
    assignment.reassign(mailed.obligation, mailed.cast.khac, by=by, at=AT + timedelta(minutes=2))

    tick(SETTLED)

    assert HEAD not in post.recipients
    assert state_of("head") == ["dropped"]
    tick(AT + timedelta(minutes=12))
    assert "Xây dựng cơ sở dữ liệu minh họa" in post.text_to("other_head@so.example")


def test_a_decline_is_told_to_the_focal_agency_with_its_reason(
    mailed: World, post: MailServer
) -> None:
    assignment.decline(mailed.obligation, reason="Trái thẩm quyền", by=mailed.cast.head, at=AT)

    tick(SETTLED)

    assert post.subjects_to("focal@so.example") == ["[Điều phối] 1 chuyển trả"]
    text = post.text_to("focal@so.example")
    assert "Sở Một" in text
    assert "Lý do: Trái thẩm quyền" in text
    assert HEAD not in post.recipients


def test_what_is_returned_is_told_without_waiting_for_the_digest(
    mailed: World, post: MailServer
) -> None:
    held, head, focal = mailed.obligation, mailed.cast.head, mailed.cast.focal
    report = paper.report_of(paper.make_cycle(mailed), mailed.cast.so)
    evening = paper.on(date(2026, 3, 4), 20)
    assignment.accept(held, by=head, at=AT)
    progress.submit(held, Told(ON, 100, RESULT), by=head, at=later())
    version = paper.sent(report, head, evening, leadership="x")
    tick(evening)
    post.forget()

    confirmation.send_back(held, reason="Thiếu số liệu", by=focal, at=evening)
    reviewing.return_report(version, "Thiếu", by=focal, at=evening)
    tick(evening + timedelta(minutes=10))

    told = set(Notice.objects.filter(mail__kind="immediate").values_list("kind", flat=True))
    assert {"sent_back", "report_returned"} <= told
    assert len(post.subjects_to(HEAD)) == 1


def test_one_digest_a_day_tells_what_is_due_soon_and_overdue(
    mailed: World, post: MailServer
) -> None:
    assignment.accept(mailed.obligation, by=mailed.cast.head, at=AT)
    tick(MORNING - timedelta(minutes=1))
    post.forget()

    tick(MORNING)
    tick(MORNING + timedelta(hours=5))

    assert post.subjects_to(HEAD) == ["[Điều phối] 1 sắp đến hạn"]
    assert post.subjects_to("other_head@so.example") == ["[Điều phối] 1 quá hạn"]
    assert Mail.objects.get(kind="digest", user=mailed.cast.head.user_id).day == date(2026, 3, 25)


def test_nothing_is_told_twice_however_often_the_tick_comes(
    mailed: World, post: MailServer
) -> None:
    for hour in range(30):
        tick(MORNING + timedelta(hours=hour))

    assert len(post.subjects_to(HEAD)) == 2  # assigned; due soon
    assert set(state_of("head")) == {"sent"}


def test_there_is_no_digest_on_days_off(mailed: World, post: MailServer) -> None:
    saturday, sunday = moment("2026-03-28", 9), moment("2026-03-29", 9)
    tick(MORNING)
    post.forget()

    tick(saturday)
    tick(sunday)
    assert post.recipients == []

    tick(moment("2026-03-30"))
    assert post.subjects_to(HEAD) == ["[Điều phối] 1 sắp đến hạn"]


def test_whoever_wants_no_digest_still_hears_of_assignments(
    mailed: World, post: MailServer
) -> None:
    choosing.choose_digest(False, by=mailed.cast.head, at=AT)

    tick(MORNING)
    assert post.subjects_to(HEAD) == ["[Điều phối] 1 mới giao"]

    choosing.choose_digest(True, by=mailed.cast.head, at=MORNING)
    tick(MORNING + timedelta(hours=1))
    assert post.subjects_to(HEAD)[1:] == ["[Điều phối] 1 sắp đến hạn"]


def test_people_without_an_address_or_a_position_get_no_mail(
    mailed: World, post: MailServer
) -> None:
    User.objects.filter(username="officer").update(email="")
    make(AT)
    Position.objects.filter(user__username="head").update(valid_to=date(2026, 3, 2))

    tick(SETTLED)

    assert {"officer@so.example", HEAD} & set(post.recipients) == set()
    assert state_of("officer") == ["waiting"]
    assert state_of("head") == ["dropped"]


def test_without_a_server_nothing_is_sent_and_nothing_is_lost(
    mailed: World, post: MailServer, settings: LazySettings
) -> None:
    settings.MAIL_SERVER = ""
    assert tick(SETTLED) == "no mail server is set"
    assert state_of("head") == ["waiting"]

    settings.MAIL_SERVER = post.url()
    tick(SETTLED + timedelta(days=30))
    assert "[Điều phối] 1 mới giao" in post.subjects_to(HEAD)


def test_a_server_that_is_down_is_given_a_rest_and_asked_again(
    mailed: World, post: MailServer, settings: LazySettings
) -> None:
    settings.MAIL_SERVER = f"smtp://127.0.0.1:{free_port()}?tls=none"

    assert "từ chối kết nối" in tick(SETTLED)
    assert tick(SETTLED + timedelta(minutes=1)) == "the mail server is given a rest"
    state = ServerState.objects.get()
    assert (state.tries, state.next_at) == (1, SETTLED + timedelta(minutes=2))
    assert Mail.objects.count() == 0

    settings.MAIL_SERVER = post.url()
    tick(SETTLED + timedelta(minutes=2))
    assert HEAD in post.recipients
    state.refresh_from_db()
    assert (state.tries, state.reason) == (0, "")


def test_a_setting_that_cannot_be_read_stops_no_other_duty(
    mailed: World, post: MailServer, settings: LazySettings
) -> None:
    settings.MAIL_SERVER = "smtp://"

    assert "DIEUPHOI_SMTP không đúng dạng" in tick(SETTLED)
    assert "không đúng dạng" in ServerState.objects.get().reason


def test_an_address_that_is_refused_waits_for_another_address(
    mailed: World, post: MailServer
) -> None:
    post.refuse = lambda address: "550 no such user" if address == HEAD else ""

    tick(SETTLED)
    tick(SETTLED + timedelta(hours=1))

    mail = Mail.objects.get(address=HEAD)
    assert (mail.state, mail.tries) == ("failed", 1)
    assert "550 no such user" in mail.reason
    assert state_of("head") == ["failed"]
    assert "officer@so.example" in post.recipients

    User.objects.filter(username="head").update(email="moi@so.example")
    tick(SETTLED + timedelta(hours=2))
    assert "moi@so.example" in post.recipients


def test_a_mail_put_off_by_the_server_is_sent_later_as_the_same_mail(
    mailed: World, post: MailServer
) -> None:
    post.refuse = lambda address: "450 greylisted" if address == HEAD else ""
    tick(SETTLED)
    mail = Mail.objects.get(address=HEAD)
    assert (mail.state, mail.next_at) == ("deferred", SETTLED + timedelta(minutes=10))
    post.refuse = lambda address: ""

    tick(SETTLED + timedelta(minutes=9))
    assert HEAD not in post.recipients
    tick(SETTLED + timedelta(minutes=10))

    mail.refresh_from_db()
    assert (mail.state, mail.tries, mail.next_at) == ("sent", 2, None)
    assert len(post.subjects_to(HEAD)) == 1


def test_a_mail_put_off_for_ever_is_given_up(mailed: World, post: MailServer) -> None:
    post.refuse = lambda address: "450 greylisted" if address == HEAD else ""

    for hour in range(48):
        tick(SETTLED + timedelta(hours=hour))

    mail = Mail.objects.get(address=HEAD, kind="immediate")
    assert (mail.state, mail.tries) == ("failed", delivery.MOST_TRIES)


def test_a_refused_content_is_kept_with_its_reason(mailed: World, post: MailServer) -> None:
    post.answer = lambda content: "554 spam"

    tick(SETTLED)

    assert "554 spam" in Mail.objects.get(address=HEAD).reason
    assert state_of("head") == ["failed"]


@pytest.mark.parametrize("address", ["a@b.example\r\nBcc: x@y.example", '"\x04k"@so.example'])
def test_an_impossible_address_is_a_refusal_and_stops_nobody(
    mailed: World, post: MailServer, address: str
) -> None:
    User.objects.filter(username="head").update(email=address)

    tick(SETTLED)

    assert "không hợp lệ" in Mail.objects.get(user__username="head").reason
    assert "officer@so.example" in post.recipients


def test_an_answer_that_never_comes_is_unknown_and_never_sent_again(
    mailed: World, post: MailServer, settings: LazySettings
) -> None:
    settings.MAIL_SERVER = post.url("tls=none&timeout=0.5")
    post.answer = lambda content: ""

    tick(SETTLED)
    post.answer = lambda content: "250 taken"
    for hour in range(1, 5):
        tick(SETTLED + timedelta(hours=hour))

    [lost] = Mail.objects.filter(state="unknown")
    assert post.names.count(lost.message_id) == 1
    assert len(post.names) == len(set(post.names))
    assert Notice.objects.filter(mail=lost, state="unknown").exists()


def test_sending_stops_when_told_and_goes_on_the_next_time(mailed: World, post: MailServer) -> None:
    make(SETTLED)
    turns = iter([True, False])

    assert delivery.send_due(at=SETTLED, goes_on=lambda: next(turns)) == "1 sent"

    delivery.send_due(at=SETTLED)
    assert len(post.names) == len(set(post.names)) > 1


def test_each_mail_is_recorded_with_its_causes_and_its_name(
    mailed: World, post: MailServer
) -> None:
    tick(SETTLED)

    mail = Mail.objects.get(address=HEAD)
    told = post.mails[post.recipients.index(HEAD)]
    assert told["Message-ID"] == mail.message_id
    assert told["Subject"] == mail.subject
    assert [n.obligation_id for n in mail.notices.all()] == [mailed.obligation.pk]
    assert mail.reason == "250 2.0.0 taken"
    assert "https://dieuphoi.minhhoa.example/tasks/" in plain_text(told)
