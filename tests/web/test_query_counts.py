"""Every page takes the same number of queries for 3 rows and for 300 (30 on PostgreSQL), at most 15."""

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dieuphoi.documents.models import Attachment, Reading, ReadRow
from dieuphoi.issues import answering, raising
from dieuphoi.issues.models import Decision, IssueKind
from dieuphoi.issues.raising import IssueDraft
from dieuphoi.notifications.models import Mail, MailKind, MailState, Notice, NoticeKind
from dieuphoi.organizations import accounts, appointments
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import Organization, User
from dieuphoi.organizations.onboarding import applying
from dieuphoi.organizations.onboarding.filled import Filled, Line
from dieuphoi.organizations.roles import Role
from dieuphoi.plans.models import (
    CarriedProgress,
    Evidence,
    Involvement,
    Obligation,
    ObligationState,
    Outcome,
    Plan,
    Progress,
    ReturnedRow,
    ReturnState,
    Task,
    Tracker,
    TrackerRow,
    WorkbookReturn,
)
from dieuphoi.reporting import reviewing
from dieuphoi.reporting.consolidation import consolidate, freeze
from dieuphoi.reporting.cycles import open_cycle
from dieuphoi.reporting.models import Cycle, Regime, Report
from tests.cast import AT, ON, Cast, assign, draft, later, make_plan, organization, person
from tests.reporting import paper
from tests.web.test_access import (
    ADMINISTRATOR,
    EXPECTED,
    ONLY_POST,
    ONLY_WITH_CODE,
    SIGN_IN_PAGE,
    a_file,
)

pytestmark = pytest.mark.django_db

MOST = 15
FEW, MANY = 3, 300 if connection.vendor == "sqlite" else 30
# The number of queries is that of the same code on both; inside one open transaction PostgreSQL has
# no statistics of its tables, and 300 rows of everything take it seven minutes.
AS_HEAD = {
    *("obligation_accept", "obligation_decline", "obligation_tell"),
    *("obligation_issue", "issue_verify", "issue_withdraw"),
    *("report_detail", "report_check"),
}
"""Pages that only the holder's head gets; the focal officer looks at all others."""
AS_ADMINISTRATOR = {route for route, answers in EXPECTED.items() if answers == ADMINISTRATOR}
FILES = {"evidence", "attachment"}
ASKED = {
    "search": {"q": "minh hoa"},
    "task_list": {"q": "minh hoa"},
    "consolidation_counted": {"reports": "all"},
}
"""What is asked for in the address."""

PAGES = [
    route
    for route, answers in EXPECTED.items()
    if answers not in (ONLY_POST, ONLY_WITH_CODE, SIGN_IN_PAGE) and route not in FILES
]


def fill(cast: Cast, count: int) -> dict[str, dict[str, Any]]:
    """`count` of everything that a page lists; what each route needs in its address."""
    drafts = [
        draft(str(n), f"Nhiệm vụ minh họa {n}", cast.so, cooperating=(cast.khac, cast.phuong))
        for n in range(count)
    ]
    unclear = [draft(f"x{n}", f"Chưa rõ {n}", phrase="Ban lạ") for n in range(count)]
    plan = make_plan(cast.dau_moi, cast.ubnd, [*drafts, *unclear])
    assign(plan)
    led = Obligation.objects.filter(role="lead").order_by("pk")
    first = led[0]
    for n in range(count):
        told = Progress.objects.create(
            obligation=first, on=ON, percent=1, did=f"Bước {n}", told_by=cast.so, by="x", at=AT
        )
        Evidence.objects.create(progress=told, file=a_file(n), name=f"{n}.txt")
    thirds = [o.pk for n, o in enumerate(led) if n % 3 == 1]
    Obligation.objects.filter(pk__in=thirds).update(state=ObligationState.AWAITING_CONFIRMATION)
    declined = [o.pk for n, o in enumerate(led) if n % 3 == 2]
    Obligation.objects.filter(pk__in=declined).update(state=ObligationState.DECLINED)
    ward = Obligation.objects.filter(holder=cast.phuong)[0]
    running = Obligation.objects.create(
        task=Task.objects.filter(code="x0")[0],
        organization=cast.so,
        holder=cast.so,
        role="lead",
        state=ObligationState.IN_PROGRESS,
        since=AT,
    )
    Involvement.objects.create(task=running.task, organization=cast.so, since=AT)
    tracker = make_tracker(plan, count)
    reading = make_readings(plan.document_id, count)
    waiting, answered = make_issues(cast, first, count)
    reporting = make_reports(cast, plan, count) | make_consolidation(cast, plan, count)
    make_notices(cast)
    obligation = {"pk": first.pk}
    return {
        **make_accounts(cast, count),
        "help_page": {"slug": "focal"},
        "plan_detail": {"pk": plan.pk},
        "plan_assign": {"pk": plan.pk},
        "tracker_upload": {"pk": plan.pk},
        "tracker_detail": tracker,
        "tracker_words": tracker,
        "tracker_export": tracker,
        "slip_list": {"pk": plan.pk},
        "slip": {"pk": plan.pk, "organization": cast.so.pk},
        "workbook": {"pk": plan.pk, "organization": cast.so.pk},
        "workbook_zip": {"pk": plan.pk},
        "agency_workbook": {"pk": cast.so.pk},
        "workbook_list": {"pk": plan.pk},
        "workbook_return": {"pk": plan.pk},
        **make_returns(cast, plan, count),
        "task_detail": {"pk": first.task_id},
        "task_leads": {"pk": Task.objects.filter(code="x1")[0].pk},
        "obligation_accept": obligation,
        "obligation_decline": obligation,
        "obligation_reassign": {"pk": declined[0]},
        "obligation_tell": {"pk": running.pk},
        "obligation_on_behalf": {"pk": ward.pk},
        "obligation_confirm": {"pk": thirds[0]},
        "obligation_send_back": {"pk": thirds[0]},
        "document_detail": {"pk": plan.document_id},
        "reading_review": {"pk": reading},
        "reading_header": {"pk": reading},
        "reading_row_new": {"pk": reading},
        "reading_row": {"pk": reading, "position": 1},
        "reading_confirm": {"pk": reading},
        "reading_words": {"pk": reading},
        "reading_discard": {"pk": reading},
        "organization_detail": {"pk": cast.so.pk},
        "plan_issue": {"pk": plan.pk},
        "obligation_issue": obligation,
        "issue_detail": {"pk": answered},
        "issue_refer": {"pk": waiting},
        "issue_answer": {"pk": waiting},
        "issue_verify": {"pk": answered},
        "issue_withdraw": {"pk": answered},
        **reporting,
    }


def make_accounts(cast: Cast, count: int) -> dict[str, dict[str, int]]:
    """As many people with as many positions, and a sheet of as many rows of each outcome."""
    people = [person(f"nguoi{n}", cast.so, Role.OFFICER) for n in range(count)]
    user = User.objects.get(pk=people[0].user_id)
    for n in range(count):
        accounts.correct(user, full_name=f"Tên {n}", email="", by=cast.administrator, at=later())
        unit = organization(f"Đơn vị {n}")
        appointments.appoint(user, unit, Role.OFFICER, by=cast.administrator, at=later())
    columns = ("username", "full_name", "agency", "role")
    words = [(f"moi{n}", "Mới", "UBND phường Ba", "Chuyên viên") for n in range(count)]
    words += [(f"la{n}", "Lạ", f"Cơ quan lạ {n}", "Vai trò lạ") for n in range(count)]
    lines = [
        Line("Người dùng", n, dict(zip(columns, row, strict=True)), dict.fromkeys(columns, "A"))
        for n, row in enumerate(words, 2)
    ]
    kept = applying.keep_sheet(Filled(people=lines), "x", by=cast.administrator, at=later())
    of_person = {"pk": user.pk}
    return {
        "account_import_detail": {"pk": kept.pk},
        "account_relieve": {**of_person, "position": people[0].position_id or 0},
        **dict.fromkeys(
            ("account_detail", "account_edit", "account_appoint", "account_lock", "account_reset"),
            of_person,
        ),
    }


def make_returns(cast: Cast, plan: Plan, count: int) -> dict[str, dict[str, int]]:
    """As many workbooks handed in, the last with as many rows, refused ones among them."""
    for n in range(count):
        returned = WorkbookReturn.objects.create(
            plan=plan,
            organization=cast.phuong,
            file=a_file(n),
            name=f"Bảng {n}.xlsx",
            uploaded_from=cast.dau_moi,
            uploaded_by="x",
            uploaded_at=AT,
            state=ReturnState.READ,
        )
    held = Obligation.objects.filter(task__plan=plan, holder=cast.phuong).order_by("pk")[:count]
    ReturnedRow.objects.bulk_create(
        ReturnedRow(
            returned=returned,
            position=n,
            sheet="Nhiệm vụ",
            number=n,
            obligation=one,
            outcome=Outcome.CREATED if n % 3 else Outcome.REFUSED,
            percent=10,
            reasons=[] if n % 3 else [{"column": "A", "heading": "x", "text": "y"}],
        )
        for n, one in enumerate(held, start=1)
    )
    of_returned = {"pk": returned.pk}
    return {
        "workbook_return_detail": of_returned,
        "workbook_return_apply": of_returned,
        "workbook_return_export": of_returned,
    }


def make_issues(cast: Cast, obligation: Obligation, count: int) -> tuple[int, int]:
    """Issues of one obligation at the focal agency: as many that wait as were answered."""
    draft = IssueDraft(IssueKind.DIFFICULTY, "Thiếu người minh họa", obligation=obligation)
    for n in range(2 * count):
        issue = raising.raise_issue(draft, by=cast.officer, at=later())
        if n < count:
            answered = issue.pk
            answering.answer(
                issue, decision=Decision.AGREED, text="Xong", by=cast.focal, at=later(2)
            )
    return issue.pk, answered


def make_reports(cast: Cast, plan: Plan, count: int) -> dict[str, dict[str, int]]:
    """Reports of as many agencies; one of them of as many obligations, sent twice, commented on."""
    window = paper.WINDOW
    regime = Regime.objects.get(key="thematic")
    for n in range(count):
        named = replace(window, title=f"Kỳ {n}")
        cycle = open_cycle(regime, [plan], named, by=cast.focal, at=later())
    Report.objects.bulk_create(
        Report(cycle=cycle, organization=one, answered_by=one, since=AT)
        for one in [organization(f"Cơ quan {n}") for n in range(count)]
    )
    report = paper.report_of(cycle, cast.so)
    first = paper.sent(report, cast.head, leadership="Một")
    for n in range(count):
        reviewing.comment(report, "causes", f"Xem lại {n}", by=cast.focal, at=later(n + 3))
    reviewing.return_report(first, "Thiếu", by=cast.focal, at=paper.on(paper.DUE, 10))
    report.refresh_from_db()
    paper.sent(report, cast.head, paper.on(paper.DUE, 11), causes="Hai")
    written = paper.report_of(Cycle.objects.exclude(pk=cycle.pk).latest("pk"), cast.so)
    of_report = {"pk": written.pk}
    return {
        "cycle_detail": {"pk": cycle.pk},
        "cycle_export": {"pk": cycle.pk},
        "report_detail": of_report,
        "report_check": of_report,
        "report_hand_over": of_report,
        "report_changes": {"pk": report.pk},
        "report_version": {"pk": report.pk, "n": 2},
    }


def make_consolidation(cast: Cast, plan: Plan, count: int) -> dict[str, dict[str, int]]:
    """Two consolidated reports of as many agencies and tasks; the second has a report more."""
    window = replace(paper.WINDOW, title="Tổng hợp")
    regime = Regime.objects.get(key="thematic")
    cycle = open_cycle(regime, [plan], window, by=cast.focal, at=later())
    Report.objects.bulk_create(
        Report(cycle=cycle, organization=one, answered_by=one, since=AT)
        for one in Organization.objects.filter(name__startswith="Cơ quan")
    )
    lines = "\n".join(f"Dòng {n}" for n in range(count))
    report = paper.report_of(cycle, cast.so)
    paper.accepted(report, cast.head, cast.focal, outstanding=lines, causes="Thiếu vốn.")
    first = consolidate(cycle, by=cast.focal, at=paper.on(paper.DUE, 13))
    freeze(first, by=cast.focal, at=paper.on(paper.DUE, 14))
    other = paper.report_of(cycle, cast.khac)
    paper.accepted(other, cast.other_head, cast.focal, paper.on(paper.DUE, 15), causes="Mới.")
    made = consolidate(cycle, by=cast.focal, at=paper.on(paper.DUE, 17))
    of_it = {"pk": made.pk}
    task = made.paragraphs.filter(key__startswith="results/task/")[0]
    return {
        "consolidation": {"pk": cycle.pk},
        "consolidation_counted": of_it,
        "consolidation_left_out": of_it,
        "consolidation_freeze": of_it,
        "consolidation_changes": of_it,
        "consolidation_word": of_it,
        "consolidation_excel": of_it,
        "paragraph": {"pk": task.pk},
    }


def make_notices(cast: Cast) -> None:
    """The focal officer is told of everything there is, by as many mails."""
    user = cast.focal.user_id or 0
    mails = Mail.objects.bulk_create(
        Mail(
            user_id=user,
            address="x@so.example",
            kind=MailKind.IMMEDIATE,
            day=ON,
            message_id=f"<{one.pk}@so.example>",
            subject="x",
            state=MailState.SENT,
            made_at=AT,
            tried_at=AT,
            sent_at=AT,
        )
        for one in Obligation.objects.all()
    )
    of_reports = [Notice(report=one) for one in Report.objects.all()]
    of_parts = [
        Notice(obligation=one, mail=mail)
        for one, mail in zip(Obligation.objects.all(), mails, strict=True)
    ]
    told = [*of_reports, *of_parts]
    for one in told:
        one.user_id, one.kind, one.mark = user, NoticeKind.ASSIGNED, "x"
        one.made_at = one.due_at = AT
    Notice.objects.bulk_create(told)


def make_tracker(plan: Plan, count: int) -> dict[str, int]:
    """A tracker with a row for each of so many tasks and as many without one, and progress listed."""
    tracker = Tracker.objects.create(
        plan=plan, file=a_file(), name="x.xlsx", on=ON, uploaded_by="x", uploaded_at=AT
    )
    tasks = list(Task.objects.filter(plan=plan)[: 2 * count])
    TrackerRow.objects.bulk_create(
        TrackerRow(
            tracker=tracker,
            position=n + 1,
            content=f"Dòng {n}",
            status_text=f"Từ lạ {n}",
            status="asked",
            task=task if n < count else None,
            certainty=("sure", "doubtful")[n % 2] if n < count else "none",
            candidates=[task.pk],
        )
        for n, task in enumerate(tasks)
    )
    CarriedProgress.objects.bulk_create(
        CarriedProgress(
            task=task,
            state="in_progress",
            outcome="listed",
            hindrance="several_leads",
            on=ON,
            source="x",
            made_by="x",
            made_at=AT,
        )
        for task in tasks
    )
    return {"pk": tracker.pk}


def make_readings(document: int, count: int) -> int:
    for n in range(count):
        attachment = Attachment.objects.create(
            document_id=document, file=a_file(n), name=f"{n}.docx"
        )
        reading = Reading.objects.create(
            document_id=document, attachment=attachment, reader_version="1", read_at=later()
        )
    ReadRow.objects.bulk_create(
        ReadRow(
            reading=reading,
            position=n + 1,
            content=f"Dòng {n}",
            group=f"Nhóm {n % 5}",
            cells=[{"role": "content", "text": f"Dòng {n}"}],
            warnings=["lead_missing"],
        )
        for n in range(count)
    )
    return reading.pk


def queries_of(actor: Actor, route: str, kwargs: dict[str, Any]) -> int:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=actor.user_id))
    words = ASKED.get(route, {})
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(reverse(route, kwargs=kwargs), words)
        if answer.streaming:
            answer.getvalue()
    assert answer.status_code == 200, route
    return len(captured)


def looking(cast: Cast, route: str) -> Actor:
    """Who looks at the page."""
    if route in AS_ADMINISTRATOR:
        return cast.administrator
    return cast.head if route in AS_HEAD else cast.focal


def counts(cast: Cast, count: int) -> dict[str, int]:
    kwargs = fill(cast, count)
    return {
        route: queries_of(looking(cast, route), route, kwargs.get(route, {})) for route in PAGES
    }


def test_pages_take_the_same_few_queries_for_3_rows_and_for_300(cast: Cast) -> None:
    with transaction.atomic():
        few = counts(cast, FEW)
        transaction.set_rollback(True)
    many = counts(cast, MANY)

    assert {r: (few[r], many[r]) for r in PAGES if few[r] != many[r]} == {}
    assert {r: n for r, n in many.items() if n > MOST} == {}


def test_an_administrator_reads_300_mails_in_as_few_queries_as_3(cast: Cast) -> None:
    def count(rows: int) -> int:
        fill(cast, rows)
        client = Client()
        client.force_login(get_user_model().objects.get(pk=cast.administrator.user_id))
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(reverse("notice_list"), {"show": "mails"})
        assert answer.status_code == 200
        return len(captured)

    with transaction.atomic():
        few = count(FEW)
        transaction.set_rollback(True)

    assert count(MANY) == few <= MOST
