"""Read a directive in a process of its own, with little memory and time.

A small file can unfold without measure in a reader; then the reader ends alone, and whoever asked
is told that the file is too heavy.
"""

import json
import re
import resource
import subprocess  # noqa: S404 starts this very module, with fixed arguments
import sys
from pathlib import Path
from typing import Any, cast

from . import read
from .errors import Cause, NothingToRead
from .result import ReadDocument, as_json, from_json

MEMORY = 1024 * 1024 * 1024
SECONDS = 60

_ROOT = Path(__file__).resolve().parents[3]
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that neither XML nor PostgreSQL takes for text."""


class TooHeavy(Exception):
    """The reader ran out of the memory or the time that one file may take."""


def read_apart(path: Path, name: str) -> ReadDocument:
    """As `read`, for the file at `path`; raises NothingToRead, or TooHeavy."""
    try:
        with path.open("rb") as file:
            done = subprocess.run(  # noqa: S603 our own program
                [sys.executable, "-m", __name__, Path(name).suffix],
                stdin=file,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # what goes wrong may quote the file
                cwd=_ROOT,
                timeout=2 * SECONDS,
                check=False,
            )
    except subprocess.TimeoutExpired:
        raise TooHeavy from None
    if done.returncode:
        raise TooHeavy
    told = json.loads(done.stdout)
    if "nothing" in told:
        raise NothingToRead(cast(Cause, told["nothing"]))
    return from_json(told)


def main() -> int:
    """Read the directive on standard input; print it, or why nothing was read, as JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        told = as_json(read(sys.stdin.buffer.read(), f"upload{sys.argv[1]}"))
    except NothingToRead as nothing:
        told = {"nothing": nothing.code}
    json.dump(_only_text(told), sys.stdout)
    return 0


def _only_text(value: Any) -> Any:
    """The same value, its strings without characters that are no text."""
    if isinstance(value, str):
        return _NOT_TEXT.sub("", value)
    if isinstance(value, dict):
        return {key: _only_text(one) for key, one in value.items()}
    return [_only_text(one) for one in value] if isinstance(value, list) else value


if __name__ == "__main__":
    sys.exit(main())
