"""Forms of handing a filled workbook in, and of applying it on behalf."""

from pathlib import Path
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuphoi.documents.intake import DeclarationNeeded, Upload
from dieuphoi.documents.refusals import UploadRefused
from dieuphoi.plans.models import SourceKind
from dieuphoi.plans.progress import Source, SourceAhead, SourceMissing
from dieuphoi.plans.workbook.receiving import NoWorkbook
from dieuphoi.web.answers import RulesOfField
from dieuphoi.web.forms.fields import DayField


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
        """The source, for the domain."""
        return None


class ApplyOnBehalfForm(ApplyForm):
    """Where the workbook came from: a letter with its number, a mail."""

    source_kind = forms.ChoiceField(label=_("Nguồn"), choices=SourceKind.choices)
    source = forms.CharField(
        label=_("Số văn bản, người cung cấp"),
        help_text=_("Ví dụ: công văn số 12/UBND-VP kèm bảng tiến độ; thư của văn phòng."),
    )
    source_on = DayField(label=_("Ngày của nguồn"))
    rules_of: ClassVar[dict[str, RulesOfField]] = {
        "source": SourceMissing,
        "source_on": SourceAhead,
    }

    def named_source(self) -> Source | None:
        """The source, for the domain."""
        data = self.cleaned_data
        return Source(SourceKind(data["source_kind"]), data["source"], data["source_on"])
