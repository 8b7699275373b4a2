"""What a mail says, and that nothing in it can do more than be read."""

from datetime import date, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

import pytest
from django.conf import LazySettings

from dieuphoi.notifications.letter import MOST_ROWS, Item, Letter, message, write
from dieuphoi.notifications.models import NoticeKind
from tests.notifications.conftest import ADDRESS, FROM
from tests.notifications.mail_server import plain_text

ON = date(2026, 3, 25)
AT = datetime.fromisoformat("2026-03-25T07:00:00+07:00")
HARM = 'Báo cáo\r\nBcc: x@y.example\r\n\r\n<script>alert("x")</script>\u2028.\r\n.\r\n'


@pytest.fixture(autouse=True)
def mail_is_set(settings: LazySettings) -> None:
    settings.MAIL_FROM, settings.ADDRESS = FROM, ADDRESS


def item(kind: NoticeKind, wording: str = "Xây dựng đề án", **more: Any) -> Item:
    return Item(kind, wording, of="Kế hoạch 84", path="/tasks/1/", **more)


def sent(letter: Letter, name: str = "Người Nhận") -> tuple[bytes, EmailMessage]:
    """The bytes on the wire, and what a mail program makes of them."""
    raw = message(
        letter, name=name, address="a@so.example", message_id="<1@minhhoa.example>", at=AT
    )
    return raw, BytesParser(policy=default).parsebytes(raw)


def html_of(mail: EmailMessage) -> str:
    body = mail.get_body(("html",))
    assert body
    return str(body.get_content())


def test_the_subject_counts_and_the_groups_stand_in_order() -> None:
    kinds = [NoticeKind.ASSIGNED, NoticeKind.REPORT_RETURNED, NoticeKind.DUE_SOON]
    letter = write(
        [item(kind, due_on=date(2026, 3, 28)) for kind in [*kinds, NoticeKind.OVERDUE]],
        to="Người Nhận",
        on=ON,
    )

    assert letter.subject == ("[Điều phối] 1 quá hạn, 1 sắp đến hạn, 1 mới giao, 1 bị trả lại")
    places = [letter.text.index(w) for w in ("QUÁ HẠN", "SẮP ĐẾN HẠN", "MỚI GIAO", "BỊ TRẢ LẠI")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "due_on, words",
    [
        (date(2026, 3, 28), "Thời hạn 28/03/2026, còn 3 ngày"),
        (date(2026, 3, 25), "Thời hạn hôm nay, 25/03/2026"),
        (date(2026, 3, 20), "Thời hạn 20/03/2026, quá 5 ngày"),
    ],
)
def test_the_day_is_said_as_officials_say_it(due_on: date, words: str) -> None:
    letter = write([item(NoticeKind.DUE_SOON, due_on=due_on)], to="x", on=ON)

    assert words in letter.text
    assert words in letter.html


def test_links_lead_to_the_site_or_are_left_out(settings: LazySettings) -> None:
    one = [item(NoticeKind.ASSIGNED)]
    assert f"{ADDRESS}/tasks/1/" in write(one, to="x", on=ON).text
    assert f'<a href="{ADDRESS}/tasks/1/"' in write(one, to="x", on=ON).html

    settings.ADDRESS = ""
    letter = write(one, to="x", on=ON)
    assert "/tasks/1/" not in letter.text
    assert "<a " not in letter.html


def test_a_long_list_is_cut_and_counted() -> None:
    many = [item(NoticeKind.OVERDUE, f"Việc số {n}") for n in range(MOST_ROWS + 1200)]
    letter = write(many, to="x", on=ON)

    assert letter.subject == "[Điều phối] 1.230 quá hạn"
    assert "… và 1.200 việc khác" in letter.text
    assert f"Việc số {MOST_ROWS}" not in letter.text


def test_no_word_can_add_a_head_or_a_tag_or_an_end() -> None:
    one = Item(NoticeKind.SENT_BACK, HARM, of=HARM, reason=HARM, path="/tasks/1/")
    letter = write([one], to=HARM, on=ON)

    raw, mail = sent(letter, name=HARM)

    assert mail["Bcc"] is None
    assert mail["To"].addresses[0].addr_spec == "a@so.example"
    assert len(mail["To"].addresses) == 1
    assert "<script" not in html_of(mail)
    assert "&lt;script&gt;" in html_of(mail)
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert b"\r\n.\r\n" not in raw


@pytest.mark.parametrize(
    "name",
    ["=?utf-8?q?=0D=0ABcc:_x@y.example?=", "=?utf-8?b?DQpCY2M6IHhAeS5leGFtcGxl?=", "a" * 5000],
)
def test_a_name_that_is_read_as_encoded_adds_no_head(name: str) -> None:
    raw, mail = sent(write([item(NoticeKind.ASSIGNED)], to=name, on=ON), name=name)

    head = raw.partition(b"\r\n\r\n")[0]
    assert b"\r\nBcc" not in head
    assert max(map(len, head.split(b"\r\n"))) < 998
    assert [one.addr_spec for one in mail["To"].addresses] == ["a@so.example"]


def test_it_is_understood_by_every_mail_program() -> None:
    letter = write([item(NoticeKind.ASSIGNED, "Đẩy mạnh " * 200)], to="Ngô Đức Ứng", on=ON)

    raw, mail = sent(letter, "Ngô Đức Ứng")

    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert mail["Subject"] == letter.subject
    assert mail["To"].addresses[0].display_name == "Ngô Đức Ứng"
    assert mail["From"].addresses[0].display_name == "Điều phối"
    assert (mail["Auto-Submitted"], mail["Message-ID"]) == (
        "auto-generated",
        "<1@minhhoa.example>",
    )
    assert mail["Date"].datetime == AT
    assert [part["Content-Transfer-Encoding"] for part in mail.iter_parts()] == [
        "quoted-printable",
        "quoted-printable",
    ]
    assert plain_text(mail).startswith("Kính gửi: Ngô Đức Ứng")
