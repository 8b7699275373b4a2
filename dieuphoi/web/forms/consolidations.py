"""Forms of the consolidated report: a paragraph's words, a number set by hand, freezing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuphoi.reporting.models import Paragraph


class EditForm(forms.Form):
    """The words of a paragraph; `seen` is its version that the person edited.

    `consolidation` and `key` find the paragraph again when the draft was made anew meanwhile.
    """

    text = forms.CharField(label=_("Lời văn"), required=False, widget=forms.Textarea)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    consolidation = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        paragraph: Paragraph,
        initial: dict[str, Any] | None = None,
    ) -> None:
        edited = paragraph.edited
        own = {
            "text": edited if edited is not None else paragraph.generated,
            **(initial or {}),
            "seen": paragraph.version,
            "consolidation": paragraph.consolidation_id,
            "key": paragraph.key,
        }
        super().__init__(data, initial=own)
        rows = min(max(len(str(own["text"])) // 70 + 2, 5), 24)
        self.fields["text"].widget.attrs["rows"] = rows
        if paragraph.slots:
            self.fields["text"].help_text = _(
                "Giữ nguyên các ô trong ngoặc nhọn: mỗi ô là một số, tự điền khi đọc và khi in. "
                "Ô nào là số gì: xem mục Sửa số ở dưới."
            )

    def see(self, version: int) -> None:
        """From now on the person has seen this version; what was typed stays."""
        self.data = {**self.data.dict(), "seen": str(version)}  # type: ignore[attr-defined]


class AddressForm(forms.Form):
    """Where a paragraph that is no more stood: in which consolidation, under which key."""

    consolidation = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    key = forms.CharField()


class NumberForm(forms.Form):
    """A number set by hand in the place of the one that was counted, and why."""

    value = forms.IntegerField(label=_("Số ghi vào báo cáo"), min_value=0, max_value=10**9)
    reason = forms.CharField(
        label=_("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    slot = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, slot: str, paragraph: Paragraph) -> None:
        kept = paragraph.slots[slot]
        own = {
            "value": kept.get("set", kept["value"]),
            "reason": kept.get("reason", ""),
            "seen": paragraph.version,
            "slot": slot,
        }
        super().__init__(data, initial=own, auto_id=f"id_{slot}_%s")


class FreezeForm(forms.Form):
    """Which revision of the draft the person saw before freezing it, and whether to go on although
    reports have changed since."""

    seen = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    although_outdated = forms.BooleanField(
        label=_("Vẫn chốt, dù báo cáo đã khác khi lập dự thảo"), required=False
    )

    def __init__(self, *args: Any, outdated: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not outdated:
            del self.fields["although_outdated"]
