"""Every route × every role: shown, refused, hidden. A route that the table does not list fails."""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from dieuphoi.activity.models import Activity
from dieuphoi.documents.models import Attachment, Reading, StoredFile
from dieuphoi.documents.storage import path_of
from dieuphoi.organizations.onboarding import applying
from dieuphoi.organizations.onboarding.filled import Filled
from dieuphoi.plans import assignment, progress
from dieuphoi.plans.models import CarriedProgress, Evidence, Obligation, Tracker
from dieuphoi.plans.progress import Told
from dieuphoi.reporting import reviewing
from dieuphoi.reporting.consolidation import consolidate
from dieuphoi.reporting.models import Consolidation
from tests.cast import ON, RESULT, World, later
from tests.issues import cast as issue_cast
from tests.plans import workbooks
from tests.reporting import paper

pytestmark = pytest.mark.django_db

ROLES = ("nobody", "officer", "head", "focal", "leader", "auditor", "administrator", "stranger")
Answer = tuple[int, int, int, int, int, int, int, int]

EVERYBODY: Answer = (302, 200, 200, 200, 200, 200, 200, 200)
INVOLVED: Answer = (302, 200, 200, 200, 200, 200, 200, 404)
FOCAL_OF_PLAN: Answer = (302, 403, 403, 200, 403, 403, 403, 404)
FOCAL_OF_OTHERS: Answer = (302, 404, 404, 200, 403, 403, 403, 404)
HEAD_OF_HOLDER: Answer = (302, 403, 200, 403, 403, 403, 403, 404)
HOLDER: Answer = (302, 200, 200, 403, 403, 403, 403, 404)
REGISTRAR: Answer = (302, 403, 403, 200, 403, 403, 403, 403)
REVIEWER: Answer = (302, 404, 404, 200, 404, 403, 403, 404)
REVIEW_READER: Answer = (302, 404, 404, 200, 404, 200, 200, 404)
RAISER: Answer = (302, 200, 200, 200, 403, 403, 403, 200)
RAISER_IN_PLAN: Answer = (302, 200, 200, 200, 403, 403, 403, 404)
GATHERER: Answer = (302, 404, 404, 200, 200, 200, 200, 404)
CONSOLIDATOR: Answer = (302, 404, 404, 200, 403, 403, 403, 404)
ADMINISTRATOR: Answer = (302, 403, 403, 403, 403, 403, 200, 403)
SIGN_IN_PAGE: Answer = (200, 302, 302, 302, 302, 302, 302, 302)
SIGN_OUT_PAGE: Answer = (302, 200, 200, 200, 200, 200, 200, 200)
ONLY_WITH_CODE: Answer = (302, 302, 302, 302, 302, 302, 302, 302)
ONLY_POST: Answer = (302, 405, 405, 405, 405, 405, 405, 405)

# route: who gets what on GET, in the order of ROLES
EXPECTED: dict[str, Answer] = {
    "desk": EVERYBODY,
    "act_as": ONLY_POST,
    "plan_list": EVERYBODY,
    "plan_detail": INVOLVED,
    "plan_assign": FOCAL_OF_PLAN,
    "tracker_upload": FOCAL_OF_PLAN,
    "tracker_detail": REVIEW_READER,
    "tracker_apply": ONLY_POST,
    "tracker_words": REVIEWER,
    "tracker_export": REVIEW_READER,
    "carried_settle": ONLY_POST,
    "slip_list": INVOLVED,
    "slip": INVOLVED,
    "workbook": RAISER_IN_PLAN,
    "workbook_zip": FOCAL_OF_PLAN,
    "agency_workbook": RAISER_IN_PLAN,
    "workbook_list": INVOLVED,
    "workbook_return": RAISER_IN_PLAN,
    "workbook_return_detail": INVOLVED,
    "workbook_return_apply": RAISER_IN_PLAN,
    "workbook_return_export": INVOLVED,
    "overview": EVERYBODY,
    "sent_reports": EVERYBODY,
    "task_list": EVERYBODY,
    "task_export": EVERYBODY,
    "task_detail": INVOLVED,
    "task_leads": FOCAL_OF_OTHERS,
    "obligation_accept": HEAD_OF_HOLDER,
    "obligation_decline": HEAD_OF_HOLDER,
    "obligation_reassign": FOCAL_OF_PLAN,
    "obligation_tell": HOLDER,
    "obligation_on_behalf": FOCAL_OF_OTHERS,
    "obligation_confirm": FOCAL_OF_PLAN,
    "obligation_send_back": FOCAL_OF_PLAN,
    "evidence": INVOLVED,
    "document_list": EVERYBODY,
    "document_upload": REGISTRAR,
    "document_detail": INVOLVED,
    "attachment": INVOLVED,
    "reading_review": REVIEW_READER,
    "reading_header": REVIEWER,
    "reading_row_new": REVIEWER,
    "reading_row": REVIEWER,
    "reading_confirm": REVIEWER,
    "reading_words": REVIEWER,
    "reading_discard": REVIEWER,
    "organization_list": EVERYBODY,
    "organization_detail": EVERYBODY,
    "issue_list": EVERYBODY,
    "issue_export": EVERYBODY,
    "issue_raise": RAISER,
    "plan_issue": RAISER_IN_PLAN,
    "obligation_issue": HOLDER,
    "issue_detail": INVOLVED,
    "issue_refer": FOCAL_OF_PLAN,
    "issue_answer": FOCAL_OF_PLAN,
    "issue_verify": HOLDER,
    "issue_withdraw": HOLDER,
    "cycle_list": EVERYBODY,
    "cycle_new": REGISTRAR,
    "cycle_detail": INVOLVED,
    "cycle_export": INVOLVED,
    "consolidation": GATHERER,
    "consolidation_counted": GATHERER,
    "consolidation_left_out": GATHERER,
    "consolidation_freeze": CONSOLIDATOR,
    "consolidation_changes": GATHERER,
    "consolidation_word": GATHERER,
    "consolidation_excel": GATHERER,
    "paragraph": GATHERER,
    "report_detail": HOLDER,
    "report_hand_over": FOCAL_OF_PLAN,
    "report_part": ONLY_POST,
    "report_nothing_arose": ONLY_POST,
    "report_closing": ONLY_POST,
    "report_check": HOLDER,
    "report_send": ONLY_POST,
    "report_changes": INVOLVED,
    "report_version": INVOLVED,
    "report_comment": ONLY_POST,
    "report_accept": ONLY_POST,
    "report_return": ONLY_POST,
    "notice_list": EVERYBODY,
    "search": EVERYBODY,
    "help_index": EVERYBODY,
    "help_page": EVERYBODY,
    "system_state": ADMINISTRATOR,
    "account_list": ADMINISTRATOR,
    "account_export": ADMINISTRATOR,
    "account_new": ADMINISTRATOR,
    "codes_sheet": ADMINISTRATOR,
    "account_import": ADMINISTRATOR,
    "account_template": ADMINISTRATOR,
    "account_import_detail": ADMINISTRATOR,
    "account_import_apply": ONLY_POST,
    "account_detail": ADMINISTRATOR,
    "account_edit": ADMINISTRATOR,
    "account_appoint": ADMINISTRATOR,
    "account_relieve": ADMINISTRATOR,
    "account_lock": ADMINISTRATOR,
    "account_unlock": ONLY_POST,
    "account_reopen": ONLY_POST,
    "account_reset": ADMINISTRATOR,
    "account_login": SIGN_IN_PAGE,
    "account_logout": SIGN_OUT_PAGE,
    "account_change_password": SIGN_OUT_PAGE,
    "account_first_password": ONLY_WITH_CODE,
}
CLOSED = {"account_signup", "account_reset_password", "account_inactive"}
"""Routes that allauth needs by name and that lead nowhere."""

Prepare = Callable[[World], dict[str, Any]]


def accepted(world: World) -> dict[str, int]:
    assignment.accept(world.obligation, by=world.cast.head, at=later())
    return {"pk": world.obligation.pk}


def awaiting(world: World) -> dict[str, int]:
    accepted(world)
    progress.submit(world.obligation, Told(ON, 100, RESULT), by=world.cast.head, at=later(2))
    return {"pk": world.obligation.pk}


def declined(world: World) -> dict[str, int]:
    assignment.decline(world.obligation, reason="Sai", by=world.cast.head, at=later())
    return {"pk": world.obligation.pk}


def a_file(n: int = 0) -> StoredFile:
    stored, _made = StoredFile.objects.get_or_create(
        sha256=f"{n:064x}", defaults={"media_type": "text/plain", "size": 1}
    )
    path_of(stored.sha256).parent.mkdir(parents=True, exist_ok=True)
    path_of(stored.sha256).write_bytes(b"x")
    return stored


def with_evidence(world: World) -> dict[str, int]:
    accepted(world)
    told = progress.note(world.obligation, Told(ON, 5, "x"), by=world.cast.head, at=later(2))
    return {"pk": Evidence.objects.create(progress=told, file=a_file(), name="x.txt").pk}


def with_attachment(world: World) -> dict[str, int]:
    document = world.plan.document
    return {"pk": Attachment.objects.create(document=document, file=a_file(), name="x.txt").pk}


def with_returned(world: World) -> dict[str, int]:
    """A workbook that the agency's own officer handed in, ready to be applied."""
    accepted(world)
    book = workbooks.Book(workbooks.written(world.cast.officer, world.cast.so, world.plan))
    content = book.fill(1, percent=40).content
    return {"pk": workbooks.handed_in(world.plan, content, world.cast.officer).pk}


def with_reading(world: World) -> dict[str, int]:
    attachment = with_attachment(world)["pk"]
    reading = Reading.objects.create(
        document=world.plan.document, attachment_id=attachment, reader_version="1", read_at=later()
    )
    return {"pk": reading.pk}


def with_row(world: World) -> dict[str, int]:
    kwargs = with_reading(world)
    Reading.objects.get(pk=kwargs["pk"]).rows.create(position=1, content="Minh họa")
    return {**kwargs, "position": 1}


def with_tracker(world: World) -> dict[str, int]:
    tracker = Tracker.objects.create(
        plan=world.plan, file=a_file(), name="x.xlsx", on=ON, uploaded_by="x", uploaded_at=later()
    )
    tracker.rows.create(position=1, content="Minh họa", status_text="Đang trình", status="asked")
    return {"pk": tracker.pk}


def with_carried(world: World) -> dict[str, int]:
    carried = CarriedProgress.objects.create(
        task=world.unclear, state="asked", on=ON, source="x", made_by="x", made_at=later()
    )
    return {"pk": carried.pk}


def with_issue(world: World) -> dict[str, int]:
    return {"pk": issue_cast.raised(world).pk}


def with_answer(world: World) -> dict[str, int]:
    return {"pk": issue_cast.answered(world)[0].pk}


def with_cycle(world: World) -> dict[str, int]:
    return {"pk": paper.make_cycle(world).pk}


def with_report(world: World) -> dict[str, int]:
    return {"pk": paper.report_of(paper.make_cycle(world), world.cast.so).pk}


def with_version(world: World) -> dict[str, int]:
    report = paper.report_of(paper.make_cycle(world), world.cast.so)
    return {"pk": report.pk, "n": paper.sent(report, world.cast.head, leadership="x").n}


def with_two_versions(world: World) -> dict[str, int]:
    report = paper.report_of(paper.make_cycle(world), world.cast.so)
    first = paper.sent(report, world.cast.head, leadership="x")
    reviewing.return_report(first, "Thiếu", by=world.cast.focal, at=paper.on(paper.DUE, 10))
    report.refresh_from_db()
    paper.sent(report, world.cast.head, paper.on(paper.DUE, 11), causes="y")
    return {"pk": report.pk}


def the_obligation(world: World) -> dict[str, int]:
    return {"pk": world.obligation.pk}


def the_plan(world: World) -> dict[str, int]:
    return {"pk": world.plan.pk}


def consolidated(world: World) -> Consolidation:
    cycle = paper.make_cycle(world)
    report = paper.report_of(cycle, world.cast.so)
    paper.accepted(report, world.cast.head, world.cast.focal, causes="Thiếu vốn.")
    return consolidate(cycle, by=world.cast.focal, at=paper.on(paper.DUE, 12))


def with_consolidation(world: World) -> dict[str, int]:
    return {"pk": consolidated(world).pk}


def the_officer(world: World) -> dict[str, int]:
    return {"pk": world.cast.officer.user_id or 0}


def with_people_sheet(world: World) -> dict[str, int]:
    kept = applying.keep_sheet(Filled(), "x.xlsx", by=world.cast.administrator, at=later())
    return {"pk": kept.pk}


PREPARE: dict[str, Prepare] = {
    "help_page": lambda world: {"slug": "officer"},
    "plan_detail": the_plan,
    "plan_assign": the_plan,
    "tracker_upload": the_plan,
    "tracker_detail": with_tracker,
    "tracker_apply": with_tracker,
    "tracker_words": with_tracker,
    "tracker_export": with_tracker,
    "carried_settle": with_carried,
    "slip_list": the_plan,
    "slip": lambda w: {"pk": w.plan.pk, "organization": w.cast.so.pk},
    "workbook": lambda w: {"pk": w.plan.pk, "organization": w.cast.so.pk},
    "workbook_zip": the_plan,
    "agency_workbook": lambda w: {"pk": w.cast.so.pk},
    "workbook_list": the_plan,
    "workbook_return": the_plan,
    "workbook_return_detail": with_returned,
    "workbook_return_apply": with_returned,
    "workbook_return_export": with_returned,
    "task_detail": lambda w: {"pk": w.obligation.task_id},
    "task_leads": lambda w: {"pk": w.unclear.pk},
    "obligation_accept": the_obligation,
    "obligation_decline": the_obligation,
    "obligation_reassign": declined,
    "obligation_tell": accepted,
    "obligation_on_behalf": lambda w: {"pk": w.ward.pk},
    "obligation_confirm": awaiting,
    "obligation_send_back": awaiting,
    "evidence": with_evidence,
    "document_detail": lambda w: {"pk": w.plan.document_id},
    "attachment": with_attachment,
    "reading_review": with_reading,
    "reading_header": with_reading,
    "reading_row_new": with_reading,
    "reading_row": with_row,
    "reading_confirm": with_reading,
    "reading_words": with_reading,
    "reading_discard": with_reading,
    "plan_issue": the_plan,
    "obligation_issue": the_obligation,
    "issue_detail": with_issue,
    "issue_refer": with_issue,
    "issue_answer": with_issue,
    "issue_verify": with_answer,
    "issue_withdraw": with_issue,
    "cycle_detail": with_cycle,
    "cycle_export": with_cycle,
    "consolidation": lambda w: {"pk": consolidated(w).cycle_id},
    "consolidation_counted": with_consolidation,
    "consolidation_left_out": with_consolidation,
    "consolidation_freeze": with_consolidation,
    "consolidation_changes": with_consolidation,
    "consolidation_word": with_consolidation,
    "consolidation_excel": with_consolidation,
    "paragraph": lambda w: {"pk": consolidated(w).paragraphs.get(part="causes").pk},
    "report_detail": with_report,
    "report_hand_over": with_report,
    "report_part": lambda w: {**with_report(w), "code": "causes"},
    "report_nothing_arose": with_report,
    "report_closing": lambda w: {**with_report(w), "obligation": w.obligation.pk},
    "report_check": with_report,
    "report_send": with_report,
    "report_changes": with_two_versions,
    "report_version": with_version,
    "report_comment": lambda w: {**with_version(w), "code": "causes"},
    "report_accept": with_version,
    "report_return": with_version,
    "organization_detail": lambda w: {"pk": w.cast.so.pk},
    "account_import_detail": with_people_sheet,
    "account_import_apply": with_people_sheet,
    "account_detail": the_officer,
    "account_edit": the_officer,
    "account_appoint": the_officer,
    "account_relieve": lambda w: {
        **the_officer(w),
        "position": w.cast.officer.position_id or 0,
    },
    "account_lock": the_officer,
    "account_unlock": the_officer,
    "account_reopen": the_officer,
    "account_reset": the_officer,
}


ASKED = {"consolidation_counted": "?reports=all"}
"""What a page must be asked for in its address."""


def routes() -> Iterator[str]:
    def walk(resolver: URLResolver) -> Iterator[str]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                yield entry.name or repr(entry)
            else:
                yield from walk(entry)

    return walk(get_resolver())


def client_of(world: World, role: str) -> Client:
    client = Client()
    if role != "nobody":
        actor = getattr(world.cast, role)
        client.force_login(get_user_model().objects.get(pk=actor.user_id))
    return client


def status(client: Client, address: str) -> int:
    answer = client.get(address)
    if answer.streaming:
        answer.getvalue()
    return answer.status_code


def test_the_table_lists_every_route() -> None:
    assert set(routes()) == set(EXPECTED) | (CLOSED & set(routes()))


@pytest.mark.parametrize("route", EXPECTED)
def test_each_role_gets_what_the_table_says(world: World, route: str) -> None:
    kwargs = PREPARE[route](world) if route in PREPARE else {}
    address = reverse(route, kwargs=kwargs) + ASKED.get(route, "")

    answers = tuple(status(client_of(world, role), address) for role in ROLES)

    assert dict(zip(ROLES, answers, strict=True)) == dict(zip(ROLES, EXPECTED[route], strict=True))


@pytest.mark.parametrize("route", [r for r in EXPECTED if 403 in EXPECTED[r] or 404 in EXPECTED[r]])
def test_whoever_is_refused_or_hidden_cannot_post_either(world: World, route: str) -> None:
    kwargs = PREPARE[route](world) if route in PREPARE else {}
    address = reverse(route, kwargs=kwargs)
    acts, states = Activity.objects.count(), list(Obligation.objects.values_list("state", "since"))

    for role, expected in zip(ROLES, EXPECTED[route], strict=True):
        if expected in (403, 404):
            answer = client_of(world, role).post(address, {"reason": "x", "percent": "1"})
            assert answer.status_code in (expected, 405), role

    assert Activity.objects.count() == acts
    assert list(Obligation.objects.values_list("state", "since")) == states


def test_what_is_hidden_from_the_stranger_exists_for_somebody() -> None:
    hidden = {route: answer for route, answer in EXPECTED.items() if 404 in answer}
    assert all(200 in answer for answer in hidden.values())


LISTS = ("desk", "task_list", "plan_list", "document_list", "search")


@pytest.mark.parametrize("route", LISTS)
@pytest.mark.parametrize("role", ["officer", "head", "focal", "leader"])
def test_lists_show_the_own_row_and_not_the_foreign_one(
    world: World, route: str, role: str
) -> None:
    words = {"q": "minh hoa"} if route == "search" else {}
    page = client_of(world, role).get(reverse(route), words).content.decode()

    if route == "desk" and role in ("focal", "leader"):
        assert "Nhiệm vụ của tỉnh khác" not in page
        return
    own = {
        "desk": "Xây dựng cơ sở dữ liệu minh họa",
        "task_list": "Xây dựng cơ sở dữ liệu minh họa",
        "plan_list": "Kế hoạch minh họa số 84",
        "document_list": "84/KH-UBND",
        "search": "Xây dựng cơ sở dữ liệu minh họa",
    }[route]
    assert own in page
    for foreign in ("Nhiệm vụ của tỉnh khác", "Kế hoạch minh họa số 99", "99/KH-UBND"):
        assert foreign not in page


@pytest.mark.parametrize(
    "role, contents",
    [
        ("officer", ["Xây dựng cơ sở dữ liệu minh họa"]),
        ("stranger", ["Nhiệm vụ của tỉnh khác"]),
        ("leader", [
            "Xây dựng cơ sở dữ liệu minh họa",
            "Trình đề án minh họa",
            "Rà soát địa bàn minh họa",
            "Nhiệm vụ chưa rõ chủ trì",
        ]),
    ],
)  # fmt: skip
def test_the_export_has_the_rows_of_the_list_and_no_other(
    world: World, role: str, contents: list[str]
) -> None:
    answer = client_of(world, role).get(reverse("task_export"))
    sheet = openpyxl.load_workbook(BytesIO(answer.getvalue())).worksheets[0]

    assert [row[1].value for row in sheet.iter_rows(min_row=5)] == contents


@pytest.mark.parametrize("parameter", ["agency", "plan", "section"])
def test_a_filter_for_foreign_rows_shows_nothing(world: World, parameter: str) -> None:
    foreign = {
        "agency": world.cast.la.pk,
        "plan": world.foreign.task.plan_id,
        "section": world.foreign.task.section_id,
    }[parameter]

    page = client_of(world, "officer").get(reverse("task_list"), {parameter: str(foreign)})

    assert "Nhiệm vụ của tỉnh khác" not in page.content.decode()
    assert "Kế hoạch minh họa số 99" not in page.content.decode()


TOO_LONG = 2**63


@pytest.mark.parametrize(
    "address",
    [
        f"/reports/{TOO_LONG}/versions/1/",
        f"/reports/1/versions/{TOO_LONG}/accept/",
        f"/tasks/{TOO_LONG}/",
        f"/tasks/{10**18 - 1}/",
        f"/reports/1/versions/{10**18 - 1}/",
        f"/readings/1/rows/{10**18 - 1}/",
    ],
)
def test_a_number_that_no_row_can_have_is_not_found(world: World, address: str) -> None:
    client = client_of(world, "focal")

    assert client.get(address).status_code in (404, 405)
    assert client.post(address).status_code in (404, 405)
