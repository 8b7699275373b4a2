"""Words of the sheet that stand for one of a few things: roles, kinds, yes and no."""

from difflib import get_close_matches
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext as _

from dieuphoi.base.vietnamese import fold

Choice = TypeVar("Choice", bound=models.TextChoices)

_YES = {"co", "x", "1", "true", "kiem nhiem", "dung"}
_NO = {"", "khong", "0", "false"}


def choice_in(text: str, choices: type[Choice]) -> tuple[Choice | None, str]:
    """The choice that the text names, without diacritics too; else None and a sentence with near ones."""
    words = {fold(str(one.label)): one for one in choices}
    found = words.get(fold(text))
    if found is not None:
        return found, ""
    near = get_close_matches(fold(text), words, n=2, cutoff=0.5)
    near = near or [word for word in words if set(fold(text).split()) & set(word.split())][:2]
    if near:
        names = "; ".join(str(words[word].label) for word in near)
        reason = _("Không có “%(text)s”. Gần nhất: %(names)s. Các từ hợp lệ ở trang Danh sách.")
        return None, reason % {"text": text, "names": names}
    names = "; ".join(str(one.label) for one in choices)
    reason = _("Không có “%(text)s”. Hãy chọn một trong: %(names)s.")
    return None, reason % {"text": text, "names": names}


def yes_in(text: str) -> bool | None:
    """Whether the text says yes; empty says no; None for anything else."""
    folded = fold(text)
    return True if folded in _YES else False if folded in _NO else None
