"""Whom the sheet means by its wordings: agencies of the day, and those that the sheet itself adds."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from dieuphoi.organizations import home
from dieuphoi.organizations.models import Area, Organization
from dieuphoi.organizations.near_wordings import NearWordings
from dieuphoi.organizations.resolution import Meaning, Resolution, resolve_many
from dieuphoi.organizations.wordings import key

MOST_LOOKED_FOR = 40
"""For how many unknown wordings near ones are looked for; a wrong column would be wrong thousands of times."""


@dataclass(frozen=True)
class Meant:
    """What a wording means: an agency there already, or the key of one that the sheet adds; else why not."""

    organization: Organization | None = None
    added: str = ""
    reason: str = ""


@dataclass
class KnownAgencies:
    """Answers wordings on a day as the own agency means them."""

    on: date
    own: Organization | None
    added: dict[str, str] = field(default_factory=dict)
    _found: dict[str, Resolution] = field(default_factory=dict)
    _near: dict[str, list[Organization]] = field(default_factory=dict)

    def learn(self, wordings: set[str]) -> None:
        """Look these wordings up, all at once."""
        unknown = wordings - self._found.keys() - {""}
        if unknown:
            self._found |= resolve_many(unknown, self.on, self.own)

    def add(self, name: str, wordings: list[str]) -> None:
        """From here on these wordings also mean the agency that the sheet adds under that key."""
        for wording in wordings:
            self.added.setdefault(key(wording), name)

    def agency(self, wording: str) -> Organization | None:
        """The agency there already that the wording means for certain."""
        return self._found[wording].organization if wording in self._found else None

    def candidates(self, wording: str) -> list[Organization]:
        """The agencies between which a wording does not decide."""
        found = self._found.get(wording)
        return found.candidates if found and found.kind is Meaning.AMBIGUOUS else []

    def meant(self, wording: str) -> Meant:
        """Whom the wording means, or a sentence with the nearest names."""
        added = self.added.get(key(wording), "")
        if organization := self.agency(wording):
            return Meant(organization)
        if added:
            return Meant(added=added)
        if several := self.candidates(wording):
            names = "; ".join(one.name for one in several)
            reason = _("“%(text)s” có thể là nhiều cơ quan: %(names)s. Hãy ghi tên đầy đủ.")
            return Meant(reason=reason % {"text": wording, "names": names})
        if near := self._nearest(wording):
            names = "; ".join(one.name for one in near)
            reason = _(
                "Không rõ “%(text)s” là cơ quan nào. Gần nhất: %(names)s. Nếu là cơ quan mới, hãy "
                "thêm một dòng ở trang Cơ quan."
            )
            return Meant(reason=reason % {"text": wording, "names": names})
        reason = _(
            "Không rõ “%(text)s” là cơ quan nào. Nếu là cơ quan mới, hãy thêm một dòng ở trang Cơ quan."
        )
        return Meant(reason=reason % {"text": wording})

    @cached_property
    def province(self) -> Area | None:
        """The own province."""
        return home.own_province(self.on)

    @cached_property
    def _wordings(self) -> NearWordings:
        return NearWordings(self.on, self.province)

    def _nearest(self, wording: str) -> list[Organization]:
        if wording not in self._near and len(self._near) < MOST_LOOKED_FOR:
            self._near[wording] = self._wordings.agencies(wording, most=3)
        return self._near.get(wording, [])
