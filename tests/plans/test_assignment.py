"""Assign, accept, decline, reassign: each works, is refused to the wrong person and in the wrong
state, and is recorded."""

from datetime import date

import pytest

from dieuphoi.activity.log import entries_about
from dieuphoi.base.errors import NotPermitted
from dieuphoi.documents.models import Document
from dieuphoi.plans import assignment, verification
from dieuphoi.plans.assignment import AlreadyAssigned, PreviewOutdated
from dieuphoi.plans.models import Obligation, ObligationState, Task
from dieuphoi.plans.reasons import ReasonMissing
from dieuphoi.plans.turns import MovedByOther, turn_on
from tests.cast import AT, ON, Cast, World, assign, draft, later, make_plan

pytestmark = pytest.mark.django_db


def test_preview_counts_obligations_and_names_what_cannot_be_assigned(cast: Cast) -> None:
    plan = make_plan(
        cast.dau_moi,
        cast.ubnd,
        [
            draft("1", "Một", cast.so, cooperating=(cast.khac,)),
            draft("2", "Hai", cast.so, cast.khac),
            draft("3", "Ba", phrase="các đơn vị liên quan"),
            draft("4", "Bốn"),
        ],
    )

    preview = assignment.preview(plan, ON)

    assert (preview.count, preview.tasks) == (4, 2)
    assert [(u.task.code, u.why) for u in preview.unassignable] == [
        ("3", "lead_unknown"),
        ("4", "no_lead"),
    ]


def test_assign_makes_what_was_shown_and_no_more_the_second_time(cast: Cast) -> None:
    plan = make_plan(cast.dau_moi, cast.ubnd, [draft("1", "Một", cast.so)])

    assignment.assign(plan, shown=1, by=cast.focal, at=AT)
    with pytest.raises(PreviewOutdated):
        assignment.assign(plan, shown=1, by=cast.focal, at=later())

    obligation = Obligation.objects.get()
    assert (obligation.state, obligation.holder) == (ObligationState.ASSIGNED, cast.so)
    assert [e.verb for e in entries_about(plan)] == ["plan.made", "plan.assigned"]
    assert list(verification.findings()) == []


def test_assign_is_refused_to_another_agency(cast: Cast) -> None:
    plan = make_plan(cast.dau_moi, cast.ubnd, [draft("1", "Một", cast.so)])

    for actor in (cast.officer, cast.head, cast.leader, cast.administrator, cast.stranger_focal):
        with pytest.raises(NotPermitted):
            assignment.assign(plan, shown=1, by=actor, at=AT)
    assert not Obligation.objects.exists()


def test_agencies_see_a_task_and_its_document_only_after_it_is_assigned(cast: Cast) -> None:
    plan = make_plan(cast.dau_moi, cast.ubnd, [draft("1", "Một", cast.so)])
    assert not Task.objects.visible_to(cast.officer).exists()
    assert not Document.objects.visible_to(cast.officer).exists()

    assign(plan)

    assert Task.objects.visible_to(cast.officer).count() == 1
    assert Document.objects.visible_to(cast.officer).count() == 1
    assert not Task.objects.visible_to(cast.stranger).exists()


def test_the_head_accepts_and_it_is_recorded(world: World) -> None:
    assignment.accept(world.obligation, by=world.cast.head, at=later())

    assert world.obligation.state == ObligationState.IN_PROGRESS
    assert [e.verb for e in entries_about(world.obligation)] == ["obligation.accepted"]
    before, after = turn_on(world.obligation, date(2026, 3, 1)), turn_on(world.obligation, ON)
    assert before is None
    assert after is not None
    assert after.state == ObligationState.IN_PROGRESS


@pytest.mark.parametrize("who", ["officer", "other_head", "focal", "leader", "administrator"])
def test_nobody_but_the_head_accepts(world: World, who: str) -> None:
    with pytest.raises(NotPermitted):
        assignment.accept(world.obligation, by=getattr(world.cast, who), at=later())


def test_of_two_people_who_press_at_once_the_second_is_told(world: World) -> None:
    seen_by_other = Obligation.objects.select_related("task__plan").get(pk=world.obligation.pk)
    assignment.accept(world.obligation, by=world.cast.head, at=later())

    with pytest.raises(MovedByOther, match="Đang thực hiện"):
        assignment.decline(seen_by_other, reason="Sai", by=world.cast.head, at=later(2))
    assert entries_about(world.obligation).count() == 1


def test_a_decline_needs_a_reason_and_keeps_the_agency_proposed(world: World) -> None:
    cast = world.cast
    with pytest.raises(ReasonMissing):
        assignment.decline(world.obligation, reason="  ", by=cast.head, at=later())

    assignment.decline(
        world.obligation,
        reason="Không đúng thẩm quyền",
        proposed=cast.khac,
        by=cast.head,
        at=later(),
    )

    turn = world.obligation.turns.get(known_to=None, valid_to=None)
    assert (turn.state, turn.reason, turn.proposed_holder) == (
        ObligationState.DECLINED,
        "Không đúng thẩm quyền",
        cast.khac,
    )


def test_reassigning_changes_the_holder_and_never_who_it_was_given_to(world: World) -> None:
    cast = world.cast
    assignment.decline(world.obligation, reason="Sai", by=cast.head, at=later())

    assignment.reassign(world.obligation, cast.khac, by=cast.focal, at=later(2))

    assert (world.obligation.organization, world.obligation.holder) == (cast.so, cast.khac)
    assert world.obligation.state == ObligationState.ASSIGNED
    assert Task.objects.visible_to(cast.other_head).filter(pk=world.obligation.task_id).exists()
    assert list(verification.findings()) == []


def test_naming_the_lead_writes_new_terms_and_keeps_the_old_as_known(world: World) -> None:
    task, cast = world.unclear, world.cast

    assignment.name_leads(task, [cast.so, cast.khac], by=cast.focal, at=later())
    made = assign(world.plan, later(2))

    assert {o.holder for o in made} == {cast.so, cast.khac}
    assert [t.known_to is None for t in task.terms.order_by("known_from")] == [False, True]
    with pytest.raises(AlreadyAssigned):
        assignment.name_leads(task, [cast.so], by=cast.focal, at=later(3))
