"""What a leader sees of reports at a glance: the rounds that run, and what came in since a day."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from dieuphoi.base.periods import end_of_day
from dieuphoi.organizations.actor import Actor
from dieuphoi.reporting.models import Report, ReportVersion
from dieuphoi.reporting.queries.cycle_list import CycleLine, cycle_lines, cycles

STILL = timedelta(days=31)
"""How long after its day a round is still looked at: reports come late, and are judged then."""
MOST = 10


@dataclass(frozen=True)
class Rounds:
    """The newest rounds that run, with how their reports stand; `more`: there are others."""

    lines: list[CycleLine]
    more: bool


def running(actor: Actor, on: date) -> Rounds:
    """The rounds that the actor may see and whose day is ahead or has not long gone by."""
    found = list(cycles(actor).filter(due_on__gte=on - STILL)[: MOST + 1])
    return Rounds(cycle_lines(actor, found[:MOST], on), more=len(found) > MOST)


def sent_since(actor: Actor, since: date) -> QuerySet[ReportVersion]:
    """What was sent from that day on, of the reports that the actor may see, the newest first."""
    visible = Report.objects.visible_to(actor)
    start = end_of_day(since - timedelta(days=1))
    found = ReportVersion.objects.filter(report__in=visible, sent_at__gt=start)
    return found.select_related("report__cycle").order_by("-sent_at", "-pk")
