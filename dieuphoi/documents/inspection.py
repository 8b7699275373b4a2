"""What a file really is, and whether it may come in: decided by its bytes, never by its name.

Nothing is unpacked to disk, nothing it refers to is fetched, and no text of it reaches an
exception or a log.
"""

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from lxml import etree

from dieuphoi.base.errors import DomainError
from dieuphoi.documents.pdf_text import DamagedPdf, LockedPdf, TooManyPages, read_pages


class Kind(StrEnum):
    """The kinds of file that may come in."""

    DOCX = "docx"
    XLSX = "xlsx"
    PDF = "pdf"
    TEXT = "text"
    IMAGE = "image"


MEDIA_TYPES = {
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.PDF: "application/pdf",
    Kind.TEXT: "text/plain; charset=utf-8",
    Kind.IMAGE: "application/octet-stream",
}
SUFFIXES = {
    Kind.DOCX: (".docx",),
    Kind.XLSX: (".xlsx",),
    Kind.PDF: (".pdf",),
    Kind.TEXT: (".txt", ".md", ".csv"),
    Kind.IMAGE: (".png", ".jpg", ".jpeg", ".tif", ".tiff"),
}


@dataclass(frozen=True)
class Limits:
    """How much may be taken in: bytes of the file, bytes and members unpacked, ratio, pages."""

    max_bytes: int = 25 * 1024 * 1024
    max_unpacked_bytes: int = 200 * 1024 * 1024
    max_ratio: int = 200
    max_members: int = 2_000
    max_pages: int = 1_000


@dataclass(frozen=True)
class Inspected:
    """A file that may come in. `text` is all text in it, None when not all of it can be read;
    `has_pictures` says that pictures in it were not read."""

    kind: Kind
    media_type: str
    text: str | None
    has_pictures: bool
    sha256: str
    size: int


class UploadRefused(DomainError):
    """The file does not come in; the text says what is wrong and what to do."""

    def __init__(self, code: str, message: str | Promise = "") -> None:
        super().__init__(str(message or SENTENCES[code]))
        self.code = code


SENTENCES: dict[str, Promise] = {
    "empty": _("Tệp không có nội dung. Hãy chọn lại đúng tệp."),
    "too_large": _("Tệp quá lớn. Hãy tách phụ lục hoặc nén ảnh trong tệp rồi tải lại."),
    "wrong_name": _(
        "Nội dung tệp không đúng như phần mở rộng của tên. Hãy mở tệp bằng đúng phần mềm, lưu lại "
        "rồi tải bản mới."
    ),
    "unknown": _("Loại tệp này chưa dùng được. Hãy dùng .docx, .xlsx, .pdf, .txt hoặc ảnh."),
    "old_format": _("Tệp .doc, .xls kiểu cũ chưa đọc được. Hãy lưu lại dạng .docx hoặc .xlsx."),
    "locked": _("Tệp đặt mật khẩu nên không đọc được. Hãy bỏ mật khẩu rồi tải lại."),
    "damaged": _("Tệp bị hỏng nên không đọc được. Hãy mở tệp, lưu lại rồi tải bản mới."),
    "macro": _(
        "Tệp chứa macro nên không được nhận. Hãy lưu lại dạng .docx hoặc .xlsx không macro."
    ),
    "embedded": _(
        "Tệp nhúng tệp khác bên trong nên không được nhận. Hãy gỡ tệp nhúng rồi tải lại."
    ),
    "bomb": _("Tệp nén bất thường nên không được nhận. Hãy lưu lại tệp từ bản gốc rồi tải lên."),
    "hostile": _("Tệp có phần không an toàn nên không được nhận. Hãy lưu lại tệp từ bản gốc."),
    "not_unicode": _("Tệp văn bản không dùng mã Unicode. Hãy lưu lại với mã UTF-8 rồi tải lên."),
}

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
}
_BLOCK = 64 * 1024
_PICTURE = re.compile(r"\.(png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|webp)$", re.IGNORECASE)
_NESTED = re.compile(r"\.(zip|docx|xlsx|pptx|docm|xlsm|7z|rar|gz|jar)$", re.IGNORECASE)
_BREAKS = {"p", "tr", "si", "row", "comment", "c", "title", "subject", "keywords", "description"}


def inspect(path: Path, claimed_name: str, limits: Limits) -> Inspected:
    """What the file is and says; raises UploadRefused when it may not come in."""
    size = path.stat().st_size
    if size == 0:
        raise UploadRefused("empty")
    if size > limits.max_bytes:
        raise UploadRefused("too_large")
    kind, media_type = _kind_of(path)
    suffix = PurePosixPath(claimed_name.replace("\\", "/")).suffix.lower()
    if suffix in (".docm", ".xlsm", ".dotm", ".xltm"):
        raise UploadRefused("macro")
    if suffix not in SUFFIXES[kind]:
        raise UploadRefused("wrong_name")
    text, has_pictures = _text_of(path, kind, limits)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Inspected(kind, media_type, text, has_pictures, digest, size)


def _kind_of(path: Path) -> tuple[Kind, str]:
    with path.open("rb") as file:
        head = file.read(1024)
    if head.startswith(_OLE):
        raise UploadRefused(_ole_code(path))
    for magic, media_type in _IMAGES.items():
        if head.startswith(magic):
            return Kind.IMAGE, media_type
    if head.lstrip().startswith(b"%PDF-"):
        return Kind.PDF, MEDIA_TYPES[Kind.PDF]
    if head.startswith(b"PK"):
        kind = _package_kind(path)
        return kind, MEDIA_TYPES[kind]
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UploadRefused("unknown")
    return Kind.TEXT, MEDIA_TYPES[Kind.TEXT]


def _ole_code(path: Path) -> str:
    """An OLE file is a locked modern file, one with macros, or of the old kind."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "locked"
    return "macro" if "_VBA_PROJECT".encode("utf-16-le") in content else "old_format"


def _package_kind(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        raise UploadRefused("damaged") from None
    if "word/document.xml" in names:
        return Kind.DOCX
    if "xl/workbook.xml" in names:
        return Kind.XLSX
    raise UploadRefused("unknown" if names else "damaged")


def _text_of(path: Path, kind: Kind, limits: Limits) -> tuple[str | None, bool]:
    match kind:
        case Kind.IMAGE:
            return None, True
        case Kind.PDF:
            return _pdf_text(path, limits)
        case Kind.TEXT:
            return _plain_text(path), False
    try:
        with zipfile.ZipFile(path) as package:
            return _package_text(package, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
        raise UploadRefused("damaged") from None


def _pdf_text(path: Path, limits: Limits) -> tuple[str | None, bool]:
    try:
        *pages, described = read_pages(path, limits.max_pages)
    except LockedPdf:
        raise UploadRefused("locked") from None
    except DamagedPdf:
        raise UploadRefused("damaged") from None
    except TooManyPages:
        raise UploadRefused("too_large") from None
    readable = bool(pages) and all(page.strip() for page in pages)
    return ("\n".join([*pages, described]) if readable else None), not readable


def _plain_text(path: Path) -> str:
    content = path.read_bytes()
    for code in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return content.decode(code)
        except UnicodeDecodeError:
            raise UploadRefused("not_unicode") from None
    return ""


def _package_text(package: zipfile.ZipFile, limits: Limits) -> tuple[str, bool]:
    members = package.infolist()
    _refuse_hostile_members(members, limits)
    budget = limits.max_unpacked_bytes
    texts: list[str] = [package.comment.decode("utf-8", "replace")]
    for member in members:
        content = _inflate(package, member, budget, limits)
        budget -= len(content)
        if member.filename.endswith((".xml", ".rels")):
            texts.append(_xml_text(content, member.filename))
    has_pictures = any(
        _PICTURE.search(member.filename) and not member.filename.startswith("docProps/thumbnail")
        for member in members
    )
    return "\n".join(texts), has_pictures


def _refuse_hostile_members(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(members) > limits.max_members:
        raise UploadRefused("bomb")
    for member in members:
        name = member.filename.lower()
        if member.flag_bits & 0x1:
            raise UploadRefused("locked")
        if name.startswith(("/", "\\")) or ".." in PurePosixPath(name.replace("\\", "/")).parts:
            raise UploadRefused("hostile")
        if "vbaproject" in name or "/macrosheets/" in name or "vbadata" in name:
            raise UploadRefused("macro")
        if "/embeddings/" in name or "/activex/" in name or _NESTED.search(name):
            raise UploadRefused("embedded")


def _inflate(
    package: zipfile.ZipFile, member: zipfile.ZipInfo, budget: int, limits: Limits
) -> bytes:
    """The member's bytes, measured while they come: what the directory says may be a lie."""
    allowed = min(budget, max(member.compress_size * limits.max_ratio, 1024 * 1024))
    blocks: list[bytes] = []
    with package.open(member) as stream:
        while block := stream.read(_BLOCK):
            allowed -= len(block)
            if allowed < 0:
                raise UploadRefused("bomb")
            blocks.append(block)
    return b"".join(blocks)


def _xml_text(content: bytes, name: str) -> str:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or _is_wide_doctype(content):
        raise UploadRefused("hostile")
    if name.lower() == "[content_types].xml" and b"macroEnabled" in content:
        raise UploadRefused("macro")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise UploadRefused("damaged") from None
    return "".join(_words(root))


def _is_wide_doctype(content: bytes) -> bool:
    return any("<!DOCTYPE".encode(code) in content for code in ("utf-16-le", "utf-16-be"))


def _words(root: etree._Element) -> Iterator[str]:
    """All text, in order, runs of a paragraph joined; names and values that people can see too."""
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        tag = etree.QName(element).localname
        if event == "start":
            yield element.text or ""
            if tag in ("sheet", "definedName", "docPr", "cNvPr"):
                yield "".join(
                    f"\n{v}" for k, v in element.attrib.items() if k in ("name", "descr", "title")
                )
            if tag in ("br", "cr", "tab"):
                yield "\n"
        else:
            yield "\n" if tag in _BREAKS else ""
            yield element.tail or ""
