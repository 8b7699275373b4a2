"""Text that a person types is looked at for marks of secrecy like any file."""

from django.utils.translation import gettext as _

from dieuphoi.base.errors import DomainError
from dieuphoi.documents.secrecy import find_mark


def refuse_marks(*texts: str) -> None:
    """Go on only if no text that a person typed bears a mark of secrecy; raises SecretTyped."""
    if any(find_mark(text) for text in texts if text):
        raise SecretTyped


class SecretTyped(DomainError):
    """A text that was typed bears a secrecy mark; it is not kept."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Nội dung vừa nhập mang dấu chỉ độ mật nên không được lưu. Hãy xử lý nội dung này "
                "theo quy định về bảo vệ bí mật nhà nước."
            )
        )
