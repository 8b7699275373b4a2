"""The register of documents, uploading one, and its files."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dieuphoi.activity.models import Activity
from dieuphoi.base import rules
from dieuphoi.base.errors import require
from dieuphoi.documents import intake, policy, queries
from dieuphoi.documents.intake import SameFile
from dieuphoi.documents.models import Attachment, Document, Reading
from dieuphoi.plans import queries as plan_queries
from dieuphoi.web.access import MEGABYTE, ActorRequest, now, today
from dieuphoi.web.answers import attempt, form_page, stored_file
from dieuphoi.web.forms.documents import UploadForm

PAGE = 50


@require_safe
def document_list(request: ActorRequest) -> HttpResponse:
    """The register: documents that the actor may read, newest first; `q` searches."""
    words = request.GET.get("q", "")[:200]
    found = queries.register(request.actor, words)
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "words": words,
        "may_register": policy.can_register(request.actor),
    }
    return render(request, "documents/document_list.html", context)


@require_http_methods(["GET", "POST"])
def document_upload(request: ActorRequest) -> HttpResponse:
    """Upload a directive and have it read; then its review."""
    require(policy.can_register(request.actor), _("Chỉ chuyên viên đầu mối được đăng ký văn bản."))
    megabytes = rules.integer("upload_max_megabytes", today())
    form = UploadForm(request.POST or None, request.FILES or None)
    file = form.fields["file"]
    file.widget.attrs |= {"accept": ".docx,.xlsx,.txt", "data-max-bytes": megabytes * MEGABYTE}
    file.help_text = _(
        "Word (.docx), Excel (.xlsx) hoặc văn bản thuần (.txt); tối đa %(n)s MB."
    ) % {"n": megabytes}
    received: list[Reading] = []
    known: list[Document] = []

    def receive() -> None:
        try:
            received.append(intake.receive(form.upload(), by=request.actor, at=now()))
        except SameFile as same:
            known.append(same.document)
            raise

    if form.is_valid() and attempt(form, receive):
        messages.success(request, _("Đã đọc xong tệp. Hãy rà soát từng dòng trước khi xác nhận."))
        return redirect("reading_review", pk=received[0].pk)
    context = {"megabytes": megabytes, "known": known[0] if known else None}
    return form_page(request, "documents/document_upload.html", form, context)


@require_safe
def document_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One document: its letterhead, files, provisions and the plans made of it."""
    visible = Document.objects.visible_to(request.actor)
    document = get_object_or_404(queries.with_issuer_name(visible), pk=pk)
    page = queries.document_page(request.actor, document)
    provisions = plan_queries.provisions_with_tasks(request.actor, document)
    context = {
        "page": page,
        "document": document,
        "provisions": provisions,
        "without_task": sum(task is None for _provision, task in provisions),
        "history": list(_history(page.activity)),
        "plans": plan_queries.plans(request.actor).filter(document=document),
        "on": today(),
    }
    return render(request, "documents/document_detail.html", context)


@require_safe
def attachment(request: ActorRequest, pk: int) -> FileResponse:
    """A file of a document, to save."""
    visible = Attachment.objects.visible_to(request.actor).select_related("file")
    found = get_object_or_404(visible, pk=pk)
    return stored_file(found.file, found.name)


@dataclass(frozen=True)
class HistoryEntry:
    """An act as ui/timeline.html shows it."""

    at: datetime
    title: str
    who: str
    icon: str


_ACTS = {
    "document.received": (gettext_lazy("Tải tệp lên và đọc"), "upload"),
    "document.registered": (gettext_lazy("Vào sổ văn bản"), "document"),
    "reading.header_corrected": (gettext_lazy("Sửa thông tin văn bản trong bản đọc"), "edit"),
    "reading.confirmed": (gettext_lazy("Xác nhận bản đọc"), "check"),
    "reading.discarded": (gettext_lazy("Bỏ bản đọc"), "x"),
}


def _history(acts: Iterable[Activity]) -> Iterable[HistoryEntry]:
    """The acts in words; one without words is shown by its verb, never left out."""
    for act in acts:
        words, icon = _ACTS.get(act.verb, (act.verb, "progress"))
        yield HistoryEntry(act.at, str(words), act.label, icon)
