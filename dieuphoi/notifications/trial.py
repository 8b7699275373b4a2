"""A mail that only shows whether mail works, and says what does not."""

from datetime import datetime

from django.utils.html import format_html
from django.utils.translation import gettext as _

from dieuphoi.notifications import letter, smtp
from dieuphoi.notifications.smtp import Conversation, MailFault


def try_out(address: str, *, at: datetime) -> str:
    """Send a mail of trial to the address; the server's words of taking it.

    Raises MailFault with a sentence about what went wrong.
    """
    if not smtp.is_set():
        raise MailFault(
            _(
                "Chưa đặt máy chủ thư. Đặt DIEUPHOI_SMTP, DIEUPHOI_MAIL_FROM và DIEUPHOI_ADDRESS trong"
                " môi trường của dịch vụ, ví dụ"
                " DIEUPHOI_SMTP=smtp://người-dùng:mật-khẩu@máy-chủ:587?tls=starttls"
            )
        )
    if not smtp.can_be_mailed(address):
        raise MailFault(_("Địa chỉ thư điện tử không hợp lệ."))
    server = smtp.server_set()
    said = _("Thư thử của hệ thống Điều phối. Nhận được thư này là hệ thống gửi được thư.")
    words = letter.Letter(_("[Điều phối] Thư thử"), f"{said}\n", format_html("<p>{}</p>\n", said))
    content = letter.message(
        words, name="", address=address, message_id=f"<trial.{at.timestamp():.0f}@dieuphoi>", at=at
    )
    with Conversation(server) as talk:
        talk.name(address)
        return talk.give(content)
