"""PostgreSQL's own programs: where they lie, and how they are told the database without its password
being seen by others."""

import os
import re
import shutil
import subprocess  # noqa: S404 starts PostgreSQL's programs, with fixed arguments
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from dieuphoi.base.errors import DomainError

PLACES = "/usr/lib/postgresql"
"""Where Debian keeps the programs of each version."""

_VARIABLES = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
_OPTIONS = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "connect_timeout": "PGCONNECT_TIMEOUT",
}


class ProgramMissing(DomainError):
    """A program of PostgreSQL is not on this machine."""


class ProgramFailed(DomainError):
    """A program of PostgreSQL ended with an error."""


def find(program: str, major: int) -> Path:
    """The program for a server of this major version: its own version, else the next newer one.

    Raises ProgramMissing with the package to install.
    """
    there = {_version(path): path for path in _candidates(program)}
    fitting = sorted(version for version in there if version >= major)
    if not fitting:
        raise ProgramMissing(
            _(
                "Không tìm thấy chương trình %(program)s phiên bản %(major)s trở lên. Hãy cài gói "
                "postgresql-client-%(major)s trên máy chạy phần mềm này."
            )
            % {"program": program, "major": major}
        )
    return there[fitting[0]]


def run(
    program: Path, words: Sequence[str], database: dict[str, Any], source: BinaryIO | None = None
) -> None:
    """Run a program to its end on a database of Django's settings, `source` as its input.

    Raises ProgramFailed with the last lines that it said.
    """
    done = subprocess.run(  # noqa: S603 found in fixed places
        [program, *words],
        env=_environment(database),
        stdin=source or subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()[-600:]
        raise ProgramFailed(
            _("Chương trình %(program)s báo lỗi: %(said)s")
            % {"program": program.name, "said": said}
        )


def _candidates(program: str) -> list[Path]:
    found = list(Path(PLACES).glob(f"*/bin/{program}"))
    on_path = shutil.which(program)
    return [*found, Path(on_path)] if on_path else found


def _version(program: Path) -> int:
    said = subprocess.run(  # noqa: S603 found in fixed places
        [program, "--version"], capture_output=True, text=True, check=False
    ).stdout
    major = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(major[1]) if major else 0


def _environment(database: dict[str, Any]) -> dict[str, str]:
    """Passwords go through the environment, which only the same account can read."""
    told = {name: str(database[key]) for key, name in _VARIABLES.items() if database.get(key)}
    options = database.get("OPTIONS", {})
    told |= {name: str(options[key]) for key, name in _OPTIONS.items() if key in options}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, **told, "PGDATABASE": str(database["NAME"]), "PGAPPNAME": "dieuphoi"}
