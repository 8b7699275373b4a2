"""One report of many: the agencies' parts beside the draft, its numbers, its versions."""

import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dieuphoi.base.errors import require
from dieuphoi.reporting import consolidation as consolidating
from dieuphoi.reporting import editing, policy
from dieuphoi.reporting.carried_edits import KEPT_PART
from dieuphoi.reporting.changes import Effort, compare
from dieuphoi.reporting.consolidation_checks import doubts
from dieuphoi.reporting.models import Consolidation, ConsolidationState, Cycle, Paragraph
from dieuphoi.reporting.printed import PrintedReport
from dieuphoi.reporting.printing import Signing, printed, version_words
from dieuphoi.reporting.queries import counted_lists, desk_of_consolidation
from dieuphoi.reporting.queries.desk_of_consolidation import Block, Part
from dieuphoi.reporting.report_document import write_document
from dieuphoi.reporting.report_sheet import write_sheet
from dieuphoi.reporting.version_differences import differences, newly_in
from dieuphoi.web import unsent
from dieuphoi.web.access import ActorRequest, now
from dieuphoi.web.answers import DOCX, XLSX, attempt, download, form_page
from dieuphoi.web.chain import Crumb
from dieuphoi.web.forms.consolidations import AddressForm, EditForm, FreezeForm, NumberForm
from dieuphoi.web.views.cycles import to_cycle

TASKS, TEXTS, ROWS = 12, 40, 50
"""How many paragraphs a page shows: of tasks (with every agency's words), of texts, of a table."""
LONGEST = 6_000
"""A longer text is cut on the page of its part; its own page shows it whole."""

_get_or_post = require_http_methods(["GET", "POST"])


@_get_or_post
def consolidation(request: ActorRequest, pk: int) -> HttpResponse:
    """The draft or the newest version (or `n`) of a cycle; a POST makes the draft, or makes it anew.

    `part` shows one part of the outline, of the results one `section`.
    """
    cycle = _cycle(request, pk)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(
        form, lambda: consolidating.consolidate(cycle, by=request.actor, at=now())
    ):
        messages.success(request, _("Đã lập bản tổng hợp từ các báo cáo đã chấp nhận."))
        return redirect("consolidation", pk=cycle.pk)
    versions = _versions(cycle)
    made = _chosen(versions, request.GET.get("n"))
    context: dict[str, Any] = {
        "cycle": cycle,
        "made": made,
        "versions": versions,
        "may_consolidate": policy.can_consolidate(request.actor, cycle),
        "crumbs": to_cycle(cycle),
    }
    if made is None:
        context["intake"] = desk_of_consolidation.expected(cycle)
        return form_page(request, "consolidations/not_yet.html", form, context)
    code = request.GET.get("part", "")
    context["parts"] = parts = desk_of_consolidation.parts(made)
    if not code:
        return form_page(request, "consolidations/overview.html", form, context | _whole(made))
    part = next((part for part in parts if part.code == code), None)
    if part is None:
        raise Http404
    context |= _side_by_side(request, made, part)
    return render(request, "consolidations/part.html", context)


def _versions(cycle: Cycle) -> list[Consolidation]:
    """All of the cycle, each with how many results and how many edits stand in none of its words."""
    kept = Paragraph.objects.filter(consolidation=OuterRef("pk"), part=KEPT_PART).order_by()
    counted = kept.values("consolidation").annotate(n=Count("pk")).values("n")
    versions = cycle.consolidations.annotate(
        left_out_count=Count("left_out"), kept_count=Subquery(counted)
    )
    found = list(versions.order_by("n"))
    for one in found:
        one.cycle = cycle
    return found


def _chosen(versions: Sequence[Consolidation], asked: str | None) -> Consolidation | None:
    if asked is None:
        return versions[-1] if versions else None
    found = [one for one in versions if str(one.n) == asked]
    if not found:
        raise Http404
    return found[0]


def _whole(made: Consolidation) -> dict[str, Any]:
    """What stands over the parts: who is in it, what it does not know yet, what to look at."""
    return {
        "intake": desk_of_consolidation.taken_into(made),
        "outdated": consolidating.outdated(made),
        "doubts": doubts(made),
        "is_draft": made.state == ConsolidationState.DRAFT,
        "signings": Signing.choices,
    }


def _side_by_side(request: ActorRequest, made: Consolidation, part: Part) -> dict[str, Any]:
    blocks = desk_of_consolidation.blocks(made, part)
    asked = request.GET.get("section", "")
    block = next((b for b in blocks if b.slug == asked), blocks[0] if blocks else None)
    found = desk_of_consolidation.paragraphs(made, part, block)
    page = Paginator(found, _page_size(part, block)).get_page(request.GET.get("page"))
    shown_now = list(page.object_list)
    return {
        "part": part,
        "blocks": blocks,
        "section": block,
        "page": page,
        "shown": [desk_of_consolidation.shown(p, LONGEST) for p in shown_now],
        "sides": desk_of_consolidation.agency_sides(made, part, block, shown_now),
        "heads": desk_of_consolidation.heads(part),
        "intake": desk_of_consolidation.taken_into(made) if _tells_who_reported(block) else None,
        "may_edit": _may_edit(request, made),
    }


def _tells_who_reported(block: Block | None) -> bool:
    return block is not None and block.slug == desk_of_consolidation.SITUATION


def _page_size(part: Part, block: Block | None) -> int:
    if part.kind == "table":
        return ROWS
    told = block and block.slug not in (
        desk_of_consolidation.SITUATION,
        desk_of_consolidation.TEXTS,
    )
    return TASKS if told else TEXTS


@_get_or_post
def paragraph(request: ActorRequest, pk: int) -> HttpResponse:
    """A paragraph: where it comes from, its words and numbers, and changing them."""
    found = _paragraphs(request).filter(pk=pk).first()
    if found is None:
        return _made_anew(request)
    may_edit = _may_edit(request, found.consolidation)
    acts = {"text": _edit, "back": _back, "number": _set_number, "count": _count_again}
    act = acts.get(request.POST.get("act", "")) if request.method == "POST" else None
    if act:
        _require_edit(request, found.consolidation)
        return act(request, found)
    return _paragraph_page(request, found, _edit_form(request, found), may_edit=may_edit)


def _require_edit(request: ActorRequest, made: Consolidation) -> None:
    require(
        policy.can_consolidate(request.actor, made.cycle),
        _("Chỉ cơ quan tổng hợp của kỳ được sửa bản tổng hợp."),
    )


def _edit(request: ActorRequest, found: Paragraph) -> HttpResponse:
    form = _edit_form(request, found)
    if form.is_valid() and attempt(form, lambda: _save_text(request, form, found)):
        messages.success(request, _("Đã ghi lời văn của đoạn."))
        return redirect(_address_of(found, _part_of(found)))
    return _refused(request, found, form)


def _save_text(request: ActorRequest, form: EditForm, found: Paragraph) -> None:
    text, seen = form.cleaned_data["text"], form.cleaned_data["seen"]
    editing.edit_paragraph(found, text, seen=seen, by=request.actor, at=now())


def _back(request: ActorRequest, found: Paragraph) -> HttpResponse:
    form = _edit_form(request, found)
    if form.is_valid() and attempt(
        form,
        lambda: editing.edit_paragraph(
            found, None, seen=form.cleaned_data["seen"], by=request.actor, at=now()
        ),
    ):
        messages.success(request, _("Đoạn trở lại lời văn tự sinh."))
        return redirect(_address_of(found, _part_of(found)))
    return _refused(request, found, form)


def _set_number(request: ActorRequest, found: Paragraph) -> HttpResponse:
    return _number(request, found, request.POST)


def _count_again(request: ActorRequest, found: Paragraph) -> HttpResponse:
    """Take the counted number again; what stands in the form does not matter."""
    counted = request.POST.copy()
    counted["value"], counted["reason"] = "0", "-"
    return _number(request, found, counted, back=True)


def _number(
    request: ActorRequest, found: Paragraph, data: Any, *, back: bool = False
) -> HttpResponse:
    slot = data.get("slot", "")
    if slot not in found.slots:
        raise Http404
    form = NumberForm(data, slot=slot, paragraph=found)

    def act() -> None:
        typed = form.cleaned_data
        value, reason = (None, "") if back else (typed["value"], typed["reason"])
        seen = typed["seen"]
        editing.set_number(found, slot, value, reason, seen=seen, by=request.actor, at=now())

    if form.is_valid() and attempt(form, act):
        said = _("Đoạn lấy lại số đếm được.") if back else _("Đã ghi số và lý do.")
        messages.success(request, said)
        return redirect("paragraph", pk=found.pk)
    return _refused(request, found, form)


def _refused(request: ActorRequest, found: Paragraph, form: EditForm | NumberForm) -> HttpResponse:
    """The paragraph as it stands now with the form that was refused; while it was being sent, the
    draft may have been made anew."""
    again = _paragraphs(request).filter(pk=found.pk).first()
    if again is None:
        return _made_anew(request)
    if isinstance(form, EditForm):
        form.see(again.version)
    return _paragraph_page(request, again, form)


def _edit_form(request: ActorRequest, found: Paragraph) -> EditForm:
    given = unsent.initial(request, request.path)
    kept = {"text": given["text"]} if "text" in given else {}
    return EditForm(
        request.POST if request.POST.get("act") in ("text", "back") else None,
        paragraph=found,
        initial=kept,
    )


def _paragraph_page(
    request: ActorRequest, found: Paragraph, form: forms.Form, *, may_edit: bool = True
) -> HttpResponse:
    """The paragraph's page with the form that was sent; the other forms stand fresh."""
    editing_words = isinstance(form, EditForm)
    part = _part_of(found)
    context = {
        "paragraph": found,
        "made": found.consolidation,
        "cycle": found.consolidation.cycle,
        "part": part,
        "heads": desk_of_consolidation.heads(part) if part else (),
        "one": desk_of_consolidation.shown(found),
        "sources": desk_of_consolidation.sources(found),
        "words": form if editing_words else EditForm(paragraph=found),
        "numbers": _number_forms(found, form),
        "may_edit": may_edit,
        "back": _address_of(found, part),
        "crumbs": _crumbs(found.consolidation),
    }
    return form_page(request, "consolidations/paragraph.html", form, context)


def _number_forms(found: Paragraph, sent: forms.Form) -> list[dict[str, Any]]:
    names = {**counted_lists.CLASSES, **counted_lists.REPORTS}
    bound = sent.data.get("slot") if isinstance(sent, NumberForm) else None
    return [
        {
            "name": names.get(name, name),
            "slot": name,
            "mark": "{" + name + "}",
            "counted": slot["value"],
            "asks": slot["asks"],
            "set": slot.get("set"),
            "form": sent if name == bound else NumberForm(slot=name, paragraph=found),
            "open": name == bound,
        }
        for name, slot in found.slots.items()
    ]


def _made_anew(request: ActorRequest) -> HttpResponse:
    """The draft was made anew while somebody edited: its paragraph of the same key, with the text;
    where there is none any more, the text to copy."""
    if request.method != "POST":
        raise Http404
    if "slot" in request.POST:
        raise editing.ParagraphChanged(_("Bản tổng hợp vừa được lập lại; hãy xem rồi sửa số lại."))
    if "text" not in request.POST:
        raise Http404
    visible = Consolidation.objects.visible_to(request.actor).select_related("cycle")
    stood = AddressForm(request.POST)
    if not stood.is_valid():
        raise Http404
    made = get_object_or_404(visible, pk=stood.cleaned_data["consolidation"])
    _require_edit(request, made)
    found = _paragraphs(request).filter(consolidation=made, key=stood.cleaned_data["key"]).first()
    sentence = _("Bản tổng hợp vừa được lập lại; lời bạn gõ còn đây. Hãy xem rồi ghi lại.")
    if found is None:
        context = {
            "text": request.POST["text"],
            "cycle": made.cycle,
            "crumbs": _crumbs(made),
        }
        return render(request, "consolidations/paragraph_gone.html", context, status=409)
    form = EditForm(request.POST, paragraph=found)
    form.full_clean()
    form.add_error(None, forms.ValidationError(sentence, code="stale"))
    form.see(found.version)
    return _paragraph_page(request, found, form, may_edit=_may_edit(request, made))


@require_safe
def counted(request: ActorRequest, pk: int) -> HttpResponse:
    """The list that a number counts: exactly its tasks, or its reports."""
    made = _consolidation(request, pk)
    name, reports = request.GET.get("class", ""), request.GET.get("reports", "")
    rows: Sequence[object] | QuerySet[Any]
    if reports in counted_lists.REPORTS:
        title = counted_lists.REPORTS[reports]
        rows = counted_lists.reports_counted(made, reports)
    elif name in counted_lists.CLASSES:
        title = counted_lists.CLASSES[name]
        rows = counted_lists.tasks_counted(made, name, request.GET.get("section", ""))
    else:
        raise Http404
    context = {
        "made": made,
        "cycle": made.cycle,
        "title": title,
        "counts_reports": bool(reports),
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "crumbs": _crumbs(made),
    }
    return render(request, "consolidations/counted.html", context)


@_get_or_post
def left_out(request: ActorRequest, pk: int) -> HttpResponse:
    """What stands in no paragraph and why; edits that lost theirs, and a POST to drop one."""
    made = _consolidation(request, pk)
    if request.method == "POST":
        kept = get_object_or_404(
            desk_of_consolidation.kept_edits(made), pk=_number_in(request.POST.get("paragraph"))
        )
        seen = _number_in(request.POST.get("seen"))
        editing.drop_kept(kept, seen=seen, by=request.actor, at=now())
        messages.success(request, _("Đã bỏ đoạn sửa; lời của nó còn trong nhật ký."))
        return redirect("consolidation_left_out", pk=made.pk)
    rows = made.left_out.select_related("entry__version", "entry__obligation__task").order_by("pk")
    kept_edits = desk_of_consolidation.kept_edits(made)
    context = {
        "made": made,
        "cycle": made.cycle,
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "intake": desk_of_consolidation.taken_into(made),
        "kept": [desk_of_consolidation.shown(one) for one in kept_edits],
        "may_edit": _may_edit(request, made),
        "crumbs": _crumbs(made),
    }
    return render(request, "consolidations/left_out.html", context)


@_get_or_post
def freeze(request: ActorRequest, pk: int) -> HttpResponse:
    """Freeze the draft as a version, after a look at what is in it and what is not."""
    made = _consolidation(request, pk)
    require(
        policy.can_consolidate(request.actor, made.cycle),
        _("Chỉ cơ quan tổng hợp của kỳ được chốt bản tổng hợp."),
    )
    if made.state != ConsolidationState.DRAFT:
        raise consolidating.Frozen(_("Bản tổng hợp này đã chốt."))
    outdated = consolidating.outdated(made)
    form = FreezeForm(
        request.POST or None, initial={"seen": made.revision}, outdated=bool(outdated)
    )

    def act() -> None:
        made.revision = form.cleaned_data["seen"]
        consolidating.freeze(
            made,
            although_outdated=form.cleaned_data.get("although_outdated", False),
            by=request.actor,
            at=now(),
        )

    if form.is_valid() and attempt(form, act):
        messages.success(request, _("Đã chốt bản %(n)s.") % {"n": made.n})
        return redirect("consolidation", pk=made.cycle_id)
    context = {
        "made": made,
        "cycle": made.cycle,
        "intake": desk_of_consolidation.taken_into(made),
        "outdated": outdated,
        "doubts": len(doubts(made)),
        "crumbs": _crumbs(made),
    }
    return form_page(request, "consolidations/freeze.html", form, context)


@require_safe
def word(request: ActorRequest, pk: int) -> FileResponse:
    """The official report as a Word file, as it reads now; `signing` says who will sign."""
    return _file(request, pk, write_document, "docx", DOCX)


@require_safe
def excel(request: ActorRequest, pk: int) -> FileResponse:
    """The report's tables as an Excel file, as they read now."""
    return _file(request, pk, write_sheet, "xlsx", XLSX)


def _file(
    request: ActorRequest,
    pk: int,
    write: Callable[[PrintedReport], bytes],
    ending: str,
    media_type: str,
) -> FileResponse:
    made = _consolidation(request, pk)
    asked = request.GET.get("signing", "")
    signing = Signing(asked) if asked in Signing else Signing.HEAD
    words = {"title": _name_of_file(made.cycle.title), "version": version_words(made)}
    name = _("%(title)s (%(version)s)") % words
    return download(write(printed(made, signing)), f"{name}.{ending}", media_type)


def _name_of_file(title: str) -> str:
    """The title without what file systems refuse, and not longer than they take."""
    return " ".join(re.sub(r'[\\/:*?"<>|\x00-\x1f]', " ", title).split())[:120].strip()


@require_safe
def changes(request: ActorRequest, pk: int) -> HttpResponse:
    """What this version says otherwise than the one before, word by word."""
    made = _consolidation(request, pk)
    before = desk_of_consolidation.version_before(made)
    found = desk_of_consolidation.printed_only(differences(before, made)) if before else []
    page = Paginator(found, TEXTS).get_page(request.GET.get("page"))
    titles = {part.code: part for part in desk_of_consolidation.parts(made)}
    effort = Effort()
    context = {
        "made": made,
        "cycle": made.cycle,
        "before": before,
        "newly_in": newly_in(before, made) if before else [],
        "page": page,
        "rows": [(titles.get(d.part), d, compare(d.before, d.after, effort)) for d in page],
        "crumbs": _crumbs(made),
    }
    return render(request, "consolidations/changes.html", context)


def _address_of(found: Paragraph, part: Part | None) -> str:
    """Where the paragraph stands among the others: its part, section and page."""
    made = found.consolidation
    if part is None:
        return reverse("consolidation_left_out", args=[made.pk])
    asked: dict[str, object] = {"n": made.n, "part": part.code}
    block = desk_of_consolidation.block_of(found, part)
    start = block.start if block else desk_of_consolidation.first_position(made, part)
    if block:
        asked["section"] = block.slug
    page = (found.position - start) // _page_size(part, block) + 1
    if page > 1:
        asked["page"] = page
    address = reverse("consolidation", args=[made.cycle_id])
    return f"{address}?{urlencode(asked)}#p-{found.pk}"


def _part_of(found: Paragraph) -> Part | None:
    parts = desk_of_consolidation.parts(found.consolidation)
    return next((part for part in parts if part.code == found.part), None)


def _cycle(request: ActorRequest, pk: int) -> Cycle:
    """The cycle, if the actor may read what was made of everybody's reports."""
    visible = Cycle.objects.gathered_by(request.actor).select_related("consolidator", "regime")
    return get_object_or_404(visible, pk=pk)


def _consolidation(request: ActorRequest, pk: int) -> Consolidation:
    visible = Consolidation.objects.visible_to(request.actor)
    return get_object_or_404(visible.select_related("cycle__consolidator"), pk=pk)


def _paragraphs(request: ActorRequest) -> QuerySet[Paragraph]:
    visible = Consolidation.objects.visible_to(request.actor)
    return Paragraph.objects.filter(consolidation__in=visible).select_related(
        "consolidation__cycle__consolidator"
    )


def _may_edit(request: ActorRequest, made: Consolidation) -> bool:
    is_draft = made.state == ConsolidationState.DRAFT
    return is_draft and policy.can_consolidate(request.actor, made.cycle)


def _crumbs(made: Consolidation) -> list[Crumb]:
    name = _("Bản tổng hợp")
    address = reverse("consolidation", args=[made.cycle_id])
    return [*to_cycle(made.cycle), (name, f"{address}?n={made.n}")]


def _number_in(text: str | None) -> int:
    """A row's number in a form; 0, which no row has, for anything that cannot be one."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else 0
