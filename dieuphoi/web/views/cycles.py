"""Cycles of reporting: the list, opening one, who has reported and who has not."""

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from dieuphoi.base.errors import require
from dieuphoi.base.vietnamese import format_date
from dieuphoi.organizations.roles import Permission
from dieuphoi.plans.queries import Facet
from dieuphoi.reporting import cycles, policy, queries
from dieuphoi.reporting.calendar import windows_around
from dieuphoi.reporting.cycle_sheet import write_sheet
from dieuphoi.reporting.models import Cycle, Regime, Report
from dieuphoi.reporting.queries import WholeCycle
from dieuphoi.reporting.regimes import regimes_in_force
from dieuphoi.web import unsent
from dieuphoi.web.access import ActorRequest, now, today
from dieuphoi.web.answers import XLSX, attempt, download, form_page
from dieuphoi.web.chain import Crumb
from dieuphoi.web.forms.reports import CycleChoiceForm, CycleForm, HandOverForm

PAGE = 30


@require_safe
def cycle_list(request: ActorRequest) -> HttpResponse:
    """The cycles that the actor may see, with how their reports stand."""
    on, time = today(), request.GET.get("time", "")
    around = queries.cycles(request.actor)
    found = queries.cycles_in_time(around, time, on)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    shown = cast("list[WholeCycle]", list(page.object_list))
    context = {
        "page": page,
        "lines": queries.cycle_lines(request.actor, shown, on),
        "times": [
            Facet(
                "current", _("Còn hạn gửi"), queries.cycles_in_time(around, "current", on).count()
            ),
            Facet("past", _("Đã qua hạn"), queries.cycles_in_time(around, "past", on).count()),
        ],
        "has_figures": any(cycle.is_whole for cycle in shown),
        "on": on,
        "may_open": request.actor.may(Permission.COORDINATE),
    }
    return render(request, "cycles/cycle_list.html", context)


@require_http_methods(["GET", "POST"])
def cycle_new(request: ActorRequest) -> HttpResponse:
    """First the regime and the plans, in the address; then the round, and how many will owe."""
    require(
        request.actor.may(Permission.COORDINATE),
        _("Chỉ cơ quan đầu mối của kế hoạch được mở kỳ báo cáo."),
    )
    on = today()
    regimes, offered = regimes_in_force(on), queries.plans_to_report_on(request.actor)
    asked = request.POST if request.method == "POST" else request.GET
    choice = CycleChoiceForm(asked or None, regimes=regimes, plans=offered)
    context: dict[str, object] = {"choice": choice, "crumbs": _crumbs(), "regime": None}
    if not choice.is_bound or not choice.is_valid():
        status = 422 if choice.is_bound else 200
        return render(request, "cycles/cycle_new.html", context, status=status)
    regime: Regime = choice.cleaned_data["regime"]
    plans = list(choice.cleaned_data["plans"])
    form = CycleForm(
        request.POST or None,
        initial={"regime": regime, "plans": plans, **unsent.initial(request, request.path)},
        windows=windows_around(regime, on),
        on=on,
        regimes=regimes,
        plans=offered,
    )
    if form.is_bound and form.is_valid():
        opened: list[Cycle] = []
        data = form.cleaned_data

        def act() -> None:
            opened.append(
                cycles.open_cycle(
                    regime,
                    plans,
                    form.round(),
                    title=data["title"],
                    recipient=data["recipient"],
                    by=request.actor,
                    at=now(),
                )
            )

        if attempt(form, act):
            _say_opened(request, opened[0])
            return redirect("cycle_detail", pk=opened[0].pk)
    context |= {"regime": regime, "plans": plans, "owing": list(cycles.holders(plans))}
    return form_page(request, "cycles/cycle_new.html", form, context)


@require_safe
def cycle_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """Who has reported and who has not; an agency that only reports sees its own row."""
    on = today()
    page = queries.cycle_page(request.actor, _cycle(request, pk), request.GET.get("state", ""), on)
    context = {"page": page, "cycle": page.cycle, "on": on, "crumbs": _crumbs()}
    return render(request, "cycles/cycle_detail.html", context)


@require_safe
def cycle_export(request: ActorRequest, pk: int) -> FileResponse:
    """The same rows as the table, as an Excel sheet."""
    on, cycle = today(), _cycle(request, pk)
    visible = Report.objects.visible_to(request.actor).filter(cycle=cycle)
    lines = queries.report_lines(visible, request.GET.get("state", ""), on)
    name = _("Tình hình báo cáo %(day)s.xlsx") % {"day": on.isoformat()}
    return download(write_sheet(lines, cycle, on=on), name, XLSX)


@require_http_methods(["GET", "POST"])
def report_hand_over(request: ActorRequest, pk: int) -> HttpResponse:
    """Choose which heir answers for an agency that has ended."""
    on = today()
    visible = Report.objects.visible_to(request.actor).select_related(
        "cycle", "organization", "answered_by"
    )
    report = get_object_or_404(visible, pk=pk)
    require(
        policy.can_review(request.actor, report.cycle),
        _("Chỉ cơ quan tổng hợp được chọn cơ quan kế thừa trả lời."),
    )
    heirs = cycles.heirs(report, on)
    form = HandOverForm(request.POST or None, heirs=heirs, initial={"to": report.answered_by_id})
    if form.is_valid() and attempt(
        form,
        lambda: cycles.hand_over(report, form.cleaned_data["to"], by=request.actor, at=now()),
    ):
        messages.success(
            request,
            _("Từ nay %(agency)s trả lời báo cáo này.") % {"agency": report.answered_by.name},
        )
        return redirect("cycle_detail", pk=report.cycle_id)
    context = {
        "report": report,
        "heirs": heirs,
        "ended": not report.organization.exists_on(on),
        "crumbs": to_cycle(report.cycle),
    }
    return form_page(request, "cycles/hand_over.html", form, context)


def to_cycle(cycle: Cycle) -> list[Crumb]:
    """The way from the cycles to this one."""
    short = Truncator(cycle.title).chars(70)
    return [*_crumbs(), (short, reverse("cycle_detail", args=[cycle.pk]))]


def _crumbs() -> list[Crumb]:
    return [(_("Báo cáo"), reverse("cycle_list"))]


def _cycle(request: ActorRequest, pk: int) -> WholeCycle:
    return get_object_or_404(queries.cycles(request.actor), pk=pk)


def _say_opened(request: ActorRequest, cycle: Cycle) -> None:
    count = cycle.reports.count()
    messages.success(
        request,
        ngettext(
            "Đã mở kỳ báo cáo: %(count)s cơ quan phải gửi, chậm nhất ngày %(day)s.",
            "Đã mở kỳ báo cáo: %(count)s cơ quan phải gửi, chậm nhất ngày %(day)s.",
            count,
        )
        % {"count": count, "day": format_date(cycle.due_on)},
    )
