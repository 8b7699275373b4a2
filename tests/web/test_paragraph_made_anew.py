"""A paragraph is changed while the draft is being made anew: the page says so, the words stay."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from dieuphoi.reporting.consolidation import consolidate
from dieuphoi.reporting.models import Cycle, Paragraph
from tests.cast import World, make_world
from tests.reporting.paper import DUE, accepted, make_cycle, on, report_of
from tests.web.visitor import client_of

pytestmark = pytest.mark.django_db(transaction=True)


def drafted() -> tuple[World, Cycle]:
    world = make_world()
    cycle = make_cycle(world)
    accepted(
        report_of(cycle, world.cast.so), world.cast.head, world.cast.focal, causes="Thiếu vốn."
    )
    consolidate(cycle, by=world.cast.focal, at=on(DUE, 12))
    return world, cycle


def sent_meanwhile(act: Callable[[], object], send: Callable[[], Any]) -> Any:
    """The answer to what is sent while the transaction of the act is open."""
    answers, open_now = [], threading.Event()

    def press() -> None:
        try:
            open_now.wait(timeout=20)
            answers.append(send())
        finally:
            connection.close()

    other = threading.Thread(target=press)
    other.start()
    with transaction.atomic():
        act()
        open_now.set()
        other.join(timeout=1)
    other.join(timeout=60)
    return answers[0]


@pytest.mark.parametrize("act", ["text", "back", "number", "count"])
def test_who_changes_a_paragraph_of_a_draft_made_anew_is_told(act: str) -> None:
    world, cycle = drafted()
    focal = world.cast.focal
    on_words = act in ("text", "back")
    there = Paragraph.objects.filter(consolidation__cycle=cycle)
    found = next(p for p in there if (p.key.startswith("causes/text") if on_words else p.slots))
    words = {"text": "Lời của tôi", "consolidation": found.consolidation_id, "key": found.key}
    number = {"slot": next(iter(found.slots), ""), "value": 3, "reason": "Đếm lại"}
    fields = words if on_words else number
    client = client_of(focal)
    client.get(f"/paragraphs/{found.pk}/")

    answer = sent_meanwhile(
        lambda: consolidate(cycle, by=focal, at=on(DUE, 13)),
        lambda: client.post(f"/paragraphs/{found.pk}/", {"act": act, "seen": 1, **fields}),
    )

    assert answer.status_code == 409
    assert "vừa được lập lại" in answer.content.decode()
    assert not on_words or "Lời của tôi" in answer.content.decode()
