"""A letter: its words, and the message that goes over the wire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from typing import Any
from urllib.parse import urlsplit

from okno.i18n import say
from okno.notify.hearers import ADVICE, Reason, words
from okno.settings import Settings
from okno.text import N_, clean, one_line
from okno.themes.letters import LetterView, View, Written, write
from okno.tickets.ticket import Ticket

SUBJECT_LIMIT = 200
REASON_LIMIT = 1000
FOOT = N_("Nobody reads mail to this address. Answer on the page.")
DISCREET_WORDS = N_("This request is confidential: its words are on its page only.")


@dataclass(frozen=True)
class Letter:
    """What a mailer sends. Addresses are bare, texts are clean, ids are in angle brackets; `thread_id` may be "".

    `list_id` names the sort of letters it is one of, `leave_href` the page where that sort is ended by one click; ""
    where there is none.
    """

    to: str
    to_name: str
    sender: str
    sender_name: str
    subject: str
    text: str
    message_id: str
    thread_id: str
    date: datetime
    html: str = ""
    list_id: str = ""
    leave_href: str = ""


@dataclass(frozen=True)
class Tale:
    """What a letter tells: who did it, his words, the reason of an emergency or how much time it is about.

    `details` are for whoever is asked to agree (`asks`) or has little time left.

    A `discreet` letter is about a ticket of a confidential team: it names the number and leads to the page, for
    letters lie on servers of others.
    """

    actor: str
    said: str = ""
    reason: Reason = ""
    details: str = ""
    asks: bool = False
    discreet: bool = False


def host_of(settings: Settings) -> str:
    """The right side of our message ids."""
    return urlsplit(settings.own_url).hostname or "okno"


def message_id(settings: Settings, event_id: int, person_id: int) -> str:
    """The same for every try, so that a mail server knows a repeat."""
    return f"<okno.{event_id}.{person_id}@{host_of(settings)}>"


def list_id(settings: Settings, group: str) -> str:
    """The name of a sort of letters, by which mail programs sort them into folders (RFC 2919)."""
    return f"<{group}.okno.{host_of(settings)}>"


def thread_id(settings: Settings, ticket_id: int) -> str:
    """The id that all letters about a ticket refer to: mail programs put them together."""
    return f"<okno.ticket.{ticket_id}@{host_of(settings)}>"


def subject(ticket: Ticket, tale: Tale, locale: str) -> str:
    """The subject of all letters about a ticket."""
    about = say(N_("Request"), locale) if tale.discreet else one_line(ticket.subject, SUBJECT_LIMIT)
    if tale.asks and tale.details:
        about = say(N_("Asked to approve: %(subject)s", subject=about), locale)
    return f"[№ {ticket.number}] {about}"


def view(settings: Settings, ticket: Ticket, says: str, tale: Tale, locale: str) -> LetterView:
    """The letter: what happened, what the person wrote, what to do, where."""
    reason = one_line(tale.reason, REASON_LIMIT) if isinstance(tale.reason, str) else tale.reason
    told = words(says, tale.actor, ticket.number, reason, discreet=tale.discreet)
    return LetterView(
        company=settings.company,
        lead=say(told, locale),
        discreet=say(DISCREET_WORDS, locale) if tale.discreet else "",
        about_label="" if tale.discreet else say(N_("Request"), locale),
        about="" if tale.discreet else one_line(ticket.subject),
        quote="" if tale.discreet else clean(tale.said),
        details=clean(tale.details),
        more=(say(ADVICE[says], locale),) if says in ADVICE else (),
        href=f"{settings.own_url}/tickets/{ticket.number}",
        link=say(N_("Open the request"), locale),
        foot=(say(FOOT, locale),),
    )


def written(settings: Settings, made: View, locale: str) -> Written:
    """Both parts of a letter, by the templates of the theme."""
    return write(made, theme=settings.theme, locale=locale, home=settings.home)


class _Whole(UnstructuredHeader):
    """A header that stays on one line: an address or an id that was broken in two, or encoded, would be none."""

    def fold(self, *, policy: Policy[Any]) -> str:
        """The header as it goes over the wire."""
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]  # of the class that it is mixed into


_HEADERS = HeaderRegistry()
for _name in ("in-reply-to", "references", "list-id", "list-unsubscribe"):
    _HEADERS.map_to_type(_name, _Whole)  # type: ignore[arg-type]  # the registry mixes it into its base
_POLICY = SMTP.clone(header_factory=_HEADERS)


def wire(letter: Letter) -> EmailMessage:
    """The message of a letter. Raises ValueError when the address cannot stand in a header."""
    message = EmailMessage(policy=_POLICY)
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
    if letter.list_id:
        message["List-Id"] = letter.list_id
    if letter.leave_href:
        # RFC 8058: the program sends this form by itself, when its reader has asked it to.
        message["List-Unsubscribe"] = f"<{letter.leave_href}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text, cte="quoted-printable")
    if letter.html:
        message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    return message


def ascii_address(address: str) -> str:
    """The address with its domain in ASCII (IDNA). Raises ValueError when it is none that a server takes."""
    local, _, domain = address.rpartition("@")
    if not (local and domain and local.isascii() and local.isprintable()) or any(c in local for c in ' ,;<>()[]"\\@'):
        raise ValueError("not a mail address")
    return f"{local}@{domain.encode('idna').decode('ascii')}"


def _address(name: str, address: str) -> Address:
    return Address(display_name=one_line(name), addr_spec=ascii_address(address))
