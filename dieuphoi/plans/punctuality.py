"""How an obligation stands to its day: computed in SQL, for any day asked for, never stored."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db.models import (
    Case,
    CharField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from dieuphoi.base import rules
from dieuphoi.base.periods import ZONE
from dieuphoi.plans.models import Obligation, ObligationState, PartyRole, Task
from dieuphoi.plans.models.obligation import ObligationQuerySet

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

_S = ObligationState


class Timed(TypedDict):
    """What `with_punctuality` adds to an obligation."""

    punctuality: str | None


class Standing(TypedDict):
    """What `tasks_with_standing` adds to a task."""

    state: str
    punctuality: str | None


TimedObligation: TypeAlias = "WithAnnotations[Obligation, Timed]"
StandingTask: TypeAlias = "WithAnnotations[Task, Standing]"


class Punctuality(TextChoices):
    """The classes of punctuality, worst first."""

    OVERDUE = "overdue", _("Quá hạn")
    DUE_SOON = "due_soon", _("Sắp đến hạn")
    NOT_DUE = "not_due", _("Trong hạn")
    WAITING = "waiting", _("Chờ điều kiện")
    DONE_LATE = "done_late", _("Hoàn thành quá hạn")
    DONE_ON_TIME = "done_on_time", _("Hoàn thành đúng hạn")
    NO_DEADLINE = "no_deadline", _("Không có thời hạn")


STATES_BY_ADVANCE: Sequence[str] = [
    _S.ASSIGNED,
    _S.DECLINED,
    _S.IN_PROGRESS,
    _S.REWORK,
    _S.SUSPENDED,
    _S.AWAITING_CONFIRMATION,
    _S.COMPLETED,
    _S.SUPERSEDED,
    _S.CANCELLED,
]
"""Least advanced first: a task shows the first of its counted obligations' states."""


def with_punctuality(obligations: QuerySet[Obligation], on: date) -> QuerySet[TimedObligation]:
    """The obligations annotated with `punctuality` as of the day (None when cancelled).

    Whether the clock stops at submission or at confirmation is the rule `punctuality_judged_at`.
    """
    return obligations.annotate(punctuality=_punctuality(on))


def _punctuality(on: date) -> Case:
    rule = rules.values({"due_soon_days", "punctuality_judged_at"}, on)
    soon = on + timedelta(days=int(rule["due_soon_days"]))
    judged = "submitted_at" if rule["punctuality_judged_at"] == "submission" else "since"
    stopped = [_S.AWAITING_CONFIRMATION] if judged == "submitted_at" else []
    in_time = Q(due_on__gte=TruncDate(judged, tzinfo=ZONE))
    return Case(
        When(state__in=[_S.CANCELLED, _S.SUPERSEDED], then=Value(None)),
        When(Q(due_on=None) & ~Q(waits_for=""), then=Value(Punctuality.WAITING)),
        When(due_on=None, then=Value(Punctuality.NO_DEADLINE)),
        When(Q(state=_S.COMPLETED) & in_time, then=Value(Punctuality.DONE_ON_TIME)),
        When(state=_S.COMPLETED, then=Value(Punctuality.DONE_LATE)),
        When(Q(state__in=stopped) & in_time, then=Value(Punctuality.NOT_DUE)),
        When(state__in=stopped, then=Value(Punctuality.OVERDUE)),
        When(due_on__lt=on, then=Value(Punctuality.OVERDUE)),
        When(due_on__lte=soon, then=Value(Punctuality.DUE_SOON)),
        default=Value(Punctuality.NOT_DUE),
        output_field=CharField(),
    )


def counted(on: date) -> ObligationQuerySet:
    """The obligations that make a task's state and punctuality: its leads', begun by the day."""
    return Obligation.objects.filter(
        Q(occurrence="") | Q(starts_on=None) | Q(starts_on__lte=on),
        role__in=[PartyRole.LEAD, PartyRole.JOINT_LEAD],
    )


def tasks_with_standing(tasks: QuerySet[Task], on: date) -> QuerySet[StandingTask]:
    """The tasks annotated with `state` and `punctuality` as official figures count them.

    The least advanced state and the worst punctuality among the counted obligations that are not
    cancelled or superseded; `draft` when nothing was assigned yet; cancelled or superseded only
    when all are.
    """
    mine = counted(on).filter(task=OuterRef("pk"))
    return tasks.annotate(
        state=Coalesce(
            _first(mine, "state", STATES_BY_ADVANCE), Value(_S.DRAFT), output_field=CharField()
        ),
        punctuality=_first(with_punctuality(mine, on), "punctuality", list(Punctuality)),
    )


def _first(
    obligations: QuerySet[Obligation] | QuerySet[TimedObligation], column: str, order: Sequence[str]
) -> Subquery:
    """Of the values in the column, the one that stands first in `order`."""
    rank = Case(
        *(When(**{column: name}, then=Value(n)) for n, name in enumerate(order)),
        default=Value(len(order)),
        output_field=IntegerField(),
    )
    return Subquery(
        obligations.annotate(_rank=rank).order_by("_rank").values(column)[:1],
        output_field=CharField(),
    )
