"""One thing that was looked at, how it stands, and what to do about it."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """How bad it is."""

    OK = "ok", _("Đạt")
    WARNING = "warning", _("Cảnh báo")
    ERROR = "error", _("Lỗi")


@dataclass(frozen=True)
class Finding:
    """`name` is what was looked at, `found` how it stands, `advice` what to do; empty when all is well."""

    name: str
    level: Level
    found: str
    advice: str = ""


def ok(name: str, found: str) -> Finding:
    """All is well."""
    return Finding(name, Level.OK, found)


def warning(name: str, found: str, advice: str) -> Finding:
    """It works, but should not stay so."""
    return Finding(name, Level.WARNING, found, advice)


def error(name: str, found: str, advice: str) -> Finding:
    """It does not work, or is unsafe."""
    return Finding(name, Level.ERROR, found, advice)
