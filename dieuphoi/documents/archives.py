"""Zip archives from strangers: what may be in one, and its members' bytes, measured as they come.

Nothing is written to disk, and what the archive says of its own sizes is not believed.
"""

import sys
import zipfile
from collections.abc import Iterator
from copy import copy
from pathlib import Path, PurePosixPath

from dieuphoi.documents.refusals import UploadRefused

_BLOCK = 64 * 1024
_HARMLESS = 10 * 1024 * 1024
"""A member this small does no harm, however well it was packed."""
_ENTRY = b"PK\x01\x02"
_LOCKED = 0x1 | 0x40 | 0x2000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Allowance:
    """How many bytes may still come out of one archive, and how tightly they may be packed."""

    def __init__(self, most_bytes: int, most_ratio: int) -> None:
        self.left = most_bytes
        self._ratio = most_ratio

    def share(self, member: zipfile.ZipInfo) -> int:
        """The most that this member may come to."""
        return min(self.left, max(member.compress_size * self._ratio, _HARMLESS))


def check_size_of_list(path: Path, most: int) -> None:
    """Refuse an archive with far too many members before its list takes up memory."""
    if path.read_bytes().count(_ENTRY) > 2 * most:
        raise UploadRefused("bomb")


def check_members(package: zipfile.ZipFile, most: int) -> list[zipfile.ZipInfo]:
    """The archive's members; raises UploadRefused for what its list alone gives away."""
    members = package.infolist()
    if len(members) > most:
        raise UploadRefused("bomb")
    if len({member.filename.casefold() for member in members}) < len(members):
        raise UploadRefused("hostile")
    for member in members:
        if member.flag_bits & _LOCKED:
            raise UploadRefused("locked")
        if _leads_out(member.orig_filename):
            raise UploadRefused("hostile")
        if member.compress_type not in _METHODS:
            raise UploadRefused("damaged")
    return members


def inflate(
    package: zipfile.ZipFile, member: zipfile.ZipInfo, allowance: Allowance
) -> Iterator[bytes]:
    """The member's bytes, block by block; raises UploadRefused as soon as they are too many."""
    share = allowance.share(member)
    endless = copy(member)
    endless.file_size = sys.maxsize  # zipfile stops at the size the archive tells, lie or not
    told, came = member.file_size, 0
    if told > share:
        raise UploadRefused("bomb")
    with package.open(endless) as stream:
        while block := stream.read(_BLOCK):
            came += len(block)
            if came > share:
                raise UploadRefused("bomb")
            yield block
    if came != told:
        raise UploadRefused("bomb" if came > told else "damaged")
    allowance.left -= came


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name
