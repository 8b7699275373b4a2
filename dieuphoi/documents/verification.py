"""Look whether the bytes of every stored file are there and are the same: for `dieuphoi verify`."""

import hashlib
from collections.abc import Iterator

from dieuphoi.documents.models import StoredFile
from dieuphoi.documents.storage import path_of


def findings() -> Iterator[str]:
    """What is wrong, a sentence each; nothing when all is whole. Reads every stored byte."""
    for stored in StoredFile.objects.order_by("pk").iterator():
        try:
            with path_of(stored.sha256).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                size = file.tell()
        except OSError:
            yield f"stored file {stored.sha256} is gone"
        else:
            if digest != stored.sha256:
                yield f"stored file {stored.sha256} was changed"
            elif size != stored.size:
                yield f"stored file {stored.sha256} has not the size of its row"
