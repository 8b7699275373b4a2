"""Where a page stands in the chain document → provision → task → obligations → progress."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from dieuphoi.base.vietnamese import format_date, format_number
from dieuphoi.plans.models import ObligationState, Plan, Task
from dieuphoi.plans.queries import ObligationView, TaskPage

Crumb = tuple[str, str]
PARTS = 5
"""How many agencies the rail names."""


@dataclass(frozen=True)
class Part:
    """One of several things of a step."""

    title: str
    text: str = ""
    url: str = ""


@dataclass(frozen=True)
class Step:
    """A link of the chain; `kind` is also the name of its icon."""

    kind: str
    label: str
    title: str
    text: str = ""
    url: str = ""
    parts: list[Part] = field(default_factory=list)
    current: bool = False


def to_plan(plan: Plan) -> list[Crumb]:
    """The way from the plans to this one."""
    short = Truncator(plan.title).chars(70)
    return [(_("Kế hoạch"), reverse("plan_list")), (short, reverse("plan_detail", args=[plan.pk]))]


def to_task(task: Task) -> list[Crumb]:
    """The way from the plans to this task."""
    return [*to_plan(task.plan), (task_name(task), reverse("task_detail", args=[task.pk]))]


def task_name(task: Task) -> str:
    """A task by its code, or by its place where the document gave none."""
    return _("Nhiệm vụ %(code)s") % {"code": task.code or task.position}


def rail(page: TaskPage) -> list[Step]:
    """The chain of a task, as its page shows it."""
    return [
        _document(page.task),
        _provision(page.task),
        Step("task", _("Nhiệm vụ"), task_name(page.task), text=_content(page), current=True),
        _obligations(page),
        _progress(page),
    ]


def _document(task: Task) -> Step:
    document = task.plan.document
    url = reverse("document_detail", args=[document.pk])
    issued = (
        _("ngày %(day)s") % {"day": format_date(document.issued_on)} if document.issued_on else ""
    )
    return Step("document", _("Văn bản"), document.title, text=issued, url=url)


def _provision(task: Task) -> Step:
    provision = task.provision
    return Step(
        "provision",
        _("Nội dung giao"),
        provision.path.replace("/", " › "),
        text=provision.text,
        url="#provision",
    )


def _content(page: TaskPage) -> str:
    return page.terms.content if page.terms else ""


def _obligations(page: TaskPage) -> Step:
    label = _("Nghĩa vụ của cơ quan")
    if not page.obligations:
        return Step("obligation", label, _("Chưa giao"))
    count = _("%(n)s nghĩa vụ") % {"n": format_number(len(page.obligations))}
    done = _("%(done)s/%(owed)s chủ trì đã hoàn thành") % {
        "done": page.share.done,
        "owed": page.share.owed,
    }
    parts = [_part(view) for view in page.obligations[:PARTS]]
    left = len(page.obligations) - len(parts)
    if left:
        parts.append(Part(_("và %(n)s nghĩa vụ khác") % {"n": left}, url="#obligations"))
    return Step("obligation", label, count, text=done, url="#obligations", parts=parts)


def _part(view: ObligationView) -> Part:
    obligation = view.obligation
    state = str(ObligationState(obligation.state).label)
    return Part(obligation.holder.name, state, url=f"#obligation-{obligation.pk}")


def _progress(page: TaskPage) -> Step:
    label, view = _("Tiến độ"), page.latest
    if view is None:
        return Step("progress", label, _("Chưa báo tiến độ"))
    last = view.progress[-1]
    told = _("%(percent)s%% đến ngày %(day)s") % {
        "percent": last.percent,
        "day": format_date(last.on),
    }
    told_by = Part(view.obligation.holder.name)
    url = f"#obligation-{last.obligation_id}"
    return Step("progress", label, told, text=last.did, url=url, parts=[told_by])
