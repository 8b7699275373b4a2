"""Run inside an installation: 100 cycles in which one agency owes a report, its head signed in.

Prints the session key and the numbers of the reports.
"""

import sys
from dataclasses import replace

import django

django.setup()

from django.db import transaction  # noqa: E402

from dieuphoi.reporting.cycles import open_cycle  # noqa: E402
from dieuphoi.reporting.models import Regime  # noqa: E402
from tests.cast import assign, draft, later, make_cast, make_plan  # noqa: E402
from tests.crash.sessions import session_of  # noqa: E402
from tests.reporting.paper import WINDOW  # noqa: E402

COUNT = 100

with transaction.atomic():
    cast = make_cast()
    plan = make_plan(
        cast.dau_moi,
        cast.ubnd,
        [draft(str(n), f"Nhiệm vụ minh họa {n}", cast.so) for n in range(3)],
    )
    assign(plan)
    regime = Regime.objects.get(key="thematic")
    cycles = [
        open_cycle(regime, [plan], replace(WINDOW, title=f"kỳ {n}"), by=cast.focal, at=later())
        for n in range(COUNT)
    ]
    reports = [str(cycle.reports.get().pk) for cycle in cycles]
    session = session_of(cast.head)

sys.stdout.write(f"{session}\n{' '.join(reports)}\n")
