"""Letters on their way: written with the notice, sent by a job, settled as sent or failed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from okno.clock import from_us, now_us
from okno.db import execute, fetch_one, fetch_value
from okno.errors import ConfigError
from okno.jobs import enqueue, job
from okno.log import get
from okno.notify import letters
from okno.notify.hearers import Hearer
from okno.notify.letters import Letter
from okno.notify.ports import ConsoleMailer, Mailer, Refusal, SmtpMailer
from okno.settings import Settings
from okno.text import N_
from okno.tickets.ticket import Ticket

ATTEMPTS = 100
"""With the pauses between jobs that is some four days: longer than a weekend without a mail server."""

log = get(__name__)


class _Post:
    """How this process sends."""

    settings: Settings | None = None
    mailer: Mailer | None = None


def settle(settings: Settings, mailer: Mailer | None = None) -> None:
    """Says at start-up how letters look and who sends them: `mailer`, else SMTP when a host is set, else the log."""
    _Post.settings = settings
    _Post.mailer = mailer or (SmtpMailer(settings.mail) if settings.mail.host else ConsoleMailer())


def current() -> Settings:
    """The settings that letters are written by."""
    if _Post.settings is None:
        raise ConfigError(N_("It is not known yet how letters are sent."))
    return _Post.settings


async def put(event_id: int, hearer: Hearer, ticket: Ticket, actor_name: str, said: str) -> None:
    """Writes a letter and the job that sends it, in the current transaction. Nothing for who has no address."""
    person = hearer.person
    if not person.mail:
        return
    settings = current()
    row_id = await fetch_value(
        "INSERT INTO message (event_id, person_id, ticket_id, channel, to_address, subject, text, message_id, state,"
        " attempts, created_at) VALUES ($1, $2, $3, 'mail', $4, $5, $6, $7, 'waiting', 0, $8)"
        " ON CONFLICT DO NOTHING RETURNING id",
        event_id,
        person.id,
        ticket.id,
        person.mail,
        letters.subject(ticket),
        letters.body(settings, ticket, hearer.says, actor_name, said, person.locale),
        letters.message_id(settings, event_id, person.id),
        now_us(),
    )
    if row_id is not None:
        await enqueue("mail.send", {"message": row_id})


@job("mail.send", attempts=ATTEMPTS, at_once=1)
async def send(payload: Mapping[str, Any]) -> None:
    """Sends one letter and settles it; in one worker letters go one after the other.

    So a kill makes at most one repeat, of the letter that was just handed over, under the same Message-ID.
    """
    letter = await _letter(int(payload["message"]))
    if letter is None:
        return
    assert _Post.mailer is not None
    try:
        await _Post.mailer.send(letter)
    except Refusal as error:
        log.warning("a letter is refused", id=letter.message_id, why=error.detail["why"])
        await _settle(letter, "failed", str(error.detail["why"]))
    except Exception as error:
        await _note_failure(letter, f"{type(error).__name__}: {error}")
        raise
    else:
        await _settle(letter, "sent", None)


async def _letter(row_id: int) -> Letter | None:
    row = await fetch_one(
        "SELECT m.*, p.name FROM message m JOIN person p ON p.id = m.person_id WHERE m.id = $1 AND m.state = 'waiting'",
        row_id,
    )
    if row is None:
        return None
    settings = current()
    return Letter(
        to=row["to_address"],
        to_name=row["name"],
        sender=settings.mail.sender,
        sender_name=settings.company,
        subject=row["subject"],
        text=row["text"],
        message_id=row["message_id"],
        thread_id=letters.thread_id(settings, row["ticket_id"]),
        date=from_us(row["created_at"]),
    )


async def _settle(letter: Letter, state: str, error: str | None) -> None:
    await execute(
        "UPDATE message SET state = $1, sent_at = $2, error = $3, attempts = attempts + 1"
        " WHERE message_id = $4 AND state = 'waiting'",
        state,
        now_us() if state == "sent" else None,
        error and error[:500],
        letter.message_id,
    )


async def _note_failure(letter: Letter, error: str) -> None:
    """Writes down a failed try; the last one settles the letter, since the job ends with it."""
    await execute(
        "UPDATE message SET attempts = attempts + 1, error = $1,"
        " state = CASE WHEN attempts + 1 >= $2 THEN 'failed' ELSE state END WHERE message_id = $3",
        error[:500],
        ATTEMPTS,
        letter.message_id,
    )
