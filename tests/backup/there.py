"""Run inside an installation: print `NAME N SHA256` of every document that a writer made whole here;
what is there by half is named as such."""

import sys

import django

django.setup()

from dieuphoi.activity.models import Activity  # noqa: E402
from dieuphoi.documents.models import Document  # noqa: E402
from dieuphoi.documents.storage import path_of  # noqa: E402

recorded = set(
    Activity.objects.filter(verb="document.received").values_list("subject_id", flat=True)
)
for document in Document.objects.exclude(source="").prefetch_related("attachments__file"):
    files = [attachment.file for attachment in document.attachments.all()]
    whole = len(files) == 1 and path_of(files[0].sha256).exists() and document.pk in recorded
    word = files[0].sha256 if whole else "half"
    sys.stdout.write(f"{document.source} {word}\n")
