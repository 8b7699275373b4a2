"""Tables of counts: how the tasks of a plan stand, each number with the list behind it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from dieuphoi.organizations.actor import Actor
from dieuphoi.plans.models import ObligationState
from dieuphoi.plans.punctuality import Punctuality
from dieuphoi.plans.queries import PlanPage, Standings

Kind = TypeVar("Kind", ObligationState, Punctuality)


@dataclass(frozen=True)
class Cell:
    """A number under a heading; its address is empty where no list shows the same rows."""

    label: str
    count: int
    url: str


@dataclass(frozen=True)
class Line:
    """One row: what is counted, how many, and how they stand."""

    title: str
    url: str
    tasks: Cell
    states: list[Cell]
    times: list[Cell]
    declared: int | None = None
    is_illustration: bool = False


@dataclass(frozen=True)
class CountTable:
    """Rows under the states and the punctuality that occur in them."""

    states: list[str]
    times: list[str]
    lines: list[Line]
    total: Line
    has_declared: bool = False


def by_section(page: PlanPage) -> CountTable:
    """How the tasks of a plan stand, by section."""
    lines = [
        _line(
            section.title if section else _("Chưa xếp nhóm"),
            count,
            page.total,
            {"plan": page.plan.pk, "section": section.pk} if section else None,
            declared=section.declared if section else None,
            is_illustration=bool(section and section.is_illustration),
        )
        for section, count in page.sections
    ]
    return _table(page, lines)


def by_agency(page: PlanPage) -> CountTable:
    """How the tasks of a plan stand, by the agency that leads them."""
    lines = [
        _line(name, count, page.total, {"plan": page.plan.pk, "agency": pk})
        for pk, name, count in page.agencies
    ]
    return _table(page, lines)


def issue_lists(actor: Actor) -> dict[str, str]:
    """The lists of difficulties and proposals that pages count, by the name of the figure."""
    address, own = reverse("issue_list"), actor.organization_id
    return {
        "open": f"{address}?state=unsolved",
        "overdue": f"{address}?overdue=1",
        "to_answer": f"{address}?state=open&addressee={own}",
        "to_verify": f"{address}?state=answered&agency={own}",
    }


def _table(page: PlanPage, lines: list[Line]) -> CountTable:
    return CountTable(
        states=[str(s.label) for s in _occurring(ObligationState, page.total.states)],
        times=[str(p.label) for p in _occurring(Punctuality, page.total.punctuality)],
        lines=lines,
        total=_line(_("Cả kế hoạch"), page.total, page.total, {"plan": page.plan.pk}),
        has_declared=any(line.declared for line in lines),
    )


def _line(
    title: str,
    count: Standings,
    total: Standings,
    asked: dict[str, int] | None,
    *,
    declared: int | None = None,
    is_illustration: bool = False,
) -> Line:
    return Line(
        title=title,
        url=_list(asked) if count.tasks else "",
        tasks=Cell(_("Số nhiệm vụ"), count.tasks, _list(asked) if count.tasks else ""),
        states=[
            Cell(str(s.label), count.states[s], _list(asked, state=s))
            for s in _occurring(ObligationState, total.states)
        ],
        times=[
            Cell(str(p.label), count.punctuality[p], _list(asked, punctuality=p))
            for p in _occurring(Punctuality, total.punctuality)
        ],
        declared=declared,
        is_illustration=is_illustration,
    )


def _occurring(kinds: Iterable[Kind], counts: Mapping[str, int]) -> list[Kind]:
    return [kind for kind in kinds if counts.get(kind.value)]


def _list(asked: dict[str, int] | None, **more: str) -> str:
    return f"{reverse('task_list')}?{urlencode({**asked, **more})}" if asked else ""
