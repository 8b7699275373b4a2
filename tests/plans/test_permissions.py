"""Every action asks for permission itself, whichever door called: action × somebody who may not."""

from collections.abc import Callable
from datetime import date

import pytest

from dieuphoi.activity.models import Activity
from dieuphoi.base.errors import NotPermitted
from dieuphoi.documents import registry, review
from dieuphoi.documents.models import Attachment, Document, Reading, StoredFile
from dieuphoi.documents.registry import Letterhead
from dieuphoi.documents.review import RowText
from dieuphoi.organizations.actor import Actor
from dieuphoi.plans import assignment, confirmation, intake, progress
from dieuphoi.plans.intake import PlanDetails
from dieuphoi.plans.models import Obligation, SourceKind
from dieuphoi.plans.progress import Source, Told
from tests.cast import AT, ON, World, later

pytestmark = pytest.mark.django_db

TOLD = Told(ON, 50, "x")
SOURCE = Source(SourceKind.LETTER, "số 1", ON)


def reading_of(world: World) -> Reading:
    stored, _made = StoredFile.objects.get_or_create(
        sha256="a" * 64, defaults={"media_type": "text/plain", "size": 1}
    )
    document = Document.objects.create(registered_by=world.cast.dau_moi, created_at=AT)
    attachment = Attachment.objects.create(document=document, file=stored, name="x.docx")
    reading = Reading.objects.create(
        document=document, attachment=attachment, reader_version="1", read_at=AT
    )
    reading.rows.create(position=1, content="Một việc")
    return reading


def details(world: World) -> PlanDetails:
    return PlanDetails("Kế hoạch", world.cast.ubnd, world.cast.dau_moi, date(2026, 1, 1))


Act = Callable[[World, Actor], object]
ACTIONS: dict[str, Act] = {
    "assign": lambda w, a: assignment.assign(w.plan, shown=0, by=a, at=later()),
    "accept": lambda w, a: assignment.accept(w.obligation, by=a, at=later()),
    "decline": lambda w, a: assignment.decline(w.obligation, reason="x", by=a, at=later()),
    "reassign": lambda w, a: assignment.reassign(w.obligation, w.cast.khac, by=a, at=later()),
    "name_leads": lambda w, a: assignment.name_leads(w.unclear, [w.cast.so], by=a, at=later()),
    "note": lambda w, a: progress.note(w.obligation, TOLD, by=a, at=later()),
    "submit": lambda w, a: progress.submit(w.obligation, TOLD, by=a, at=later()),
    "on behalf": lambda w, a: progress.tell_on_behalf(w.ward, TOLD, SOURCE, by=a, at=later()),
    "confirm": lambda w, a: confirmation.confirm(w.obligation, by=a, at=later()),
    "send back": lambda w, a: confirmation.send_back(w.obligation, reason="x", by=a, at=later()),
    "set fields": lambda w, a: intake.set_fields(w.unclear, ["y tế"], by=a, at=later()),
    "make plan": lambda w, a: intake.make_plan(
        w.plan.document, details(w), [], by=a, at=later()
    ),
    "confirm reading": lambda w, a: intake.confirm_reading(
        reading_of(w), Letterhead(), details(w), by=a, at=later()
    ),
    "discard": lambda w, a: review.discard(reading_of(w), by=a, at=later()),
    "correct header": lambda w, a: review.correct_header(reading_of(w), {}, by=a, at=later()),
    "correct row": lambda w, a: review.correct_row(
        reading_of(w).rows.get(), RowText(content="x"), version=1, by=a, at=later()
    ),
    "keep row": lambda w, a: review.keep_row(
        reading_of(w).rows.get(), False, version=1, by=a, at=later()
    ),
    "add row": lambda w, a: review.add_row(
        reading_of(w), RowText(content="x"), by=a, at=later()
    ),
    "register": lambda w, a: registry.register(
        reading_of(w).document, Letterhead(number="7"), by=a, at=later()
    ),
    "enter": lambda w, a: registry.enter(
        Letterhead(number="7"), by=a, at=later(), registered_by=w.cast.dau_moi
    ),
}  # fmt: skip


@pytest.mark.parametrize("who", ["other_officer", "leader", "auditor", "administrator"])
@pytest.mark.parametrize("action", ACTIONS)
def test_nobody_acts_who_may_not(world: World, action: str, who: str) -> None:
    states = list(Obligation.objects.values_list("state", "since"))
    acts = Activity.objects.count()

    with pytest.raises(NotPermitted):
        ACTIONS[action](world, getattr(world.cast, who))

    assert list(Obligation.objects.values_list("state", "since")) == states
    assert Activity.objects.count() == acts
