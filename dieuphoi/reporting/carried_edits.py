"""What a person changed in a consolidated report goes along when it is made anew; nothing is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dieuphoi.reporting.composition import Composition
from dieuphoi.reporting.models import Consolidation, Paragraph, ReportVersion

KEPT_PART = "kept"
"""The part of edits whose paragraph is no more: shown to the officer, never printed."""


@dataclass(frozen=True)
class Edits:
    """Edited paragraphs, each with the reports it came from, and all keys there were."""

    edited: tuple[tuple[Paragraph, frozenset[int]], ...] = ()
    keys: frozenset[str] = frozenset()


def of(earlier: Consolidation | None) -> Edits:
    """The edits of a consolidation, to be taken before its draft is cleared."""
    if earlier is None:
        return Edits()
    paragraphs = list(earlier.paragraphs.defer("cells"))
    edited = [p for p in paragraphs if p.edited is not None or _by_hand(p.slots)]
    reports: dict[int, set[int]] = {paragraph.pk: set() for paragraph in edited}
    sources = earlier.paragraphs.model.objects.filter(pk__in=reports).values_list(
        "pk", "sources__version__report"
    )
    for paragraph, report in sources:
        reports[paragraph] |= {report} if report else set()
    return Edits(
        tuple((p, frozenset(reports[p.pk])) for p in edited), frozenset(p.key for p in paragraphs)
    )


def carry(edits: Edits, fresh: Sequence[Paragraph], composition: Composition) -> list[Paragraph]:
    """Put the edits on the fresh paragraphs, by key, else on the one new paragraph of the same part
    and report; returns those whose paragraph is no more, as paragraphs of KEPT_PART."""
    places = {paragraph.key: paragraph for paragraph in fresh}
    taken = {old.key for old, _reports in edits.edited if old.key in places}
    kept: list[Paragraph] = []
    for old, reports in edits.edited:
        new = places.get(old.key) or places.get(_rewritten(old, reports, edits, composition, taken))
        if new is None or not _fits(old, new):
            kept.append(_kept(old, fresh[0].consolidation, len(fresh) + len(kept), len(kept)))
            continue
        taken.add(new.key)
        _put(old, new)
    return kept


def _fits(old: Paragraph, new: Paragraph) -> bool:
    """Whether the edit still says what it said: the same numbers stand in it, and a number that was
    set by hand stands for the same count."""
    same_slots = old.edited is None or set(old.slots) == set(new.slots)
    by_hand = _by_hand(old.slots).items()
    return same_slots and all(
        name in new.slots and new.slots[name]["value"] == slot["value"] for name, slot in by_hand
    )


def _put(old: Paragraph, new: Paragraph) -> None:
    for name, slot in _by_hand(old.slots).items():
        new.slots[name] |= {k: slot[k] for k in ("set", "reason", "by")}
    new.edited, new.edited_by, new.edited_at = old.edited, old.edited_by, old.edited_at
    made_of = old.generated_before or old.generated
    new.generated_before = made_of if made_of != new.generated else None


def _rewritten(
    old: Paragraph,
    reports: frozenset[int],
    edits: Edits,
    composition: Composition,
    taken: set[str],
) -> str:
    """The key of the paragraph that stands where `old` stood, when only one can be it."""
    versions = set(ReportVersion.objects.filter(report__in=reports).values_list("pk", flat=True))
    found = [
        one.key
        for one in composition.paragraphs
        if one.part == old.part
        and one.key not in taken | edits.keys
        and any(source.version in versions for source in one.sources)
    ]
    return found[0] if len(found) == 1 else ""


def _by_hand(slots: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {name: slot for name, slot in slots.items() if "set" in slot}


def _kept(old: Paragraph, draft: Consolidation, position: int, n: int) -> Paragraph:
    key = f"{KEPT_PART}/{n}/{old.key.rpartition(f'{KEPT_PART}/')[2]}"
    return Paragraph(
        consolidation=draft,
        part=KEPT_PART,
        kind=old.kind,
        key=key[:120],
        position=position,
        generated=old.generated,
        slots=old.slots,
        edited=old.edited,
        edited_by=old.edited_by,
        edited_at=old.edited_at,
        generated_before=old.generated,
    )
