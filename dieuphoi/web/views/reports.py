"""Reports: writing one, looking before it is sent, and what was sent with what was said of it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dieuphoi.base.errors import DomainError, NotPermitted
from dieuphoi.plans.models import Obligation
from dieuphoi.reporting import changes, checks, drafting, policy, queries, reviewing, sending
from dieuphoi.reporting.cycles import is_open_for_writing
from dieuphoi.reporting.drafting import PartChanged
from dieuphoi.reporting.models import DraftPart, Report, ReportVersion
from dieuphoi.reporting.queries import PartToWrite, SentReport, WritingPage
from dieuphoi.reporting.regimes import outline_of
from dieuphoi.reporting.reviewing import NewerVersion
from dieuphoi.web import unsent
from dieuphoi.web.access import ActorRequest, now, today
from dieuphoi.web.answers import attempt
from dieuphoi.web.forms.fields import moment_in
from dieuphoi.web.forms.reports import CommentForm, PartForm, ReturnForm
from dieuphoi.web.views.cycles import to_cycle

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Since when no report stands as it does: who saw nothing moves nothing."""


@dataclass(frozen=True)
class Box:
    """A part's box: what it holds, from which version it began, and how its last save went."""

    part: PartToWrite
    text: str
    seen: int
    error: str = ""
    theirs: DraftPart | None = None


# Writing


@require_safe
def report_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """The report as its writers see it; others are led to what was sent."""
    report = _report(request, pk)
    if not _is_own(request, report):
        if report.newest_n:
            return redirect("report_version", pk=pk, n=report.newest_n)
        _require_own(request, report)
    return _writing(request, report)


@require_POST
def report_part(request: ActorRequest, pk: int, code: str) -> HttpResponse:
    """Save one part: answered with its line "Đã lưu 10:32", or as a page without JavaScript."""
    report = _own(request, pk)
    form = PartForm(request.POST)
    if not form.is_valid():
        raise DomainError(_("Biểu mẫu không đủ nội dung; hãy tải lại trang rồi lưu lại."))
    box = _save(request, report, code, form)
    if request.htmx:
        status = 422 if box.error else 200
        return render(request, "reports/_saved.html", {"box": box}, status=status)
    if box.error:
        return _writing(request, report, wrong=box, status=409 if box.theirs else 422)
    messages.success(request, _("Đã lưu phần %(part)s.") % {"part": box.part.item.number})
    return _to(report, f"part-{code}")


@require_POST
def report_nothing_arose(request: ActorRequest, pk: int) -> HttpResponse:
    """Answer "không phát sinh", or take it back."""
    report = _own(request, pk)
    answer = request.POST.get("answer") == "1"
    drafting.set_nothing_arose(report, answer, by=request.actor, at=now())
    return _to(report, "nothing-arose")


@require_POST
def report_closing(request: ActorRequest, pk: int, obligation: int) -> HttpResponse:
    """Tick an obligation as done, or take the tick off."""
    report = _own(request, pk)
    visible = Obligation.objects.visible_to(request.actor).select_related("task__plan")
    found = get_object_or_404(visible, pk=obligation, task__plan__in=report.cycle.plans.all())
    done = request.POST.get("done") == "1"
    drafting.set_closing(report, found, done, by=request.actor, at=now())
    return _to(report, f"entry-{found.pk}")


@require_safe
def report_check(request: ActorRequest, pk: int) -> HttpResponse:
    """What to look at before the report is sent; the head sends from here."""
    report = _own(request, pk)
    return _check_page(request, report)


@require_POST
def report_send(request: ActorRequest, pk: int) -> HttpResponse:
    """Send the report as it stood on the page that the head looked at."""
    report = _own(request, pk)
    as_seen = request.POST.get("seen", "")
    form = forms.Form(request.POST)
    if not attempt(form, lambda: sending.send(report, as_seen=as_seen, by=request.actor, at=now())):
        report.newest_n = report.versions.count()
        _see_again(report)
        return _check_page(request, report, form)
    messages.success(request, _("Đã gửi báo cáo. Bản đã gửi được giữ nguyên, không sửa nữa."))
    return redirect("report_version", pk=pk, n=report.versions.count())


# What was sent


@require_safe
def report_version(request: ActorRequest, pk: int, n: int) -> HttpResponse:
    """A version as it was sent; its reader comments, accepts or returns."""
    return _version_page(request, _version(request, pk, n))


@require_POST
def report_comment(request: ActorRequest, pk: int, n: int, code: str) -> HttpResponse:
    """Say something about one part of the newest version."""
    version = _version(request, pk, n)
    if code not in {item.code for item in outline_of(version.report.cycle.outline)}:
        raise Http404
    form = CommentForm(request.POST, prefix=code)

    def act() -> None:
        if n != version.report.versions.count():
            raise NewerVersion(_("Báo cáo vừa được gửi lại; hãy xem bản mới rồi nhận xét."))
        reviewing.comment(
            version.report, code, form.cleaned_data["text"], by=request.actor, at=now()
        )

    if form.is_valid() and attempt(form, act):
        messages.success(request, _("Đã ghi nhận xét."))
        return HttpResponseRedirect(_address(version) + f"#part-{code}")
    return _version_page(request, version, comment=(code, form))


@require_POST
def report_accept(request: ActorRequest, pk: int, n: int) -> HttpResponse:
    """Accept the version, and confirm the results that were ticked."""
    version = _version(request, pk, n)
    version.report.since = _seen(request)
    numbers = (_number(text) for text in request.POST.getlist("confirmed"))
    ticked = [number for number in numbers if number]
    form = forms.Form(request.POST)

    def act() -> None:
        confirmed = queries.entries_to_confirm(version, ticked)
        reviewing.accept(version, confirmed, by=request.actor, at=now())

    if attempt(form, act):
        messages.success(request, _("Đã chấp nhận báo cáo."))
        return redirect("cycle_detail", pk=version.report.cycle_id)
    _see_again(version.report)
    return _version_page(request, version, refused=form, ticked=ticked)


@require_POST
def report_return(request: ActorRequest, pk: int, n: int) -> HttpResponse:
    """Return the version with a reason."""
    version = _version(request, pk, n)
    version.report.since = _seen(request)
    form = ReturnForm(request.POST)

    def act() -> None:
        reason = form.cleaned_data["reason"]
        reviewing.return_report(version, reason, by=request.actor, at=now())

    if form.is_valid() and attempt(form, act):
        messages.success(request, _("Đã trả lại báo cáo cho cơ quan gửi."))
        return redirect("cycle_detail", pk=version.report.cycle_id)
    _see_again(version.report)
    return _version_page(request, version, returning=form)


@require_safe
def report_changes(request: ActorRequest, pk: int) -> HttpResponse:
    """What changed between two versions, word by word: by default the newest and the one before."""
    report = _report(request, pk)
    after = _number(request.GET.get("to")) or report.newest_n or 0
    before = _number(request.GET.get("from")) or queries.newest_before(report, after) or 0
    found = queries.two_versions(report, before, after)
    if found is None or before >= after:
        raise Http404
    context = {
        "report": report,
        "before": found[0],
        "after": found[1],
        "changes": changes.changes(*found),
        "crumbs": to_cycle(report.cycle),
    }
    return render(request, "reports/report_changes.html", context)


# Fetching


def _report(request: ActorRequest, pk: int) -> SentReport:
    visible = Report.objects.visible_to(request.actor).select_related(
        "cycle__consolidator", "organization", "answered_by"
    )
    return get_object_or_404(queries.with_sendings(visible, today()), pk=pk)


def _is_own(request: ActorRequest, report: Report) -> bool:
    return request.actor.organization_id == report.answered_by_id


def _require_own(request: ActorRequest, report: Report) -> None:
    queries.require_draft_reader(
        request.actor, report, _("Báo cáo chưa gửi; chỉ cơ quan đang soạn xem được bản nháp.")
    )


def _own(request: ActorRequest, pk: int) -> SentReport:
    """The report, for people of the agency that writes it (404, 403)."""
    report = _report(request, pk)
    _require_own(request, report)
    return report


def _version(request: ActorRequest, pk: int, n: int) -> ReportVersion:
    visible = Report.objects.visible_to(request.actor)
    found = ReportVersion.objects.filter(report__in=visible).select_related(
        "report__cycle__consolidator", "report__organization", "report__answered_by"
    )
    return get_object_or_404(found, report=pk, n=n)


def _see_again(report: Report) -> None:
    """Look again at where a report stands that could not be moved."""
    report.refresh_from_db(fields=["state", "since", "nothing_arose"])


def _seen(request: ActorRequest) -> datetime:
    """Since when the report stood as the page showed it; what is no moment was never seen."""
    return moment_in(request.POST.get("seen", "")) or _NEVER


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else None


# Answering


def _save(request: ActorRequest, report: Report, code: str, form: PartForm) -> Box:
    """Save the part, or say why not; the text typed stays in the box."""
    item = next((i for i in outline_of(report.cycle.outline) if i.code == code), None)
    if item is None:
        raise drafting.UnknownPart(_("Đề cương không có phần này."))
    text, seen = form.cleaned_data["text"], form.cleaned_data["seen"]
    part = PartToWrite(item, None, [], "")
    try:
        saved = drafting.save_part(
            report, code, text, seen=form.began_from, by=request.actor, at=now()
        )
    except NotPermitted:
        raise
    except PartChanged as clash:
        return Box(part, text, seen, str(clash), clash.theirs)
    except DomainError as refused:
        return Box(part, text, seen, str(refused))
    return Box(replace(part, draft=saved), saved.text, saved.version)


def _writing(
    request: ActorRequest, report: SentReport, *, wrong: Box | None = None, status: int = 200
) -> HttpResponse:
    page = queries.writing_page(request.actor, report, today())
    context = {
        "page": page,
        "report": report,
        "cycle": report.cycle,
        "boxes": _boxes(request, page, wrong),
        "on": today(),
        "crumbs": to_cycle(report.cycle),
    }
    return render(request, "reports/report_detail.html", context, status=status)


def _boxes(request: ActorRequest, page: WritingPage, wrong: Box | None) -> list[Box]:
    """A box for each part: as saved, as refused just now, or as typed when the session was lost."""
    boxes = []
    for part in page.parts:
        code = part.item.code
        path = reverse("report_part", args=[page.report.pk, code])
        kept = unsent.initial(request, path) if page.is_open else {}
        seen = _number(str(kept.get("seen", "")))
        if wrong and wrong.part.item.code == code:
            boxes.append(replace(wrong, part=part))
        else:
            text = str(kept.get("text", part.text))
            boxes.append(Box(part, text, part.seen if seen is None else seen))
    return boxes


def _check_page(
    request: ActorRequest, report: SentReport, form: forms.Form | None = None
) -> HttpResponse:
    stale = form and any(e.code == "stale" for e in form.non_field_errors().as_data())
    context = {
        "report": report,
        "cycle": report.cycle,
        "findings": checks.before_sending(report, today()),
        "is_open": is_open_for_writing(report),
        "may_send": policy.can_send(request.actor, report),
        "seen": sending.seen(report),
        "form": form or forms.Form(),
        "crumbs": [*to_cycle(report.cycle), (_("Soạn báo cáo"), _address(report))],
    }
    status = (409 if stale else 422) if form else 200
    return render(request, "reports/report_check.html", context, status=status)


def _version_page(
    request: ActorRequest,
    version: ReportVersion,
    *,
    comment: tuple[str, CommentForm] | None = None,
    returning: ReturnForm | None = None,
    refused: forms.Form | None = None,
    ticked: list[int] | None = None,
) -> HttpResponse:
    page = queries.version_page(request.actor, version)
    seen = {"seen": version.report.since.isoformat()}
    bound = next((f for f in (comment and comment[1], returning, refused) if f), None)
    homeless = _homeless(page, comment and comment[1], returning)
    context = {
        "page": page,
        "version": version,
        "report": version.report,
        "cycle": version.report.cycle,
        "comment_forms": _comment_forms(request, page, comment) if page.may_comment else {},
        "returning": returning or ReturnForm(initial=seen),
        "refused": refused or homeless,
        "kept": _typed(homeless),
        "ticked": ticked or [],
        "is_own": _is_own(request, version.report),
        "crumbs": to_cycle(version.report.cycle),
    }
    return render(request, "reports/report_version.html", context, status=_status(bound))


def _comment_forms(
    request: ActorRequest, page: queries.VersionPage, bound: tuple[str, CommentForm] | None
) -> dict[str, CommentForm]:
    found = {}
    for part in page.parts:
        code = part.item.code
        path = reverse("report_comment", args=[page.version.report_id, page.version.n, code])
        found[code] = CommentForm(prefix=code, initial=unsent.initial(request, path, code))
    return found | ({bound[0]: bound[1]} if bound else {})


def _homeless(
    page: queries.VersionPage, comment: forms.Form | None, returning: forms.Form | None
) -> forms.Form | None:
    """The form that was refused and that this page, as things stand now, does not show."""
    if comment and not page.may_comment:
        return comment
    return returning if returning and not page.may_return else None


def _typed(form: forms.Form | None) -> str:
    """What a person wrote into a form that is not shown any more."""
    if form is None:
        return ""
    return "\n".join(str(b.value() or "") for b in form.visible_fields())


def _status(bound: forms.Form | None) -> int:
    if bound is None:
        return 200
    stale = any(e.code == "stale" for errors in bound.errors.as_data().values() for e in errors)
    return 409 if stale else 422


def _address(thing: Report | ReportVersion) -> str:
    if isinstance(thing, ReportVersion):
        return reverse("report_version", args=[thing.report_id, thing.n])
    return reverse("report_detail", args=[thing.pk])


def _to(report: Report, place: str) -> HttpResponse:
    return HttpResponseRedirect(f"{_address(report)}#{place}")
