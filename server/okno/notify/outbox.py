"""Messages on their way: written with the notice in one transaction, each with the job that sends it."""

from __future__ import annotations

from dataclasses import dataclass

from okno.clock import from_us, now_us
from okno.db import execute, fetch_value
from okno.errors import ConfigError
from okno.jobs import enqueue
from okno.notify import letters
from okno.notify.ports import ConsoleMailer, Mailer, SmtpMailer
from okno.people import Person
from okno.secret import seal
from okno.settings import Settings
from okno.text import N_

JOB = "mail.send"
PUSH_JOB = "push.send"

NO_TICKET = 0
"""Instead of a ticket: the letter is about the account of its person, and its text is sealed (see post.py)."""
SEALED = "letter"
DIGEST = "digest"
"""The kind of a letter that carries others; its text has their ids and nothing else."""
MAIL, OLD_MAIL, PUSH = "mail", "mail.old", "push:"
"""Channels: the mail of a person, an address that he had before, one of his devices (with its id)."""


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


def mailer() -> Mailer:
    """Who sends letters."""
    if _Post.mailer is None:
        raise ConfigError(N_("It is not known yet how letters are sent."))
    return _Post.mailer


def can_send() -> bool:
    """Whether letters leave this server; else they end in its log, without their text."""
    return not isinstance(_Post.mailer, ConsoleMailer)


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A message that is to go out at the instant `at` (0: now), alone or, for a `digest`, with others."""

    event_id: int
    person: Person
    kind: str
    ticket_id: int
    subject: str
    text: str
    html: str = ""
    channel: str = MAIL
    address: str = ""
    """Where to, when not to his main mail."""
    at: int = 0
    digest: bool = False


async def write(one: Outgoing) -> bool:
    """Writes a message and the job that sends it, in the current transaction; False when there is the same already."""
    settings = current()
    sealed = one.ticket_id == NO_TICKET and one.kind != DIGEST and not one.channel.startswith(PUSH)
    text, html = (seal(settings.home, SEALED, part) if sealed and part else part for part in (one.text, one.html))
    row_id = await fetch_value(
        "INSERT INTO message (event_id, person_id, ticket_id, channel, to_address, subject, text, html, message_id,"
        " state, attempts, created_at, kind, not_before, digest)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', 0, $10, $11, $12, $13)"
        " ON CONFLICT DO NOTHING RETURNING id",
        one.event_id,
        one.person.id,
        one.ticket_id,
        one.channel,
        "" if one.channel.startswith(PUSH) else one.address or one.person.mail,
        one.subject,
        text,
        html,
        _message_id(settings, one),
        now_us(),
        one.kind,
        one.at,
        one.digest,
    )
    if row_id is not None and not one.digest:
        await queue(row_id, one.channel, at=one.at)
    return row_id is not None


def _message_id(settings: Settings, one: Outgoing) -> str:
    if one.channel == MAIL and one.event_id > 0:
        return letters.message_id(settings, one.event_id, one.person.id)
    return f"<okno.{one.channel.replace(':', '.')}.{one.event_id}.{one.person.id}@{letters.host_of(settings)}>"


async def queue(row_id: int, channel: str = MAIL, *, at: int = 0) -> None:
    """Puts the job that sends a message into the current transaction, unless one waits already."""
    run_at = from_us(at) if at else None
    await enqueue(_job_of(channel), {"message": row_id}, key=job_key(row_id, channel), run_at=run_at)


def job_key(row_id: int, channel: str = MAIL) -> str:
    """The name of the job that sends a message."""
    return f"{_job_of(channel)}:{row_id}"


def _job_of(channel: str) -> str:
    return PUSH_JOB if channel.startswith(PUSH) else JOB


_KEPT = "CASE WHEN ticket_id = $5 AND kind <> $6 THEN '' ELSE {} END"


async def settle_row(row_id: int, state: str, error: str | None = None) -> None:
    """Says how it ended with a message. What is about somebody's account is not kept."""
    await execute(
        "UPDATE message SET state = $1, sent_at = $2, error = $3, attempts = attempts + 1,"
        f" text = {_KEPT.format('text')}, html = {_KEPT.format('html')} WHERE id = $4 AND state = 'waiting'",
        state,
        now_us() if state == "sent" else None,
        error and error[:500],
        row_id,
        NO_TICKET,
        DIGEST,
    )


async def note_failure(row_id: int, error: str, *, attempts: int) -> None:
    """Writes down a failed try; the last of `attempts` settles the message, since the job ends with it."""
    await execute(
        "UPDATE message SET attempts = attempts + 1, error = $1,"
        " state = CASE WHEN attempts + 1 >= $2 THEN 'failed' ELSE state END,"
        " text = CASE WHEN attempts + 1 >= $2 AND ticket_id = $4 AND kind <> $5 THEN '' ELSE text END,"
        " html = CASE WHEN attempts + 1 >= $2 AND ticket_id = $4 AND kind <> $5 THEN '' ELSE html END"
        " WHERE id = $3",
        error[:500],
        attempts,
        row_id,
        NO_TICKET,
        DIGEST,
    )
