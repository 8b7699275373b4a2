"""Run inside an installation: so many stored files of incompressible bytes, each with its row.

usage: seed_files COUNT BYTES
"""

import hashlib
import random
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import django

django.setup()

from dieuphoi.documents import storage  # noqa: E402

count, size = (int(word) for word in sys.argv[1:])
chance = random.Random(3)
with TemporaryDirectory() as folder:
    upload = Path(folder) / "upload"
    for _ in range(count):
        content = chance.randbytes(size)
        upload.write_bytes(content)
        sha256 = hashlib.sha256(content).hexdigest()
        storage.keep(upload, sha256=sha256, media_type="text/plain", size=size)
