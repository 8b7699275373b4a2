"""Workbooks of obligations: getting them, handing them in filled, looking at them, applying them."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from dieuphoi.base import rules
from dieuphoi.base.errors import require
from dieuphoi.organizations.models import Organization
from dieuphoi.organizations.roles import Permission
from dieuphoi.plans import policy
from dieuphoi.plans.models import Obligation, Outcome, Plan, ReturnState, WorkbookReturn
from dieuphoi.plans.workbook import applying, gathered, receiving, shown, written
from dieuphoi.plans.workbook.outcome_sheet import write_outcome
from dieuphoi.web import chain, unsent
from dieuphoi.web.access import MEGABYTE, ActorRequest, now, today
from dieuphoi.web.answers import XLSX, attempt, download, form_page
from dieuphoi.web.forms.obligations import SourceForm
from dieuphoi.web.forms.workbooks import ApplyForm, ReturnForm

ZIP = "application/zip"
PAGE = 50
UNDER_WAY = (ReturnState.WAITING, ReturnState.READING)
_get_or_post = require_http_methods(["GET", "POST"])


@dataclass(frozen=True)
class Tab:
    """One tab of ui/tabs.html."""

    label: str
    url: str
    count: int
    current: bool


@require_safe
def workbook_list(request: ActorRequest, pk: int) -> HttpResponse:
    """Every workbook handed in under the plan: who, when, how many rows."""
    plan = _plan(request, pk)
    found = shown.returns_under(request.actor, plan)
    context = {
        "plan": plan,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "may_return": policy.can_return_workbook(
            request.actor, plan, request.actor.organization_id
        ),
        "crumbs": chain.to_plan(plan),
    }
    return render(request, "workbooks/workbook_list.html", context)


@require_safe
def workbook(request: ActorRequest, pk: int, organization: int) -> FileResponse:
    """One agency's obligations under the plan, to fill in."""
    plan = _plan(request, pk)
    agency = _holder(request, organization, plan)
    require(
        policy.can_return_workbook(request.actor, plan, agency.pk),
        _("Chỉ cơ quan đó và cơ quan đầu mối của kế hoạch được tải bảng tiến độ."),
    )
    found = gathered.workbook_of(request.actor, agency, plan, today())
    return download(written.write_workbook(found, on=today()), found.name, XLSX)


@require_safe
def workbook_zip(request: ActorRequest, pk: int) -> FileResponse:
    """The workbooks of all agencies under the plan, in one file."""
    plan = _plan(request, pk)
    require(
        policy.can_coordinate(request.actor, plan),
        _("Chỉ cơ quan đầu mối của kế hoạch được tải bảng của mọi cơ quan."),
    )
    found = gathered.workbooks_under(request.actor, plan, today())
    name = written.file_name(_("Bảng tiến độ - %(plan)s.zip") % {"plan": plan.title})
    return download(written.write_all(found, on=today()), name, ZIP)


@require_safe
def agency_workbook(request: ActorRequest, pk: int) -> FileResponse:
    """One agency's obligations under all plans that the actor coordinates, or its own."""
    agency = _holder(request, pk)
    actor = request.actor
    own = actor.organization_id == agency.pk and actor.may(Permission.TELL_PROGRESS)
    require(
        own or actor.may(Permission.COORDINATE),
        _("Chỉ cơ quan đó và cơ quan đầu mối được tải bảng tiến độ."),
    )
    found = gathered.workbook_of_all_plans(actor, agency, today())
    if found is None:
        raise Http404
    return download(written.write_workbook(found, on=today()), found.name, XLSX)


@_get_or_post
def workbook_return(request: ActorRequest, pk: int) -> HttpResponse:
    """Hand a filled workbook in; the worker reads it."""
    plan = _plan(request, pk)
    require(
        policy.can_return_workbook(request.actor, plan, request.actor.organization_id),
        _("Chỉ cơ quan có nhiệm vụ và cơ quan đầu mối của kế hoạch được nộp bảng tiến độ."),
    )
    megabytes = rules.integer("upload_max_megabytes", today())
    form = ReturnForm(request.POST or None, request.FILES or None)
    file = form.fields["file"]
    file.widget.attrs |= {"accept": ".xlsx", "data-max-bytes": megabytes * MEGABYTE}
    file.help_text = _("Tệp .xlsx tải từ hệ thống này; tối đa %(n)s MB.") % {"n": megabytes}
    received: list[WorkbookReturn] = []
    if form.is_valid() and attempt(
        form,
        lambda: received.append(receiving.receive(plan, form.upload(), by=request.actor, at=now())),
    ):
        return redirect("workbook_return_detail", pk=received[0].pk)
    context = {
        "plan": plan,
        "may_gather": policy.can_coordinate(request.actor, plan),
        "crumbs": chain.to_plan(plan),
    }
    return form_page(request, "workbooks/workbook_return.html", form, context)


@_get_or_post
def workbook_return_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """How far it is read, then what each row would do, or did; a POST has it read again."""
    returned = _returned(request, pk)
    if request.method == "POST":
        receiving.read_again(returned, by=request.actor, at=now())
        return redirect("workbook_return_detail", pk=returned.pk)
    counts = receiving.counts(returned)
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in Outcome.values else ""
    changes = counts[Outcome.CREATED] + counts[Outcome.CHANGED]
    may_decide = policy.can_return_workbook(
        request.actor, returned.plan, returned.organization_id or returned.uploaded_from_id
    )
    page = Paginator(shown.rows_of(returned, outcome), PAGE).get_page(request.GET.get("page"))
    context = {
        "returned": returned,
        "plan": returned.plan,
        "under_way": returned.state in UNDER_WAY,
        "percent": 100 * returned.done // returned.total if returned.total else 0,
        "tabs": _tabs(counts, outcome),
        "changes": changes,
        "refused": counts[Outcome.REFUSED],
        "page": page,
        "may_decide": may_decide,
        "may_apply": may_decide and returned.state == ReturnState.READ and changes,
        "crumbs": _crumbs(returned.plan),
    }
    return render(request, "workbooks/workbook_return_detail.html", context)


@_get_or_post
def workbook_return_apply(request: ActorRequest, pk: int) -> HttpResponse:
    """Apply it, all or nothing; on behalf of an agency without an account with the source named."""
    returned = _returned(request, pk)
    require(
        policy.can_return_workbook(request.actor, returned.plan, returned.organization_id),
        _("Chỉ cơ quan của bảng và cơ quan đầu mối của kế hoạch được ghi bảng này."),
    )
    request.way_on = (
        reverse("workbook_return_detail", args=[returned.pk]),
        _("Xem bảng đã nộp"),
    )
    applying.require_ready(returned)
    own = request.actor.organization_id == returned.organization_id
    kind: type[ApplyForm] | type[SourceForm] = ApplyForm if own else SourceForm
    start = {"source_on": today(), **unsent.initial(request, request.path)}
    form = kind(request.POST if request.method == "POST" else None, initial=start)
    told: list[int] = []

    def act() -> None:
        told.append(applying.apply(returned, form.named_source(), by=request.actor, at=now()))

    if form.is_bound and form.is_valid() and attempt(form, act):
        said = ngettext("Đã ghi %(n)s dòng.", "Đã ghi %(n)s dòng.", told[0]) % {"n": told[0]}
        messages.success(request, said)
        return redirect("workbook_return_detail", pk=returned.pk)
    context = {
        "returned": returned,
        "plan": returned.plan,
        "counts": receiving.counts(returned),
        "on_behalf": not own,
        "crumbs": _crumbs(returned.plan),
    }
    return form_page(request, "workbooks/workbook_return_apply.html", form, context)


@require_safe
def workbook_return_export(request: ActorRequest, pk: int) -> FileResponse:
    """The outcome of every row, as an Excel sheet."""
    returned = _returned(request, pk)
    name = written.file_name(_("Kết quả đọc - %(name)s.xlsx") % {"name": returned.name})
    return download(write_outcome(returned, shown.rows_of(returned)), name, XLSX)


def _tabs(counts: dict[str, int], current: str) -> list[Tab]:
    tabs = [Tab(_("Tất cả"), "?", sum(counts.values()), current == "")]
    return tabs + [
        Tab(str(one.label), f"?outcome={one.value}", counts[one], current == one)
        for one in shown.ORDER
    ]


def _crumbs(plan: Plan) -> list[chain.Crumb]:
    return [*chain.to_plan(plan), (_("Bảng tiến độ"), reverse("workbook_list", args=[plan.pk]))]


def _plan(request: ActorRequest, pk: int) -> Plan:
    visible = Plan.objects.visible_to(request.actor)
    return get_object_or_404(visible.select_related("document", "owner", "focal_agency"), pk=pk)


def _holder(request: ActorRequest, pk: int, plan: Plan | None = None) -> Organization:
    """The agency, where the actor may read something that it still owes."""
    held = Obligation.objects.visible_to(request.actor).running()
    if plan:
        held = held.filter(task__plan=plan)
    return get_object_or_404(Organization.objects.filter(pk__in=held.values("holder")), pk=pk)


def _returned(request: ActorRequest, pk: int) -> WorkbookReturn:
    visible = WorkbookReturn.objects.visible_to(request.actor)
    return get_object_or_404(
        visible.select_related("plan", "organization", "uploaded_from", "file"), pk=pk
    )
