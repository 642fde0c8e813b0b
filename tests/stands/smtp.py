"""An SMTP server on loopback that keeps what it gets in memory and can misbehave when told to."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.stands.wait import free_port, until


@dataclass(frozen=True)
class Letter:
    """A letter as it arrived."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage

    @property
    def text(self) -> str:
        """The plain part."""
        body = self.message.get_body(("plain",))
        assert body is not None, "the letter has no plain part"
        content: str = body.get_content()
        return content


class SmtpStand:
    """The server and its switches; set them at any moment, they hold for the next letter.

    `refuse` answers RCPT with that code (451 later, 550 never), `delay` waits that many seconds before DATA is
    answered, `drop_after_data` keeps the letter and cuts the line instead of answering, as a crash would.
    """

    def __init__(self, *, account: tuple[str, str] | None = None) -> None:
        self.letters: list[Letter] = []
        self.connections = 0
        self.refuse: int | None = None
        self.delay = 0.0
        self.drop_after_data = False
        self.host = "127.0.0.1"
        self.port = free_port()
        self._account = account
        self._controller = Controller(
            self,
            hostname=self.host,
            port=self.port,
            authenticator=self._check,
            auth_required=account is not None,
            auth_require_tls=False,
        )

    def __enter__(self) -> SmtpStand:
        self._controller.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._controller.stop()

    def wait(self, count: int = 1, *, within: float = 15.0) -> list[Letter]:
        """Gives the letters when there are at least `count`; for tests without an event loop, others use `soon`."""
        until(lambda: len(self.letters) >= count, f"{count} letters arrive", within=within)
        return list(self.letters)

    def to(self, address: str) -> list[Letter]:
        """The letters for one address."""
        return [letter for letter in self.letters if address in letter.recipients]

    def _check(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        if self._account is None or not isinstance(data, LoginPassword):
            return AuthResult(success=False, handled=False)
        given = (data.login.decode(), data.password.decode())
        # handled=False: else aiosmtpd answers nothing and the client waits for ever
        return AuthResult(success=given == self._account, handled=False)

    async def handle_EHLO(  # noqa: N802  # the names are those of aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Counts the connections."""
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Takes or refuses a recipient."""
        if self.refuse:
            return f"{self.refuse} told to refuse"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keeps the letter."""
        if self.delay:
            await asyncio.sleep(self.delay)
        content = envelope.original_content or b""
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.letters.append(Letter(envelope.mail_from or "", tuple(envelope.rcpt_tos), message))
        if self.drop_after_data and server.transport is not None:
            server.transport.close()
        return "250 OK"
