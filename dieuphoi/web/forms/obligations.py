"""Forms of what people do with an obligation."""

from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuphoi.documents.intake import DeclarationNeeded, Upload
from dieuphoi.documents.refusals import UploadRefused
from dieuphoi.organizations.models import Organization
from dieuphoi.plans.assignment import AgencyEnded, LeadMissing
from dieuphoi.plans.models import SourceKind
from dieuphoi.plans.progress import (
    DayAhead,
    NothingTold,
    PercentOutOfRange,
    ResultMissing,
    Source,
    SourceAhead,
    SourceMissing,
    Told,
)
from dieuphoi.plans.reasons import ReasonMissing
from dieuphoi.web.answers import RulesOfField
from dieuphoi.web.forms.fields import DayField, FilesField, OrganizationField


class TellForm(forms.Form):
    """How far an obligation is; ticking `done` proposes its result."""

    on = DayField(label=_("Tính đến ngày"))
    percent = forms.IntegerField(
        label=_("Tiến độ (%)"), min_value=0, max_value=100, help_text=_("Số từ 0 đến 100.")
    )
    did = forms.CharField(
        label=_("Đã làm được"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    next = forms.CharField(
        label=_("Việc tiếp theo"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    evidence = FilesField(label=_("Tệp minh chứng"))
    declared = forms.BooleanField(
        label=_("Tôi cam đoan các tệp ảnh, bản quét không mang dấu chỉ độ mật"),
        required=False,
        help_text=_(
            "Chỉ cần khi tệp là ảnh hoặc có trang quét. Lời cam đoan được ghi vào nhật ký."
        ),
    )
    done = forms.BooleanField(
        label=_("Đã hoàn thành, đề nghị xác nhận"),
        required=False,
        help_text=_("Kết quả được gửi tới cơ quan xác nhận của kế hoạch."),
    )
    rules_of: ClassVar[dict[str, RulesOfField]] = {
        "on": DayAhead,
        "percent": PercentOutOfRange,
        "did": (NothingTold, ResultMissing),
        "declared": DeclarationNeeded,
        "evidence": UploadRefused,
    }

    def told(self) -> Told:
        """What was told, for the domain."""
        data = self.cleaned_data
        return Told(on=data["on"], percent=data["percent"], did=data["did"], next=data["next"])

    def uploads(self) -> list[Upload]:
        """The files, still in quarantine."""
        return [
            Upload(Path(file.temporary_file_path()), file.name or "", self.cleaned_data["declared"])
            for file in self.cleaned_data["evidence"]
        ]


class TellWithDifficultyForm(TellForm):
    """Progress told by the holder, who may name what stands in its way at the same time."""

    difficulty = forms.CharField(
        label=_("Khó khăn, vướng mắc"),
        required=False,
        help_text=_(
            "Gửi cơ quan đầu mối của kế hoạch như một khó khăn riêng, có theo dõi trả lời."
            " Để trống nếu không có."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ["on", "percent", "did", "next", "difficulty"]

    def clean(self) -> dict[str, Any]:
        """A result proposed as done has nothing standing in its way any more."""
        data = super().clean() or {}
        if data.get("done") and data.get("difficulty"):
            self.add_error(
                "difficulty",
                _(
                    "Đã đề nghị xác nhận hoàn thành thì không ghi khó khăn ở đây;"
                    " hãy nêu riêng tại trang của nhiệm vụ."
                ),
            )
        return data


class SourceForm(forms.Form):
    """Where it is known from, of whatever is told for an agency that has no account."""

    source_kind = forms.ChoiceField(label=_("Nguồn"), choices=SourceKind.choices)
    source = forms.CharField(
        label=_("Số văn bản, người cung cấp"),
        help_text=_("Ví dụ: công văn số 12/UBND-VP; điện thoại của chuyên viên phụ trách."),
    )
    source_on = DayField(label=_("Ngày của nguồn"))
    rules_of: ClassVar[dict[str, RulesOfField]] = {
        "source": SourceMissing,
        "source_on": SourceAhead,
    }

    def named_source(self) -> Source:
        """The source, for the domain."""
        data = self.cleaned_data
        return Source(SourceKind(data["source_kind"]), data["source"], data["source_on"])


class OnBehalfForm(SourceForm, TellForm):
    """Progress told for an agency that has no account, with the source named."""

    rules_of: ClassVar[dict[str, RulesOfField]] = {**SourceForm.rules_of, **TellForm.rules_of}


class DeclineForm(forms.Form):
    """Why an assignment is returned, and who is proposed instead."""

    reason = forms.CharField(label=_("Lý do chuyển trả"), widget=forms.Textarea(attrs={"rows": 4}))
    proposed = OrganizationField(
        label=_("Đề nghị giao cho"), required=False, help_text=_("Để trống nếu không đề nghị.")
    )
    rules_of: ClassVar[dict[str, RulesOfField]] = {"reason": ReasonMissing}

    def __init__(self, *args: Any, on: date, issuer: Organization | None, **options: Any) -> None:
        super().__init__(*args, **options)
        _set_context(self, on, issuer)


class ReassignForm(forms.Form):
    """Who a declined obligation is given to."""

    to = OrganizationField(label=_("Giao lại cho"))
    rules_of: ClassVar[dict[str, RulesOfField]] = {"to": AgencyEnded}

    def __init__(self, *args: Any, on: date, issuer: Organization | None, **options: Any) -> None:
        super().__init__(*args, **options)
        _set_context(self, on, issuer)


class SendBackForm(forms.Form):
    """What has to be done again."""

    reason = forms.CharField(label=_("Điều cần làm lại"), widget=forms.Textarea(attrs={"rows": 4}))
    rules_of: ClassVar[dict[str, RulesOfField]] = {"reason": ReasonMissing}


class LeadsForm(forms.Form):
    """Who leads a task whose lead was not read with certainty: one a line, several jointly."""

    leads = forms.CharField(
        label=_("Cơ quan chủ trì"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mỗi dòng một cơ quan. Hai dòng trở lên là đồng chủ trì."),
    )
    rules_of: ClassVar[dict[str, RulesOfField]] = {"leads": (LeadMissing, AgencyEnded)}

    def __init__(self, *args: Any, on: date, issuer: Organization | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.on, self.issuer = on, issuer

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_leads(self) -> list[Organization]:
        """The agencies, one a line, each known with certainty."""
        field = OrganizationField()
        field.on, field.issuer = self.on, self.issuer
        lines = [line.strip(" ;,") for line in self.cleaned_data["leads"].splitlines()]
        found = [field.clean(line) for line in lines if line]
        return [lead for lead in dict.fromkeys(found) if lead]


def _set_context(form: forms.Form, on: date, issuer: Organization | None) -> None:
    for field in form.fields.values():
        if isinstance(field, OrganizationField):
            field.on, field.issuer = on, issuer
