"""Forms of difficulties and proposals: raise, refer, answer, verify, withdraw; the list's filter."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuphoi.issues.models import Decision, IssueKind
from dieuphoi.issues.queries import IssueChoices
from dieuphoi.issues.raising import IssueDraft
from dieuphoi.organizations.models import Organization
from dieuphoi.plans.models import Obligation, Plan
from dieuphoi.web.forms.fields import LONGEST_WORD, DayField, OrganizationField


class AddressedForm(forms.Form):
    """A form that names an agency and a day for its reply, understood on a day for an issuer."""

    def __init__(self, *args: Any, on: date, issuer: Organization | None, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            if isinstance(field, OrganizationField):
                field.on, field.issuer = on, issuer


class RaiseForm(AddressedForm):
    """What stands in the way or is asked for, and who is to solve it.

    `goes_to` names the agency that gets it when none is written; without one an agency is needed.
    """

    kind = forms.ChoiceField(
        label=_("Loại"),
        choices=IssueKind.choices,
        widget=forms.RadioSelect,
        initial=IssueKind.DIFFICULTY,
    )
    wording = forms.CharField(
        label=_("Nội dung khó khăn, kiến nghị"),
        max_length=LONGEST_WORD,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    cause = forms.CharField(
        label=_("Nguyên nhân"),
        required=False,
        max_length=LONGEST_WORD,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    asked = forms.CharField(
        label=_("Đề nghị cụ thể"),
        required=False,
        help_text=_("Cần cơ quan giải quyết làm gì."),
        max_length=LONGEST_WORD,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    addressee = OrganizationField(label=_("Cơ quan giải quyết"), required=False)
    reply_due = DayField(
        label=_("Đề nghị trả lời trước hết ngày"),
        required=False,
        help_text=_("Để trống nếu không hẹn ngày."),
    )

    def __init__(self, *args: Any, goes_to: Organization | None, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["addressee"]
        field.required = goes_to is None
        if goes_to:
            field.help_text = _("Để trống thì gửi đến %(agency)s.") % {"agency": goes_to.name}

    def draft(self, obligation: Obligation | None, plan: Plan | None) -> IssueDraft:
        """What is to be raised, for the domain."""
        data = self.cleaned_data
        return IssueDraft(
            kind=IssueKind(data["kind"]),
            wording=data["wording"],
            cause=data["cause"],
            asked=data["asked"],
            obligation=obligation,
            plan=plan,
            addressee=data["addressee"],
            reply_due=data["reply_due"],
        )


class ReferForm(AddressedForm):
    """To whom it goes on, by when an answer is asked for, and why."""

    to = OrganizationField(label=_("Chuyển đến cơ quan"))
    reply_due = DayField(
        label=_("Hạn trả lời"), required=False, help_text=_("Để trống nếu không hẹn ngày.")
    )
    note = forms.CharField(
        label=_("Ghi chú khi chuyển"),
        required=False,
        help_text=_("Vì sao chuyển; cơ quan nhận và cơ quan nêu đều đọc được."),
        max_length=LONGEST_WORD,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(forms.Form):
    """What is decided, in words, and the document that says so."""

    decision = forms.ChoiceField(
        label=_("Kết quả xem xét"), choices=Decision.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Nội dung trả lời"),
        max_length=LONGEST_WORD,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    symbol = forms.CharField(
        label=_("Số, ký hiệu văn bản trả lời"),
        required=False,
        max_length=100,
        help_text=_("Ví dụ: 125/STC-QLNS. Để trống nếu không có văn bản."),
    )


class VerifyForm(forms.Form):
    """Whether the answer solved it; why not, where it did not."""

    solved = forms.TypedChoiceField(
        label=_("Sau khi có trả lời"),
        choices=[("1", _("Đã giải quyết")), ("0", _("Chưa giải quyết, cần trả lời lại"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Ghi chú"),
        required=False,
        help_text=_("Bắt buộc khi chưa giải quyết: còn vướng điều gì."),
        max_length=LONGEST_WORD,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WithdrawForm(forms.Form):
    """Why it is taken back, where there is something to say."""

    note = forms.CharField(
        label=_("Lý do rút"),
        required=False,
        max_length=LONGEST_WORD,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class IssueFilterForm(forms.Form):
    """Kind and state are chosen by links that count; here they only stay as they are."""

    q = forms.CharField(
        label=_("Tìm trong nội dung"),
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Không dấu cũng được, ví dụ: kinh phi")}
        ),
    )
    plan = forms.ChoiceField(label=_("Kế hoạch"), required=False)
    agency = forms.ChoiceField(label=_("Cơ quan nêu"), required=False)
    addressee = forms.ChoiceField(label=_("Cơ quan giải quyết"), required=False)
    overdue = forms.BooleanField(label=_("Chỉ việc quá hạn trả lời"), required=False)
    kind = forms.CharField(required=False, widget=forms.HiddenInput)
    state = forms.CharField(required=False, widget=forms.HiddenInput)
    since = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, choices: IssueChoices, *, initial: dict[str, Any]) -> None:
        super().__init__(initial=initial, auto_id="filter-%s")
        self._offer("plan", _("Tất cả kế hoạch"), choices.plans)
        self._offer("agency", _("Tất cả cơ quan"), choices.agencies)
        self._offer("addressee", _("Tất cả cơ quan"), choices.addressees)
        self.fields["overdue"].widget.attrs["value"] = "1"
        for name in ("kind", "state", "since"):
            if not initial.get(name):
                del self.fields[name]

    def _offer(self, name: str, everything: Any, found: list[tuple[int, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", everything), *found]
