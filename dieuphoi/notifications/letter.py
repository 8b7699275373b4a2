"""The words of a mail: what is so at the moment of sending, grouped, in plain text and in HTML."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from dieuphoi.base.vietnamese import format_date, format_number
from dieuphoi.notifications.models import NoticeKind

MOST_ROWS = 30
"""How many rows of a group stand in a mail; the rest is counted."""
LONGEST = 240
"""Characters of a wording or a reason."""


@dataclass(frozen=True)
class Item:
    """One thing to tell: what it is about, by when, why it came back, and its page."""

    kind: NoticeKind
    wording: str
    of: str = ""
    due_on: date | None = None
    reason: str = ""
    path: str = ""


@dataclass(frozen=True)
class Letter:
    """A mail's words."""

    subject: str
    text: str
    html: str


@dataclass
class _Group:
    label: str
    count: str
    """The group's part of the subject, with `%(n)s`."""
    kinds: frozenset[NoticeKind]
    items: list[Item] = field(default_factory=list)


def _groups() -> list[_Group]:
    kind = NoticeKind
    return [
        _Group(_("Quá hạn"), _("%(n)s quá hạn"), frozenset({kind.OVERDUE, kind.REPORT_OVERDUE})),
        _Group(
            _("Sắp đến hạn"),
            _("%(n)s sắp đến hạn"),
            frozenset({kind.DUE_SOON, kind.REPORT_DUE_SOON}),
        ),
        _Group(_("Mới giao"), _("%(n)s mới giao"), frozenset({kind.ASSIGNED})),
        _Group(
            _("Bị trả lại"),
            _("%(n)s bị trả lại"),
            frozenset({kind.SENT_BACK, kind.REPORT_RETURNED}),
        ),
        _Group(
            _("Cơ quan khác chuyển trả"),
            _("%(n)s chuyển trả"),
            frozenset({kind.DECLINED}),
        ),
    ]


def write(items: Sequence[Item], *, to: str, on: date) -> Letter:
    """The letter that tells the items to the person of that name; the order of items is kept."""
    groups = _groups()
    for group in groups:
        group.items = [item for item in items if item.kind in group.kinds]
    groups = [group for group in groups if group.items]
    subject = ", ".join(g.count % {"n": format_number(len(g.items))} for g in groups)
    return Letter(
        subject=_("[Điều phối] %(counts)s") % {"counts": subject},
        text="\n".join(_text(groups, to, on)),
        html=_html(groups, to, on),
    )


def message(letter: Letter, *, name: str, address: str, message_id: str, at: datetime) -> bytes:
    """The letter as it goes over the wire: no name in it can add a line to its head."""
    mail = EmailMessage(policy=SMTP)
    sender, sender_address = parseaddr(settings.MAIL_FROM)
    mail["From"] = Address(_in_head(sender) or _("Điều phối"), addr_spec=sender_address)
    mail["To"] = Address(_in_head(name), addr_spec=address)
    mail["Subject"] = _in_head(letter.subject)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(letter.text, charset="utf-8", cte="quoted-printable")
    mail.add_alternative(letter.html, subtype="html", charset="utf-8", cte="quoted-printable")
    return mail.as_bytes()


def _text(groups: list[_Group], to: str, on: date) -> Iterator[str]:
    yield _("Kính gửi: %(name)s") % {"name": _one_line(to)}
    yield ""
    for group in groups:
        yield f"{group.label.upper()} ({format_number(len(group.items))})"
        for item in group.items[:MOST_ROWS]:
            yield f"- {_short(item.wording)}"
            yield from (f"  {line}" for line in _details(item, on))
            if url := _url(item.path):
                yield f"  {url}"
        if more := _more(group):
            yield f"- {more}"
        yield ""
    yield _closing()
    if url := _url(reverse("notice_list")):
        yield url


def _html(groups: list[_Group], to: str, on: date) -> str:
    blocks = format_html_join(
        "\n",
        '<h2 style="font-size:16px;margin:20px 0 6px">{} ({})</h2>\n<ul style="margin:0;padding-left:20px">\n{}{}</ul>',
        (
            (
                group.label,
                format_number(len(group.items)),
                format_html_join("", "{}", ((_row(item, on),) for item in group.items[:MOST_ROWS])),
                format_html("<li>{}</li>\n", more) if (more := _more(group)) else "",
            )
            for group in groups
        ),
    )
    return format_html(
        '<!doctype html>\n<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{}</title></head>\n'
        '<body style="font-family:Arial,sans-serif;font-size:15px;line-height:1.5;color:#1f2933;'
        'max-width:680px;margin:0 auto;padding:16px">\n<p>{}</p>\n{}\n'
        '<p style="color:#52606d;font-size:13px;margin-top:24px">{}</p>\n</body></html>\n',
        _("Điều phối"),
        _("Kính gửi: %(name)s") % {"name": _one_line(to)},
        blocks,
        _link(_url(reverse("notice_list")), _closing()),
    )


def _row(item: Item, on: date) -> str:
    details = format_html_join("", "<br>\n<span>{}</span>", ((d,) for d in _details(item, on)))
    return format_html(
        '<li style="margin-bottom:8px">{}{}</li>\n',
        _link(_url(item.path), _short(item.wording)),
        details,
    )


def _link(url: str, words: str) -> str:
    return format_html('<a href="{}" style="color:#0b5394">{}</a>', url, words) if url else words


def _details(item: Item, on: date) -> Iterator[str]:
    if item.of:
        yield _short(item.of)
    if item.due_on:
        yield _due(item.due_on, on)
    if item.reason:
        yield _("Lý do: %(reason)s") % {"reason": _short(item.reason)}


def _due(due_on: date, on: date) -> str:
    days = (due_on - on).days
    words: Mapping[str, str] = {"day": format_date(due_on), "n": format_number(abs(days))}
    if days < 0:
        return _("Thời hạn %(day)s, quá %(n)s ngày") % words
    if days == 0:
        return _("Thời hạn hôm nay, %(day)s") % words
    return _("Thời hạn %(day)s, còn %(n)s ngày") % words


def _more(group: _Group) -> str:
    n = len(group.items) - MOST_ROWS
    return _("… và %(n)s việc khác") % {"n": format_number(n)} if n > 0 else ""


def _closing() -> str:
    return _(
        "Thư tự động của hệ thống Điều phối, không trả lời thư này. Xem mọi thông báo, chọn nhận"
        " hoặc không nhận bản tin ngày ở trang Thông báo."
    )


def _url(path: str) -> str:
    return f"{settings.ADDRESS}{path}" if settings.ADDRESS and path else ""


def _short(text: str) -> str:
    return Truncator(_one_line(text)).chars(LONGEST)


def _in_head(text: str) -> str:
    """On one line, short, and nothing in it that is read as encoded: `=?utf-8?q?=0A?=` is a line
    break to whoever writes the head."""
    return Truncator(_one_line(text).replace("=?", "= ?")).chars(LONGEST)


def _one_line(text: str) -> str:
    """Without line breaks and other signs that no letter shows."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
