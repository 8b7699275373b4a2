"""Signing in and out: closed to strangers, and the same answer whether an account exists or not."""

import math
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from dieuphoi.base import rules
from dieuphoi.web.access import today


class ClosedSignUp(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator, for a person in a position; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only a path of this site may follow a sign-in, no address of any host."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Who signed out sees the sign-in page again."""
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Who changed the password goes back to work."""
        return reverse("desk")


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
