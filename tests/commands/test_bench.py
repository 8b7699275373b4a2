"""`dieuphoi bench`: every figure is there, what it says of a page holds, and the workload is whole.

No test looks at a time: what is quick on one machine is not on another.
"""

import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dieuphoi.activity import sealing
from dieuphoi.activity.models import Activity
from dieuphoi.commands.benchmark import journeys, workload
from dieuphoi.commands.benchmark.figures import Asked, Figure
from dieuphoi.commands.benchmark.journeys import NOTE, Event, Staff
from dieuphoi.organizations.models import User
from dieuphoi.plans import assignment, confirmation, progress, verification
from dieuphoi.plans.models import Obligation, Progress, Turn, Verb
from dieuphoi.plans.progress import Told
from tests.cast import RESULT, World

RUNS = 1
LISTS = ["task_list", "task_list_filtered", "task_list_words"]
KEYS = [
    "read_annex",
    "desk_agency",
    "desk_focal",
    *(f"{key}_{kind}" for key in LISTS for kind in ("restricted", "administrator")),
    "task_page",
    "plan_page",
    "export",
    "progress_note",
    "accept",
]
AT = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)


def bench(*words: str) -> str:
    """What the command prints on the tiny scale."""
    out = StringIO()
    call_command("bench", "--scale", "tiny", "--runs", str(RUNS), *words, stdout=out)
    return out.getvalue()


def filled(at: datetime) -> dict[str, int]:
    """The counts of the tiny workload."""
    return workload.fill(workload.SCALES["tiny"], seed=1, at=at).counts


@pytest.mark.django_db
def test_every_figure_is_there_and_holds_and_the_workload_is_whole() -> None:
    result: dict[str, Any] = json.loads(bench("--json"))  # once: it takes a second or more

    assert [figure["key"] for figure in result["figures"]] == KEYS
    for figure in result["figures"]:
        assert figure["runs"] == RUNS
        assert 0 < figure["min"] <= figure["median"] <= figure["p95"] <= figure["max"], figure
        assert figure["rows"] is None or figure["rows"] > 0, figure
    assert list(result["restricted_to_administrator"]) == LISTS
    pages = [figure for figure in result["figures"] if figure["address"]]
    assert {f["key"]: f["queries"] for f in pages} == {f["key"]: queries_of(f) for f in pages}
    assert max(figure["queries"] for figure in pages) <= 15
    assert list(verification.findings()) == []
    assert sealing.verify().findings == []


def queries_of(figure: dict[str, Any]) -> int:
    """How many queries the same page takes, asked by the same person."""
    client = Client()
    client.force_login(User.objects.get(username=figure["as"]))
    with CaptureQueriesContext(connection) as captured:
        answer: Any = client.get(figure["address"])
        answer.getvalue()
    assert answer.status_code == 200
    return len(captured)


@pytest.mark.django_db
def test_text_says_the_machine_the_workload_and_how_pages_are_asked() -> None:
    text = bench("--seed", "7")

    for words in ("seed 7", "cores", "50 tasks", "django.test.Client", "p95", *KEYS):
        assert words in text, words


def test_refuses_a_database_that_is_not_empty(world: World) -> None:
    before = Obligation.objects.count()

    with pytest.raises(CommandError, match="The database is not empty"):
        bench()
    assert Obligation.objects.count() == before


@pytest.mark.django_db
def test_workload_is_as_large_as_it_says() -> None:
    counts = filled(AT)

    assert (counts["agencies"], counts["plans"], counts["tasks"]) == (6, 2, 50)
    assert counts["obligations"] >= 5 * counts["tasks"]
    assert counts["progress notes"] >= 2 * counts["obligations"] // 10
    assert sealing.unsealed().count() == 0


@pytest.mark.django_db
def test_workload_of_a_day_is_the_same_at_any_hour() -> None:
    stored = []
    for at in (AT, AT + timedelta(hours=9)):
        with transaction.atomic():
            filled(at)
            stored.append(list(Obligation.objects.order_by("pk").values_list("state", "since")))
            transaction.set_rollback(True)

    assert stored[0] == stored[1]


def test_journeys_of_one_seed_are_the_same() -> None:
    drawn = [
        journeys.draw(Random(seed), since=AT, until=AT + timedelta(days=9), noted=True)
        for seed in (1, 1, 2)
    ]

    assert drawn[0] == drawn[1] != drawn[2]
    assert [event.what for event in drawn[0]][:3] == [Verb.ACCEPT, NOTE, NOTE]


def test_bulk_rows_are_those_that_the_actions_write(world: World) -> None:
    """The same events, once by the domain's actions and once in bulk."""
    cast, done = world.cast, world.obligation
    staff = Staff(
        cast.focal, cast.administrator, {cast.so.pk: cast.officer}, {cast.so.pk: cast.head}
    )
    assigned_at = done.since
    after = [assigned_at + timedelta(hours=n) for n in range(1, 6)]
    events = [
        Event(what, at)
        for what, at in zip(
            [Verb.ACCEPT, NOTE, Verb.SUBMIT, Verb.SEND_BACK, Verb.SUBMIT], after, strict=True
        )
    ]
    started = Obligation.objects.get(pk=done.pk)
    on = date(2026, 3, 2)
    assignment.accept(done, by=cast.head, at=after[0])
    progress.note(done, Told(on, 30, "x"), by=cast.officer, at=after[1])
    progress.submit(done, Told(on, 100, RESULT), by=cast.officer, at=after[2])
    confirmation.send_back(done, reason="x", by=cast.focal, at=after[3])
    progress.submit(done, Told(on, 100, RESULT), by=cast.officer, at=after[4])

    journeys.travel(started, events)
    turns = journeys.turns(started, events, assigned_at=assigned_at, staff=staff)
    told = journeys.progress(started, events, staff=staff)
    stored = Progress.objects.filter(obligation=done)
    acts = Activity.objects.filter(at__gt=assigned_at)

    assert repeated(started) == repeated(Obligation.objects.get(pk=done.pk))
    # Who assigned is SYSTEM in the world and the focal officer in the workload.
    assert sorted(map(shape_of_turn, turns)) == sorted(
        map(shape_of_turn, Turn.objects.filter(obligation=done))
    )
    assert [(p.on, p.percent, p.by, p.at) for p in told] == [
        (p.on, p.percent, p.by, p.at) for p in stored
    ]
    assert [shape_of_act(a) for a in journeys.acts(started, events, list(stored), staff=staff)] == [
        shape_of_act(a) for a in acts
    ]


def repeated(one: Obligation) -> list[object]:
    """What an obligation repeats of its turn and progress."""
    return [one.state, one.since, one.submitted_at, one.percent, one.told_on]


def shape_of_turn(turn: Turn) -> list[str]:
    """A turn without its key and its words."""
    names = ("holder_id", "state", "due_on", "submitted_at", "cause")
    times = ("valid_from", "valid_to", "known_from", "known_to")
    return [str(getattr(turn, name)) for name in names + times]


def shape_of_act(act: Activity) -> tuple[object, ...]:
    """An act without its key; of a reason only that it was given."""
    details = {name: name == "reason" or value for name, value in act.details.items()}
    return act.verb, act.subject_type, act.subject_id, act.user_id, act.label, act.at, details


def test_p95_is_the_last_but_one_of_twenty_runs() -> None:
    figure = Figure(Asked("x"), tuple(float(n) for n in range(20, 0, -1)), queries=0, size=0)

    assert (figure.median, figure.p95) == (10.5, 19.0)
