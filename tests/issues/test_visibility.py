"""Who may read an issue, and what of the plan and the task that it is about."""

import pytest

from dieuphoi.issues import queries, raising, referral
from dieuphoi.issues.models import Issue, IssueKind
from dieuphoi.issues.queries import IssueFilter
from dieuphoi.issues.raising import IssueDraft
from tests.cast import ON, World, draft, later, make_plan, organization
from tests.issues.cast import raised

pytestmark = pytest.mark.django_db

PEOPLE = ("officer", "head", "other_officer", "focal", "leader", "auditor", "administrator",
          "stranger", "stranger_focal")  # fmt: skip


def readers(world: World) -> set[str]:
    return {who for who in PEOPLE if Issue.objects.visible_to(getattr(world.cast, who)).exists()}


def test_about_a_task_the_raiser_the_coordinators_and_the_auditors_read_it(world: World) -> None:
    raised(world)

    assert readers(world) == {"officer", "head", "focal", "leader", "auditor", "administrator"}


def test_alone_only_the_raiser_the_addressee_and_the_auditors_read_it(world: World) -> None:
    asked = IssueDraft(IssueKind.PROPOSAL, "Riêng", addressee=world.cast.khac)
    raising.raise_issue(asked, by=world.cast.officer, at=later())

    assert readers(world) == {"officer", "head", "other_officer", "auditor", "administrator"}


def test_the_addressee_past_and_present_read_it(world: World) -> None:
    asked = IssueDraft(IssueKind.PROPOSAL, "Riêng", addressee=world.cast.khac)
    issue = raising.raise_issue(asked, by=world.cast.officer, at=later())
    referral.refer(
        issue, to=world.cast.la, reply_due=None, note="", by=world.cast.other_head, at=later(2)
    )

    assert {"other_officer", "stranger"} <= readers(world)


def test_a_confirmer_reads_what_is_raised_about_its_plan(world: World) -> None:
    raised(world)
    type(world.plan).objects.filter(pk=world.plan.pk).update(confirmer=world.cast.la)

    assert "stranger" in readers(world)


def test_an_addressee_outside_the_plan_does_not_read_what_it_is_about(world: World) -> None:
    issue = raised(world)
    referral.refer(
        issue, to=world.cast.la, reply_due=None, note="", by=world.cast.focal, at=later(2)
    )

    inside = queries.issue_page(world.cast.officer, issue, ON)
    outside = queries.issue_page(world.cast.stranger, issue, ON)
    (row,) = queries.rows(queries.issues(world.cast.stranger, IssueFilter(), ON), ON)

    assert (inside.plan, inside.hides) == (world.plan, False)
    assert inside.obligation == world.obligation
    assert (outside.plan, outside.obligation, outside.terms) == (None, None, None)
    assert outside.hides
    assert (row.plan, row.task) == (None, None)


def test_whoever_has_another_task_of_the_plan_reads_its_name_but_not_the_task(
    world: World,
) -> None:
    issue = raised(world)
    referral.refer(
        issue, to=world.cast.khac, reply_due=None, note="", by=world.cast.focal, at=later(2)
    )

    page = queries.issue_page(world.cast.other_officer, issue, ON)

    assert (page.plan, page.obligation, page.hides) == (world.plan, None, True)


def test_a_filter_does_not_tell_what_an_issue_is_about(world: World) -> None:
    about = IssueDraft(IssueKind.PROPOSAL, "Về kế hoạch", plan=world.plan, addressee=world.cast.la)
    raising.raise_issue(about, by=world.cast.officer, at=later())
    asked = IssueFilter(plan=world.plan.pk)

    assert queries.issues(world.cast.officer, asked, ON).count() == 1
    assert queries.issues(world.cast.stranger, IssueFilter(), ON).count() == 1
    assert queries.issues(world.cast.stranger, asked, ON).count() == 0
    assert queries.choices(world.cast.stranger).plans == []
    assert world.plan.title not in queries.in_words(world.cast.stranger, asked)


def test_the_filter_offers_only_what_occurs_among_the_visible(world: World) -> None:
    raised(world)
    other = draft("1", "Việc khác", world.cast.so)
    make_plan(world.cast.dau_moi, world.cast.ubnd, [other], number="85")
    organization("Sở Không nêu gì")

    offered = queries.choices(world.cast.focal)

    assert [name for _pk, name in offered.plans] == [world.plan.title]
    assert [name for _pk, name in offered.agencies] == ["Sở Một"]
    assert [name for _pk, name in offered.addressees] == ["Sở Đầu Mối"]
    assert queries.choices(world.cast.stranger).agencies == []
