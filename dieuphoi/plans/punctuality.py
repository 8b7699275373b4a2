"""How an obligation stands to its day: computed in SQL, for any day asked for, never stored."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db.models import (
    Case,
    CharField,
    F,
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
    return obligations.annotate(punctuality=_named(_classes(on)))


_Classes: TypeAlias = "list[tuple[Q, Punctuality | None]]"


def _classes(on: date) -> _Classes:
    """Which obligations are of which class on the day: the first that fits; the rest is not due."""
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
    ]


def _named(classes: _Classes) -> Case:
    """The class's name."""
    return Case(
        *(When(condition, then=Value(one)) for condition, one in classes),
        default=Value(Punctuality.NOT_DUE),
        output_field=CharField(),
    )


def _ranked(classes: _Classes) -> Case:
    """The class's place among the classes, worst first; after all of them that of none."""
    places: list[str | None] = [*Punctuality, None]
    return Case(
        *(When(condition, then=Value(places.index(one))) for condition, one in classes),
        default=Value(places.index(Punctuality.NOT_DUE)),
        output_field=IntegerField(),
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
    classes = _classes(on)
    advance = Case(
        *(When(state=name, then=Value(n)) for n, name in enumerate(STATES_BY_ADVANCE)),
        default=Value(len(STATES_BY_ADVANCE)),
        output_field=IntegerField(),
    )
    return tasks.annotate(
        state=Coalesce(
            _first(mine, F("state"), advance), Value(_S.DRAFT), output_field=CharField()
        ),
        punctuality=_first(mine, _named(classes), _ranked(classes)),
    )


def _first(obligations: ObligationQuerySet, what: Case | F, rank: Case) -> Subquery:
    """Of the obligations, what is said of the one that stands first by `rank`.

    The rank is a case of its own: asked of the name, every comparison would hold its whole case.
    """
    found = obligations.annotate(_rank=rank, _what=what).order_by("_rank")
    return Subquery(found.values("_what")[:1], output_field=CharField())
