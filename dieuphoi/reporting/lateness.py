"""Whether a report is late: judged once, by its first sending."""

from datetime import date

from django.db.models import Q
from django.db.models.functions import TruncDate

from dieuphoi.base.periods import ZONE, civil_day
from dieuphoi.reporting.models import ReportState, ReportVersion

OWED = (ReportState.NOT_STARTED, ReportState.DRAFT, ReportState.RETURNED)
"""The states of a report that its agency still has to send."""


def was_late(on: date) -> Q:
    """Reports first sent after the day of their cycle, or owed on a later one: a report returned and
    not sent again is owed."""
    sent_late = Q(
        first_sent_at__isnull=False, cycle__due_on__lt=TruncDate("first_sent_at", tzinfo=ZONE)
    )
    return sent_late | Q(state__in=OWED, cycle__due_on__lt=on)


def is_late(version: ReportVersion) -> bool:
    """Whether its report was first sent after the cycle's day had ended in Việt Nam: what was sent
    in time and sent again when it was returned is not late."""
    first = version.report.first_sent_at or version.sent_at
    return civil_day(first) > version.report.cycle.due_on
