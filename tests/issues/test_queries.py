"""The list, its counts, and what waits: filters, order, days, overdue."""

from datetime import date, timedelta
from typing import Any

import pytest

from dieuphoi.issues import answering, queries, raising
from dieuphoi.issues.models import Issue, IssueKind, IssueState
from dieuphoi.issues.queries import UNSOLVED, IssueFilter
from dieuphoi.issues.raising import IssueDraft
from dieuphoi.organizations.actor import Actor
from dieuphoi.plans.models import Obligation, ObligationState
from tests.cast import ON, World, later
from tests.issues.cast import DUE, answered, raised

pytestmark = pytest.mark.django_db


def alone(world: World, wording: str, hours: int) -> Issue:
    draft = IssueDraft(IssueKind.PROPOSAL, wording, asked="Xin kinh phí", addressee=world.cast.ubnd)
    return raising.raise_issue(draft, by=world.cast.other_head, at=later(hours))


def listed(actor: Actor, on: date = ON, **asked: Any) -> list[str]:
    found = queries.issues(actor, IssueFilter(**asked), on)
    return [row.issue.wording for row in queries.rows(found, on)]


@pytest.fixture
def several(world: World) -> dict[str, Issue]:
    """One solved, one answered, two open: the second of them raised before the first."""
    solved, _ = answered(world)
    answering.verify(solved, solved=True, note="", by=world.cast.head, at=later(9))
    answered_one, _ = answered(world)
    return {
        "solved": solved,
        "answered": answered_one,
        "open": raised(world, "Chưa có hướng dẫn"),
        "older": alone(world, "Đề nghị cấp kinh phí", -48),
    }


def test_what_waits_for_an_answer_comes_first_the_longest_waiting_first(
    world: World, several: dict[str, Issue]
) -> None:
    assert listed(world.cast.auditor) == [
        several[name].wording for name in ("older", "open", "answered", "solved")
    ]


@pytest.mark.parametrize(
    "asked, names",
    [
        ({"kind": "proposal"}, ["older"]),
        ({"state": "open"}, ["older", "open"]),
        ({"state": UNSOLVED}, ["older", "open", "answered"]),
        ({"state": "resolved"}, ["solved"]),
        ({"words": "kinh phi cap"}, ["older"]),
        ({"words": "xin"}, ["older"]),
        ({"words": "bien che nguon luc", "state": "answered"}, ["answered"]),
        ({"words": "khong co"}, []),
    ],
)
def test_each_part_of_the_filter_narrows_the_list(
    world: World, several: dict[str, Issue], asked: dict[str, Any], names: list[str]
) -> None:
    assert listed(world.cast.auditor, **asked) == [several[name].wording for name in names]


def test_the_filter_asks_for_agency_addressee_plan_and_overdue(
    world: World, several: dict[str, Issue]
) -> None:
    actor, after = world.cast.auditor, DUE + timedelta(days=1)

    assert listed(actor, agency=world.cast.khac.pk) == ["Đề nghị cấp kinh phí"]
    assert listed(actor, addressee=world.cast.ubnd.pk) == ["Đề nghị cấp kinh phí"]
    assert len(listed(actor, plan=world.plan.pk)) == 3
    assert listed(actor, DUE, overdue=True) == []
    assert listed(actor, after, overdue=True) == ["Chưa có hướng dẫn"]


def test_the_facets_count_beside_the_rest_of_the_filter(
    world: World, several: dict[str, Issue]
) -> None:
    def counts(**parts: Any) -> tuple[dict[str, int], dict[str, int]]:
        asked = IssueFilter(**parts)
        found = queries.facets(queries.issues_around(world.cast.auditor, asked, ON), asked)
        kinds = {f.value: f.count for f in found.kind}
        return kinds, {f.value: f.count for f in found.state}

    every = {"unsolved": 3, "open": 2, "answered": 1, "resolved": 1}
    assert counts() == ({"difficulty": 3, "proposal": 1}, every)
    assert counts(state="unsolved") == ({"difficulty": 2, "proposal": 1}, every)
    assert counts(kind="proposal")[1] == {"unsolved": 1, "open": 1}
    assert counts(words="kinh phi") == ({"proposal": 1}, {"unsolved": 1, "open": 1})
    assert counts(words="khong co") == ({}, {})


def test_the_figures_are_those_of_the_lists_behind_them(
    world: World, several: dict[str, Issue]
) -> None:
    after = DUE + timedelta(days=1)

    def figures(actor: Actor) -> tuple[int, int, int, int]:
        found = queries.figures(actor, after)
        return found.open, found.overdue, found.to_answer, found.to_verify

    assert figures(world.cast.officer) == (2, 1, 0, 1)
    assert figures(world.cast.focal) == (2, 1, 1, 0)
    assert figures(world.cast.leader) == (3, 1, 1, 0)
    assert figures(world.cast.stranger) == (0, 0, 0, 0)


def test_the_days_of_waiting_go_on_when_it_is_sent_on_and_begin_anew_when_reopened(
    world: World,
) -> None:
    issue, _answer = answered(world)
    answering.verify(issue, solved=False, note="Chưa", by=world.cast.head, at=later(24 * 5))

    (row,) = queries.waiting(world.cast.leader, ON + timedelta(days=8), limit=5)

    assert (row.issue, row.days, row.since) == (issue, 3, later(24 * 5))
    assert not row.is_overdue
    (row,) = queries.waiting(world.cast.leader, ON + timedelta(days=9), limit=5)
    assert row.is_overdue


def test_what_waits_is_open_and_the_oldest_first(world: World, several: dict[str, Issue]) -> None:
    found = queries.waiting(world.cast.leader, ON, limit=5)

    assert [row.issue for row in found] == [several["older"], several["open"]]
    assert [row.days for row in found] == [2, 0]
    assert [row.issue for row in queries.waiting(world.cast.leader, ON, limit=1)] == [
        several["older"]
    ]


def test_nothing_waits_in_what_has_ended(world: World, several: dict[str, Issue]) -> None:
    assert queries.waiting_since(several["solved"]) is None
    assert queries.waits(several["solved"], DUE + timedelta(days=9)).days == 0
    assert queries.waiting_since(several["answered"]) == later(2)


def test_the_desk_has_what_the_own_agency_owes_and_how_much_in_all(
    world: World, several: dict[str, Issue]
) -> None:
    for _ in range(3):
        raised(world)

    focal = queries.desk(world.cast.focal, ON, limit=2)
    officer = queries.desk(world.cast.officer, ON, limit=2)

    assert ([r.issue for r in focal.to_answer][0], len(focal.to_answer)) == (several["open"], 2)
    assert (focal.answers_owed, focal.to_verify, focal.verifications_owed) == (4, [], 0)
    assert [row.issue for row in officer.to_verify] == [several["answered"]]
    assert (officer.answers_owed, officer.verifications_owed) == (0, 1)


def test_the_task_has_its_issues(world: World, several: dict[str, Issue]) -> None:
    found = queries.of_task(world.cast.officer, world.obligation.task, ON)

    assert {row.issue.state for row in found} == {
        IssueState.OPEN,
        IssueState.ANSWERED,
        IssueState.RESOLVED,
    }
    assert queries.of_task(world.cast.stranger, world.obligation.task, ON) == []


def test_only_running_obligations_of_the_own_agency_can_be_raised_about(world: World) -> None:
    every = [world.obligation, world.others]
    assert queries.raisable(world.cast.officer, every) == [world.obligation]
    assert queries.raisable(world.cast.leader, every) == []

    Obligation.objects.filter(pk=world.obligation.pk).update(state=ObligationState.COMPLETED)
    world.obligation.refresh_from_db()
    assert queries.raisable(world.cast.officer, every) == []
