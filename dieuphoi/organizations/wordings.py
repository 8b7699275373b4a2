"""How agencies are written: the key by which spellings are compared, and the table of them."""

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db import transaction

from dieuphoi.base.vietnamese import fold, sort_key
from dieuphoi.organizations.models import Name, Organization, Reach, Wording

_BETWEEN = re.compile(r"[^0-9a-z]+")

# Abbreviations that every civil servant writes and nobody reads otherwise; folded.
_EXPANSIONS = {
    "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "ubmttq": "uy ban mat tran to quoc",
    "mttq": "mat tran to quoc",
    "vp": "van phong",
    "bql": "ban quan ly",
    "kcn": "khu cong nghiep",
    "tp": "thanh pho",
    "tx": "thi xa",
    "tphcm": "thanh pho ho chi minh",
    "hcm": "ho chi minh",
    "vn": "viet nam",
    "tw": "trung uong",
}


class Spelling(NamedTuple):
    """A wording as a value, to compare what is stored with what should be."""

    organization_id: int
    folded: str
    reach: str
    period: tuple[date | None, date | None]


def key(text: str) -> str:
    """What two spellings of one agency have in common.

    Diacritics, case, punctuation, `&` and `và` do not count; `UBND`, `TP` and their like are
    written out: `UBND TP. Hà Nội` and `Uỷ ban nhân dân thành phố Hà Nội` have one key.
    """
    words = _BETWEEN.sub(" ", fold(text)).split()
    return " ".join(_EXPANSIONS.get(word, word) for word in words if word != "va")


def spellings(name: Name) -> set[Spelling]:
    """Every wording that a name gives, each once, with the widest reach it has."""
    widest: dict[str, str] = {}
    for reach, texts in (
        (Reach.HOME, name.at_home),
        (Reach.PROVINCE, name.in_province),
        (Reach.EVERYWHERE, [name.full, *name.abbreviations]),
    ):
        widest |= {folded: reach.value for text in texts if (folded := key(text))}
    period = (name.valid_from, name.valid_to)
    return {Spelling(name.organization_id, f, reach, period) for f, reach in widest.items()}


@transaction.atomic
def respell(organizations: Iterable[Organization]) -> None:
    """Bring the wordings and the repeated names of these organizations in line with their names."""
    by_pk = {organization.pk: organization for organization in organizations}
    names = list(Name.objects.filter(organization__in=by_pk))
    _store_wordings(by_pk, set().union(*(spellings(name) for name in names)))
    _repeat_names(by_pk, names)


def _store_wordings(by_pk: dict[int, Organization], wanted: set[Spelling]) -> None:
    stored = {
        Spelling(w.organization_id or 0, w.folded, w.reach, (w.valid_from, w.valid_to)): w.pk
        for w in Wording.objects.filter(organization__in=by_pk)
    }
    Wording.objects.filter(pk__in=[pk for s, pk in stored.items() if s not in wanted]).delete()
    Wording.objects.bulk_create(
        Wording(
            organization_id=spelling.organization_id,
            folded=spelling.folded,
            reach=spelling.reach,
            valid_from=spelling.period[0],
            valid_to=spelling.period[1],
        )
        for spelling in sorted(wanted - stored.keys(), key=lambda s: s[:3])
    )


def repeated_names(names: list[Name]) -> dict[str, str]:
    """What an organization repeats of its names: the latest, and all of them folded for search."""
    ordered = sorted(names, key=lambda name: name.valid_from or date.min)
    texts = [text for name in ordered for text in _texts(name)]
    return {
        "name": ordered[-1].full,
        "short_name": ordered[-1].short,
        "sort_key": sort_key(ordered[-1].full),
        "search": " | ".join(dict.fromkeys(fold(text) for text in texts)),
    }


def _texts(name: Name) -> list[str]:
    return [name.full, name.short, *name.abbreviations, *name.in_province, *name.at_home]


def _repeat_names(by_pk: dict[int, Organization], names: list[Name]) -> None:
    of: dict[int, list[Name]] = {}
    for name in names:
        of.setdefault(name.organization_id, []).append(name)
    changed = []
    for pk, own in of.items():
        wanted = repeated_names(own)
        if any(getattr(by_pk[pk], field) != value for field, value in wanted.items()):
            for field, value in wanted.items():
                setattr(by_pk[pk], field, value)
            changed.append(by_pk[pk])
    Organization.objects.bulk_update(
        changed, ["name", "short_name", "sort_key", "search"], batch_size=200
    )
