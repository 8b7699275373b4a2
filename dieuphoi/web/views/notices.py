"""The own notices, whether the digest comes by mail, and for an administrator what was sent."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dieuphoi.notifications import choosing, policy, queries, smtp
from dieuphoi.web.access import ActorRequest, now, today

PAGE = 50


@require_http_methods(["GET", "POST"])
def notice_list(request: ActorRequest) -> HttpResponse:
    """The notices; `show=mails` shows an administrator the mails instead."""
    if request.method == "POST":
        return _act(request)
    may_read_mails = policy.can_read_mails(request.actor)
    if may_read_mails and request.GET.get("show") == "mails":
        return _mails(request)
    on = today()
    page = Paginator(queries.notices(request.actor), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": queries.notice_rows(page.object_list, on),
        "on": on,
        "wants_digest": queries.wants_digest(request.actor),
        "mail_is_set": smtp.is_set(),
        "address": getattr(request.user, "email", ""),
        "may_read_mails": may_read_mails,
    }
    return render(request, "notices/notice_list.html", context)


def _act(request: ActorRequest) -> HttpResponse:
    if "digest" in request.POST:
        wanted = request.POST["digest"] == "on"
        choosing.choose_digest(wanted, by=request.actor, at=now())
        said = (
            _("Bạn sẽ nhận bản tin ngày qua thư điện tử.")
            if wanted
            else _("Bạn sẽ không nhận bản tin ngày nữa; việc mới giao và việc bị trả lại vẫn báo.")
        )
        messages.success(request, said)
    else:
        choosing.look_at(by=request.actor, at=now())
        messages.success(request, _("Đã đánh dấu mọi thông báo là đã xem."))
    return redirect("notice_list")


def _mails(request: ActorRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    page = Paginator(queries.mails(request.actor, state), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": queries.mail_rows(page.object_list),
        "facets": queries.mail_facets(request.actor),
        "crumbs": [(_("Thông báo"), reverse("notice_list"))],
        "mail_is_set": smtp.is_set(),
        "server": queries.server_state(),
    }
    return render(request, "notices/mail_list.html", context)
