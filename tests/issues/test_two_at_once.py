"""Two people do something with one issue at the same moment: one succeeds, the other is told."""

from collections.abc import Callable

import pytest

from dieuphoi.activity.models import Activity
from dieuphoi.issues import answering, raising, referral
from dieuphoi.issues.models import Decision, Issue, IssueState
from tests.cast import World, later, make_world
from tests.issues.cast import answered, raised
from tests.plans.test_two_at_once import both

pytestmark = pytest.mark.django_db(transaction=True)

Act = Callable[[World, Issue], object]

ACTS: dict[str, tuple[Act, bool]] = {
    "issue.referred": (
        lambda w, i: referral.refer(
            i, to=w.cast.khac, reply_due=None, note="", by=w.cast.focal, at=later(5)
        ),
        False,
    ),
    "issue.answered": (
        lambda w, i: answering.answer(
            i, decision=Decision.AGREED, text="Xong", by=w.cast.focal, at=later(5)
        ),
        False,
    ),
    "issue.verified": (
        lambda w, i: answering.verify(i, solved=True, note="", by=w.cast.officer, at=later(5)),
        True,
    ),
    "issue.withdrawn": (
        lambda w, i: raising.withdraw(i, note="", by=w.cast.officer, at=later(5)),
        True,
    ),
}


def fresh(issue: Issue) -> Issue:
    return Issue.objects.select_related("plan", "addressee").get(pk=issue.pk)


@pytest.mark.parametrize("verb", ACTS)
def test_the_same_act_twice(verb: str) -> None:
    world = make_world()
    act, on_answered = ACTS[verb]
    issue = answered(world)[0] if on_answered else raised(world)
    seen = [fresh(issue), fresh(issue)]

    assert both(lambda: act(world, seen.pop())) == ["done", "told"]
    assert Activity.objects.filter(verb=verb).count() == 1


def test_not_solved_and_solved() -> None:
    world = make_world()
    issue, given = answered(world)
    acts: list[Callable[[], object]] = [
        lambda: answering.verify(
            fresh_ones.pop(), solved=True, note="", by=world.cast.head, at=later(5)
        ),
        lambda: answering.verify(
            fresh_ones.pop(), solved=False, note="Chưa", by=world.cast.officer, at=later(5)
        ),
    ]
    fresh_ones = [fresh(issue), fresh(issue)]

    assert both(lambda: acts.pop()()) == ["done", "told"]
    issue.refresh_from_db()
    solved = given.verification.solved
    assert issue.state == (IssueState.RESOLVED if solved else IssueState.OPEN)


def test_answered_and_withdrawn() -> None:
    world = make_world()
    issue = raised(world)
    acts = [ACTS["issue.answered"][0], ACTS["issue.withdrawn"][0]]
    seen = [fresh(issue), fresh(issue)]

    assert both(lambda: acts.pop()(world, seen.pop())) == ["done", "told"]
    issue.refresh_from_db()
    assert issue.answers.count() == (1 if issue.state == IssueState.ANSWERED else 0)


def test_answered_and_sent_on() -> None:
    world = make_world()
    issue = raised(world)
    acts = [ACTS["issue.answered"][0], ACTS["issue.referred"][0]]
    seen = [fresh(issue), fresh(issue)]

    assert both(lambda: acts.pop()(world, seen.pop())) == ["done", "told"]
    issue.refresh_from_db()
    assert issue.answers.count() + issue.referrals.count() == 2
