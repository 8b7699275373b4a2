"""The desk of whoever consolidates: the agencies' parts on the left, the draft on the right.

One part of the outline at a time, the results one heading of the plan at a time, so that a page
asks the same few queries for three agencies and for sixty.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Min, Q, QuerySet
from django.utils.translation import gettext as _

from dieuphoi.reporting import gathering, printing
from dieuphoi.reporting.carried_edits import KEPT_PART
from dieuphoi.reporting.changes import Piece, compare
from dieuphoi.reporting.composition import MAIN_CELL, TABLES
from dieuphoi.reporting.editing import filled, reads
from dieuphoi.reporting.models import (
    Consolidation,
    ConsolidationInput,
    Cycle,
    Entry,
    OutlinePart,
    Paragraph,
    ParagraphSource,
    RaisedEntry,
    ReportVersion,
)
from dieuphoi.reporting.pasted_text import says_nothing_arose
from dieuphoi.reporting.regimes import outline_of
from dieuphoi.reporting.version_differences import Difference

_SLOT = re.compile(r"\{(\w+)\}")


# What would go in


@dataclass(frozen=True)
class Intake:
    """The reports of the cycle: taken in, late among them, and missing with the reason."""

    taken: list[ConsolidationInput]
    late: list[ConsolidationInput]
    missing: list[ConsolidationInput]

    @property
    def count(self) -> int:
        """How many agencies owe a report."""
        return len(self.taken) + len(self.missing)


def expected(cycle: Cycle) -> Intake:
    """What a consolidation made now would take in."""
    return _intake(gathering.take(Consolidation(cycle=cycle)))


def taken_into(consolidation: Consolidation) -> Intake:
    """What the consolidation took in."""
    return _intake(consolidation.inputs.select_related("report__organization", "version"))


def _intake(rows: Iterable[ConsolidationInput]) -> Intake:
    rows = list(rows)
    taken = [row for row in rows if row.version]
    return Intake(taken, [r for r in taken if r.late], [r for r in rows if not r.version])


# The parts


@dataclass(frozen=True)
class Part:
    """A part of the outline, or an annex, with how many paragraphs and how many of them edited."""

    code: str
    number: str
    title: str
    kind: str
    count: int
    edited: int


def parts(consolidation: Consolidation) -> list[Part]:
    """The parts of the outline in order, then the annexes that have rows; one query."""
    counts = {
        part: (count, edited)
        for part, count, edited in consolidation.paragraphs.order_by()
        .values_list("part")
        .annotate(n=Count("pk"), edited=Count("pk", filter=Q(edited__isnull=False)))
    }
    outline = [
        Part(item.code, item.number, item.title, item.kind, *counts.get(item.code, (0, 0)))
        for item in outline_of(consolidation.cycle.outline)
    ]
    annexes = [
        Part(name, _("Phụ lục"), printing.annex(name)[0], "table", *counts[name])
        for name in TABLES
        if name in counts
    ]
    return [*outline, *annexes]


def heads(part: Part) -> tuple[str, ...]:
    """The heads of an annex's columns; none for a part of the outline."""
    return printing.annex(part.code)[1] if part.kind == "table" else ()


@dataclass(frozen=True)
class Block:
    """Paragraphs of a part that are shown together, by their places `[start, end)`."""

    slug: str
    title: str
    start: int
    end: int

    @property
    def count(self) -> int:
        """How many paragraphs stand in it, its heading among them."""
        return self.end - self.start


SITUATION, TEXTS = "situation", "texts"
"""Blocks of the results besides the plan's headings: who reported and the figures; the texts."""


def blocks(consolidation: Consolidation, part: Part) -> list[Block]:
    """The results by the plan's headings; every other part is one block and needs no choice."""
    if part.kind != "entries":
        return []
    mine = consolidation.paragraphs.filter(part=part.code)
    heads = list(
        mine.filter(kind="section").order_by("position").values_list("position", "key", "generated")
    )
    written = Q(key__startswith=f"{part.code}/text/") | Q(key=f"{part.code}/nothing")
    texts = mine.filter(written).aggregate(first=Min("position"))["first"]
    end = (mine.order_by("-position").values_list("position", flat=True).first() or -1) + 1
    found = [
        (position, key.rsplit("/", 1)[1], title)
        for position, key, title in heads
        if key.startswith("results/section/")
    ]
    found.insert(0, (heads[0][0] if heads else 0, SITUATION, _("Tình hình gửi báo cáo, số liệu")))
    if texts is not None:
        found.append((texts, TEXTS, _("Nội dung các cơ quan viết")))
    ends = [position for position, _slug, _title in found[1:]] + [end]
    return [
        Block(slug, title, start, to) for (start, slug, title), to in zip(found, ends, strict=True)
    ]


def block_of(paragraph: Paragraph, part: Part) -> Block | None:
    """The block of its part in which the paragraph stands."""
    found = blocks(paragraph.consolidation, part)
    return next((b for b in found if b.start <= paragraph.position < b.end), None)


def paragraphs(
    consolidation: Consolidation, part: Part, block: Block | None
) -> QuerySet[Paragraph]:
    """The paragraphs of a part, or of one block of it, in order."""
    found = consolidation.paragraphs.filter(part=part.code)
    if block:
        found = found.filter(position__gte=block.start, position__lt=block.end)
    return found.annotate(source_count=Count("sources")).order_by("position")


def first_position(consolidation: Consolidation, part: Part) -> int:
    """The place of the part's first paragraph."""
    found = consolidation.paragraphs.filter(part=part.code).aggregate(first=Min("position"))
    return found["first"] or 0


def kept_edits(consolidation: Consolidation) -> QuerySet[Paragraph]:
    """Edits whose paragraph is no more; never printed."""
    return consolidation.paragraphs.filter(part=KEPT_PART).order_by("position")


# A paragraph


@dataclass(frozen=True)
class Said:
    """A run of a paragraph's text; a number has the query of the list it counts.

    `counted` and `reason` are there where a person set another number than was counted.
    """

    text: str
    asks: str = ""
    counted: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Shown:
    """A paragraph or a table's row as its officer sees it.

    `edits` lays the edited words over the generated ones; `renewed` what is generated now over what
    the edit was made of, where the two differ.
    """

    paragraph: Paragraph
    said: list[Said]
    cells: list[str]
    edits: tuple[Piece, ...]
    renewed: tuple[Piece, ...]
    source_count: int
    is_cut: bool = False

    @property
    def main_cell(self) -> int:
        """Which cell of a row may be edited."""
        return MAIN_CELL.get(self.paragraph.part, 0)

    @property
    def is_by_hand(self) -> bool:
        """Whether a person changed a word or a number of it."""
        return self.paragraph.edited is not None or any(one.counted for one in self.said)


def shown(paragraph: Paragraph, most: int = 0) -> Shown:
    """The paragraph made ready to show; no query. A text longer than `most` characters is cut, and
    no comparison is shown of it; 0: whatever its length."""
    p, slots = paragraph, paragraph.slots
    now, generated = reads(p), filled(p.generated, slots)
    is_cut = bool(most) and len(now) > most
    renewed: tuple[Piece, ...] = ()
    if p.generated_before is not None and p.part != KEPT_PART and not is_cut:
        renewed = compare(filled(p.generated_before, slots), generated)
    return Shown(
        paragraph=p,
        said=[Said(now[:most].rstrip() + "…")] if is_cut else list(_said(p)),
        cells=list(printing.cells_of(p)) if p.kind == "row" and p.cells else [],
        edits=compare(generated, now) if p.edited is not None and not is_cut else (),
        renewed=renewed,
        source_count=getattr(p, "source_count", 0),
        is_cut=is_cut,
    )


def _said(paragraph: Paragraph) -> Iterator[Said]:
    text = paragraph.edited if paragraph.edited is not None else paragraph.generated
    for n, run in enumerate(_SLOT.split(text)):
        slot = paragraph.slots.get(run) if n % 2 else None
        if slot:
            number = filled(f"{{{run}}}", {run: slot})
            counted = filled(f"{{{run}}}", {run: {"value": slot["value"]}}) if "set" in slot else ""
            yield Said(number, slot["asks"], counted, slot.get("reason", ""))
        elif run:
            yield Said(f"{{{run}}}" if n % 2 else run)


@dataclass(frozen=True)
class PartSource:
    """Where a paragraph comes from: what the agency's report says there, and who wrote it."""

    agency: str
    report: int
    n: int
    sent_at: datetime
    entry: Entry | None
    raised: RaisedEntry | None
    part: OutlinePart | None


def sources(paragraph: Paragraph) -> list[PartSource]:
    """Where the paragraph comes from, in order; one query."""
    rows = ParagraphSource.objects.filter(paragraph=paragraph).select_related(
        "version", "entry__obligation__task", "raised", "part"
    )
    return [
        PartSource(
            row.version.agency_name,
            row.version.report_id,
            row.version.n,
            row.version.sent_at,
            row.entry,
            row.raised,
            row.part,
        )
        for row in rows.order_by("pk")
    ]


# The agencies' side


@dataclass(frozen=True)
class AgencySide:
    """What one agency's report says in a part: its text, its tasks, what it raised."""

    agency: str
    report: int
    n: int
    late: bool
    text: str
    entries: list[Entry]
    raised: list[RaisedEntry]

    @property
    def says_nothing(self) -> bool:
        """Whether its text is the answer "Không"."""
        return says_nothing_arose(self.text)

    @property
    def is_silent(self) -> bool:
        """Whether nothing at all stands there."""
        return not (self.text.strip() or self.entries or self.raised)


def agency_sides(
    consolidation: Consolidation, part: Part, block: Block | None, shown_now: Sequence[Paragraph]
) -> list[AgencySide]:
    """What the agencies wrote in the part, in their order; of the results those tasks that the
    paragraphs shown tell of, and only the agencies that tell of them; none beside the figures."""
    if part.kind == "table" or (block and block.slug == SITUATION):
        return []
    by_tasks = part.kind == "entries" and block is not None and block.slug != TEXTS
    inputs = list(
        consolidation.inputs.exclude(version=None).select_related("version").order_by("pk")
    )
    versions = {row.version_id: row for row in inputs if row.version_id}
    texts = {} if by_tasks else _texts(versions, part.code)
    entries = _entries(shown_now) if by_tasks else {}
    raised = _raised(versions) if part.kind == "raised" else {}
    found = [
        _side(row.version, row.late, texts, entries, raised)
        for row in versions.values()
        if row.version
    ]
    return [side for side in found if side.entries] if by_tasks else found


def _side(
    version: ReportVersion,
    late: bool,
    texts: dict[int, str],
    entries: dict[int, list[Entry]],
    raised: dict[int, list[RaisedEntry]],
) -> AgencySide:
    return AgencySide(
        agency=version.agency_name,
        report=version.report_id,
        n=version.n,
        late=late,
        text=texts.get(version.pk, ""),
        entries=entries.get(version.pk, []),
        raised=raised.get(version.pk, []),
    )


def _texts(versions: Iterable[int], code: str) -> dict[int, str]:
    rows = OutlinePart.objects.filter(version__in=list(versions), code=code)
    return dict(rows.values_list("version", "text"))


def _entries(shown_now: Sequence[Paragraph]) -> dict[int, list[Entry]]:
    cited = ParagraphSource.objects.filter(paragraph__in=shown_now, entry__isnull=False)
    found: dict[int, list[Entry]] = defaultdict(list)
    rows = Entry.objects.filter(pk__in=cited.values("entry"))
    for entry in rows.annotate(code=F("obligation__task__code")).order_by("position", "pk"):
        found[entry.version_id].append(entry)
    return found


def _raised(versions: Iterable[int]) -> dict[int, list[RaisedEntry]]:
    found: dict[int, list[RaisedEntry]] = defaultdict(list)
    for one in RaisedEntry.objects.filter(version__in=list(versions)).order_by("kind", "pk"):
        found[one.version_id].append(one)
    return found


def version_before(consolidation: Consolidation) -> Consolidation | None:
    """The version of the same cycle that this one comes after."""
    earlier = Consolidation.objects.filter(cycle=consolidation.cycle_id, n__lt=consolidation.n)
    return earlier.order_by("-n").first()


def printed_only(found: Iterable[Difference]) -> list[Difference]:
    """Without the edits that lost their paragraph: no version prints them."""
    return [difference for difference in found if difference.part != KEPT_PART]
