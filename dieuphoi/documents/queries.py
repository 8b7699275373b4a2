"""What the pages of the register need to know."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from dieuphoi.activity.log import entries_about
from dieuphoi.activity.models import Activity
from dieuphoi.base.periods import in_force
from dieuphoi.base.vietnamese import fold, tidy
from dieuphoi.documents.models import (
    Attachment,
    Circulation,
    Document,
    DocumentLink,
    Reading,
    ReadRow,
)
from dieuphoi.documents.models.document import DocumentQuerySet
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import Name

ROW_BY_ROW = (
    "reading.row_corrected",
    "reading.row_added",
    "reading.row_kept",
    "reading.row_left_out",
)
"""Acts on single rows: a page about the document leaves them to the review itself."""


def register(actor: Actor, words: str = "") -> DocumentQuerySet:
    """The documents that the actor may read and whose folded text has every word, newest first."""
    found = with_issuer_name(Document.objects.visible_to(actor))
    for word in fold(words).split():
        found = found.filter(search__contains=word)
    return found.prefetch_related("attachments").order_by("-issued_on", "-pk")


def with_issuer_name(documents: DocumentQuerySet) -> DocumentQuerySet:
    """The documents with their issuer as it was called on the day of issue: `issuer_name`.

    The words of the letterhead where nobody knows the issuer or its name of that day.
    """
    names = Name.objects.filter(organization=OuterRef("issuer"))
    day = OuterRef("issued_on")
    on_that_day = names.filter(in_force(day)).values("full")[:1]  # type: ignore[arg-type] # a column serves as a day
    return documents.select_related("issuer", "registered_by").annotate(
        issuer_name=Coalesce(Subquery(on_that_day), "issuer__name", "issuer_text")
    )


@dataclass(frozen=True)
class LinkedDocument:
    """A document that another names; `document` only when the actor may read it."""

    kind: str
    title: str
    document: Document | None


@dataclass(frozen=True)
class DocumentPage:
    """One document with what hangs on it."""

    attachments: list[Attachment]
    links: list[LinkedDocument]
    linked_from: list[LinkedDocument]
    readings: list[Reading]
    circulation: list[Circulation]
    activity: list[Activity]


def document_page(actor: Actor, document: Document) -> DocumentPage:
    """What the page of a document shows; the document was found visible before."""
    readings = list(
        Reading.objects.visible_to(actor).filter(document=document).select_related("attachment")
    )
    back = DocumentLink.objects.filter(
        target=document, document__in=Document.objects.visible_to(actor)
    ).select_related("document")
    acts = [*entries_about(document), *entries_about(*readings).exclude(verb__in=ROW_BY_ROW)]
    return DocumentPage(
        attachments=list(document.attachments.select_related("file")),
        links=_linked(actor, document.links.select_related("target")),
        linked_from=[
            LinkedDocument(str(link.get_kind_display()), link.document.title, link.document)
            for link in back
        ],
        readings=readings,
        circulation=list(
            document.circulation.select_related("organization").order_by("organization__sort_key")
        ),
        activity=sorted(acts, key=lambda act: act.pk, reverse=True),
    )


@dataclass(frozen=True)
class ReviewLine:
    """One value of a row: the cells it was read from, and what about it is not certain.

    `field` is the field of the draft, empty for cells that the plan takes nothing from; `is_blank`
    tells that the table has the column and the cell is empty, `is_same` that the draft has the very
    words of the cell.
    """

    field: str
    cells: list[dict[str, Any]]
    warnings: list[str]
    is_blank: bool = False
    is_same: bool = False


@dataclass(frozen=True)
class ReviewRow:
    """A row beside its source; `heading` is the group's title where a new group begins, `warnings`
    what is not certain about the row as a whole."""

    row: ReadRow
    heading: str
    lines: list[ReviewLine]
    warnings: list[str]


@dataclass(frozen=True)
class ReviewPage:
    """The rows that were asked for; the counts are of all rows."""

    rows: list[ReviewRow]
    total: int
    kept: int
    skipped: int
    unsure: int
    warnings: list[tuple[str, int]]


@dataclass(frozen=True)
class _Value:
    """A value of a row: its text, the columns it is read from, the warnings that are about it."""

    text: str
    columns: tuple[str, ...]
    warnings: tuple[str, ...]


# In the order of the form. "number" and "code" are both the code, whichever the table has.
_VALUES = {
    "code": _Value("code", ("number", "code"), ("code_repeated", "code_unsure")),
    "group": _Value("group", ("group",), ("group_unsure",)),
    "content": _Value("content", ("content",), ("content_missing", "content_unsure")),
    "lead": _Value(
        "lead_text",
        ("lead", "lead_and_cooperating"),
        ("lead_missing", "two_leads", "lead_unknown", "lead_unsure"),
    ),
    "cooperating": _Value(
        "cooperating_text", ("cooperating",), ("cooperating_unknown", "cooperating_unsure")
    ),
    "product": _Value("product", ("product",), ("product_unsure",)),
    "deadline": _Value(
        "deadline_text",
        ("deadline",),
        ("deadline_missing", "deadline_unread", "deadline_unsure", "several_deadlines"),
    ),
    "status": _Value("status_text", ("status", "percent", "done_on"), ("status_asked",)),
    "result": _Value("result", ("result",), ()),
    "note": _Value("note", ("note",), ()),
}
_OF_A_TRACKER = ("status", "result", "note")  # of a directive, the plan takes none of these
_OF_A_VALUE = {warning for value in _VALUES.values() for warning in value.warnings}
_IN_HEAD = ("code", "group")  # the head of a row shows them; a line of their own only when marked


def review_page(reading: Reading, only: str = "") -> ReviewPage:
    """The rows of a reading beside their source: all, `unsure`, `skipped`, or with one warning."""
    rows = list(reading.rows.all())
    unsure = [row for row in rows if row.kept and row.warnings]
    counts = Counter(warning for row in unsure for warning in row.warnings)
    shown = {
        "": rows,
        "unsure": unsure,
        "skipped": [row for row in rows if not row.kept],
    }.get(only, [row for row in unsure if only in row.warnings])
    kept = sum(row.kept for row in rows)
    return ReviewPage(
        rows=list(_with_headings(shown)),
        total=len(rows),
        kept=kept,
        skipped=len(rows) - kept,
        unsure=len(unsure),
        warnings=counts.most_common(),
    )


def source_of(row: ReadRow) -> list[ReviewLine]:
    """The values of one row in the order of the form, then the cells that the plan does not use."""
    fields = [name for name in _VALUES if row.tells_progress or name not in _OF_A_TRACKER]
    used = {column for name in fields for column in _VALUES[name].columns}
    others = [cell for cell in row.cells if cell.get("text") and cell.get("role") not in used]
    return [
        *(_line(row, field) for field in fields),
        *([ReviewLine("", others, [])] if others else []),
    ]


def _with_headings(rows: Iterable[ReadRow]) -> Iterator[ReviewRow]:
    group = ""
    for row in rows:
        yield ReviewRow(
            row=row,
            heading=row.group if row.group != group else "",
            lines=[line for line in source_of(row) if _says_something(row, line)],
            warnings=[warning for warning in row.warnings if warning not in _OF_A_VALUE],
        )
        group = row.group


def _line(row: ReadRow, field: str) -> ReviewLine:
    value = _VALUES[field]
    cells = [cell for cell in row.cells if cell.get("role") in value.columns]
    filled = [cell for cell in cells if cell.get("text")]
    return ReviewLine(
        field=field,
        cells=filled,
        warnings=[warning for warning in row.warnings if warning in value.warnings],
        is_blank=bool(cells) and not filled,
        is_same=[tidy(cell["text"]) for cell in filled] == [getattr(row, value.text)],
    )


def _says_something(row: ReadRow, line: ReviewLine) -> bool:
    if line.field in _IN_HEAD or not line.field:
        return bool(line.warnings) or not line.field
    return bool(line.cells or line.warnings or getattr(row, _VALUES[line.field].text))


def _linked(actor: Actor, links: Iterable[DocumentLink]) -> list[LinkedDocument]:
    links = list(links)
    readable = set(
        Document.objects.visible_to(actor)
        .filter(pk__in=[link.target_id for link in links])
        .values_list("pk", flat=True)
    )
    return [
        LinkedDocument(
            kind=str(link.get_kind_display()),
            title=link.target.title
            if link.target and link.target_id in readable
            else link.target_text,
            document=link.target if link.target_id in readable else None,
        )
        for link in links
    ]
