"""Forms of reporting: opening a cycle, writing a part, judging what was sent."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from dieuphoi.base.vietnamese import format_date
from dieuphoi.organizations.models import Organization
from dieuphoi.plans.models import Plan
from dieuphoi.reporting.calendar import Window
from dieuphoi.reporting.models import Regime
from dieuphoi.web.forms.fields import LONGEST_WORD, DayField, LineField, RowsField


class RegimeField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A regime, offered with its legal basis and how sure that is."""

    def label_from_instance(self, obj: Any) -> SafeString:
        """Name, frequency, basis and grade."""
        return format_html(
            '<span>{} <span class="told">{} · {} ({})</span></span>',
            obj.name,
            obj.get_frequency_display(),
            obj.legal_basis,
            obj.get_grade_display(),
        )


class CycleChoiceForm(forms.Form):
    """Of which regime and on which plans a cycle is opened."""

    regime = RegimeField(
        label=_("Chế độ báo cáo"),
        queryset=Regime.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    plans = RowsField(
        label=_("Kế hoạch"), queryset=Plan.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, regimes: QuerySet[Regime], plans: QuerySet[Plan], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._offer("regime", regimes)
        self._offer("plans", plans)

    def _offer(self, name: str, found: QuerySet[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = found


class CycleForm(CycleChoiceForm):
    """The choice again, hidden, with the round: one of the regime's, or days for one on demand."""

    window = forms.ChoiceField(label=_("Kỳ"), widget=forms.RadioSelect)
    period = LineField(
        label=_("Tên kỳ"), max_length=200, help_text=_("Ví dụ: 9 tháng đầu năm 2026.")
    )
    starts_on = DayField(label=_("Báo cáo từ ngày"))
    last_on = DayField(label=_("Đến hết ngày"))
    cut_off_on = DayField(label=_("Ngày chốt số liệu"))
    due_on = DayField(label=_("Hạn gửi của các cơ quan"))
    consolidated_due_on = DayField(label=_("Hạn của báo cáo tổng hợp"), required=False)
    title = LineField(
        label=_("Tên đầy đủ của kỳ báo cáo"),
        max_length=300,
        required=False,
        help_text=_("Để trống thì ghép từ tên kỳ và tên kế hoạch."),
    )
    recipient = LineField(
        label=_("Báo cáo tổng hợp gửi"),
        max_length=300,
        required=False,
        help_text=_("Ví dụ: Ủy ban nhân dân thành phố."),
    )

    def __init__(self, *args: Any, windows: Sequence[Window], on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.windows = {w.starts_on.isoformat(): w for w in windows}
        self.fields["regime"].widget = forms.HiddenInput()
        self.fields["plans"].widget = forms.MultipleHiddenInput()
        chosen = self.fields["window"]
        if windows and isinstance(chosen, forms.ChoiceField):
            chosen.choices = [(key, _window_label(w)) for key, w in self.windows.items()]
            chosen.initial = next((k for k, w in self.windows.items() if w.due_on >= on), None)
            for name in _DAYS:
                del self.fields[name]
        else:
            del self.fields["window"]

    def round(self) -> Window:
        """The round that was chosen, for the domain."""
        data = self.cleaned_data
        if "window" in data:
            return self.windows[data["window"]]
        return Window(
            title=data["period"],
            starts_on=data["starts_on"],
            ends_on=data["last_on"] + timedelta(days=1),
            cut_off_on=data["cut_off_on"],
            due_on=data["due_on"],
            consolidated_due_on=data["consolidated_due_on"],
        )


_DAYS = ("period", "starts_on", "last_on", "cut_off_on", "due_on", "consolidated_due_on")


class HandOverForm(forms.Form):
    """Which of its heirs answers for an agency that has ended."""

    to = forms.ModelChoiceField(
        label=_("Cơ quan trả lời"),
        queryset=Organization.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, heirs: Sequence[Organization], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["to"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Organization.objects.filter(pk__in=[heir.pk for heir in heirs])


class PartForm(forms.Form):
    """The text of a part as typed; `seen` is the version it began from, `merged` the one that the
    writer has read and goes on from after a clash."""

    text = forms.CharField(required=False, strip=False)
    seen = forms.IntegerField(min_value=0)
    merged = forms.IntegerField(min_value=0, required=False)

    @property
    def began_from(self) -> int:
        """The version of the part that this text is meant to replace."""
        merged: int | None = self.cleaned_data["merged"]
        return self.cleaned_data["seen"] if merged is None else merged


class CommentForm(forms.Form):
    """A word on one part of a sent report."""

    text = forms.CharField(
        label=_("Nhận xét"), max_length=LONGEST_WORD, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReturnForm(forms.Form):
    """Why a report is returned; `seen` is the state in which the reader saw it."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("Lý do trả lại"), max_length=LONGEST_WORD, widget=forms.Textarea(attrs={"rows": 3})
    )


def _window_label(window: Window) -> SafeString:
    last = window.ends_on - timedelta(days=1)
    days = _("từ %(start)s đến hết %(last)s; chốt số liệu %(cut_off)s; hạn gửi %(due)s") % {
        "start": format_date(window.starts_on),
        "last": format_date(last),
        "cut_off": format_date(window.cut_off_on),
        "due": format_date(window.due_on),
    }
    return format_html(
        '<span>{} <span class="told">{}</span></span>',
        window.title[:1].upper() + window.title[1:],
        days,
    )
