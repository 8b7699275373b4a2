"""Review of what was read: every row beside the place it was read from; then confirm or discard."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dieuphoi.base.errors import require
from dieuphoi.base.vietnamese import format_date
from dieuphoi.documents import policy, queries, registry, status_words
from dieuphoi.documents import review as reviewing
from dieuphoi.documents.models import Document, Reading, ReadingState, ReadRow
from dieuphoi.documents.review import ReadingDecided
from dieuphoi.organizations.models import Organization
from dieuphoi.organizations.succession import name_on
from dieuphoi.plans import intake
from dieuphoi.plans import queries as plan_queries
from dieuphoi.plans.queries import Facet
from dieuphoi.web import unsent
from dieuphoi.web.access import ActorRequest, now, today
from dieuphoi.web.answers import attempt, form_page, organization_names
from dieuphoi.web.forms.documents import (
    HeaderForm,
    PlanForm,
    RowForm,
    WordForm,
    code_of,
    letterhead_of,
)
from dieuphoi.web.templatetags.reading import UNREAD, header_words, warning_words

PAGE = 200
"""How many rows the review shows at once: nearly always all."""

_get_or_post = require_http_methods(["GET", "POST"])


@dataclass(frozen=True)
class Tab:
    """One tab of ui/tabs.html."""

    label: str
    url: str
    count: int
    current: bool


@dataclass(frozen=True)
class Fact:
    """A value of the letterhead; `organization` is whom the issuer's name means, as it was called."""

    label: str
    text: str
    note: str
    unsure: bool
    organization: tuple[int, str] | None
    wide: bool


LETTERHEAD = (
    "issuer",
    "symbol",
    "type",
    "issued_on",
    "place",
    "signer_title",
    "signer_name",
    "subject",
)
"""What the review shows of the letterhead, in this order."""
_UNSURE_WITH = {"symbol": {"symbol", "number", "notation"}}


@require_safe
def review(request: ActorRequest, pk: int) -> HttpResponse:
    """The rows, each beside its source; `only` filters: unsure, skipped, or one kind of warning."""
    reading = _reading(request, pk)
    only = request.GET.get("only", "")
    found = queries.review_page(reading, only)
    context = {
        "reading": reading,
        "review": found,
        "page": Paginator(found.rows, PAGE).get_page(request.GET.get("page")),
        "only": only,
        "tabs": _tabs(only, found),
        "facets": [Facet(w, warning_words(w), n) for w, n in found.warnings],
        "letterhead": list(_letterhead(reading)),
        "unsure_facts": _unsure_facts(reading),
        "asked_words": status_words.asked_among(reading.rows.values_list("status_text", "status")),
        "reader_warnings": [w for w in reading.warnings if w not in UNREAD],
        "may_change": reading.state == ReadingState.OPEN
        and policy.can_review(request.actor, reading.document),
        "plans": plan_queries.plans(request.actor).filter(document=reading.document_id),
    }
    return render(request, "readings/review.html", context)


@_get_or_post
def row(request: ActorRequest, pk: int, position: int) -> HttpResponse:
    """Right one row."""
    reading = _open_reading(request, pk)
    found = get_object_or_404(reading.rows.select_related("reading__document"), position=position)
    if "keep" in request.POST:
        return _keep(request, reading, found)
    start = {**_texts(found), **unsent.initial(request, request.path)}
    form = _row_form(request, start)
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
    found.refresh_from_db()  # beside what was typed, the page shows what is stored
    return form_page(request, "readings/row.html", form, _row_context(reading, found, form))


@_get_or_post
def row_new(request: ActorRequest, pk: int) -> HttpResponse:
    """Add a row that the reader missed."""
    reading = _open_reading(request, pk)
    form = _row_form(request, unsent.initial(request, request.path))
    added: list[ReadRow] = []
    if form.is_valid() and attempt(
        form,
        lambda: added.append(reviewing.add_row(reading, form.text(), by=request.actor, at=now())),
    ):
        messages.success(request, _("Đã thêm một dòng."))
        return _after_row(request, reading, added[0].position)
    return form_page(request, "readings/row.html", form, _row_context(reading, None, form))


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
def words(request: ActorRequest, pk: int) -> HttpResponse:
    """Say what the words of a tracker mean that the program does not know."""
    reading = _open_reading(request, pk)
    asked = status_words.asked_among(reading.rows.values_list("status_text", "status"))
    form = WordForm(request.POST or None, words=asked)
    if form.is_valid() and attempt(
        form,
        lambda: reviewing.explain_words(reading, form.meanings(), by=request.actor, at=now()),
    ):
        messages.success(request, _("Đã ghi nhớ. Lần tải lên sau không hỏi lại."))
        return redirect("reading_review", pk=reading.pk)
    context = {"words": asked, "back": reverse("reading_review", args=[reading.pk])}
    return form_page(request, "readings/words.html", form, {"reading": reading, **context})


@_get_or_post
def confirm(request: ActorRequest, pk: int) -> HttpResponse:
    """Confirm the reading: the document is registered and becomes a plan, once."""
    reading = _open_reading(request, pk)
    issuer = reviewing.issuer_of(reading)
    kept = list(reading.rows.filter(kept=True))
    form = PlanForm(
        request.POST or None,
        initial={**_plan_start(request, reading, issuer), **unsent.initial(request, request.path)},
        on=today(),
        issuer=issuer or Organization.objects.get(pk=reading.document.registered_by_id),
        tells_progress=any(row.tells_progress for row in kept),
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
    taken = registry.with_number(letterhead)
    context = {
        "reading": reading,
        "letterhead": letterhead,
        "issuer_name": name_on(issuer, reviewing.day_of(reading)) if issuer else "",
        "kept": len(kept),
        "telling": sum(row.tells_progress and row.status != "asked" for row in kept),
        "status_asked": sum(row.status == "asked" for row in kept),
        "unsure": sum(bool(row.warnings) for row in kept),
        "unsure_facts": _unsure_facts(reading),
        "taken": taken,
        "may_open_taken": taken and Document.objects.visible_to(request.actor).contains(taken),
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
    context = {
        "reading": reading,
        "heading": _("Bỏ bản đọc?"),
        "sentence": _(
            "Các dòng đã đọc và đã sửa sẽ không dùng được nữa. Tệp và văn bản dự thảo vẫn được giữ."
        ),
        "action": _("Bỏ bản đọc"),
        "danger": True,
        "back": reverse("reading_review", args=[reading.pk]),
    }
    return render(request, "readings/discard.html", context)


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


def _letterhead(reading: Reading) -> Iterator[Fact]:
    """What the document says of itself, as the review shows it."""
    issuer = reviewing.issuer_of(reading)
    day = reviewing.issued_on(reading)
    written = "/".join(reversed((reading.header.get("issued_on") or "").split("-")))
    texts = {**reading.header, "issued_on": format_date(day) or written}
    notes = {
        "issuer": "" if issuer or not texts.get("issuer") else _("chưa rõ là cơ quan nào"),
        "issued_on": "" if day or not texts["issued_on"] else _("chưa đủ ngày, tháng, năm"),
    }
    for name in LETTERHEAD:
        yield Fact(
            label=header_words(name),
            text=texts.get(name, ""),
            note=notes.get(name, ""),
            unsure=_is_unsure(reading, name),
            organization=(issuer.pk, name_on(issuer, reviewing.day_of(reading)))
            if issuer and name == "issuer"
            else None,
            wide=name == "subject",
        )


def _unsure_facts(reading: Reading) -> list[str]:
    """What of the letterhead was not read with certainty, in words."""
    return [header_words(name) for name in LETTERHEAD if _is_unsure(reading, name)]


def _is_unsure(reading: Reading, name: str) -> bool:
    return bool(_UNSURE_WITH.get(name, {name}) & set(reading.header_unsure))


def _keep(request: ActorRequest, reading: Reading, row: ReadRow) -> HttpResponse:
    """Take the row into the plan or leave it out, its texts as they stand."""
    kept = request.POST["keep"] == "1"
    version = request.POST.get("version", "")
    seen = int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else 0
    reviewing.keep_row(row, kept, version=seen, by=request.actor, at=now())
    words = _("Đã giữ lại dòng %(n)s.") if kept else _("Đã bỏ qua dòng %(n)s.")
    messages.success(request, words % {"n": row.position})
    return _to_review(reading, row.position, only=request.POST.get("only", "")[:50])


def _after_row(request: ActorRequest, reading: Reading, position: int) -> HttpResponse:
    """Where to go after a row: the next uncertain one when asked for, else the review."""
    if "next" in request.POST:
        following = _next_unsure(reading, position)
        if following:
            return redirect("reading_row", pk=reading.pk, position=following.position)
    return _to_review(reading, position)


def _to_review(reading: Reading, position: int, only: str = "") -> HttpResponse:
    """The review, at the row, or at the next one that the filter still shows."""
    shown = [found.row.position for found in queries.review_page(reading, only).rows]
    position = next((n for n in shown if n >= position), position)
    page = shown.index(position) // PAGE + 1 if position in shown else 1
    asked = {"only": only} if only else {}
    asked |= {"page": str(page)} if page > 1 else {}
    response = redirect("reading_review", pk=reading.pk)
    response["Location"] += f"?{urlencode(asked)}" if asked else ""
    response["Location"] += f"#row-{position}"
    return response


def _next_unsure(reading: Reading, position: int) -> ReadRow | None:
    later = reading.rows.filter(kept=True, position__gt=position).exclude(warnings=[])
    return later.order_by("position").first()


def _tabs(only: str, found: queries.ReviewPage) -> list[Tab]:
    """The rows by what is to be done with them."""
    return [
        Tab(_("Tất cả"), "?", found.total, current=only == ""),
        Tab(_("Chưa chắc"), "?only=unsure", found.unsure, current=only == "unsure"),
        Tab(_("Bỏ qua"), "?only=skipped", found.skipped, current=only == "skipped"),
    ]


def _texts(row: ReadRow) -> dict[str, object]:
    return {
        name: getattr(row, name)
        for name in (*reviewing.TEXT_FIELDS, "percent", "joint_lead", "kept", "version")
    } | {"meaning": code_of(row.status, row.timing) if row.status_chosen else ""}


def _row_form(request: ActorRequest, start: dict[str, object]) -> RowForm:
    """The form of a row; a lead is one agency as a rule, so its field offers names."""
    form = RowForm(request.POST or None, initial=start)
    form.fields["lead_text"].widget = forms.TextInput(
        attrs={"list": "organization-names", "autocomplete": "off"}
    )
    return form


def _row_context(reading: Reading, row: ReadRow | None, form: RowForm) -> dict[str, object]:
    return {
        "reading": reading,
        "row": row,
        "overtaken": row and form.is_bound and str(row.version) != form["version"].value(),
        "source": queries.source_of(row) if row else [],
        "following": _next_unsure(reading, row.position) if row else None,
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
