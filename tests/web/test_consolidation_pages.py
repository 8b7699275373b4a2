"""The pages of the consolidated report: made, read beside its sources, edited, frozen, compared."""

import html
import re
from datetime import timedelta
from io import BytesIO
from urllib.parse import unquote

import docx
import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dieuphoi.issues.models import IssueKind
from dieuphoi.issues.raising import IssueDraft, raise_issue
from dieuphoi.reporting import drafting, editing, reviewing
from dieuphoi.reporting.consolidation import consolidate, freeze
from dieuphoi.reporting.models import Consolidation, ConsolidationState, Cycle, Paragraph
from tests.cast import World
from tests.reporting.paper import DUE, accepted, make_cycle, on, report_of, sent, work
from tests.web.visitor import client_of, download, links_of, rows_behind, visit, words_of

pytestmark = pytest.mark.django_db
NEXT = on(DUE + timedelta(days=1))
LATE = on(DUE + timedelta(days=2))


@pytest.fixture
def cycle(world: World) -> Cycle:
    return make_cycle(world)


def first(world: World, cycle: Cycle) -> Consolidation:
    """The first department reported, with a difficulty; the second and the ward have not."""
    cast = world.cast
    work(world.obligation, cast.head, 60, "Đã khảo sát")
    draft = IssueDraft(IssueKind.DIFFICULTY, "Chưa có mặt bằng", obligation=world.obligation)
    raise_issue(draft, by=cast.officer, at=on(DUE, 7))
    accepted(report_of(cycle, cast.so), cast.head, cast.focal, causes="Thiếu vốn.")
    return consolidate(cycle, by=cast.focal, at=NEXT)


def second(world: World, cycle: Cycle) -> None:
    """The second department's report comes late and is accepted."""
    cast = world.cast
    accepted(report_of(cycle, cast.khac), cast.other_head, cast.focal, LATE, causes="Thiếu người.")


def address(cycle: Cycle, words: str = "") -> str:
    return reverse("consolidation", args=[cycle.pk]) + words


def of(paragraph: Paragraph) -> str:
    return reverse("paragraph", args=[paragraph.pk])


def causes_of(made: Consolidation) -> Paragraph:
    return made.paragraphs.get(part="causes", kind="body")


def counts_of(made: Consolidation) -> Paragraph:
    return made.paragraphs.get(key="results/all")


def posted(paragraph: Paragraph, **words: object) -> dict[str, object]:
    """What the form of the paragraph's words sends."""
    return {
        "act": "text",
        "seen": paragraph.version,
        "consolidation": paragraph.consolidation_id,
        "key": paragraph.key,
        **words,
    }


def test_who_is_missing_stands_there_before_anything_is_made(world: World, cycle: Cycle) -> None:
    accepted(report_of(cycle, world.cast.so), world.cast.head, world.cast.focal, causes="x")

    said = words_of(visit(world.cast.focal, address(cycle)))

    assert "Đã chấp nhận báo cáo của 1/3 cơ quan" in said
    assert re.search(r"UBND phường Ba .*Chưa gửi báo cáo", said)
    assert "Lập bản tổng hợp" in said


@pytest.mark.parametrize(
    "role, offered", [("focal", True), ("leader", True), ("auditor", True), ("officer", False)]
)
def test_the_page_of_the_cycle_leads_to_it(
    world: World, cycle: Cycle, role: str, offered: bool
) -> None:
    page = visit(getattr(world.cast, role), reverse("cycle_detail", args=[cycle.pk]))
    assert (address(cycle) in dict(links_of(page))) == offered


def test_the_officer_makes_it_and_whoever_only_reads_does_not(world: World, cycle: Cycle) -> None:
    accepted(report_of(cycle, world.cast.so), world.cast.head, world.cast.focal, causes="x")

    assert client_of(world.cast.leader).post(address(cycle)).status_code == 403
    assert client_of(world.cast.officer).post(address(cycle)).status_code == 404
    assert not Consolidation.objects.exists()
    answer = client_of(world.cast.focal).post(address(cycle), follow=True)

    assert Consolidation.objects.get().n == 1
    assert "Đã lập bản tổng hợp" in answer.content.decode()


def test_nothing_accepted_is_said_in_one_sentence(world: World, cycle: Cycle) -> None:
    answer = client_of(world.cast.focal).post(address(cycle))

    assert answer.status_code == 422
    assert "Chưa có báo cáo nào được chấp nhận" in words_of(answer.content.decode())


def test_the_agencys_words_stand_beside_the_draft(world: World, cycle: Cycle) -> None:
    first(world, cycle)

    said = words_of(visit(world.cast.focal, address(cycle, "?part=causes")))

    agencies, draft = said.split("Bản 1, dự thảo")[-2:]
    assert "Thiếu vốn." in agencies
    assert "Sở Một: Thiếu vốn." in draft


def test_the_results_are_read_by_the_headings_of_the_plan(world: World, cycle: Cycle) -> None:
    first(world, cycle)
    page = visit(world.cast.focal, address(cycle, "?part=results"))
    section = next(url for url, words in links_of(page) if words == "Nhóm minh họa")

    said = words_of(visit(world.cast.focal, address(cycle, section)))

    assert "Số liệu chốt đến hết ngày" in words_of(page)
    assert "Xây dựng cơ sở dữ liệu minh họa (Sở Một chủ trì): Đã khảo sát" in said
    assert "Sở Một 1 nhiệm vụ" in said


def test_every_number_is_a_link_to_as_many_rows(world: World, cycle: Cycle) -> None:
    made = first(world, cycle)
    counted = reverse("consolidation_counted", args=[made.pk])
    pages = [visit(world.cast.focal, address(cycle, "?part=results"))]
    pages += [
        visit(world.cast.focal, address(cycle, url))
        for url, _words in links_of(pages[0])
        if "section=" in url
    ]
    links = {(url, words) for page in pages for url, words in links_of(page) if counted in url}

    assert len(links) > 12
    for url, words in links:
        assert rows_behind(world.cast.focal, url) == int(words), url


def test_a_row_behind_a_number_leads_to_its_report_and_its_task(world: World, cycle: Cycle) -> None:
    made = first(world, cycle)
    page = visit(
        world.cast.focal, reverse("consolidation_counted", args=[made.pk]), **{"class": "in_time"}
    )

    urls = dict(links_of(page))
    report = report_of(cycle, world.cast.so)
    assert urls[reverse("report_version", args=[report.pk, 1])] == "Sở Một"
    assert reverse("task_detail", args=[world.obligation.task_id]) in urls


@pytest.mark.parametrize("words", ["", "?class=nothing", "?reports=nothing"])
def test_a_list_that_nobody_asks_for_is_not_there(world: World, cycle: Cycle, words: str) -> None:
    made = first(world, cycle)
    url = reverse("consolidation_counted", args=[made.pk]) + words
    assert client_of(world.cast.focal).get(url).status_code == 404


def test_a_paragraph_leads_to_the_version_it_comes_from(world: World, cycle: Cycle) -> None:
    made = first(world, cycle)

    page = visit(world.cast.leader, of(causes_of(made)))

    report = report_of(cycle, world.cast.so)
    assert (reverse("report_version", args=[report.pk, 1]), "Sở Một, báo cáo bản 1") in links_of(
        page
    )
    assert "Ghi lời văn" not in words_of(page)


def test_a_row_of_a_table_leads_to_the_issue_and_the_report(world: World, cycle: Cycle) -> None:
    made = first(world, cycle)
    row = made.paragraphs.get(part="table_difficulties")

    table = visit(world.cast.focal, address(cycle, "?part=table_difficulties"))
    urls = [url for url, _words in links_of(visit(world.cast.focal, of(row)))]

    assert of(row) in [url for url, _words in links_of(table)]
    raised = row.sources.get().raised
    assert raised
    assert reverse("issue_detail", args=[raised.issue_id]) in urls
    assert reverse("report_version", args=[raised.version.report_id, 1]) in urls


def test_edited_words_stand_beside_the_generated_ones(world: World, cycle: Cycle) -> None:
    made = first(world, cycle)
    causes = causes_of(made)

    answer = client_of(world.cast.focal).post(
        of(causes), posted(causes, text="Sở Một: Thiếu vốn đối ứng.")
    )

    assert answer.status_code == 302
    assert answer.headers["Location"] == address(cycle, f"?n=1&part=causes#p-{causes.pk}")
    page = visit(world.cast.focal, address(cycle, "?part=causes"))
    assert "<ins>vốn đối ứng.</ins>" in page
    assert "<del>vốn.</del>" in page
    assert "đã sửa" in words_of(page)


def test_the_cell_of_a_row_is_edited_like_a_paragraph(world: World, cycle: Cycle) -> None:
    made = first(world, cycle)
    row = made.paragraphs.get(part="table_difficulties")

    client_of(world.cast.focal).post(of(row), posted(row, text="Thiếu mặt bằng sạch"))

    said = words_of(visit(world.cast.focal, address(cycle, "?part=table_difficulties")))
    assert "Thiếu mặt bằng sạch" in said


def test_two_people_in_one_paragraph_the_second_keeps_his_words(world: World, cycle: Cycle) -> None:
    causes = causes_of(first(world, cycle))
    editing.edit_paragraph(causes, "Lời người kia", seen=1, by=world.cast.focal, at=NEXT)
    mine = posted(causes, seen=1, text="Lời của tôi")

    answer = client_of(world.cast.focal).post(of(causes), mine)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert ">\nLời của tôi</textarea>" in page
    assert "Lời người kia" in words_of(page)
    assert client_of(world.cast.focal).post(of(causes), {**mine, "seen": 2}).status_code == 302
    causes.refresh_from_db()
    assert causes.edited == "Lời của tôi"


def test_a_draft_made_anew_meanwhile_keeps_the_typed_words(world: World, cycle: Cycle) -> None:
    causes = causes_of(first(world, cycle))
    again = consolidate(cycle, by=world.cast.focal, at=LATE)

    answer = client_of(world.cast.focal).post(of(causes), posted(causes, text="Lời của tôi"))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "vừa được lập lại" in words_of(page)
    assert ">\nLời của tôi</textarea>" in page
    assert f'action="{of(causes_of(again))}"' in page


def test_words_whose_paragraph_is_no_more_are_given_back_to_copy(
    world: World, cycle: Cycle
) -> None:
    causes = causes_of(first(world, cycle))
    sent_again(world, cycle)
    consolidate(cycle, by=world.cast.focal, at=LATE)

    answer = client_of(world.cast.focal).post(of(causes), posted(causes, text="Lời của tôi"))

    assert answer.status_code == 409
    assert "Lời của tôi" in words_of(answer.content.decode())
    stranger = client_of(world.cast.stranger_focal)
    assert stranger.post(of(causes), posted(causes, text="x")).status_code == 404


def sent_again(world: World, cycle: Cycle) -> None:
    """The first department's report comes back and is sent without its causes."""
    cast = world.cast
    reviewing.return_report(
        report_of(cycle, cast.so).versions.get(), "Bổ sung", by=cast.focal, at=NEXT
    )
    report = report_of(cycle, cast.so)
    drafting.save_part(report, "causes", "", seen=1, by=cast.head, at=LATE)
    accepted(report_of(cycle, cast.so), cast.head, cast.focal, LATE)


def test_a_number_left_out_of_the_words_is_refused(world: World, cycle: Cycle) -> None:
    counts = counts_of(first(world, cycle))

    answer = client_of(world.cast.focal).post(of(counts), posted(counts, text="Không có số"))

    assert answer.status_code == 422
    assert "Hãy giữ các ô số {dated}" in words_of(answer.content.decode())
    assert ">\nKhông có số</textarea>" in answer.content.decode()


def test_a_number_set_by_hand_shows_the_counted_one_and_why(world: World, cycle: Cycle) -> None:
    counts = counts_of(first(world, cycle))
    focal = client_of(world.cast.focal)
    number = {"act": "number", "slot": "dated", "seen": 1, "value": "22"}

    refused = focal.post(of(counts), {**number, "reason": ""})
    focal.post(of(counts), {**number, "reason": "Theo công văn minh họa"})

    assert refused.status_code == 422
    said = words_of(visit(world.cast.focal, address(cycle, "?part=results")))
    assert "Trong 22 (sửa tay, đếm được 2; lý do: Theo công văn minh họa)" in said
    focal.post(of(counts), {"act": "count", "slot": "dated", "seen": 2})
    counts.refresh_from_db()
    assert "set" not in counts.slots["dated"]


def test_generated_words_come_back(world: World, cycle: Cycle) -> None:
    causes = causes_of(first(world, cycle))
    editing.edit_paragraph(causes, "Lời của tôi", seen=1, by=world.cast.focal, at=NEXT)

    client_of(world.cast.focal).post(of(causes), posted(causes, act="back", text="Lời của tôi"))

    causes.refresh_from_db()
    assert causes.edited is None


def test_whoever_only_reads_changes_nothing(world: World, cycle: Cycle) -> None:
    causes = causes_of(first(world, cycle))
    for actor in (world.cast.leader, world.cast.auditor, world.cast.administrator):
        answer = client_of(actor).post(of(causes), posted(causes, text="x"))
        assert answer.status_code == 403
    for actor in (world.cast.officer, world.cast.head, world.cast.stranger_focal):
        assert client_of(actor).get(of(causes)).status_code == 404
    causes.refresh_from_db()
    assert causes.edited is None


@pytest.mark.parametrize("act", ["text", "back", "number"])
def test_a_wrong_form_of_a_reader_is_not_answered_with_the_form(
    world: World, cycle: Cycle, act: str
) -> None:
    paragraph = counts_of(first(world, cycle))

    answer = client_of(world.cast.leader).post(of(paragraph), {"act": act, "slot": "done"})

    assert answer.status_code == 403


@pytest.mark.parametrize("key", ["a\x00b", ""])
@pytest.mark.parametrize("number", ["1", "0", str(2**63), "x"])
def test_a_paragraph_that_never_was_is_not_found(
    world: World, cycle: Cycle, key: str, number: str
) -> None:
    first(world, cycle)
    words = {"text": "Chữ", "key": key, "consolidation": number}

    answer = client_of(world.cast.focal).post("/paragraphs/999999999/", words)

    assert answer.status_code == 404


def test_the_draft_says_what_was_accepted_since_and_takes_it_in(world: World, cycle: Cycle) -> None:
    first(world, cycle)
    second(world, cycle)

    before = words_of(visit(world.cast.focal, address(cycle)))
    client_of(world.cast.focal).post(address(cycle))
    after = words_of(visit(world.cast.focal, address(cycle)))

    assert "Dự thảo chưa có bản mới nhất của: Sở Hai." in before
    assert "Dự thảo chưa có" not in after
    assert re.search(r"Sở Hai Gửi sau hạn", after)


def test_doubts_stand_over_the_parts(world: World, cycle: Cycle) -> None:
    cast = world.cast
    work(world.obligation, cast.head, 100, "Đã ban hành")
    accepted(
        report_of(cycle, cast.so), cast.head, cast.focal, leadership="Đã hoàn thành 22 nhiệm vụ."
    )
    consolidate(cycle, by=cast.focal, at=NEXT)

    said = words_of(visit(cast.focal, address(cycle)))

    assert "Văn bản ghi “hoàn thành 22 nhiệm vụ”" in said
    assert "Nhiệm vụ 1 báo đủ 100%" in said


def test_an_edit_that_lost_its_paragraph_is_shown_and_can_be_dropped(
    world: World, cycle: Cycle
) -> None:
    made = first(world, cycle)
    editing.edit_paragraph(causes_of(made), "Chữ của tôi", seen=1, by=world.cast.focal, at=NEXT)
    sent_again(world, cycle)
    consolidate(cycle, by=world.cast.focal, at=LATE)
    url = reverse("consolidation_left_out", args=[made.pk])
    kept = made.paragraphs.get(part="kept")

    assert "Chữ của tôi" in words_of(visit(world.cast.focal, url))
    refused = client_of(world.cast.leader).post(url, {"paragraph": kept.pk, "seen": 1})
    assert refused.status_code == 403
    client_of(world.cast.focal).post(url, {"paragraph": kept.pk, "seen": 1})
    assert "Chữ của tôi" not in words_of(visit(world.cast.focal, url))


def test_an_edit_that_lost_its_paragraph_is_told_on_the_first_page(
    world: World, cycle: Cycle
) -> None:
    made = first(world, cycle)
    assert "Có đoạn bạn sửa chưa vào bản này" not in words_of(
        visit(world.cast.focal, address(cycle))
    )
    editing.edit_paragraph(causes_of(made), "Chữ của tôi", seen=1, by=world.cast.focal, at=NEXT)
    sent_again(world, cycle)
    consolidate(cycle, by=world.cast.focal, at=LATE)

    page = visit(world.cast.focal, address(cycle))

    assert "Có đoạn bạn sửa chưa vào bản này Khi lập lại, 1 đoạn đã sửa" in words_of(page)
    kept = reverse("consolidation_left_out", args=[made.pk]) + "#kept"
    assert (kept, "Xem và chép lại") in links_of(page)


def test_the_group_of_tasks_that_is_shown_is_marked(world: World, cycle: Cycle) -> None:
    first(world, cycle)
    marked = re.compile(r'section=([^"]+)" aria-current="true"')

    page = visit(world.cast.focal, address(cycle, "?part=results"))

    assert marked.findall(page) == ["situation"]
    other = re.findall(r'section=([^"]+)"', page)[1]
    asked = visit(world.cast.focal, address(cycle, f"?part=results&section={other}"))
    assert marked.findall(asked) == [other]


def test_an_agency_that_sent_nothing_is_named_without_a_link_that_is_refused(
    world: World, cycle: Cycle
) -> None:
    first(world, cycle)
    page = visit(world.cast.focal, address(cycle))
    missing = report_of(cycle, world.cast.khac)

    assert "Sở Hai" in words_of(page)
    assert reverse("report_detail", args=[missing.pk]) not in dict(links_of(page))
    sent(missing, world.cast.other_head, LATE, causes="Thiếu người.")
    page = visit(world.cast.focal, address(cycle))
    assert reverse("report_detail", args=[missing.pk]) in dict(links_of(page))


def test_the_marks_in_the_words_are_named_beside_the_numbers(world: World, cycle: Cycle) -> None:
    made = first(world, cycle)
    counts = made.paragraphs.get(key="situation/counts")

    said = words_of(visit(world.cast.focal, of(counts)))

    assert "{taken} Báo cáo được tổng hợp: đếm được 1" in said
    assert all("{" + name + "}" in counts.generated for name in counts.slots)


def test_freezing_says_what_is_missing_and_then_nothing_is_edited(
    world: World, cycle: Cycle
) -> None:
    made = first(world, cycle)
    second(world, cycle)
    url = reverse("consolidation_freeze", args=[made.pk])
    page = visit(world.cast.focal, url)

    assert "Dự thảo chưa có bản mới nhất của: Sở Hai" in words_of(page)
    assert "Thiếu 2 cơ quan: Sở Hai; UBND phường Ba" in words_of(page)
    seen = {"seen": seen_in(page)}
    assert client_of(world.cast.focal).post(url, seen).status_code == 422
    answer = client_of(world.cast.focal).post(url, {**seen, "although_outdated": "on"})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.state == ConsolidationState.FROZEN
    assert "Sửa" not in words_of(visit(world.cast.focal, address(cycle, "?part=causes")))
    assert client_of(world.cast.focal).get(url).status_code == 409


def seen_in(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found
    return html.unescape(found[1])


def test_a_draft_made_anew_since_the_page_was_read_is_not_frozen(
    world: World, cycle: Cycle
) -> None:
    made = first(world, cycle)
    url = reverse("consolidation_freeze", args=[made.pk])
    seen = seen_in(visit(world.cast.focal, url))
    second(world, cycle)
    consolidate(cycle, by=world.cast.focal, at=LATE)

    answer = client_of(world.cast.focal).post(url, {"seen": seen})

    assert answer.status_code == 409
    made.refresh_from_db()
    assert made.state == ConsolidationState.DRAFT


def test_version_two_lists_what_it_says_otherwise(world: World, cycle: Cycle) -> None:
    made = first(world, cycle)
    freeze(made, by=world.cast.focal, at=NEXT)
    second(world, cycle)
    two = consolidate(cycle, by=world.cast.focal, at=LATE)

    page = visit(world.cast.leader, reverse("consolidation_changes", args=[two.pk]))

    assert "Báo cáo mới vào: Sở Hai." in words_of(page)
    assert "<ins>Sở Hai: Thiếu người.</ins>" in page
    one = visit(world.cast.leader, address(cycle, "?n=1&part=causes"))
    assert "Thiếu người" not in words_of(one)
    assert "Đây là bản đầu tiên" in words_of(
        visit(world.cast.leader, reverse("consolidation_changes", args=[made.pk]))
    )


@pytest.mark.parametrize("route", ["consolidation_word", "consolidation_excel"])
def test_the_draft_and_each_version_are_files_named_after_the_cycle(
    world: World, route: str
) -> None:
    made = first(world, make_cycle(world, title='Báo cáo quý I/2026: "minh họa"'))
    url = reverse(route, args=[made.pk])

    draft = unquote(client_of(world.cast.leader).get(url).headers["Content-Disposition"])
    freeze(made, by=world.cast.focal, at=NEXT)
    frozen = unquote(client_of(world.cast.leader).get(url).headers["Content-Disposition"])

    assert "Báo cáo quý I 2026 minh họa (dự thảo)." in draft
    assert "Báo cáo quý I 2026 minh họa (bản 1)." in frozen


def test_the_file_says_what_the_officer_edited_and_who_signs(world: World, cycle: Cycle) -> None:
    made = first(world, cycle)
    editing.edit_paragraph(causes_of(made), "Lời của tôi.", seen=1, by=world.cast.focal, at=NEXT)

    content = download(
        world.cast.focal, reverse("consolidation_word", args=[made.pk]), {"signing": "deputy"}
    )

    document = docx.Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    said = "\n".join([*(p.text for p in document.paragraphs), *cells])
    assert "Lời của tôi." in said
    assert "Thiếu vốn." not in said
    assert "KT. " in said


def test_a_page_of_a_part_takes_few_queries(world: World, cycle: Cycle) -> None:
    first(world, cycle)
    focal = client_of(world.cast.focal)
    whole = visit(world.cast.focal, address(cycle))
    pages = [url for url, _words in links_of(whole) if "&part=" in url]
    section = next(
        url
        for url, words in links_of(visit(world.cast.focal, address(cycle, "?part=results")))
        if words == "Nhóm minh họa"
    )

    assert len(pages) == 10
    for page in [*pages, address(cycle, section)]:
        with CaptureQueriesContext(connection) as captured:
            assert focal.get(page).status_code == 200
        assert len(captured) <= 15, page


def test_many_tasks_are_read_page_by_page(world: World, cycle: Cycle) -> None:
    made = first(world, cycle)
    told = made.paragraphs.get(key=f"results/task/{world.obligation.task_id}")
    many = [
        Paragraph(
            consolidation=made,
            part="results",
            kind="body",
            key=f"results/task/x{n}",
            position=told.position + n,
            generated=f"Nhiệm vụ thứ {n}",
        )
        for n in range(1, 30)
    ]
    made.paragraphs.filter(position__gt=told.position).update(position=F("position") + 29)
    Paragraph.objects.bulk_create(many)
    last = made.paragraphs.get(key="results/task/x29")

    links = links_of(visit(world.cast.focal, of(last)))
    back = next(url for url, words in links if words == "Quay lại bản tổng hợp")

    assert "&page=3" in back
    page = visit(world.cast.focal, back.partition("#")[0])
    assert f'id="p-{last.pk}"' in page
    assert "Nhiệm vụ thứ 1 " not in words_of(page) + " "


def test_words_longer_than_a_part_may_be_are_refused(world: World, cycle: Cycle) -> None:
    causes = causes_of(first(world, cycle))

    answer = client_of(world.cast.focal).post(of(causes), posted(causes, text="x" * 60_001))

    assert answer.status_code == 422
    assert "dài quá 60.000 ký tự" in words_of(answer.content.decode())
