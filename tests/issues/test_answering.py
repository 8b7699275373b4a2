"""Referring, answering and verifying: who may, from which state, and what is refused."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from dieuphoi.base.errors import DomainError, NotPermitted
from dieuphoi.documents.typed_text import SecretTyped
from dieuphoi.issues import answering, raising, referral
from dieuphoi.issues.models import Decision, Issue, IssueKind, IssueState, Referral
from dieuphoi.issues.moves import IssueMoved, NothingSaid
from dieuphoi.issues.raising import IssueDraft
from dieuphoi.issues.referral import ReplyDuePast, WrongAddressee
from dieuphoi.organizations.actor import SYSTEM, Actor
from dieuphoi.organizations.models import Organization
from dieuphoi.plans.assignment import AgencyEnded
from tests.cast import ON, World, later, make_document
from tests.issues.cast import DUE, answered, raised

pytestmark = pytest.mark.django_db

SECRET = "Độ mật: MẬT"


def refer(world: World, issue: Issue, by: Actor, **parts: object) -> Referral:
    asked = {"to": world.cast.khac, "reply_due": DUE, "note": "Đúng thẩm quyền", **parts}
    return referral.refer(issue, by=by, at=later(3), **asked)  # type: ignore[arg-type]


def answer(issue: Issue, by: Actor, text: str = "Đã bố trí", symbol: str = "") -> None:
    answering.answer(issue, decision=Decision.PARTLY, text=text, symbol=symbol, by=by, at=later(4))


def verify(issue: Issue, by: Actor, solved: bool = True, note: str = "") -> None:
    answering.verify(issue, solved=solved, note=note, by=by, at=later(5))


def test_the_addressee_sends_it_on_and_its_wait_goes_on(world: World) -> None:
    issue = raised(world)

    row = refer(world, issue, world.cast.focal, reply_due=None)

    assert (issue.addressee, issue.reply_due, issue.state) == (
        world.cast.khac,
        None,
        IssueState.OPEN,
    )
    assert issue.since == later(1)
    assert (row.from_organization, row.to_organization, row.note, row.at) == (
        world.cast.dau_moi,
        world.cast.khac,
        "Đúng thẩm quyền",
        later(3),
    )


def test_the_focal_agency_takes_it_back_from_whom_it_was_sent_to(world: World) -> None:
    issue = raised(world)
    refer(world, issue, world.cast.focal)

    refer(world, issue, world.cast.focal, to=world.cast.ubnd)

    assert issue.addressee == world.cast.ubnd


def test_an_answered_one_waits_again_when_sent_on(world: World) -> None:
    issue, _answer = answered(world)

    refer(world, issue, world.cast.focal)

    assert (issue.state, issue.since) == (IssueState.OPEN, later(3))


@pytest.mark.parametrize("who", ["officer", "head", "other_head", "leader", "auditor", "stranger"])
def test_nobody_else_sends_it_on(world: World, who: str) -> None:
    with pytest.raises(NotPermitted):
        refer(world, raised(world), getattr(world.cast, who))


def test_the_focal_agency_of_another_plan_does_not_send_it_on(world: World) -> None:
    with pytest.raises(NotPermitted):
        refer(world, raised(world), world.cast.stranger_focal)


@pytest.mark.parametrize(
    "parts, refusal",
    [
        ({"note": SECRET}, SecretTyped),
        ({"reply_due": ON - timedelta(days=1)}, ReplyDuePast),
    ],
)
def test_what_cannot_be_sent_on_stays(
    world: World, parts: dict[str, object], refusal: type[DomainError]
) -> None:
    issue = raised(world)

    with pytest.raises(refusal):
        refer(world, issue, world.cast.focal, **parts)

    issue.refresh_from_db()
    assert (issue.addressee, issue.referrals.count()) == (world.cast.dau_moi, 1)


def test_it_goes_to_a_living_agency_that_neither_raised_nor_has_it(world: World) -> None:
    Organization.objects.filter(pk=world.cast.khac.pk).update(ends_on=date(2026, 1, 1))
    ended = Organization.objects.get(pk=world.cast.khac.pk)
    issue = raised(world)

    for to, refusal in (
        (world.cast.so, WrongAddressee),
        (world.cast.dau_moi, WrongAddressee),
        (ended, AgencyEnded),
    ):
        with pytest.raises(refusal):
            refer(world, issue, world.cast.focal, to=to)


def test_an_answer_says_what_was_decided_and_by_which_document(world: World) -> None:
    issue, given = answered(world)

    assert (issue.state, issue.since) == (IssueState.ANSWERED, later(2))
    assert (given.organization, given.decision, given.text, given.symbol, given.at) == (
        world.cast.dau_moi,
        Decision.AGREED,
        "Đã bố trí người",
        "12/SDM-VP",
        later(2),
    )


def test_a_registered_document_can_be_the_answer_if_the_actor_may_read_it(world: World) -> None:
    own = make_document(world.cast.dau_moi, world.cast.ubnd, "12")
    foreign = make_document(world.cast.la, world.cast.la, "13")
    issue = raised(world)

    def answer_with(document: object) -> None:
        answering.answer(
            issue,
            decision=Decision.AGREED,
            text="Theo văn bản",
            document=document,  # type: ignore[arg-type]
            by=world.cast.focal,
            at=later(2),
        )

    with pytest.raises(NotPermitted):
        answer_with(foreign)
    answer_with(own)
    assert issue.answers.get().document == own


@pytest.mark.parametrize("who", ["officer", "head", "other_head", "leader", "auditor", "stranger"])
def test_only_the_addressee_answers(world: World, who: str) -> None:
    with pytest.raises(NotPermitted):
        answer(raised(world), getattr(world.cast, who))


def test_an_officer_of_the_addressee_leaves_the_answer_to_the_head(world: World) -> None:
    draft = IssueDraft(IssueKind.PROPOSAL, "Cần số liệu", addressee=world.cast.khac)
    issue = raising.raise_issue(draft, by=world.cast.officer, at=later())

    with pytest.raises(NotPermitted):
        answer(issue, world.cast.other_officer)
    answer(issue, world.cast.other_head)
    assert issue.state == IssueState.ANSWERED


@pytest.mark.parametrize(
    "text, symbol, refusal",
    [(" ", "", NothingSaid), (SECRET, "", SecretTyped), ("Đã bố trí", SECRET, SecretTyped)],
)
def test_what_cannot_be_answered_leaves_it_open(
    world: World, text: str, symbol: str, refusal: type[DomainError]
) -> None:
    issue = raised(world)

    with pytest.raises(refusal):
        answer(issue, world.cast.focal, text, symbol)

    issue.refresh_from_db()
    assert (issue.state, issue.answers.count()) == (IssueState.OPEN, 0)


def test_who_raised_it_says_that_it_is_solved(world: World) -> None:
    issue, given = answered(world)

    verify(issue, world.cast.head, note="Cảm ơn")

    assert (issue.state, issue.since) == (IssueState.RESOLVED, later(5))
    assert (given.verification.solved, given.verification.note) == (True, "Cảm ơn")


def test_not_solved_needs_a_word_and_opens_it_again(world: World) -> None:
    issue, given = answered(world)

    with pytest.raises(NothingSaid):
        verify(issue, world.cast.officer, solved=False, note=" ")
    verify(issue, world.cast.officer, solved=False, note="Còn thiếu người")

    assert (issue.state, issue.since, issue.addressee) == (
        IssueState.OPEN,
        later(5),
        world.cast.dau_moi,
    )
    assert (given.verification.solved, given.verification.note) == (False, "Còn thiếu người")


def test_a_mark_of_secrecy_does_not_enter_by_the_note(world: World) -> None:
    issue, _answer = answered(world)

    with pytest.raises(SecretTyped):
        verify(issue, world.cast.officer, note=SECRET)

    issue.refresh_from_db()
    assert issue.state == IssueState.ANSWERED


@pytest.mark.parametrize("who", ["other_officer", "focal", "leader", "auditor", "stranger"])
def test_nobody_else_says_that_it_is_solved(world: World, who: str) -> None:
    issue, _answer = answered(world)

    with pytest.raises(NotPermitted):
        verify(issue, getattr(world.cast, who))


MOVES: dict[str, Callable[[World, Issue], object]] = {
    "refer": lambda world, issue: refer(world, issue, SYSTEM),
    "answer": lambda world, issue: answer(issue, SYSTEM),
    "solved": lambda world, issue: verify(issue, SYSTEM),
    "not solved": lambda world, issue: verify(issue, SYSTEM, solved=False, note="x"),
    "withdraw": lambda world, issue: raising.withdraw(issue, note="", by=SYSTEM, at=later(6)),
}


@pytest.mark.parametrize(
    "state, allowed",
    [
        (IssueState.OPEN, {"refer", "answer", "withdraw"}),
        (IssueState.ANSWERED, {"refer", "solved", "not solved", "withdraw"}),
        (IssueState.RESOLVED, set()),
        (IssueState.WITHDRAWN, set()),
    ],
)
@pytest.mark.parametrize("move", MOVES)
def test_each_state_lets_only_its_moves_through(
    world: World, state: IssueState, allowed: set[str], move: str
) -> None:
    issue, _answer = answered(world)
    Issue.objects.filter(pk=issue.pk).update(state=state)
    issue.refresh_from_db()

    if move in allowed:
        MOVES[move](world, issue)
    else:
        with pytest.raises(IssueMoved, match=str(state.label)):
            MOVES[move](world, issue)


def test_what_was_loaded_before_somebody_sent_it_on_moves_nothing(world: World) -> None:
    issue = raised(world)
    seen = Issue.objects.get(pk=issue.pk)
    refer(world, issue, world.cast.focal)

    with pytest.raises(IssueMoved):
        answer(seen, world.cast.focal)

    assert not issue.answers.exists()
