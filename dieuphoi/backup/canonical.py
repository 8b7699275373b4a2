"""One text for one value, whichever database it comes from: rows of two databases are compared by it."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

_MODULUS = 2**256


class Checksum:
    """The checksum of a table: of its rows in any order, each counted."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def add(self, row: Iterable[object]) -> None:
        """Take in one row, its values in the order of the columns."""
        digest = hashlib.sha256(canonical(row).encode()).digest()
        self._sum = (self._sum + int.from_bytes(digest)) % _MODULUS
        self.rows += 1

    @property
    def text(self) -> str:
        """The checksum in hexadecimal digits."""
        return f"{self._sum:064x}"


def canonical(row: Iterable[object]) -> str:
    """The row as text. Moments are in UTC to the microsecond, keys of objects are in order."""
    return json.dumps([_plain(value) for value in row], sort_keys=True, ensure_ascii=False)


def _plain(value: Any) -> object:
    match value:
        case datetime():
            moment = value.astimezone(UTC) if value.tzinfo else value
            return moment.isoformat(timespec="microseconds")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return value // timedelta(microseconds=1)
        case Decimal():
            return f"{value.normalize():f}"
        case bytes() | memoryview():
            return bytes(value).hex()
        case None | bool() | int() | float() | str() | list() | dict():
            return value
        case _:
            return str(value)
