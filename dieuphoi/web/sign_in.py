"""Signing in and out: closed to strangers, and the same answer whether an account exists or not."""

import math
from datetime import datetime, timedelta
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from axes.models import AccessAttempt
from axes.utils import reset
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, update_session_auth_hash
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dieuphoi.base import rules
from dieuphoi.base.periods import civil_day
from dieuphoi.organizations import codes
from dieuphoi.organizations.models import User
from dieuphoi.web.access import now, today
from dieuphoi.web.answers import attempt, form_page
from dieuphoi.web.forms.accounts import FirstPasswordForm


class ClosedSignUp(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator, for a person in a position; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only a path of this site may follow a sign-in, no address of any host."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def pre_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse | None:
        """Whoever types a code whose days are over is told so, and is not signed in."""
        if codes.has_expired(user, now()):
            clear_login(request)
            return render(request, "account/code_expired.html", status=403)
        answer: HttpResponse | None = super().pre_login(request, user, **options)
        return answer

    def set_password(self, user: User, password: str) -> None:
        """A password that the person chose; recorded."""
        codes.choose_password(user, password, at=now())

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Who signed out sees the sign-in page again."""
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Who changed the password goes back to work."""
        return reverse("desk")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def first_password(request: HttpRequest) -> HttpResponse:
    """Whoever signed in with a one-time code chooses a password here before anything else."""
    user = cast(User, request.user)
    if user.code_until is None:
        return redirect("desk")
    form = FirstPasswordForm(user, request.POST or None)

    def choose() -> None:
        codes.choose_password(user, form.cleaned_data["new_password1"], at=now())

    if form.is_valid() and attempt(form, choose):
        update_session_auth_hash(request, user)
        messages.success(request, _("Đã đặt mật khẩu mới. Từ nay hãy đăng nhập bằng mật khẩu này."))
        return redirect("desk")
    return form_page(request, "account/first_password.html", form, {"person": user})


def failures_allowed(request: HttpRequest, credentials: Any = None) -> int:
    """After how many failures a sign-in is locked: the rule `sign_in_failures`."""
    return rules.integer("sign_in_failures", today())


def pause(request: HttpRequest | None = None) -> timedelta:
    """How long a sign-in stays locked: the rule `sign_in_pause_minutes`."""
    return timedelta(minutes=rules.integer("sign_in_pause_minutes", today()))


def locked(
    request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None
) -> HttpResponse:
    """Too many failures: say how long to wait. Unknown names are counted and locked just the same."""
    minutes = math.ceil(pause(request).total_seconds() / 60)
    page = render(request, "account/locked.html", {"minutes": minutes}, status=429)
    page["Retry-After"] = str(minutes * 60)
    return page


def is_paused(username: str, at: datetime) -> bool:
    """Whether too many failures keep this person out at that moment, at one address at least."""
    most = rules.integer("sign_in_failures", civil_day(at))
    attempts = AccessAttempt.objects.filter(username=username, attempt_time__gt=at - pause())
    return bool(attempts.filter(failures_since_start__gte=most).exists())


def end_sessions(user: User, at: datetime) -> None:
    """Sign this person out everywhere for good: what was open stays closed when the account is
    opened again."""
    open_now = Session.objects.filter(expire_date__gt=at)
    theirs = [
        one.pk for one in open_now.iterator() if one.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    Session.objects.filter(pk__in=theirs).delete()


def end_pause(username: str) -> None:
    """Let this person try again at once, at every address."""
    reset(username=username)
