"""Tasks: the list with its filter in the URL, the same list as Excel, and one task."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dieuphoi.base.errors import require
from dieuphoi.issues import queries as issues
from dieuphoi.plans import assignment, policy, queries
from dieuphoi.plans.models import Plan, Task
from dieuphoi.plans.queries import TaskFilter
from dieuphoi.plans.task_sheet import write_sheet
from dieuphoi.web import chain, unsent
from dieuphoi.web.access import ActorRequest, now, today
from dieuphoi.web.answers import XLSX, attempt, download, form_page, organization_names
from dieuphoi.web.forms.fields import day_in
from dieuphoi.web.forms.obligations import LeadsForm
from dieuphoi.web.forms.tasks import TaskChoices, TaskFilterForm

PAGE = 50
PRINT_MOST = 1_000
"""How many rows a printed list holds at most; the page says so when there are more."""


@require_safe
def task_list(request: ActorRequest) -> HttpResponse:
    """The visible tasks that the filter in the URL asks for; `print=1` shows them unpaged."""
    on = today()
    asked = asked_in(request.GET)
    printing = request.GET.get("print") == "1"
    around = queries.tasks_around(request.actor, asked, on)
    found = queries.with_sources(queries.standing_as(around, asked))
    page = Paginator(found, PRINT_MOST if printing else PAGE).get_page(request.GET.get("page"))
    choices = _choices(request, asked)
    context = {
        "page": page,
        "rows": queries.rows(list(page.object_list), on),
        "facets": queries.facets(around, asked),
        "filter": TaskFilterForm(choices, initial=asked_as_form(asked)),
        "asked": asked,
        "special": queries.special(asked),
        "is_filtered": asked != TaskFilter(plan=asked.plan),
        "unfiltered": f"{request.path}?plan={asked.plan}" if asked.plan else request.path,
        "plan_title": dict(choices.plans).get(asked.plan or 0, ""),
        "asked_words": queries.in_words(request.actor, asked) if printing else "",
        "on": on,
        "printing": printing,
    }
    return render(request, "tasks/task_list.html", context)


@require_safe
def task_export(request: ActorRequest) -> FileResponse:
    """The same rows as the list, as an Excel sheet."""
    on = today()
    asked = asked_in(request.GET)
    found = list(queries.with_sources(queries.tasks(request.actor, asked, on)))
    content = write_sheet(
        queries.rows(found, on),
        title=_("Danh mục nhiệm vụ"),
        asked=queries.in_words(request.actor, asked),
        on=on,
    )
    return download(content, _("Danh mục nhiệm vụ %(day)s.xlsx") % {"day": on.isoformat()}, XLSX)


@require_safe
def task_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One task: document → provision → task → obligations → progress."""
    on = today()
    page = queries.task_page(request.actor, _task(request, pk), on)
    context = {
        "page": page,
        "task": page.task,
        "on": on,
        "rail": chain.rail(page),
        "issues": issues.of_task(request.actor, page.task, on),
        "raisable": issues.raisable(request.actor, [v.obligation for v in page.obligations]),
        "crumbs": chain.to_plan(page.task.plan),
    }
    return render(request, "tasks/task_detail.html", context)


@require_http_methods(["GET", "POST"])
def task_leads(request: ActorRequest, pk: int) -> HttpResponse:
    """Say who leads a task whose lead was not read with certainty."""
    task = _task(request, pk)
    require(
        policy.can_coordinate(request.actor, task.plan),
        _("Chỉ cơ quan đầu mối của kế hoạch được chọn chủ trì."),
    )
    on = today()
    terms = queries.terms_now(task, on)
    seen = {"seen": terms.pk if terms else None}
    form = LeadsForm(
        request.POST or None,
        initial={**unsent.initial(request, request.path), **seen},
        on=on,
        issuer=task.plan.document.issuer or task.plan.owner,
    )
    if form.is_valid() and attempt(
        form,
        lambda: assignment.name_leads(
            task,
            form.cleaned_data["leads"],
            seen=form.cleaned_data["seen"],
            by=request.actor,
            at=now(),
        ),
    ):
        messages.success(request, _("Đã ghi cơ quan chủ trì."))
        return redirect("task_detail", pk=task.pk)
    context = {
        "task": task,
        "terms": terms,
        "crumbs": chain.to_task(task),
        "organization_names": organization_names(on),
    }
    return form_page(request, "tasks/task_leads.html", form, context)


def asked_in(query: QueryDict) -> TaskFilter:
    """The filter that a URL states; what is not understood asks nothing."""
    return TaskFilter(
        plan=_number(query.get("plan")),
        agency=_number(query.get("agency")),
        part=next((p for p in ("any", "late") if p == query.get("part")), "lead"),
        state=query.get("state", ""),
        punctuality=query.get("punctuality", ""),
        section=_number(query.get("section")),
        words=query.get("q", "")[:200].strip(),
        having=query.get("having", ""),
        event=query.get("event", ""),
        since=day_in(query.get("since", "")),
    )


def asked_as_form(asked: TaskFilter) -> dict[str, Any]:
    """The filter as the form shows it."""
    return {**asdict(asked), "q": asked.words}


def _choices(request: ActorRequest, asked: TaskFilter) -> TaskChoices:
    plans = Plan.objects.visible_to(request.actor).values_list("pk", "title")
    sections = queries.sections_in(request.actor, asked.plan).values_list("pk", "title")
    return TaskChoices(
        plans=list(plans),
        sections=list(sections) if asked.plan else [],
        agencies=queries.agencies_in(request.actor),
    )


def _number(text: str | None) -> int | None:
    """A row's number in a URL; None for anything that cannot be one."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else None


def _task(request: ActorRequest, pk: int) -> Task:
    visible = Task.objects.visible_to(request.actor)
    return get_object_or_404(
        visible.select_related(
            "plan__document__issuer", "plan__owner", "plan__focal_agency", "section", "provision"
        ),
        pk=pk,
    )
