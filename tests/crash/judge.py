"""Run inside an installation after it was killed: what of each obligation is there?

Takes the numbers of acknowledged obligations on standard input; prints what is wrong, a line each.
"""

import sys

import django

django.setup()

from dieuphoi.activity.models import Activity  # noqa: E402
from dieuphoi.plans import verification  # noqa: E402
from dieuphoi.plans.models import Obligation  # noqa: E402

acknowledged = {int(word) for word in sys.argv[1].split(",") if word}

for obligation in Obligation.objects.prefetch_related("turns", "progress").order_by("pk"):
    opened = [t.state for t in obligation.turns.all() if t.known_to is None and t.valid_to is None]
    parts = {
        "state": obligation.state == "awaiting_confirmation",
        "turn": opened == ["awaiting_confirmation"],
        "progress": obligation.progress.count() == 1,
        "activity": Activity.objects.filter(
            verb="obligation.submitted", subject_id=obligation.pk
        ).count()
        == 1,
    }
    if obligation.pk in acknowledged and not all(parts.values()):
        sys.stdout.write(f"lost: {obligation.pk} {parts}\n")
    if any(parts.values()) and not all(parts.values()):
        sys.stdout.write(f"half there: {obligation.pk} {parts}\n")
    if obligation.progress.count() > 1:
        sys.stdout.write(f"double: {obligation.pk}\n")

for finding in verification.findings():
    sys.stdout.write(f"{finding}\n")
