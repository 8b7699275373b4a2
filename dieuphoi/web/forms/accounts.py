"""Forms of accounts: the first password, and what an administrator does with an account."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from dieuphoi.organizations.codes import SameAsCode
from dieuphoi.organizations.models import User
from dieuphoi.web.answers import RulesOfField


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
