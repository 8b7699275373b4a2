"""What is measured on the workload: pages by who asks for them, two actions, and the reader."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from itertools import repeat
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from dieuphoi.base.vietnamese import format_date, format_official_date
from dieuphoi.commands.benchmark.figures import Act, Asked, Figure, measure, measure_in_turn
from dieuphoi.commands.benchmark.journeys import Staff
from dieuphoi.commands.example import content, directive
from dieuphoi.documents.reading import read
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import User
from dieuphoi.plans import queries
from dieuphoi.plans.models import Obligation, ObligationState, Plan, Task
from dieuphoi.plans.punctuality import Punctuality
from dieuphoi.plans.queries import TaskFilter

ANNEX_ROWS = 140
WORDS = "ke hoach chuyen doi"
LISTS = ("task_list", "task_list_filtered", "task_list_words")
"""The lists that are measured twice: as a restricted user and as the administrator."""


class WrongAnswer(Exception):
    """A page or an action did not answer as it should: its time would mean nothing."""


def all_figures(staff: Staff, on: date, runs: int) -> Iterator[Figure]:
    """Every figure, in the order they are shown."""
    agency = _busiest()
    officer, administrator = staff.officers[agency], staff.administrator
    yield _annex(on, runs)
    yield measure(*_page("desk_agency", officer, reverse("desk")), runs)
    yield measure(*_page("desk_focal", staff.focal, reverse("desk")), runs)
    for key, asked in _lists(agency).items():
        both = {"restricted": officer, "administrator": administrator}
        yield from measure_in_turn(
            [_list(f"{key}_{kind}", actor, asked, on) for kind, actor in both.items()], runs
        )
    task, plan = _task_with_most(), Plan.objects.order_by("pk")[0].pk
    yield measure(*_page("task_page", staff.focal, reverse("task_detail", args=[task])), runs)
    yield measure(*_page("plan_page", staff.focal, reverse("plan_detail", args=[plan])), runs)
    rows = queries.tasks(administrator, TaskFilter(), on).count()
    yield measure(*_page("export", administrator, reverse("task_export"), rows), runs)
    yield measure(Asked("progress_note", _name(officer)), _notes(officer, on), runs)
    yield measure(Asked("accept"), _accepts(staff), runs)


def ratios(figures: list[Figure]) -> dict[str, float]:
    """How long each list takes a restricted user, where the administrator takes 1."""
    median = {figure.asked.key: figure.median for figure in figures}
    return {
        key: round(median[f"{key}_restricted"] / median[f"{key}_administrator"], 2) for key in LISTS
    }


def _busiest() -> int:
    """The agency that holds the most obligations."""
    held = Obligation.objects.order_by().values("holder").annotate(n=Count("pk"))
    return int(held.order_by("-n", "holder")[0]["holder"])


def _task_with_most() -> int:
    """The task with the most obligations: the longest page."""
    return Task.objects.annotate(n=Count("obligations")).order_by("-n", "pk")[0].pk


def _lists(agency: int) -> dict[str, TaskFilter]:
    """What is asked of the list; the agency is the restricted user's own."""
    late_at_work = TaskFilter(
        agency=agency,
        part="any",
        state=ObligationState.IN_PROGRESS,
        punctuality=Punctuality.OVERDUE,
    )
    return dict(zip(LISTS, (TaskFilter(), late_at_work, TaskFilter(words=WORDS)), strict=True))


def _annex(on: date, runs: int) -> Figure:
    """Read a Word annex of 140 rows, from its bytes to its tasks."""
    live = content.live_plan()
    more = [replace(task, code=str(n)) for n, task in enumerate(live.tasks, len(live.tasks) + 1)]
    tasks = (*live.tasks, *more)[:ANNEX_ROWS]
    groups = tuple(dict.fromkeys(task.group for task in tasks))
    place = f"{live.document.place}, {format_official_date(on)}"
    data = directive.write(replace(live, tasks=tasks, groups=groups), place)

    def act() -> int:
        found = read(data, "phu-luc.docx").tasks
        if len(found) != ANNEX_ROWS:
            raise WrongAnswer(f"the annex gave {len(found)} tasks")
        return len(data)

    return measure(Asked("read_annex", rows=ANNEX_ROWS), repeat(act), runs)


def _list(key: str, actor: Actor, asked: TaskFilter, on: date) -> tuple[Asked, Iterator[Act]]:
    rows = queries.tasks(actor, asked, on).count()
    said = {**asdict(asked), "q": asked.words} if asked != TaskFilter() else {}
    words = urlencode({name: value for name, value in said.items() if value and name != "words"})
    address = f"{reverse('task_list')}?{words}" if words else reverse("task_list")
    return _page(key, actor, address, rows)


def _page(
    key: str, actor: Actor, address: str, rows: int | None = None
) -> tuple[Asked, Iterator[Act]]:
    act = _get(_client(actor), address)
    return Asked(key, _name(actor), address, rows), repeat(act)


def _get(client: Client, address: str) -> Act:
    def act() -> int:
        answer: Any = client.get(address)
        _expect(answer, 200, address)
        return sum(map(len, answer.streaming_content if answer.streaming else [answer.content]))

    return act


def _notes(officer: Actor, on: date) -> Iterator[Act]:
    """Progress told again and again of one obligation; acknowledged when the answer leads on."""
    running = Obligation.objects.filter(
        holder=officer.organization_id, state=ObligationState.IN_PROGRESS
    )
    address = reverse("obligation_tell", args=[running.order_by("pk")[0].pk])
    said = {"on": format_date(on), "percent": "60", "did": "Đã làm thêm một bước (minh họa)."}
    return repeat(_post(_client(officer), address, said))


def _accepts(staff: Staff) -> Iterator[Act]:
    """One assignment after the other accepted, each by the head of the agency that holds it."""
    waiting = Obligation.objects.filter(state=ObligationState.ASSIGNED).order_by("pk")
    for pk, holder in list(waiting.values_list("pk", "holder")):
        yield _post(_client(staff.heads[holder]), reverse("obligation_accept", args=[pk]), {})


def _post(client: Client, address: str, said: dict[str, str]) -> Act:
    def act() -> int:
        answer: Any = client.post(address, said)
        _expect(answer, 302, address)
        return len(answer.content)

    return act


def _expect(answer: HttpResponse, status: int, address: str) -> None:
    if answer.status_code != status:
        raise WrongAnswer(f"{address} answered {answer.status_code}, not {status}")


def _client(actor: Actor) -> Client:
    """A browser without a network, in which the actor is signed in."""
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def _name(actor: Actor) -> str:
    user: User = User.objects.get(pk=actor.user_id)
    return user.username
