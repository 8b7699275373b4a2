"""What the next version of a consolidated report says otherwise than the one before."""

from dataclasses import dataclass

from dieuphoi.reporting.editing import reads
from dieuphoi.reporting.models import Consolidation


@dataclass(frozen=True)
class Difference:
    """A paragraph that reads otherwise in the newer version; an absent side is empty."""

    part: str
    key: str
    before: str
    after: str


def differences(older: Consolidation, newer: Consolidation) -> list[Difference]:
    """What version 2 says otherwise than version 1, in the order of the newer one."""
    before = {p.key: p for p in older.paragraphs.all()}
    after = {p.key: p for p in newer.paragraphs.all()}
    keys = [*after, *(key for key in before if key not in after)]
    found = []
    for key in keys:
        old, new = before.get(key), after.get(key)
        texts = (reads(old) if old else "", reads(new) if new else "")
        if texts[0] != texts[1]:
            found.append(Difference((new or old).part, key, *texts))  # type: ignore[union-attr]
    return found


def newly_in(older: Consolidation, newer: Consolidation) -> list[str]:
    """The agencies whose report, or a newer version of it, came in since the older one."""
    known = set(older.inputs.exclude(version=None).values_list("version", flat=True))
    rows = newer.inputs.exclude(version=None).select_related("version")
    return [row.version.agency_name for row in rows if row.version and row.version_id not in known]
