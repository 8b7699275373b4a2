"""From a request to who acts, and from what the domain refuses to a page that says so."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from importlib.metadata import version
from typing import Any, cast
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from dieuphoi.base import rules
from dieuphoi.base.errors import DomainError, NotPermitted, StaleState
from dieuphoi.notifications import queries as notices
from dieuphoi.organizations.actor import Actor, actors_of
from dieuphoi.organizations.models import User

POSITION = "position_id"  # the session's key of the position chosen
WITHOUT_POSITION = {
    *("account_logout", "account_change_password", "account_first_password", "act_as"),
}
WITH_A_CODE = {"account_logout", "account_first_password"}
"""All that is open to somebody who has a one-time code and no password yet."""
MOST_COUNTED = 99
"""Beyond it the head of a page says only that there are more new notices."""
MEGABYTE = 1024 * 1024
_SMALL_BODY = 5 * MEGABYTE  # below it nobody asks for the limit


class ActorRequest(HttpRequest):
    """A request of a signed-in person in a position: what every page but sign-in gets."""

    actor: Actor
    htmx: HtmxDetails
    way_on: tuple[str, str]
    """The address and the words of a way on, set by a view for a refusal that comes later."""


def now() -> datetime:
    """The moment, for doors to pass on as `at`; the domain never reads the clock."""
    return timezone.now()


def today() -> date:
    """The civil day in Việt Nam, for doors to pass on as `on`."""
    return timezone.localdate()


class ActorMiddleware:
    """Gives every page its actor, and every refusal of the domain its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse what no form of ours sends before anything reads it; else go on."""
        if "%00" in request.META.get("QUERY_STRING", ""):
            return bad_request(request, SuspiciousOperation("NUL in the address"))
        if _is_too_large(request):
            return too_large(request)
        response = self.get_response(request)
        if request.user.is_authenticated:
            # The back button after sign-out must not show what was read.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Find who acts; a person whom nobody gave a position is told so."""
        actor = acting_in(request)
        cast(Any, request).actor = actor
        if _must_choose_password(request, view):
            address = reverse("account_first_password")
            return (
                HttpResponseClientRedirect(address)
                if cast(Any, request).htmx
                else redirect(address)
            )
        if actor or not request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        if request.resolver_match and request.resolver_match.url_name in WITHOUT_POSITION:
            return None
        return render(request, "errors/no_position.html", status=403)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What a rule of the domain refused becomes a page with its sentence and a way on."""
        if isinstance(error, NotPermitted):
            return _refusal(request, _("Bạn không được làm việc này"), error, status=403)
        if isinstance(error, StaleState):
            return _refusal(request, _("Nội dung đã thay đổi"), error, status=409)
        if isinstance(error, DomainError):
            return _refusal(request, _("Chưa thực hiện được"), error, status=409)
        return None


def hats(request: HttpRequest) -> list[Actor]:
    """The positions the signed-in person may act in today; one query a request."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.is_authenticated:
        return []
    if not hasattr(request, "_hats"):
        cast(Any, request)._hats = actors_of(user, today())
    return cast("list[Actor]", cast(Any, request)._hats)


def acting_in(request: HttpRequest) -> Actor | None:
    """The position chosen in this session if it is still in force, else the main one."""
    held = hats(request)
    if not held:
        return None
    chosen = request.session.get(POSITION)
    return next((hat for hat in held if hat.position_id == chosen), held[0])


@require_POST
def act_as(request: HttpRequest) -> HttpResponse:
    """Put on another of one's own hats."""
    wanted = request.POST.get("position", "")
    hat = next((hat for hat in hats(request) if str(hat.position_id) == wanted), None)
    if hat is None:
        raise Http404
    request.session[POSITION] = hat.position_id
    messages.success(
        request,
        _("Bạn đang làm việc trong vai trò %(role)s, %(organization)s.")
        % {"role": role_label(hat), "organization": hat.organization_name},
    )
    return redirect("desk")


def acting(request: HttpRequest) -> dict[str, object]:
    """For templates: who acts, the other positions held, the program's version, whether the
    database holds example data, and how many notices are new."""
    actor = acting_in(request)
    head = cache(lambda: notices.page_head(actor))
    return {
        "actor": actor,
        "hats": hats(request),
        "release": _version(),
        "example_data": SimpleLazyObject(lambda: head().example),
        "new_notices": SimpleLazyObject(lambda: _counted(head().unseen)),
    }


def _counted(count: int) -> str:
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count or "")


def role_label(actor: Actor) -> str:
    """The actor's role in words; the system has none."""
    return str(actor.role.label) if actor.role else ""


def way_back(request: HttpRequest) -> str:
    """The page of this site that the address names as the way back; empty when it names none."""
    place = request.GET.get("next", "")
    return place if url_has_allowed_host_and_scheme(place, allowed_hosts=None) else ""


def page_before(request: HttpRequest) -> str:
    """The path on this site that the person comes from, with its query; empty when not known."""
    referrer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referrer, allowed_hosts={request.get_host()}):
        return ""
    parts = urlsplit(referrer)
    path = "/" + parts.path.lstrip("/")  # "//host" would be an address of another host
    return f"{path}?{parts.query}" if parts.query else path


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is older than the sign-in, or the browser keeps no cookies."""
    context = {"back": page_before(request)}
    return render(request, "errors/form_expired.html", context, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What the server could not read; too much of it has a page of its own."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request, typed=True)
    return render(request, "400.html", status=400)


def too_large(request: HttpRequest, *, typed: bool = False) -> HttpResponse:
    """More was sent than may be taken in; read to its end, else the browser shows no answer.

    `typed`: it is text in a form, not a file.
    """
    while request.read(MEGABYTE):
        pass
    context = {
        "back": page_before(request),
        "megabytes": _megabytes_allowed(),
        "typed": typed,
    }
    return render(request, "errors/too_large.html", context, status=413)


def _must_choose_password(request: HttpRequest, view: Any) -> bool:
    if not request.user.is_authenticated or not getattr(view, "login_required", True):
        return False
    route = request.resolver_match.url_name if request.resolver_match else ""
    return request.user.code_until is not None and route not in WITH_A_CODE


def _is_too_large(request: HttpRequest) -> bool:
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    # One more megabyte for the other fields of the form.
    return length > _SMALL_BODY and length > (_megabytes_allowed() + 1) * MEGABYTE


def _megabytes_allowed() -> int:
    return rules.integer("upload_max_megabytes", today())


def _refusal(
    request: HttpRequest, heading: str, error: DomainError, *, status: int
) -> HttpResponse:
    back = page_before(request)
    context = {
        "heading": heading,
        "sentence": str(error),
        "back": "" if back == request.get_full_path() else back,
        "way_on": getattr(request, "way_on", None),
    }
    return render(request, "errors/refused.html", context, status=status)


@cache
def _version() -> str:
    return version("dieuphoi")
