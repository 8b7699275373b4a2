"""Difficulties and proposals on pages: the list and its sheet, the story, the forms, the doors."""

from collections.abc import Callable
from datetime import date
from functools import partial
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django import forms
from django.urls import reverse

from dieuphoi.issues import answering, raising, referral
from dieuphoi.issues.models import Answer, Issue, IssueKind, IssueState
from dieuphoi.issues.raising import IssueDraft
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import Wording
from dieuphoi.organizations.wordings import key
from dieuphoi.plans import assignment, progress
from dieuphoi.plans.progress import Told
from dieuphoi.web.forms.fields import LONGEST_WORD
from dieuphoi.web.forms.issues import (
    AnswerForm,
    RaiseForm,
    ReferForm,
    VerifyForm,
    WithdrawForm,
)
from tests.cast import ON, World, later
from tests.issues.cast import WORDING, answered, raised
from tests.web.visitor import (
    client_of,
    counted_links,
    download,
    links_of,
    rows_behind,
    visit,
    words_of,
)

pytestmark = pytest.mark.django_db

LIST = "/issues/"
FAR = "31/12/2099"


def at(name: str, issue: Issue) -> str:
    return reverse(f"issue_{name}", args=[issue.pk])


def post(actor: Actor, address: str, **typed: str) -> tuple[int, str]:
    answer = client_of(actor).post(address, {"typed": "x", **typed})
    return answer.status_code, answer.content.decode()


@pytest.fixture
def named(world: World) -> None:
    """The agencies that tests write by name are known by it."""
    for agency in (world.cast.so, world.cast.khac, world.cast.dau_moi):
        Wording.objects.create(organization=agency, folded=key(agency.name))


def exported(actor: Actor, **asked: str) -> list[tuple[Any, ...]]:
    content = download(actor, reverse("issue_export"), asked)
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    return list(sheet.iter_rows(min_row=5, values_only=True))


# The list


def test_the_list_says_what_waits_since_when_and_where(world: World) -> None:
    raised(world)

    page = visit(world.cast.focal, LIST)

    said = words_of(page)
    for part in (WORDING, "Sở Một", "02/03/2026", "Sở Đầu Mối", "10/03/2026", "Chờ trả lời",
                 "Quá hạn trả lời", "chờ", "84/KH-UBND"):  # fmt: skip
        assert part in said, part
    urls = dict(links_of(page))
    assert reverse("task_detail", args=[world.obligation.task_id]) in urls
    assert reverse("plan_detail", args=[world.plan.pk]) in urls


def test_an_answer_shows_its_decision_and_document_in_the_list(world: World) -> None:
    answered(world)

    said = words_of(visit(world.cast.focal, LIST))

    assert "Đồng ý, giải quyết 12/SDM-VP Đã trả lời, chờ xác nhận" in said
    assert "Quá hạn trả lời 10" not in said


def test_each_number_of_the_list_is_what_its_link_lists(world: World) -> None:
    raised(world)
    answered(world)

    for actor in (world.cast.focal, world.cast.officer, world.cast.leader):
        counted = counted_links(visit(actor, LIST), LIST)
        assert len(counted) == 4
        assert [n for _url, n in counted] == [rows_behind(actor, url) for url, _n in counted]
    assert ("?state=open", "Chờ trả lời 1") in links_of(visit(world.cast.focal, LIST))


def test_the_filter_finds_words_without_diacritics_and_offers_a_way_out(world: World) -> None:
    raised(world)

    assert WORDING in visit(world.cast.focal, LIST, q="thieu nguon luc")
    empty = visit(world.cast.focal, LIST, q="khong co gi")
    assert "Không có khó khăn, kiến nghị nào khớp bộ lọc" in words_of(empty)
    assert (LIST, "Bỏ lọc") in links_of(empty)


@pytest.mark.parametrize("words", [{"plan": "x"}, {"agency": "9" * 30}, {"state": "?"}])
def test_a_filter_that_means_nothing_is_answered(world: World, words: dict[str, str]) -> None:
    raised(world)

    visit(world.cast.focal, LIST, **words)


def test_an_empty_list_says_what_to_do(world: World) -> None:
    officer = visit(world.cast.officer, LIST)
    leader = visit(world.cast.leader, LIST)

    for page in (officer, leader):
        assert "Chưa có khó khăn, kiến nghị nào bạn được xem" in words_of(page)
    assert reverse("issue_raise") in dict(links_of(officer))
    assert reverse("issue_raise") not in dict(links_of(leader))
    assert reverse("issue_export") not in dict(links_of(officer))


def test_the_sheet_has_the_rows_of_the_filtered_list(world: World) -> None:
    raised(world)
    raised(world, "Vướng mắc về đất")
    answered(world)
    asked = {"state": "open", "plan": str(world.plan.pk)}
    listed = client_of(world.cast.focal).get(LIST, asked).context["rows"]

    rows = exported(world.cast.focal, **asked)

    assert [row[1] for row in rows] == [row.issue.wording for row in listed]
    assert len(rows) == 2
    assert exported(world.cast.stranger) == []


def test_the_sheet_says_all_that_is_known_of_a_row(world: World) -> None:
    answered(world)

    (row,) = exported(world.cast.focal)

    assert [value.date() if hasattr(value, "date") else value for value in row] == [
        "Khó khăn, vướng mắc",
        WORDING,
        "Biên chế chưa được giao đủ",
        "Bổ sung hai chuyên viên",
        "Sở Một",
        date(2026, 3, 2),
        "Sở Đầu Mối",
        date(2026, 3, 10),
        "Đã trả lời, chờ xác nhận",
        row[9],
        "Đồng ý, giải quyết: Đã bố trí người",
        "12/SDM-VP",
        world.plan.title,
        "1",
    ]
    assert isinstance(row[9], int)


def test_the_sheet_keeps_text_that_looks_like_a_formula_as_text(world: World) -> None:
    raised(world, "=1+1")
    content = download(world.cast.focal, reverse("issue_export"), {})

    cell = openpyxl.load_workbook(BytesIO(content)).worksheets[0]["B5"]

    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)


def test_the_sheet_names_nothing_that_the_addressee_may_not_read(world: World) -> None:
    issue = raised(world)
    referral.refer(
        issue, to=world.cast.la, reply_due=None, note="", by=world.cast.focal, at=later(2)
    )

    (row,) = exported(world.cast.stranger)
    said = words_of(visit(world.cast.stranger, LIST))

    assert (row[1], row[12], row[13]) == (WORDING, "", "")
    assert WORDING in said
    assert "84/KH-UBND" not in said


def test_the_printed_list_is_not_paged_and_says_what_was_asked(world: World) -> None:
    for n in range(60):
        raised(world, f"Khó khăn số {n}")

    page = visit(world.cast.focal, LIST, print="1", q="kho khan")

    assert page.count("<tr>") == 61
    assert "“kho khan”. 60 khó khăn, kiến nghị." in words_of(page)


# One issue


def test_the_page_tells_the_whole_story_the_newest_first(world: World) -> None:
    cast = world.cast
    issue, _answer = answered(world)
    answering.verify(issue, solved=False, note="Còn thiếu một", by=cast.head, at=later(3))
    referral.refer(
        issue, to=cast.ubnd, reply_due=date(2026, 4, 1), note="Vượt thẩm quyền", by=cast.focal,
        at=later(4),
    )  # fmt: skip

    said = words_of(visit(cast.officer, at("detail", issue)))

    story = [
        "Sở Đầu Mối chuyển UBND tỉnh Minh Họa",
        "Vượt thẩm quyền",
        "Hạn trả lời: 01/04/2026",
        "Sở Một báo chưa giải quyết",
        "Còn thiếu một",
        "Sở Đầu Mối trả lời: đồng ý, giải quyết",
        "Đã bố trí người",
        "Văn bản: 12/SDM-VP",
        "Sở Một nêu, gửi Sở Đầu Mối",
        "Hạn trả lời: 10/03/2026",
    ]
    places = [said.index(part) for part in story]
    assert places == sorted(places)
    for part in ("Nguyên nhân Biên chế", "Đề nghị Bổ sung", "Xây dựng cơ sở dữ liệu minh họa"):
        assert part in said, part


def test_what_was_taken_back_says_why(world: World) -> None:
    issue = raised(world)
    raising.withdraw(issue, note="Đã tự xử lý", by=world.cast.head, at=later(2))

    said = words_of(visit(world.cast.focal, at("detail", issue)))

    assert "Sở Một rút Đã tự xử lý Người head" in said
    assert "Quá hạn trả lời" not in said


def test_everybody_gets_the_buttons_for_what_they_may_do(world: World) -> None:
    issue = raised(world)

    def doors(actor: Actor) -> set[str]:
        urls = dict(links_of(visit(actor, at("detail", issue))))
        return {
            name for name in ("answer", "refer", "verify", "withdraw") if at(name, issue) in urls
        }

    assert doors(world.cast.officer) == {"withdraw"}
    assert doors(world.cast.focal) == {"answer", "refer"}
    assert doors(world.cast.leader) == set()
    answering.answer(issue, decision="agreed", text="x", by=world.cast.focal, at=later(3))  # type: ignore[arg-type]
    assert doors(world.cast.officer) == {"verify", "withdraw"}
    assert doors(world.cast.focal) == {"refer"}


def test_the_addressee_outside_the_plan_is_told_so(world: World) -> None:
    issue = raised(world)
    referral.refer(
        issue, to=world.cast.la, reply_due=None, note="", by=world.cast.focal, at=later(2)
    )

    page = visit(world.cast.stranger, at("detail", issue))

    assert "một nhiệm vụ mà cơ quan bạn không tham gia" in words_of(page)
    assert "84/KH-UBND" not in page


# What people do


def test_raising_about_a_task_goes_from_its_page_and_back_to_the_issue(world: World) -> None:
    task = reverse("task_detail", args=[world.obligation.task_id])
    address = reverse("obligation_issue", args=[world.obligation.pk])
    assert address in dict(links_of(visit(world.cast.officer, task)))
    assert address not in dict(links_of(visit(world.cast.focal, task)))
    form = words_of(visit(world.cast.officer, address))
    assert "Để trống thì gửi đến Sở Đầu Mối" in form
    assert "Xây dựng cơ sở dữ liệu minh họa" in form

    status, _page = post(
        world.cast.officer, address, kind="difficulty", wording="Thiếu người", reply_due=FAR
    )

    issue = Issue.objects.get()
    assert status == 302
    assert (issue.obligation, issue.addressee) == (world.obligation, world.cast.dau_moi)
    assert issue.reply_due == date(2099, 12, 31)
    said = words_of(visit(world.cast.officer, task))
    assert "Khó khăn, kiến nghị 1 Thiếu người Sở Một nêu" in said
    assert (at("detail", issue), "Thiếu người") in links_of(visit(world.cast.focal, task))


def test_raising_about_a_plan_goes_from_its_page(world: World, named: None) -> None:
    address = reverse("plan_issue", args=[world.plan.pk])
    plan = visit(world.cast.officer, reverse("plan_detail", args=[world.plan.pk]))
    assert {address, f"{LIST}?plan={world.plan.pk}"} <= set(dict(links_of(plan)))

    post(world.cast.officer, address, kind="proposal", wording="Xin gia hạn", addressee="Sở Hai")

    issue = Issue.objects.get()
    assert (issue.kind, issue.plan, issue.obligation) == (IssueKind.PROPOSAL, world.plan, None)
    assert issue.addressee == world.cast.khac


def test_raising_alone_needs_an_agency(world: World, named: None) -> None:
    address = reverse("issue_raise")

    status, page = post(world.cast.officer, address, kind="proposal", wording="Đề nghị riêng")
    assert (status, "Đề nghị riêng</textarea>" in page) == (422, True)
    assert "Cơ quan giải quyết : Cần nhập mục này." in words_of(page)

    status, _page = post(
        world.cast.officer, address, kind="proposal", wording="Riêng", addressee="Sở Hai"
    )
    assert (status, Issue.objects.get().addressee) == (302, world.cast.khac)


@pytest.mark.parametrize(
    "typed, sentence",
    [
        ({"wording": ""}, "Nội dung khó khăn, kiến nghị : Cần nhập mục này."),
        ({"kind": "khác"}, "Loại :"),
        ({"addressee": "Sở Không Có"}, "Chưa rõ “Sở Không Có” là cơ quan nào"),
        ({"addressee": "Sở Một"}, "Hãy chọn cơ quan khác với cơ quan nêu"),
        ({"reply_due": "32/13/2026"}, "Hãy ghi ngày theo dạng 31/12/2026."),
        ({"reply_due": "01/01/2020"}, "Hạn trả lời không được trước hôm nay."),
        ({"wording": "Độ mật: MẬT"}, "mang dấu chỉ độ mật nên không được lưu"),
    ],
)
def test_a_raising_that_is_refused_says_why_and_keeps_what_was_typed(
    world: World, named: None, typed: dict[str, str], sentence: str
) -> None:
    address = reverse("obligation_issue", args=[world.obligation.pk])
    given = {"kind": "difficulty", "wording": "Thiếu người", "cause": "Chưa tuyển", **typed}

    status, page = post(world.cast.officer, address, **given)

    assert status == 422
    assert sentence in words_of(page)
    assert "Chưa tuyển</textarea>" in page
    assert not Issue.objects.exists()


def test_referring_by_name(world: World, named: None) -> None:
    issue = raised(world)

    status, page = post(world.cast.focal, at("refer", issue), to="Sở Không Có", note="Vì sao")
    assert (status, "Vì sao</textarea>" in page) == (422, True)
    status, page = post(world.cast.focal, at("refer", issue), to="Sở Đầu Mối")
    assert (status, "đang ở chính cơ quan đó" in words_of(page)) == (422, True)

    status, _page = post(
        world.cast.focal, at("refer", issue), to="Sở Hai", reply_due=FAR, note="Đúng việc"
    )

    issue.refresh_from_db()
    assert (status, issue.addressee, issue.reply_due) == (
        302,
        world.cast.khac,
        date(2099, 12, 31),
    )


def test_answering_with_a_decision_and_a_document(world: World) -> None:
    issue = raised(world)

    status, page = post(world.cast.focal, at("answer", issue), text="Đã bố trí", symbol="7/A")
    assert (status, "Đã bố trí</textarea>" in page) == (422, True)
    assert not Answer.objects.exists()

    status, _page = post(
        world.cast.focal, at("answer", issue), decision="partly", text="Đã bố trí", symbol="7/A"
    )

    given = Answer.objects.get()
    assert (status, given.decision, given.text, given.symbol) == (
        302,
        "partly",
        "Đã bố trí",
        "7/A",
    )


def test_verifying_shows_the_answer_and_asks_what_is_missing(world: World) -> None:
    issue, given = answered(world)
    said = words_of(visit(world.cast.officer, at("verify", issue)))
    assert "Đồng ý, giải quyết. Đã bố trí người" in said

    status, page = post(world.cast.officer, at("verify", issue), note="x")
    assert status == 422
    status, page = post(world.cast.officer, at("verify", issue), solved="0")
    assert (status, "Hãy ghi điều chưa được giải quyết." in words_of(page)) == (422, True)

    status, _page = post(world.cast.officer, at("verify", issue), solved="1")
    issue.refresh_from_db()
    assert (status, issue.state, given.verification.solved) == (302, IssueState.RESOLVED, True)


def test_not_solved_opens_it_again(world: World) -> None:
    issue, given = answered(world)

    post(world.cast.officer, at("verify", issue), solved="0", note="Còn thiếu")

    issue.refresh_from_db()
    assert (issue.state, given.verification.solved) == (IssueState.OPEN, False)


def test_taking_back_is_asked_on_a_page_of_its_own(world: World) -> None:
    issue = raised(world)
    page = visit(world.cast.officer, at("withdraw", issue))
    assert "không mở lại được" in words_of(page)

    status, _page = post(world.cast.officer, at("withdraw", issue))

    issue.refresh_from_db()
    assert (status, issue.state) == (302, IssueState.WITHDRAWN)


@pytest.mark.parametrize("name", ["answer", "verify", "refer", "withdraw"])
def test_whoever_comes_late_is_told_before_typing(world: World, name: str) -> None:
    issue, _answer = answered(world)
    actor = world.cast.officer if name in ("verify", "withdraw") else world.cast.focal
    if name != "answer":
        answering.verify(issue, solved=True, note="", by=world.cast.head, at=later(5))

    answer = client_of(actor).get(at(name, issue))

    assert answer.status_code == 409
    assert "Người khác vừa xử lý khó khăn, kiến nghị này" in answer.content.decode()


def test_a_difficulty_can_be_told_together_with_progress(world: World) -> None:
    assignment.accept(world.obligation, by=world.cast.head, at=later())
    address = reverse("obligation_tell", args=[world.obligation.pk])
    typed = {"on": "02/03/2026", "percent": "30", "did": "Đã họp", "difficulty": "Thiếu người"}

    status, page = post(world.cast.officer, address, done="on", **typed)
    assert (status, "hãy nêu riêng tại trang của nhiệm vụ" in words_of(page)) == (422, True)
    assert not Issue.objects.exists()

    status, _page = post(world.cast.officer, address, **typed)
    issue = Issue.objects.get()
    assert (status, issue.wording, issue.kind) == (302, "Thiếu người", IssueKind.DIFFICULTY)
    assert (issue.obligation, issue.addressee) == (world.obligation, world.cast.dau_moi)
    assert world.obligation.progress.get().did == "Đã họp"


def test_a_correction_of_progress_asks_for_no_difficulty(world: World) -> None:
    assignment.accept(world.obligation, by=world.cast.head, at=later())
    told = progress.note(world.obligation, Told(ON, 40, "x"), by=world.cast.officer, at=later(2))
    address = reverse("obligation_tell", args=[world.obligation.pk])

    assert 'name="difficulty"' in visit(world.cast.officer, address)
    assert 'name="difficulty"' not in visit(world.cast.officer, f"{address}?corrects={told.pk}")


# The desk


def test_the_desk_names_the_replies_owed_and_the_answers_to_verify(world: World) -> None:
    for n in range(6):
        raised(world, f"Khó khăn {n}")
    issue, _answer = answered(world)

    focal, officer = visit(world.cast.focal, "/"), visit(world.cast.officer, "/")

    assert "Việc chờ trả lời 6 Khó khăn 0 Sở Một nêu" in words_of(focal)
    assert "Khó khăn 5" not in words_of(focal)
    assert (f"{LIST}?state=open&addressee={world.cast.dau_moi.pk}", "Xem cả 6") in links_of(focal)
    assert f"Chờ bạn xác nhận đã giải quyết 1 {WORDING} Sở Đầu Mối đã trả lời" in words_of(officer)
    assert at("detail", issue) in dict(links_of(officer))


def test_a_desk_without_any_says_nothing_of_them(world: World) -> None:
    assert "Việc chờ trả lời" not in visit(world.cast.focal, "/")


def test_the_leader_of_the_addressee_has_them_on_the_desk(world: World) -> None:
    draft = IssueDraft(IssueKind.PROPOSAL, "Xin chủ trương", addressee=world.cast.ubnd)
    raising.raise_issue(draft, by=world.cast.officer, at=later())

    assert "Việc chờ trả lời 1 Xin chủ trương" in words_of(visit(world.cast.leader, "/"))


@pytest.mark.parametrize(
    "form, name",
    [
        (AnswerForm, "text"),
        (VerifyForm, "note"),
        (WithdrawForm, "note"),
        (partial(ReferForm, on=ON, issuer=None), "note"),
        (partial(RaiseForm, on=ON, issuer=None, goes_to=None), "wording"),
        (partial(RaiseForm, on=ON, issuer=None, goes_to=None), "cause"),
        (partial(RaiseForm, on=ON, issuer=None, goes_to=None), "asked"),
    ],
)
def test_a_text_longer_than_anybody_reads_is_refused(
    world: World, form: Callable[..., forms.Form], name: str
) -> None:
    assert name not in form({name: "x" * LONGEST_WORD}).errors
    assert "5000" in str(form({name: "x" * (LONGEST_WORD + 1)}).errors[name])
