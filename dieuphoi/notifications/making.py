"""Make the notices: of what happened, from the outbox, and of days that come near or passed.

Whoever runs it how often in whatever order: a notice of one person, cause and subject is there once.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from django.db import transaction
from django.db.models import Q

from dieuphoi.activity.models import Activity
from dieuphoi.activity.outbox import hand_over
from dieuphoi.base import rules
from dieuphoi.base.periods import ZONE, civil_day
from dieuphoi.base.working_days import is_working_day, marked_days
from dieuphoi.notifications.causes import CAUSES, TO_DO, Subject, moment_mark, people_of
from dieuphoi.notifications.models import Notice, NoticeKind
from dieuphoi.plans.models import Obligation, ObligationState, Turn, Verb
from dieuphoi.reporting.models import Report, ReportState

READER = "notices"
BATCH = 500


def make_news(*, at: datetime) -> int:
    """Notices of assignments, returns and declines that were sealed since the last time.

    The one who did it is not told. How many notices were made.
    """
    made: list[int] = []
    while hand_over(READER, lambda act: made.append(_tell(act, at)), most=BATCH) == BATCH:
        pass
    return sum(made)


def make_reminders(*, at: datetime) -> int:
    """Notices of what is due soon (rule `notice_due_soon_days`) or overdue on the day; how many.

    What comes near on days off is told before them: on a Friday Sunday counts as reached.
    """
    on = civil_day(at)
    until = next_working_day(on + timedelta(days=1)) - timedelta(days=1)
    steps = sorted(int(n) for n in rules.value("notice_due_soon_days", on).split(","))
    reach = Reach(on, until, steps)
    parts = [(one, one.due_on) for one in _parts_to_do(reach)]
    reports = [(one, one.cycle.due_on) for one in _reports_owed(reach)]
    due_at = digest_moment(on)
    made = 0
    with transaction.atomic():
        for soon, passed, dated in (
            (NoticeKind.DUE_SOON, NoticeKind.OVERDUE, parts),
            (NoticeKind.REPORT_DUE_SOON, NoticeKind.REPORT_OVERDUE, reports),
        ):
            marked = [(one, reach.mark(due_on), due_on < on) for one, due_on in dated if due_on]
            near = [(one, mark) for one, mark, late in marked if not late]
            late = [(one, mark) for one, mark, late in marked if late]
            made += _make(soon, near, at=at, due_at=due_at)
            made += _make(passed, late, at=at, due_at=due_at)
    return made


@dataclass(frozen=True)
class Reach:
    """Which days are near on a day: `until` is the last day before offices open again, `steps` are
    the days before a due day on which it is told, fewest first."""

    on: date
    until: date
    steps: Sequence[int]

    @property
    def last(self) -> date:
        """The last due day that is near."""
        return self.until + timedelta(days=self.steps[-1])

    def mark(self, due_on: date) -> str:
        """The cause for a due day up to `last`: with the fewest days that are reached, where it has
        not passed."""
        if due_on < self.on:
            return str(due_on)
        return f"{due_on}/{next(n for n in self.steps if (due_on - self.until).days <= n)}"


def next_working_day(day: date) -> date:
    """The day itself, or the first one after it on which offices are open."""
    marked = marked_days(day - timedelta(days=1), day + timedelta(days=60))
    while not is_working_day(day, marked):
        day += timedelta(days=1)
    return day


def digest_moment(on: date) -> datetime:
    """When the first digest on or after the day leaves."""
    hour = rules.integer("notice_digest_hour", on)
    return datetime.combine(next_working_day(on), time(hour), tzinfo=ZONE)


def _parts_to_do(reach: Reach) -> Iterable[Obligation]:
    """What holders still have to do by a day that is near or passed, if it has begun."""
    begun = Q(occurrence="") | Q(starts_on=None) | Q(starts_on__lte=reach.until)
    return (
        Obligation.objects.still_wanted()
        .filter(begun, state__in=TO_DO, due_on__lte=reach.last)
        .order_by("pk")
    )


def _reports_owed(reach: Reach) -> Iterable[Report]:
    found = Report.objects.owed().filter(cycle__due_on__lte=reach.last)
    return found.select_related("cycle").order_by("pk")


def _tell(act: Activity, at: datetime) -> int:
    """Make the notices of one act; none when it tells nobody or is no longer so."""
    if act.verb not in _NEWS:
        return 0
    kind, find = _NEWS[act.verb]
    settle = timedelta(minutes=rules.integer("notice_settle_minutes", civil_day(at)))
    return _make(kind, find(act), at=at, due_at=act.at + settle, but=act.user_id)


Marked: TypeAlias = "list[tuple[Subject, str]]"


def _assigned(act: Activity) -> Marked:
    """What the plan's assignment gave to agencies; of what recurs, the first occurrence."""
    given = Turn.objects.filter(
        obligation__task__plan=act.subject_id, cause=Verb.ASSIGN, valid_from=act.at, known_to=None
    )
    first: dict[tuple[int, int, str], Obligation] = {}
    for turn in given.select_related("obligation").order_by("obligation__due_on", "obligation"):
        one = turn.obligation
        first.setdefault((one.task_id, one.holder_id, one.role), one)
    return [(one, moment_mark(act.at)) for one in first.values()]


def _reassigned(act: Activity) -> Marked:
    turns = Turn.objects.filter(
        obligation=act.subject_id, cause=Verb.REASSIGN, valid_from__gte=act.at
    ).select_related("obligation")
    turn = turns.order_by("valid_from", "pk").first()
    return [(turn.obligation, moment_mark(turn.valid_from))] if turn else []


def _obligation_in(state: str) -> Callable[[Activity], Marked]:
    def find(act: Activity) -> Marked:
        found = Obligation.objects.filter(pk=act.subject_id, state=state, since__gte=act.at)
        return [(one, moment_mark(one.since)) for one in found.select_related("task__plan")]

    return find


def _returned(act: Activity) -> Marked:
    found = Report.objects.filter(
        pk=act.details["report"], state=ReportState.RETURNED, since__gte=act.at
    )
    return [(one, moment_mark(one.since)) for one in found]


_NEWS: Mapping[str, tuple[NoticeKind, Callable[[Activity], Marked]]] = {
    "plan.assigned": (NoticeKind.ASSIGNED, _assigned),
    "obligation.reassigned": (NoticeKind.ASSIGNED, _reassigned),
    "obligation.sent_back": (NoticeKind.SENT_BACK, _obligation_in(ObligationState.REWORK)),
    "obligation.declined": (NoticeKind.DECLINED, _obligation_in(ObligationState.DECLINED)),
    "report.returned": (NoticeKind.REPORT_RETURNED, _returned),
}
"""Which acts are news, and how what they were about is found."""


def _make(
    kind: NoticeKind,
    marked: Marked,
    *,
    at: datetime,
    due_at: datetime,
    but: int | None = None,
) -> int:
    """Add the notices that are not there yet, for everybody in force who is told; how many."""
    cause, on = CAUSES[kind], civil_day(at)
    people = people_of({cause.agency(one) for one, _mark in marked}, cause.permission, on)
    which = "report" if kind.startswith("report") else "obligation"
    made = 0
    for start in range(0, len(marked), BATCH):
        part = marked[start : start + BATCH]
        known = set(
            Notice.objects.filter(
                kind=kind, **{f"{which}__in": [one.pk for one, _mark in part]}
            ).values_list("user", which, "mark")
        )
        fresh = [
            Notice(user_id=user, kind=kind, mark=mark, made_at=at, due_at=due_at, **{which: one})
            for one, mark in part
            for user in people.get(cause.agency(one), ())
            if user != but and (user, one.pk, mark) not in known
        ]
        Notice.objects.bulk_create(fresh, ignore_conflicts=True)
        made += len(fresh)
    return made
