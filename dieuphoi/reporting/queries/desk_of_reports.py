"""The reports that wait for the actor: to be sent, and to be read."""

from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, Count, F, Q, Value, When, Window
from django.db.models.functions import RowNumber

from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.roles import Permission
from dieuphoi.reporting.lateness import OWED
from dieuphoi.reporting.models import Report, ReportState
from dieuphoi.reporting.queries.sendings import SentReport, with_sendings


@dataclass(frozen=True)
class ReportGroup:
    """Reports that wait for one thing: the first rows, and the count of all."""

    rows: list[SentReport] = field(default_factory=list)
    count: int = 0


@dataclass(frozen=True)
class ReportDesk:
    """What waits for the actor: reports to send, the most urgent first, and reports to read, the
    longest waiting first."""

    owed: ReportGroup
    to_review: ReportGroup


def report_desk(actor: Actor, most: int, on: date) -> ReportDesk:
    """The reports that wait for the actor, at most so many of each kind; one query."""
    own = actor.organization_id
    owed = Q(answered_by=own, state__in=OWED)
    waiting = Q(state=ReportState.SUBMITTED, cycle__consolidator=own)
    asked = [
        *([owed] if actor.may(Permission.WRITE_REPORT) else []),
        *([waiting] if actor.may(Permission.COORDINATE) else []),
    ]
    if not asked:
        return ReportDesk(ReportGroup(), ReportGroup())
    kind = Case(When(state=ReportState.SUBMITTED, then=Value("read")), default=Value("send"))
    urgent = [F("cycle__due_on").asc(), F("since").asc(), F("pk").asc()]
    found = list(
        with_sendings(Report.objects.filter(reduce(or_, asked)), on)
        .annotate(
            kind=kind,
            rank=Window(RowNumber(), partition_by=kind, order_by=urgent),
            of_kind=Window(Count("pk"), partition_by=kind),
        )
        .filter(rank__lte=most)
        .select_related("cycle", "organization")
        .order_by("cycle__due_on", "since", "pk")
    )
    to_send = [report for report in found if report.kind == "send"]
    to_read = [report for report in found if report.kind == "read"]
    return ReportDesk(_group(to_send), _group(to_read))


def _group(found: list[Any]) -> ReportGroup:
    return ReportGroup(found, found[0].of_kind if found else 0)
