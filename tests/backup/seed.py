"""Run inside an installation: people, agencies, and a plan of twenty assigned tasks."""

import django

django.setup()

from django.db import transaction  # noqa: E402

from tests.cast import assign, draft, make_cast, make_plan  # noqa: E402

with transaction.atomic():
    cast = make_cast()
    drafts = [draft(str(n), f"Nhiệm vụ minh họa {n}", cast.so) for n in range(20)]
    assign(make_plan(cast.dau_moi, cast.ubnd, drafts))
