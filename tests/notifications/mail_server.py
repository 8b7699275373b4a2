"""A real mail server for as long as a test needs one: what it took, and how it is to refuse."""

import asyncio
import socket
import ssl
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

TAKEN = "250 2.0.0 taken"
SILENCE = 1.0
"""Seconds that a server says nothing."""


@dataclass
class MailServer:
    """Listens inside a `with`; `mails` is what it took, `recipients` for whom, in order.

    `refuse` gives the answer to an address ("" takes it), `answer` the answer to a mail ("" takes it
    and says nothing); both may do anything else at that moment.
    """

    certificate: tuple[Path, Path] | None = None
    """Certificate and key: then it speaks TLS."""
    starttls: bool = True
    """TLS is begun by STARTTLS, not from the first byte."""
    password: str = ""
    refuse: Callable[[str], str] = lambda address: ""
    answer: Callable[[bytes], str] = lambda content: TAKEN
    port: int = field(default_factory=lambda: free_port())
    raw: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    signed_in: int = 0

    def __enter__(self) -> Self:
        context = None
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self.certificate)
        implicit = context is not None and not self.starttls
        self._controller = Controller(
            self,
            hostname="127.0.0.1",
            port=self.port,
            ssl_context=context if implicit else None,
            tls_context=None if implicit else context,
            require_starttls=context is not None and not implicit,
            authenticator=self._authenticate if self.password else None,
            auth_require_tls=bool(self.password) and context is not None and not implicit,
        )
        self._controller.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._controller.stop()

    def url(self, options: str = "tls=none", user: str = "") -> str:
        """The setting DIEUPHOI_SMTP that leads here."""
        return f"smtp://{user}{'@' if user else ''}127.0.0.1:{self.port}?{options}"

    def forget(self) -> None:
        """What was taken until now does not count."""
        self.raw.clear()
        self.recipients.clear()

    def subjects_to(self, address: str) -> list[str]:
        """The subjects of the mails to the address, in order."""
        pairs = zip(self.recipients, self.mails, strict=True)
        return [str(mail["Subject"]) for to, mail in pairs if to == address]

    @property
    def names(self) -> list[str]:
        """The Message-IDs of the mails taken."""
        return [str(mail["Message-ID"]) for mail in self.mails]

    def text_to(self, address: str) -> str:
        """The plain text of the newest mail to the address."""
        newest = max(n for n, to in enumerate(self.recipients) if to == address)
        return plain_text(self.mails[newest])

    @property
    def mails(self) -> list[EmailMessage]:
        """What it took, read as a person's mail program does."""
        read = BytesParser(policy=default).parsebytes
        return [read(content) for content in self.raw]

    async def handle_RCPT(  # noqa: N802 the name that the server asks for
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        """Take or refuse the address."""
        if refusal := self.refuse(address):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take the mail, or answer otherwise."""
        answer = self.answer(envelope.content)
        if answer.startswith("250") or not answer:
            self.raw.append(envelope.content)
            self.recipients += envelope.rcpt_tos
        if not answer:
            await asyncio.sleep(SILENCE)
        return answer

    def _authenticate(
        self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any
    ) -> AuthResult:
        right = isinstance(data, LoginPassword) and data.password.decode() == self.password
        if right:
            self.signed_in += 1
        return AuthResult(success=right, handled=right)


def plain_text(mail: EmailMessage) -> str:
    """What a mail says where no HTML is shown."""
    body = mail.get_body(("plain",))
    assert body
    return str(body.get_content())


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make_certificate(folder: Path, host: str = "127.0.0.1") -> tuple[Path, Path]:
    """A certificate that signs itself, and its key."""
    certificate, key = folder / "server.pem", folder / "server.key"
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    words += ["-subj", f"/CN={host}", "-addext", f"subjectAltName=IP:{host}"]
    words += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(words, check=True, capture_output=True)
    return certificate, key
