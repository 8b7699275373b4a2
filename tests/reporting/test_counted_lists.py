"""Each number of a consolidated report leads to exactly the tasks or reports that it counts."""

from datetime import timedelta
from urllib.parse import parse_qs

import pytest

from dieuphoi.reporting.consolidation import consolidate
from dieuphoi.reporting.models import Consolidation, Cycle
from dieuphoi.reporting.queries.counted_lists import (
    CLASSES,
    REPORTS,
    reports_counted,
    tasks_counted,
)
from tests.cast import World
from tests.reporting.paper import DUE, accepted, make_cycle, on, report_of, work

pytestmark = pytest.mark.django_db
LATE = on(DUE + timedelta(days=2))


@pytest.fixture
def made(world: World) -> Consolidation:
    """One department reported in time, one late, the ward not at all."""
    cycle: Cycle = make_cycle(world)
    cast = world.cast
    work(world.obligation, cast.head, 60, "Đã khảo sát")
    accepted(report_of(cycle, cast.so), cast.head, cast.focal, causes="Thiếu vốn.")
    accepted(report_of(cycle, cast.khac), cast.other_head, cast.focal, LATE, causes="Thiếu người.")
    return consolidate(cycle, by=cast.focal, at=LATE)


def counted(made: Consolidation, asks: str) -> int:
    asked = {name: words[0] for name, words in parse_qs(asks).items()}
    if "reports" in asked:
        return reports_counted(made, asked["reports"]).count()
    return len(tasks_counted(made, asked["class"], asked.get("section", "")))


def test_every_number_has_a_list_of_as_many_rows(made: Consolidation) -> None:
    slots = [slot for p in made.paragraphs.all() for slot in p.slots.values()]

    assert len(slots) > 15
    assert sum(slot["value"] for slot in slots) > 5
    for slot in slots:
        assert counted(made, slot["asks"]) == slot["value"], slot["asks"]


def test_every_list_that_a_number_asks_for_has_a_name(made: Consolidation) -> None:
    asked = [parse_qs(s["asks"]) for p in made.paragraphs.all() for s in p.slots.values()]

    assert {words["class"][0] for words in asked if "class" in words} <= set(CLASSES)
    assert {words["reports"][0] for words in asked if "reports" in words} == set(REPORTS)


def test_a_row_names_the_agency_and_the_version_that_says_it(
    world: World, made: Consolidation
) -> None:
    row = tasks_counted(made, "dated").get(key=f"results/task/{world.obligation.task_id}")

    source = row.sources.get()
    assert source.entry
    assert (source.version.agency_name, source.version.n) == ("Sở Một", 1)
    assert (source.entry.role, source.entry.did) == ("lead", "Đã khảo sát")


def test_only_the_tasks_of_the_heading_are_counted(made: Consolidation) -> None:
    assert tasks_counted(made, "dated").exists()
    assert not tasks_counted(made, "dated", "no-such-heading").exists()
