"""Plans: the list, one plan, assigning it, and the slips for agencies without an account."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from dieuphoi.base.errors import require
from dieuphoi.documents.policy import can_register
from dieuphoi.issues.policy import can_raise
from dieuphoi.organizations.models import Organization
from dieuphoi.plans import assignment, policy, queries
from dieuphoi.plans.models import Obligation, Plan
from dieuphoi.plans.queries.tracker_page import listed_progress, waiting_progress
from dieuphoi.plans.task_slip import write_slip
from dieuphoi.plans.workbook import shown
from dieuphoi.web import chain, counts
from dieuphoi.web.access import ActorRequest, now, today
from dieuphoi.web.answers import DOCX, download


@require_safe
def plan_list(request: ActorRequest) -> HttpResponse:
    """The plans that the actor may read."""
    context = {
        "plans": queries.plans(request.actor),
        "may_register": can_register(request.actor),
    }
    return render(request, "plans/plan_list.html", context)


@require_safe
def plan_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One plan: how its tasks stand by section and by agency."""
    on = today()
    page = queries.plan_page(request.actor, _plan(request, pk), on)
    context = {
        "page": page,
        "plan": page.plan,
        "on": on,
        "crumbs": chain.to_plan(page.plan)[:1],
        "may_raise": can_raise(request.actor, None, page.plan),
        "by_section": counts.by_section(page),
        "by_agency": counts.by_agency(page),
        "workbooks": shown.plan_workbooks(request.actor, page.plan),
    }
    return render(request, "plans/plan_detail.html", context)


@require_http_methods(["GET", "POST"])
def plan_assign(request: ActorRequest, pk: int) -> HttpResponse:
    """How many obligations there would be, for whom; then assign exactly these."""
    plan = _plan(request, pk)
    require(
        policy.can_coordinate(request.actor, plan),
        _("Chỉ cơ quan đầu mối của kế hoạch được giao nhiệm vụ."),
    )
    preview = assignment.preview(plan, today())
    sure = not preview.asks_again or request.POST.get("again") == "1"
    if request.method == "POST" and sure:
        text = request.POST.get("shown", "")
        shown = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else -1
        made = assignment.assign(
            plan,
            shown=shown,
            sure=sure,
            confirm_done=request.POST.get("confirm_done") == "1",
            by=request.actor,
            at=now(),
        )
        messages.success(
            request,
            ngettext("Đã giao %(n)s nghĩa vụ.", "Đã giao %(n)s nghĩa vụ.", len(made))
            % {"n": len(made)},
        )
        if listed := listed_progress(plan):
            messages.warning(
                request,
                ngettext(
                    "%(n)s dòng của bảng theo dõi cần bạn xem trước khi ghi tiến độ.",
                    "%(n)s dòng của bảng theo dõi cần bạn xem trước khi ghi tiến độ.",
                    len(listed),
                )
                % {"n": len(listed)},
            )
            return redirect("tracker_upload", pk=plan.pk)
        return redirect("plan_detail", pk=plan.pk)
    names = dict(
        Organization.objects.filter(pk__in=preview.by_organization()).values_list("pk", "name")
    )
    shares = [(names[pk], n) for pk, n in preview.by_organization().most_common()]
    context = {
        "plan": plan,
        "preview": preview,
        "shares": shares,
        "not_sure": request.method == "POST",
        "carried": waiting_progress(plan, {task.pk for task, _owed in preview.owed}),
        "may_confirm": policy.can_confirm(request.actor, plan),
        "confirm_done": request.POST.get("confirm_done") == "1",
        "crumbs": chain.to_plan(plan),
    }
    return render(request, "plans/plan_assign.html", context)


@require_safe
def slip_list(request: ActorRequest, pk: int) -> HttpResponse:
    """The agencies that hold obligations under the plan, each with its slip to print."""
    on = today()
    plan = _plan(request, pk)
    agencies = queries.slip_agencies(request.actor, plan, on)
    context = {
        "plan": plan,
        "agencies": agencies,
        "on": on,
        "crumbs": chain.to_plan(plan),
        "may_gather": policy.can_coordinate(request.actor, plan),
        "own": shown.own_agency(request.actor),
    }
    return render(request, "plans/slip_list.html", context)


@require_safe
def slip(request: ActorRequest, pk: int, organization: int) -> FileResponse:
    """One agency's obligations under the plan, as a Word file."""
    on = today()
    plan = _plan(request, pk)
    held = Obligation.objects.visible_to(request.actor).filter(task__plan=plan).values("holder")
    agency = get_object_or_404(Organization.objects.filter(pk__in=held), pk=organization)
    content = write_slip(agency, plan, queries.owed_by(request.actor, agency, plan, on), on=on)
    return download(content, _("Phiếu nhiệm vụ - %(agency)s.docx") % {"agency": agency.name}, DOCX)


def _plan(request: ActorRequest, pk: int) -> Plan:
    visible = Plan.objects.visible_to(request.actor)
    return get_object_or_404(
        visible.select_related("document__issuer", "owner", "focal_agency", "confirmer"), pk=pk
    )
