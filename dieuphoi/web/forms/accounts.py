"""Forms of accounts: the first password, and what an administrator does with an account."""

from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from dieuphoi.documents.intake import DeclarationNeeded, Upload
from dieuphoi.documents.refusals import UploadRefused
from dieuphoi.organizations.accounts import NameMissing
from dieuphoi.organizations.appointments import (
    LeavesBeforeArriving,
    OrganizationNotInForce,
    PositionAlreadyHeld,
    UsernameTaken,
    UsernameUnfit,
)
from dieuphoi.organizations.codes import SameAsCode
from dieuphoi.organizations.models import Organization, User
from dieuphoi.organizations.onboarding.applying import SheetUnread
from dieuphoi.organizations.roles import Role
from dieuphoi.web.answers import RulesOfField
from dieuphoi.web.forms.fields import DayField, LineField, OrganizationField, RowsField


class FirstPasswordForm(forms.Form):
    """A password chosen in place of a one-time code, typed twice."""

    new_password1 = forms.CharField(
        label=_("Mật khẩu mới"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Ít nhất 8 ký tự, không chỉ gồm chữ số, không giống tên đăng nhập hay họ tên."),
    )
    new_password2 = forms.CharField(
        label=_("Nhập lại mật khẩu mới"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    rules_of: ClassVar[dict[str, RulesOfField]] = {"new_password1": SameAsCode}

    def __init__(self, user: User, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user

    def clean_new_password1(self) -> str:
        """The password, if it is not one that can be guessed."""
        word: str = self.cleaned_data["new_password1"]
        password_validation.validate_password(word, self.user)
        return word

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        data = super().clean() or {}
        first, second = data.get("new_password1"), data.get("new_password2")
        if first and second and first != second:
            self.add_error("new_password2", _("Hai lần nhập không giống nhau."))
        return data


class PersonForm(forms.Form):
    """A person's name and e-mail address."""

    full_name = LineField(label=_("Họ và tên"), max_length=120)
    email = forms.EmailField(
        label=_("Thư điện tử"),
        required=False,
        max_length=200,
        help_text=_("Nơi nhận thông báo, nếu cơ quan có máy chủ thư. Để trống được."),
    )
    rules_of: ClassVar[dict[str, RulesOfField]] = {"full_name": NameMissing}


class PositionForm(forms.Form):
    """A position: where, in which role, from when."""

    organization = OrganizationField(label=_("Cơ quan"))
    role = forms.ChoiceField(label=_("Vai trò"), choices=Role.choices)
    title = LineField(
        label=_("Chức danh"),
        required=False,
        max_length=200,
        help_text=_("Ví dụ: Phó Giám đốc. Để trống được."),
    )
    part_time = forms.BooleanField(label=_("Kiêm nhiệm"), required=False)
    since = DayField(label=_("Từ ngày"), required=False, help_text=_("Để trống là từ hôm nay."))
    rules_of: ClassVar[dict[str, RulesOfField]] = {
        "organization": OrganizationNotInForce,
        "role": PositionAlreadyHeld,
    }

    def __init__(self, *args: Any, on: date, issuer: Organization | None, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["organization"]
        if isinstance(field, OrganizationField):
            field.on, field.issuer = on, issuer


class NewAccountForm(PositionForm):
    """A person without an account, and the first position."""

    username = LineField(
        label=_("Tên đăng nhập"),
        max_length=60,
        help_text=_("Chữ không dấu, chữ số và . _ - @; không đổi về sau."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    full_name = LineField(label=_("Họ và tên"), max_length=120)
    email = forms.EmailField(
        label=_("Thư điện tử"), required=False, max_length=200, help_text=_("Để trống được.")
    )
    field_order = (
        *("username", "full_name", "organization", "role", "title"),
        *("part_time", "since", "email"),
    )
    rules_of: ClassVar[dict[str, RulesOfField]] = {
        **PositionForm.rules_of,
        "username": (UsernameTaken, UsernameUnfit),
        "full_name": NameMissing,
    }


class RelieveForm(forms.Form):
    """The first day on which the person no longer holds the position."""

    until = DayField(
        label=_("Thôi từ ngày"), help_text=_("Từ ngày này người đó không còn vai trò này.")
    )
    rules_of: ClassVar[dict[str, RulesOfField]] = {"until": LeavesBeforeArriving}


class PeopleSheetForm(forms.Form):
    """A filled-in sheet of people and agencies."""

    file = forms.FileField(label=_("Tệp danh sách (.xlsx)"))
    rules_of: ClassVar[dict[str, RulesOfField]] = {
        "file": (UploadRefused, DeclarationNeeded, SheetUnread)
    }

    def upload(self) -> Upload:
        """The file, still in quarantine."""
        file = self.cleaned_data["file"]
        return Upload(Path(file.temporary_file_path()), file.name or "")


class CodesForm(forms.Form):
    """For whom codes are made; `once` tells a page sent twice from two pages."""

    who = forms.ChoiceField(
        label=_("In phiếu cho ai"),
        choices=[
            ("without", _("Người chưa có mã còn dùng được")),
            ("never", _("Mọi người chưa đăng nhập lần nào")),
        ],
        widget=forms.RadioSelect,
        initial="without",
        required=False,
    )
    user = RowsField(queryset=User.objects.none(), required=False, widget=forms.MultipleHiddenInput)
    once = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, people: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["user"]
        if isinstance(field, RowsField):
            field.queryset = people


class AccountFilterForm(forms.Form):
    """What the list of accounts can be asked."""

    q = forms.CharField(
        label=_("Tìm theo tên"),
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "placeholder": _("Họ tên hoặc tên đăng nhập, không dấu cũng được"),
            }
        ),
    )
    agency = forms.ChoiceField(label=_("Cơ quan"), required=False)
    role = forms.ChoiceField(
        label=_("Vai trò"), required=False, choices=[("", _("Mọi vai trò")), *Role.choices]
    )
    standing = forms.ChoiceField(
        label=_("Tình trạng"),
        required=False,
        choices=[
            ("", _("Tất cả")),
            ("never", _("Chưa đăng nhập lần nào")),
            ("no_code", _("Chưa cấp mã")),
            ("locked", _("Đang khóa")),
            ("idle", _("Chưa có chức danh")),
        ],
    )

    def __init__(self, agencies: list[tuple[int, str]], *, initial: dict[str, Any]) -> None:
        super().__init__(initial=initial, auto_id="filter-%s")
        field = self.fields["agency"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Mọi cơ quan")), *agencies]
