"""A document of the register, its files, its provisions, and who has received it."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _

from dieuphoi.organizations.roles import Permission

if TYPE_CHECKING:
    from dieuphoi.organizations.actor import Actor


class DocumentState(models.TextChoices):
    """A draft is known by its file; a registered document by issuer, year, number and notation."""

    DRAFT = "draft", _("Dự thảo")
    REGISTERED = "registered", _("Đã vào sổ")


class DocumentQuerySet(models.QuerySet["Document"]):
    """The vocabulary for asking for documents."""

    def visible_to(self, actor: "Actor") -> "DocumentQuerySet":
        """What the actor may read: registered or issued by the own agency, or circulated to it."""
        if actor.may(Permission.READ_ALL):
            return self
        received = Circulation.objects.filter(
            document=OuterRef("pk"), organization=actor.organization_id
        )
        return self.filter(
            Q(registered_by=actor.organization_id)
            | Q(issuer=actor.organization_id, state=DocumentState.REGISTERED)
            | Exists(received)
        )


class Document(models.Model):
    """A directive or any other document: what its letterhead, number line and signature say.

    `number` is text (161, 010, 66.2), `notation` what follows it (CTr-UBND), `symbol` both as
    printed. A blank number or day stays blank.
    """

    issuer = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, related_name="issued"
    )
    issuer_text = models.TextField(blank=True, default="")
    co_issuers = models.ManyToManyField("organizations.Organization", related_name="co_issued")
    type = models.TextField(blank=True, default="")
    number = models.TextField(blank=True, default="")
    notation = models.TextField(blank=True, default="")
    symbol = models.TextField(blank=True, default="")
    series = models.TextField(blank=True, default="")
    issued_on = models.DateField(null=True, blank=True)
    issued_year = models.PositiveSmallIntegerField(null=True, blank=True)
    issued_at = models.TextField(blank=True, default="")
    subject = models.TextField(blank=True, default="")
    signer_name = models.TextField(blank=True, default="")
    signer_title = models.TextField(blank=True, default="")
    signer_authority = models.TextField(blank=True, default="")
    in_force_from = models.DateField(null=True, blank=True)
    in_force_to = models.DateField(null=True, blank=True)
    state = models.CharField(
        max_length=16, choices=DocumentState.choices, default=DocumentState.DRAFT
    )
    registered_by = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="registered"
    )
    source = models.TextField(blank=True, default="")
    is_illustration = models.BooleanField(default=False)
    search = models.TextField(blank=True, default="", editable=False)
    created_at = models.DateTimeField()

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "issued_year", "number", "notation", "series"],
                condition=Q(state="registered", issued_year__isnull=False) & ~Q(number=""),
                name="document_number_once",
                violation_error_message=_("Số, ký hiệu này đã có trong sổ văn bản."),
            ),
            models.CheckConstraint(
                condition=Q(issued_on=None, issued_year=None)
                | Q(issued_year=ExtractYear("issued_on")),
                name="document_year_of_day",
                violation_error_message=_("Năm phải là năm của ngày ban hành."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """`Kế hoạch số 84/KH-UBND`; without a number the type and subject."""
        if self.number:
            return f"{self.type} {_('số')} {self.symbol}".strip()
        return " ".join([self.type, self.symbol, self.subject]).strip() or str(_("Văn bản chưa rõ"))


class LinkKind(models.TextChoices):
    """What one document does to another."""

    IMPLEMENTS = "implements", _("triển khai")
    BASED_ON = "based_on", _("căn cứ")
    AMENDS = "amends", _("sửa đổi, bổ sung")
    REPLACES = "replaces", _("thay thế")
    ANNULS = "annuls", _("bãi bỏ")
    CORRECTS = "corrects", _("đính chính")
    CONCLUDES = "concludes", _("kết luận")


class DocumentLink(models.Model):
    """One document names another; `target_text` keeps the words when that one is not registered."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="links")
    kind = models.CharField(max_length=16, choices=LinkKind.choices)
    target = models.ForeignKey(Document, models.PROTECT, null=True, related_name="linked_from")
    target_text = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(target__isnull=False) | ~Q(target_text=""),
                name="link_has_a_target",
                violation_error_message=_("Liên kết phải nêu văn bản kia."),
            ),
            models.CheckConstraint(
                condition=~Q(target=F("document")),
                name="link_to_another",
                violation_error_message=_("Văn bản không liên kết với chính nó."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.kind} {self.target_id or self.target_text}"


class StoredFile(models.Model):
    """Bytes kept once under their sha256; served only through a row that owns them."""

    sha256 = models.CharField(max_length=64, unique=True)
    media_type = models.CharField(max_length=120)
    size = models.BigIntegerField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.sha256[:12]


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """The vocabulary for asking for attachments."""

    def visible_to(self, actor: "Actor") -> "AttachmentQuerySet":
        """Attachments of the documents that the actor may read."""
        return self.filter(document__in=Document.objects.visible_to(actor))


class Attachment(models.Model):
    """A file of a document, under the name it was uploaded with."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="attachments")
    name = models.TextField()

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Provision(models.Model):
    """A sentence or annex row that orders something: `Phụ lục II/3/12`, with the place it stands.

    `locator` holds that place and, of a row of a table, its cells: header, text, inherited.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="provisions")
    path = models.TextField()
    text = models.TextField()
    locator = models.JSONField(default=dict)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["document", "position"]
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="provision_in_order"),
        ]

    def __str__(self) -> str:
        return self.path


class Circulation(models.Model):
    """An agency has received a document and may read it from then on."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="circulation")
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="received"
    )
    since = models.DateTimeField()

    class Meta:
        ordering = ["document", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "organization"], name="circulated_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} → {self.organization_id}"
