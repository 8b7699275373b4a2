"""The register of documents, the files behind them, and what was read in them."""

from dieuphoi.documents.models.document import (
    Attachment,
    Circulation,
    Document,
    DocumentLink,
    DocumentState,
    LinkKind,
    Provision,
    StoredFile,
)
from dieuphoi.documents.models.reading import (
    Reading,
    ReadingState,
    ReadRow,
    StatusState,
    StatusTiming,
    StatusWord,
)

__all__ = [
    "Attachment",
    "Circulation",
    "Document",
    "DocumentLink",
    "DocumentState",
    "LinkKind",
    "Provision",
    "ReadRow",
    "Reading",
    "ReadingState",
    "StatusState",
    "StatusTiming",
    "StatusWord",
    "StoredFile",
]
