"""A letter: its words, and the message that goes over the wire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import urlsplit

from okno.i18n import say
from okno.notify.hearers import ADVICE, words
from okno.settings import Settings
from okno.text import N_, clean, one_line
from okno.tickets.ticket import Ticket

SUBJECT_LIMIT = 200
REASON_LIMIT = 1000


@dataclass(frozen=True)
class Letter:
    """What a mailer sends. Addresses are bare, texts are clean, ids are in angle brackets; `thread_id` may be ""."""

    to: str
    to_name: str
    sender: str
    sender_name: str
    subject: str
    text: str
    message_id: str
    thread_id: str
    date: datetime


@dataclass(frozen=True)
class Tale:
    """What a letter tells: who did it, his words, the reason of an emergency, `details` for whoever is asked to agree.

    A `discreet` letter is about a ticket of a confidential team: it names the number and leads to the page, for
    letters lie on servers of others.
    """

    actor: str
    said: str = ""
    reason: str = ""
    details: str = ""
    discreet: bool = False


def host_of(settings: Settings) -> str:
    """The right side of our message ids."""
    return urlsplit(settings.own_url).hostname or "okno"


def message_id(settings: Settings, event_id: int, person_id: int) -> str:
    """The same for every try, so that a mail server knows a repeat."""
    return f"<okno.{event_id}.{person_id}@{host_of(settings)}>"


def thread_id(settings: Settings, ticket_id: int) -> str:
    """The id that all letters about a ticket refer to: mail programs put them together."""
    return f"<okno.ticket.{ticket_id}@{host_of(settings)}>"


def subject(ticket: Ticket, tale: Tale, locale: str) -> str:
    """The subject of all letters about a ticket."""
    about = say(N_("Request"), locale) if tale.discreet else one_line(ticket.subject, SUBJECT_LIMIT)
    if tale.details:
        about = say(N_("Asked to approve: %(subject)s", subject=about), locale)
    return f"[№ {ticket.number}] {about}"


def body(settings: Settings, ticket: Ticket, says: str, tale: Tale, locale: str) -> str:
    """The text: what happened, what the person wrote, what to do, where."""
    told = words(says, tale.actor, ticket.number, one_line(tale.reason, REASON_LIMIT), discreet=tale.discreet)
    parts = [say(told, locale)]
    if tale.discreet:
        parts.append(say(N_("This request is confidential: its words are on its page only."), locale))
    else:
        parts.append(f"{say(N_('Request'), locale)}: {one_line(ticket.subject)}")
    if tale.said and not tale.discreet:
        parts.append("\n".join(f"> {line}".rstrip() for line in clean(tale.said).splitlines()))
    if tale.details:
        parts.append(clean(tale.details))
    if says in ADVICE:
        parts.append(say(ADVICE[says], locale))
    parts.append(f"{settings.own_url}/tickets/{ticket.number}")
    advice = say(N_("Nobody reads mail to this address. Answer on the page."), locale)
    parts.append(f"-- \n{settings.company}\n{advice}")
    return "\n\n".join(parts) + "\n"


def wire(letter: Letter) -> EmailMessage:
    """The message of a letter. Raises ValueError when the address cannot stand in a header."""
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(letter.sender_name, letter.sender)
    message["To"] = _address(letter.to_name, letter.to)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = letter.date
    message["Message-ID"] = letter.message_id
    if letter.thread_id:
        message["In-Reply-To"] = letter.thread_id
        message["References"] = letter.thread_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(letter.text, cte="quoted-printable")
    return message


def ascii_address(address: str) -> str:
    """The address with its domain in ASCII (IDNA). Raises ValueError when it is none that a server takes."""
    local, _, domain = address.rpartition("@")
    if not (local and domain and local.isascii() and local.isprintable()) or any(c in local for c in ' ,;<>()[]"\\@'):
        raise ValueError("not a mail address")
    return f"{local}@{domain.encode('idna').decode('ascii')}"


def _address(name: str, address: str) -> Address:
    return Address(display_name=one_line(name), addr_spec=ascii_address(address))
