"""Example accounts: one password an installation, made when the example is filled in."""

import secrets
from pathlib import Path

from django.conf import settings

from dieuphoi.commands.example import content
from dieuphoi.organizations.roles import Role

_FILE = "example-accounts.txt"


def password(plan: str = content.LIVE) -> str:
    """The password of all example accounts here; made, and kept readable by its owner only.

    The file also keeps of which plan the accounts are.
    """
    path = _path()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    word = path.read_text().partition("\n")[0] or f"minh-hoa-{secrets.token_hex(3)}"
    path.write_text(f"{word}\n{plan}")
    return word


def lines() -> list[str]:
    """One account a role, to print where the site is served; empty without example data."""
    if not _path().exists():
        return []
    word, _newline, plan = _path().read_text().partition("\n")
    shown = {one.role: one for one in reversed(content.accounts(plan or content.LIVE))}
    return [
        f"{Role(role).label}: {shown[role].username} / {word} ({shown[role].organization})"
        for role in Role.values
        if role in shown
    ]


def _path() -> Path:
    return Path(settings.HOME) / _FILE
