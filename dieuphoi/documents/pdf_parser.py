"""A program of its own that reads one PDF from its standard input and tells what it says, as JSON.

Run by `pdf_text` in a process with little memory and time: a stream in a PDF can unpack to any
size, and the parser follows whatever the file tells it. Knows neither the framework nor a path.
"""

import json
import os
import re
import resource
import sys
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, TypeGuard

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LAParams, LTImage, LTTextBox
from pdfminer.pdfdocument import (
    PDFDocument,
    PDFEncryptionError,
    PDFNoValidXRef,
    PDFPasswordIncorrect,
)
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser, PDFSyntaxError
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import LIT
from pdfminer.utils import MATRIX_IDENTITY, decode_text

DAMAGED, LOCKED, TOO_LONG, TOO_BIG = 10, 11, 12, 13
"""Exit codes. 0 means that the JSON is complete."""

_UNREAD = re.compile(r"(?:\(cid:\d+\)\s?){2}|\w\(cid:\d+\)\w")
"""Letters for which the file does not say which they are; a single one is mostly a list bullet."""
_MEMORY = 1024 * 1024 * 1024
_TAIL = 64 * 1024


def main() -> int:
    """Read, and print what was read; the arguments are the most pages, seconds and characters."""
    most_pages, seconds, characters = (int(argument) for argument in sys.argv[1:4])
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        told = tell(sys.stdin.buffer, most_pages, characters)
    except (PDFPasswordIncorrect, PDFEncryptionError):
        return LOCKED
    except TooLong:
        return TOO_LONG
    except (TooBig, MemoryError):
        return TOO_BIG
    except Exception:  # noqa: BLE001 the parser meets damage with whatever comes first
        return DAMAGED
    json.dump(told, sys.stdout)
    return 0


class TooLong(Exception):
    """More pages than may be."""


class TooBig(Exception):
    """More text than may be."""


def tell(file: BinaryIO, most_pages: int, most_characters: int) -> dict[str, Any]:
    """The text of each page (None where it cannot all be read) and what else the file holds."""
    document = PDFDocument(PDFParser(file))
    if not document.xrefs or not document.catalog or not _is_whole(file):
        raise PDFNoValidXRef
    resources = PDFResourceManager(caching=True)
    device = PDFPageAggregator(resources, laparams=LAParams(boxes_flow=None, all_texts=True))
    pages: list[str | None] = []
    described = list(_described(document))
    has_pictures, attached = False, _has(document.catalog, "Names", "EmbeddedFiles")
    left = most_characters - sum(len(text) for text in described)
    for page in PDFPage.create_pages(document):
        if len(pages) == most_pages:
            raise TooLong
        notes = [note for note in map(resolve1, resolve1(page.annots) or []) if _is_dict(note)]
        interpreter = _Interpreter(resources, device)
        interpreter.appearances = list(_appearances(notes))
        interpreter.process_page(page)
        text, pictured = _told(device.get_result())
        pages.append(text if text.strip() and not _UNREAD.search(text) else None)
        has_pictures = has_pictures or pictured
        words = [word for note in notes for word in _note_words(note)]
        described += words
        attached = attached or any(_name(note.get("Subtype")) == "FileAttachment" for note in notes)
        left -= len(text) + sum(len(word) for word in words)
        if left < 0:
            raise TooBig
    if len(pages) < max(1, _pages_promised(document.catalog)):
        raise PDFSyntaxError
    return {
        "pages": pages,
        "described": described,
        "has_pictures": has_pictures,
        "attached": attached,
        "scripted": _is_scripted(document.catalog),
    }


def _is_whole(file: BinaryIO) -> bool:
    """Whether the file has its end: a cut one can still be read, without what was cut off."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _TAIL))
    return b"%%EOF" in file.read()


def _pages_promised(catalog: dict[str, Any]) -> int:
    root = resolve1(catalog.get("Pages"))
    count = resolve1(root.get("Count")) if _is_dict(root) else 0
    return count if isinstance(count, int) else 0


class _Interpreter(PDFPageInterpreter):
    """Draws the page and then what its annotations show: stamps, filled-in fields."""

    appearances: Sequence[PDFStream] = ()

    def render_contents(self, resources: Any, streams: Any, ctm: Any = MATRIX_IDENTITY) -> None:
        """Also called for forms inside the page; those interpreters have no appearances."""
        super().render_contents(resources, streams, ctm)
        for number, form in enumerate(self.appearances):
            self.xobjmap[f"annotation {number}"] = form
            self.do_Do(LIT(f"annotation {number}"))


def _told(layout: Any) -> tuple[str, bool]:
    """The texts of the boxes, apart by an empty line, and whether there are pictures."""
    texts: list[str] = []
    has_pictures = False
    waiting = [layout]
    while waiting:
        item = waiting.pop()
        if isinstance(item, LTTextBox):
            texts.append(item.get_text().strip())
        elif isinstance(item, LTImage):
            has_pictures = True
        elif hasattr(item, "_objs"):
            waiting.extend(reversed(item._objs))
    return "\n\n".join(texts), has_pictures


def _described(document: PDFDocument) -> Iterator[str]:
    """What the file says of itself: title, subject, keywords and the like, old way and new."""
    for entries in document.info:
        values: Any = resolve1(entries)
        yield from map(_words, values.values() if _is_dict(values) else [])
    metadata = resolve1(document.catalog.get("Metadata"))
    if isinstance(metadata, PDFStream):
        plain = metadata.get_data().decode("utf-8", "replace")
        yield re.sub(r"<[^<>]*>", "\n", plain)
    try:
        for _level, title, *_rest in document.get_outlines():
            yield _words(title)
    except Exception:  # noqa: BLE001, S110 there are none, or they are damaged: nobody sees them
        pass


def _note_words(note: dict[str, Any]) -> Iterator[str]:
    for key in ("Contents", "T", "TU", "V", "Subj"):
        yield _words(note.get(key))


def _appearances(notes: list[dict[str, Any]]) -> Iterator[PDFStream]:
    """The normal appearances of annotations; one with several states gives each."""
    for note in notes:
        looks = resolve1(note.get("AP"))
        normal = resolve1(looks.get("N")) if _is_dict(looks) else None
        forms = map(resolve1, normal.values()) if _is_dict(normal) else [normal]
        for form in forms:
            if isinstance(form, PDFStream):
                form.attrs["Subtype"] = LIT("Form")
                yield form


def _is_scripted(catalog: dict[str, Any]) -> bool:
    opened = resolve1(catalog.get("OpenAction"))
    action = _name(opened.get("S")) if _is_dict(opened) else ""
    return _has(catalog, "Names", "JavaScript") or action in ("JavaScript", "Launch")


def _has(catalog: dict[str, Any], *path: str) -> bool:
    found: Any = catalog
    for key in path:
        found = resolve1(found.get(key)) if _is_dict(found) else None
    return bool(found)


def _words(value: Any) -> str:
    value = resolve1(value)
    if isinstance(value, bytes):
        return str(decode_text(value))
    return value if isinstance(value, str) else ""


def _name(value: Any) -> str:
    return str(getattr(resolve1(value), "name", ""))


def _is_dict(value: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


if __name__ == "__main__":
    sys.exit(main())
