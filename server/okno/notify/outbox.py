"""Letters on their way: written with the notice, sent by a job, settled as sent or failed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from okno.access import actor_of
from okno.clock import from_us, now_us
from okno.db import execute, fetch_one, fetch_value
from okno.errors import ConfigError
from okno.jobs import enqueue, job
from okno.log import get
from okno.notify import letters
from okno.notify.hearers import Hearer, may_be_told
from okno.notify.letters import Letter, Tale
from okno.notify.ports import ConsoleMailer, Mailer, Refusal, SmtpMailer
from okno.notify.task_sight import seen_tasks
from okno.notify.task_words import WORDS as TASK_WORDS
from okno.people import get as get_person
from okno.secret import unseal
from okno.settings import Settings
from okno.text import N_
from okno.tickets.reading import seen_among
from okno.tickets.ticket import Ticket

JOB = "mail.send"
ATTEMPTS = 100
"""With the pauses between jobs that is some four days: longer than a weekend without a mail server."""

NO_TICKET = 0
"""Instead of a ticket: the letter is about the account of its person, and its text is sealed (see post.py)."""
SEALED = "letter"

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


def can_send() -> bool:
    """Whether letters leave this server; else they end in its log, without their text."""
    return not isinstance(_Post.mailer, ConsoleMailer)


async def put(event_id: int, hearer: Hearer, ticket: Ticket, tale: Tale) -> None:
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
        letters.subject(ticket, tale, person.locale),
        letters.body(settings, ticket, hearer.says, tale, person.locale),
        letters.message_id(settings, event_id, person.id),
        now_us(),
    )
    if row_id is not None:
        await queue(row_id)


async def queue(row_id: int) -> None:
    """Puts the job that sends a letter into the current transaction, unless one waits already."""
    await enqueue(JOB, {"message": row_id}, key=job_key(row_id))


def job_key(row_id: int) -> str:
    """The name of the job that sends a letter."""
    return f"{JOB}:{row_id}"


@job(JOB, attempts=ATTEMPTS, at_once=1)
async def send(payload: Mapping[str, Any]) -> None:
    """Sends one letter and settles it; in one worker letters go one after the other.

    So a kill makes at most one repeat, of the letter that was just handed over, under the same Message-ID.
    """
    letter = await _letter(int(payload["message"]))
    if letter is None:
        return
    if not await _still_due(int(payload["message"])):
        await _settle(letter, "dropped", None)
        return
    assert _Post.mailer is not None
    try:
        await _Post.mailer.send(letter)
    except Refusal as error:
        log.warning("a letter is refused", id=letter.message_id, why=error.detail["why"])
        await _settle(letter, "failed", f"{type(error).__name__}: {error.detail['why']}")
    except Exception as error:
        await _note_failure(letter, f"{type(error).__name__}: {error}")
        raise
    else:
        await _settle(letter, "sent", None)


async def _still_due(row_id: int) -> bool:
    """Whether the one to whom a letter goes may read by now what it tells: a letter may wait for days."""
    row = await fetch_one(
        "SELECT m.person_id, m.ticket_id, n.kind, n.payload FROM message m"
        " LEFT JOIN notice n ON n.person_id = m.person_id AND n.event_id = m.event_id WHERE m.id = $1",
        row_id,
    )
    if row is None or row["ticket_id"] == NO_TICKET:
        return row is not None
    person = await get_person(row["person_id"])
    if person is None or not person.active:
        return False
    actor = await actor_of(person)
    if row["kind"] in TASK_WORDS:
        return bool(await seen_tasks(actor, [row]))
    ticket = (await seen_among(actor, [row["ticket_id"]])).get(row["ticket_id"])
    return ticket is not None and may_be_told(actor, ticket, row["kind"] or "")


async def _letter(row_id: int) -> Letter | None:
    row = await fetch_one(
        "SELECT m.*, p.name FROM message m JOIN person p ON p.id = m.person_id WHERE m.id = $1 AND m.state = 'waiting'",
        row_id,
    )
    if row is None:
        return None
    settings = current()
    own = row["ticket_id"] == NO_TICKET
    return Letter(
        to=row["to_address"],
        to_name=row["name"],
        sender=settings.mail.sender,
        sender_name=settings.company,
        subject=row["subject"],
        text=unseal(settings.home, SEALED, row["text"]) if own else row["text"],
        message_id=row["message_id"],
        thread_id="" if own else letters.thread_id(settings, row["ticket_id"]),
        date=from_us(row["created_at"]),
    )


async def _settle(letter: Letter, state: str, error: str | None) -> None:
    await execute(
        "UPDATE message SET state = $1, sent_at = $2, error = $3, attempts = attempts + 1,"
        " text = CASE WHEN ticket_id = $5 THEN '' ELSE text END WHERE message_id = $4 AND state = 'waiting'",
        state,
        now_us() if state == "sent" else None,
        error and error[:500],
        letter.message_id,
        NO_TICKET,
    )


async def _note_failure(letter: Letter, error: str) -> None:
    """Writes down a failed try; the last one settles the letter, since the job ends with it."""
    await execute(
        "UPDATE message SET attempts = attempts + 1, error = $1,"
        " state = CASE WHEN attempts + 1 >= $2 THEN 'failed' ELSE state END,"
        " text = CASE WHEN attempts + 1 >= $2 AND ticket_id = $4 THEN '' ELSE text END WHERE message_id = $3",
        error[:500],
        ATTEMPTS,
        letter.message_id,
        NO_TICKET,
    )
