"""One conversation with the mail server; every way in which it can go wrong, in a sentence.

Sending is in two steps: `name` says for whom (the server may refuse that), `give` hands the mail
over. Only while `give` waits for the last answer is it unknown whether the server has it.
"""

import re
import smtplib
import socket
import ssl
from base64 import b64encode
from dataclasses import dataclass
from email.utils import parseaddr
from enum import StrEnum
from types import TracebackType
from typing import Self
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from dieuphoi.base.errors import DomainError

TIMEOUT = 15
"""Seconds that one answer of the server may take."""


class Tls(StrEnum):
    """How the connection is made private."""

    STARTTLS = "starttls"
    IMPLICIT = "implicit"
    NONE = "none"


class MailFault(DomainError):
    """The conversation went wrong; nothing was taken over. No later mail would fare better now."""


class Refused(MailFault):
    """The server does not take this mail; `for_now` when it says that it may later."""

    def __init__(self, message: str, *, for_now: bool) -> None:
        super().__init__(message)
        self.for_now = for_now


class Unknown(MailFault):
    """The mail was handed over and the answer did not come: the server may have it or not."""


@dataclass(frozen=True)
class Server:
    """Where mail is handed over, and from whom it comes (the bare address in `sender`)."""

    host: str
    port: int
    tls: Tls
    sender: str
    user: str = ""
    password: str = ""
    authority: str = ""
    """A file with the certificate that signs the server's, where no public authority does."""
    timeout: float = TIMEOUT


def is_set() -> bool:
    """Whether this installation sends mail."""
    return bool(settings.MAIL_SERVER)


def server_set() -> Server:
    """The server that the settings name; MailFault when they cannot be read."""
    try:
        parts = urlsplit(settings.MAIL_SERVER)
        return _server(parts, _sender())
    except ValueError:
        raise MailFault(
            _(
                "DIEUPHOI_SMTP không đúng dạng smtp://người-dùng:mật-khẩu@máy-chủ:587?tls=starttls."
                " Ký tự đặc biệt trong mật khẩu phải viết theo mã %%, ví dụ @ là %%40."
            )
            % {}
        ) from None


def can_be_mailed(address: str) -> bool:
    """Whether it is an address that every server understands: of ASCII letters, one, whole, and
    nothing in quotation marks, where signs may stand that no head of a mail bears."""
    try:
        validate_email(address)
    except ValidationError:
        return False
    return address.isascii() and '"' not in address


def _sender() -> str:
    sender = parseaddr(settings.MAIL_FROM)[1]
    if not can_be_mailed(sender):
        raise MailFault(_("DIEUPHOI_MAIL_FROM chưa có địa chỉ thư điện tử hợp lệ của người gửi."))
    return sender


def _server(parts: SplitResult, sender: str) -> Server:
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    tls = Tls(options.get("tls", Tls.IMPLICIT if parts.scheme == "smtps" else Tls.STARTTLS))
    server = Server(
        host=parts.hostname,
        port=parts.port or (465 if tls == Tls.IMPLICIT else 587),
        tls=tls,
        sender=sender,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        authority=options.get("ca", ""),
        timeout=float(options.get("timeout", TIMEOUT)),
    )
    if server.user and tls == Tls.NONE and server.host not in ("127.0.0.1", "::1", "localhost"):
        raise MailFault(
            _("Không gửi mật khẩu qua kết nối không mã hóa. Hãy dùng tls=starttls hoặc implicit.")
        )
    return server


class Conversation:
    """An open conversation, inside a `with`; MailFault when it cannot be begun."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def __enter__(self) -> Self:
        self._smtp = _opened(self.server)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            self._smtp.quit()
        except (smtplib.SMTPException, OSError):
            self._smtp.close()

    def name(self, address: str) -> None:
        """Say for whom the next mail is; Refused when the server does not take mail for them."""
        if not can_be_mailed(address):
            raise Refused(_("Địa chỉ thư điện tử không hợp lệ."), for_now=False)
        try:
            code, answer = self._smtp.mail(self.server.sender)
            if code != 250:
                raise MailFault(_sender_refused(code, answer))
            code, answer = self._smtp.rcpt(address)
        except (smtplib.SMTPException, OSError) as error:
            raise MailFault(_lost(error)) from error
        if code == 421:
            raise MailFault(_recipient_refused(code, answer))
        if code not in (250, 251):
            self.forget()
            raise Refused(_recipient_refused(code, answer), for_now=code < 500)

    def forget(self) -> None:
        """No mail follows after all."""
        try:
            self._smtp.rset()
        except (smtplib.SMTPException, OSError) as error:
            raise MailFault(_lost(error)) from error

    def give(self, mail: bytes) -> str:
        """Hand the mail over, for whom was named; the server's words of taking it.

        Refused when it says no; Unknown when it says nothing.
        """
        try:
            code, answer = self._smtp.docmd("DATA")
        except (smtplib.SMTPException, OSError) as error:
            raise MailFault(_lost(error)) from error
        if code != 354:
            raise Refused(_content_refused(code, answer), for_now=code < 500)
        try:
            self._smtp.send(re.sub(rb"(?m)^\.", b"..", mail) + b".\r\n")
            code, answer = self._smtp.getreply()
        except (smtplib.SMTPException, OSError) as error:
            raise Unknown(_lost(error)) from error
        if code != 250:
            raise Refused(_content_refused(code, answer), for_now=code < 500)
        return _words(code, answer)


def _opened(server: Server) -> smtplib.SMTP:
    """Connected, private as asked for, signed in."""
    try:
        smtp = _connected(server)
    except (smtplib.SMTPException, OSError) as error:
        raise MailFault(_not_reached(server, error)) from error
    try:
        smtp.ehlo_or_helo_if_needed()
        if server.tls == Tls.STARTTLS:
            smtp.starttls(context=_context(server))
            smtp.ehlo()
        if server.user:
            _sign_in(smtp, server)
    except (smtplib.SMTPException, OSError) as error:
        smtp.close()
        raise MailFault(_not_begun(error)) from error
    return smtp


def _sign_in(smtp: smtplib.SMTP, server: Server) -> None:
    if f"{server.user}{server.password}".isascii():
        smtp.login(server.user, server.password)
        return
    words = b64encode(f"\0{server.user}\0{server.password}".encode()).decode()
    code, answer = smtp.docmd("AUTH", f"PLAIN {words}")  # login() knows ASCII only
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, answer)


def _connected(server: Server) -> smtplib.SMTP:
    own = urlsplit(settings.ADDRESS).hostname or socket.gethostname()
    if server.tls == Tls.IMPLICIT:
        return smtplib.SMTP_SSL(
            server.host,
            server.port,
            local_hostname=own,
            timeout=server.timeout,
            context=_context(server),
        )
    return smtplib.SMTP(server.host, server.port, local_hostname=own, timeout=server.timeout)


def _context(server: Server) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=server.authority or None)


def _not_reached(server: Server, error: Exception) -> str:
    where = {"host": server.host, "port": server.port}
    match error:
        case socket.gaierror():
            return _("Không tìm thấy máy chủ thư tên %(host)s. Hãy kiểm tra tên, hoặc DNS.") % where
        case ConnectionRefusedError():
            return _("Máy chủ %(host)s từ chối kết nối ở cổng %(port)s. Hãy kiểm tra cổng.") % where
        case TimeoutError():
            return (
                _("Máy chủ %(host)s không trả lời ở cổng %(port)s. Hãy kiểm tra cổng, tường lửa.")
                % where
            )
        case ssl.SSLError():
            return _tls_failed(error)
        case FileNotFoundError():
            return _("Không có tệp chứng thư nêu ở ca= trong DIEUPHOI_SMTP.")
    return _("Không nối được đến máy chủ thư %(host)s, cổng %(port)s: %(words)s") % {
        **where,
        "words": _of(error),
    }


def _not_begun(error: Exception) -> str:
    match error:
        case smtplib.SMTPAuthenticationError():
            return _("Máy chủ thư không nhận tên hoặc mật khẩu: %(words)s") % {"words": _of(error)}
        case ssl.SSLError():
            return _tls_failed(error)
        case smtplib.SMTPNotSupportedError() if "STARTTLS" in str(error):
            return _("Máy chủ thư không có STARTTLS; hãy đặt tls=implicit hoặc tls=none.")
        case smtplib.SMTPNotSupportedError():
            return _("Máy chủ thư không cho đăng nhập; hãy bỏ tên và mật khẩu khỏi DIEUPHOI_SMTP.")
        case FileNotFoundError():
            return _("Không có tệp chứng thư nêu ở ca= trong DIEUPHOI_SMTP.")
    return _lost(error)


def _tls_failed(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _(
            "Chứng thư của máy chủ thư không tin được: %(words)s. Máy chủ nội bộ: nêu tệp chứng thư"
            " gốc bằng ca=/đường/dẫn.pem trong DIEUPHOI_SMTP."
        ) % {"words": error.verify_message}
    return _("Không lập được kết nối mã hóa (TLS) với máy chủ thư: %(words)s") % {
        "words": _of(error)
    }


def _lost(error: Exception) -> str:
    return _("Mất kết nối với máy chủ thư giữa chừng: %(words)s") % {"words": _of(error)}


def _sender_refused(code: int, answer: bytes) -> str:
    return _("Máy chủ thư không nhận thư từ địa chỉ trong DIEUPHOI_MAIL_FROM: %(words)s") % {
        "words": _words(code, answer)
    }


def _recipient_refused(code: int, answer: bytes) -> str:
    return _("Máy chủ thư không nhận thư cho địa chỉ này: %(words)s") % {
        "words": _words(code, answer)
    }


def _content_refused(code: int, answer: bytes) -> str:
    return _("Máy chủ thư không nhận nội dung thư: %(words)s") % {"words": _words(code, answer)}


def _of(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return _words(error.smtp_code, said if isinstance(said, bytes) else str(said).encode())
    return str(error) or type(error).__name__


def _words(code: int, answer: bytes) -> str:
    """What the server said, on one line, not too long."""
    return " ".join(f"{code} {answer.decode('utf-8', 'replace')}".split())[:300]
