"""What is told, to whom, and for how long it is so: the whole table.

A notice is made when its cause comes up, and looked at again when a mail is about to tell it: what
is no longer so, or no longer the person's to see, is not told.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

from dieuphoi.base import rules
from dieuphoi.base.periods import civil_day
from dieuphoi.notifications.models import Notice, NoticeKind
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import Position
from dieuphoi.organizations.roles import ROLES, Permission
from dieuphoi.plans.models import Obligation, ObligationState
from dieuphoi.reporting.lateness import OWED as OWED_REPORTS
from dieuphoi.reporting.models import Report, ReportState

Subject: TypeAlias = Obligation | Report

TO_DO = (ObligationState.ASSIGNED, ObligationState.IN_PROGRESS, ObligationState.REWORK)
"""The states in which the holder is reminded of the day: a result that waits for its confirmer, or a
part that was declined, is not the holder's to hurry."""


@dataclass(frozen=True)
class Day:
    """The day on which something is told: `news_days` is how long an assignment that was accepted
    meanwhile is still news."""

    on: date
    news_days: int

    @classmethod
    def of(cls, on: date) -> "Day":
        """The day with its rules."""
        return cls(on, rules.integer("notice_news_days", on))


@dataclass(frozen=True)
class Cause:
    """Told to the people of `agency(subject)` who hold `permission`, while `is_so`."""

    permission: Permission
    agency: Callable[[Any], int]
    is_so: Callable[[Any, str, Day], bool]


def _is_newly_assigned(obligation: Obligation, mark: str, day: Day) -> bool:
    if obligation.state == ObligationState.ASSIGNED:
        return mark == moment_mark(obligation.since)
    age = (day.on - civil_day(datetime.fromisoformat(mark))).days
    return obligation.state == ObligationState.IN_PROGRESS and age <= day.news_days


def _has_been(state: str) -> Callable[[Subject, str, Day], bool]:
    """Whether the subject is in the state since the moment of the mark."""
    return lambda subject, mark, _day: subject.state == state and mark == moment_mark(subject.since)


def _is_to_do(obligation: Obligation, mark: str) -> bool:
    return obligation.state in TO_DO and mark.split("/")[0] == str(obligation.due_on)


def _is_owed(report: Report, mark: str) -> bool:
    return report.state in OWED_REPORTS and mark.split("/")[0] == str(report.cycle.due_on)


def _holder(obligation: Obligation) -> int:
    return obligation.holder_id


def _writer(report: Report) -> int:
    return report.answered_by_id


CAUSES: dict[str, Cause] = {
    NoticeKind.ASSIGNED: Cause(Permission.TELL_PROGRESS, _holder, _is_newly_assigned),
    NoticeKind.DUE_SOON: Cause(
        Permission.TELL_PROGRESS,
        _holder,
        lambda o, mark, day: _is_to_do(o, mark) and o.due_on >= day.on,
    ),
    NoticeKind.OVERDUE: Cause(
        Permission.TELL_PROGRESS,
        _holder,
        lambda o, mark, day: _is_to_do(o, mark) and o.due_on < day.on,
    ),
    NoticeKind.SENT_BACK: Cause(
        Permission.TELL_PROGRESS, _holder, _has_been(ObligationState.REWORK)
    ),
    NoticeKind.DECLINED: Cause(
        Permission.COORDINATE,
        lambda o: o.task.plan.focal_agency_id,
        _has_been(ObligationState.DECLINED),
    ),
    NoticeKind.REPORT_DUE_SOON: Cause(
        Permission.WRITE_REPORT,
        _writer,
        lambda r, mark, day: _is_owed(r, mark) and r.cycle.due_on >= day.on,
    ),
    NoticeKind.REPORT_OVERDUE: Cause(
        Permission.WRITE_REPORT,
        _writer,
        lambda r, mark, day: _is_owed(r, mark) and r.cycle.due_on < day.on,
    ),
    NoticeKind.REPORT_RETURNED: Cause(
        Permission.WRITE_REPORT, _writer, _has_been(ReportState.RETURNED)
    ),
}


def moment_mark(moment: datetime) -> str:
    """How a notice bears the moment of an act, the same on every database."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def people_of(agencies: Collection[int], permission: Permission, on: date) -> dict[int, list[int]]:
    """The people in force at each agency who hold the permission, by agency: their accounts."""
    roles = [role for role, text in ROLES.items() if permission in text.permissions]
    held = (
        Position.objects.in_force(on)
        .filter(organization__in=agencies, role__in=roles, user__is_active=True)
        .order_by("user_id")
        .values_list("organization", "user")
        .distinct()
    )
    people: dict[int, list[int]] = {}
    for agency, user in held:
        people.setdefault(agency, []).append(user)
    return people


def concerns(notice: Notice, subject: Subject, hats: Collection[Actor], day: Day) -> bool:
    """Whether the notice is still so, and the person still among those who are told."""
    cause = CAUSES[notice.kind]
    agency = cause.agency(subject)
    among = any(h.organization_id == agency and h.may(cause.permission) for h in hats)
    return among and cause.is_so(subject, notice.mark, day)
