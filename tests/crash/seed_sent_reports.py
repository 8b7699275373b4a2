"""Run inside an installation: cycles of one plan each, in which the one report was sent and proposes
a result; the focal officer is signed in.

Prints the session key and a line for each cycle: its number, the report's, the proposed entry's.
"""

import sys
from datetime import datetime

import django

django.setup()

from django.db import transaction  # noqa: E402

from dieuphoi.organizations.actor import SYSTEM  # noqa: E402
from dieuphoi.plans import assignment  # noqa: E402
from dieuphoi.plans.models import Obligation  # noqa: E402
from dieuphoi.reporting import drafting  # noqa: E402
from dieuphoi.reporting.cycles import open_cycle  # noqa: E402
from dieuphoi.reporting.models import Regime, ReportVersion  # noqa: E402
from tests.cast import Cast, draft, later, make_cast, make_plan  # noqa: E402
from tests.crash.sessions import session_of  # noqa: E402
from tests.reporting.paper import DUE, WINDOW, on, report_of, sent, work  # noqa: E402

COUNT = 64


def sent_report(cast: Cast, regime: Regime, number: str, at: datetime) -> ReportVersion:
    """The one report of a cycle of its own: two results told, the first proposed as done."""
    tasks = [draft(str(n), f"Nhiệm vụ minh họa {number}.{n}", cast.so) for n in range(2)]
    plan = make_plan(cast.dau_moi, cast.ubnd, tasks, number)
    assignment.assign(plan, shown=2, sure=True, by=SYSTEM, at=at)
    owed = Obligation.objects.select_related("task__plan", "holder").filter(task__plan=plan)
    done, running = owed.order_by("pk")
    work(done, cast.head, 100, f"Đã ban hành văn bản minh họa {number}")
    work(running, cast.head, 50, f"Đã khảo sát {number}")
    report = report_of(open_cycle(regime, [plan], WINDOW, by=cast.focal, at=later()), cast.so)
    drafting.set_closing(report, done, True, by=cast.head, at=on(DUE, 8))
    return sent(report, cast.head, leadership="Đã giao việc.", causes=f"Thiếu vốn {number}.")


with transaction.atomic():
    cast = make_cast()
    regime = Regime.objects.get(key="thematic")
    versions = [sent_report(cast, regime, str(n), later()) for n in range(1, COUNT + 1)]
    proposed = [version.entries.get(closes=True) for version in versions]
    session = session_of(cast.focal)

sys.stdout.write(f"{session}\n")
for version, entry in zip(versions, proposed, strict=True):
    sys.stdout.write(f"{version.report.cycle_id} {version.report_id} {entry.pk}\n")
