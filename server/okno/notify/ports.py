"""The door through which letters leave. The mail plugin puts its own behind it."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Protocol

import aiosmtplib

from okno.errors import OknoError
from okno.log import get
from okno.notify.letters import Letter, ascii_address, wire
from okno.settings import Mail
from okno.text import N_

STEP_SECONDS = 20.0
"""How long one command of a server may take."""
WHOLE_SECONDS = 90.0
IMPLICIT_TLS_PORT = 465

log = get(__name__)


class Refusal(OknoError):
    """This letter will never be taken as it is: there is no sense in another try. `detail["why"]` is for the log."""

    code = "mail_refused"

    def __init__(self, why: str) -> None:
        super().__init__(N_("The mail server does not take the letter: %(why)s", why=why), why=why)


class Mailer(Protocol):
    """Takes one letter, once."""

    async def send(self, letter: Letter) -> None:
        """Returns when a server has answered for the letter. Raises Refusal for good, anything else for now."""


class ConsoleMailer:
    """Writes letters to the log: for an installation without a mail server."""

    async def send(self, letter: Letter) -> None:
        """Logs to whom and about what; the words of people stay out of the log."""
        wire(letter)
        log.info("no mail server is set, a letter stays here", to=letter.to, id=letter.message_id)


class SmtpMailer:
    """Sends by SMTP, each letter on a connection of its own."""

    def __init__(self, mail: Mail) -> None:
        self._mail = mail

    async def send(self, letter: Letter) -> None:
        """One try with limits of time."""
        try:
            message, recipient = wire(letter), ascii_address(letter.to)
        except ValueError as error:
            raise Refusal(str(error)) from error
        async with asyncio.timeout(WHOLE_SECONDS):
            client = self._client()
            await client.connect()
            try:
                await self._hand_over(client, letter.sender, recipient, message.as_bytes())
            finally:
                # The letter is taken or not by now; how the goodbye goes changes nothing.
                with contextlib.suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
                    await client.quit()
                client.close()

    def _client(self) -> aiosmtplib.SMTP:
        implicit = self._mail.port == IMPLICIT_TLS_PORT
        return aiosmtplib.SMTP(
            hostname=self._mail.host,
            port=self._mail.port,
            username=self._mail.user or None,
            password=self._mail.password or None,
            use_tls=implicit,
            start_tls=self._mail.starttls and not implicit,
            timeout=STEP_SECONDS,
        )

    async def _hand_over(self, client: aiosmtplib.SMTP, sender: str, recipient: str, content: bytes) -> None:
        try:
            await client.sendmail(sender, [recipient], content)
        except aiosmtplib.SMTPRecipientsRefused as error:
            first = error.recipients[0]
            if first.code >= 500:
                raise Refusal(f"{first.code} {first.message}") from error
            raise
        except aiosmtplib.SMTPDataError as error:
            if error.code >= 500:
                raise Refusal(f"{error.code} {error.message}") from error
            raise
