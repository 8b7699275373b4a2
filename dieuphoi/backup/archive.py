"""The archive: an ordinary zip whose comment, the last bytes, is the digest of all bytes before it.

So one reading of the file tells whether a single bit was changed, cut off or added, in the
contents or in the zip's own tables; and any program that opens a zip gets everything out.
"""

import hashlib
import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from django.utils.translation import gettext as _

from dieuphoi.backup.manifest import (
    FORMAT,
    MANIFEST,
    Manifest,
    Member,
    NotAManifest,
    format_of,
    parse,
)
from dieuphoi.base.errors import DomainError

_LABEL = b"dieuphoi-sha256:"
_DIGITS = 64
_TRAILER = len(_LABEL) + _DIGITS
_BLOCK = 1024 * 1024
_LONGEST_MANIFEST = 256 * 1024 * 1024
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError),
    *(ValueError, KeyError, OverflowError),
)


class ArchiveRefused(DomainError):
    """The file is not a whole archive of this program."""


class Sink(Protocol):
    """Where the bytes of a member go."""

    def write(self, data: bytes, /) -> object:
        """Take the next bytes."""


class Writing:
    """An archive being written: members one after another, the manifest last."""

    def __init__(self, zipped: zipfile.ZipFile, at: datetime) -> None:
        self._zip = zipped
        self._moment = at.timetuple()[:6]
        self.members: dict[str, Member] = {}

    def add(self, name: str, source: Path, *, packed: bool) -> None:
        """Add a file, compressed or as it is."""
        with source.open("rb") as read:
            self.members[name] = self._add(name, read, packed=packed)

    def close(self, manifest: Manifest) -> None:
        """Add the manifest; nothing comes after it."""
        info = self._info(MANIFEST, packed=True)
        self._zip.writestr(info, manifest.as_json(), compresslevel=6)

    def _add(self, name: str, read: BinaryIO, *, packed: bool) -> Member:
        digest, size = hashlib.sha256(), 0
        with self._zip.open(self._info(name, packed=packed), "w", force_zip64=True) as write:
            while block := read.read(_BLOCK):
                digest.update(block)
                size += len(block)
                write.write(block)
        return Member(digest.hexdigest(), size)

    def _info(self, name: str, *, packed: bool) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, self._moment)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        return info


@contextmanager
def written(path: Path, *, at: datetime) -> Iterator[Writing]:
    """Write an archive to a new file that only its owner reads; on disk when the block ends."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w+b") as file:
        with zipfile.ZipFile(file, "w") as zipped:
            yield Writing(zipped, at)
            zipped.comment = _LABEL + b"0" * _DIGITS
        seal(file)
        file.flush()
        os.fsync(file.fileno())


def seal(file: BinaryIO) -> None:
    """Put the digest of everything before it into the last bytes of a written archive."""
    file.seek(0, os.SEEK_END)
    content = file.tell() - _DIGITS
    digest = _digest_of(file, content).encode()
    file.seek(content)
    file.write(digest)


def is_whole(path: Path) -> bool:
    """Whether the file ends in the digest of its own bytes: quick, and enough to count it as good."""
    try:
        with path.open("rb") as file:
            return _is_sealed(file)
    except OSError:
        return False


def examine(path: Path) -> Manifest:
    """Read all of an archive and say what it holds; raises ArchiveRefused, and unpacks nothing.

    Every byte is covered by a digest, members have only the names that a backup gives, no member
    is longer than its manifest says.
    """
    if not path.is_file():
        raise ArchiveRefused(_("Không mở được tệp %(name)s.") % {"name": path.name})
    with path.open("rb") as file:
        if not _is_sealed(file):
            raise ArchiveRefused(
                _(
                    "Tệp %(name)s hỏng, bị cắt hoặc không phải bản sao lưu của phần mềm này: dấu "
                    "kiểm không khớp. Hãy dùng một bản sao lưu khác."
                )
                % {"name": path.name}
            )
        try:
            with zipfile.ZipFile(file) as zipped:
                return _examined(zipped)
        except _BROKEN as error:
            raise _not_ours(str(error)) from error


def unpack(path: Path, name: str, member: Member, sink: Sink) -> None:
    """Give the bytes of one member to `sink`; raises ArchiveRefused if they are not those."""
    try:
        with zipfile.ZipFile(path) as zipped:
            _read(zipped, name, member, sink)
    except _BROKEN as error:
        raise _not_ours(str(error)) from error


@contextmanager
def opened(path: Path) -> Iterator["Opened"]:
    """An examined archive, open for unpacking many members."""
    with zipfile.ZipFile(path) as zipped:
        yield Opened(zipped)


class Opened:
    """An archive that was examined."""

    def __init__(self, zipped: zipfile.ZipFile) -> None:
        self._zip = zipped

    def unpack(self, name: str, member: Member, target: Path) -> None:
        """Write one member to a new file that only its owner reads.

        Raises ArchiveRefused when the archive was changed since it was examined.
        """
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as sink:
            try:
                _read(self._zip, name, member, sink)
            except _BROKEN as error:
                raise _not_ours(str(error)) from error


def require_room(folder: Path, size: int) -> None:
    """Refuse to go on when the disk of the folder has no room for so many bytes."""
    free = shutil.disk_usage(folder).free
    if free < size:
        raise ArchiveRefused(
            _("Đĩa của %(folder)s chỉ còn trống %(free)s MB, cần %(size)s MB.")
            % {"folder": folder, "free": free // 2**20, "size": size // 2**20 + 1}
        )


class _Nowhere:
    def write(self, data: bytes, /) -> object:
        return len(data)


def _is_sealed(file: BinaryIO) -> bool:
    file.seek(0, os.SEEK_END)
    content = file.tell() - _DIGITS
    if content < len(_LABEL):
        return False
    file.seek(content - len(_LABEL))
    trailer = file.read(_TRAILER)
    return trailer == _LABEL + _digest_of(file, content).encode()


def _digest_of(file: BinaryIO, length: int) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while length and (block := file.read(min(_BLOCK, length))):
        digest.update(block)
        length -= len(block)
    return digest.hexdigest()


def _examined(zipped: zipfile.ZipFile) -> Manifest:
    infos = {info.filename: info for info in zipped.infolist()}
    if len(infos) != len(zipped.infolist()) or MANIFEST not in infos:
        raise _not_ours("names")
    manifest = _manifest(zipped, infos.pop(MANIFEST))
    if set(infos) != set(manifest.members):
        raise _not_ours("members")
    for name, member in manifest.members.items():
        if infos[name].file_size != member.size:
            raise _not_ours(f"size of {name}")
        _read(zipped, name, member, _Nowhere())
    return manifest


def _manifest(zipped: zipfile.ZipFile, info: zipfile.ZipInfo) -> Manifest:
    if info.file_size > _LONGEST_MANIFEST:
        raise _not_ours("manifest too long")
    with zipped.open(info) as read:
        text = read.read(_LONGEST_MANIFEST).decode()
    try:
        if format_of(text) > FORMAT:
            raise ArchiveRefused(
                _(
                    "Bản sao lưu này do phiên bản mới hơn của phần mềm tạo ra. Hãy cài phiên bản "
                    "đó hoặc mới hơn rồi phục hồi."
                )
            )
        return parse(text)
    except NotAManifest as error:
        raise _not_ours(str(error)) from error


def _read(zipped: zipfile.ZipFile, name: str, member: Member, sink: Sink) -> None:
    digest, left = hashlib.sha256(), member.size
    with zipped.open(name) as read:
        while block := read.read(min(_BLOCK, left + 1)):
            left -= len(block)
            if left < 0:
                raise _not_ours(f"{name} is longer than it says")
            digest.update(block)
            sink.write(block)
    if left or digest.hexdigest() != member.sha256:
        raise _not_ours(f"digest of {name}")


def _not_ours(why: str) -> ArchiveRefused:
    return ArchiveRefused(
        _("Bản sao lưu có nội dung không đúng (%(why)s) nên bị từ chối. Hãy dùng bản khác.")
        % {"why": why}
    )
