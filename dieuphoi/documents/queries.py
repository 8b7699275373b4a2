"""What the pages of the register need to know."""

from dataclasses import dataclass

from dieuphoi.activity.log import entries_about
from dieuphoi.activity.models import Activity
from dieuphoi.base.vietnamese import fold
from dieuphoi.documents.models import Attachment, Circulation, Document, DocumentLink, Reading
from dieuphoi.documents.models.document import DocumentQuerySet
from dieuphoi.organizations.actor import Actor


def register(actor: Actor, words: str = "") -> DocumentQuerySet:
    """The documents that the actor may read and whose folded text has every word, newest first."""
    found = Document.objects.visible_to(actor).select_related("issuer", "registered_by")
    for word in fold(words).split():
        found = found.filter(search__contains=word)
    return found.order_by("-issued_on", "-pk")


@dataclass(frozen=True)
class DocumentPage:
    """One document with what hangs on it."""

    attachments: list[Attachment]
    links: list[DocumentLink]
    readings: list[Reading]
    circulation: list[Circulation]
    activity: list[Activity]


def document_page(actor: Actor, document: Document) -> DocumentPage:
    """What the page of a document shows; the document was found visible before."""
    return DocumentPage(
        attachments=list(document.attachments.select_related("file")),
        links=list(document.links.select_related("target")),
        readings=list(Reading.objects.visible_to(actor).filter(document=document)),
        circulation=list(
            document.circulation.select_related("organization").order_by("organization__sort_key")
        ),
        activity=list(entries_about(document)),
    )
