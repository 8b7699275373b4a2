"""Which agencies somebody may have meant by a wording that means none, or several: to be offered, never taken."""

from datetime import date
from difflib import SequenceMatcher
from functools import cached_property

from dieuphoi.organizations.models import Area, Organization, Placement, Wording
from dieuphoi.organizations.succession import successors
from dieuphoi.organizations.territory import within
from dieuphoi.organizations.wordings import key

LIKE = 0.72
"""From which likeness on (0 to 1) an agency is offered."""
SAME = 0.9
"""From which likeness on it is probably a slip of the pen."""


class NearWordings:
    """Looks for agencies of a day, those of a province before others; reads all wordings once."""

    def __init__(self, on: date, province: Area | None = None) -> None:
        self.on = on
        self.province = province

    def agencies(self, text: str, most: int = 5) -> list[Organization]:
        """The agencies that are written like this, the likest first."""
        return [organization for _likeness, organization in self.ranked(text)[:most]]

    def ranked(self, text: str) -> list[tuple[float, Organization]]:
        """The same with how like they are, from LIKE to 1."""
        asked = key(text)
        words = set(asked.split())
        best: dict[int, float] = {}
        for folded, organization in self._wordings if words else ():
            likeness = _likeness(asked, words, folded)
            if likeness > best.get(organization, LIKE):
                best[organization] = likeness
        leading = sorted(best, key=lambda pk: (-best[pk], pk not in self._near, pk))[:20]
        found = Organization.objects.in_bulk(leading)
        heirs = {
            heir.pk: (best[pk], heir) for pk in reversed(leading) for heir in self._today(found[pk])
        }
        return sorted(
            heirs.values(), key=lambda one: (-one[0], one[1].pk not in self._near, one[1].sort_key)
        )

    def is_near(self, organization: Organization) -> bool:
        """Whether it stands in the province; all do where none was said."""
        return self.province is None or organization.pk in self._near

    def _today(self, organization: Organization) -> list[Organization]:
        if organization.exists_on(self.on):
            return [organization]
        return successors(organization, self.on)

    @cached_property
    def _wordings(self) -> list[tuple[str, int]]:
        rows = Wording.objects.exclude(organization=None).values_list("folded", "organization")
        return list(rows.distinct())

    @cached_property
    def _near(self) -> set[int]:
        if self.province is None:
            return set()
        placed = Placement.objects.in_force(self.on).filter(within(self.province))
        return set(placed.values_list("organization", flat=True))


def _likeness(asked: str, words: set[str], folded: str) -> float:
    """How like two wordings are; one that holds every word asked for is offered in any case."""
    others = set(folded.split())
    if not words & others:
        return 0.0
    if words <= others:
        return max(0.75, len(asked) / max(len(folded), 1))
    if 2 * len(words & others) < min(len(words), len(others)):
        return 0.0
    return SequenceMatcher(None, asked, folded).ratio()
