"""Look before you freeze: what does not fit together in the accepted reports, shown and never hidden."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import Count, F
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.base.vietnamese import fold
from dieuphoi.reporting.checks import (
    done_though_awaited,
    empty_parts,
    figures_that_differ,
    percent_against_state,
)
from dieuphoi.reporting.models import (
    Consolidation,
    Entry,
    OutlinePart,
    RaisedEntry,
    ReportVersion,
)
from dieuphoi.reporting.regimes import OutlineItem, outline_of

Kind = Literal["figures", "percent", "awaited", "twice", "empty"]

KINDS: dict[Kind, Promise] = {
    "figures": gettext_lazy("Lời văn nêu số khác với bảng nhiệm vụ"),
    "percent": gettext_lazy("Báo đủ 100% nhưng vẫn đang thực hiện"),
    "awaited": gettext_lazy("Ghi hoàn thành nhưng lời văn nói còn chờ"),
    "twice": gettext_lazy("Cùng một kết quả ở nhiều nhiệm vụ"),
    "empty": gettext_lazy("Phần để trống, hoặc ghi “Không” mà có nội dung"),
}
"""The kinds of doubt, gravest first."""

SAME_FROM = 20
"""Shorter results ("Đã hoàn thành") are alike without being the same."""


@dataclass(frozen=True)
class Place:
    """The version of an agency's report in which it stands."""

    agency: str
    report: int
    n: int


@dataclass(frozen=True)
class Doubt:
    """One thing for the officer to look at, and where it stands."""

    kind: Kind
    sentence: str
    places: tuple[Place, ...]


def doubts(consolidation: Consolidation) -> list[Doubt]:
    """Everything to look at in the versions taken in, gravest first: four queries, however many."""
    versions = _versions(consolidation)
    entries = _entries(versions)
    texts = _texts(versions)
    raised = dict(
        RaisedEntry.objects.filter(version__in=versions)
        .order_by()
        .values_list("version")
        .annotate(n=Count("pk"))
    )
    outline = outline_of(consolidation.cycle.outline)
    found: list[Doubt] = []
    for pk, version in versions.items():
        found += _of_version(version, texts[pk], entries[pk], raised.get(pk, 0), outline)
    found += _told_twice(entries, versions)
    return sorted(_said_once(found), key=lambda doubt: list(KINDS).index(doubt.kind))


def _said_once(found: Sequence[Doubt]) -> list[Doubt]:
    """The same sentence about several agencies, once, with all their places."""
    places: dict[tuple[Kind, str], list[Place]] = defaultdict(list)
    for doubt in found:
        places[doubt.kind, doubt.sentence] += doubt.places
    return [Doubt(kind, said, tuple(some)) for (kind, said), some in places.items()]


def _versions(consolidation: Consolidation) -> dict[int, ReportVersion]:
    taken = consolidation.inputs.exclude(version=None).values("version")
    order = "report__organization__sort_key"
    return {v.pk: v for v in ReportVersion.objects.filter(pk__in=taken).order_by(order, "report")}


def _entries(versions: dict[int, ReportVersion]) -> dict[int, list[Entry]]:
    rows = Entry.objects.filter(version__in=versions).select_related("obligation")
    rows = rows.annotate(task=F("obligation__task"), code=F("obligation__task__code"))
    entries: dict[int, list[Entry]] = {pk: [] for pk in versions}
    for row in rows.order_by("version", "position", "pk").defer("wording", "next", "evidence"):
        entries[row.version_id].append(row)
    return entries


def _texts(versions: dict[int, ReportVersion]) -> dict[int, dict[str, str]]:
    texts: dict[int, dict[str, str]] = defaultdict(dict)
    parts = OutlinePart.objects.filter(version__in=versions).order_by("pk")
    for version, code, text in parts.values_list("version", "code", "text"):
        texts[version][code] = text
    return texts


def _of_version(
    version: ReportVersion,
    texts: dict[str, str],
    entries: Sequence[Entry],
    raised: int,
    outline: Sequence[OutlineItem],
) -> Iterator[Doubt]:
    place = (_place(version),)
    for finding in figures_that_differ(texts, entries):
        yield Doubt("figures", finding.sentence, place)
    codes = [_code(entry) for entry in entries if percent_against_state(entry)]
    if codes:
        said = _("Nhiệm vụ %(codes)s báo đủ 100%% nhưng chưa đề nghị xác nhận hoàn thành.")
        yield Doubt("percent", said % {"codes": ", ".join(codes)}, place)
    for entry in (one for one in entries if done_though_awaited(one, one.did)):
        said = _("Nhiệm vụ %(code)s ghi hoàn thành; lời văn: “%(did)s”.")
        words = {"code": _code(entry), "did": Truncator(entry.did).chars(120)}
        yield Doubt("awaited", said % words, place)
    if not version.nothing_arose:
        for finding in empty_parts(outline, texts, entries, raised):
            yield Doubt("empty", finding.sentence, place)


def _told_twice(
    entries: dict[int, list[Entry]], versions: dict[int, ReportVersion]
) -> Iterator[Doubt]:
    """The same result told by different agencies of different tasks."""
    same: dict[str, list[Entry]] = defaultdict(list)
    for entry in (entry for pk in versions for entry in entries[pk]):
        if len(entry.did) > SAME_FROM:
            same[fold(entry.did)].append(entry)
    for some in same.values():
        agencies = dict.fromkeys(entry.version_id for entry in some)
        tasks = {entry.__dict__["task"] for entry in some}
        if len(agencies) > 1 and len(tasks) > 1:
            said = _("“%(did)s” được ghi là kết quả của các nhiệm vụ %(codes)s.") % {
                "did": some[0].did[:120],
                "codes": ", ".join(dict.fromkeys(_code(entry) for entry in some)),
            }
            yield Doubt("twice", said, tuple(_place(versions[pk]) for pk in agencies))


def _code(entry: Entry) -> str:
    return str(entry.__dict__["code"] or entry.position)


def _place(version: ReportVersion) -> Place:
    return Place(version.agency_name, version.report_id, version.n)
