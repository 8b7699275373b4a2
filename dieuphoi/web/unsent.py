"""A lost session keeps what was typed.

A form posted after its session ended is kept in the new, still anonymous session of the same
browser, and given back to the form after sign-in. Four choices keep it from anybody else:

- it lives in that browser's session only, never in an address or in a page;
- a signed cookie remembers who was signed in here last: with no such cookie nothing is kept (so a
  stranger cannot fill the database), and when somebody else signs in it is thrown away;
- it is thrown away after 12 hours, when the form it belongs to was accepted, and with sign-out;
- passwords, tokens and files are never kept, nor a form whose text bears a mark of secrecy.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypedDict, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from dieuphoi.documents.secrecy import find_mark
from dieuphoi.web.access import now, page_before

SESSION_KEY = "unsent"
COOKIE = "dieuphoi_last"
LASTS = timedelta(hours=12)
MOST_CHARACTERS = 64 * 1024
MOST_FORMS = 5


class Kept(TypedDict):
    """What somebody typed into one form."""

    user_id: str
    at: str
    fields: dict[str, list[str]]


class UnsentMiddleware:
    """Sends a person without a session to sign in, and keeps the form posted meanwhile.

    Stands before LoginRequiredMiddleware, which would lose the form, and after the CSRF
    protection, so that only our own forms are kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Forget a form that was accepted; remember who is signed in."""
        response = self.get_response(request)
        if request.user.is_authenticated:
            if request.method == "POST" and _is_taken(request, response):
                _forget(request, request.path)
            _remember_person(request, response)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """A form for a page that needs sign-in is kept, and its page comes back after sign-in."""
        if request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        if request.method == "POST":
            _tell(request, kept=_keep(request))
            page = page_before(request) or request.path
        elif cast(Any, request).htmx:
            page = page_before(request)
        else:
            return None
        address = reverse("account_login") + "?" + urlencode({"next": page})
        if cast(Any, request).htmx:
            return HttpResponseClientRedirect(address)
        return HttpResponseRedirect(address)


def initial(request: HttpRequest, path: str, prefix: str = "") -> dict[str, Any]:
    """What this person had typed into the form that posts to `path`; empty when nothing was lost.

    Give it to the form as `initial`; the page then says that the text was kept. With `prefix`,
    only the fields of the form with that prefix, under their own names.
    """
    kept = _mine(request).get(path)
    if kept is None:
        return {}
    start = f"{prefix}-" if prefix else ""
    found = {
        name.removeprefix(start): values[0] if len(values) == 1 else values
        for name, values in kept["fields"].items()
        if name.startswith(start)
    }
    if found:
        cast(Any, request).unsent_given_back = True
    return found


def _is_taken(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the form was accepted: it leads on, or it saved itself and stays on its page."""
    least = 200 if cast(Any, request).htmx else 300
    return least <= response.status_code < 400


def _keep(request: HttpRequest) -> bool:
    person = _person_before(request)
    fields = {name: values for name, values in request.POST.lists() if _may_be_kept(name)}
    typed = "\n".join(text for values in fields.values() for text in values if text)
    if not person or not typed or len(typed) > MOST_CHARACTERS or find_mark(typed):
        return False
    forms: dict[str, Kept] = request.session.get(SESSION_KEY, {})
    forms.pop(request.path, None)
    forms[request.path] = {"user_id": person, "at": now().isoformat(), "fields": fields}
    request.session[SESSION_KEY] = dict(list(forms.items())[-MOST_FORMS:])
    return True


def _may_be_kept(name: str) -> bool:
    return name != "csrfmiddlewaretoken" and "password" not in name.lower()


def _mine(request: HttpRequest) -> dict[str, Kept]:
    """The forms kept for the person signed in; those of somebody else and old ones are dropped."""
    forms: dict[str, Kept] = request.session.get(SESSION_KEY, {})
    person, oldest = str(request.user.pk), now() - LASTS
    mine = {
        path: kept
        for path, kept in forms.items()
        if kept["user_id"] == person and datetime.fromisoformat(kept["at"]) > oldest
    }
    if len(mine) < len(forms):
        request.session[SESSION_KEY] = mine
    return mine


def _forget(request: HttpRequest, path: str) -> None:
    forms: dict[str, Kept] = request.session.get(SESSION_KEY, {})
    if path in forms:
        request.session[SESSION_KEY] = {p: kept for p, kept in forms.items() if p != path}


def _tell(request: HttpRequest, *, kept: bool) -> None:
    if kept and request.FILES:
        text = _(
            "Phiên làm việc đã hết. Hãy đăng nhập lại: nội dung vừa nhập được giữ lại,"
            " riêng tệp đính kèm phải chọn lại."
        )
    elif kept:
        text = _("Phiên làm việc đã hết. Hãy đăng nhập lại: nội dung vừa nhập được giữ lại.")
    else:
        text = _("Phiên làm việc đã hết. Hãy đăng nhập lại; việc vừa bấm chưa được thực hiện.")
    messages.warning(request, text)


def _person_before(request: HttpRequest) -> str:
    return request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=LASTS * 2) or ""


def _remember_person(request: HttpRequest, response: HttpResponse) -> None:
    person = str(request.user.pk)
    if _person_before(request) == person and request.method != "POST":
        return
    response.set_signed_cookie(
        COOKIE,
        person,
        salt=COOKIE,
        max_age=LASTS * 2,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
