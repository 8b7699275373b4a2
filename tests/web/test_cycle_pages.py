"""The pages of cycles: the list, opening one, who has reported and who has not."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from dieuphoi.organizations.models import Organization
from dieuphoi.organizations.roles import Role
from dieuphoi.reporting import drafting, reviewing
from dieuphoi.reporting.calendar import windows_around
from dieuphoi.reporting.models import Cycle, Regime, Report, ReportState
from dieuphoi.web.access import today
from tests.cast import World, later, organization, person
from tests.factories.organizations import make_succession
from tests.reporting.paper import DUE, make_cycle, on, report_of, sent
from tests.web.visitor import client_of, download, links_of, visit, words_of

pytestmark = pytest.mark.django_db
LIST, NEW = "/cycles/", "/cycles/new/"


def address(cycle: Cycle) -> str:
    return reverse("cycle_detail", args=[cycle.pk])


def judged(world: World) -> Cycle:
    """One sent in time and accepted, one sent late, one not sent."""
    cycle = make_cycle(world)
    version = sent(report_of(cycle, world.cast.so), world.cast.head, leadership="x")
    reviewing.accept(version, by=world.cast.focal, at=on(DUE, 10))
    late = on(DUE + timedelta(days=1))
    other = report_of(cycle, world.cast.khac)
    drafting.set_nothing_arose(other, True, by=world.cast.other_head, at=on(DUE))
    sent(other, world.cast.other_head, late)
    return cycle


def test_the_list_counts_what_was_sent_and_each_number_leads_to_its_rows(world: World) -> None:
    cycle = judged(world)
    page = visit(world.cast.focal, LIST)

    said = words_of(page)
    assert "Báo cáo quý I năm 2026" in said
    assert "2/3" in said
    counts = [(url, n) for url, n in links_of(page) if url.startswith(f"{address(cycle)}?")]
    for url, n in counts:
        rows: Any = client_of(world.cast.focal).get(url).context
        assert len(rows["page"].lines) == int(n), url
    assert {url.partition("=")[2] for url, _n in counts} == {"accepted", "late", "missing"}


def test_an_agency_sees_its_own_report_in_the_list_and_no_figures(world: World) -> None:
    cycle = judged(world)
    page = visit(world.cast.officer, LIST)

    assert "Đã chấp nhận Mở báo cáo" in words_of(page)
    assert "2/3" not in words_of(page)
    assert f"{address(cycle)}?state=missing" not in page
    assert reverse("cycle_new") not in page


def test_the_list_tells_cycles_still_open_from_those_gone_by(world: World) -> None:
    make_cycle(world)
    past = words_of(visit(world.cast.focal, LIST, time="past"))

    assert "Báo cáo quý I năm 2026" in past
    empty = visit(world.cast.focal, LIST, time="current")
    assert "Không có kỳ báo cáo nào như vậy" in words_of(empty)
    assert LIST in dict(links_of(empty))


@pytest.mark.parametrize(
    "who, sentence",
    [("focal", "Chưa có kỳ báo cáo nào"), ("officer", "Cơ quan bạn chưa phải báo cáo kỳ nào")],
)
def test_an_empty_list_says_what_comes(world: World, who: str, sentence: str) -> None:
    page = visit(getattr(world.cast, who), LIST)

    assert sentence in words_of(page)
    assert (NEW in dict(links_of(page))) is (who == "focal")


def test_a_stranger_sees_no_cycle(world: World) -> None:
    cycle = make_cycle(world)

    assert cycle.title not in visit(world.cast.stranger_focal, LIST)
    assert client_of(world.cast.stranger_focal).get(address(cycle)).status_code == 404


# Opening


def choice(world: World, key: str) -> dict[str, str]:
    regime = Regime.objects.get(key=key)
    return {"regime": str(regime.pk), "plans": str(world.plan.pk)}


def test_regimes_are_offered_with_their_legal_basis(world: World) -> None:
    page = words_of(visit(world.cast.focal, NEW))

    assert "Nghị định 09/2019/NĐ-CP, Điều 12 và 13" in page
    assert "theo bản tóm tắt" in page
    assert world.plan.title in page
    assert "số 99" not in page


def test_rounds_are_proposed_and_who_will_owe_is_said_before_opening(world: World) -> None:
    page = visit(world.cast.focal, NEW, **choice(world, "quarterly"))

    said = words_of(page)
    offered = windows_around(Regime.objects.get(key="quarterly"), today())
    for window in offered:
        assert window.title[1:] in said
    assert "3 cơ quan sẽ phải gửi báo cáo về 1 kế hoạch." in said
    assert "Sở Một" in said
    assert not Cycle.objects.exists()


def test_a_proposed_round_is_opened(world: World) -> None:
    window = windows_around(Regime.objects.get(key="quarterly"), today())[1]
    posted = {**choice(world, "quarterly"), "window": window.starts_on.isoformat()}

    answer = client_of(world.cast.focal).post(NEW, posted, follow=True)

    cycle = Cycle.objects.get()
    assert answer.redirect_chain == [(address(cycle), 302)]
    assert "3 cơ quan phải gửi, chậm nhất ngày" in answer.content.decode()
    assert (cycle.starts_on, cycle.due_on) == (window.starts_on, window.due_on)
    assert cycle.consolidated_due_on == window.consolidated_due_on


DAYS = {
    "period": "9 tháng",
    "starts_on": "01/01/2026",
    "last_on": "30/09/2026",
    "cut_off_on": "25/09/2026",
    "due_on": "28/09/2026",
}


def test_the_days_of_a_round_on_demand_are_typed(world: World) -> None:
    client_of(world.cast.focal).post(NEW, {**choice(world, "thematic"), **DAYS})

    cycle = Cycle.objects.get()
    assert cycle.title == "Báo cáo 9 tháng: Kế hoạch minh họa số 84"
    assert (f"{cycle.ends_on}", f"{cycle.cut_off_on}") == ("2026-10-01", "2026-09-25")


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ({"due_on": "25/09/2026"}, "Hạn gửi phải sau ngày chốt số liệu ít nhất một ngày"),
        ({"due_on": "ngày mai"}, "Hãy ghi ngày theo dạng 31/12/2026."),
        ({"last_on": "31/12/2025"}, "Kỳ báo cáo phải bắt đầu trước khi kết thúc."),
        ({"title": "TUYỆT MẬT"}, "mang dấu chỉ độ mật"),
        ({"period": "TUYỆT MẬT"}, "mang dấu chỉ độ mật"),
        ({"period": "9 tháng\nTUYỆT MẬT"}, "Hãy ghi trên một dòng."),
        ({"title": "Kỳ báo cáo\u2028TUYỆT MẬT"}, "Hãy ghi trên một dòng."),
        ({"recipient": "UBND tỉnh\rTUYỆT MẬT"}, "Hãy ghi trên một dòng."),
        ({"consolidated_due_on": "27/09/2026"}, "không được trước hạn gửi"),
    ],
)
def test_what_cannot_be_opened_says_why_and_keeps_what_was_typed(
    world: World, wrong: dict[str, str], sentence: str
) -> None:
    posted = {**choice(world, "thematic"), **DAYS, **wrong}

    answer = client_of(world.cast.focal).post(NEW, posted)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in words_of(page)
    assert f'value="{posted["period"]}"' in page
    assert not Cycle.objects.exists()


def test_opening_twice_says_so(world: World) -> None:
    posted = {**choice(world, "thematic"), **DAYS}
    client_of(world.cast.focal).post(NEW, posted)

    again = client_of(world.cast.focal).post(NEW, posted)

    assert again.status_code == 422
    assert "đã được mở" in words_of(again.content.decode())
    assert Cycle.objects.count() == 1


def test_a_foreign_plan_cannot_be_chosen(world: World) -> None:
    posted = {**choice(world, "thematic"), **DAYS, "plans": str(world.foreign.task.plan_id)}

    answer = client_of(world.cast.focal).post(NEW, posted)

    assert answer.status_code == 422
    assert not Cycle.objects.exists()


# One cycle


def test_the_table_says_of_every_agency_where_it_stands(world: World) -> None:
    cycle = judged(world)
    said = words_of(visit(world.cast.focal, address(cycle)))

    assert "Sở Một Đã chấp nhận 09:00 ngày 12/03/2026 1" in said
    assert "Sở Hai Đã gửi không phát sinh 09:00 ngày 13/03/2026 gửi muộn 1" in said
    assert "UBND phường Ba Chưa báo cáo quá hạn, chưa gửi" in said


def test_the_figures_say_what_else_they_count_than_the_states(world: World) -> None:
    said = words_of(visit(world.cast.focal, address(judged(world))))

    assert "Đã gửi 2 gồm cả đã chấp nhận" in said
    assert "Chưa gửi 1 gồm cả đang soạn, bị trả lại" in said


def test_the_bar_has_its_numbers_in_words(world: World) -> None:
    page = visit(world.cast.focal, address(judged(world)))

    assert 'aria-label="Đã chấp nhận: 1, Đã gửi: 1, Chưa báo cáo: 1"' in page
    assert page.count("<rect") == 3


@pytest.mark.parametrize(
    "state, names",
    [
        ("accepted", ["Sở Một"]),
        ("late", ["Sở Hai", "UBND phường Ba"]),
        ("missing", ["UBND phường Ba"]),
        ("", ["Sở Hai", "Sở Một", "UBND phường Ba"]),
        ("không có", ["Sở Hai", "Sở Một", "UBND phường Ba"]),
    ],
)
def test_the_sheet_has_the_rows_of_the_filtered_table(
    world: World, state: str, names: list[str]
) -> None:
    cycle = judged(world)
    export = reverse("cycle_export", args=[cycle.pk])
    content = download(world.cast.focal, export, {"state": state})

    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]

    assert [row[0].value for row in sheet.iter_rows(min_row=5)] == names
    shown: Any = client_of(world.cast.focal).get(address(cycle), {"state": state}).context
    assert [line.report.organization.name for line in shown["page"].lines] == names


def test_a_reporting_agency_sees_its_own_row_only(world: World) -> None:
    cycle = judged(world)
    said = words_of(visit(world.cast.officer, address(cycle)))
    content = download(world.cast.officer, reverse("cycle_export", args=[cycle.pk]), {})

    assert "Sở Một" in said
    assert "Sở Hai" not in said
    assert "Chưa gửi" not in said
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=5)] == ["Sở Một"]


def test_a_report_sent_again_late_says_that_the_first_was_in_time(world: World) -> None:
    cycle = make_cycle(world)
    first = sent(report_of(cycle, world.cast.so), world.cast.head, leadership="x")
    reviewing.return_report(first, "Thiếu", by=world.cast.focal, at=on(DUE, 20))
    sent(report_of(cycle, world.cast.so), world.cast.head, on(DUE + timedelta(days=3)))

    said = words_of(visit(world.cast.focal, address(cycle)))

    assert "bản 1 gửi đúng hạn, ngày 12/03/2026" in said
    assert "gửi muộn" not in said


# An agency that ended


def ended(world: World, *heirs: Organization) -> Report:
    cycle = make_cycle(world)
    day = DUE - timedelta(days=1)
    Organization.objects.filter(pk=world.cast.phuong.pk).update(ends_on=day)
    for heir in heirs:
        make_succession(day, world.cast.phuong, heir)
    return report_of(cycle, world.cast.phuong)


def test_the_heir_of_an_agency_that_ended_is_chosen_on_a_page(world: World) -> None:
    heir, other = organization("UBND phường Mới"), organization("UBND phường Khác")
    report = ended(world, heir, other)
    hand_over = reverse("report_hand_over", args=[report.pk])
    assert hand_over in dict(links_of(visit(world.cast.focal, address(report.cycle))))

    said = words_of(visit(world.cast.focal, hand_over))
    assert "UBND phường Khác" in said
    client_of(world.cast.focal).post(hand_over, {"to": str(heir.pk)})

    report.refresh_from_db()
    assert report.answered_by == heir
    page = words_of(visit(world.cast.focal, address(report.cycle)))
    assert "UBND phường Ba đã kết thúc hoạt động Chưa báo cáo quá hạn, chưa gửi" in page
    assert "UBND phường Mới" in page
    writer = person("heir", heir, Role.OFFICER)
    own = words_of(visit(writer, reverse("report_detail", args=[report.pk])))
    assert "UBND phường Mới trả lời thay UBND phường Ba" in own


def test_who_is_no_heir_cannot_be_chosen(world: World) -> None:
    report = ended(world, organization("UBND phường Mới"))
    hand_over = reverse("report_hand_over", args=[report.pk])

    answer = client_of(world.cast.focal).post(hand_over, {"to": str(world.cast.so.pk)})

    assert answer.status_code == 422
    report.refresh_from_db()
    assert report.answered_by == world.cast.phuong


def test_an_agency_without_an_heir_and_one_that_still_is_say_so(world: World) -> None:
    report = ended(world)
    hand_over = reverse("report_hand_over", args=[report.pk])
    assert "Chưa có cơ quan kế thừa nào được ghi" in words_of(visit(world.cast.focal, hand_over))

    other = report_of(report.cycle, world.cast.so)
    still = visit(world.cast.focal, reverse("report_hand_over", args=[other.pk]))
    assert "Cơ quan này vẫn đang hoạt động" in words_of(still)


# The desk


def test_the_desk_says_which_reports_are_owed_and_which_wait_to_be_read(world: World) -> None:
    cycle = make_cycle(world)
    report = report_of(cycle, world.cast.so)
    own = reverse("report_detail", args=[report.pk])
    page = visit(world.cast.officer, "/")
    assert "Báo cáo phải gửi 1" in words_of(page)
    assert own in dict(links_of(page))

    sent(report, world.cast.head, leadership="x")

    assert "Báo cáo phải gửi" not in words_of(visit(world.cast.officer, "/"))
    desk = visit(world.cast.focal, "/")
    assert "Báo cáo chờ xem xét 1" in words_of(desk)
    assert reverse("report_version", args=[report.pk, 1]) in dict(links_of(desk))


def test_the_desk_of_who_only_reads_owes_no_report(world: World) -> None:
    make_cycle(world)

    for actor in (world.cast.leader, world.cast.auditor):
        said = words_of(visit(actor, "/"))
        assert "Báo cáo phải gửi" not in said
        assert "Báo cáo chờ xem xét" not in said


def test_the_states_of_a_report_have_a_look_each(world: World) -> None:
    cycle = make_cycle(world)
    for state in ReportState:
        Report.objects.filter(cycle=cycle).update(state=state, since=later(5))
        assert str(state.label) in words_of(visit(world.cast.officer, address(cycle)))


@pytest.mark.parametrize("number", [str(2**63), "9" * 40, "x", "-1"])
@pytest.mark.parametrize("name", ["plans", "regime"])
def test_a_choice_that_no_row_can_be_is_refused(world: World, name: str, number: str) -> None:
    client = client_of(world.cast.focal)
    wrong = {**choice(world, "thematic"), name: number}

    assert client.get(NEW, wrong).status_code < 500
    assert client.post(NEW, {**DAYS, **wrong}).status_code == 422
    assert not Cycle.objects.exists()
