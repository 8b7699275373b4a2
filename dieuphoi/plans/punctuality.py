"""How an obligation stands to its day: computed in SQL, for any day asked for, never stored."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    Func,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Substr, TruncDate
from django.utils.translation import gettext_lazy as _

from dieuphoi.base import rules
from dieuphoi.base.periods import ZONE
from dieuphoi.plans.models import Obligation, ObligationState, PartyRole, Task, Turn
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
TimedTurn: TypeAlias = "WithAnnotations[Turn, Timed]"
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
    return obligations.annotate(punctuality=_named(_classes(on)))


def turns_with_punctuality(turns: QuerySet[Turn], on: date) -> QuerySet[TimedTurn]:
    """Turns annotated with `punctuality` by the same rules: how it stood on a day that has passed.

    The turns are those that were open at the end of that day.
    """
    as_obligations = turns.annotate(waits_for=F("obligation__waits_for"), since=F("valid_from"))
    return as_obligations.annotate(punctuality=_named(_classes(on)))


_Classes: TypeAlias = "list[tuple[Q, Punctuality | None]]"


def _classes(on: date) -> _Classes:
    """Which obligations are of which class on the day: the first that fits."""
    rule = rules.values({"due_soon_days", "punctuality_judged_at"}, on)
    soon = on + timedelta(days=int(rule["due_soon_days"]))
    judged = "submitted_at" if rule["punctuality_judged_at"] == "submission" else "since"
    stopped = [_S.AWAITING_CONFIRMATION] if judged == "submitted_at" else []
    in_time = Q(due_on__gte=TruncDate(judged, tzinfo=ZONE))
    return [
        (Q(state__in=[_S.CANCELLED, _S.SUPERSEDED]), None),
        (Q(due_on=None) & ~Q(waits_for=""), Punctuality.WAITING),
        (Q(due_on=None), Punctuality.NO_DEADLINE),
        (Q(state=_S.COMPLETED) & in_time, Punctuality.DONE_ON_TIME),
        (Q(state=_S.COMPLETED), Punctuality.DONE_LATE),
        (Q(state__in=stopped) & in_time, Punctuality.NOT_DUE),
        (Q(state__in=stopped), Punctuality.OVERDUE),
        (Q(due_on__lt=on), Punctuality.OVERDUE),
        (Q(due_on__lte=soon), Punctuality.DUE_SOON),
        (Q(due_on__gt=soon), Punctuality.NOT_DUE),
    ]


def _named(classes: _Classes) -> Case:
    """The class's name."""
    return Case(
        *(When(condition, then=Value(one)) for condition, one in classes),
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
    states = [(Q(state=state), state) for state in STATES_BY_ADVANCE]
    return tasks.annotate(
        state=Coalesce(
            _first(mine, states, STATES_BY_ADVANCE), _before_begin(), output_field=CharField()
        ),
        punctuality=_first(mine, _classes(on), list(Punctuality)),
    )


def _before_begin() -> Case:
    """The state of a task none of whose occurrences has begun: assigned, or a draft."""
    assigned = Exists(Obligation.objects.leading().filter(task=OuterRef("pk")))
    return Case(
        When(assigned, then=Value(_S.ASSIGNED)),
        default=Value(_S.DRAFT),
        output_field=CharField(),
    )


def _first(
    obligations: ObligationQuerySet,
    classes: Sequence[tuple[Q, str | None]],
    order: Sequence[str],
) -> Func:
    """Of the classes that the obligations are in, the one that stands first in `order`.

    The least of the names, each after the digit of its place: one look at each obligation, no
    sorting, and the conditions stand in the statement once.
    """
    placed: dict[str | None, str | None] = {one: f"{n}{one}" for n, one in enumerate(order)}
    case = Case(
        *(When(condition, then=Value(placed.get(one))) for condition, one in classes),
        output_field=CharField(),
    )
    least = obligations.order_by().values("task").annotate(_least=Min(case)).values("_least")
    return Substr(Subquery(least, output_field=CharField()), 2)
