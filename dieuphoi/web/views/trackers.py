"""A running tracker beside its plan: upload, comparison, words, taking its progress over."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dieuphoi.base.errors import require
from dieuphoi.base.vietnamese import format_number
from dieuphoi.plans import policy
from dieuphoi.plans.comparison_sheet import write_comparison
from dieuphoi.plans.models import CarriedProgress, Hindrance, Obligation, Plan, Tracker
from dieuphoi.plans.queries.tracker_page import listed_progress, tracker_page, trackers_of
from dieuphoi.plans.tracker import applying, carrying, comparing
from dieuphoi.plans.tracker.applying import Applied, TwoRowsOneTask
from dieuphoi.plans.tracker.comparing import SameTracker
from dieuphoi.web import chain
from dieuphoi.web.access import ActorRequest, now, today
from dieuphoi.web.answers import XLSX, attempt, download, form_page
from dieuphoi.web.forms.documents import WordForm
from dieuphoi.web.forms.trackers import TrackerForm

_get_or_post = require_http_methods(["GET", "POST"])
NO_TASK = "0"


@_get_or_post
def tracker_upload(request: ActorRequest, pk: int) -> HttpResponse:
    """Upload a tracker of the plan; below, those of before and progress that needs a person."""
    plan = _plan(request, pk)
    form = TrackerForm(request.POST or None, request.FILES or None, initial={"on": today()})
    made: list[Tracker] = []

    def compare() -> None:
        try:
            made.append(
                comparing.compare(
                    plan, form.upload(), on=form.cleaned_data["on"], by=request.actor, at=now()
                )
            )
        except SameTracker as same:
            messages.info(request, str(same))
            made.append(same.tracker)

    if form.is_valid() and attempt(form, compare):
        return redirect("tracker_detail", pk=made[0].pk)
    listed = listed_progress(plan)
    context = {
        "plan": plan,
        "trackers": trackers_of(plan),
        "listed": listed,
        "words_asked": any(one.carried.hindrance == Hindrance.ASKED for one in listed),
        "may_confirm": policy.can_confirm(request.actor, plan),
        "crumbs": chain.to_plan(plan),
    }
    return form_page(request, "trackers/tracker_upload.html", form, context)


@require_safe
def tracker_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """The rows of a tracker beside the tasks of its plan."""
    return _detail(request, _tracker(request, pk))


@require_POST
def tracker_apply(request: ActorRequest, pk: int) -> HttpResponse:
    """Take the progress of the certain and the chosen rows over."""
    tracker = _tracker(request, pk)
    choices = _choices(request, tracker)
    try:
        done = applying.apply(
            tracker,
            choices,
            confirm_done=request.POST.get("confirm_done") == "1",
            by=request.actor,
            at=now(),
        )
    except TwoRowsOneTask as error:
        return _detail(request, tracker, str(error), choices)
    messages.success(request, _said(done))
    if done.listed:
        messages.warning(
            request,
            _("%(n)s dòng cần bạn xem trước khi ghi tiến độ.") % {"n": format_number(done.listed)},
        )
        return redirect("tracker_upload", pk=tracker.plan_id)
    return redirect("tracker_detail", pk=tracker.pk)


@_get_or_post
def tracker_words(request: ActorRequest, pk: int) -> HttpResponse:
    """Say what the words of the tracker mean that the program does not know."""
    tracker = _tracker(request, pk)
    _require_coordinates(request, tracker.plan)
    asked = tracker_page(tracker, today()).words
    form = WordForm(request.POST or None, words=asked)
    back = reverse("tracker_detail", args=[tracker.pk])
    if form.is_valid() and attempt(
        form,
        lambda: comparing.explain_words(tracker, form.meanings(), by=request.actor, at=now()),
    ):
        messages.success(request, _("Đã ghi nhớ; lần sau không hỏi lại. Bây giờ bấm Ghi tiến độ."))
        return redirect(back)
    crumbs = [*chain.to_plan(tracker.plan), (_("Đối chiếu bảng theo dõi"), back)]
    context = {"words": asked, "back": back, "crumbs": crumbs, "reading": None}
    return form_page(request, "readings/words.html", form, context)


@require_safe
def tracker_export(request: ActorRequest, pk: int) -> FileResponse:
    """The comparison as an Excel file."""
    tracker = _tracker(request, pk)
    on = today()
    content = write_comparison(tracker, tracker_page(tracker, on), on=on)
    return download(content, _("Đối chiếu bảng theo dõi.xlsx"), XLSX)


@require_POST
def carried_settle(request: ActorRequest, pk: int) -> HttpResponse:
    """Tell listed progress of the obligation that was chosen, or leave it aside."""
    plans = Plan.objects.visible_to(request.actor)
    carried = get_object_or_404(
        CarriedProgress.objects.filter(task__plan__in=plans).select_related("task__plan"), pk=pk
    )
    chosen = request.POST.get("obligation", "")
    if chosen:
        parts = Obligation.objects.visible_to(request.actor).select_related("task__plan", "holder")
        obligation = get_object_or_404(parts, pk=_number(chosen))
        carrying.tell_of(
            carried,
            obligation,
            confirm_done=request.POST.get("confirm_done") == "1",
            by=request.actor,
            at=now(),
        )
        messages.success(request, _("Đã ghi tiến độ vào nghĩa vụ đã chọn."))
    else:
        carrying.dismiss(carried, by=request.actor, at=now())
        messages.success(request, _("Đã bỏ qua dòng tiến độ này."))
    return redirect("tracker_upload", pk=carried.task.plan_id)


def _detail(
    request: ActorRequest,
    tracker: Tracker,
    error: str = "",
    chosen: Mapping[int, int | None] | None = None,
) -> HttpResponse:
    context = {
        "tracker": tracker,
        "plan": tracker.plan,
        "page": tracker_page(tracker, today()),
        "error": error,
        "chosen": chosen or {},
        "may_apply": policy.can_coordinate(request.actor, tracker.plan),
        "may_confirm": policy.can_confirm(request.actor, tracker.plan),
        "crumbs": [
            *chain.to_plan(tracker.plan),
            (_("Bảng theo dõi"), reverse("tracker_upload", args=[tracker.plan_id])),
        ],
    }
    return render(request, "trackers/tracker_detail.html", context, status=422 if error else 200)


def _choices(request: ActorRequest, tracker: Tracker) -> dict[int, int | None]:
    """What was chosen otherwise than it stands."""
    choices: dict[int, int | None] = {}
    for pk, task, certain in tracker.rows.values_list("pk", "task", "certainty"):
        value = request.POST.get(f"row-{pk}", "")
        if not value or (certain == "sure" and value == str(task)):
            continue
        choices[pk] = None if value == NO_TASK else _number(value)
    return choices


def _number(text: str) -> int:
    """A key as sent; 0 for what no page of ours sends."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _said(done: Applied) -> str:
    parts = [
        (done.told, _("đã ghi tiến độ %(n)s nhiệm vụ")),
        (done.waiting, _("%(n)s chờ giao nhiệm vụ")),
        (done.listed, _("%(n)s cần người xem")),
        (done.unchanged, _("%(n)s không đổi")),
        (done.silent, _("%(n)s chưa bắt đầu hoặc chưa ghi tình trạng")),
    ]
    said = "; ".join(words % {"n": format_number(n)} for n, words in parts if n)
    return _("Bảng theo dõi: %(said)s.") % {"said": said or _("không có dòng nào khớp")}


def _tracker(request: ActorRequest, pk: int) -> Tracker:
    visible = Tracker.objects.visible_to(request.actor)
    return get_object_or_404(visible.select_related("plan__document__issuer", "plan__owner"), pk=pk)


def _plan(request: ActorRequest, pk: int) -> Plan:
    visible = Plan.objects.visible_to(request.actor)
    plan = get_object_or_404(visible.select_related("document__issuer", "owner"), pk=pk)
    _require_coordinates(request, plan)
    return plan


def _require_coordinates(request: ActorRequest, plan: Plan) -> None:
    require(
        policy.can_coordinate(request.actor, plan),
        _("Chỉ cơ quan đầu mối của kế hoạch được đối chiếu bảng theo dõi."),
    )
