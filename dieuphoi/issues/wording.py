"""What a person says of an issue, as it is kept: cleaned, without marks of secrecy, not too long."""

from datetime import datetime

from django.utils.translation import gettext as _

from dieuphoi.base import rules
from dieuphoi.base.errors import DomainError
from dieuphoi.base.pasted_text import plain
from dieuphoi.base.periods import civil_day
from dieuphoi.base.vietnamese import format_number
from dieuphoi.documents.typed_text import refuse_marks


class TextTooLong(DomainError):
    """A text is longer than the rule allows."""


def worded(text: str, *, at: datetime) -> str:
    """The text as it is kept; raises TextTooLong, SecretTyped."""
    kept = plain(text)
    most = rules.integer("issue_text_max_characters", civil_day(at))
    if len(kept) > most:
        raise TextTooLong(
            _("Nội dung dài %(length)s ký tự, tối đa %(most)s; hãy rút gọn.")
            % {"length": format_number(len(kept)), "most": format_number(most)}
        )
    refuse_marks(kept)
    return kept
