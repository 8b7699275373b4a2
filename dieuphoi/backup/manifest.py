"""What an archive says about itself: when, by which program, which rows, the digest of each member."""

import json
import re
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, TypeVar

FORMAT = 1
"""The number of this format; a program reads no later one."""

MANIFEST = "manifest.json"
SECRET = "secret_key"  # noqa: S105 the name of a member
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
"""The member that holds the database, by the kind of database."""

T = TypeVar("T")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FILE = re.compile(r"files/([0-9a-f]{2})/(\1[0-9a-f]{62})")


class NotAManifest(ValueError):
    """The text is not a manifest of a known shape."""


@dataclass(frozen=True)
class Member:
    """One file in the archive: the digest of its bytes and their number."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Head:
    """The newest position of the sealed log, and its hash."""

    position: int
    hash: str


@dataclass(frozen=True)
class Manifest:
    """All of it. `rows` counts the rows of each table; `missing` are stored files that have a row
    and were not on disk, or were changed there, when the backup was made."""

    program: str
    taken_at: datetime
    kind: str
    server: str
    migrations: list[tuple[str, str]]
    rows: dict[str, int]
    head: Head | None
    members: dict[str, Member] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    format: int = FORMAT

    @property
    def database(self) -> str:
        """The name of the member that holds the database."""
        return DATABASES[self.kind]

    @property
    def files(self) -> dict[str, Member]:
        """The members that are stored files."""
        return {name: m for name, m in self.members.items() if name.startswith("files/")}

    @property
    def size(self) -> int:
        """Bytes of all members when they are unpacked."""
        return sum(member.size for member in self.members.values())

    def as_json(self) -> str:
        """The text that stands in the archive."""
        return json.dumps(asdict(self) | {"taken_at": self.taken_at.isoformat()}, indent=1)


def name_of(sha256: str) -> str:
    """The member that holds the stored file with this digest."""
    return f"files/{sha256[:2]}/{sha256}"


def format_of(text: str) -> int:
    """The number of the format, before anything else is read; raises NotAManifest."""
    return _checked(_object(text).get("format"), int)


def parse(text: str) -> Manifest:
    """Read a manifest of this format; raises NotAManifest where anything is not as it must be."""
    found = _object(text)
    try:
        manifest = Manifest(
            program=_checked(found["program"], str),
            taken_at=datetime.fromisoformat(_checked(found["taken_at"], str)),
            kind=_checked(found["kind"], str),
            server=_checked(found["server"], str),
            migrations=[(_checked(a, str), _checked(n, str)) for a, n in found["migrations"]],
            rows={_checked(t, str): _natural(n) for t, n in found["rows"].items()},
            head=_head(found["head"]),
            members={name: _member(name, value) for name, value in found["members"].items()},
            missing=[_checked(name, str) for name in found["missing"]],
            format=_checked(found["format"], int),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise NotAManifest(repr(error)) from error
    if manifest.kind not in DATABASES or manifest.database not in manifest.members:
        raise NotAManifest("no database")
    if manifest.taken_at.tzinfo is None:
        raise NotAManifest("a moment without a zone")
    return manifest


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotAManifest(repr(error)) from error
    if not isinstance(found, dict):
        raise NotAManifest("not an object")
    return found


def _member(name: str, value: dict[str, Any]) -> Member:
    """A member whose name is one that a backup gives: nothing else is ever unpacked."""
    member = Member(_checked(value["sha256"], str), _natural(value["size"]))
    stored = _FILE.fullmatch(name)
    if not stored and name not in (*DATABASES.values(), SECRET):
        raise NotAManifest(f"unknown member {name!r}")
    if not _SHA256.fullmatch(member.sha256) or (stored and stored[2] != member.sha256):
        raise NotAManifest(f"digest of {name!r}")
    return member


def _head(value: dict[str, Any] | None) -> Head | None:
    if value is None:
        return None
    return Head(_natural(value["position"]), _checked(value["hash"], str))


def _natural(value: object) -> int:
    number = _checked(value, int)
    if number < 0:
        raise NotAManifest("a negative number")
    return number


def _checked(value: object, kind: type[T]) -> T:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise NotAManifest(f"{value!r} is not {kind.__name__}")
    return value
