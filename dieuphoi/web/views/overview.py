"""The leader's page: what is late, what waits for a decision, what changed; each number is a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dieuphoi.base.periods import civil_day
from dieuphoi.issues import queries as issues
from dieuphoi.issues.queries import IssueOverview
from dieuphoi.plans import happened
from dieuphoi.plans.happened import Event, Late, TaskFigures
from dieuphoi.plans.models import ObligationState
from dieuphoi.reporting.queries import overview as reports
from dieuphoi.web.access import ActorRequest, today
from dieuphoi.web.counts import Cell
from dieuphoi.web.forms.fields import day_in

WEEK = timedelta(days=7)
WORST = 10
"""How many agencies and plans are shown unless all are asked for."""
PAGE = 50


@dataclass(frozen=True)
class Bar:
    """A number with the list it counts, and its length among the others in percent."""

    cell: Cell
    share: int


@dataclass(frozen=True)
class Bars:
    """The worst first; `total` is how many there are in all."""

    shown: list[Bar]
    total: int

    @property
    def is_cut(self) -> bool:
        """Whether there are more than are shown."""
        return self.total > len(self.shown)


@require_safe
def overview(request: ActorRequest) -> HttpResponse:
    """What the actor may read, at a glance; `all` shows every late agency, or every plan."""
    on, actor, everything = today(), request.actor, request.GET.get("all", "")
    since = on - WEEK
    tasks = happened.figures(actor, since, on)
    raised = issues.overview(actor, since, on)
    agencies = happened.late_by_agency(actor, on)
    plans = happened.late_by_plan(actor, on)
    context = {
        "agencies": _bars(agencies, "agency", {"part": "late"}, whole=everything == "agencies"),
        "plans": _bars(plans, "plan", {"punctuality": "overdue"}, whole=everything == "plans"),
        "waiting": _waiting(tasks, raised),
        "oldest_days": (on - civil_day(raised.oldest)).days if raised.oldest else None,
        "changed": _changed(tasks, raised, reports.sent_since(actor, since).count(), since),
        "rounds": reports.running(actor, on),
        "since": since,
        "on": on,
    }
    return render(request, "overview/overview.html", context)


@require_safe
def sent_reports(request: ActorRequest) -> HttpResponse:
    """The versions sent since a day, of the reports that the actor may see."""
    since = day_in(request.GET.get("since", "")) or today() - WEEK
    found = reports.sent_since(request.actor, since)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    crumbs = [(_("Toàn cảnh"), reverse("overview"))]
    context = {"page": page, "since": since, "crumbs": crumbs}
    return render(request, "overview/sent_reports.html", context)


def _bars(late: Sequence[Late], name: str, more: dict[str, str], *, whole: bool) -> Bars:
    most = max((one.count for one in late), default=0)
    shown = late if whole else late[:WORST]
    return Bars(
        [
            Bar(
                Cell(one.name, one.count, _list("task_list", **{name: one.pk}, **more)),
                max(round(100 * one.count / most), 1),
            )
            for one in shown
        ],
        len(late),
    )


def _waiting(tasks: TaskFigures, raised: IssueOverview) -> list[Cell]:
    awaiting = _list("task_list", having=ObligationState.AWAITING_CONFIRMATION.value)
    declined = _list("task_list", having=ObligationState.DECLINED.value)
    return [
        Cell(_("Nhiệm vụ có kết quả chờ xác nhận"), tasks.awaiting, awaiting),
        Cell(_("Nhiệm vụ bị chuyển trả, chờ giao lại"), tasks.declined, declined),
        Cell(
            _("Khó khăn, kiến nghị chờ trả lời"), raised.waiting, _list("issue_list", state="open")
        ),
        Cell(
            _("Khó khăn, kiến nghị quá hạn trả lời"), raised.overdue, _list("issue_list", overdue=1)
        ),
    ]


def _changed(tasks: TaskFigures, raised: IssueOverview, sent: int, since: date) -> list[Cell]:
    counts = {
        Event.CONFIRMED: tasks.confirmed,
        Event.OVERDUE: tasks.overdue,
        Event.ASSIGNED: tasks.assigned,
    }
    return [
        *(
            Cell(
                _("Nhiệm vụ: %(event)s") % {"event": str(event.label).lower()},
                count,
                _list("task_list", event=event.value, since=since),
            )
            for event, count in counts.items()
        ),
        Cell(_("Báo cáo đã gửi"), sent, _list("sent_reports", since=since)),
        Cell(_("Khó khăn, kiến nghị mới nêu"), raised.new, _list("issue_list", since=since)),
    ]


def _list(route: str, **asked: object) -> str:
    return f"{reverse(route)}?{urlencode(asked)}"
