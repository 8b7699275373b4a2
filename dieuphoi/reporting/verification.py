"""Look at sent and consolidated reports for what should never be: for `dieuphoi verify`."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery

from dieuphoi.reporting.models import (
    Consolidation,
    ConsolidationInput,
    ConsolidationState,
    Entry,
    LeftOut,
    OutlinePart,
    Paragraph,
    ParagraphSource,
    Report,
    ReportState,
    ReportVersion,
    Review,
    Verdict,
)
from dieuphoi.reporting.regimes import outline_of


def findings() -> Iterator[str]:
    """What is wrong, a sentence each; nothing when all is whole."""
    yield from _each(_not_repeating(), "report", "does not repeat its versions")
    yield from _each(_judged_otherwise(), "report", "is not in the state of its newest review")
    yield from _without_parts()
    yield from _not_frozen_alike()
    yield from _each(_foreign_inputs(), "input", "takes the version of another report")
    yield from _each(_sources_not_taken(), "source", "cites a version that was not taken in")
    yield from _entries_not_in_one_place()


def _each(wrong: QuerySet[Any], what: str, why: str) -> Iterator[str]:
    for pk in wrong.order_by("pk").values_list("pk", flat=True):
        yield f"{what} {pk} {why}"


def _not_repeating() -> QuerySet[Report]:
    """Versions are numbered from 1 without gap, and the report repeats the first and the newest."""
    sent = Report.objects.annotate(
        count=Count("versions"),
        newest=Max("versions__n"),
        first=Min("versions__sent_at"),
        last=Max("versions__sent_at"),
    )
    never = Q(count=0, first_sent_at=None, last_sent_at=None)
    unsent = Q(state__in=[ReportState.NOT_STARTED, ReportState.DRAFT])
    often = Q(count__gt=0, newest=F("count"), first_sent_at=F("first"), last_sent_at=F("last"))
    return _all_but(sent.filter((never & unsent) | (often & ~unsent)))


def _judged_otherwise() -> QuerySet[Report]:
    """Accepted or returned as the newest review of the newest version says; else not judged."""
    newest = ReportVersion.objects.filter(report=OuterRef("pk")).order_by("-n")
    reviews = Review.objects.filter(version=OuterRef("newest")).order_by("-pk")
    judged = Report.objects.annotate(newest=Subquery(newest.values("pk")[:1])).annotate(
        verdict=Subquery(reviews.values("verdict")[:1])
    )
    alike = (
        Q(state=ReportState.ACCEPTED, verdict=Verdict.ACCEPTED)
        | Q(state=ReportState.RETURNED, verdict=Verdict.RETURNED)
        | Q(verdict=None)
        & Q(state__in=[ReportState.NOT_STARTED, ReportState.DRAFT, ReportState.SUBMITTED])
    )
    return _all_but(judged.filter(alike))


def _all_but(right: QuerySet[Report]) -> QuerySet[Report]:
    """The other reports. Not `exclude` of the condition: what compares with nothing is neither."""
    return Report.objects.exclude(pk__in=right.order_by().values("pk"))


def _without_parts() -> Iterator[str]:
    """A version has every part of its cycle's outline, and its rows are numbered without gap."""
    parts: dict[int, set[str]] = {}
    for of, code in OutlinePart.objects.values_list("version", "code"):
        parts.setdefault(of, set()).add(code)
    for version in ReportVersion.objects.select_related("report__cycle").order_by("pk"):
        asked = {item.code for item in outline_of(version.report.cycle.outline)}
        if asked != parts.get(version.pk, set()):
            yield f"version {version.pk} has not the parts of its outline"
    rows = ReportVersion.objects.annotate(count=Count("entries"), last=Max("entries__position"))
    gaps = rows.filter(count__gt=0).exclude(last=F("count") - 1)
    yield from _each(gaps, "version", "has not all its entries")


def _not_frozen_alike() -> Iterator[str]:
    """All rows of a consolidated report are frozen with it, and none before."""
    frozen = Q(consolidation__state=ConsolidationState.FROZEN)
    for model, what in (
        (Paragraph, "paragraph"),
        (ConsolidationInput, "input"),
        (LeftOut, "row left out"),
    ):
        yield from _each(
            model._default_manager.exclude((frozen & Q(frozen=True)) | (~frozen & Q(frozen=False))),
            what,
            "is not frozen as its consolidated report is",
        )
    otherwise = ParagraphSource.objects.exclude(frozen=F("paragraph__frozen"))
    yield from _each(otherwise, "source", "is not frozen as its paragraph is")


def _foreign_inputs() -> QuerySet[ConsolidationInput]:
    taken = ConsolidationInput.objects.filter(version__isnull=False)
    return taken.exclude(version__report=F("report"))


def _sources_not_taken() -> QuerySet[ParagraphSource]:
    taken = ConsolidationInput.objects.filter(
        consolidation=OuterRef("paragraph__consolidation"), version=OuterRef("version")
    )
    return ParagraphSource.objects.filter(~Exists(taken))


def _entries_not_in_one_place() -> Iterator[str]:
    """Every entry taken in is a source of the results, or left out with a reason, and never both."""
    for consolidation in Consolidation.objects.order_by("pk"):
        taken = consolidation.inputs.filter(version__isnull=False).values("version")
        entries = set(Entry.objects.filter(version__in=taken).values_list("pk", flat=True))
        cited = set(
            ParagraphSource.objects.filter(
                paragraph__consolidation=consolidation, entry__isnull=False
            ).values_list("entry", flat=True)
        )
        left = set(consolidation.left_out.values_list("entry", flat=True))
        for pk in sorted((entries - cited - left) | (cited & left)):
            yield f"entry {pk} is not in one place of consolidation {consolidation.pk}"
