"""Run inside an installation after it was killed: what of each obligation, issue and report is there?

Takes the names of what was acknowledged (`submitted:7`, `raised:3`, `sent:3`) as one word with
commas; prints what is wrong, a line each.
"""

import sys

import django

django.setup()

from dieuphoi.activity.models import Activity  # noqa: E402
from dieuphoi.issues.models import Issue  # noqa: E402
from dieuphoi.plans import verification  # noqa: E402
from dieuphoi.plans.models import Obligation  # noqa: E402
from dieuphoi.reporting.models import DraftPart, Report, ReportState  # noqa: E402

acknowledged = set(sys.argv[1].split(","))


def judge(name: str, parts: dict[str, bool]) -> None:
    """Whether all parts of something are there, or none of something not acknowledged."""
    if name in acknowledged and not all(parts.values()):
        sys.stdout.write(f"lost: {name} {parts}\n")
    if any(parts.values()) and not all(parts.values()):
        sys.stdout.write(f"half there: {name} {parts}\n")


def acts(verb: str, subject: int) -> int:
    """How often the log has the act."""
    return Activity.objects.filter(verb=verb, subject_id=subject).count()


for obligation in Obligation.objects.prefetch_related("turns", "progress").order_by("pk"):
    opened = [t.state for t in obligation.turns.all() if t.known_to is None and t.valid_to is None]
    parts = {
        "state": obligation.state == "awaiting_confirmation",
        "turn": opened == ["awaiting_confirmation"],
        "progress": obligation.progress.count() == 1,
        "activity": acts("obligation.submitted", obligation.pk) == 1,
    }
    judge(f"submitted:{obligation.pk}", parts)
    if obligation.progress.count() > 1:
        sys.stdout.write(f"double: {obligation.pk}\n")

there = set(Issue.objects.values_list("pk", flat=True))
raised = {int(name.partition(":")[2]) for name in acknowledged if name.startswith("raised:")}
for pk in sorted(raised - there):
    sys.stdout.write(f"lost: raised:{pk}\n")

for issue in Issue.objects.prefetch_related("referrals", "answers").order_by("pk"):
    judge(
        f"raised:{issue.pk}",
        {
            "issue": True,
            "referral": issue.referrals.count() == 1,
            "activity": acts("issue.raised", issue.pk) == 1,
        },
    )
    judge(
        f"answered:{issue.pk}",
        {
            "state": issue.state == "answered",
            "answer": issue.answers.count() == 1,
            "activity": acts("issue.answered", issue.pk) == 1,
        },
    )

for report in Report.objects.prefetch_related("versions").order_by("pk"):
    kept = DraftPart.objects.filter(report=report, text=f"Nội dung {report.pk}").count()
    if f"saved:{report.pk}" in acknowledged and not kept:
        sys.stdout.write(f"lost: saved:{report.pk}\n")
    versions = list(report.versions.all())
    judge(
        f"sent:{report.pk}",
        {
            "state": report.state == ReportState.SUBMITTED,
            "version": len(versions) == 1,
            "parts": bool(versions) and versions[0].parts.exclude(text="").count() == 1,
            "entries": bool(versions) and versions[0].entries.count() == 3,
            "activity": bool(versions) and acts("report.sent", versions[0].pk) == 1,
        },
    )

for finding in verification.findings():
    sys.stdout.write(f"{finding}\n")
