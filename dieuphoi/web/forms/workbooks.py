"""Forms of handing a filled workbook in, and of an agency applying its own."""

from pathlib import Path
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuphoi.documents.intake import DeclarationNeeded, Upload
from dieuphoi.documents.refusals import UploadRefused
from dieuphoi.plans.progress import Source
from dieuphoi.plans.workbook.receiving import NoWorkbook
from dieuphoi.web.answers import RulesOfField


class ReturnForm(forms.Form):
    """A filled workbook."""

    file = forms.FileField(label=_("Bảng tiến độ đã điền"))
    declared = forms.BooleanField(
        label=_("Tôi cam đoan tệp không mang dấu chỉ độ mật"),
        required=False,
        help_text=_("Chỉ cần khi tệp có ảnh. Lời cam đoan được ghi vào nhật ký."),
    )
    rules_of: ClassVar[dict[str, RulesOfField]] = {
        "declared": DeclarationNeeded,
        "file": (UploadRefused, NoWorkbook),
    }

    def upload(self) -> Upload:
        """The file, still in quarantine."""
        file = self.cleaned_data["file"]
        path = Path(file.temporary_file_path())
        return Upload(path, file.name or "", self.cleaned_data["declared"])


class ApplyForm(forms.Form):
    """Nothing to say: an agency tells of its own."""

    def named_source(self) -> Source | None:
        """None: nobody tells for another."""
        return None
