"""What happened to an account, in words, as ui/timeline.html shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dieuphoi.activity.models import Activity


@dataclass(frozen=True)
class Act:
    """An act: when, what, by whom."""

    at: datetime
    title: str
    who: str
    icon: str


_WORDS: dict[str, tuple[Promise, str]] = {
    "user.created": (_("Tạo tài khoản"), "plus"),
    "user.corrected": (_("Sửa họ tên, thư điện tử"), "edit"),
    "user.code_given": (_("Cấp mã đăng nhập một lần"), "key"),
    "user.password_chosen": (_("Tự đặt mật khẩu"), "check"),
    "user.locked": (_("Khóa tài khoản"), "pause"),
    "user.unlocked": (_("Mở khóa tài khoản"), "play"),
    "user.sign_in_reopened": (_("Mở lại đăng nhập sau nhiều lần sai"), "redo"),
    "position.taken": (_("Giao chức danh"), "user"),
    "position.retitled": (_("Sửa chức danh"), "edit"),
    "position.left": (_("Cho thôi chức danh"), "x"),
}


def acts_in_words(acts: Iterable[Activity]) -> list[Act]:
    """These acts in their order; a verb without words is left out."""
    return [
        Act(act.at, str(_WORDS[act.verb][0]), act.label, _WORDS[act.verb][1])
        for act in acts
        if act.verb in _WORDS
    ]
