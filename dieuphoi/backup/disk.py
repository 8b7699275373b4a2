"""The home on disk: where stored files lie, what is really written, whose bytes they are."""

import hashlib
import os
from pathlib import Path

from django.conf import settings


def stored_files() -> Path:
    """The folder of the stored files of this installation."""
    return Path(settings.HOME) / "files"


def synchronise(folder: Path) -> None:
    """Put the names in a folder on disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digest_of(path: Path) -> str:
    """The sha256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
