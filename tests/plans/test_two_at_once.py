"""Two people press the same button at the same moment: one succeeds, the other is told."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

from dieuphoi.activity.models import Activity
from dieuphoi.base.errors import StaleState
from dieuphoi.documents import review
from dieuphoi.documents.models import Attachment, Reading, StoredFile
from dieuphoi.documents.registry import Letterhead
from dieuphoi.documents.review import RowText
from dieuphoi.plans import assignment, confirmation, intake, progress, verification
from dieuphoi.plans.intake import PlanDetails
from dieuphoi.plans.models import Obligation, Plan
from dieuphoi.plans.progress import Told
from tests.cast import AT, ON, RESULT, World, later, make_world

pytestmark = pytest.mark.django_db(transaction=True)


def both(act: Callable[[], object]) -> list[str]:
    """Do the act in two threads that start together; what each met, sorted."""
    start, met = threading.Barrier(2), []

    def press() -> None:
        try:
            start.wait(timeout=20)
            act()
            met.append("done")
        except StaleState:
            met.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(met)


def fresh(world: World) -> Obligation:
    return Obligation.objects.select_related("task__plan", "holder").get(pk=world.obligation.pk)


def test_accepting() -> None:
    world = make_world()

    assert both(lambda: assignment.accept(fresh(world), by=world.cast.head, at=later())) == [
        "done",
        "told",
    ]
    assert Activity.objects.filter(verb="obligation.accepted").count() == 1
    assert list(verification.findings()) == []


def test_submitting() -> None:
    world = make_world()
    assignment.accept(world.obligation, by=world.cast.head, at=later())
    told = Told(ON, 100, RESULT)

    assert both(
        lambda: progress.submit(fresh(world), told, by=world.cast.officer, at=later(2))
    ) == ["done", "told"]
    assert world.obligation.progress.count() == 1
    assert list(verification.findings()) == []


def test_confirming() -> None:
    world = make_world()
    assignment.accept(world.obligation, by=world.cast.head, at=later())
    progress.submit(world.obligation, Told(ON, 100, RESULT), by=world.cast.officer, at=later(2))

    assert both(lambda: confirmation.confirm(fresh(world), by=world.cast.focal, at=later(3))) == [
        "done",
        "told",
    ]
    assert Activity.objects.filter(verb="obligation.confirmed").count() == 1


def test_assigning() -> None:
    world = make_world()
    assignment.name_leads(world.unclear, [world.cast.so], by=world.cast.focal, at=later())

    assert both(
        lambda: assignment.assign(world.plan, shown=1, by=world.cast.focal, at=later(2))
    ) == ["done", "told"]
    assert world.unclear.obligations.count() == 1


def open_reading() -> tuple[World, Reading]:
    world = make_world()
    document = world.plan.document
    stored = StoredFile.objects.create(sha256="a" * 64, media_type="text/plain", size=1)
    attachment = Attachment.objects.create(document=document, file=stored, name="x.docx")
    reading = Reading.objects.create(
        document=document, attachment=attachment, reader_version="1", read_at=AT
    )
    review.add_row(reading, RowText(content="Một việc"), by=world.cast.focal, at=AT)
    return world, reading


def test_confirming_a_reading() -> None:
    world, reading = open_reading()
    cast = world.cast
    details = PlanDetails("Hai người", cast.ubnd, cast.dau_moi, date(2026, 1, 1))
    letterhead = Letterhead(issuer=cast.ubnd, type="Kế hoạch", number="7", notation="KH-UBND")

    def confirm() -> None:
        seen = Reading.objects.select_related("document").get(pk=reading.pk)
        intake.confirm_reading(seen, letterhead, details, by=cast.focal, at=later())

    assert both(confirm) == ["done", "told"]
    assert Plan.objects.filter(title="Hai người").count() == 1


def test_correcting_a_row() -> None:
    world, reading = open_reading()
    row = reading.rows.get()

    def correct() -> None:
        seen = reading.rows.select_related("reading__document").get()
        review.correct_row(
            seen, RowText(content="Sửa"), version=row.version, by=world.cast.focal, at=later()
        )

    assert both(correct) == ["done", "told"]
