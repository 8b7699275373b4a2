"""A restoring that was cut short says so: the home is refused until it is brought to its end."""

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from dieuphoi.backup.disk import synchronise
from dieuphoi.base.errors import DomainError


class HalfRestored(DomainError):
    """The installation holds only a part of a backup."""


def place() -> Path:
    """The folder that is there while a restoring is under way."""
    return Path(settings.HOME) / "restoring"


def refuse() -> None:
    """Raise HalfRestored when a restoring has begun here and not ended."""
    if place().exists():
        raise HalfRestored(
            _(
                "Việc phục hồi vào %(home)s chưa xong nên chưa dùng được. Hãy chạy lại lệnh "
                "“dieuphoi restore” với chính bản sao lưu đó."
            )
            % {"home": settings.HOME}
        )


def begun_from() -> str | None:
    """The digest of the archive whose restoring has begun here; None when none has.

    Empty when it was cut short before it could say which.
    """
    if not place().exists():
        return None
    archive = place() / "archive"
    return archive.read_text() if archive.exists() else ""


def begin(digest: str) -> None:
    """Say, before anything else is written, that the archive with this digest is being restored."""
    place().mkdir(mode=0o700, exist_ok=True)
    synchronise(place().parent)
    partial = place() / "archive.part"
    partial.write_text(digest)
    partial.rename(place() / "archive")
    synchronise(place())


def end() -> None:
    """Say that all of it is there."""
    (place() / "archive").unlink(missing_ok=True)
    for left in place().iterdir():
        left.unlink()
    place().rmdir()
    synchronise(place().parent)
