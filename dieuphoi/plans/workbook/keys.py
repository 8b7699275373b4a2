"""The key of a row: which obligation, of which agency, as it stood when the workbook was written.

It is signed with the installation's secret: one that was typed, edited or made elsewhere is told
from ours, also without a look at the database.
"""

import hmac
import re
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.crypto import salted_hmac

PREFIX = "DP."
_SALT = "dieuphoi.plans.workbook"
_PACKED = struct.Struct(">QQqQ")
_PLACE_LENGTH, _SIGNATURE_LENGTH = 4, 8
_LETTERS = 59
"""48 bytes in base64 take 64 letters; ours are 44 bytes and 59."""
KEY = re.compile(rf"DP\.[A-Za-z0-9_-]{{{_LETTERS}}}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class KeyBroken(ValueError):
    """No key that this installation ever gave out: typed, cut or edited."""


class KeyOfOthers(KeyBroken):
    """A key of another installation, or of this one before it got a new secret."""


@dataclass(frozen=True)
class RowKey:
    """Which obligation a row is about, and how it stood: `since` its turn began, and the newest
    progress told of it (0 for none)."""

    obligation: int
    organization: int
    since: datetime
    told: int

    def __str__(self) -> str:
        micros = (self.since - _EPOCH) // _MICROSECOND
        packed = _PACKED.pack(self.obligation, self.organization, micros, self.told)
        body = _place() + packed
        return PREFIX + urlsafe_b64encode(body + _signature(body)).decode().rstrip("=")

    @property
    def version(self) -> str:
        """What differs as soon as the obligation was moved or something was told of it."""
        return version(self.since, self.told)


def version(since: datetime, told: int) -> str:
    """The version of an obligation since when its turn holds and with which newest progress."""
    return f"{(since - _EPOCH) // _MICROSECOND}:{told}"


def looks_like_key(text: str) -> bool:
    """Whether the text was meant as a key, ours or not, whole or not."""
    return text.strip().startswith(PREFIX)


def read_key(text: str) -> RowKey:
    """The key that the text is; raises KeyBroken, KeyOfOthers."""
    text = text.strip()
    if not KEY.fullmatch(text):
        raise KeyBroken
    whole = urlsafe_b64decode(text.removeprefix(PREFIX) + "=" * (-_LETTERS % 4))
    body, signature = whole[:-_SIGNATURE_LENGTH], whole[-_SIGNATURE_LENGTH:]
    if not hmac.compare_digest(body[:_PLACE_LENGTH], _place()):
        raise KeyOfOthers
    if not hmac.compare_digest(signature, _signature(body)):
        raise KeyBroken
    obligation, organization, micros, told = _PACKED.unpack(body[_PLACE_LENGTH:])
    return RowKey(obligation, organization, _EPOCH + micros * _MICROSECOND, told)


def _place() -> bytes:
    """What tells this installation from others, without saying its secret."""
    return salted_hmac(_SALT, "installation", algorithm="sha256").digest()[:_PLACE_LENGTH]


def _signature(body: bytes) -> bytes:
    return salted_hmac(_SALT, body, algorithm="sha256").digest()[:_SIGNATURE_LENGTH]
