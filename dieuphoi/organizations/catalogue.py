"""The agencies that come with the product: the CSV files of `data/` as rows, templates filled in.

Each line of a file has its legal basis and a grade (A the text was read … U not verified).
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path

from dieuphoi.organizations.models import Level, OrganizationKind

DATA = Path(__file__).parent / "data"
_ALTERNATIVES = re.compile(r"\{([^{}]*)\}")
_OUTSIDE_BRACES = re.compile(r"\|(?![^{}]*\})")

Line = dict[str, str]


@dataclass(frozen=True)
class Title:
    """What a territory is called in a period: `tỉnh` `Đồng Nai`, later `thành phố` `Đồng Nai`."""

    title: str
    name: str
    valid_from: date | None
    valid_to: date | None
    legal_basis: str
    grade: str

    def fill(self, template: str) -> str:
        """The template with this title in it, and the name where it asks for it."""
        party = "Thành ủy" if self.title.lower() == "thành phố" else "Tỉnh ủy"
        filled = template.replace("{title}", self.title).replace("{uy}", party)
        return filled.replace("{name}", self.name)


@dataclass(frozen=True)
class Territory:
    """An area, all its titles, and the area it went into."""

    key: str
    code: str
    level: str
    parent: str
    titles: tuple[Title, ...]
    valid_from: date | None
    valid_to: date | None
    merged_into: str
    legal_basis: str
    grade: str


@dataclass(frozen=True)
class Called:
    """One name with its spellings and period."""

    full: str
    short: str
    abbreviations: tuple[str, ...] = ()
    in_province: tuple[str, ...] = ()
    at_home: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    legal_basis: str = ""


@dataclass(frozen=True)
class Agency:
    """One organization of the catalogue."""

    key: str
    kind: str
    level: str
    names: tuple[Called, ...]
    parent: str
    territory: str
    starts_on: date | None
    ends_on: date | None
    legal_basis: str
    grade: str


def territories() -> list[Territory]:
    """The country, its provinces then and now, districts until 2025, some communes of today."""
    retitled = {line["area"]: line for line in _lines("titles")}
    return [_territory(line, retitled.get(line["key"])) for line in _lines("areas")]


def agencies(areas: list[Territory]) -> list[Agency]:
    """Every organization: listed ones, People's Committees and Councils, departments."""
    by_key = {area.key: area for area in areas}
    committees = [_assembly(area, kind) for area in areas for kind in _assemblies_of(area)]
    listed = [_listed(line) for line in _lines("organizations")]
    return [*listed, *committees, *_departments(by_key)]


def changes(areas: list[Territory]) -> list[Line]:
    """What happened to them; besides the listed events those that follow from the areas."""
    return [*_lines("changes"), *(change for change, _ in _events(areas))]


def successions(areas: list[Territory]) -> list[Line]:
    """Who continues whom in those events."""
    return [*_lines("successions"), *(step for _, steps in _events(areas) for step in steps)]


def groups() -> list[Line]:
    """Regions and classes."""
    return _lines("groups")


def group_members() -> list[Line]:
    """Members of regions, several organizations to a line."""
    return _lines("group_members")


def variants(patterns: str) -> set[str]:
    """The spellings that `các sở{, ban|}, ngành|các ngành` stands for; braces hold alternatives."""
    texts = {text for pattern in _OUTSIDE_BRACES.split(patterns) for text in _spread(pattern)}
    if unread := [text for text in texts if "{" in text or "}" in text]:
        raise ValueError(f"braces cannot be nested: {unread[0]}")
    return texts


def day(text: str) -> date | None:
    """A day of the files; empty means open."""
    return date.fromisoformat(text) if text else None


def listed(text: str) -> tuple[str, ...]:
    """The items of a cell with `|` between them."""
    return tuple(item for item in text.split("|") if item)


def _lines(name: str) -> list[Line]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _spread(pattern: str) -> Iterator[str]:
    parts = _ALTERNATIVES.split(pattern)
    choices = [part.split("|") if n % 2 else [part] for n, part in enumerate(parts)]
    return (" ".join("".join(chosen).split()) for chosen in product(*choices))


def _territory(line: Line, retitled: Line | None) -> Territory:
    start, end = day(line["valid_from"]), day(line["valid_to"])
    turn = day(retitled["valid_from"]) if retitled else None
    titles = [Title(line["title"], line["name"], None, turn, "", line["grade"])]
    if retitled:
        basis, grade = retitled["legal_basis"], retitled["grade"]
        later = Title(retitled["title"], retitled["name"], turn, None, basis, grade)
        titles.append(later)
    return Territory(
        line["key"],
        line["code"],
        line["level"],
        line["parent"],
        tuple(titles),
        start,
        end,
        line["merged_into"],
        line["legal_basis"],
        line["grade"],
    )


def _listed(line: Line) -> Agency:
    called = Called(
        line["full"],
        line["short"],
        abbreviations=(*([line["short"]] * (not line["at_home"])), *listed(line["abbreviations"])),
        at_home=listed(line["at_home"]),
    )
    return Agency(
        line["key"],
        line["kind"],
        line["level"],
        (called,),
        line["parent"],
        line["territory"],
        day(line["starts_on"]),
        day(line["ends_on"]),
        line["legal_basis"],
        line["grade"],
    )


def _assemblies_of(area: Territory) -> list[OrganizationKind]:
    if area.level == Level.CENTRAL:
        return []
    if area.level == Level.PROVINCE:
        return [OrganizationKind.PEOPLES_COMMITTEE, OrganizationKind.PEOPLES_COUNCIL]
    return [OrganizationKind.PEOPLES_COMMITTEE]


def _assembly(area: Territory, kind: OrganizationKind) -> Agency:
    committee = kind is OrganizationKind.PEOPLES_COMMITTEE
    long, short = ("Ủy ban nhân dân", "UBND") if committee else ("Hội đồng nhân dân", "HĐND")
    parent = "chinh-phu" if area.level == Level.PROVINCE else f"{area.parent}/ubnd"
    return Agency(
        f"{area.key}/{'ubnd' if committee else 'hdnd'}",
        kind,
        area.level,
        tuple(_assembly_name(long, short, area.level, title) for title in area.titles),
        parent if committee else "",
        area.key,
        area.valid_from,
        area.valid_to,
        area.legal_basis,
        area.grade,
    )


def _assembly_name(long: str, short: str, level: str, title: Title) -> Called:
    """A province's name is known everywhere, a commune's in its province: there are namesakes."""
    full = f"{long} {title.title} {title.name}"
    gist = f"{short} {title.title} {title.name}"
    province = level == Level.PROVINCE
    bare = f"{short} {title.title}"
    either = f"{short} tỉnh, thành phố"
    return Called(
        full,
        gist,
        abbreviations=(gist,) if province else (),
        in_province=(bare, either) if province else (gist,),
        at_home=() if province else (bare,),
        valid_from=title.valid_from,
        valid_to=title.valid_to,
        legal_basis=title.legal_basis,
    )


def _departments(areas: dict[str, Territory]) -> Iterator[Agency]:
    types = {line["type"]: line for line in _lines("department_types")}
    for line in _lines("departments"):
        for area in _meant(line["areas"], areas):
            for name in listed(line["types"]):
                parent = types[name]["parent"]
                near = parent in types or parent in {"ubnd", "hdnd"}
                above = f"{area.key}/{parent}" if near else parent
                yield _department(line, types[name], area, above)


def _meant(text: str, areas: dict[str, Territory]) -> list[Territory]:
    """The areas of a cell: `*` is every province of today, `-hue` leaves one out."""
    keys = listed(text)
    if keys[0] != "*":
        return [areas[key] for key in keys]
    today = [a for a in areas.values() if a.level == Level.PROVINCE and a.valid_to is None]
    return [area for area in today if f"-{area.key}" not in keys]


def _department(line: Line, kind: Line, area: Territory, above: str) -> Agency:
    begun = [start for start in (day(line["starts_on"]), area.valid_from) if start]
    ended = [end for end in (day(line["ends_on"]), area.valid_to) if end]
    start, end = max(begun, default=None), min(ended, default=None)
    titles = [t for t in area.titles if not (end and t.valid_from and t.valid_from >= end)]
    titles = [t for t in titles if not (start and t.valid_to and t.valid_to <= start)]
    return Agency(
        f"{area.key}/{kind['type']}{line['suffix']}",
        kind["kind"],
        Level.PROVINCE,
        tuple(_department_name(kind, title) for title in titles),
        above,
        area.key,
        start,
        end,
        line["legal_basis"],
        line["grade"],
    )


def _department_name(kind: Line, title: Title) -> Called:
    """`Sở Tài chính` is known in its province, `Sở Tài chính Hà Nội` everywhere."""
    templates = (kind["full"], *listed(kind["abbreviations"]))
    bare = tuple(title.fill(template.replace(" {name}", "")) for template in templates)
    return Called(
        _with_territory(kind["full"], title),
        bare[0],
        abbreviations=tuple(_unique(_known_everywhere(templates, title))),
        in_province=tuple(_unique([*bare, *(f"{t} {title.title}" for t in bare)])),
        valid_from=title.valid_from,
        valid_to=title.valid_to,
        legal_basis=title.legal_basis,
    )


def _known_everywhere(templates: Iterable[str], title: Title) -> Iterator[str]:
    for template in templates:
        yield _with_territory(template, title)
        untitled = template.replace(" {title}", "").replace(" {name}", "")
        yield f"{title.fill(untitled)} {title.name}"


def _with_territory(template: str, title: Title) -> str:
    if "{name}" in template:
        return title.fill(template)
    titled = template if "{" in template else f"{template} {{title}}"
    return f"{title.fill(titled)} {title.name}"


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _events(areas: list[Territory]) -> Iterator[tuple[Line, list[Line]]]:
    """Provinces that merged, districts that ended, provinces that became cities."""
    for area in areas:
        merged = [old for old in areas if old.merged_into == area.key]
        if merged and area.valid_from:
            steps = [(old.key, area.key, "") for old in merged]
            own, why = f"sap-nhap-tinh/{area.key}", (area.legal_basis, area.grade)
            yield _event(own, "merge", area.valid_from, why, steps)
        for title in area.titles:
            if title.valid_from:
                own, why = f"doi-ten-tinh/{area.key}", (title.legal_basis, title.grade)
                steps = [(area.key, area.key, "")]
                yield _event(own, "status", title.valid_from, why, steps)
    ended = [area for area in areas if area.level == Level.DISTRICT and area.valid_to]
    if ended and (last := ended[0].valid_to):
        steps = [(area.key, "", "") for area in ended]
        why = (ended[0].legal_basis, ended[0].grade)
        yield _event("ket-thuc-cap-huyen", "abolish", last, why, steps, bodies=("ubnd",))


def _event(
    key: str,
    kind: str,
    on: date,
    why: tuple[str, str],
    steps: list[tuple[str, str, str]],
    bodies: tuple[str, ...] = ("ubnd", "hdnd"),
) -> tuple[Line, list[Line]]:
    """An event of areas, told of their committees and councils; `why`: legal basis and grade."""
    change = {
        "key": key,
        "kind": kind,
        "effective_on": on.isoformat(),
        "legal_basis": why[0],
        "grade": why[1],
    }
    return change, [
        {
            "change": key,
            "predecessor": f"{before}/{body}",
            "successor": f"{after}/{body}" if after else "",
            "scope": scope,
        }
        for before, after, scope in steps
        for body in bodies
    ]
