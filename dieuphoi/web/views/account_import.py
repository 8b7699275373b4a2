"""People, agencies and positions from one Excel sheet: the template, the upload, the preview, the applying."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dieuphoi.base import rules
from dieuphoi.documents import intake
from dieuphoi.organizations import home, queries
from dieuphoi.organizations.models import PeopleSheet
from dieuphoi.organizations.onboarding import applying
from dieuphoi.organizations.onboarding.filled import Filled
from dieuphoi.organizations.onboarding.outcomes import Outcome
from dieuphoi.organizations.onboarding.preview import preview
from dieuphoi.organizations.onboarding.template import write_template
from dieuphoi.web.access import MEGABYTE, ActorRequest, now, today
from dieuphoi.web.answers import XLSX, attempt, download, form_page
from dieuphoi.web.chain import Crumb
from dieuphoi.web.forms.accounts import PeopleSheetForm
from dieuphoi.web.views.accounts import for_administrators, to_list

PAGE = 100
MOST_FAULTS = 200


@require_safe
@for_administrators
def account_template(request: ActorRequest) -> FileResponse:
    """The empty sheet with its lists of valid words."""
    agencies = list(queries.directory("", today()))
    content = write_template(agencies, home.own_agency())
    return download(content, _("Mẫu danh sách người dùng.xlsx"), XLSX)


@require_http_methods(["GET", "POST"])
@for_administrators
def account_import(request: ActorRequest) -> HttpResponse:
    """Upload a filled-in sheet; then its preview."""
    form = PeopleSheetForm(request.POST or None, request.FILES or None)
    megabytes = rules.integer("upload_max_megabytes", today())
    form.fields["file"].widget.attrs |= {"accept": ".xlsx", "data-max-bytes": megabytes * MEGABYTE}
    kept: list[PeopleSheet] = []

    def take_in() -> None:
        examined = intake.examine(form.upload(), by=request.actor, at=now())
        filled = applying.read_sheet(examined.upload.path)
        kept.append(applying.keep_sheet(filled, form.upload().name, by=request.actor, at=now()))

    if form.is_valid() and attempt(form, take_in):
        return redirect("account_import_detail", pk=kept[0].pk)
    sheets = PeopleSheet.objects.visible_to(request.actor).select_related("uploaded_by")[:5]
    context = {"crumbs": to_list(), "sheets": list(sheets)}
    return form_page(request, "accounts/account_import.html", form, context)


@require_safe
@for_administrators
def account_import_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """What a filled-in sheet would do, row by row; or what it did."""
    sheet = get_object_or_404(PeopleSheet.objects.visible_to(request.actor), pk=pk)
    context: dict[str, object] = {"sheet": sheet, "crumbs": _to_import()}
    if sheet.applied_at is None:
        shown = preview(Filled.of_json(sheet.lines), today())
        wanted = request.GET.get("outcome", "")
        rows = [row for row in shown.rows if wanted in ("", row.outcome)]
        context |= {
            "shown": shown,
            "faults": shown.all_faults[:MOST_FAULTS],
            "more_faults": max(len(shown.all_faults) - MOST_FAULTS, 0),
            "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        }
        counts = shown.counts
    else:
        counts = {outcome: sheet.told.get(str(outcome), 0) for outcome in Outcome}
    context["counts"] = [(outcome, str(outcome.label), n) for outcome, n in counts.items()]
    return render(request, "accounts/account_import_detail.html", context)


@require_POST
@for_administrators
def account_import_apply(request: ActorRequest, pk: int) -> HttpResponse:
    """Do what the preview showed: all or nothing."""
    sheet = get_object_or_404(PeopleSheet.objects.visible_to(request.actor), pk=pk)
    request.way_on = (reverse("account_import_detail", args=[pk]), _("Xem lại danh sách"))
    seen = request.POST.get("seen", "")
    shown = applying.apply_sheet(sheet, seen=seen, by=request.actor, at=now())
    counts = shown.counts
    messages.success(
        request,
        _(
            "Đã nạp: %(created)s dòng thêm mới, %(changed)s dòng thay đổi, %(unchanged)s dòng không đổi."
        )
        % {str(outcome): counts[outcome] for outcome in Outcome},
    )
    return redirect("account_import_detail", pk=pk)


def _to_import() -> list[Crumb]:
    return [*to_list(), (_("Nạp từ Excel"), reverse("account_import"))]
