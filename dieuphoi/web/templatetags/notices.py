"""Words that the pages of notices and mails say."""

from django import template
from django.utils.translation import gettext as _

from dieuphoi.notifications.models import MailState, Notice, NoticeKind, NoticeState
from dieuphoi.web.templatetags.ui import vntime

register = template.Library()

KIND_LOOKS: dict[str, tuple[str, str]] = {
    NoticeKind.ASSIGNED: ("obligation", "blue"),
    NoticeKind.DUE_SOON: ("clock", "orange"),
    NoticeKind.OVERDUE: ("alert", "red"),
    NoticeKind.SENT_BACK: ("redo", "purple"),
    NoticeKind.DECLINED: ("return", "purple"),
    NoticeKind.REPORT_DUE_SOON: ("clock", "orange"),
    NoticeKind.REPORT_OVERDUE: ("alert", "red"),
    NoticeKind.REPORT_RETURNED: ("redo", "purple"),
}
MAIL_LOOKS: dict[str, tuple[str, str]] = {
    MailState.SENDING: ("send", "blue"),
    MailState.SENT: ("check", "green"),
    MailState.DEFERRED: ("hourglass", "orange"),
    MailState.FAILED: ("x-circle", "red"),
    MailState.UNKNOWN: ("help", "purple"),
}


@register.inclusion_tag("ui/badge.html")
def notice_badge(kind: str) -> dict[str, object]:
    """What a notice is about."""
    look, colour = KIND_LOOKS[kind]
    return {"icon": look, "colour": colour, "word": NoticeKind(kind).label, "kind": "mark"}


@register.inclusion_tag("ui/badge.html")
def mail_badge(state: str) -> dict[str, object]:
    """How far a mail came."""
    look, colour = MAIL_LOOKS[state]
    return {"icon": look, "colour": colour, "word": MailState(state).label, "kind": "state"}


@register.filter
def mailed(notice: Notice, mail_is_set: bool) -> str:
    """Whether a notice was told by mail, when; nothing where it only stands on the page."""
    if notice.state == NoticeState.SENT and notice.mail and notice.mail.sent_at:
        return _("đã gửi %(at)s") % {"at": vntime(notice.mail.sent_at)}
    if notice.state == NoticeState.WAITING:
        return _("chờ gửi") if mail_is_set else ""
    return NoticeState(notice.state).label.lower()
