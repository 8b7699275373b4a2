"""A returned workbook is applied whole, once, by who may, as things stood when it was looked at."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dieuphoi.activity.models import Activity
from dieuphoi.base.errors import NotPermitted
from dieuphoi.plans import assignment, progress
from dieuphoi.plans.models import (
    Obligation,
    ObligationState,
    Outcome,
    Plan,
    Progress,
    ReturnState,
    SourceKind,
    WorkbookReturn,
)
from dieuphoi.plans.progress import HasAccount, Source, Told
from dieuphoi.plans.workbook import applying, gathered, receiving
from dieuphoi.plans.workbook.applying import (
    AppliedBefore,
    NothingToApply,
    RowsChanged,
    RowsRefused,
)
from dieuphoi.plans.workbook.receiving import AlreadyDecided
from dieuphoi.plans.workbook.written import write_workbook
from tests.cast import ON, RESULT, Cast, World, assign, draft, later, make_plan
from tests.plans.workbooks import Book, fresh, handed_in, outcomes, written

pytestmark = pytest.mark.django_db

SOURCE = Source(SourceKind.LETTER, "Công văn số 12/UBND-VP", ON)


def ward_plan(cast: Cast, count: int, number: str = "84") -> Plan:
    """A plan under which the ward, which has no account, owes so many tasks."""
    drafts = [draft(str(n), f"Việc {n}", cast.phuong) for n in range(1, count + 1)]
    plan = make_plan(cast.dau_moi, cast.ubnd, drafts, number)
    assign(plan)
    return plan


def ward_book(cast: Cast, plan: Plan) -> Book:
    """The ward's workbook."""
    return Book(written(cast.focal, cast.phuong, plan))


def returned_with_two(cast: Cast, plan: Plan) -> WorkbookReturn:
    """Handed in: the first task is under way, the second is done, the third is left alone."""
    book = ward_book(cast, plan).fill(1, percent=40, did="Đã khảo sát", next="Lấy ý kiến")
    return handed_in(plan, book.fill(2, percent=100, did=RESULT, done="Có").content, cast.focal)


def test_all_that_it_says_is_told_on_behalf_with_the_source(cast: Cast) -> None:
    plan = ward_plan(cast, 3)
    returned = returned_with_two(cast, plan)

    assert applying.apply(returned, SOURCE, by=cast.focal, at=later(6)) == 2

    first, second, third = Obligation.objects.filter(task__plan=plan).order_by("pk")
    assert [one.state for one in (first, second, third)] == [
        ObligationState.IN_PROGRESS,
        ObligationState.AWAITING_CONFIRMATION,
        ObligationState.ASSIGNED,
    ]
    told = first.progress.get()
    assert (told.percent, told.did, told.next) == (40, "Đã khảo sát", "Lấy ý kiến")
    assert (told.on_behalf, told.source, told.source_on) == (True, SOURCE.text, ON)
    returned.refresh_from_db()
    assert (returned.state, returned.applied_by) == (ReturnState.APPLIED, cast.focal.label)
    assert "Công văn số 12/UBND-VP" in returned.source
    assert {row.told_id for row in returned.rows.exclude(told=None)} == set(
        Progress.objects.values_list("pk", flat=True)
    )
    assert Activity.objects.filter(verb="workbook.applied", details={"rows": 2}).count() == 1


def test_an_agency_applies_its_own_without_a_source(world: World) -> None:
    cast = world.cast
    assignment.accept(world.obligation, by=cast.head, at=later())
    book = Book(written(cast.officer, cast.so, world.plan)).fill(1, percent=40)
    returned = handed_in(world.plan, book.content, cast.officer)

    applying.apply(returned, None, by=cast.officer, at=later(6))

    told = world.obligation.progress.get()
    assert (told.on_behalf, told.told_by_id, told.percent) == (False, cast.so.pk, 40)


def test_the_second_who_applies_it_is_told_of_the_first(cast: Cast) -> None:
    returned = returned_with_two(cast, ward_plan(cast, 3))
    applying.apply(returned, SOURCE, by=cast.focal, at=later(6))

    with pytest.raises(AppliedBefore, match=f"đã được {cast.focal.label} ghi"):
        applying.apply(returned, SOURCE, by=cast.focal, at=later(7))
    assert Progress.objects.count() == 2


def test_the_same_file_again_changes_nothing(cast: Cast) -> None:
    plan = ward_plan(cast, 3)
    book = ward_book(cast, plan).fill(1, percent=40).fill(2, percent=100, did=RESULT, done="Có")
    first = handed_in(plan, book.content, cast.focal)
    applying.apply(first, SOURCE, by=cast.focal, at=later(6))

    again = handed_in(plan, book.content, cast.focal, at=later(7))

    assert {outcome for _n, outcome in outcomes(again)} == {Outcome.UNCHANGED}
    with pytest.raises(NothingToApply):
        applying.apply(again, SOURCE, by=cast.focal, at=later(8))


def test_a_row_that_is_refused_keeps_all_back(cast: Cast) -> None:
    plan = ward_plan(cast, 3)
    book = ward_book(cast, plan).fill(1, percent=40).fill(2, percent=140)
    returned = handed_in(plan, book.content, cast.focal)

    with pytest.raises(RowsRefused):
        applying.apply(returned, SOURCE, by=cast.focal, at=later(6))
    assert not Progress.objects.exists()
    returned.refresh_from_db()
    assert returned.state == ReturnState.READ


@pytest.mark.parametrize("what", ["told", "moved"])
def test_a_row_that_changed_since_keeps_all_back(cast: Cast, what: str) -> None:
    plan = ward_plan(cast, 3)
    first = fresh(Obligation.objects.filter(task__plan=plan).order_by("pk")[0])
    if what == "told":
        progress.tell_on_behalf(first, Told(ON, 5), SOURCE, by=cast.focal, at=later())
    returned = returned_with_two(cast, plan)
    progress.tell_on_behalf(fresh(first), Told(ON, 10), SOURCE, by=cast.focal, at=later(5))
    told = Progress.objects.count()

    with pytest.raises(RowsChanged, match="1 nhiệm vụ đã thay đổi.*dòng 6"):
        applying.apply(returned, SOURCE, by=cast.focal, at=later(6))
    assert Progress.objects.count() == told


def test_read_again_says_which_rows_are_stale_now(cast: Cast) -> None:
    plan = ward_plan(cast, 3)
    returned = returned_with_two(cast, plan)
    first = fresh(Obligation.objects.filter(task__plan=plan).order_by("pk")[0])
    progress.tell_on_behalf(first, Told(ON, 10), SOURCE, by=cast.focal, at=later(5))

    receiving.read_again(returned, by=cast.focal, at=later(6))
    receiving.read_waiting(at=later(6))

    assert [outcome for _n, outcome in outcomes(returned)] == [
        Outcome.REFUSED,
        Outcome.CREATED,
        Outcome.UNCHANGED,
    ]


def test_what_was_applied_is_not_read_again(cast: Cast) -> None:
    returned = returned_with_two(cast, ward_plan(cast, 3))
    applying.apply(returned, SOURCE, by=cast.focal, at=later(6))

    with pytest.raises(AlreadyDecided):
        receiving.read_again(returned, by=cast.focal, at=later(7))


def test_nobody_else_applies_it(world: World) -> None:
    cast = world.cast
    book = Book(written(cast.focal, cast.phuong, world.plan)).fill(1, percent=5)
    returned = handed_in(world.plan, book.content, cast.focal)

    for actor in (cast.officer, cast.leader, cast.auditor, cast.stranger_focal):
        with pytest.raises(NotPermitted):
            applying.apply(returned, SOURCE, by=actor, at=later(6))
    assert not Progress.objects.exists()


def test_the_focal_agency_does_not_apply_what_an_agency_with_people_handed_in(
    world: World,
) -> None:
    cast = world.cast
    assignment.accept(world.obligation, by=cast.head, at=later())
    book = Book(written(cast.officer, cast.so, world.plan)).fill(1, percent=40)
    returned = handed_in(world.plan, book.content, cast.officer)

    with pytest.raises(HasAccount):
        applying.apply(returned, SOURCE, by=cast.focal, at=later(6))
    assert not Progress.objects.exists()


def test_a_workbook_of_all_plans_tells_of_each_and_is_listed_under_each(cast: Cast) -> None:
    first, second = ward_plan(cast, 1), ward_plan(cast, 1, "85")
    found = applied_to_all_plans(cast, first)

    assert Progress.objects.count() == 2
    assert list(WorkbookReturn.objects.about(first)) == [found]
    assert list(WorkbookReturn.objects.about(second)) == [found]


def applied_to_all_plans(cast: Cast, plan: Plan) -> WorkbookReturn:
    """The ward's workbook of all plans, filled and applied on the page of one."""
    whole = gathered.workbook_of_all_plans(cast.focal, cast.phuong, ON)
    assert whole is not None
    book = Book(write_workbook(whole, on=ON)).fill(1, percent=10).fill(2, percent=20)
    returned = handed_in(plan, book.content, cast.focal)
    applying.apply(returned, SOURCE, by=cast.focal, at=later(6))
    return returned


def test_reading_and_applying_take_as_many_statements_for_many_rows(cast: Cast) -> None:
    numbers = []
    for count, number in ((3, "84"), (150, "85")):
        plan = ward_plan(cast, count, number)
        book = ward_book(cast, plan)
        for n in range(1, count + 1):
            book.fill(n, percent=100, did=RESULT, done="Có")
        content = book.content
        with CaptureQueriesContext(connection) as reading:
            returned = handed_in(plan, content, cast.focal)
        with CaptureQueriesContext(connection) as applied:
            applying.apply(returned, SOURCE, by=cast.focal, at=later(6))
        numbers.append((len(reading), len(applied)))
    (few_read, few_applied), (many_read, many_applied) = numbers
    assert many_read <= few_read + 4, "a statement takes some hundred rows"
    assert many_applied <= few_applied + 10
