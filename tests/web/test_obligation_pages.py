"""Forms on one obligation: its facts beside, refusals that keep what was typed, one act each."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dieuphoi.plans import assignment, confirmation, progress
from dieuphoi.plans.models import Obligation, ObligationState
from dieuphoi.plans.progress import Told
from tests.cast import ON, RESULT, Cast, World, assign, draft, later, make_plan
from tests.web.visitor import client_of, links_of, visit, words_of

pytestmark = pytest.mark.django_db


def accepted(world: World) -> Obligation:
    assignment.accept(world.obligation, by=world.cast.head, at=later())
    return world.obligation


def awaiting(world: World) -> Obligation:
    progress.submit(accepted(world), Told(ON, 100, RESULT), by=world.cast.officer, at=later(2))
    return world.obligation


def address_of(verb: str, obligation: Obligation) -> str:
    return reverse(f"obligation_{verb}", args=[obligation.pk])


def test_a_form_stands_beside_the_facts_of_its_obligation(world: World) -> None:
    said = words_of(visit(world.cast.head, address_of("accept", world.obligation)))

    for fact in ("Xây dựng cơ sở dữ liệu minh họa", "31/03/2026", "Sở Một", "Chưa báo tiến độ"):
        assert fact in said, fact


def test_progress_that_is_refused_keeps_what_was_typed(world: World) -> None:
    address = address_of("tell", accepted(world))
    typed = {"on": "02/03/2026", "percent": "500", "did": "Đã họp ba phiên", "next": "Lấy ý kiến"}

    answer = client_of(world.cast.officer).post(address, typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Đã họp ba phiên</textarea>" in page
    assert "Lấy ý kiến</textarea>" in page
    assert "Hãy sửa các chỗ sau" in words_of(page)
    assert not world.obligation.progress.exists()


def test_a_result_without_what_was_done_is_refused_by_the_domain(world: World) -> None:
    address = address_of("tell", accepted(world))
    typed = {"on": "02/03/2026", "percent": "100", "next": "Không", "done": "on"}

    answer = client_of(world.cast.officer).post(address, typed)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Không</textarea>" in page
    assert ("#id_did", "Đã làm được") in links_of(page)
    shown = page[page.index('id="id_did_error"') :]
    assert "Hãy ghi kết quả đã đạt được" in shown[: shown.index("</ul>")]
    assert 'aria-describedby="id_did_error"' in page


def test_a_source_of_a_day_to_come_is_told_at_its_own_field(world: World) -> None:
    typed = {"on": "02/03/2026", "percent": "20", "did": "Đã rà soát", "source_kind": "letter"}
    typed |= {"source": "công văn số 12/UBND-VP", "source_on": "01/01/2090"}

    answer = client_of(world.cast.focal).post(address_of("on_behalf", world.ward), typed)

    assert list(answer.context["form"].errors) == ["source_on"]


def test_a_file_field_says_how_large_a_file_may_be(world: World) -> None:
    page = visit(world.cast.officer, address_of("tell", accepted(world)))

    assert "mỗi tệp tối đa 25 MB" in words_of(page)
    assert f'data-max-bytes="{25 * 1024 * 1024}"' in page
    assert 'enctype="multipart/form-data"' in page
    assert f'data-draft="tell:{world.obligation.pk}"' in page


def test_a_correction_names_what_it_rights(world: World) -> None:
    first = progress.note(accepted(world), Told(ON, 40, "x"), by=world.cast.officer, at=later(2))
    address = f"{address_of('tell', world.obligation)}?corrects={first.pk}"
    assert "Sửa cho lần báo 40% đến ngày 02/03/2026" in words_of(visit(world.cast.officer, address))

    typed = {"on": "02/03/2026", "percent": "30", "did": "Ba mươi"}
    client_of(world.cast.officer).post(address, typed)

    assert world.obligation.progress.latest("pk").corrects == first


def test_declining_to_nobody_known_keeps_the_reason(world: World) -> None:
    typed = {"reason": "Không thuộc thẩm quyền", "proposed": "Sở Không Có"}

    answer = client_of(world.cast.head).post(address_of("decline", world.obligation), typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Không thuộc thẩm quyền</textarea>" in page
    assert 'value="Sở Không Có"' in page
    assert '<option value="Sở Hai">' in page


def test_reassigning_shows_why_it_was_declined_and_fills_in_who_was_proposed(world: World) -> None:
    cast = world.cast
    assignment.decline(
        world.others, reason="Việc của Sở Một", proposed=cast.so, by=cast.other_head, at=later()
    )

    page = visit(cast.focal, address_of("reassign", world.others))

    assert "Việc của Sở Một" in words_of(page)
    assert 'value="Sở Một"' in page


def test_confirming_shows_what_was_submitted_before_the_button(world: World) -> None:
    page = visit(world.cast.focal, address_of("confirm", awaiting(world)))

    said = words_of(page)
    assert said.index(RESULT) < said.index("Sau khi xác nhận")
    assert "Không có tệp minh chứng kèm theo" in said
    assert address_of("send_back", world.obligation) in dict(links_of(page))


def test_the_second_of_two_who_confirm_is_told(world: World) -> None:
    confirmation.confirm(awaiting(world), by=world.cast.focal, at=later(3))

    answer = client_of(world.cast.focal).post(address_of("confirm", world.obligation))

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Nhiệm vụ này đã được xử lý" in words_of(page)
    assert (f"/tasks/{world.obligation.task_id}/", "Xem nhiệm vụ") in links_of(page)


def test_what_was_done_before_a_reload_leads_to_the_task(world: World) -> None:
    address = address_of("accept", accepted(world))

    answer = client_of(world.cast.head).get(
        address, headers={"referer": f"http://testserver{address}"}
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert [url for url, _words in links_of(page)] == [f"/tasks/{world.obligation.task_id}/", "/"]


def part_due_on(cast: Cast, due_on: date) -> Obligation:
    """A cooperating part of `so`, not accepted yet."""
    task = draft("1", "Việc chung", cast.khac, cooperating=(cast.so,), due_on=due_on)
    assign(make_plan(cast.dau_moi, cast.ubnd, [task]))
    return Obligation.objects.get(holder=cast.so)


def test_accepting_names_the_role_and_says_how_long_the_day_has_passed(cast: Cast) -> None:
    part = part_due_on(cast, timezone.localdate() - timedelta(days=9))

    said = words_of(visit(cast.head, address_of("accept", part)))

    assert "với vai trò Phối hợp" in said
    assert f"Thời hạn {part.due_on:%d/%m/%Y} đã qua 9 ngày" in said


def test_accepting_on_the_last_day_does_not_speak_of_a_day_that_passed(cast: Cast) -> None:
    part = part_due_on(cast, timezone.localdate())

    assert "đã qua" not in words_of(visit(cast.head, address_of("accept", part)))


def test_sending_back_without_a_reason_is_refused(world: World) -> None:
    answer = client_of(world.cast.focal).post(
        address_of("send_back", awaiting(world)), {"reason": "  "}
    )

    world.obligation.refresh_from_db()
    assert answer.status_code == 422
    assert world.obligation.state == ObligationState.AWAITING_CONFIRMATION


def test_telling_on_behalf_without_a_source_keeps_what_was_typed(world: World) -> None:
    typed = {"on": "02/03/2026", "percent": "20", "did": "Xã đã rà soát", "source_kind": "letter"}

    answer = client_of(world.cast.focal).post(address_of("on_behalf", world.ward), typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Xã đã rà soát</textarea>" in page
    assert "chưa có tài khoản" in words_of(page)
    assert not world.ward.progress.exists()
