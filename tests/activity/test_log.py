"""The log: only added to, sealed without gap, a changed row is found, and nobody waits."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from dieuphoi.activity import outbox, sealing, triggers
from dieuphoi.activity.log import entries_about, record
from dieuphoi.activity.models import Activity, Seal
from dieuphoi.organizations.actor import SYSTEM
from tests.factories.plans import bare_organization

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def write(count: int) -> None:
    agency = bare_organization()
    for n in range(count):
        record("agency.noted", agency, by=SYSTEM, at=AT, n=n)


@pytest.mark.parametrize("model", [Activity, Seal])
@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_rewrite(model: type[Activity] | type[Seal], act: str) -> None:
    write(1)
    sealing.seal(at=AT)
    rows = model._default_manager.all()
    column = "label" if model is Activity else "hash"

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.delete() if act == "delete" else rows.update(**{column: "khác"})


def test_sealing_gives_every_act_a_position_without_gap() -> None:
    write(5)

    assert sealing.seal(at=AT) == 5
    assert sealing.seal(at=AT) == 0
    assert list(Seal.objects.values_list("position", flat=True)) == [1, 2, 3, 4, 5]
    assert sealing.verify() == sealing.Verification(sealed=5, unsealed=0, findings=[])


def test_a_log_of_more_than_one_batch_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "_BATCH", 2)
    write(5)
    sealing.seal(at=AT)

    assert sealing.verify() == sealing.Verification(sealed=5, unsealed=0, findings=[])


def test_a_changed_act_beyond_the_first_batch_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "_BATCH", 2)
    write(5)
    sealing.seal(at=AT)
    changed = Activity.objects.order_by("pk")[3]
    triggers.remove(connection)
    Activity.objects.filter(pk=changed.pk).update(details={"n": 99})
    triggers.install(connection)

    assert sealing.verify().findings == [f"position 4: activity {changed.pk} was changed"]


def test_a_changed_act_is_found() -> None:
    write(3)
    sealing.seal(at=AT)
    changed = Activity.objects.order_by("pk")[1]
    triggers.remove(connection)
    Activity.objects.filter(pk=changed.pk).update(details={"n": 99})
    triggers.install(connection)

    assert sealing.verify().findings == [f"position 2: activity {changed.pk} was changed"]


def test_a_missing_act_is_found() -> None:
    write(3)
    sealing.seal(at=AT)
    gone = Activity.objects.order_by("pk")[0].pk
    triggers.remove(connection)
    Activity.objects.filter(pk=gone).delete()
    triggers.install(connection)

    assert sealing.verify().findings == [f"position 1: activity {gone} is gone"]


def test_the_unsealed_tail_is_named() -> None:
    write(2)
    sealing.seal(at=AT)
    write(3)

    assert sealing.verify().unsealed == 3


def test_the_outbox_hands_over_each_act_once_in_sealed_order() -> None:
    write(4)
    sealing.seal(at=AT)
    seen: list[int] = []

    outbox.hand_over("reader", lambda act: seen.append(act.pk), most=3)
    outbox.hand_over("reader", lambda act: seen.append(act.pk), most=3)
    outbox.hand_over("reader", lambda act: seen.append(act.pk), most=3)

    assert seen == list(Activity.objects.order_by("pk").values_list("pk", flat=True))


def test_a_handler_that_fails_is_handed_the_same_acts_again() -> None:
    write(1)
    sealing.seal(at=AT)

    def fail(_act: Activity) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        outbox.hand_over("reader", fail)
    seen: list[int] = []
    assert outbox.hand_over("reader", lambda act: seen.append(act.pk)) == 1


def test_entries_about_a_thing_are_its_own() -> None:
    one, other = bare_organization("Một"), bare_organization("Hai")
    record("agency.noted", one, by=SYSTEM, at=AT)
    record("agency.noted", other, by=SYSTEM, at=AT)

    assert [entry.subject_id for entry in entries_about(one)] == [one.pk]
