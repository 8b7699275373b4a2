"""Run inside an installation after it was killed: is each review and consolidated report whole?

Takes the names of what was acknowledged (`returned:7`, `accepted:8` of a report, `consolidated:8`
of a cycle, `edited:91` of a paragraph, `frozen:3` of a consolidation) as one word with commas;
prints what is wrong, a line each.
"""

import sys

import django

django.setup()

from dieuphoi.activity.models import Activity  # noqa: E402
from dieuphoi.plans import verification  # noqa: E402
from dieuphoi.plans.models import ObligationState  # noqa: E402
from dieuphoi.reporting import gathering  # noqa: E402
from dieuphoi.reporting.composition import compose  # noqa: E402
from dieuphoi.reporting.models import (  # noqa: E402
    Consolidation,
    ConsolidationState,
    Cycle,
    Paragraph,
    ParagraphSource,
    Report,
    ReportState,
    Review,
    Verdict,
)

acknowledged = set(sys.argv[1].split(","))
judged: set[str] = set()


def judge(name: str, parts: dict[str, bool]) -> None:
    """Whether all parts of something are there, or none of something not acknowledged."""
    judged.add(name)
    if name in acknowledged and not all(parts.values()):
        sys.stdout.write(f"lost: {name} {parts}\n")
    if any(parts.values()) and not all(parts.values()):
        sys.stdout.write(f"half there: {name} {parts}\n")


def acted(verb: str, *subjects: int) -> bool:
    """Whether the log has the act on each of the subjects, once."""
    found = Activity.objects.filter(verb=verb, subject_id__in=subjects).values_list("subject_id")
    return bool(subjects) and sorted(pk for (pk,) in found) == sorted(subjects)


def judge_returned(report: Report, reviews: list[Review]) -> None:
    """A return: the state, the verdict with its reason, the log."""
    returns = [review for review in reviews if review.verdict == Verdict.RETURNED]
    parts = {
        "state": report.state == ReportState.RETURNED,
        "verdict": [r.reason for r in returns] == [f"Lý do {report.pk}"],
        "activity": acted("report.returned", *(r.pk for r in returns)),
    }
    judge(f"returned:{report.pk}", parts)


def judge_accepted(report: Report, reviews: list[Review]) -> None:
    """An acceptance: the state, the verdict, and the ticked result confirmed in the plan."""
    accepts = [review for review in reviews if review.verdict == Verdict.ACCEPTED]
    version = report.versions.get()
    proposed = version.entries.select_related("obligation").get(closes=True)
    turn = proposed.obligation.turns.get(known_to=None, valid_to=None)
    parts = {
        "state": report.state == ReportState.ACCEPTED,
        "verdict": len(accepts) == 1,
        "ticks": [list(r.confirmed.all()) for r in accepts] == [[proposed]],
        "activity": acted("report.accepted", *(r.pk for r in accepts)),
        "result": proposed.obligation.state == ObligationState.COMPLETED,
        "turn": turn.state == ObligationState.COMPLETED,
        "result's activity": acted("obligation.confirmed", proposed.obligation_id),
    }
    judge(f"accepted:{report.pk}", parts)


def judge_consolidated(cycle: Cycle) -> None:
    """A consolidated report: made of the accepted version, with every paragraph and source."""
    made = cycle.consolidations.first()
    judge(
        f"consolidated:{cycle.pk}",
        {
            "row": made is not None,
            "input": bool(made and made.inputs.filter(version__isnull=False).count() == 1),
            "paragraphs": bool(made and made.paragraphs.exists() and _as_composed(made)),
            "activity": bool(made and acted("consolidation.generated", made.pk)),
        },
    )


def _as_composed(made: Consolidation) -> bool:
    """Whether the paragraphs and sources stored are those which the inputs give."""
    wanted = compose(gathering.inputs_of(made))
    sources = ParagraphSource.objects.filter(paragraph__consolidation=made)
    stored = sources.values_list("paragraph__key", "version", "entry", "raised", "part")
    found = sorted(
        (key, version, entry or raised or part) for key, version, entry, raised, part in stored
    )
    return list(made.paragraphs.values_list("key", "generated")) == [
        (one.key, one.text) for one in wanted.paragraphs
    ] and found == sorted(
        (one.key, s.version, s.pk) for one in wanted.paragraphs for s in one.sources
    )


def judge_edited(paragraph: Paragraph) -> None:
    """An edit: the words, the paragraph's version, the draft's revision, the log."""
    parts = {
        "words": paragraph.edited == f"Lời sửa {paragraph.pk}",
        "version": paragraph.version == 2,
        "revision": paragraph.consolidation.revision == 2,
        "activity": acted("paragraph.edited", paragraph.pk),
    }
    judge(f"edited:{paragraph.pk}", parts)


def judge_frozen(made: Consolidation) -> None:
    """A frozen version: every row of it is frozen, or none."""
    sources = ParagraphSource.objects.filter(paragraph__consolidation=made)
    rows = (made.paragraphs.all(), made.inputs.all(), made.left_out.all(), sources)
    flags = [flag for found in rows for flag in found.values_list("frozen", flat=True)]
    parts = {
        "state": made.state == ConsolidationState.FROZEN,
        "rows": all(flags),
        "any row": any(flags),
        "activity": acted("consolidation.frozen", made.pk),
    }
    judge(f"frozen:{made.pk}", parts)


for report in Report.objects.order_by("pk"):
    reviews = list(Review.objects.filter(version__report=report))
    judge_returned(report, reviews)
    judge_accepted(report, reviews)

for cycle in Cycle.objects.order_by("pk"):
    judge_consolidated(cycle)

for made in Consolidation.objects.order_by("pk"):
    judge_frozen(made)
    touched = made.paragraphs.exclude(edited=None, version=1)
    for paragraph in touched.select_related("consolidation"):
        judge_edited(paragraph)
    if made.revision != 1 + touched.count():
        sys.stdout.write(f"half there: revision {made.revision} of consolidation {made.pk}\n")

for name in sorted(acknowledged - judged):
    sys.stdout.write(f"lost: {name}\n")

for finding in verification.findings():
    sys.stdout.write(f"{finding}\n")
