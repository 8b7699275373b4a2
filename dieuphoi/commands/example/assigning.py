"""The plan that is followed comes in as every plan does: uploaded, reviewed, confirmed, assigned."""

import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings

from dieuphoi.base.vietnamese import format_official_date
from dieuphoi.commands.example import content, directive, past
from dieuphoi.commands.example.content import LivePlan
from dieuphoi.commands.example.days import morning
from dieuphoi.commands.example.names import Names
from dieuphoi.commands.example.tales import Tale
from dieuphoi.documents import intake as documents_in
from dieuphoi.documents import review
from dieuphoi.documents.intake import Upload
from dieuphoi.documents.models import Reading
from dieuphoi.documents.registry import Letterhead
from dieuphoi.organizations.actor import Actor
from dieuphoi.plans import assignment, intake
from dieuphoi.plans.intake import PlanDetails
from dieuphoi.plans.models import Plan, PlanKind


def directive_of(tale: Tale) -> bytes:
    """The Word file of the directive, as it is uploaded."""
    document = tale.plan.document
    place = f"{document.place}, {format_official_date(tale.days.issued)}"
    return directive.write(tale.plan, place)


def make(tale: Tale, file: bytes, names: Names, focal: Actor) -> Plan:
    """Upload the directive's file, review it, confirm it, assign: as the focal officer would."""
    followed, days = tale.plan, tale.days
    at = morning(days.issued + timedelta(days=1))
    reading = _upload(tale, file, focal, at)
    review.correct_header(
        reading, _header(reading, followed, names, days.issued), by=focal, at=at + timedelta(0, 300)
    )
    plan = intake.confirm_reading(
        reading,
        _letterhead(followed, names, days.issued),
        _details(followed, names),
        by=focal,
        at=at + timedelta(minutes=30),
    )
    if not tale.has_past:
        past.link(plan.document, content.history()[0].related)
    _assign(plan, followed, focal, days.assigned)
    return plan


def _upload(tale: Tale, file: bytes, focal: Actor, at: datetime) -> Reading:
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        path = Path(folder) / "upload"
        path.write_bytes(file)
        name = f"{tale.plan.document.type} minh họa.docx"
        return documents_in.receive(Upload(path, name), by=focal, at=at)


def _header(reading: Reading, followed: LivePlan, names: Names, issued: date) -> dict[str, str]:
    document = followed.document
    return {
        **reading.header,
        "issuer": names.city.name,
        "issued_on": issued.isoformat(),
        "type": document.type,
        "place": document.place,
        "number": document.number,
        "notation": document.notation,
        "subject": document.subject,
        "signer_title": document.signer_title,
        "signer_authority": document.signer_authority,
        "signer_name": "",
    }


def _letterhead(followed: LivePlan, names: Names, issued: date) -> Letterhead:
    document = followed.document
    return Letterhead(
        issuer=names.city,
        issuer_text=names.city.name,
        type=document.type,
        number=document.number,
        notation=document.notation,
        issued_on=issued,
        issued_at=document.place,
        subject=document.subject,
        signer_title=document.signer_title,
        signer_authority=document.signer_authority,
    )


def _details(followed: LivePlan, names: Names) -> PlanDetails:
    return PlanDetails(
        title=followed.title,
        owner=names.city,
        focal_agency=names[followed.focal_agency],
        starts_on=followed.starts_on,
        ends_on=followed.ends_before,
        kind=PlanKind(followed.kind),
        declared={"Chế độ báo cáo": f"{followed.report_due_text}, gửi {followed.report_to}"},
        is_illustration=True,
    )


def _assign(plan: Plan, followed: LivePlan, focal: Actor, day: date) -> None:
    fields = {task.code: task.field for task in followed.tasks}
    at = morning(day)
    for task in plan.tasks.select_related("plan"):
        intake.set_fields(task, [fields[task.code]], by=focal, at=at)
    shown = assignment.preview(plan, day).count
    assignment.assign(plan, shown=shown, sure=True, by=focal, at=at)
