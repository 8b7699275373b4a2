"""One-time codes on paper: for whom, and the sheet of slips that is shown once."""

import secrets
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dieuphoi.organizations import codes, queries
from dieuphoi.organizations.codes import OneTimeCode
from dieuphoi.organizations.models import User, UserQuerySet
from dieuphoi.organizations.queries import AccountFilter
from dieuphoi.web.access import ActorRequest, now, today
from dieuphoi.web.answers import form_page
from dieuphoi.web.forms.accounts import CodesForm
from dieuphoi.web.views.accounts import crumb_of, for_administrators, to_list

SENT = "codes_sent"  # the session's key of the pages that have made their codes
REMEMBERED = 20

_get_or_post = require_http_methods(["GET", "POST"])


@_get_or_post
@for_administrators
def codes_sheet(request: ActorRequest) -> HttpResponse:
    """Choose for whom; then the slips. `user` in the address names the people one by one."""
    active = User.objects.visible_to(request.actor).filter(is_active=True)
    chosen = active.filter(pk__in=_numbers(request.GET.getlist("user")))
    without, never = _without(request), _never(request)
    data = request.POST if request.method == "POST" else None
    initial = {
        "once": secrets.token_urlsafe(12),
        "user": [user.pk for user in chosen],
        "who": "without" if without.exists() else "never",
    }
    form = CodesForm(active, data, initial=initial)
    if form.is_valid():
        people = _people(request, form)
        if people and (answer := _slips(request, form.cleaned_data["once"], people)):
            return answer
        messages.warning(request, _("Không có ai cần cấp mã, hoặc mã của trang này đã in."))
        return redirect("codes_sheet")
    context = {
        "chosen": list(chosen),
        "without": without.count(),
        "never": never.count(),
        "address": _address(request),
        "crumbs": to_list(),
    }
    return form_page(request, "accounts/codes_choose.html", form, context)


@_get_or_post
@for_administrators
def account_reset(request: ActorRequest, pk: int) -> HttpResponse:
    """Give one person a new code in place of the password, after asking once more."""
    user: User = get_object_or_404(User.objects.visible_to(request.actor), pk=pk)
    if request.method == "POST":
        answer = _slips(request, request.POST.get("once", "")[:40], [user])
        if answer:
            return answer
        messages.warning(request, _("Mã của trang này đã in. Bấm lại nếu cần cấp mã khác."))
        return redirect("account_detail", pk=user.pk)
    context = {
        "account": user,
        "once": secrets.token_urlsafe(12),
        "crumbs": [*to_list(), crumb_of(user)],
    }
    return render(request, "accounts/account_reset.html", context)


def _address(request: ActorRequest) -> str:
    """Where the slips say that the site is: as configured, else as it was just opened."""
    return getattr(settings, "ADDRESS", "") or request.build_absolute_uri("/")


def _people(request: ActorRequest, form: CodesForm) -> list[User]:
    chosen = list(form.cleaned_data["user"])
    if chosen:
        return chosen
    never = form.cleaned_data["who"] == "never"
    return list(_never(request) if never else _without(request))


def _never(request: ActorRequest) -> UserQuerySet:
    return _others(request, AccountFilter(standing="never"))


def _without(request: ActorRequest) -> UserQuerySet:
    return queries.without_password(_others(request, AccountFilter()), now())


def _others(request: ActorRequest, asked: AccountFilter) -> UserQuerySet:
    """Everybody but who asks: a new code would sign the administrator out before the sheet is printed."""
    return queries.accounts(request.actor, asked, today()).exclude(pk=request.actor.user_id or 0)


def _slips(request: ActorRequest, once: str, people: list[User]) -> HttpResponse | None:
    """The page of slips; none when this very page was sent before: its codes are on paper already."""
    with transaction.atomic():
        if not _is_first(request, once):
            return None
        given = codes.give_codes(people, by=request.actor, at=now())
    context = {
        "slips": _with_agencies(given),
        "address": _address(request),
        "sign_in": reverse("account_login"),
        "until": given[0].until,
        "crumbs": to_list(),
    }
    return render(request, "accounts/codes_sheet.html", context)


def _is_first(request: ActorRequest, once: str) -> bool:
    """Whether the page is sent for the first time, remembered at once, in the caller's transaction:
    of a button pressed twice the second press waits for the first, and sees it."""
    session = request.session
    list(Session.objects.select_for_update().filter(pk=session.session_key))
    sent: list[str] = session.load().get(SENT, [])
    if not once or once in sent:
        return False
    session[SENT] = [*sent, once][-REMEMBERED:]
    session.save()
    return True


def _with_agencies(given: Iterable[OneTimeCode]) -> list[dict[str, Any]]:
    codes_given = list(given)
    rows = queries.rows([code.user for code in codes_given], today(), now())
    slips = [
        {"code": code, "agency": row.positions[0].organization.name if row.positions else ""}
        for code, row in zip(codes_given, rows, strict=True)
    ]
    return sorted(slips, key=lambda slip: str(slip["agency"]))


def _numbers(texts: list[str]) -> list[int]:
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 18]
