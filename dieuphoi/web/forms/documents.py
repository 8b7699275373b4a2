"""Forms of uploading a directive and reviewing what was read in it."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from dieuphoi.documents.intake import DeclarationNeeded, NotReadable, SameFile, Upload
from dieuphoi.documents.reading.statuses import Meaning
from dieuphoi.documents.refusals import UploadRefused
from dieuphoi.documents.registry import Letterhead
from dieuphoi.documents.review import RowText
from dieuphoi.documents.status_words import AskedWord
from dieuphoi.organizations.models import Organization
from dieuphoi.plans.intake import FiguresAhead, PeriodReversed, PlanDetails, PlanOfOthers
from dieuphoi.plans.models import PlanKind
from dieuphoi.web.answers import RulesOfField
from dieuphoi.web.forms.fields import DayField, OrganizationField
from dieuphoi.web.templatetags.reading import status_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class UploadForm(forms.Form):
    """A directive to be read."""

    file = forms.FileField(
        label=_("Tệp văn bản"),
        help_text=_(
            "Word (.docx), Excel (.xlsx) hoặc văn bản thuần (.txt) có bảng nhiệm vụ; tối đa 25 MB."
        ),
    )
    declared = forms.BooleanField(
        label=_("Tôi cam đoan tệp không mang dấu chỉ độ mật"),
        required=False,
        help_text=_(
            "Chỉ cần khi tệp có ảnh hoặc trang quét mà phần mềm không đọc được. Lời cam đoan được ghi vào nhật ký."
        ),
    )
    rules_of: ClassVar[dict[str, RulesOfField]] = {
        "declared": DeclarationNeeded,
        "file": (UploadRefused, NotReadable, SameFile),
    }

    def upload(self) -> Upload:
        """The file, still in quarantine."""
        file = self.cleaned_data["file"]
        return Upload(
            Path(file.temporary_file_path()), file.name or "", self.cleaned_data["declared"]
        )


MEANINGS = (
    Meaning("done"),
    Meaning("done", "on_time"),
    Meaning("done", "late"),
    Meaning("awaiting_confirmation"),
    Meaning("in_progress"),
    Meaning("in_progress", "late"),
    Meaning("rework"),
    Meaning("not_done"),
    Meaning("not_done", "late"),
    Meaning("not_started"),
    Meaning("suspended"),
    Meaning("declined"),
    Meaning("cancelled"),
    Meaning("superseded"),
)
"""What a person may say that a word for a status means, in this order."""
NO_STATUS = "/"


def code_of(state: str, timing: str) -> str:
    """A meaning as the value of a choice."""
    return f"{state}/{timing}"


def meaning_of(code: str) -> Meaning | None:
    """The meaning behind the value of a choice; None where nothing was chosen."""
    return next((one for one in (*MEANINGS, Meaning("")) if code_of(*one) == code), None)


def _meanings(nothing: "StrOrPromise | None" = None) -> "list[tuple[str, StrOrPromise]]":
    known = [(code_of(*one), status_words(*one)) for one in MEANINGS]
    return [("", nothing or _("Theo chữ ở trên")), *known]


class RowForm(forms.Form):
    """A task row as a person wants it."""

    code = forms.CharField(label=_("Mã"), required=False, max_length=80)
    group = forms.CharField(label=_("Nhóm nhiệm vụ"), required=False)
    content = forms.CharField(
        label=_("Nội dung nhiệm vụ"), widget=forms.Textarea(attrs={"rows": 4})
    )
    lead_text = forms.CharField(
        label=_("Cơ quan chủ trì"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Một cơ quan. Nhiều cơ quan cách nhau bằng dấu chấm phẩy."),
    )
    joint_lead = forms.BooleanField(
        label=_("Các cơ quan trên là đồng chủ trì"),
        required=False,
        help_text=_("Mỗi nhiệm vụ thường chỉ giao một cơ quan chủ trì."),
    )
    cooperating_text = forms.CharField(
        label=_("Cơ quan phối hợp"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    product = forms.CharField(
        label=_("Sản phẩm"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    deadline_text = forms.CharField(
        label=_("Thời hạn"),
        required=False,
        help_text=_("Ghi như trong văn bản: Quý II/2027, trước ngày 31/12/2026, Thường xuyên …"),
    )
    status_text = forms.CharField(
        label=_("Tình trạng"),
        required=False,
        help_text=_("Chỉ với bảng theo dõi đang dùng: ghi như trong bảng."),
    )
    meaning = forms.ChoiceField(label=_("Nghĩa là"), choices=_meanings, required=False)
    percent = forms.IntegerField(label=_("Tỷ lệ (%)"), required=False, min_value=0, max_value=100)
    result = forms.CharField(
        label=_("Kết quả đã đạt"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    note = forms.CharField(label=_("Ghi chú"), required=False)
    kept = forms.BooleanField(label=_("Đưa dòng này vào kế hoạch"), required=False, initial=True)
    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2_000_000_000
    )

    def text(self) -> RowText:
        """The texts, for the domain."""
        data = self.cleaned_data
        texts = {name: data[name] for name in RowText.__dataclass_fields__}
        return RowText(**{**texts, "meaning": meaning_of(data["meaning"])})


class WordForm(forms.Form):
    """What each word of a tracker means that the program does not know."""

    def __init__(self, *args: Any, words: Sequence[AskedWord], **options: Any) -> None:
        super().__init__(*args, **options)
        self.words = words
        for n, word in enumerate(words):
            self.fields[f"word-{n}"] = forms.ChoiceField(
                label=word.wording,
                choices=[*_meanings(_("Để sau")), (NO_STATUS, _("Không phải tình trạng"))],
                required=False,
                help_text=ngettext("ở %(n)s dòng", "ở %(n)s dòng", word.rows) % {"n": word.rows},
            )

    def meanings(self) -> dict[str, Meaning]:
        """The wordings that were explained."""
        chosen = {
            word.wording: meaning_of(self.cleaned_data[f"word-{n}"])
            for n, word in enumerate(self.words)
        }
        return {wording: meaning for wording, meaning in chosen.items() if meaning}


class HeaderForm(forms.Form):
    """What the document says of itself; blank stays blank."""

    issuer = forms.CharField(label=_("Cơ quan ban hành"), required=False)
    type = forms.CharField(label=_("Loại văn bản"), required=False)
    number = forms.CharField(label=_("Số"), required=False, max_length=40)
    notation = forms.CharField(
        label=_("Ký hiệu"),
        required=False,
        max_length=80,
        help_text=_("Phần sau số: KH-UBND, CTr-UBND …"),
    )
    issued_on = DayField(label=_("Ngày ban hành"), required=False)
    place = forms.CharField(label=_("Nơi ban hành"), required=False)
    subject = forms.CharField(
        label=_("Trích yếu"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    signer_authority = forms.CharField(label=_("Thẩm quyền ký"), required=False)
    signer_title = forms.CharField(label=_("Chức vụ người ký"), required=False)
    signer_name = forms.CharField(label=_("Người ký"), required=False)

    def values(self) -> dict[str, str]:
        """The texts, with the day in ISO form, as a reading keeps them."""
        data = dict(self.cleaned_data)
        day: date | None = data["issued_on"]
        return {**data, "issued_on": day.isoformat() if day else ""}


def letterhead_of(
    header: dict[str, str], issuer: Organization | None, day: date | None
) -> Letterhead:
    """The letterhead for the register, from what a reading keeps."""
    return Letterhead(
        issuer=issuer,
        issuer_text=header.get("issuer", ""),
        type=header.get("type", ""),
        number=header.get("number", ""),
        notation=header.get("notation", ""),
        issued_on=day,
        issued_at=header.get("place", ""),
        subject=header.get("subject", ""),
        signer_name=header.get("signer_name", ""),
        signer_title=header.get("signer_title", ""),
        signer_authority=header.get("signer_authority", ""),
    )


class PlanForm(forms.Form):
    """What a person decides about the plan when confirming a reading."""

    title = forms.CharField(label=_("Tên kế hoạch"), widget=forms.Textarea(attrs={"rows": 2}))
    kind = forms.ChoiceField(label=_("Loại"), choices=PlanKind.choices, initial=PlanKind.PLAN)
    owner = OrganizationField(
        label=_("Cơ quan chủ quản"), help_text=_("Cơ quan ban hành và chỉ đạo kế hoạch.")
    )
    focal_agency = OrganizationField(
        label=_("Cơ quan đầu mối"), help_text=_("Cơ quan tổng hợp và xác nhận kết quả.")
    )
    starts_on = DayField(label=_("Từ ngày"))
    last_day = DayField(label=_("Đến hết ngày"), required=False)
    rules_of: ClassVar[dict[str, RulesOfField]] = {
        "focal_agency": PlanOfOthers,
        "last_day": PeriodReversed,
        "told_on": FiguresAhead,
    }

    told_on = DayField(
        label=_("Số liệu của bảng theo dõi đến ngày"),
        help_text=_("Tiến độ trong bảng được ghi theo ngày này khi giao nhiệm vụ."),
    )

    def __init__(
        self,
        *args: Any,
        on: date,
        issuer: Organization | None,
        tells_progress: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        if tells_progress:
            self.fields["told_on"].initial = on
        else:
            del self.fields["told_on"]
        for name in ("owner", "focal_agency"):
            field = self.fields[name]
            if isinstance(field, OrganizationField):
                field.on, field.issuer = on, issuer

    def details(self) -> PlanDetails:
        """The plan's details, for the domain; its end is the day after its last day."""
        data = self.cleaned_data
        last: date | None = data["last_day"]
        return PlanDetails(
            title=data["title"],
            kind=PlanKind(data["kind"]),
            owner=data["owner"],
            focal_agency=data["focal_agency"],
            starts_on=data["starts_on"],
            ends_on=last + timedelta(days=1) if last else None,
            told_on=data.get("told_on"),
        )
