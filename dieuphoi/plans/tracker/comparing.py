"""A tracker beside the plan that it is about: its rows matched with the tasks, and what differs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record
from dieuphoi.base.errors import DomainError, require
from dieuphoi.base.periods import civil_day
from dieuphoi.base.vietnamese import fold
from dieuphoi.documents import intake, status_words
from dieuphoi.documents.intake import Upload
from dieuphoi.documents.reading.result import ReadDocument, ReadTask
from dieuphoi.documents.reading.statuses import Meaning, ReadStatus
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import Organization
from dieuphoi.organizations.resolution import resolve_many
from dieuphoi.plans import policy, timeline
from dieuphoi.plans.models import PartyRole, Plan, TaskTerms, Tracker, TrackerRow
from dieuphoi.plans.tracker.matching import Side, match

LEADS = (PartyRole.LEAD, PartyRole.JOINT_LEAD)


class SameTracker(DomainError):
    """The same file was compared with this plan before; `tracker` is that comparison."""

    def __init__(self, tracker: Tracker) -> None:
        super().__init__(_("Bảng theo dõi này đã được tải lên cho kế hoạch."))
        self.tracker = tracker


class FiguresAhead(DomainError):
    """The figures of a tracker are of a day that has come."""


@dataclass(frozen=True)
class Difference:
    """What a tracker and a plan say differently of one task: `field` is lead, deadline, content or
    product."""

    field: str
    tracker: str
    plan: str


def compare(plan: Plan, upload: Upload, *, on: date, by: Actor, at: datetime) -> Tracker:
    """Read a tracker and match its rows with the tasks of the plan; nothing else changes.

    `on` is the day of its figures. Raises UploadRefused, NotReadable, or SameTracker.
    """
    require(
        policy.can_coordinate(by, plan),
        _("Chỉ cơ quan đầu mối của kế hoạch được đối chiếu bảng theo dõi."),
    )
    if on > civil_day(at):
        raise FiguresAhead(_("Ngày số liệu của bảng theo dõi không được sau hôm nay."))
    examined, found = intake.examine_and_read(upload, by=by, at=at)
    tracker = Tracker(plan=plan, name=upload.name, on=on, uploaded_by=by.label, uploaded_at=at)
    rows = _rows(tracker, found, by)
    _match(tracker, rows, on=civil_day(at))  # takes its time, so before anybody has to wait
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=plan.pk)  # one upload of these bytes at a time
        stored = intake.keep(examined, by=by, at=at)
        known = Tracker.objects.filter(plan=plan, file=stored).first()
        if known:
            raise SameTracker(known)
        tracker.file = stored
        tracker.save()
        TrackerRow.objects.bulk_create(rows)
        record("tracker.compared", tracker, by=by, at=at, plan=plan.pk, rows=len(rows))
    return tracker


@transaction.atomic
def explain_words(
    tracker: Tracker, meanings: Mapping[str, Meaning], *, by: Actor, at: datetime
) -> None:
    """Say what words for a status mean; the rows of the tracker are understood anew."""
    require(
        policy.can_coordinate(by, tracker.plan),
        _("Chỉ cơ quan đầu mối của kế hoạch được giải thích từ của bảng theo dõi."),
    )
    agency = Organization.objects.get(pk=by.organization_id or tracker.plan.focal_agency_id)
    status_words.explain(meanings, agency=agency, by=by, at=at)
    rows = list(tracker.rows.all())
    _understand(rows, status_words.meanings_of(agency.pk))
    TrackerRow.objects.bulk_update(rows, ["status", "timing", "done_on"], batch_size=200)


def terms_by_task(plan: Plan, on: date) -> dict[int, TaskTerms]:
    """The terms of each task of the plan on that day, or on its first day if that is later."""
    first = plan.document.in_force_from or plan.document.issued_on or plan.starts_on
    found = (
        TaskTerms.objects.filter(timeline.true_on(max(on, first)), task__plan=plan)
        .select_related("task")
        .prefetch_related("parties__organization", "deadlines")
        .order_by("task__position")
    )
    return {terms.task_id: terms for terms in found}


def differences(row: TrackerRow, terms: TaskTerms) -> list[Difference]:
    """What the row says otherwise than the plan; what the tracker leaves out is no difference."""
    leads = [party for party in terms.parties.all() if party.role in LEADS]
    named = "; ".join(party.wording for party in leads)
    deadlines = list(terms.deadlines.all())
    due = [d.due_on.isoformat() for d in deadlines if d.due_on]
    written = "; ".join(dict.fromkeys(d.text for d in deadlines if d.text))
    found = []
    if row.lead_text and not _same_lead(row, {p.organization_id for p in leads}, named):
        found.append(Difference("lead", row.lead_text, named))
    if (
        row.deadline_text
        and sorted(row.due) != sorted(due)
        or row.deadline_text
        and not due
        and _plain(row.deadline_text) != _plain(written)
    ):
        found.append(Difference("deadline", row.deadline_text, written))
    if _plain(row.content) != _plain(terms.content):
        found.append(Difference("content", row.content, terms.content))
    if row.product and _plain(row.product) != _plain(terms.product):
        found.append(Difference("product", row.product, terms.product))
    return found


def _same_lead(row: TrackerRow, organizations: set[int | None], named: str) -> bool:
    return set(row.leads) == organizations or _plain(row.lead_text) == _plain(named)


def _plain(text: str) -> str:
    """The words of a text: neither accents, case, marks nor line breaks make a difference."""
    return " ".join("".join(c if c.isalnum() else " " for c in fold(text)).split())


def _rows(tracker: Tracker, found: ReadDocument, by: Actor) -> list[TrackerRow]:
    rows = [_row(tracker, n, task) for n, task in enumerate(found.tasks, start=1)]
    wordings = sorted({name for task in found.tasks for name in task.lead})
    issuer = tracker.plan.document.issuer or tracker.plan.owner
    meaning = resolve_many(wordings, tracker.on, issuer)
    for row, task in zip(rows, found.tasks, strict=True):
        means = [meaning[name].organization for name in task.lead]
        row.leads = [agency.pk if agency else 0 for agency in means]
    _understand(rows, status_words.meanings_of(by.organization_id))
    return rows


def _row(tracker: Tracker, position: int, task: ReadTask) -> TrackerRow:
    return TrackerRow(
        tracker=tracker,
        position=position,
        sheet=task.locator.sheet or "",
        number=task.locator.row,
        code=task.code,
        content=task.content,
        lead_text="; ".join(task.lead),
        deadline_text=task.deadline_text,
        due=[deadline.end for deadline in task.deadlines if deadline.end],
        product=task.product,
        status_text=task.status.text,
        percent=task.status.percent,
        result=task.result,
        note=task.note,
        told=asdict(task.status),
    )


def _understand(rows: Iterable[TrackerRow], known: Mapping[str, Meaning]) -> None:
    for row in rows:
        told = ReadStatus(**row.told)
        status = status_words.understood(row.status_text, row.percent, told, known)
        row.status, row.timing = status.state, status.timing
        row.done_on = date.fromisoformat(status.day) if status.day else None


def _match(tracker: Tracker, rows: Sequence[TrackerRow], *, on: date) -> None:
    terms = terms_by_task(tracker.plan, on)
    found = match(
        [Side(row.position, row.code, row.content) for row in rows],
        [Side(pk, one.task.code, one.content) for pk, one in terms.items()],
    )
    certain: dict[int, tuple[int, str]] = {p.row: (p.task, "sure") for p in found.sure}
    certain |= {p.row: (p.task, "doubtful") for p in found.doubtful}
    candidates = defaultdict(list, found.candidates)
    for row in rows:
        row.task_id, row.certainty = certain.get(row.position, (None, "none"))
        row.candidates = candidates[row.position]
