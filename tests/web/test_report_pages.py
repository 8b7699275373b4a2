"""The pages of a report: writing it, looking before it is sent, what was sent and what was said."""

from datetime import datetime, timedelta
from importlib.metadata import version as program_version
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import LazySettings
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from dieuphoi.activity.models import Activity
from dieuphoi.issues import raising
from dieuphoi.issues.models import Issue, IssueKind
from dieuphoi.issues.raising import IssueDraft
from dieuphoi.organizations.actor import Actor
from dieuphoi.plans import progress
from dieuphoi.plans.models import ObligationState, Plan
from dieuphoi.plans.progress import Told
from dieuphoi.reporting import drafting, reviewing, sending
from dieuphoi.reporting.calendar import Window
from dieuphoi.reporting.cycles import open_cycle
from dieuphoi.reporting.models import Comment, Regime, Report, ReportState, ReportVersion
from dieuphoi.web.views import reports
from tests.cast import RESULT, World, later
from tests.reporting.paper import (
    CUT_OFF,
    DUE,
    WINDOW,
    make_cycle,
    on,
    report_of,
    sent,
    work,
    write,
)
from tests.web.visitor import client_of, links_of, visit, words_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def of_so(world: World) -> Report:
    return report_of(make_cycle(world), world.cast.so)


def page_of(report: Report) -> str:
    return reverse("report_detail", args=[report.pk])


def part_of(report: Report, code: str = "causes") -> str:
    return reverse("report_part", args=[report.pk, code])


def version_of(version: ReportVersion) -> str:
    return reverse("report_version", args=[version.report_id, version.n])


def act(version: ReportVersion, verb: str, *more: str) -> str:
    return reverse(f"report_{verb}", args=[version.report_id, version.n, *more])


def seen(version: ReportVersion) -> str:
    """Since when the report stands as it does now: what a page shown now would send."""
    return Report.objects.get(pk=version.report_id).since.isoformat()


def save(actor: Actor, report: Report, text: str, began: int = 0, **more: str) -> Any:
    """Post one part as a browser without JavaScript does."""
    return client_of(actor).post(part_of(report), {"text": text, "seen": str(began), **more})


def said_by(answer: Any) -> str:
    return words_of(answer.content.decode())


# Who sees what


def test_a_draft_is_its_agencys_own(world: World) -> None:
    report = of_so(world)
    write(report, world.cast.officer, causes="Điều chưa gửi cho ai")

    assert "Điều chưa gửi cho ai" in visit(world.cast.head, page_of(report))
    for actor in (world.cast.focal, world.cast.leader, world.cast.auditor):
        for name in ("report_detail", "report_check"):
            answer = client_of(actor).get(reverse(name, args=[report.pk]))
            assert answer.status_code == 403
            assert "Điều chưa gửi cho ai" not in answer.content.decode()
        cycle = visit(actor, reverse("cycle_detail", args=[report.cycle_id]))
        assert "Đang soạn" in words_of(cycle)
        assert "Điều chưa gửi cho ai" not in cycle


def test_others_are_led_to_what_was_sent(world: World) -> None:
    report = of_so(world)
    first = sent(report, world.cast.head, causes="Đã gửi")
    reviewing.return_report(first, "Thiếu", by=world.cast.focal, at=on(DUE, 10))
    drafting.save_part(report, "causes", "Sửa dở", seen=1, by=world.cast.officer, at=on(DUE, 11))

    answer = client_of(world.cast.focal).get(page_of(report), follow=True)

    assert answer.redirect_chain == [(version_of(first), 302)]
    assert "Đã gửi" in answer.content.decode()
    assert "Sửa dở" not in answer.content.decode()
    assert "Sửa dở" in visit(world.cast.officer, page_of(report))


WRITING = ("report_part", "report_nothing_arose", "report_closing", "report_send")


@pytest.mark.parametrize("route", WRITING)
@pytest.mark.parametrize("who, status", [("focal", 403), ("leader", 403), ("stranger", 404)])
def test_nobody_else_posts_into_a_draft(world: World, route: str, who: str, status: int) -> None:
    report = of_so(world)
    more: dict[str, list[object]] = {
        "report_part": ["causes"],
        "report_closing": [world.obligation.pk],
    }
    acts = Activity.objects.count()

    answer = client_of(getattr(world.cast, who)).post(
        reverse(route, args=[report.pk, *more.get(route, [])]),
        {"text": "x", "seen": "0", "done": "1"},
    )

    assert answer.status_code == status
    assert Activity.objects.count() == acts


@pytest.mark.parametrize("verb", ["comment", "accept", "return"])
@pytest.mark.parametrize(
    "who, status", [("head", 403), ("leader", 403), ("auditor", 403), ("stranger", 404)]
)
def test_nobody_but_the_consolidator_judges(world: World, verb: str, who: str, status: int) -> None:
    version = sent(of_so(world), world.cast.head, causes="x")
    more = ["causes"] if verb == "comment" else []
    acts = Activity.objects.count()
    typed = {"causes-text": "x", "reason": "x", "seen": seen(version)}

    answer = client_of(getattr(world.cast, who)).post(act(version, verb, *more), typed)

    assert answer.status_code == status
    assert Activity.objects.count() == acts


# Writing


def test_a_report_is_written_in_the_order_of_its_outline(world: World) -> None:
    report = of_so(world)
    page = visit(world.cast.officer, page_of(report))

    titles = [f"{i['number']}. {i['title']}" for i in report.cycle.outline]
    places = [words_of(page).index(title) for title in titles]
    assert places == sorted(places)
    assert page.count("<textarea") == len(titles)
    assert page.count("data-draft=") == len(titles)


def test_a_part_is_saved_without_javascript_and_the_page_comes_back_to_it(world: World) -> None:
    report = of_so(world)

    answer = save(world.cast.officer, report, "Thiếu người\r\nThiếu vốn")

    assert answer["Location"] == f"{page_of(report)}#part-causes"
    assert report.draft_parts.get().text == "Thiếu người\nThiếu vốn"
    assert "Đã lưu" in visit(world.cast.officer, page_of(report))


def test_autosave_answers_with_the_time_and_the_version_to_go_on_from(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = of_so(world)
    monkeypatch.setattr(reports, "now", lambda: datetime.fromisoformat("2026-03-12T10:32:00+07:00"))
    client = client_of(world.cast.officer)

    client.post(part_of(report), {"text": "Một", "seen": "0"}, headers=HTMX)
    answer = client.post(part_of(report), {"text": "Hai", "seen": "1"}, headers=HTMX)

    fragment = answer.content.decode()
    assert "Đã lưu 10:32" in fragment
    assert 'name="seen" value="2"' in fragment
    assert "<textarea" not in fragment


def test_two_people_in_one_part_see_both_texts_and_mine_stays_in_the_box(world: World) -> None:
    report = of_so(world)
    save(world.cast.head, report, "Bản của thủ trưởng")

    answer = save(world.cast.officer, report, "Bản của chuyên viên")

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Bản của chuyên viên</textarea>" in page
    assert "Bản Người head lưu lúc" in words_of(page)
    assert "Bản của thủ trưởng" in words_of(page)
    assert report.draft_parts.get().text == "Bản của thủ trưởng"

    save(world.cast.officer, report, "Bản đã ghép", 0, merged="1")
    assert report.draft_parts.get().text == "Bản đã ghép"


def test_a_clash_while_typing_is_told_beside_the_box_each_time(world: World) -> None:
    report = of_so(world)
    save(world.cast.head, report, "Bản một")
    client = client_of(world.cast.officer)

    for text in ("Bản hai", "Bản hai rưỡi"):
        answer = client.post(part_of(report), {"text": text, "seen": "0"}, headers=HTMX)
        fragment = answer.content.decode()
        assert answer.status_code == 422
        assert "Bản một" in fragment
        assert text in fragment
        assert 'name="seen" value="0"' in fragment
        assert 'name="merged" value="1"' in fragment
    assert report.draft_parts.get().text == "Bản một"


def test_a_part_of_two_hundred_pages_is_refused_in_one_sentence_and_stays_in_the_box(
    world: World,
) -> None:
    report = of_so(world)
    long = "Nội dung rất dài " * 36_000

    answer = save(world.cast.officer, report, long)

    assert answer.status_code == 422
    assert "tối đa 60.000" in said_by(answer)
    assert f"{long}</textarea>" in answer.content.decode()
    assert not report.draft_parts.exists()


def test_more_than_a_form_may_hold_is_said_to_be_text_and_not_a_file(
    world: World, settings: LazySettings
) -> None:
    report = of_so(world)
    long = "ệ" * 600_000  # nine bytes each as a browser sends it: more than 5 MB
    assert len(long) * 9 > settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    answer = client_of(world.cast.officer).post(
        part_of(report),
        urlencode({"text": long, "seen": "0"}),
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code == 413
    assert "Nội dung vừa gửi dài hơn mức một biểu mẫu được nhận" in said_by(answer)
    assert "Tệp" not in said_by(answer)
    assert not report.draft_parts.exists()


def test_a_mark_of_secrecy_is_refused_and_not_kept(world: World) -> None:
    report = of_so(world)

    answer = save(world.cast.officer, report, "TUYỆT MẬT\nNội dung")

    assert answer.status_code == 422
    assert "mang dấu chỉ độ mật nên không được lưu" in said_by(answer)
    assert not report.draft_parts.exists()


def test_a_part_that_the_outline_does_not_have_is_refused(world: World) -> None:
    report = of_so(world)

    answer = client_of(world.cast.officer).post(
        part_of(report, "tenth"), {"text": "x", "seen": "0"}
    )

    assert answer.status_code == 409
    assert "Đề cương không có phần này." in said_by(answer)


@pytest.mark.parametrize("typed", [{"text": "x"}, {"text": "x", "seen": "-1"}, {"seen": "x"}])
def test_a_form_that_is_no_form_of_ours_is_refused(world: World, typed: dict[str, str]) -> None:
    report = of_so(world)

    answer = client_of(world.cast.officer).post(part_of(report), typed)

    assert answer.status_code == 409
    assert not report.draft_parts.exists()


def test_saving_after_it_was_sent_says_so_and_keeps_the_text(world: World) -> None:
    report = of_so(world)
    sent(report, world.cast.head, leadership="x")

    fragment = client_of(world.cast.officer).post(
        part_of(report), {"text": "Viết dở", "seen": "0"}, headers=HTMX
    )

    assert fragment.status_code == 422
    assert "Báo cáo đã gửi; chỉ sửa được khi" in fragment.content.decode()


def test_a_part_typed_when_the_session_was_lost_comes_back_with_the_version_it_began_from(
    world: World,
) -> None:
    report = of_so(world)
    save(world.cast.officer, report, "Bản một")
    client = client_of(world.cast.officer)
    client.get(page_of(report))
    client.cookies.pop("sessionid")
    client.post(part_of(report), {"text": "Bản hai, gõ khi hết phiên", "seen": "1"})
    save(world.cast.head, report, "Bản của thủ trưởng", 1)

    client.force_login(
        _user(world.cast.officer), backend="django.contrib.auth.backends.ModelBackend"
    )

    page = client.get(page_of(report)).content.decode()
    assert "Bản hai, gõ khi hết phiên</textarea>" in page
    assert page.count('name="seen" value="1"') == 1


def _user(actor: Actor) -> Any:
    return get_user_model().objects.get(pk=actor.user_id)


def test_last_periods_text_stands_beside_each_part(world: World) -> None:
    before = make_cycle(world)
    old = sent(report_of(before, world.cast.so), world.cast.head, causes="Nguyên nhân kỳ trước")
    sent(report_of(before, world.cast.khac), world.cast.other_head, causes="Của sở khác")
    ahead = timedelta(days=90)
    window = Window("quý II", WINDOW.ends_on, DUE + ahead, CUT_OFF + ahead, DUE + ahead)
    cycle = open_cycle(
        Regime.objects.get(key="thematic"), [world.plan], window, by=world.cast.focal, at=later(5)
    )

    page = visit(world.cast.officer, page_of(report_of(cycle, world.cast.so)))

    assert "Kỳ trước Nguyên nhân kỳ trước" in words_of(page)
    assert "Của sở khác" not in page
    assert version_of(old) in dict(links_of(page))
    assert "Kỳ trước" not in words_of(visit(world.cast.officer, page_of(old.report)))


def test_rows_are_filled_from_progress_and_what_came_later_stands_apart(world: World) -> None:
    report = of_so(world)
    work(world.obligation, world.cast.head, 100, "Đã khảo sát")
    after = CUT_OFF + timedelta(days=1)
    progress.note(
        world.obligation, Told(after, 90, "Việc sau chốt"), by=world.cast.head, at=on(after)
    )

    said = words_of(visit(world.cast.officer, page_of(report)))

    assert "Đã làm: Đã khảo sát" in said
    assert "sau ngày chốt 90% ngày 11/03/2026: Việc sau chốt (không vào kỳ này)" in said
    assert "Báo đủ 100% nhưng vẫn đang thực hiện" in said
    assert "Chưa báo tiến độ" not in said


def test_telling_progress_from_the_report_leads_back_to_its_row(world: World) -> None:
    report = of_so(world)
    work(world.obligation, world.cast.head, 10, "Đã làm")
    tell = reverse("obligation_tell", args=[world.obligation.pk])
    (address,) = (
        url
        for url, _ in links_of(visit(world.cast.officer, page_of(report)))
        if url.startswith(tell)
    )

    answer = client_of(world.cast.officer).post(
        address, {"on": "10/03/2026", "percent": "60", "did": "Đã làm thêm"}
    )

    assert answer["Location"] == f"{page_of(report)}#entry-{world.obligation.pk}"


@pytest.mark.parametrize("place", ["https://example.org/", "//example.org/x", "javascript:x"])
def test_the_way_back_never_leads_to_another_site(world: World, place: str) -> None:
    work(world.obligation, world.cast.head, 10, "Đã làm")
    tell = reverse("obligation_tell", args=[world.obligation.pk])

    answer = client_of(world.cast.officer).post(
        f"{tell}?next={place}", {"on": "10/03/2026", "percent": "60", "did": "x"}
    )

    assert answer["Location"] == reverse("task_detail", args=[world.obligation.task_id])


def test_a_row_is_ticked_as_done_and_the_tick_taken_off(world: World) -> None:
    report = of_so(world)
    work(world.obligation, world.cast.head, 100, "Đã ban hành")
    tick = reverse("report_closing", args=[report.pk, world.obligation.pk])

    answer = client_of(world.cast.officer).post(tick, {"done": "1"})

    assert answer["Location"] == f"{page_of(report)}#entry-{world.obligation.pk}"
    assert "sẽ đề nghị xác nhận" in words_of(visit(world.cast.officer, page_of(report)))
    client_of(world.cast.officer).post(tick, {"done": "0"})
    assert not report.closings.exists()


def test_what_was_not_told_by_the_cut_off_cannot_be_ticked(world: World) -> None:
    report = of_so(world)
    work(world.obligation, world.cast.head, 100, "Sau chốt", CUT_OFF + timedelta(days=1))
    tick = reverse("report_closing", args=[report.pk, world.obligation.pk])
    assert tick not in visit(world.cast.officer, page_of(report))

    answer = client_of(world.cast.officer).post(tick, {"done": "1"})

    assert answer.status_code == 409
    assert "Hãy cập nhật kết quả đã đạt được (đến ngày chốt số liệu)" in said_by(answer)


def test_an_obligation_of_another_plan_or_agency_cannot_be_ticked(world: World) -> None:
    report = of_so(world)
    for other, status in ((world.foreign, 404), (world.others, 404)):
        tick = reverse("report_closing", args=[report.pk, other.pk])
        assert client_of(world.cast.officer).post(tick, {"done": "1"}).status_code == status
    assert not report.closings.exists()


def test_difficulties_raised_stand_in_part_five_with_a_way_to_raise_more(world: World) -> None:
    report = of_so(world)
    work(world.obligation, world.cast.head, 10, "Đã làm")
    draft = IssueDraft(
        IssueKind.DIFFICULTY, "Thiếu cán bộ chuyên trách", obligation=world.obligation
    )
    raising.raise_issue(draft, by=world.cast.officer, at=later(3))

    page = visit(world.cast.officer, page_of(report))

    assert "Thiếu cán bộ chuyên trách" in words_of(page)
    raise_it = reverse("plan_issue", args=[world.plan.pk])
    assert any(url.startswith(raise_it) for url, _words in links_of(page))


def test_raising_a_difficulty_from_the_report_leads_back_to_its_part(world: World) -> None:
    report = of_so(world)
    work(world.obligation, world.cast.head, 10, "Đã làm")
    raise_it = reverse("plan_issue", args=[world.plan.pk])
    (address,) = (
        url
        for url, _ in links_of(visit(world.cast.officer, page_of(report)))
        if url.startswith(raise_it)
    )
    back = f"{page_of(report)}#part-difficulties"
    assert (back, "Không, quay lại") in links_of(visit(world.cast.officer, address))

    answer = client_of(world.cast.officer).post(
        address, {"kind": "difficulty", "wording": "Thiếu vốn"}
    )

    assert answer["Location"] == back
    assert Issue.objects.get().wording == "Thiếu vốn"


def test_part_five_is_empty_until_something_is_raised_or_written(world: World) -> None:
    report = of_so(world)
    part = "Khó khăn, vướng mắc và đề xuất, kiến nghị"
    assert f"{part} trống" in words_of(visit(world.cast.officer, page_of(report)))

    draft = IssueDraft(IssueKind.DIFFICULTY, "Thiếu cán bộ", obligation=world.obligation)
    raising.raise_issue(draft, by=world.cast.officer, at=later(3))

    assert f"{part} trống" not in words_of(visit(world.cast.officer, page_of(report)))


def test_the_reader_finds_the_way_down_to_the_judgement(world: World) -> None:
    version = sent(of_so(world), world.cast.head, causes="Đã gửi")

    assert "#judge" in dict(links_of(visit(world.cast.focal, version_of(version))))
    assert "#judge" not in dict(links_of(visit(world.cast.leader, version_of(version))))


@pytest.mark.parametrize("place", ["https://example.org/", "//example.org/x", "javascript:x"])
def test_raising_never_leads_to_another_site(world: World, place: str) -> None:
    address = reverse("plan_issue", args=[world.plan.pk])

    answer = client_of(world.cast.officer).post(
        f"{address}?next={place}", {"kind": "difficulty", "wording": "Thiếu vốn"}
    )

    assert answer["Location"].startswith("/issues/")


def test_a_report_stands_under_reports_and_the_footer_tells_the_programs_version(
    world: World,
) -> None:
    version = sent(of_so(world), world.cast.head, causes="Đã gửi")

    page = visit(world.cast.focal, version_of(version))

    assert '<a href="/cycles/" aria-current="true">Báo cáo</a>' in page
    assert f"Điều phối {program_version('dieuphoi')}" in page


def test_nothing_arose_is_answered_and_taken_back(world: World) -> None:
    report = of_so(world)
    answer = reverse("report_nothing_arose", args=[report.pk])

    client_of(world.cast.officer).post(answer, {"answer": "1"})
    assert "Báo cáo trả lời “Không phát sinh”." in words_of(
        visit(world.cast.officer, page_of(report))
    )
    client_of(world.cast.officer).post(answer, {"answer": "0"})

    report.refresh_from_db()
    assert not report.nothing_arose


def test_the_comments_of_the_reader_stand_beside_the_part(world: World) -> None:
    report = of_so(world)
    version = sent(report, world.cast.head, causes="Thiếu người")
    reviewing.comment(report, "causes", "Nêu rõ nguyên nhân", by=world.cast.focal, at=on(DUE, 10))
    reviewing.return_report(version, "Chưa rõ số liệu", by=world.cast.focal, at=on(DUE, 10))

    page = visit(world.cast.officer, page_of(report))
    part = page[page.index('id="part-causes"') : page.index('id="part-difficulties"')]

    assert "Nêu rõ nguyên nhân" in part
    assert "Báo cáo bị trả lại Chưa rõ số liệu" in words_of(page)


# Before sending


def check_of(report: Report) -> str:
    return reverse("report_check", args=[report.pk])


def test_findings_lead_to_their_place_and_only_the_head_sends(world: World) -> None:
    report = of_so(world)
    work(world.obligation, world.cast.head, 100, "Đã ban hành")
    write(report, world.cast.officer, results="Hoàn thành 22 nhiệm vụ", causes="Không")
    drafting.set_closing(report, world.obligation, True, by=world.cast.officer, at=on(DUE))

    page = visit(world.cast.officer, check_of(report))

    links = [url for url, _words in links_of(page)]
    assert "còn bảng nhiệm vụ có 1 nhiệm vụ hoàn thành" in words_of(page)
    assert f"{page_of(report)}#part-results" in links
    assert f"{page_of(report)}#entry-{world.obligation.pk}" in links
    assert "Gửi báo cáo sẽ đề nghị xác nhận hoàn thành nhiệm vụ 1" in words_of(page)
    assert "Phần IV.3" not in words_of(page)
    assert "Thủ trưởng gửi." in words_of(page)
    assert reverse("report_send", args=[report.pk]) not in page
    assert reverse("report_send", args=[report.pk]) in visit(world.cast.head, check_of(report))


def send(client: Client, report: Report) -> Any:
    return client.post(reverse("report_send", args=[report.pk]), {"seen": sending.seen(report)})


def test_the_head_sends_and_sees_the_frozen_version(world: World) -> None:
    report = of_so(world)
    write(report, world.cast.officer, causes="Thiếu người")

    answer = send(client_of(world.cast.head), report)

    version = report.versions.get()
    assert answer["Location"] == version_of(version)
    assert "Thiếu người" in words_of(visit(world.cast.head, version_of(version)))


def test_an_officer_cannot_send(world: World) -> None:
    report = of_so(world)
    write(report, world.cast.officer, causes="Thiếu người")

    assert send(client_of(world.cast.officer), report).status_code == 403
    assert not report.versions.exists()


def test_sending_twice_makes_one_version_and_says_so(world: World) -> None:
    report = of_so(world)
    write(report, world.cast.officer, causes="x")
    client, address = client_of(world.cast.head), reverse("report_send", args=[report.pk])
    as_seen = sending.seen(report)

    client.post(address, {"seen": as_seen})
    again = client.post(address, {"seen": as_seen})

    assert again.status_code == 409
    assert "Báo cáo này đã được gửi." in said_by(again)
    assert report.versions.count() == 1


NOT_SEEN = [
    "",
    "x",
    "2026-01-01T08:00:00",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-07:00",
    "0001-01-01T00:00:00+00:00",
]


@pytest.mark.parametrize("moment", NOT_SEEN)
def test_who_saw_no_moment_sends_and_judges_nothing(world: World, moment: str) -> None:
    draft = of_so(world)
    write(draft, world.cast.officer, causes="x")
    send_address = reverse("report_send", args=[draft.pk])

    sending = client_of(world.cast.head).post(send_address, {"seen": moment})
    version = sent(draft, world.cast.head)
    focal = client_of(world.cast.focal)
    accepting = focal.post(act(version, "accept"), {"seen": moment})
    returning = focal.post(act(version, "return"), {"seen": moment, "reason": "Thiếu"})

    assert [a.status_code for a in (sending, accepting, returning)] == [409, 409, 409]
    assert draft.versions.count() == 1
    assert not version.reviews.exists()


def test_who_says_nothing_of_what_he_saw_judges_nothing(world: World) -> None:
    report = of_so(world)
    write(report, world.cast.officer, causes="x")
    version = sent(report, world.cast.head)
    focal = client_of(world.cast.focal)

    assert focal.post(act(version, "accept")).status_code == 409
    assert focal.post(act(version, "return"), {"reason": "Thiếu"}).status_code == 409


def test_a_page_opened_before_somebody_else_acted_sends_nothing(world: World) -> None:
    report = of_so(world)
    write(report, world.cast.officer, causes="x")
    stale = sending.seen(report)
    version = sent(report, world.cast.head)
    reviewing.return_report(version, "Thiếu", by=world.cast.focal, at=on(DUE, 10))

    answer = client_of(world.cast.head).post(
        reverse("report_send", args=[report.pk]), {"seen": stale}
    )

    assert answer.status_code == 409
    assert report.versions.count() == 1


@pytest.mark.parametrize("change", ["part", "nothing_arose", "tick", "progress", "issue"])
def test_the_head_sends_what_the_head_looked_at(world: World, change: str) -> None:
    report, officer, head = of_so(world), world.cast.officer, world.cast.head
    work(world.obligation, head, 100, RESULT)
    drafting.save_part(report, "leadership", "a", seen=0, by=officer, at=on(DUE, 7))
    drafting.save_part(report, "leadership", "b", seen=1, by=officer, at=on(DUE, 7))
    drafting.save_part(report, "causes", "Bản đã xem", seen=0, by=officer, at=on(DUE, 7))
    as_seen = sending.seen(report)
    assert f'value="{as_seen}"' in visit(head, check_of(report))
    if change == "part":
        drafting.save_part(report, "causes", "Sửa sau", seen=1, by=officer, at=on(DUE, 8))
    elif change == "nothing_arose":
        drafting.set_nothing_arose(report, True, by=officer, at=on(DUE, 8))
    elif change == "tick":
        drafting.set_closing(report, world.obligation, True, by=officer, at=on(DUE, 8))
    elif change == "progress":
        work(world.obligation, head, 100, RESULT + " và bàn giao")
    else:
        wanted = IssueDraft(IssueKind.DIFFICULTY, "Thiếu vốn", obligation=world.obligation)
        raising.raise_issue(wanted, by=officer, at=on(DUE, 8))

    address = reverse("report_send", args=[report.pk])
    answer = client_of(head).post(address, {"seen": as_seen})

    assert answer.status_code == 409
    assert "Báo cáo vừa được sửa; hãy xem lại." in said_by(answer)
    assert not report.versions.exists()


def test_what_nobody_looked_at_is_not_sent(world: World) -> None:
    report = of_so(world)
    write(report, world.cast.officer, causes="x")

    answer = client_of(world.cast.head).post(reverse("report_send", args=[report.pk]))

    assert answer.status_code == 409
    assert not report.versions.exists()


@pytest.mark.parametrize(
    "prepare, sentence",
    [
        ("empty", "Báo cáo chưa có nội dung nào."),
        ("both", "bỏ chọn “Không phát sinh” hoặc xóa nội dung"),
    ],
)
def test_what_cannot_be_sent_says_why(world: World, prepare: str, sentence: str) -> None:
    report = of_so(world)
    if prepare == "both":
        drafting.set_nothing_arose(report, True, by=world.cast.officer, at=on(DUE))
        write(report, world.cast.officer, causes="Có")

    answer = send(client_of(world.cast.head), report)

    assert answer.status_code == 422
    assert sentence in said_by(answer)
    assert not report.versions.exists()


@pytest.mark.parametrize(
    "moment, late",
    [("2026-03-12T23:59:59.999999+07:00", False), ("2026-03-13T00:00:00+07:00", True)],
)
def test_a_report_sent_in_the_second_the_cycle_closes_is_taken(
    world: World, monkeypatch: pytest.MonkeyPatch, moment: str, late: bool
) -> None:
    report = of_so(world)
    write(report, world.cast.officer, causes="x")
    monkeypatch.setattr(reports, "now", lambda: datetime.fromisoformat(moment))

    answer = send(client_of(world.cast.head), report)

    assert answer.status_code == 302
    assert ("gửi muộn" in words_of(visit(world.cast.focal, answer["Location"]))) is late


# What was sent


def proposed(world: World, **texts: str) -> ReportVersion:
    """A version whose one result was proposed as done."""
    report = of_so(world)
    work(world.obligation, world.cast.head, 100, "Đã ban hành")
    drafting.set_closing(report, world.obligation, True, by=world.cast.officer, at=on(DUE, 8))
    write(report, world.cast.head, **texts)
    return sent(report, world.cast.head)


def test_a_version_tells_an_empty_part_from_the_answer_nothing(world: World) -> None:
    version = sent(of_so(world), world.cast.head, causes="Không")
    page = visit(world.cast.focal, version_of(version))

    causes = page[page.index('id="part-causes"') : page.index('id="part-difficulties"')]
    strengths = page[page.index('id="part-strengths"') : page.index('id="part-shortcomings"')]
    assert "trả lời “không có”" in causes
    assert "để trống" in strengths
    assert "để trống" not in causes


def test_twenty_two_over_twenty_one_and_a_hundred_percent_are_shown_to_the_reader(
    world: World,
) -> None:
    report = of_so(world)
    work(world.obligation, world.cast.head, 100, "Gần xong")
    version = sent(report, world.cast.head, results="Hoàn thành 22 nhiệm vụ")

    for actor in (world.cast.focal, world.cast.head):
        said = words_of(visit(actor, version_of(version)))
        assert "“Hoàn thành 22 nhiệm vụ”, còn bảng nhiệm vụ có 0 nhiệm vụ hoàn thành" in said
        assert "Báo đủ 100% nhưng vẫn ghi đang thực hiện." in said


def test_what_is_written_is_shown_as_text(world: World) -> None:
    nasty = "<script>alert(1)</script> &lt;b&gt;\n<img src=x>"
    version = sent(of_so(world), world.cast.head, causes=nasty)

    page = visit(world.cast.focal, version_of(version))

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;b&amp;gt;" in page


def test_accepting_confirms_the_ticked_results(world: World) -> None:
    version = proposed(world)
    entry = version.entries.get()
    assert f'value="{entry.pk}" form="accept"' in visit(world.cast.focal, version_of(version))

    answer = client_of(world.cast.focal).post(
        act(version, "accept"), {"confirmed": [str(entry.pk)], "seen": seen(version)}
    )

    assert answer.status_code == 302
    world.obligation.refresh_from_db()
    assert world.obligation.state == ObligationState.COMPLETED
    assert "xác nhận 1 kết quả" in words_of(visit(world.cast.head, version_of(version)))


def test_nobody_else_finds_a_box_to_tick(world: World) -> None:
    version = proposed(world)

    for actor in (world.cast.head, world.cast.leader, world.cast.auditor):
        page = visit(actor, version_of(version))
        assert 'name="confirmed"' not in page
        assert "Chấp nhận báo cáo" not in words_of(page)


def test_who_does_not_confirm_the_plan_finds_no_box(world: World) -> None:
    Plan.objects.filter(pk=world.plan.pk).update(confirmer=world.cast.ubnd)
    version = proposed(world)

    page = visit(world.cast.focal, version_of(version))

    assert 'name="confirmed"' not in page
    assert "Chấp nhận báo cáo" in words_of(page)


@pytest.mark.parametrize("ticked", ["999999", "x", "-1", "9" * 400])
def test_a_tick_on_no_row_of_the_report_confirms_nothing(world: World, ticked: str) -> None:
    version = proposed(world)

    client_of(world.cast.focal).post(
        act(version, "accept"), {"confirmed": ticked, "seen": seen(version)}
    )

    world.obligation.refresh_from_db()
    assert world.obligation.state == ObligationState.AWAITING_CONFIRMATION


def test_a_return_without_a_reason_keeps_the_page_and_with_one_goes_to_the_writers(
    world: World,
) -> None:
    version = proposed(world)
    client = client_of(world.cast.focal)

    empty = client.post(act(version, "return"), {"reason": "  ", "seen": seen(version)})
    assert empty.status_code == 422
    assert "Lý do trả lại" in said_by(empty)

    client.post(act(version, "return"), {"reason": "Thiếu nguyên nhân", "seen": seen(version)})
    report = Report.objects.get(pk=version.report_id)
    assert report.state == ReportState.RETURNED
    assert "Thiếu nguyên nhân" in words_of(visit(world.cast.officer, page_of(report)))


@pytest.mark.parametrize("verb", ["accept", "return"])
def test_judging_a_version_that_is_no_longer_the_newest_is_told(world: World, verb: str) -> None:
    report = of_so(world)
    old = sent(report, world.cast.head, causes="x")
    reviewing.return_report(old, "Thiếu", by=world.cast.focal, at=on(DUE, 10))
    report.refresh_from_db()
    sent(report, world.cast.head, on(DUE, 11))

    answer = client_of(world.cast.focal).post(
        act(old, verb), {"reason": "Lý do đã gõ", "seen": seen(old)}
    )

    assert answer.status_code == 409
    assert "Báo cáo vừa được gửi lại" in said_by(answer)
    assert ("Lý do đã gõ" in said_by(answer)) is (verb == "return")
    assert Report.objects.get(pk=report.pk).state == ReportState.SUBMITTED
    page = visit(world.cast.focal, version_of(old))
    assert "Đây là bản cũ." in words_of(page)
    assert act(old, verb) not in page


def test_a_return_after_somebody_accepted_is_told_and_keeps_the_reason(world: World) -> None:
    version = proposed(world)
    stale = seen(version)
    client = client_of(world.cast.focal)
    client.post(act(version, "accept"), {"seen": stale})

    answer = client.post(act(version, "return"), {"reason": "Lý do đã gõ", "seen": stale})

    assert answer.status_code == 409
    assert "Lý do đã gõ</textarea>" in answer.content.decode()
    assert Report.objects.get(pk=version.report_id).state == ReportState.ACCEPTED


def test_a_comment_is_written_beside_its_part(world: World) -> None:
    version = proposed(world, causes="Thiếu người")
    client, address = client_of(world.cast.focal), act(version, "comment", "causes")

    empty = client.post(address, {"causes-text": " "})
    assert empty.status_code == 422
    answer = client.post(address, {"causes-text": "Nêu rõ hơn"})

    assert answer["Location"] == f"{version_of(version)}#part-causes"
    assert "Nêu rõ hơn" in words_of(visit(world.cast.officer, version_of(version)))
    assert Comment.objects.count() == 1


def test_a_comment_on_an_old_version_or_on_no_part_is_refused(world: World) -> None:
    report = of_so(world)
    old = sent(report, world.cast.head, causes="x")
    reviewing.return_report(old, "Thiếu", by=world.cast.focal, at=on(DUE, 10))
    report.refresh_from_db()
    newest = sent(report, world.cast.head, on(DUE, 11))
    client = client_of(world.cast.focal)

    stale = client.post(act(old, "comment", "causes"), {"causes-text": "Đã gõ"})
    nowhere = client.post(act(newest, "comment", "tenth"), {"tenth-text": "x"})

    assert (stale.status_code, nowhere.status_code) == (409, 404)
    assert "hãy xem bản mới rồi nhận xét" in said_by(stale)
    assert "Nội dung bạn vừa gõ Đã gõ" in said_by(stale)
    assert not Comment.objects.exists()


# What changed


def sent_again(world: World) -> ReportVersion:
    report = of_so(world)
    first = sent(report, world.cast.head, causes="Thiếu người làm", strengths="Như cũ")
    reviewing.return_report(first, "Thiếu", by=world.cast.focal, at=on(DUE, 10))
    report.refresh_from_db()
    drafting.save_part(
        report, "causes", "Thiếu vốn làm", seen=1, by=world.cast.officer, at=on(DUE, 11)
    )
    return sent(report, world.cast.head, on(DUE, 12))


def test_what_changed_since_the_returned_version_is_marked_by_more_than_colour(
    world: World,
) -> None:
    newest = sent_again(world)
    address = f"{reverse('report_changes', args=[newest.report_id])}?to=2"
    assert address in dict(links_of(visit(world.cast.focal, version_of(newest))))

    page = visit(world.cast.focal, address)

    assert "Bản 2 đã sửa gì so với bản 1" in words_of(page)
    assert "IV.3. Đánh giá: nguyên nhân Thiếu [bỏ] người [thêm] vốn làm" in words_of(page)
    assert "<ins>" in page
    assert "<del>" in page
    assert "Như cũ" not in page


@pytest.mark.parametrize("asked", ["?from=2&to=1", "?from=1&to=9", "?to=1", "?from=2&to=2"])
def test_versions_that_cannot_be_compared_are_not_there(world: World, asked: str) -> None:
    newest = sent_again(world)
    address = reverse("report_changes", args=[newest.report_id])

    assert client_of(world.cast.focal).get(address + asked).status_code == 404


@pytest.mark.parametrize("asked", ["", "?from=x&to=y", "?from=1", "?to=2"])
def test_without_numbers_the_newest_is_compared_with_the_one_before(
    world: World, asked: str
) -> None:
    newest = sent_again(world)
    address = reverse("report_changes", args=[newest.report_id])

    assert "so với bản 1" in words_of(visit(world.cast.head, address + asked))


def test_a_version_that_was_never_sent_is_not_there(world: World) -> None:
    report = of_so(world)

    for number in (0, 1, 99_999_999_999_999_999_999):
        address = f"{page_of(report)}versions/{number}/"
        assert client_of(world.cast.head).get(address).status_code == 404


def test_the_successor_writes_and_sends_for_the_agency_that_ended(world: World) -> None:
    report = of_so(world)
    Report.objects.filter(pk=report.pk).update(answered_by=world.cast.khac)

    assert save(world.cast.officer, report, "x").status_code == 403
    assert save(world.cast.other_officer, report, "Bàn giao xong").status_code == 302
    answer = send(client_of(world.cast.other_head), report)

    said = words_of(visit(world.cast.focal, answer["Location"]))
    assert "Sở Một: báo cáo, bản 1" in said
