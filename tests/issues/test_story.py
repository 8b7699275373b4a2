"""One difficulty from beginning to end: raised, referred up, answered, not solved, solved."""

import pytest

from dieuphoi.activity.log import entries_about
from dieuphoi.issues import answering, raising, referral
from dieuphoi.issues.models import Decision, IssueState
from tests.cast import World, later
from tests.issues.cast import DUE, draft

pytestmark = pytest.mark.django_db


def test_a_difficulty_goes_up_and_comes_back_until_it_is_solved(world: World) -> None:
    cast = world.cast
    issue = raising.raise_issue(draft(world), by=cast.officer, at=later(1))
    assert (issue.addressee, issue.state) == (cast.dau_moi, IssueState.OPEN)

    referral.refer(
        issue, to=cast.ubnd, reply_due=DUE, note="Vượt thẩm quyền", by=cast.focal, at=later(2)
    )
    assert (issue.addressee, issue.state, issue.since) == (cast.ubnd, IssueState.OPEN, later(1))

    def answer(decision: Decision, text: str, hours: int) -> None:
        answering.answer(issue, decision=decision, text=text, by=cast.leader, at=later(hours))

    answer(Decision.EXPLAINED, "Dùng người sẵn có", 3)
    assert issue.state == IssueState.ANSWERED

    answering.verify(issue, solved=False, note="Không còn ai", by=cast.head, at=later(4))
    assert (issue.state, issue.since, issue.addressee) == (IssueState.OPEN, later(4), cast.ubnd)

    answer(Decision.AGREED, "Giao thêm hai biên chế", 5)
    answering.verify(issue, solved=True, note="", by=cast.officer, at=later(6))

    assert issue.state == IssueState.RESOLVED
    assert [(a.text, a.verification.solved) for a in issue.answers.all()] == [
        ("Dùng người sẵn có", False),
        ("Giao thêm hai biên chế", True),
    ]
    assert [r.to_organization for r in issue.referrals.all()] == [cast.dau_moi, cast.ubnd]
    assert [entry.verb for entry in entries_about(issue)] == [
        "issue.raised",
        "issue.referred",
        "issue.answered",
        "issue.verified",
        "issue.answered",
        "issue.verified",
    ]
