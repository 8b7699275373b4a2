"""What of a person's notices is still so, now, for this person: looked up at the moment of sending."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from django.urls import reverse

from dieuphoi.notifications.causes import Day, Subject, concerns
from dieuphoi.notifications.letter import Item
from dieuphoi.notifications.models import Notice, NoticeKind
from dieuphoi.organizations.actor import Actor, actors_of
from dieuphoi.organizations.models import User
from dieuphoi.plans.models import Obligation, Turn
from dieuphoi.plans.queries import terms_of, with_task
from dieuphoi.reporting.models import Report
from dieuphoi.reporting.queries.sendings import with_sendings

_Key: TypeAlias = tuple[str, int]


@dataclass(frozen=True)
class Telling:
    """The notices that are told, in words, each thing of a kind once; and those that are not."""

    items: list[Item]
    told: list[Notice]
    dropped: list[Notice]


def sort_out(notices: Sequence[Notice], person: User, on: date) -> Telling:
    """What of the notices is so on the day and the person's to see; the most urgent first."""
    hats, day = actors_of(person, on), Day.of(on)
    subjects = _subjects(notices, hats, on)
    told: list[Notice] = []
    dropped: list[Notice] = []
    items: dict[tuple[str, _Key], Item] = {}
    for notice in notices:
        subject = subjects.get(_key(notice))
        if subject is None or not concerns(notice, subject, hats, day):
            dropped.append(notice)
            continue
        told.append(notice)
        items.setdefault((notice.kind, _key(notice)), _item(notice, subject))
    urgent = sorted(items.values(), key=lambda item: (item.due_on is None, item.due_on or on))
    return Telling(urgent, told, dropped)


def _key(notice: Notice) -> _Key:
    if notice.obligation_id:
        return "obligation", notice.obligation_id
    return "report", notice.report_id or 0


def _subjects(notices: Iterable[Notice], hats: Sequence[Actor], on: date) -> dict[_Key, Subject]:
    """What the notices are about, as far as the person may see it in some position."""
    obligations = {n.obligation_id for n in notices if n.obligation_id}
    reports = {n.report_id for n in notices if n.report_id}
    found: dict[_Key, Subject] = {}
    for hat in hats:
        if obligations:
            seen = Obligation.objects.visible_to(hat).filter(pk__in=obligations)
            found |= {("obligation", one.pk): one for one in with_task(seen, on)}
        if reports:
            owed = Report.objects.visible_to(hat).filter(pk__in=reports).select_related("cycle")
            found |= {("report", one.pk): one for one in with_sendings(owed, on)}
    _explain([one for one in found.values() if isinstance(one, Obligation)])
    return found


def _explain(obligations: Sequence[Obligation]) -> None:
    """Set why each was moved last, as `moved_because`."""
    turns = Turn.objects.filter(
        obligation__in=[one.pk for one in obligations], known_to=None, valid_to=None
    )
    reasons = dict(turns.values_list("obligation", "reason"))
    for one in obligations:
        one.moved_because = reasons.get(one.pk, "")  # type: ignore[attr-defined]


_RETURNED = (NoticeKind.SENT_BACK, NoticeKind.DECLINED, NoticeKind.REPORT_RETURNED)


def _item(notice: Notice, subject: Subject) -> Item:
    kind = NoticeKind(notice.kind)
    if isinstance(subject, Report):
        return Item(
            kind,
            subject.cycle.title,
            due_on=subject.cycle.due_on,
            reason=getattr(subject, "returned_because", "") or "" if kind in _RETURNED else "",
            path=reverse("report_detail", args=[subject.pk]),
        )
    terms = terms_of(subject)
    of = subject.task.plan.title
    return Item(
        kind,
        terms.content if terms else str(subject.task),
        of=f"{subject.holder.name} – {of}" if kind == NoticeKind.DECLINED else of,
        due_on=subject.due_on,
        reason=getattr(subject, "moved_because", "") if kind in _RETURNED else "",
        path=reverse("task_detail", args=[subject.task_id]),
    )
