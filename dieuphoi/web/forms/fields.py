"""Form fields that several forms use: days as officials write them, agencies by name, files."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dieuphoi.organizations.models import Organization
from dieuphoi.organizations.resolution import resolve

FIRST_YEAR, LAST_YEAR = 1945, 2100
LONGEST_WORD = 5_000
"""Characters of a comment, a reason, or a text of an issue."""
LONGEST_NUMBER = 18
"""Digits of a number that every database takes for a row's."""


class LineField(forms.CharField):
    """Text of one line. Several are refused, not joined: a mark of secrecy is known by its line."""

    def clean(self, value: Any) -> str:
        """The line; browsers never send a line break from such a field."""
        text: str = super().clean(value)
        if len(text.splitlines()) > 1:
            raise forms.ValidationError(_("Hãy ghi trên một dòng."))
        return text


class DayField(forms.DateField):
    """A civil day typed as 31/12/2026."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("error_messages", {}).setdefault(
            "invalid", _("Hãy ghi ngày theo dạng 31/12/2026.")
        )
        widget = forms.DateInput(
            format="%d/%m/%Y", attrs={"placeholder": _("ngày/tháng/năm"), "inputmode": "numeric"}
        )
        super().__init__(widget=widget, **options)

    def clean(self, value: Any) -> date | None:
        """The day; a year outside every directive is a slip of the pen."""
        day: date | None = super().clean(value)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(
                _("Năm phải từ %(first)s đến %(last)s."),
                params={"first": FIRST_YEAR, "last": LAST_YEAR},
            )
        return day


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Rows chosen by their numbers; what no database takes for a number is no choice."""

    def clean(self, value: Any) -> QuerySet[Any]:
        """The rows."""
        for one in value or ():
            if len(str(one)) > LONGEST_NUMBER:
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": one},
                )
        return super().clean(value)


def day_in(text: str) -> date | None:
    """A day in an address, 2026-11-17; None for anything that is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def moment_in(text: str) -> datetime | None:
    """A moment in a form, 2026-11-17T08:00:00+07:00; None for anything that no row can bear."""
    try:
        moment = datetime.fromisoformat(text)
        known = moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
    return known if known and FIRST_YEAR <= known.year <= LAST_YEAR else None


class OrganizationField(forms.CharField):
    """An agency typed by its name or abbreviation, understood on a day for an issuer.

    `on` and `issuer` are set by the form; the value is the Organization, or None when left empty.
    """

    on: date
    issuer: Organization | None = None

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"list": "organization-names", "autocomplete": "off"})
        super().__init__(widget=widget, **options)

    def clean(self, value: Any) -> Organization | None:
        """The agency of that name; an error that says what to do when it is none or several."""
        text = super().clean(value)
        if not text:
            return None
        found = resolve(text, self.on, self.issuer)
        if found.organization is None:
            raise forms.ValidationError(
                _("Chưa rõ “%(text)s” là cơ quan nào. Hãy chọn tên trong danh sách gợi ý."),
                params={"text": text},
            )
        return found.organization


class FilesInput(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; the value is a list."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=FilesInput(), required=False, **options)

    def clean(self, data: Any, initial: Any = None) -> list[TemporaryUploadedFile]:
        """The files, each checked by itself."""
        given: Sequence[Any] = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given if one]
