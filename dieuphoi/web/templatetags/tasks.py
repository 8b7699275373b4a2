"""Words that the pages of plans and tasks say: freshness, deadlines as understood, turns, acts."""

from collections.abc import Sequence
from datetime import date, timedelta

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.activity.models import Activity
from dieuphoi.base.vietnamese import format_date, format_named_day, format_number
from dieuphoi.plans.models import (
    Deadline,
    DeadlineKind,
    Obligation,
    Party,
    PartyRole,
    Plan,
    TaskTerms,
    Turn,
    Verb,
)
from dieuphoi.plans.queries import ObligationView
from dieuphoi.web.templatetags.reading import deadline_words

register = template.Library()

TURN_ICONS: dict[str, str] = {
    Verb.ASSIGN: "inbox",
    Verb.ACCEPT: "play",
    Verb.DECLINE: "return",
    Verb.REASSIGN: "swap",
    Verb.TRANSFER: "swap",
    Verb.SUBMIT: "send",
    Verb.CONFIRM: "check",
    Verb.SEND_BACK: "redo",
    Verb.SUSPEND: "pause",
    Verb.CANCEL: "x",
    Verb.SUPERSEDE: "swap",
}
ACTS = {
    "obligation.accepted": gettext_lazy("nhận việc"),
    "obligation.declined": gettext_lazy("chuyển trả"),
    "obligation.reassigned": gettext_lazy("giao lại"),
    "obligation.submitted": gettext_lazy("gửi kết quả, đề nghị xác nhận"),
    "obligation.confirmed": gettext_lazy("xác nhận hoàn thành"),
    "obligation.sent_back": gettext_lazy("yêu cầu thực hiện lại"),
}


@register.filter
def told_ago(told_on: date | None, on: date) -> str:
    """How fresh what was told is: "báo 43 ngày trước", "chưa báo"."""
    if told_on is None:
        return _("chưa báo")
    days = (on - told_on).days
    if days <= 0:
        return _("báo hôm nay")
    return _("báo %(days)s ngày trước") % {"days": format_number(days)}


@register.filter
def days_past(day: date | None, on: date) -> str:
    """How many days ago a day was, as officials write numbers; empty when it has not passed."""
    return format_number((on - day).days) if day and day < on else ""


@register.filter
def period(plan: Plan) -> str:
    """The time of a plan, its last day included: "01/01/2026 – 31/12/2030"."""
    if plan.ends_on is None:
        return _("từ %(day)s") % {"day": format_date(plan.starts_on)}
    return f"{format_date(plan.starts_on)} – {format_date(plan.ends_on - timedelta(days=1))}"


@register.filter
def by_role(terms: TaskTerms) -> list[tuple[str, list[Party]]]:
    """The parties of terms under the word for their role, leads first."""
    parties = list(terms.parties.all())
    found = [(role, [p for p in parties if p.role == role]) for role in PartyRole]
    return [(str(role.label), some) for role, some in found if some]


@register.filter
def shortened(names: Sequence[str], most: int = 3) -> str:
    """Names in a row; only the first few when they are many: "A; B; C và 12 cơ quan khác"."""
    if len(names) <= most + 1:
        return "; ".join(names)
    return _("%(names)s và %(n)s cơ quan khác") % {
        "names": "; ".join(names[:most]),
        "n": format_number(len(names) - most),
    }


@register.filter
def understood(deadline: Deadline) -> str:
    """A deadline as the system reads it, in words that a person can check."""
    if deadline.kind == DeadlineKind.NONE:
        return _("văn bản không ghi thời hạn")
    read = {
        "kind": deadline.kind,
        "start": deadline.starts_on and deadline.starts_on.isoformat(),
        "end": deadline.due_on and deadline.due_on.isoformat(),
        "inclusive": deadline.inclusive,
        "recurrence": deadline.recurrence,
        "waits_for": deadline.waits_for,
        "text": deadline.text,
    }
    return deadline_words(read) or _("chưa rõ ngày")


@register.filter
def turn_entries(turns: Sequence[Turn]) -> list[dict[str, object]]:
    """The turns of an obligation for ui/timeline.html, newest first."""
    return [
        {
            "at": turn.valid_from,
            "title": _turn_title(turn),
            "who": turn.by,
            "text": turn_reason(turn),
            "icon": TURN_ICONS[turn.cause],
        }
        for turn in reversed(turns)
    ]


@register.filter
def turn_reason(turn: Turn | None) -> str:
    """Why an obligation was moved, and which agency was proposed instead."""
    if turn is None:
        return ""
    if turn.proposed_holder is None:
        return turn.reason
    proposed = _("Đề nghị giao: %(agency)s.") % {"agency": turn.proposed_holder.name}
    return f"{turn.reason}\n{proposed}"


@register.filter
def act_words(entry: Activity) -> str:
    """An act of the log in words."""
    return str(ACTS.get(entry.verb, entry.verb))


@register.filter
def holder_of(entry: Activity, views: Sequence[ObligationView]) -> str:
    """Whose obligation an act of the log is about."""
    return next(
        (v.obligation.holder.name for v in views if v.obligation.pk == entry.subject_id), ""
    )


@register.filter
def occurrence(name: str) -> str:
    """The name of one time of several: the day it is due in the rule, as officials write it."""
    return format_named_day(name)


@register.filter
def role_label(obligation: Obligation) -> str:
    """What the agency is to the task."""
    return str(PartyRole(obligation.role).label)


def _turn_title(turn: Turn) -> str:
    names = {"agency": turn.holder.name}
    if turn.cause == Verb.ASSIGN:
        return _("Giao cho %(agency)s") % names
    if turn.cause == Verb.REASSIGN:
        return _("Giao lại cho %(agency)s") % names
    return str(Verb(turn.cause).label)
