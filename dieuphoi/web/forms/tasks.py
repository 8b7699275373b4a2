"""The filter of the task list; the URL states it, this form only shows and sends it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class TaskChoices:
    """What can be chosen: plans, sections of the chosen plan, agencies; each (number, name)."""

    plans: list[tuple[int, str]]
    sections: list[tuple[int, str]]
    agencies: list[tuple[int, str]]


class TaskFilterForm(forms.Form):
    """What is chosen by links that count, state and punctuality among it, only stays as it is here."""

    q = forms.CharField(
        label=_("Tìm trong nội dung"),
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Không dấu cũng được, ví dụ: dat dai")}
        ),
    )
    plan = forms.ChoiceField(label=_("Kế hoạch"), required=False)
    section = forms.ChoiceField(label=_("Nhóm nhiệm vụ"), required=False)
    agency = forms.ChoiceField(label=_("Cơ quan"), required=False)
    part = forms.ChoiceField(
        label=_("Cơ quan là"),
        required=False,
        choices=[
            ("lead", _("chủ trì")),
            ("late", _("chủ trì, phần việc đang quá hạn")),
            ("any", _("chủ trì hoặc phối hợp")),
        ],
    )
    state = forms.CharField(required=False, widget=forms.HiddenInput)
    punctuality = forms.CharField(required=False, widget=forms.HiddenInput)
    having = forms.CharField(required=False, widget=forms.HiddenInput)
    event = forms.CharField(required=False, widget=forms.HiddenInput)
    since = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, choices: TaskChoices, *, initial: dict[str, Any]) -> None:
        super().__init__(initial=initial, auto_id="filter-%s")
        self._offer("plan", _("Tất cả kế hoạch"), choices.plans)
        self._offer("agency", _("Tất cả cơ quan"), choices.agencies)
        if choices.sections:
            self._offer("section", _("Tất cả nhóm"), choices.sections)
        else:
            del self.fields["section"]
        for name in ("state", "punctuality", "having", "event", "since"):
            if not initial.get(name):
                del self.fields[name]

    def _offer(self, name: str, everything: Any, found: list[tuple[int, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", everything), *found]
