"""A tracker's progress: laid down with its task, told of the lead when that is assigned."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from dieuphoi.base.errors import NotPermitted
from dieuphoi.documents import review
from dieuphoi.documents.models import Attachment, Document, Reading, StoredFile
from dieuphoi.documents.reading import read
from dieuphoi.documents.registry import Letterhead
from dieuphoi.organizations.models import Organization, Wording
from dieuphoi.organizations.wordings import key
from dieuphoi.plans import assignment, intake
from dieuphoi.plans.intake import PlanDetails
from dieuphoi.plans.models import (
    Carried,
    CarriedProgress,
    Hindrance,
    Obligation,
    ObligationState,
    Plan,
    Progress,
)
from dieuphoi.plans.punctuality import with_punctuality
from dieuphoi.plans.tracker import carrying
from dieuphoi.plans.tracker.carrying import AlreadySettled, NotItsTask
from tests.cast import AT, ON, Cast, later
from tests.documents.reading import paper

pytestmark = pytest.mark.django_db

HEADS = ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn", "Tình trạng", "Tỷ lệ hoàn thành (%)", "Kết quả đạt được", "Ghi chú"]  # fmt: skip
TOLD_ON = ON - timedelta(days=3)


def row(code: str, lead: str, status: str, percent: Any = None, result: str = "", note: str = "") -> list[Any]:  # fmt: skip
    return [code, f"Nhiệm vụ minh họa {code}", lead, "31/12/2026", status, percent, result, note]


def known(*agencies: Organization) -> None:
    for agency in agencies:
        Wording.objects.create(organization=agency, folded=key(agency.name))


def reading_of(cast: Cast, *rows: list[Any]) -> Reading:
    known(cast.so, cast.khac, cast.phuong)
    document = Document.objects.create(registered_by=cast.dau_moi, created_at=AT)
    stored = StoredFile.objects.create(sha256="e" * 64, media_type="x", size=1)
    attachment = Attachment.objects.create(document=document, file=stored, name="Theo dõi.xlsx")
    found = read(paper.sheet([HEADS, *rows]), "Theo dõi.xlsx")
    return review.open_reading(document, attachment, found, at=AT)


def planned(cast: Cast, *rows: list[Any], confirmer: Organization | None = None) -> Plan:
    """A plan made of a tracker, not assigned yet."""
    details = PlanDetails(
        title="Kế hoạch minh họa",
        owner=cast.ubnd,
        focal_agency=cast.dau_moi,
        confirmer=confirmer,
        starts_on=date(2026, 1, 1),
        told_on=TOLD_ON,
    )
    letterhead = Letterhead(issuer=cast.ubnd, issuer_text="UBND", subject="Minh họa")
    return intake.confirm_reading(
        reading_of(cast, *rows), letterhead, details, by=cast.focal, at=AT
    )


def assigned(cast: Cast, plan: Plan, *, confirm_done: bool = False, at: datetime = AT) -> None:
    shown = assignment.preview(plan, ON).count
    assignment.assign(plan, shown=shown, confirm_done=confirm_done, by=cast.focal, at=at)


def obligation(code: str) -> Obligation:
    return Obligation.objects.get(task__code=code)


def carried(code: str) -> CarriedProgress:
    return CarriedProgress.objects.select_related("task__plan").get(task__code=code)


def test_first_progress_waits_for_the_assignment_and_is_told_then(cast: Cast) -> None:
    plan = planned(cast, row("1", "Sở Một", "Đang thực hiện", 40, "Đã họp lần 1"))
    assert carried("1").outcome == Carried.WAITING
    assert not Progress.objects.exists()

    assigned(cast, plan)

    told = Progress.objects.get()
    assert (told.percent, told.did, told.on) == (40, "Đã họp lần 1", TOLD_ON)
    assert (told.on_behalf, told.source_on) == (True, TOLD_ON)
    assert told.source == "Bảng theo dõi Theo dõi.xlsx, trang tính “Phụ lục 1”, dòng 2"
    assert (obligation("1").state, obligation("1").percent) == (ObligationState.IN_PROGRESS, 40)
    assert (carried("1").outcome, carried("1").progress) == (Carried.APPLIED, told)


def test_what_was_not_begun_is_not_taken_for_begun(cast: Cast) -> None:
    plan = planned(
        cast,
        row("1", "Sở Một", "Chưa thực hiện"),
        row("2", "Sở Một", "Chưa thực hiện", note="Chờ kinh phí"),
    )
    assigned(cast, plan)

    assert obligation("1").state == ObligationState.ASSIGNED
    assert not CarriedProgress.objects.filter(task__code="1").exists()
    assert "Chờ kinh phí" in Progress.objects.get(obligation=obligation("2")).did


def test_empty_status_invents_nothing(cast: Cast) -> None:
    plan = planned(cast, row("1", "Sở Một", ""), row("2", "Sở Hai", "Đang thực hiện"))

    assigned(cast, plan)

    assert not CarriedProgress.objects.filter(task__code="1").exists()
    assert obligation("1").state == ObligationState.ASSIGNED
    assert not obligation("1").progress.exists()


def test_words_stand_where_there_is_no_result_and_the_note_below(cast: Cast) -> None:
    assigned(cast, planned(cast, row("1", "Sở Một", "Đang thực hiện", note="Chờ kinh phí")))

    told = Progress.objects.get()
    assert (told.did, told.percent) == ("Đang thực hiện\nGhi chú: Chờ kinh phí", 0)


def test_done_is_proposed_and_not_confirmed_by_itself(cast: Cast) -> None:
    assigned(cast, planned(cast, row("1", "Sở Một", "Đã hoàn thành", result="Báo cáo số 5")))

    assert obligation("1").state == ObligationState.AWAITING_CONFIRMATION
    assert obligation("1").percent == 100


def test_done_is_confirmed_in_the_same_act_when_chosen(cast: Cast) -> None:
    rows = row("1", "Sở Một", "Đã hoàn thành"), row("2", "Sở Hai", "Đang thực hiện")

    assigned(cast, planned(cast, *rows), confirm_done=True)

    assert [obligation(code).state for code in "12"] == [
        ObligationState.COMPLETED,
        ObligationState.IN_PROGRESS,
    ]


def test_only_the_confirmer_may_choose_to_confirm(cast: Cast) -> None:
    plan = planned(cast, row("1", "Sở Một", "Đã hoàn thành"), confirmer=cast.ubnd)

    with pytest.raises(NotPermitted):
        assigned(cast, plan, confirm_done=True)

    assert not Obligation.objects.exists()


@pytest.mark.parametrize(
    "status, punctuality",
    [
        ("Hoàn thành đúng hạn", "done_on_time"),
        ("Đã hoàn thành ngày 10/01/2026", "done_on_time"),
        ("Đã hoàn thành ngày 20/02/2026", "done_late"),
        ("Hoàn thành quá hạn", "done_late"),
    ],
)
def test_punctuality_follows_the_words_of_the_tracker(
    cast: Cast, status: str, punctuality: str
) -> None:
    told = row("1", "Sở Một", status)
    told[3] = "31/01/2026"

    assigned(cast, planned(cast, told), confirm_done=True)

    assert with_punctuality(Obligation.objects.all(), ON).get().punctuality == punctuality


@pytest.mark.parametrize(
    "status, result, hindrance",
    [
        ("Đang trình", "", Hindrance.ASKED),
        ("", "Đã họp lần 1", Hindrance.ASKED),
        ("Tạm hoãn", "", Hindrance.NEEDS_DOCUMENT),
        ("Hủy", "", Hindrance.NEEDS_DOCUMENT),
    ],
)
def test_what_is_not_clear_is_listed_for_a_person(
    cast: Cast, status: str, result: str, hindrance: str
) -> None:
    other = row("2", "Sở Hai", "Đang thực hiện")

    assigned(cast, planned(cast, row("1", "Sở Một", status, result=result), other))

    assert (carried("1").outcome, carried("1").hindrance) == (Carried.LISTED, hindrance)
    assert obligation("1").state == ObligationState.ASSIGNED


def joint(cast: Cast) -> CarriedProgress:
    """Progress told of a task that two agencies lead jointly."""
    plan = planned(cast, row("1", "Sở Một; Sở Hai", "Đang thực hiện", 30))
    task = plan.tasks.get()
    assignment.name_leads(task, [cast.so, cast.khac], by=cast.focal, at=AT)
    assigned(cast, plan)
    return carried("1")


def test_progress_of_a_task_with_two_leads_waits_for_a_person(cast: Cast) -> None:
    told = joint(cast)
    assert (told.outcome, told.hindrance) == (Carried.LISTED, Hindrance.SEVERAL_LEADS)

    mine = Obligation.objects.select_related("task__plan", "holder").get(holder=cast.khac)
    carrying.tell_of(told, mine, by=cast.focal, at=later())

    assert told.outcome == Carried.APPLIED
    assert Progress.objects.get().obligation_id == mine.pk
    with pytest.raises(AlreadySettled):
        carrying.dismiss(told, by=cast.focal, at=later(2))


def test_listed_progress_is_of_its_own_task_only(cast: Cast) -> None:
    told = joint(cast)
    with pytest.raises(NotPermitted):
        carrying.dismiss(told, by=cast.officer, at=later())
    told.state = "asked"
    with pytest.raises(NotItsTask):
        carrying.tell_of(told, Obligation.objects.all()[0], by=cast.focal, at=later())


def test_listed_progress_can_be_left_aside(cast: Cast) -> None:
    told = joint(cast)

    carrying.dismiss(told, by=cast.focal, at=later())

    assert carried("1").outcome == Carried.DISMISSED
    assert not Progress.objects.exists()


def test_figures_of_tomorrow_are_refused(cast: Cast) -> None:
    reading = reading_of(cast, row("1", "Sở Một", "Đang thực hiện"))
    details = PlanDetails(
        title="x",
        owner=cast.ubnd,
        focal_agency=cast.dau_moi,
        starts_on=ON,
        told_on=ON + timedelta(days=1),
    )

    with pytest.raises(intake.FiguresAhead):
        intake.confirm_reading(reading, Letterhead(), details, by=cast.focal, at=AT)
