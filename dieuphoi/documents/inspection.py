"""What a file really is, and whether it may come in: decided by its bytes, never by its name.

Nothing is unpacked to disk, nothing it refers to is fetched, and no text of it reaches an
exception or a log.
"""

import hashlib
import zipfile
import zlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from dieuphoi.documents.archives import Allowance, check_size_of_list
from dieuphoi.documents.package_text import read_content_types, read_package
from dieuphoi.documents.pdf_text import read_pdf
from dieuphoi.documents.refusals import UploadRefused

__all__ = ["Inspected", "Kind", "Limits", "UploadRefused", "inspect"]


class Kind(StrEnum):
    """The kinds of file that may come in."""

    DOCX = "docx"
    XLSX = "xlsx"
    PDF = "pdf"
    TEXT = "text"
    IMAGE = "image"


@dataclass(frozen=True)
class Limits:
    """How much may be taken in. The ratio is that of a part's bytes to its packed bytes."""

    max_bytes: int = 25 * 1024 * 1024
    max_unpacked_bytes: int = 200 * 1024 * 1024
    max_ratio: int = 200
    max_members: int = 2_000
    max_pages: int = 1_000
    max_seconds: int = 60


@dataclass(frozen=True)
class Inspected:
    """A file that may come in.

    `text` is all text in it for the secrecy guard, None when not all of it can be read: a picture,
    a scan. `has_pictures` says that it holds pictures, which were not read.
    """

    kind: Kind
    media_type: str
    text: str | None
    has_pictures: bool
    sha256: str
    size: int


SUFFIXES = {
    Kind.DOCX: (".docx",),
    Kind.XLSX: (".xlsx",),
    Kind.PDF: (".pdf",),
    Kind.TEXT: (".txt", ".md", ".csv"),
    Kind.IMAGE: (".png", ".jpg", ".jpeg", ".tif", ".tiff"),
}
_MACRO_SUFFIXES = (".docm", ".dotm", ".xlsm", ".xltm", ".xlam")
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_IMAGES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
}
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)


def inspect(path: Path, claimed_name: str, limits: Limits) -> Inspected:
    """What the file is and says; raises UploadRefused when it may not come in."""
    size = path.stat().st_size
    if size == 0:
        raise UploadRefused("empty")
    if size > limits.max_bytes:
        raise _too_large(limits.max_bytes)
    suffix = PurePosixPath(claimed_name.replace("\\", "/")).suffix.lower()
    if suffix in _MACRO_SUFFIXES:
        raise UploadRefused("macro")
    kind, media_type = _kind_of(path, suffix, limits)
    if suffix not in SUFFIXES[kind]:
        raise UploadRefused("wrong_name")
    text, has_pictures = _text_of(path, kind, limits)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Inspected(kind, media_type, text, has_pictures, digest, size)


def _too_large(most: int) -> UploadRefused:
    sentence = _(
        "Tệp lớn hơn %(megabytes)s MB nên không được nhận. Hãy tách phụ lục hoặc giảm cỡ ảnh "
        "trong tệp rồi tải lại."
    ) % {"megabytes": most // (1024 * 1024)}
    return UploadRefused("too_large", sentence)


def _kind_of(path: Path, suffix: str, limits: Limits) -> tuple[Kind, str]:
    with path.open("rb") as file:
        head = file.read(1024)
    if head.startswith(_OLE):
        raise UploadRefused(_code_of_ole(path))
    for magic, media_type in _IMAGES.items():
        if head.startswith(magic):
            return Kind.IMAGE, media_type
    if head.lstrip().startswith(b"%PDF-"):
        return Kind.PDF, "application/pdf"
    if head.startswith(b"PK"):
        return _kind_of_package(path, limits)
    if head.startswith(_UTF16):
        return Kind.TEXT, "text/plain; charset=utf-16"
    if head.lstrip().startswith(b"{\\rtf"):
        raise UploadRefused("old_format")
    if b"\x00" in head:
        known = any(suffix in suffixes for suffixes in SUFFIXES.values())
        raise UploadRefused("wrong_name" if known else "unknown")
    return Kind.TEXT, "text/plain; charset=utf-8"


def _code_of_ole(path: Path) -> str:
    """An OLE file is a locked modern file, one with macros, one of the old kind, or another."""
    content = path.read_bytes()

    def holds(*names: str) -> bool:
        return any(name.encode("utf-16-le") in content for name in names)

    if holds("EncryptedPackage"):
        return "locked"
    if holds("_VBA_PROJECT"):
        return "macro"
    return "old_format" if holds("WordDocument", "Workbook", "Book") else "unknown"


def _kind_of_package(path: Path, limits: Limits) -> tuple[Kind, str]:
    check_size_of_list(path, limits.max_members)
    allowance = Allowance(limits.max_unpacked_bytes, limits.max_ratio)
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as package:
            if not package.namelist():
                raise UploadRefused("damaged")
            if any(member.flag_bits & 0x1 for member in package.infolist()):
                raise UploadRefused("locked")
            kinds = read_content_types(package, allowance)
    except _BROKEN_ZIP:
        raise UploadRefused("damaged") from None
    if any("macroenabled" in kind.lower() for kind in kinds):
        raise UploadRefused("macro")
    if f"{_WORD}.main+xml" in kinds:
        return Kind.DOCX, _WORD
    if f"{_SHEET}.main+xml" in kinds:
        return Kind.XLSX, _SHEET
    raise UploadRefused("unknown")


def _text_of(path: Path, kind: Kind, limits: Limits) -> tuple[str | None, bool]:
    match kind:
        case Kind.IMAGE:
            return None, True
        case Kind.TEXT:
            return _plain_text(path), False
        case Kind.PDF:
            told = read_pdf(
                path,
                most_pages=limits.max_pages,
                most_seconds=limits.max_seconds,
                most_characters=limits.max_unpacked_bytes,
            )
            return told.text, told.has_pictures
    allowance = Allowance(limits.max_unpacked_bytes, limits.max_ratio)
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as package:
            return read_package(package, allowance, limits.max_members)
    except _BROKEN_ZIP:
        raise UploadRefused("damaged") from None


def _plain_text(path: Path) -> str:
    content = path.read_bytes()
    try:
        text = content.decode("utf-16" if content.startswith(_UTF16) else "utf-8-sig")
    except UnicodeDecodeError:
        raise UploadRefused("not_unicode") from None
    if "\x00" in text:
        raise UploadRefused("wrong_name")
    return text
