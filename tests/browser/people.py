"""Accounts that really sign in, and the way they do it."""

from datetime import date

from django.contrib.auth.hashers import make_password
from playwright.sync_api import Page

from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import Organization, Position, User
from dieuphoi.organizations.roles import Role
from tests.cast import PASSWORD


def account(username: str, agency: Organization, role: Role) -> Actor:
    """A person who can sign in with PASSWORD."""
    user = User.objects.create(
        username=username, full_name=f"Người {username}", password=make_password(PASSWORD)
    )
    position = Position.objects.create(
        user=user, organization=agency, role=role, valid_from=date(2020, 1, 1)
    )
    return Actor.of(position)


def sign_in(page: Page, home: str, username: str) -> None:
    """Sign in as `username`, whoever was signed in before."""
    page.context.clear_cookies()
    page.goto(f"{home}/account/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    press(page)
    page.wait_for_url(f"{home}/")


def press(page: Page) -> None:
    """Press the page's main button."""
    page.locator("main form .btn-primary").first.click()
