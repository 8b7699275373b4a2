"""Run inside an installation that holds the example: every page of the site, and who looks at it.

Brings about what the example leaves out (an open reading, a plan not assigned yet, evidence), as
its people would, and prints the pages and the sessions to look at them with as JSON.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from dieuphoi.activity import sealing  # noqa: E402
from dieuphoi.base.vietnamese import format_official_date  # noqa: E402
from dieuphoi.commands.example import directive, story  # noqa: E402
from dieuphoi.commands.example.content import LivePlan  # noqa: E402
from dieuphoi.commands.example.tales import tale_on  # noqa: E402
from dieuphoi.documents import intake as documents_in  # noqa: E402
from dieuphoi.documents.intake import Upload  # noqa: E402
from dieuphoi.documents.models import Attachment, Document, Reading  # noqa: E402
from dieuphoi.documents.registry import Letterhead  # noqa: E402
from dieuphoi.issues import answering, raising, referral  # noqa: E402
from dieuphoi.issues.models import Decision, Issue, IssueKind  # noqa: E402
from dieuphoi.issues.raising import IssueDraft  # noqa: E402
from dieuphoi.notifications import making  # noqa: E402
from dieuphoi.notifications.models import Mail, MailKind, MailState, Notice  # noqa: E402
from dieuphoi.organizations import appointments, codes  # noqa: E402
from dieuphoi.organizations.actor import Actor, actors_of  # noqa: E402
from dieuphoi.organizations.models import Organization, Position, User  # noqa: E402
from dieuphoi.organizations.onboarding import applying as onboarding  # noqa: E402
from dieuphoi.organizations.onboarding.filled import Filled, Line  # noqa: E402
from dieuphoi.organizations.roles import Role  # noqa: E402
from dieuphoi.plans import intake, progress, queries  # noqa: E402
from dieuphoi.plans.intake import PlanDetails  # noqa: E402
from dieuphoi.plans.models import (  # noqa: E402
    CarriedProgress,
    Evidence,
    Obligation,
    ObligationState,
    PartyRole,
    Plan,
    Progress,
    Task,
    WorkbookReturn,
)
from dieuphoi.plans.progress import Told  # noqa: E402
from dieuphoi.plans.tracker import comparing  # noqa: E402
from dieuphoi.plans.workbook.gathered import workbook_of  # noqa: E402
from dieuphoi.plans.workbook.written import write_workbook  # noqa: E402
from dieuphoi.reporting import drafting, editing, reviewing, sending  # noqa: E402
from dieuphoi.reporting.calendar import Window  # noqa: E402
from dieuphoi.reporting.consolidation import consolidate, freeze  # noqa: E402
from dieuphoi.reporting.cycles import open_cycle  # noqa: E402
from dieuphoi.reporting.models import (  # noqa: E402
    Consolidation,
    Cycle,
    Regime,
    Report,
    ReportVersion,
)
from tests.browser.site import SitePage  # noqa: E402
from tests.documents.reading.paper import sheet  # noqa: E402
from tests.plans.workbooks import Book, handed_in  # noqa: E402

FOCAL, OFFICER, HEAD = story.FOCAL, "chuyenvien.taichinh", "thutruong.xaydung"
LEADER, ADMINISTRATOR = "lanhdao.thanhpho", "quantri.hethong"
NOW, TODAY = timezone.now(), timezone.localdate()
LIVE = tale_on(TODAY).plan

LEADS = {
    3: "Ban Chỉ đạo phát triển nhà ở (minh họa)",
    5: "Sở Công Thương; Sở Tài chính",
    9: "các đơn vị liên quan",
    11: "",
}
DEADLINES = {7: "", 14: "Theo tiến độ của Trung ương"}
"""What is made doubtful in the directive, by the row's place."""


def changed(number: str, rows: int) -> LivePlan:
    """The example's directive under another number: its first rows, some of them doubtful."""
    tasks = [
        replace(
            task, lead=LEADS.get(n, task.lead), deadline_text=DEADLINES.get(n, task.deadline_text)
        )
        for n, task in enumerate(LIVE.tasks[:rows], 1)
    ]
    document = replace(LIVE.document, number=number, symbol=f"{number}/KH-UBND")
    return replace(LIVE, document=document, tasks=tuple(tasks))


def read(plan: LivePlan, by: Actor) -> Reading:
    """Upload a directive issued a week ago and have it read."""
    place = f"{plan.document.place}, {format_official_date(TODAY - timedelta(days=7))}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_bytes(directive.write(plan, place))
        name = f"Kế hoạch {plan.document.number} (minh họa).docx"
        return documents_in.receive(Upload(path, name), by=by, at=NOW)


def unassigned(by: Actor) -> Plan:
    """A confirmed plan whose tasks are not assigned yet; some name nobody who could owe them."""
    live = changed("001", 12)
    city = Plan.objects.get(title=LIVE.title).owner
    letterhead = Letterhead(
        issuer=city,
        issuer_text=city.name,
        type=live.document.type,
        number=live.document.number,
        notation=live.document.notation,
        issued_on=TODAY - timedelta(days=7),
        subject=live.document.subject,
    )
    details = PlanDetails(
        title="Kế hoạch điều hành kinh tế - xã hội năm nay (minh họa)",
        owner=city,
        focal_agency=Organization.objects.get(pk=by.organization_id or 0),
        starts_on=TODAY,
        is_illustration=True,
    )
    return intake.confirm_reading(read(live, by), letterhead, details, by=by, at=NOW)


def with_evidence(by: Actor) -> Evidence:
    """Progress told today, with a file."""
    obligation = held_by(by, ObligationState.IN_PROGRESS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_text("Biên bản khảo sát (minh họa)", encoding="utf-8")
        told = progress.note(
            obligation,
            Told(TODAY, 65, "Đã khảo sát tại ba địa bàn", "Gửi lấy ý kiến các sở, ban, ngành"),
            files=[Upload(path, "Biên bản khảo sát.txt")],
            by=by,
            at=NOW,
        )
    return told.evidence.get()


def held_by(actor: Actor, state: ObligationState) -> Obligation:
    """An obligation of the actor's agency in that state."""
    found = Obligation.objects.filter(holder_id=actor.organization_id, state=state)
    return found.filter(role=PartyRole.LEAD).select_related("task__plan")[0]


def actor(username: str) -> Actor:
    """Who acts as that example account."""
    return actors_of(User.objects.get(username=username), TODAY)[0]


def somebody(organization: int, role: Role) -> str:
    """The account of an agency's person in a role."""
    return Position.objects.get(organization_id=organization, role=role).user.username


def pages() -> Iterator[SitePage]:
    """Every page, one after another; a variant's name is its route and a word."""
    yield from desks()
    yield from workbooks()
    yield from plans_and_tasks()
    yield from trackers()
    yield from obligations()
    yield from issues()
    yield from reports()
    yield from consolidations()
    yield from readings()
    yield from register()
    yield from accounts()
    yield from notices()
    yield from the_rest()


def page(name: str, username: str, *, query: str = "", **kwargs: int | str) -> SitePage:
    """A page by its route; after a dot in the name comes the variant."""
    route = name.split(".")[0]
    return SitePage(name.replace(".", "_"), route, reverse(route, kwargs=kwargs) + query, username)


def desks() -> Iterator[SitePage]:
    """The desk as each sees it."""
    yield page("desk", OFFICER)
    yield page("desk.head", HEAD)
    yield page("desk.focal", FOCAL)
    yield page("desk.leader", LEADER)


def plans_and_tasks() -> Iterator[SitePage]:
    """Plans and tasks, of today and of the past."""
    focal, live = actor(FOCAL), Plan.objects.get(title=LIVE.title)
    told = with_evidence(actor(OFFICER))
    draft = unassigned(focal)
    by_class = Task.objects.filter(
        plan=live, terms__parties__role=PartyRole.LEAD, terms__parties__group__isnull=False
    ).earliest("position")
    unclear = Task.objects.get(plan=draft, position=9)
    behalf = Progress.objects.exclude(source_kind="").order_by("pk")[0]
    yield page("plan_list", FOCAL)
    yield page("plan_detail", FOCAL, pk=live.pk)
    yield page("plan_detail.draft", FOCAL, pk=draft.pk)
    yield page("plan_detail.past", LEADER, pk=Plan.objects.exclude(pk=live.pk).earliest("pk").pk)
    yield page("plan_assign", FOCAL, pk=draft.pk)
    yield page("slip_list", FOCAL, pk=live.pk)
    yield page("slip", FOCAL, pk=live.pk, organization=focal.organization_id or 0)
    yield page("task_list", FOCAL, query=f"?plan={live.pk}")
    yield page("task_list.all", FOCAL)
    yield page("task_list.filtered", FOCAL, query=f"?plan={live.pk}&state=in_progress&q=de+an")
    yield page("task_list.empty", FOCAL, query="?q=khong+tim+ra")
    yield page("task_export", FOCAL)
    yield page("task_detail", OFFICER, pk=told.progress.obligation.task_id)
    yield page("task_detail.class", FOCAL, pk=by_class.pk)
    yield page("task_detail.behalf", FOCAL, pk=behalf.obligation.task_id)
    yield page("task_detail.draft", FOCAL, pk=unclear.pk)
    yield page("task_leads", FOCAL, pk=unclear.pk)
    yield page("evidence", OFFICER, pk=told.pk)


def workbooks() -> Iterator[SitePage]:
    """Workbooks that agencies filled in: one to be mended, one applied, one being read, one unread."""
    focal, live = actor(FOCAL), Plan.objects.get(title=LIVE.title)
    agencies = queries.slip_agencies(focal, live, TODAY)
    ward = max((a for a in agencies if not a.has_account), key=lambda a: a.owed).organization
    first = Book(write_workbook(workbook_of(focal, ward, live, TODAY), on=TODAY))
    first.fill(1, percent=40, did="Đã rà soát địa bàn", next="Tổng hợp số liệu", on=TODAY)
    good = handed_in(live, first.content, focal, NOW, f"Bảng tiến độ - {ward.name}.xlsx")
    wrong = handed_in(live, first.fill(2, percent="8,3").content, focal, NOW, "Bảng gửi lại.xlsx")
    reading = handed_in(live, first.content, focal, NOW, "Bảng đang đọc.xlsx")
    WorkbookReturn.objects.filter(pk=reading.pk).update(state="reading", total=100, done=40)
    none = WorkbookReturn.objects.create(
        plan=live,
        file=good.file,
        name="Danh sách.xlsx",
        uploaded_from=live.focal_agency,
        uploaded_by=focal.label,
        uploaded_at=NOW,
        state="refused",
        refusal="Tệp không phải bảng tiến độ tải từ hệ thống này.",
    )
    yield page("workbook", FOCAL, pk=live.pk, organization=ward.pk)
    yield page("workbook_zip", FOCAL, pk=live.pk)
    yield page("agency_workbook", FOCAL, pk=ward.pk)
    yield page("workbook_return", FOCAL, pk=live.pk)
    yield page("workbook_list", FOCAL, pk=live.pk)
    yield page("workbook_return_detail", FOCAL, pk=wrong.pk)
    yield page("workbook_return_detail.good", FOCAL, pk=good.pk)
    yield page("workbook_return_detail.reading", FOCAL, pk=reading.pk)
    yield page("workbook_return_detail.unread", FOCAL, pk=none.pk)
    yield page("workbook_return_apply", FOCAL, pk=good.pk)
    yield page("workbook_return_export", FOCAL, pk=wrong.pk)


def tracker_file(live: Plan) -> bytes:
    """A tracker of the plan as an office keeps it: some rows renamed, moved, unknown or its own."""
    heads = ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn", "Tình trạng", "Kết quả thực hiện"]
    states = ["Hoàn thành", "Đang thực hiện", "Đang trình ký", "Chưa hoàn thành", "", "Quá hạn"]
    rows = []
    for n, task in enumerate(live.tasks.order_by("position")[:14]):
        terms = task.terms.get(known_to=None)
        lead = terms.parties.filter(role=PartyRole.LEAD).first()
        due = terms.deadlines.first()
        content = terms.content if n % 5 else f"Tổ chức {terms.content[:60]}"
        result = "Đã có dự thảo lần 2 (minh họa)" if n % 3 == 0 else ""
        told = [states[n % 6], result]
        rows.append([n + 1, content, lead.wording if lead else "", due.text if due else "", *told])
    rows.append([15, "Mua sắm thiết bị văn phòng (minh họa)", "Sở Tài chính", "", "Đang làm", ""])
    return sheet([heads, *rows])


def trackers() -> Iterator[SitePage]:
    """A tracker that an office keeps: beside its plan, and read as a plan of its own."""
    focal, live = actor(FOCAL), Plan.objects.get(title=LIVE.title)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_bytes(tracker_file(live))
        beside = Upload(path, "Theo dõi nhiệm vụ quý này.xlsx")
        tracker = comparing.compare(live, beside, on=TODAY, by=focal, at=NOW)
        path.write_bytes(tracker_file(live))
        own = documents_in.receive(Upload(path, "Bảng theo dõi (minh họa).xlsx"), by=focal, at=NOW)
    CarriedProgress.objects.create(
        task=live.tasks.earliest("position"),
        wording="Đang thực hiện",
        state="in_progress",
        percent=30,
        did="Đã lấy ý kiến các sở (minh họa)",
        on=TODAY,
        source="Bảng theo dõi Theo dõi nhiệm vụ.xlsx, trang tính “Quý này”, dòng 4",
        outcome="listed",
        hindrance="told_itself",
        made_by=focal.label,
        made_at=NOW,
    )
    yield page("tracker_upload", FOCAL, pk=live.pk)
    yield page("tracker_detail", FOCAL, pk=tracker.pk)
    yield page("tracker_words", FOCAL, pk=tracker.pk)
    yield page("tracker_export", FOCAL, pk=tracker.pk)
    yield page("reading_review.tracker", FOCAL, pk=own.pk)
    yield page("reading_words", FOCAL, pk=own.pk)
    yield page("reading_confirm.tracker", FOCAL, pk=own.pk)


def obligations() -> Iterator[SitePage]:
    """What people do with an obligation."""
    assigned = held_by(actor(HEAD), ObligationState.ASSIGNED)
    running = held_by(actor(OFFICER), ObligationState.IN_PROGRESS)
    awaiting = Obligation.objects.filter(state=ObligationState.AWAITING_CONFIRMATION)[0]
    declined = Obligation.objects.filter(state=ObligationState.DECLINED)[0]
    rework = Obligation.objects.filter(state=ObligationState.REWORK)[0]
    people = Position.objects.values("organization")
    silent = Obligation.objects.filter(state=ObligationState.ASSIGNED).exclude(holder__in=people)
    yield page("obligation_accept", HEAD, pk=assigned.pk)
    yield page("obligation_decline", HEAD, pk=assigned.pk)
    yield page("obligation_reassign", FOCAL, pk=declined.pk)
    yield page("obligation_tell", OFFICER, pk=running.pk)
    redo = somebody(rework.holder_id, Role.OFFICER)
    yield page("obligation_tell.rework", redo, pk=rework.pk)
    yield page("obligation_on_behalf", FOCAL, pk=silent.order_by("pk")[0].pk)
    yield page("obligation_confirm", FOCAL, pk=awaiting.pk)
    yield page("obligation_send_back", FOCAL, pk=awaiting.pk)


def raised(by: Actor, about: Obligation, wording: str, day: int) -> Issue:
    """A difficulty raised some days ago, to be answered two days ago."""
    draft = IssueDraft(
        IssueKind.DIFFICULTY,
        wording,
        cause="Định mức cũ hết hiệu lực, định mức mới chưa ban hành",
        asked="Bố trí kinh phí bổ sung, hoặc cho phép dùng nguồn sự nghiệp",
        obligation=about,
        reply_due=TODAY - timedelta(days=2),
    )
    return raising.raise_issue(draft, by=by, at=NOW - timedelta(days=day))


def with_story(by: Actor, focal: Actor, about: Obligation) -> Issue:
    """Answered, not solved, sent up, and answered again."""
    issue = raised(by, about, "Chưa có kinh phí rà soát dữ liệu tại các xã mới sắp xếp", 20)

    def answer(who: Actor, text: str, day: int) -> None:
        answering.answer(
            issue,
            decision=Decision.PARTLY,
            text=text,
            symbol="125/STC-QLNS",
            by=who,
            at=NOW - timedelta(days=day),
        )

    answer(focal, "Bố trí một phần từ nguồn dự phòng", 15)
    at = NOW - timedelta(days=12)
    answering.verify(issue, solved=False, note="Chưa có quyết định phân bổ", by=by, at=at)
    city = about.task.plan.owner
    referral.refer(
        issue,
        to=city,
        reply_due=TODAY,
        note="Vượt thẩm quyền",
        by=focal,
        at=NOW - timedelta(days=9),
    )
    answer(actor(LEADER), "Đồng ý bổ sung dự toán", 3)
    return issue


def issues() -> Iterator[SitePage]:
    """Difficulties and proposals: the list, the whole story of one, and what people do."""
    head, focal = actor(HEAD), actor(FOCAL)
    about = held_by(head, ObligationState.ASSIGNED)
    waiting = raised(head, about, "Thiếu công chức chuyên trách; một người kiêm ba lĩnh vực", 30)
    story_told = with_story(head, focal, about)
    yield page("issue_list", FOCAL)
    yield page("issue_list.empty", FOCAL, query="?q=khong+tim+ra")
    yield page("issue_export", FOCAL)
    yield page("issue_raise", OFFICER)
    yield page("plan_issue", FOCAL, pk=about.task.plan_id)
    yield page("obligation_issue", HEAD, pk=about.pk)
    yield page("issue_detail", HEAD, pk=story_told.pk)
    yield page("issue_detail.waiting", FOCAL, pk=waiting.pk)
    yield page("issue_refer", FOCAL, pk=waiting.pk)
    yield page("issue_answer", FOCAL, pk=waiting.pk)
    yield page("issue_verify", HEAD, pk=story_told.pk)
    yield page("issue_withdraw", HEAD, pk=waiting.pk)


TEXTS = {
    "leadership": "Ban hành kế hoạch của ngành (minh họa).\n- Phân công phó thủ trưởng phụ trách.",
    "results": "Hoàn thành 90 nhiệm vụ được giao.",
    "causes": "Thiếu nhân lực chuyên trách.",
    "difficulties": "Không",
}


def cycle(title: str, due: date, by: Actor, plan: Plan) -> Cycle:
    """A round on demand whose figures are those of two days before its day."""
    window = Window(title, due - timedelta(days=60), due, due - timedelta(days=2), due)
    regime = Regime.objects.get(key="thematic")
    return open_cycle(regime, [plan], window, by=by, at=NOW - timedelta(days=50))


def report_of(opened: Cycle, head: Actor) -> Report:
    """The report of the head's agency in the cycle."""
    found = Report.objects.select_related("cycle", "organization")
    return found.get(cycle=opened, organization=head.organization_id)


def written(report: Report, head: Actor, at: datetime) -> Report:
    """Some parts of the draft are written, some are not."""
    for code, text in TEXTS.items():
        drafting.save_part(report, code, text, seen=0, by=head, at=at)
    return report


def sent_again(report: Report, head: Actor, focal: Actor) -> ReportVersion:
    """Sent, commented on, returned, righted and sent again."""
    first = sending.send(written(report, head, NOW), by=head, at=NOW)
    words = "Nêu rõ nguyên nhân chủ quan, khách quan."
    reviewing.comment(report, "causes", words, by=focal, at=NOW)
    reviewing.return_report(first, "Thiếu nguyên nhân của các việc chậm.", by=focal, at=NOW)
    report.refresh_from_db()
    more = "Thiếu nhân lực chuyên trách do tinh giản; văn bản hướng dẫn ban hành chậm."
    drafting.save_part(report, "causes", more, seen=1, by=head, at=NOW)
    return sending.send(report, by=head, at=NOW)


def reports() -> Iterator[SitePage]:
    """Rounds of reporting: who has reported, a report being written, what was sent."""
    head, focal = actor(HEAD), actor(FOCAL)
    other = actor(somebody(focal.organization_id or 0, Role.HEAD))
    plan = Plan.objects.get(title=LIVE.title)
    past = cycle("tháng trước (minh họa)", TODAY - timedelta(days=20), focal, plan)
    old = written(report_of(past, head), head, NOW - timedelta(days=22))
    sending.send(old, by=head, at=NOW - timedelta(days=21))
    now = cycle("tháng này (minh họa)", TODAY + timedelta(days=9), focal, plan)
    own = written(report_of(now, head), head, NOW)
    version = sent_again(report_of(now, other), other, focal)
    chosen = f"&plans={plan.pk}"
    yield page("cycle_list", FOCAL)
    yield page("cycle_list.agency", HEAD)
    yield page("cycle_new", FOCAL)
    for name, key in (("round", "quarterly"), ("days", "thematic")):
        regime = Regime.objects.get(key=key)
        yield page(f"cycle_new.{name}", FOCAL, query=f"?regime={regime.pk}{chosen}")
    yield page("cycle_detail", FOCAL, pk=now.pk)
    yield page("cycle_detail.agency", HEAD, pk=past.pk)
    yield page("cycle_export", FOCAL, pk=now.pk)
    yield page("report_hand_over", FOCAL, pk=own.pk)
    yield page("report_detail", HEAD, pk=own.pk)
    yield page("report_check", HEAD, pk=own.pk)
    yield page("report_version", FOCAL, pk=version.report_id, n=version.n)
    yield page("report_version.agency", HEAD, pk=old.pk, n=1)
    yield page("report_changes", FOCAL, pk=version.report_id)


def accepted_report(opened: Cycle, head: Actor, focal: Actor, texts: dict[str, str]) -> None:
    """The agency writes and sends its report in the cycle, and it is accepted."""
    report = report_of(opened, head)
    for code, text in texts.items():
        drafting.save_part(report, code, text, seen=0, by=head, at=NOW)
    reviewing.accept(sending.send(report, by=head, at=NOW), by=focal, at=NOW)


def consolidated(focal: Actor) -> Consolidation:
    """A frozen version, and a draft after it with an edited paragraph and a number set by hand."""
    live = Plan.objects.get(title=LIVE.title)
    opened = cycle("tổng hợp (minh họa)", TODAY + timedelta(days=1), focal, live)
    first = actor(HEAD)
    second = actor(somebody(focal.organization_id or 0, Role.HEAD))
    said = "Đã hoàn thành 22 nhiệm vụ.\nĐã phân công từng đơn vị."
    texts = {"leadership": said, "outstanding": "Số hóa toàn bộ hồ sơ", "causes": "Thiếu người."}
    accepted_report(opened, first, focal, texts)
    freeze(consolidate(opened, by=focal, at=NOW), by=focal, at=NOW)
    accepted_report(opened, second, focal, {"leadership": "Không", "causes": "Thiếu vốn."})
    made = consolidate(opened, by=focal, at=NOW)
    causes = made.paragraphs.filter(part="causes", kind="body")[0]
    text = causes.generated.replace("Thiếu", "Còn thiếu")
    editing.edit_paragraph(causes, text, seen=1, by=focal, at=NOW)
    counts = made.paragraphs.get(key="results/all")
    editing.set_number(counts, "dated", 99, "Theo công văn", seen=1, by=focal, at=NOW)
    return made


def consolidations() -> Iterator[SitePage]:
    """One report of many, and the leader's page."""
    made = consolidated(actor(FOCAL))
    causes = made.paragraphs.filter(part="causes", kind="body")[0]
    row = made.paragraphs.filter(part="table_outstanding")[0]
    section = made.paragraphs.filter(key__regex=r"^results/section/[0-9]+-[0-9]+$")[0].key.split(
        "/"
    )[-1]
    yield page("consolidation", FOCAL, pk=made.cycle_id)
    yield page("consolidation.reader", LEADER, pk=made.cycle_id, query="?n=1")
    yield page("consolidation.figures", FOCAL, pk=made.cycle_id, query="?part=results")
    yield page(
        "consolidation.tasks", FOCAL, pk=made.cycle_id, query=f"?part=results&section={section}"
    )
    yield page("consolidation.texts", FOCAL, pk=made.cycle_id, query="?part=causes")
    yield page("consolidation.table", FOCAL, pk=made.cycle_id, query="?part=table_outstanding")
    yield page("paragraph", FOCAL, pk=causes.pk)
    yield page("paragraph.numbers", FOCAL, pk=made.paragraphs.get(key="results/all").pk)
    yield page("paragraph.row", LEADER, pk=row.pk)
    yield page("consolidation_counted", FOCAL, pk=made.pk, query="?class=dated")
    yield page("consolidation_counted.reports", FOCAL, pk=made.pk, query="?reports=missing")
    yield page("consolidation_left_out", FOCAL, pk=made.pk)
    yield page("consolidation_freeze", FOCAL, pk=made.pk)
    yield page("consolidation_changes", LEADER, pk=made.pk)
    yield page("consolidation_word", FOCAL, pk=made.pk)
    yield page("consolidation_excel", FOCAL, pk=made.pk)
    yield page("overview", LEADER)
    yield page("overview.all", FOCAL, query="?all=agencies")
    yield page("sent_reports", LEADER)


def readings() -> Iterator[SitePage]:
    """The review of what was read."""
    reading = read(changed("002", 24), actor(FOCAL))
    yield page("document_upload", FOCAL)
    yield page("reading_review", FOCAL, pk=reading.pk)
    yield page("reading_header", FOCAL, pk=reading.pk)
    yield page("reading_row", FOCAL, pk=reading.pk, position=3)
    yield page("reading_row_new", FOCAL, pk=reading.pk)
    yield page("reading_confirm", FOCAL, pk=reading.pk)
    yield page("reading_discard", FOCAL, pk=reading.pk)


def register() -> Iterator[SitePage]:
    """Documents and their files."""
    live = Plan.objects.get(title=LIVE.title).document
    past = Document.objects.filter(links__isnull=False).earliest("pk")
    yield page("document_list", FOCAL)
    yield page("document_detail", FOCAL, pk=live.pk)
    yield page("document_detail.past", LEADER, pk=past.pk)
    yield page("attachment", FOCAL, pk=Attachment.objects.filter(document=live)[0].pk)


def notices() -> Iterator[SitePage]:
    """What people were told, and the mails of an administrator: sent, refused, perhaps lost."""
    User.objects.exclude(username="").update(email="nguoi.dung@so.example")
    sealing.seal(at=NOW)
    making.make_news(at=NOW)
    making.make_reminders(at=NOW)
    head = User.objects.get(username=HEAD)
    answers = {
        MailState.SENT: "250 2.0.0 taken",
        MailState.DEFERRED: "Máy chủ thư không nhận thư cho địa chỉ này: 450 4.2.0 greylisted",
        MailState.FAILED: "Máy chủ thư không nhận thư cho địa chỉ này: 550 5.1.1 no such user",
        MailState.UNKNOWN: "",
    }
    for n, (state, reason) in enumerate(answers.items()):
        mail = Mail.objects.create(
            user=head,
            address="thutruong@so.example",
            kind=MailKind.IMMEDIATE,
            day=TODAY,
            message_id=f"<{n}{'0' * 31}@so.example>",
            subject="[Điều phối] 2 mới giao",
            state=state,
            reason=reason,
            made_at=NOW,
            tried_at=NOW - timedelta(minutes=n),
            next_at=NOW + timedelta(minutes=20) if state == MailState.DEFERRED else None,
            sent_at=NOW if state == MailState.SENT else None,
        )
        told = Notice.objects.filter(user=head, mail=None).values_list("pk", flat=True)[:2]
        Notice.objects.filter(pk__in=list(told)).update(
            mail=mail, state="waiting" if state == MailState.DEFERRED else state
        )
    yield page("notice_list", HEAD)
    yield page("notice_list.empty", LEADER)
    yield page("notice_list.mails", ADMINISTRATOR, query="?show=mails")


def filled(by: Actor, *wrong: str) -> int:
    """A sheet of people that waits to be applied; with words that nobody understands, refused."""
    columns = ("username", "full_name", "agency", "role", "title")
    agency = by.organization_name
    rows = [
        ("nguoi.mot", "Người Một (minh họa)", agency, "Chuyên viên", ""),
        (HEAD, User.objects.get(username=HEAD).full_name, agency, "Lãnh đạo", "Phó Giám đốc"),
        *(("nguoi.hai", "Người Hai (minh họa)", agency, word, "") for word in wrong),
    ]
    lines = [
        Line(
            "Người dùng",
            n,
            dict(zip(columns, row, strict=True)),
            dict(zip(columns, "BCDEF", strict=True)),
        )
        for n, row in enumerate(rows, 3)
    ]
    return onboarding.keep_sheet(Filled(people=lines), "Danh sách.xlsx", by=by, at=NOW).pk


def accounts() -> Iterator[SitePage]:
    """What an administrator keeps, and the first thing that a new person sees."""
    administrator = actor(ADMINISTRATOR)
    new = appointments.create_user(
        "nguoi.moi", "Người Mới (minh họa)", password=None, by=administrator, at=NOW
    )
    codes.give_codes([new], by=administrator, at=NOW)
    officer = User.objects.get(username=OFFICER)
    held = Position.objects.filter(user=officer)[0]
    yield page("desk.administrator", ADMINISTRATOR)
    yield page("account_list", ADMINISTRATOR)
    yield page("account_list.filtered", ADMINISTRATOR, query="?q=tai+chinh&standing=never")
    yield page("account_export", ADMINISTRATOR)
    yield page("account_new", ADMINISTRATOR)
    yield page("account_detail", ADMINISTRATOR, pk=officer.pk)
    yield page("account_detail.new", ADMINISTRATOR, pk=new.pk)
    yield page("account_edit", ADMINISTRATOR, pk=officer.pk)
    yield page("account_appoint", ADMINISTRATOR, pk=officer.pk)
    yield page("account_relieve", ADMINISTRATOR, pk=officer.pk, position=held.pk)
    yield page("account_lock", ADMINISTRATOR, pk=officer.pk)
    yield page("account_reset", ADMINISTRATOR, pk=officer.pk)
    yield page("codes_sheet", ADMINISTRATOR)
    yield page("system_state", ADMINISTRATOR)
    yield page("account_import", ADMINISTRATOR)
    yield page("account_template", ADMINISTRATOR)
    yield page("account_import_detail", ADMINISTRATOR, pk=filled(administrator))
    yield page("account_import_detail.wrong", ADMINISTRATOR, pk=filled(administrator, "Vua"))
    yield page("account_first_password", new.username)


def the_rest() -> Iterator[SitePage]:
    """Organizations, search, signing in and out, and where nothing is."""
    past = Organization.objects.filter(name__startswith="Sở Kế hoạch và Đầu tư").earliest("pk")
    yield page("organization_list", OFFICER)
    yield page("organization_list.found", OFFICER, query="?q=so+xay+dung")
    yield page("organization_detail", FOCAL, pk=actor(HEAD).organization_id or 0)
    yield page("organization_detail.past", FOCAL, pk=past.pk)
    yield page("search", FOCAL, query="?q=ke+hoach")
    yield page("help_index", HEAD)
    yield page("help_page", FOCAL, slug="focal")
    yield page("help_page.install", ADMINISTRATOR, slug="install")
    yield page("search.nothing", FOCAL, query="?q=khong+tim+ra")
    yield page("account_login", "")
    yield page("account_logout", OFFICER)
    yield page("account_change_password", ADMINISTRATOR)
    yield SitePage("not_found", "", "/tasks/999999/", OFFICER)
    yield SitePage("refused", "", reverse("document_upload"), OFFICER)


def session_of(username: str) -> str:
    """The key of a session in which the account is signed in."""
    user = User.objects.get(username=username)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


found = list(pages())
sessions = {name: session_of(name) for name in sorted({p.username for p in found if p.username})}
json.dump({"pages": [asdict(p) for p in found], "sessions": sessions}, sys.stdout)
