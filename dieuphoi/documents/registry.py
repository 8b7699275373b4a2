"""The register of documents: a draft gets its number, day and issuer; each number once a year."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record
from dieuphoi.base.errors import DomainError, require
from dieuphoi.base.vietnamese import fold, tidy
from dieuphoi.documents import policy
from dieuphoi.documents.models import (
    Circulation,
    Document,
    DocumentLink,
    DocumentState,
    LinkKind,
    Provision,
)
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import Organization

_PARTY_NOTATION = re.compile(r"^[^\W\d]+/")  # CTr/TU after 02-, against CTr-UBND, 2025/QH15


@dataclass(frozen=True)
class Letterhead:
    """What a document says of itself. Blank is blank: nothing is made up."""

    issuer: Organization | None = None
    issuer_text: str = ""
    type: str = ""
    number: str = ""
    notation: str = ""
    issued_on: date | None = None
    issued_at: str = ""
    subject: str = ""
    signer_name: str = ""
    signer_title: str = ""
    signer_authority: str = ""
    series: str = ""

    @property
    def symbol(self) -> str:
        """Number and notation as printed: `84/KH-UBND`, in Party form `02-CTr/TU`."""
        if not self.number:
            return f"/{self.notation}" if self.notation else ""
        joint = "-" if _is_party_form(self.notation) else "/"
        return f"{self.number}{joint}{self.notation}" if self.notation else self.number


LONGEST_NUMBER, LONGEST_NOTATION = 40, 80


class NumberTooLong(DomainError):
    """What was read as number or notation is no number."""


class NumberTaken(DomainError):
    """Another document of the same issuer, year, number and notation is registered."""

    def __init__(self, symbol: str) -> None:
        super().__init__(
            _(
                "Văn bản số %(symbol)s của cơ quan này trong năm đó đã có trong sổ. Hãy mở văn bản "
                "đã có, hoặc sửa lại số, ký hiệu nếu đọc nhầm."
            )
            % {"symbol": symbol}
        )


@transaction.atomic
def register(
    document: Document,
    letterhead: Letterhead,
    *,
    by: Actor,
    at: datetime,
    is_illustration: bool = False,
) -> Document:
    """Enter a draft into the register with what its letterhead says; raises NumberTaken.

    The key (issuer, year, number, notation, series) is judged where number and day are known.
    Legal source: Decree 30/2020/NĐ-CP, article 15.
    """
    require(policy.can_review(by, document), _("Văn bản này do cơ quan khác đăng ký."))
    if len(letterhead.number) > LONGEST_NUMBER or len(letterhead.notation) > LONGEST_NOTATION:
        raise NumberTooLong(_("Số hoặc ký hiệu quá dài. Hãy kiểm tra lại thông tin văn bản."))
    _fill(document, letterhead)
    document.is_illustration = is_illustration
    try:
        with transaction.atomic():
            document.save()
    except IntegrityError:
        raise NumberTaken(letterhead.symbol) from None
    record("document.registered", document, by=by, at=at, symbol=document.symbol)
    return document


def with_number(letterhead: Letterhead) -> Document | None:
    """The registered document that has the letterhead's number already: the one for which
    `register` raises NumberTaken."""
    number, day = tidy(letterhead.number), letterhead.issued_on
    if not (letterhead.issuer and number and day):
        return None
    return Document.objects.filter(
        state=DocumentState.REGISTERED,
        issuer=letterhead.issuer,
        issued_year=day.year,
        number=number,
        notation=tidy(letterhead.notation),
        series=letterhead.series,
    ).first()


@transaction.atomic
def enter(
    letterhead: Letterhead,
    *,
    by: Actor,
    at: datetime,
    registered_by: Organization,
    source: str = "",
    is_illustration: bool = False,
) -> Document:
    """Register a document of which there is no file: known from another source, which is named."""
    require(policy.can_register(by), _("Chỉ chuyên viên đầu mối được đăng ký văn bản."))
    document = Document.objects.create(registered_by=registered_by, created_at=at, source=source)
    return register(document, letterhead, by=by, at=at, is_illustration=is_illustration)


def link(document: Document, kind: LinkKind, target_text: str) -> DocumentLink:
    """Note that the document names another, by its words only."""
    return DocumentLink.objects.create(document=document, kind=kind, target_text=target_text)


def add_provisions(document: Document, provisions: list[Provision]) -> list[Provision]:
    """Add the sentences and annex rows that order something, after those already there."""
    start = document.provisions.count()
    for position, provision in enumerate(provisions, start=start + 1):
        provision.document, provision.position = document, position
    return Provision.objects.bulk_create(provisions)


def circulate(document: Document, organization_ids: set[int], *, at: datetime) -> None:
    """From now on these agencies may read the document; those who have it keep their day."""
    Circulation.objects.bulk_create(
        (
            Circulation(document=document, organization_id=pk, since=at)
            for pk in sorted(organization_ids)
        ),
        ignore_conflicts=True,
    )


def _fill(document: Document, head: Letterhead) -> None:
    document.issuer, document.issuer_text = head.issuer, tidy(head.issuer_text)
    document.type, document.number = tidy(head.type), tidy(head.number)
    document.notation, document.symbol = tidy(head.notation), head.symbol
    document.issued_on = head.issued_on
    document.issued_year = head.issued_on.year if head.issued_on else None
    document.issued_at, document.subject = tidy(head.issued_at), tidy(head.subject)
    document.signer_name, document.signer_title = tidy(head.signer_name), tidy(head.signer_title)
    document.signer_authority, document.series = tidy(head.signer_authority), head.series
    document.state = DocumentState.REGISTERED
    document.search = fold(" ".join([head.type, head.symbol, head.subject, head.issuer_text]))


def _is_party_form(notation: str) -> bool:
    return bool(_PARTY_NOTATION.match(notation))
