"""The register of documents, uploading one, and its files."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dieuphoi.base.errors import require
from dieuphoi.documents import intake, policy, queries
from dieuphoi.documents.models import Attachment, Document
from dieuphoi.plans import queries as plan_queries
from dieuphoi.web.access import ActorRequest, now, today
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
    form = UploadForm(request.POST or None, request.FILES or None)
    received = []
    if form.is_valid() and attempt(
        form,
        lambda: received.append(intake.receive(form.upload(), by=request.actor, at=now())),
    ):
        messages.success(request, _("Đã đọc xong tệp. Hãy rà soát từng dòng trước khi xác nhận."))
        return redirect("reading_review", pk=received[0].pk)
    return form_page(request, "documents/document_upload.html", form, {})


@require_safe
def document_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One document: its letterhead, files, provisions and the plans made of it."""
    visible = Document.objects.visible_to(request.actor).select_related("issuer", "registered_by")
    document = get_object_or_404(visible, pk=pk)
    context = {
        "page": queries.document_page(request.actor, document),
        "document": document,
        "provisions": plan_queries.provisions_with_tasks(request.actor, document),
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
