"""Words that the pages of difficulties and proposals say: their state, their story."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django import template
from django.utils.translation import gettext as _

from dieuphoi.base.vietnamese import format_date, format_number
from dieuphoi.issues.models import Answer, Decision, IssueState, Referral, Verification
from dieuphoi.issues.queries import IssuePage

register = template.Library()

STATE_LOOKS: dict[str, tuple[str, str]] = {
    IssueState.OPEN: ("hourglass", "orange"),
    IssueState.ANSWERED: ("return", "purple"),
    IssueState.RESOLVED: ("check", "green"),
    IssueState.WITHDRAWN: ("x", "grey"),
}


@register.inclusion_tag("ui/badge.html")
def issue_badge(state: str) -> dict[str, object]:
    """Where an issue stands."""
    look, colour = STATE_LOOKS[state]
    return {"icon": look, "colour": colour, "word": IssueState(state).label, "kind": "state"}


@register.filter
def waited(days: int) -> str:
    """How long it has been waiting: "chờ 12 ngày", "từ hôm nay"."""
    if days <= 0:
        return _("từ hôm nay")
    return _("chờ %(days)s ngày") % {"days": format_number(days)}


@dataclass(frozen=True)
class Step:
    """One entry of ui/timeline.html."""

    at: datetime
    title: str
    who: str
    text: str
    icon: str


@register.filter
def issue_steps(page: IssuePage) -> list[Step]:
    """The story of an issue for ui/timeline.html, newest first."""
    return sorted(_steps(page), key=lambda step: step.at, reverse=True)


def _steps(page: IssuePage) -> Iterator[Step]:
    raised, raised_by = page.issue, page.issue.raised_by.name
    first, *later = page.referrals
    title = _("%(from)s nêu, gửi %(to)s") % {"from": raised_by, "to": first.to_organization.name}
    yield Step(raised.raised_at, title, raised.by, _reply_words(first), "send")
    for referral in later:
        yield _referral(referral)
    for answer in page.answers:
        yield _answer(answer)
        yield from _verification(answer, raised_by)
    if page.withdrawal:
        title = _("%(agency)s rút") % {"agency": raised_by}
        note = page.withdrawal.details.get("note", "")
        yield Step(page.withdrawal.at, title, page.withdrawal.label, note, "x")


def _referral(referral: Referral) -> Step:
    sender = referral.from_organization
    title = _("%(from)s chuyển %(to)s") % {
        "from": sender.name if sender else "",
        "to": referral.to_organization.name,
    }
    text = _in_lines(referral.note, _reply_words(referral))
    return Step(referral.at, title, referral.by, text, "swap")


def _answer(answer: Answer) -> Step:
    title = _("%(agency)s trả lời: %(decision)s") % {
        "agency": answer.organization.name,
        "decision": str(Decision(answer.decision).label).lower(),
    }
    symbol = _("Văn bản: %(symbol)s") % {"symbol": answer.symbol} if answer.symbol else ""
    return Step(answer.at, title, answer.by, _in_lines(answer.text, symbol), "return")


def _verification(answer: Answer, raised_by: str) -> Iterator[Step]:
    verification: Verification | None = getattr(answer, "verification", None)
    if verification is None:
        return
    names = {"agency": raised_by}
    if verification.solved:
        title, icon = _("%(agency)s xác nhận đã giải quyết") % names, "check-circle"
    else:
        title, icon = _("%(agency)s báo chưa giải quyết") % names, "redo"
    yield Step(verification.at, title, verification.by, verification.note, icon)


def _reply_words(referral: Referral) -> str:
    if referral.reply_due is None:
        return ""
    return _("Hạn trả lời: %(day)s") % {"day": format_date(referral.reply_due)}


def _in_lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
