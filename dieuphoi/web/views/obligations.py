"""What people do with an obligation: accept, decline, tell, confirm. One page, one action each."""

from collections.abc import Callable
from functools import partial

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dieuphoi.base import rules
from dieuphoi.issues import raising
from dieuphoi.issues.models import IssueKind
from dieuphoi.issues.raising import IssueDraft
from dieuphoi.organizations.models import Organization
from dieuphoi.plans import assignment, confirmation, progress, queries
from dieuphoi.plans.models import Evidence, Obligation, Progress
from dieuphoi.web import chain, unsent
from dieuphoi.web.access import MEGABYTE, ActorRequest, now, today, way_back
from dieuphoi.web.answers import attempt, form_page, organization_names, stored_file
from dieuphoi.web.forms.obligations import (
    DeclineForm,
    OnBehalfForm,
    ReassignForm,
    SendBackForm,
    TellForm,
    TellWithDifficultyForm,
)

_get_or_post = require_http_methods(["GET", "POST"])


@_get_or_post
def accept(request: ActorRequest, pk: int) -> HttpResponse:
    """Take an assignment on."""
    obligation = _obligation(request, pk, "accept")
    act = partial(assignment.accept, obligation, by=request.actor, at=now())
    form = forms.Form(request.POST if request.method == "POST" else None)
    return _page(request, obligation, "accept", form, act, _("Đã nhận nhiệm vụ."))


@_get_or_post
def decline(request: ActorRequest, pk: int) -> HttpResponse:
    """Return an assignment for wrong competence."""
    obligation = _obligation(request, pk, "decline")
    form = DeclineForm(
        request.POST or None,
        initial=unsent.initial(request, request.path),
        on=today(),
        issuer=_issuer(obligation),
    )

    def act() -> None:
        data = form.cleaned_data
        assignment.decline(
            obligation,
            reason=data["reason"],
            proposed=data["proposed"],
            by=request.actor,
            at=now(),
        )

    return _page(request, obligation, "decline", form, act, _("Đã chuyển trả nhiệm vụ."))


@_get_or_post
def reassign(request: ActorRequest, pk: int) -> HttpResponse:
    """Give a declined obligation to an agency."""
    obligation = _obligation(request, pk, "reassign")
    turn = queries.open_turn(obligation)
    proposed = turn.proposed_holder.name if turn and turn.proposed_holder else ""
    form = ReassignForm(
        request.POST or None,
        initial={"to": proposed, **unsent.initial(request, request.path)},
        on=today(),
        issuer=_issuer(obligation),
    )

    def act() -> None:
        assignment.reassign(obligation, form.cleaned_data["to"], by=request.actor, at=now())

    return _page(request, obligation, "reassign", form, act, _("Đã giao lại nhiệm vụ."), turn=turn)


@_get_or_post
def tell(request: ActorRequest, pk: int) -> HttpResponse:
    """Tell progress; with `done` the result is proposed; `corrects` rights an earlier row."""
    obligation = _obligation(request, pk, "tell")
    corrects = _corrected(request, obligation)
    kind = TellForm if corrects else TellWithDifficultyForm
    form = kind(
        request.POST or None,
        request.FILES or None,
        initial=_told_before(request, obligation, corrects),
    )
    _say_limit(form)

    def act() -> None:
        told, files = form.told(), form.uploads()
        if form.cleaned_data["done"]:
            progress.submit(
                obligation, told, files=files, corrects=corrects, by=request.actor, at=now()
            )
        elif difficulty := form.cleaned_data.get("difficulty"):
            draft = IssueDraft(IssueKind.DIFFICULTY, difficulty)
            raising.note_with_difficulty(
                obligation, told, draft, files=files, by=request.actor, at=now()
            )
        else:
            progress.note(
                obligation, told, files=files, corrects=corrects, by=request.actor, at=now()
            )

    said = _("Đã ghi tiến độ.")
    turn = queries.open_turn(obligation)
    return _page(request, obligation, "tell", form, act, said, corrects=corrects, turn=turn)


@_get_or_post
def on_behalf(request: ActorRequest, pk: int) -> HttpResponse:
    """Tell progress for an agency that has no account yet."""
    obligation = _obligation(request, pk, "on_behalf")
    form = OnBehalfForm(
        request.POST or None,
        request.FILES or None,
        initial=_told_before(request, obligation, None),
    )
    _say_limit(form)

    def act() -> None:
        progress.tell_on_behalf(
            obligation,
            form.told(),
            form.named_source(),
            done=form.cleaned_data["done"],
            files=form.uploads(),
            by=request.actor,
            at=now(),
        )

    return _page(request, obligation, "on_behalf", form, act, _("Đã nhập thay tiến độ."))


@_get_or_post
def confirm(request: ActorRequest, pk: int) -> HttpResponse:
    """Confirm a result."""
    obligation = _obligation(request, pk, "confirm")
    act = partial(confirmation.confirm, obligation, by=request.actor, at=now())
    form = forms.Form(request.POST if request.method == "POST" else None)
    return _page(request, obligation, "confirm", form, act, _("Đã xác nhận hoàn thành."))


@_get_or_post
def send_back(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask for a result to be done again."""
    obligation = _obligation(request, pk, "send_back")
    form = SendBackForm(request.POST or None, initial=unsent.initial(request, request.path))

    def act() -> None:
        reason = form.cleaned_data["reason"]
        confirmation.send_back(obligation, reason=reason, by=request.actor, at=now())

    return _page(request, obligation, "send_back", form, act, _("Đã yêu cầu thực hiện lại."))


@require_safe
def evidence(request: ActorRequest, pk: int) -> FileResponse:
    """A file of evidence, to save."""
    visible = Evidence.objects.visible_to(request.actor).select_related("file")
    found = get_object_or_404(visible, pk=pk)
    return stored_file(found.file, found.name)


def _page(
    request: ActorRequest,
    obligation: Obligation,
    verb: str,
    form: forms.Form,
    act: Callable[[], object],
    said: str,
    **more: object,
) -> HttpResponse:
    """Do the act when its form is right, and go back whence the person came, by default to the
    task; else the form's page."""
    if form.is_bound and form.is_valid() and attempt(form, act):
        messages.success(request, said)
        return redirect(way_back(request) or reverse("task_detail", args=[obligation.task_id]))
    on = today()
    context = {
        "obligation": obligation,
        "task": obligation.task,
        "terms": queries.terms_of(obligation),
        "progress": queries.latest_progress(obligation),
        "on": on,
        "verb": verb,
        "crumbs": chain.to_task(obligation.task),
        "organization_names": organization_names(on),
        **more,
    }
    return form_page(request, f"obligations/{verb}.html", form, context)


def _obligation(request: ActorRequest, pk: int, verb: str) -> Obligation:
    """The obligation if it is visible (404) and the actor may do this with it now (403, 409)."""
    visible = Obligation.objects.visible_to(request.actor)
    obligation = get_object_or_404(queries.with_task(visible, today()), pk=pk)
    request.way_on = (reverse("task_detail", args=[obligation.task_id]), _("Xem nhiệm vụ"))
    queries.require_allowed(request.actor, obligation, verb, today())
    return obligation


def _issuer(obligation: Obligation) -> Organization:
    plan = obligation.task.plan
    return plan.document.issuer or plan.owner


def _corrected(request: ActorRequest, obligation: Obligation) -> Progress | None:
    pk = request.GET.get("corrects", "")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 18):
        return None
    return get_object_or_404(Progress, pk=pk, obligation=obligation)


def _say_limit(form: TellForm) -> None:
    """Let the file field say how large a file may be, to the person and to the browser."""
    megabytes = rules.integer("upload_max_megabytes", today())
    field = form.fields["evidence"]
    field.help_text = _(
        "Có thể chọn nhiều tệp: Word, Excel, PDF, ảnh; mỗi tệp tối đa %(megabytes)s MB."
        " Không đưa lên tài liệu mang dấu chỉ độ mật."
    ) % {"megabytes": megabytes}
    field.widget.attrs["data-max-bytes"] = megabytes * MEGABYTE


def _told_before(
    request: ActorRequest, obligation: Obligation, corrects: Progress | None
) -> dict[str, object]:
    """What the form starts with: what was told last (or is corrected), and what was lost."""
    start: dict[str, object] = {"on": today(), "percent": obligation.percent}
    if corrects:
        start |= {name: getattr(corrects, name) for name in ("on", "percent", "did", "next")}
    return {**start, **unsent.initial(request, request.path)}
