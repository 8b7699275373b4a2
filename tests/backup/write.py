"""Run inside an installation: a writer that registers documents, a file and an act each, until told to end.

usage: write NAME FLAG; prints `NAME N SHA256` after each is committed, ends when the file FLAG is there.
"""

import hashlib
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import django

django.setup()

from django.db import transaction  # noqa: E402

from dieuphoi.activity.log import record  # noqa: E402
from dieuphoi.documents import storage  # noqa: E402
from dieuphoi.documents.models import Attachment, Document  # noqa: E402
from dieuphoi.organizations.actor import SYSTEM  # noqa: E402
from dieuphoi.organizations.models import Organization  # noqa: E402

name, flag = sys.argv[1:]
agency = Organization.objects.order_by("pk")[0]


def write(folder: Path, n: int) -> str:
    """One document with a file of its own, in one transaction."""
    content = f"{name} {n} ".encode() * 400
    sha256, upload = hashlib.sha256(content).hexdigest(), folder / "upload"
    upload.write_bytes(content)
    at = datetime.now(UTC)
    with transaction.atomic():
        stored = storage.keep(upload, sha256=sha256, media_type="text/plain", size=len(content))
        document = Document.objects.create(
            registered_by=agency, created_at=at, source=f"{name} {n}"
        )
        Attachment.objects.create(document=document, file=stored, name=f"{n}.txt")
        record("document.received", document, by=SYSTEM, at=at, n=n)
    return sha256


with TemporaryDirectory() as folder:
    n = 0
    while not Path(flag).exists():
        sys.stdout.write(f"{name} {n} {write(Path(folder), n)}\n")
        sys.stdout.flush()
        n += 1
