"""Accounts: the list, one of them, a new one, and what an administrator does with it."""

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Any, TypeVar, cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dieuphoi.base.errors import require
from dieuphoi.organizations import account_sheet, accounts, appointments, home, policy, queries
from dieuphoi.organizations.models import Position, User
from dieuphoi.organizations.queries import AccountFilter
from dieuphoi.organizations.roles import Role
from dieuphoi.web import sign_in, unsent
from dieuphoi.web.access import ActorRequest, now, today
from dieuphoi.web.account_acts import acts_in_words
from dieuphoi.web.answers import XLSX, attempt, download, form_page, organization_names
from dieuphoi.web.chain import Crumb
from dieuphoi.web.forms.accounts import (
    AccountFilterForm,
    NewAccountForm,
    PersonForm,
    PositionForm,
    RelieveForm,
)

PAGE = 50
View = TypeVar("View", bound=Callable[..., HttpResponseBase])

_get_or_post = require_http_methods(["GET", "POST"])


def for_administrators(view: View) -> View:
    """Let only administrators in; everybody else is told so."""

    @wraps(view)
    def guarded(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(policy.can_manage(request.actor), _("Chỉ quản trị viên được quản lý tài khoản."))
        return view(request, *args, **kwargs)

    return cast(View, guarded)


@require_safe
@for_administrators
def account_list(request: ActorRequest) -> HttpResponse:
    """The accounts that the filter in the address asks for."""
    on = today()
    asked = asked_in(request.GET)
    found = queries.accounts(request.actor, asked, on)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": queries.rows(page.object_list, on, now()),
        "figures": queries.figures(request.actor, on),
        "filter": AccountFilterForm(
            queries.agencies_of_accounts(on), initial={**asdict(asked), "q": asked.words}
        ),
    }
    return render(request, "accounts/account_list.html", context)


@require_safe
@for_administrators
def account_export(request: ActorRequest) -> FileResponse:
    """The same rows as the list, as an Excel sheet."""
    on = today()
    found = queries.accounts(request.actor, asked_in(request.GET), on)
    content = account_sheet.write_sheet(queries.rows(found, on, now()), on=on)
    return download(content, _("Danh sách tài khoản %(day)s.xlsx") % {"day": on.isoformat()}, XLSX)


@_get_or_post
@for_administrators
def account_new(request: ActorRequest) -> HttpResponse:
    """Make an account with its first position."""
    on = today()
    form = NewAccountForm(
        request.POST or None,
        initial=unsent.initial(request, request.path),
        on=on,
        issuer=home.own_agency(),
    )
    made: list[User] = []

    def make() -> None:
        data = form.cleaned_data
        made.append(
            appointments.begin_account(
                appointments.NewPerson(data["username"].lower(), data["full_name"], data["email"]),
                data["organization"],
                Role(data["role"]),
                title=data["title"],
                part_time=data["part_time"],
                valid_from=data["since"],
                by=request.actor,
                at=now(),
            )
        )

    if form.is_valid() and attempt(form, make):
        messages.success(
            request, _("Đã tạo tài khoản. Hãy cấp mã đăng nhập một lần để người này vào được.")
        )
        return redirect("account_detail", pk=made[0].pk)
    context = {"crumbs": to_list(), "organization_names": organization_names(on)}
    return form_page(request, "accounts/account_new.html", form, context)


@require_safe
@for_administrators
def account_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One account: the person, the positions, what happened to it, and what can be done."""
    on, at = today(), now()
    user = _user(request, pk)
    page = queries.account_page(user, on, at)
    context = {
        "account": user,
        "page": page,
        "acts": acts_in_words(page.acts),
        "paused": sign_in.is_paused(user.username, at),
        "own": user.pk == request.actor.user_id,
        "crumbs": to_list(),
        "on": on,
    }
    return render(request, "accounts/account_detail.html", context)


@_get_or_post
@for_administrators
def account_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct a person's name and e-mail address."""
    user = _user(request, pk)
    initial = {"full_name": user.full_name, "email": user.email}
    form = PersonForm(request.POST or None, initial=initial | unsent.initial(request, request.path))

    def act() -> None:
        data = form.cleaned_data
        accounts.correct(
            user, full_name=data["full_name"], email=data["email"], by=request.actor, at=now()
        )

    return _act_page(request, user, form, act, "account_edit", _("Đã sửa tài khoản."))


@_get_or_post
@for_administrators
def account_appoint(request: ActorRequest, pk: int) -> HttpResponse:
    """Give a person another position."""
    user, on = _user(request, pk), today()
    form = PositionForm(
        request.POST or None,
        initial=unsent.initial(request, request.path),
        on=on,
        issuer=home.own_agency(),
    )

    def act() -> None:
        data = form.cleaned_data
        appointments.appoint(
            user,
            data["organization"],
            Role(data["role"]),
            title=data["title"],
            part_time=data["part_time"],
            valid_from=data["since"],
            by=request.actor,
            at=now(),
        )

    names = organization_names(on)
    said = _("Đã giao chức danh.")
    return _act_page(request, user, form, act, "account_appoint", said, organization_names=names)


@_get_or_post
@for_administrators
def account_relieve(request: ActorRequest, pk: int, position: int) -> HttpResponse:
    """End one of a person's positions."""
    user = _user(request, pk)
    held = get_object_or_404(
        Position.objects.visible_to(request.actor).select_related("organization"),
        pk=position,
        user=user,
    )
    form = RelieveForm(request.POST or None, initial={"until": today()})

    def act() -> None:
        until = form.cleaned_data["until"]
        appointments.relieve(held, valid_to=until, by=request.actor, at=now())

    said = _("Đã cho thôi chức danh.")
    return _act_page(request, user, form, act, "account_relieve", said, position=held)


@_get_or_post
@for_administrators
def account_lock(request: ActorRequest, pk: int) -> HttpResponse:
    """Lock an account, after asking once more."""
    user = _user(request, pk)
    form = forms.Form(request.POST if request.method == "POST" else None)

    def act() -> None:
        at = now()
        accounts.lock(user, by=request.actor, at=at)
        sign_in.end_sessions(user, at)

    return _act_page(request, user, form, act, "account_lock", _("Đã khóa tài khoản."))


@require_POST
@for_administrators
def account_unlock(request: ActorRequest, pk: int) -> HttpResponse:
    """Open a locked account again."""
    user = _user(request, pk)
    accounts.unlock(user, by=request.actor, at=now())
    messages.success(request, _("Đã mở khóa tài khoản."))
    return redirect("account_detail", pk=user.pk)


@require_POST
@for_administrators
def account_reopen(request: ActorRequest, pk: int) -> HttpResponse:
    """End the pause after too many failures to sign in."""
    user = _user(request, pk)
    accounts.let_sign_in_again(user, by=request.actor, at=now())
    sign_in.end_pause(user.username)
    messages.success(request, _("Người này đăng nhập lại được ngay."))
    return redirect("account_detail", pk=user.pk)


def asked_in(query: QueryDict) -> AccountFilter:
    """The filter that an address states; what is not understood asks nothing."""
    agency = query.get("agency", "")
    return AccountFilter(
        words=query.get("q", "")[:200].strip(),
        agency=int(agency) if agency.isascii() and agency.isdigit() and len(agency) < 18 else None,
        role=query.get("role", ""),
        standing=query.get("standing", ""),
    )


def to_list() -> list[Crumb]:
    """The way to any page of accounts."""
    return [(_("Quản trị"), reverse("account_list"))]


def crumb_of(user: User) -> Crumb:
    """The way to the page of an account."""
    return user.full_name, reverse("account_detail", args=[user.pk])


def _user(request: ActorRequest, pk: int) -> User:
    found: User = get_object_or_404(User.objects.visible_to(request.actor), pk=pk)
    return found


def _act_page(
    request: ActorRequest,
    user: User,
    form: forms.Form,
    act: Callable[[], None],
    name: str,
    said: str,
    **more: object,
) -> HttpResponse:
    if form.is_bound and form.is_valid() and attempt(form, act):
        messages.success(request, said)
        return redirect("account_detail", pk=user.pk)
    context = {"account": user, "crumbs": [*to_list(), crumb_of(user)], **more}
    return form_page(request, f"accounts/{name}.html", form, context)
