"""Which agency somebody means who sets up an installation: a known one, or one to be added."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from dieuphoi.base.errors import DomainError
from dieuphoi.base.vietnamese import fold
from dieuphoi.organizations import founding
from dieuphoi.organizations.founding import NewAgency
from dieuphoi.organizations.models import Area, Organization
from dieuphoi.organizations.near_wordings import SAME, NearWordings
from dieuphoi.organizations.resolution import Meaning, resolve
from dieuphoi.organizations.territory import province_of, territory_of

_TITLES = ("thanh pho", "tinh", "dac khu", "phuong", "xa", "thi tran", "tp")


class AgencyUnclear(DomainError):
    """A wording means no agency, or several; `candidates` are those that may be meant."""

    def __init__(self, sentence: str, candidates: list[Organization]) -> None:
        super().__init__(sentence)
        self.candidates = candidates


class AreaUnclear(DomainError):
    """A wording means no territory of today, or several."""

    def __init__(self, text: str, found: list[Area]) -> None:
        if found:
            names = "; ".join(_with_province(area) for area in found[:5])
            sentence = _("Có nhiều địa bàn tên “%(text)s”: %(names)s. Hãy ghi kèm tên tỉnh.")
        else:
            names = ""
            sentence = _(
                "Chưa rõ “%(text)s” là địa bàn nào. Hãy ghi tên tỉnh, thành phố, xã, phường."
            )
        super().__init__(sentence % {"text": text, "names": names})


@dataclass(frozen=True)
class Asked:
    """What somebody wrote: the agency, its parent, its territory; and that it is new for certain."""

    agency: str
    parent: str = ""
    territory: str = ""
    new: bool = False


def home_of(asked: Asked, on: date) -> Organization | NewAgency:
    """The agency that is meant on that day, or what is to be added where the registry has none.

    Raises AgencyUnclear or AreaUnclear with a sentence that says what to do.
    """
    parent = known_agency(asked.parent, on) if asked.parent.strip() else None
    found = resolve(asked.agency, on, parent)
    if found.organization:
        return found.organization
    if found.kind is Meaning.AMBIGUOUS:
        raise _several(asked.agency, found.candidates)
    area = area_named(asked.territory, on, parent) if asked.territory.strip() else None
    province = province_of(area or (territory_of(parent, on) if parent else None))
    near = NearWordings(on, province)
    ranked = near.ranked(asked.agency)
    like = None
    if parent or area:
        like = [one for likeness, one in ranked if likeness >= SAME and near.is_near(one)]
    if like is None or (like and not asked.new):
        raise _unknown(asked.agency, like or [one for _likeness, one in ranked], like is not None)
    return _to_be_added(asked.agency, parent, area, on)


def known_agency(text: str, on: date, issuer: Organization | None = None) -> Organization:
    """The agency that the wording means on that day; raises AgencyUnclear."""
    found = resolve(text, on, issuer)
    if found.organization:
        return found.organization
    if found.kind is Meaning.AMBIGUOUS:
        raise _several(text, found.candidates)
    raise _unknown(text, NearWordings(on).agencies(text))


def area_named(text: str, on: date, parent: Organization | None = None) -> Area:
    """The territory of that name on that day, `xã Ba, tỉnh Bốn` or shorter; raises AreaUnclear.

    Of several with the name it is the one in the parent's province.
    """
    name, _comma, above = (part.strip() for part in text.partition(","))
    bare = _bare(name)
    found = [
        area
        for area in Area.objects.in_force(on).select_related("parent__parent")
        if fold(area.name) in {bare, fold(name)}
    ]
    if above:
        found = [area for area in found if _lies_in(area, _bare(above))]
    if len(found) > 1 and parent:
        province = province_of(territory_of(parent, on))
        found = [area for area in found if province_of(area) == province] or found
    if len(found) != 1:
        raise AreaUnclear(text, found)
    return found[0]


def _to_be_added(full: str, parent: Organization | None, area: Area | None, on: date) -> NewAgency:
    kind = founding.kind_named(full)
    area = area or (territory_of(parent, on) if parent else None)
    level = founding.level_under(parent, kind, area)
    return NewAgency(full=full, kind=kind, level=level, parent=parent, territory=area)


def _several(text: str, candidates: list[Organization]) -> AgencyUnclear:
    names = "; ".join(one.name for one in candidates)
    sentence = _("“%(text)s” có thể là nhiều cơ quan: %(names)s. Hãy ghi tên đầy đủ.")
    return AgencyUnclear(sentence % {"text": text, "names": names}, candidates)


def _unknown(text: str, near: list[Organization], placed: bool = False) -> AgencyUnclear:
    if not near:
        sentence = _(
            "Danh mục không có cơ quan nào tên “%(text)s”. Nếu là cơ quan mới, hãy ghi cơ quan cấp "
            "trên và địa bàn của cơ quan đó."
        )
    elif placed:
        sentence = _(
            "Danh mục không có “%(text)s” nhưng có tên rất gần: %(names)s. Hãy ghi đúng tên đó, hoặc "
            "nói rõ đây là cơ quan mới."
        )
    else:
        sentence = _(
            "Danh mục không có cơ quan nào tên “%(text)s”. Gần nhất: %(names)s. Nếu là cơ quan mới, "
            "hãy ghi cơ quan cấp trên và địa bàn của cơ quan đó."
        )
    names = "; ".join(one.name for one in near[:5])
    return AgencyUnclear(sentence % {"text": text, "names": names}, near[:5])


def _bare(name: str) -> str:
    folded = fold(name).replace(".", " ")
    words = " ".join(folded.split())
    title = next((one for one in _TITLES if words.startswith(f"{one} ")), "")
    return words.removeprefix(title).strip()


def _lies_in(area: Area, name: str) -> bool:
    above = area.parent
    while above and fold(above.name) != name:
        above = above.parent
    return above is not None


def _with_province(area: Area) -> str:
    return f"{area.name} ({area.parent.name})" if area.parent else area.name
