"""Review of what was read: every row beside the place it was read from; then confirm or discard."""

from collections import Counter
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dieuphoi.base.errors import require
from dieuphoi.documents import policy
from dieuphoi.documents import review as reviewing
from dieuphoi.documents.models import Reading, ReadingState, ReadRow
from dieuphoi.documents.review import ReadingDecided
from dieuphoi.organizations.models import Organization
from dieuphoi.plans import intake
from dieuphoi.web import unsent
from dieuphoi.web.access import ActorRequest, now, today
from dieuphoi.web.answers import attempt, form_page, organization_names
from dieuphoi.web.forms.documents import HeaderForm, PlanForm, RowForm, letterhead_of

_get_or_post = require_http_methods(["GET", "POST"])


@require_safe
def review(request: ActorRequest, pk: int) -> HttpResponse:
    """All rows, each beside its source; `only=unsure` shows those that are not certain."""
    reading = _reading(request, pk)
    rows = list(reading.rows.all())
    unsure = [row for row in rows if row.kept and row.warnings]
    shown = unsure if request.GET.get("only") == "unsure" else rows
    context = {
        "reading": reading,
        "rows": shown,
        "only_unsure": request.GET.get("only") == "unsure",
        "kept": sum(row.kept for row in rows),
        "total": len(rows),
        "unsure": len(unsure),
        "warnings": Counter(w for row in unsure for w in row.warnings),
        "is_open": reading.state == ReadingState.OPEN,
        "may_review": policy.can_review(request.actor, reading.document),
        "plans": reading.document.plans.all(),
    }
    return render(request, "readings/review.html", context)


@_get_or_post
def row(request: ActorRequest, pk: int, position: int) -> HttpResponse:
    """Right one row."""
    reading = _open_reading(request, pk)
    found = get_object_or_404(reading.rows.select_related("reading__document"), position=position)
    form = RowForm(
        request.POST or None,
        initial={**_texts(found), **unsent.initial(request, request.path)},
    )
    if form.is_valid() and attempt(
        form,
        lambda: reviewing.correct_row(
            found,
            form.text(),
            version=form.cleaned_data["version"] or 0,
            by=request.actor,
            at=now(),
        ),
    ):
        messages.success(request, _("Đã sửa dòng %(n)s.") % {"n": position})
        return _after_row(request, reading, position)
    return form_page(request, "readings/row.html", form, _row_context(reading, found))


@_get_or_post
def row_new(request: ActorRequest, pk: int) -> HttpResponse:
    """Add a row that the reader missed."""
    reading = _open_reading(request, pk)
    form = RowForm(request.POST or None, initial=unsent.initial(request, request.path))
    added: list[ReadRow] = []
    if form.is_valid() and attempt(
        form,
        lambda: added.append(reviewing.add_row(reading, form.text(), by=request.actor, at=now())),
    ):
        messages.success(request, _("Đã thêm một dòng."))
        return _after_row(request, reading, added[0].position)
    return form_page(request, "readings/row.html", form, _row_context(reading, None))


@_get_or_post
def header(request: ActorRequest, pk: int) -> HttpResponse:
    """Right the letterhead."""
    reading = _open_reading(request, pk)
    start = {**reading.header, "issued_on": reviewing.issued_on(reading)}
    form = HeaderForm(
        request.POST or None, initial={**start, **unsent.initial(request, request.path)}
    )
    if form.is_valid() and attempt(
        form,
        lambda: reviewing.correct_header(reading, form.values(), by=request.actor, at=now()),
    ):
        messages.success(request, _("Đã sửa thông tin văn bản."))
        return redirect("reading_review", pk=reading.pk)
    context = {"reading": reading, "organization_names": organization_names(today())}
    return form_page(request, "readings/header.html", form, context)


@_get_or_post
def confirm(request: ActorRequest, pk: int) -> HttpResponse:
    """Confirm the reading: the document is registered and becomes a plan, once."""
    reading = _open_reading(request, pk)
    issuer = reviewing.issuer_of(reading)
    form = PlanForm(
        request.POST or None,
        initial={**_plan_start(request, reading, issuer), **unsent.initial(request, request.path)},
        on=today(),
        issuer=issuer or Organization.objects.get(pk=reading.document.registered_by_id),
    )
    made = []
    letterhead = letterhead_of(reading.header, issuer, reviewing.issued_on(reading))
    if form.is_valid() and attempt(
        form,
        lambda: made.append(
            intake.confirm_reading(reading, letterhead, form.details(), by=request.actor, at=now())
        ),
    ):
        messages.success(request, _("Đã lập kế hoạch. Xem số nghĩa vụ rồi giao."))
        return redirect("plan_assign", pk=made[0].pk)
    kept = list(reading.rows.filter(kept=True))
    context = {
        "reading": reading,
        "letterhead": letterhead,
        "kept": len(kept),
        "unsure": sum(bool(row.warnings) for row in kept),
        "organization_names": organization_names(today()),
    }
    return form_page(request, "readings/confirm.html", form, context)


@_get_or_post
def discard(request: ActorRequest, pk: int) -> HttpResponse:
    """Give the reading up."""
    reading = _open_reading(request, pk)
    if request.method == "POST":
        reviewing.discard(reading, by=request.actor, at=now())
        messages.success(request, _("Đã bỏ bản đọc. Tệp và văn bản dự thảo vẫn được giữ."))
        return redirect("document_detail", pk=reading.document_id)
    return render(request, "readings/discard.html", {"reading": reading})


def _reading(request: ActorRequest, pk: int) -> Reading:
    visible = Reading.objects.visible_to(request.actor)
    return get_object_or_404(visible.select_related("document__registered_by", "attachment"), pk=pk)


def _open_reading(request: ActorRequest, pk: int) -> Reading:
    """A reading that the actor may change: 404, 403, or 409 when it was decided."""
    reading = _reading(request, pk)
    require(
        policy.can_review(request.actor, reading.document),
        _("Văn bản này do cơ quan khác đăng ký."),
    )
    if reading.state != ReadingState.OPEN:
        raise ReadingDecided
    return reading


def _after_row(request: ActorRequest, reading: Reading, position: int) -> HttpResponse:
    """Where to go after a row: the next uncertain one when asked for, else the review."""
    if "next" in request.POST:
        later = reading.rows.filter(kept=True, position__gt=position).exclude(warnings=[])
        following = later.order_by("position").first()
        if following:
            return redirect("reading_row", pk=reading.pk, position=following.position)
    response = redirect("reading_review", pk=reading.pk)
    response["Location"] += f"#row-{position}"
    return response


def _texts(row: ReadRow) -> dict[str, object]:
    return {
        name: getattr(row, name)
        for name in (*reviewing.TEXT_FIELDS, "joint_lead", "kept", "version")
    }


def _row_context(reading: Reading, row: ReadRow | None) -> dict[str, object]:
    return {
        "reading": reading,
        "row": row,
        "organization_names": organization_names(today()),
    }


def _plan_start(
    request: ActorRequest, reading: Reading, issuer: Organization | None
) -> dict[str, object]:
    """What the plan's form starts with: the document's own words, and the actor's agency."""
    begins = reviewing.issued_on(reading) or today()
    return {
        "title": reading.header.get("subject", ""),
        "owner": issuer.name if issuer else "",
        "focal_agency": request.actor.organization_name,
        "starts_on": begins,
        "last_day": _last_day(reading, begins),
    }


def _last_day(reading: Reading, begins: date) -> date | None:
    """The latest deadline of the rows, as a proposal for the plan's last day."""
    ends = [d["end"] for row in reading.rows.all() for d in row.deadlines if d.get("end")]
    latest = max(map(date.fromisoformat, ends), default=None)
    return latest if latest and latest > begins + timedelta(days=1) else None
