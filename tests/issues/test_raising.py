"""Raising: who may, about what, to whom it goes, and what is refused; together with progress."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from dieuphoi.activity.log import entries_about
from dieuphoi.activity.models import Activity
from dieuphoi.base.errors import DomainError, NotPermitted
from dieuphoi.documents.intake import Upload
from dieuphoi.documents.refusals import UploadRefused
from dieuphoi.documents.typed_text import SecretTyped
from dieuphoi.issues import raising
from dieuphoi.issues.models import Issue, IssueKind, IssueState
from dieuphoi.issues.moves import IssueMoved, NothingSaid
from dieuphoi.issues.raising import AddresseeMissing, IssueDraft
from dieuphoi.issues.referral import ReplyDuePast, WrongAddressee
from dieuphoi.issues.wording import TextTooLong
from dieuphoi.organizations.actor import SYSTEM
from dieuphoi.organizations.models import Organization
from dieuphoi.plans import assignment
from dieuphoi.plans.assignment import AgencyEnded
from dieuphoi.plans.models import Progress
from dieuphoi.plans.progress import NothingTold, Told
from tests.cast import ON, World, later
from tests.issues.cast import DUE, WORDING, draft, raised

pytestmark = pytest.mark.django_db

SECRET = "Độ mật: MẬT"


def alone(**parts: object) -> IssueDraft:
    return replace(IssueDraft(IssueKind.PROPOSAL, "Đề nghị hướng dẫn"), **parts)  # type: ignore[arg-type]


def test_what_was_raised_is_kept_and_goes_to_the_focal_agency(world: World) -> None:
    issue = raised(world)

    assert (issue.kind, issue.state, issue.wording) == ("difficulty", IssueState.OPEN, WORDING)
    assert (issue.raised_by, issue.by) == (world.cast.so, world.cast.officer.label)
    assert (issue.plan, issue.obligation) == (world.plan, world.obligation)
    assert (issue.addressee, issue.reply_due) == (world.cast.dau_moi, DUE)
    assert (issue.raised_on, issue.raised_at, issue.since) == (ON, later(), later())
    first = issue.referrals.get()
    assert (first.from_organization, first.to_organization, first.reply_due) == (
        world.cast.so,
        world.cast.dau_moi,
        DUE,
    )
    assert [entry.verb for entry in entries_about(issue)] == ["issue.raised"]


def test_the_day_is_that_of_viet_nam(world: World) -> None:
    late = later(16)  # 18:00 UTC of the same day

    issue = raising.raise_issue(draft(world), by=world.cast.officer, at=late)

    assert issue.raised_on == ON + timedelta(days=1)


def test_about_a_plan_it_goes_to_the_focal_agency_and_from_there_to_the_owner(world: World) -> None:
    by_officer = raising.raise_issue(alone(plan=world.plan), by=world.cast.officer, at=later())
    by_focal = raising.raise_issue(alone(plan=world.plan), by=world.cast.focal, at=later())

    assert (by_officer.addressee, by_officer.obligation) == (world.cast.dau_moi, None)
    assert by_focal.addressee == world.cast.ubnd


def test_alone_it_goes_to_whom_it_names_or_nowhere(world: World) -> None:
    issue = raising.raise_issue(alone(addressee=world.cast.khac), by=world.cast.officer, at=later())
    assert (issue.plan, issue.addressee) == (None, world.cast.khac)

    with pytest.raises(AddresseeMissing):
        raising.raise_issue(alone(), by=world.cast.officer, at=later())


def test_the_system_raises_for_the_holder_of_an_obligation_only(world: World) -> None:
    assert raising.raise_issue(draft(world), by=SYSTEM, at=later()).raised_by == world.cast.so

    with pytest.raises(NotPermitted):
        raising.raise_issue(alone(addressee=world.cast.khac), by=SYSTEM, at=later())


@pytest.mark.parametrize(
    "who", ["other_officer", "focal", "leader", "auditor", "administrator", "stranger"]
)
def test_only_the_holder_raises_about_an_obligation(world: World, who: str) -> None:
    with pytest.raises(NotPermitted):
        raising.raise_issue(draft(world), by=getattr(world.cast, who), at=later())


@pytest.mark.parametrize("who", ["leader", "auditor", "administrator", "stranger"])
def test_about_a_plan_only_who_takes_part_and_works(world: World, who: str) -> None:
    with pytest.raises(NotPermitted):
        raising.raise_issue(alone(plan=world.plan), by=getattr(world.cast, who), at=later())


@pytest.mark.parametrize(
    "change, refusal",
    [
        ({"wording": " \n"}, NothingSaid),
        ({"wording": SECRET}, SecretTyped),
        ({"cause": SECRET}, SecretTyped),
        ({"asked": SECRET}, SecretTyped),
        ({"reply_due": ON - timedelta(days=1)}, ReplyDuePast),
    ],
)
def test_what_cannot_be_raised_leaves_nothing(
    world: World, change: dict[str, object], refusal: type[DomainError]
) -> None:
    acts = Activity.objects.count()

    with pytest.raises(refusal):
        raising.raise_issue(
            replace(draft(world), **change),  # type: ignore[arg-type]
            by=world.cast.officer,
            at=later(),
        )

    assert not Issue.objects.exists()
    assert Activity.objects.count() == acts


def test_it_goes_neither_to_the_own_agency_nor_to_one_that_ended(world: World) -> None:
    Organization.objects.filter(pk=world.cast.khac.pk).update(ends_on=date(2026, 1, 1))
    ended = Organization.objects.get(pk=world.cast.khac.pk)

    for addressee, refusal in ((world.cast.so, WrongAddressee), (ended, AgencyEnded)):
        with pytest.raises(refusal):
            raising.raise_issue(
                replace(draft(world), addressee=addressee), by=world.cast.officer, at=later()
            )


def test_progress_and_what_stands_in_its_way_are_told_together(world: World) -> None:
    assignment.accept(world.obligation, by=world.cast.head, at=later())

    told, issue = raising.note_with_difficulty(
        world.obligation,
        Told(ON, 30, "Đã khảo sát"),
        replace(draft(world), obligation=None),
        by=world.cast.officer,
        at=later(2),
    )

    assert (told.percent, issue.obligation, issue.plan) == (30, world.obligation, world.plan)


@pytest.mark.parametrize("told, wording", [(Told(ON, 0), WORDING), (Told(ON, 30, "x"), "")])
def test_progress_and_difficulty_are_told_both_or_neither(
    world: World, told: Told, wording: str
) -> None:
    assignment.accept(world.obligation, by=world.cast.head, at=later())

    with pytest.raises((NothingTold, NothingSaid)):
        raising.note_with_difficulty(
            world.obligation, told, draft(world, wording), by=world.cast.officer, at=later(2)
        )

    world.obligation.refresh_from_db()
    assert (Progress.objects.count(), Issue.objects.count()) == (0, 0)
    assert world.obligation.percent == 0


def test_a_refused_file_refuses_both_and_stays_in_the_log(world: World, tmp_path: Path) -> None:
    assignment.accept(world.obligation, by=world.cast.head, at=later())
    file = tmp_path / "x"
    file.write_text("Độ mật: MẬT\nNội dung", encoding="utf-8")

    with pytest.raises(UploadRefused):
        raising.note_with_difficulty(
            world.obligation,
            Told(ON, 30, "x"),
            draft(world),
            files=[Upload(file, "x.txt", False)],
            by=world.cast.officer,
            at=later(2),
        )

    assert (Progress.objects.count(), Issue.objects.count()) == (0, 0)
    assert Activity.objects.filter(verb="upload.refused").count() == 1


def test_it_is_taken_back_by_who_raised_it(world: World) -> None:
    issue = raised(world)

    raising.withdraw(issue, note="Đã tự giải quyết", by=world.cast.head, at=later(2))

    assert (issue.state, issue.since) == (IssueState.WITHDRAWN, later(2))
    act = entries_about(issue)[1]
    assert (act.verb, act.details["note"]) == ("issue.withdrawn", "Đã tự giải quyết")
    with pytest.raises(IssueMoved):
        raising.withdraw(issue, note="", by=world.cast.head, at=later(3))


@pytest.mark.parametrize("who", ["other_officer", "focal", "leader", "auditor", "stranger"])
def test_nobody_else_takes_it_back(world: World, who: str) -> None:
    with pytest.raises(NotPermitted):
        raising.withdraw(raised(world), note="", by=getattr(world.cast, who), at=later(2))


def test_a_mark_of_secrecy_does_not_enter_by_the_reason(world: World) -> None:
    issue = raised(world)

    with pytest.raises(SecretTyped):
        raising.withdraw(issue, note=SECRET, by=world.cast.head, at=later(2))

    issue.refresh_from_db()
    assert issue.state == IssueState.OPEN


def test_a_text_beyond_the_rule_is_refused_and_one_of_nothing_visible_says_nothing(
    world: World,
) -> None:
    for wording, refusal in (("x" * 5001, TextTooLong), ("\u200b", NothingSaid)):
        with pytest.raises(refusal):
            raised(world, wording=wording)
    assert not Issue.objects.exists()
