"""Run inside an installation: 200 accepted obligations of one agency, two signed-in people.

Prints the session keys of its officer and of the focal officer, the obligation numbers, the day.
"""

import sys
from datetime import date

import django

django.setup()

from django.db import transaction  # noqa: E402

from dieuphoi.plans import assignment  # noqa: E402
from tests.cast import assign, draft, later, make_cast, make_plan  # noqa: E402
from tests.crash.sessions import session_of  # noqa: E402

COUNT = 200


with transaction.atomic():
    cast = make_cast()
    drafts = [draft(str(n), f"Nhiệm vụ minh họa {n}", cast.so) for n in range(COUNT)]
    obligations = assign(make_plan(cast.dau_moi, cast.ubnd, drafts))
    for obligation in obligations:
        assignment.accept(obligation, by=cast.head, at=later())
    sessions = [session_of(cast.officer), session_of(cast.focal)]

for line in (*sessions, " ".join(str(o.pk) for o in obligations)):
    sys.stdout.write(f"{line}\n")
sys.stdout.write(f"{date(2026, 3, 2):%d/%m/%Y}\n")
