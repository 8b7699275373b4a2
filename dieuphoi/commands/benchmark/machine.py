"""On what a figure was measured: without it a figure says nothing."""

import os
import platform
import re
import sqlite3
from pathlib import Path

import django
from django.db import connection


def described() -> dict[str, object]:
    """Cores, processor, load, Python, Django, and the database with its promise to the disk."""
    return {
        "cores": len(os.sched_getaffinity(0)),
        "processor": _processor(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "django": django.get_version(),
        "database": _database(),
        "waits_for_disk": _waits_for_disk(),
    }


def _processor() -> str:
    about = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*:\s*(.+)", about.read_text()) if about.exists() else None
    return found[1].strip() if found else platform.processor()


def _database() -> str:
    if connection.vendor == "postgresql":
        return f"PostgreSQL {_asked('SHOW server_version').split()[0]}"
    return f"SQLite {sqlite3.sqlite_version}"


def _waits_for_disk() -> bool:
    """Whether a commit is on the disk before it is acknowledged."""
    if connection.vendor == "postgresql":
        return "off" not in (_asked("SHOW fsync"), _asked("SHOW synchronous_commit"))
    return int(_asked("PRAGMA synchronous")) >= 2


def _asked(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        [answer] = cursor.fetchone()
    return str(answer)
