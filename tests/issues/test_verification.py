"""What no constraint holds of issues is found when somebody changed it beside the program."""

import pytest
from django.db import connection

from dieuphoi.issues import answering, triggers, verification
from dieuphoi.issues.models import Issue, IssueState
from tests.cast import World, later
from tests.issues.cast import answered, raised

pytestmark = pytest.mark.django_db


def test_a_whole_story_has_no_finding(world: World) -> None:
    issue, _given = answered(world)
    assert list(verification.findings()) == []
    answering.verify(issue, solved=False, note="Còn thiếu", by=world.cast.officer, at=later(3))
    assert list(verification.findings()) == []


def test_another_addressee_or_day_than_referred_is_found(world: World) -> None:
    issue = raised(world)
    said = [f"issue {issue.pk} does not repeat its newest referral"]

    Issue.objects.update(addressee=world.cast.khac)
    assert list(verification.findings()) == said
    Issue.objects.update(addressee=world.cast.dau_moi, reply_due=None)
    assert list(verification.findings()) == said


def test_a_state_without_its_answer_is_found(world: World) -> None:
    issue = raised(world)

    Issue.objects.update(state=IssueState.ANSWERED)
    assert "no answer that waits" in "".join(verification.findings())
    Issue.objects.update(state=IssueState.RESOLVED)
    assert list(verification.findings()) == [
        f"issue {issue.pk} is resolved, but nobody said so of its answer"
    ]


def test_the_plan_of_another_obligation_is_found(world: World) -> None:
    issue = raised(world)
    triggers.remove(connection)
    Issue.objects.update(plan=None)

    assert list(verification.findings()) == [
        f"issue {issue.pk} is not in the plan of its obligation"
    ]
    triggers.install(connection)
