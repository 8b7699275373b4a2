"""Every act on a report and on a consolidation × every role: done, refused, hidden.

The table of routes asks for pages; these routes only take forms, or a page that more may read
than may change. Whoever may act gets an answer of the act itself, right or wrong.
"""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from dieuphoi.activity.models import Activity
from dieuphoi.reporting.consolidation import consolidate
from tests.cast import World
from tests.reporting.paper import DUE, accepted, make_cycle, on, report_of, sent

pytestmark = pytest.mark.django_db

ROLES = (
    "officer",
    "head",
    "other_officer",
    "other_head",
    "focal",
    "leader",
    "auditor",
    "administrator",
    "stranger",
    "stranger_focal",
)
WRITERS = {"officer", "head"}
FOCAL = {"focal"}

ACTS: dict[str, tuple[set[str], dict[str, str]]] = {
    "report_part": (WRITERS, {"text": "a", "seen": "0"}),
    "report_nothing_arose": (WRITERS, {"answer": "1"}),
    "report_closing": (WRITERS, {"done": "0"}),
    "report_send": ({"head"}, {}),
    "report_comment": (FOCAL, {"causes-text": "x"}),
    "report_accept": (FOCAL, {}),
    "report_return": (FOCAL, {"reason": "x", "seen": "x"}),
    "consolidation": (FOCAL, {}),
    "paragraph": (FOCAL, {"act": "text", "text": "Z", "seen": "1"}),
    "consolidation_freeze": (FOCAL, {"seen": "99"}),
}


def places(world: World) -> dict[str, dict[str, object]]:
    """Where each act is done: a draft of the first department, a sent report of the second."""
    cycle = make_cycle(world)
    draft = report_of(cycle, world.cast.so)
    version = sent(report_of(cycle, world.cast.khac), world.cast.other_head, causes="x")
    other = make_cycle(world, title="Kỳ khác")
    accepted(report_of(other, world.cast.so), world.cast.head, world.cast.focal, causes="Thiếu vốn")
    made = consolidate(other, by=world.cast.focal, at=on(DUE, 20))
    causes = made.paragraphs.get(part="causes", kind="body")
    judged: dict[str, object] = {"pk": version.report_id, "n": 1}
    return {
        "report_part": {"pk": draft.pk, "code": "causes"},
        "report_nothing_arose": {"pk": draft.pk},
        "report_closing": {"pk": draft.pk, "obligation": world.obligation.pk},
        "report_send": {"pk": draft.pk},
        "report_comment": {**judged, "code": "causes"},
        "report_accept": judged,
        "report_return": judged,
        "consolidation": {"pk": other.pk},
        "paragraph": {"pk": causes.pk},
        "consolidation_freeze": {"pk": made.pk},
    }


@pytest.mark.parametrize("act", ACTS)
def test_only_who_may_act_is_answered_by_the_act(world: World, act: str) -> None:
    address = reverse(act, kwargs=places(world)[act])
    allowed, fields = ACTS[act]

    before = Activity.objects.count()
    for role in ROLES:
        if role not in allowed:
            assert client_of(world, role).post(address, fields).status_code in (403, 404), role
    assert Activity.objects.count() == before

    for role in allowed:
        answer = client_of(world, role).post(address, fields).status_code
        assert answer in (200, 302, 409, 422), role


def client_of(world: World, role: str) -> Client:
    client = Client()
    actor = getattr(world.cast, role)
    client.force_login(get_user_model().objects.get(pk=actor.user_id))
    return client
