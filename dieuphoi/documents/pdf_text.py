"""The text of a PDF file, read in a process of its own that can run out of memory or time alone."""

import json
import subprocess  # noqa: S404 starts our own program, with fixed arguments
import sys
from dataclasses import dataclass
from pathlib import Path

from dieuphoi.documents.refusals import UploadRefused

_PROGRAM = "dieuphoi.documents.pdf_parser"
_ROOT = Path(__file__).resolve().parents[2]
_REFUSED = {10: "damaged", 11: "locked", 12: "too_long", 13: "bomb"}
"""What the program's exit codes mean here; it is not imported, so that its parser stays outside."""


@dataclass(frozen=True)
class PdfText:
    """What a PDF says. `text` is None when a page has none or uses letters without a meaning."""

    text: str | None
    has_pictures: bool


def read_pdf(path: Path, *, most_pages: int, most_seconds: int, most_characters: int) -> PdfText:
    """All text of the pages, their annotations and the file's description.

    Raises UploadRefused for a file that is damaged, asks for a password (one that only restricts
    printing or copying opens without), holds files or scripts, or takes too much.
    """
    limits = [str(limit) for limit in (most_pages, most_seconds, most_characters)]
    try:
        with path.open("rb") as file:
            done = subprocess.run(  # noqa: S603 our own program
                [sys.executable, "-m", _PROGRAM, *limits],
                stdin=file,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # what the parser complains about may quote the file
                cwd=_ROOT,
                timeout=2 * most_seconds,
                check=False,
            )
    except subprocess.TimeoutExpired:
        raise UploadRefused("too_slow") from None
    if done.returncode:
        raise UploadRefused(_REFUSED.get(done.returncode, "too_slow"))
    told = json.loads(done.stdout)
    if told["attached"]:
        raise UploadRefused("embedded")
    if told["scripted"]:
        raise UploadRefused("macro")
    pages = told["pages"]
    readable = all(page is not None for page in pages)
    text = "\n\n".join([*pages, *told["described"]]) if readable else None
    return PdfText(text, has_pictures=told["has_pictures"] or not readable)
