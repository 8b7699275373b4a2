"""How a file comes in: out of quarantine only when it is what it says and bears no secrecy mark.

Until then it lies under a random name in the quarantine folder; neither its name nor its text is
in the database or in a log. A refusal deletes it and records that it happened, without content.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record
from dieuphoi.base import rules
from dieuphoi.base.errors import DomainError, require
from dieuphoi.base.periods import civil_day
from dieuphoi.documents import policy, review, storage
from dieuphoi.documents.inspection import Inspected, Kind, Limits, UploadRefused, inspect
from dieuphoi.documents.models import (
    Attachment,
    Document,
    DocumentState,
    Reading,
    ReadingState,
    StoredFile,
)
from dieuphoi.documents.reading.apart import TooHeavy, read_apart
from dieuphoi.documents.reading.errors import NothingToRead
from dieuphoi.documents.reading.result import ReadDocument
from dieuphoi.documents.secrecy import find_mark, find_mark_in_name
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import Organization

READABLE = (Kind.DOCX, Kind.XLSX, Kind.TEXT)
"""The kinds of file in which tasks can be read so far."""


@dataclass(frozen=True)
class Upload:
    """A file in quarantine: where it lies, and the name its uploader gave it.

    `declared` is the uploader's statement that the file bears no secrecy mark; it is asked for
    where the software cannot read all of the file itself.
    """

    path: Path
    name: str
    declared: bool = False


class SecretRefused(UploadRefused):
    """The file bears a secrecy mark; state secrets do not come in here."""


class DeclarationNeeded(UploadRefused):
    """The file has parts that only a person can read, and nobody declared them free of marks."""


class SameFile(DomainError):
    """The same bytes were registered before."""

    def __init__(self, document: Document) -> None:
        super().__init__(
            _("Tệp này đã được tải lên trước đó: %(title)s. Hãy mở văn bản đó thay vì tải lại.")
            % {"title": document.title}
        )
        self.document = document


class NotReadable(DomainError):
    """No task could be read in the file."""


@dataclass(frozen=True)
class Examined:
    """A file in quarantine that the guard has let pass; it is not kept yet."""

    upload: Upload
    inspected: Inspected


def examine(upload: Upload, *, by: Actor, at: datetime) -> Examined:
    """Check a file in quarantine; raises UploadRefused with a sentence for the person.

    A refusal is recorded at once, so call it outside the transaction that keeps the file.
    """
    try:
        return Examined(upload, _check(upload, at))
    except UploadRefused as refusal:
        _record_refusal(refusal, by=by, at=at)
        raise


def keep(examined: Examined, *, by: Actor, at: datetime) -> StoredFile:
    """Keep an examined file, in the caller's transaction, which also makes the row that owns it.

    The uploader's declaration, where one was needed, goes on record.
    """
    found = examined.inspected
    stored = storage.keep(
        examined.upload.path, sha256=found.sha256, media_type=found.media_type, size=found.size
    )
    if _needs_declaration(found):
        record("upload.declared", stored, by=by, at=at, sha256=found.sha256)
    return stored


def receive(upload: Upload, *, by: Actor, at: datetime) -> Reading:
    """Take in a directive and read it: a draft document with an open reading, for review.

    Raises UploadRefused, SameFile, or NotReadable; then nothing is stored.
    """
    require(policy.can_register(by), _("Chỉ chuyên viên đầu mối được đăng ký văn bản."))
    agency = Organization.objects.get(pk=by.organization_id or 0)
    examined = _examine_readable(upload, by=by, at=at)
    _refuse_same_file(examined.inspected.sha256, by)
    found = _read(upload)
    with transaction.atomic():
        stored = keep(examined, by=by, at=at)
        StoredFile.objects.select_for_update().get(pk=stored.pk)  # one upload of these bytes a time
        _refuse_same_file(stored.sha256, by)
        document = Document.objects.create(registered_by=agency, created_at=at)
        attachment = Attachment.objects.create(document=document, file=stored, name=upload.name)
        reading = review.open_reading(document, attachment, found, at=at)
        record("document.received", document, by=by, at=at, tasks=len(found.tasks))
    return reading


def examine_and_read(upload: Upload, *, by: Actor, at: datetime) -> tuple[Examined, ReadDocument]:
    """Check a file in quarantine and read the tasks in it, for a caller that keeps the rows itself.

    Raises UploadRefused or NotReadable. Nothing is stored.
    """
    return _examine_readable(upload, by=by, at=at), _read(upload)


def _examine_readable(upload: Upload, *, by: Actor, at: datetime) -> Examined:
    examined = examine(upload, by=by, at=at)
    if examined.inspected.kind not in READABLE:
        raise NotReadable(
            _(
                "Chỉ đọc được nhiệm vụ trong tệp .docx, .xlsx hoặc .txt. Hãy dùng bản Word hay "
                "Excel của văn bản này."
            )
        )
    return examined


def _check(upload: Upload, at: datetime) -> Inspected:
    megabytes = rules.integer("upload_max_megabytes", civil_day(at))
    inspected = inspect(upload.path, upload.name, Limits(max_bytes=megabytes * 1024 * 1024))
    if find_mark_in_name(upload.name) or (inspected.text and find_mark(inspected.text)):
        raise SecretRefused(
            "secrecy_mark",
            _(
                "Tệp mang dấu chỉ độ mật nên không được đưa vào hệ thống; bản tải lên đã bị xóa. "
                "Hãy xử lý văn bản này theo quy định về bảo vệ bí mật nhà nước."
            ),
        )
    if _needs_declaration(inspected) and not upload.declared:
        raise DeclarationNeeded(
            "declaration_needed",
            _(
                "Tệp có ảnh hoặc trang quét mà phần mềm không đọc được. Nếu tệp không mang dấu "
                "chỉ độ mật, hãy đánh dấu vào ô cam đoan rồi tải lại."
            ),
        )
    return inspected


def _needs_declaration(inspected: Inspected) -> bool:
    return inspected.text is None or inspected.has_pictures


def _refuse_same_file(sha256: str, by: Actor) -> None:
    """A draft whose reading was discarded does not stand in the way of reading the file again."""
    given_up = Q(state=DocumentState.DRAFT) & Q(readings__state=ReadingState.DISCARDED)
    known = (
        Document.objects.filter(attachments__file__sha256=sha256, registered_by=by.organization_id)
        .exclude(given_up)
        .first()
    )
    if known:
        raise SameFile(known)


def _read(upload: Upload) -> ReadDocument:
    try:
        return read_apart(upload.path, upload.name)
    except NothingToRead as nothing:
        raise NotReadable(_sentence(nothing.code)) from None
    except TooHeavy:
        raise NotReadable(
            _(
                "Tệp quá nặng để đọc. Hãy tách phụ lục nhiệm vụ thành tệp riêng, bỏ dòng và cột "
                "trống rồi tải lại."
            )
        ) from None


def _sentence(code: str) -> str:
    return {
        "no_tasks_table": _(
            "Không tìm thấy nhiệm vụ nào trong tệp. Hãy kiểm tra xem tệp có bảng với cột nội dung "
            "nhiệm vụ và cột cơ quan chủ trì hoặc thời hạn không."
        ),
        "table_without_header": _(
            "Bảng trong tệp không có dòng tiêu đề nên không biết cột nào là gì. Hãy thêm dòng "
            "tiêu đề (nội dung, cơ quan chủ trì, thời hạn …) rồi tải lại."
        ),
        "empty_annex": _(
            "Bảng nhiệm vụ trong tệp chưa có dòng nào. Hãy chọn đúng tệp phụ lục rồi tải lại."
        ),
    }.get(code, _("Tệp bị hỏng nên không đọc được. Hãy mở tệp, lưu lại rồi tải bản mới."))


@transaction.atomic
def _record_refusal(refusal: UploadRefused, *, by: Actor, at: datetime) -> None:
    agency = Organization.objects.filter(pk=by.organization_id or 0).first()
    if agency:
        record("upload.refused", agency, by=by, at=at, reason=refusal.code)
