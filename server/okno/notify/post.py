"""Letters about no ticket: a person's own account, a team, an outage; perhaps with a link that opens a door.

So their text is sealed while it waits and blanked when it is sent: who reads the database finds no way in. What others
have called themselves makes no link in them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from okno.i18n import say
from okno.notify.choices import Plan
from okno.notify.outbox import NO_TICKET, Outgoing, current, write
from okno.notify.wording import PUSH_BODY, PUSH_TITLE, Said, finished
from okno.people import Person
from okno.text import N_, Phrase, one_line
from okno.themes.letters import LetterView

ACCOUNT = "account"
"""The kind of a letter about somebody's own account: it leaves at once, whatever he has chosen."""
FOOT = N_("Nobody reads mail to this address.")
LONGEST_NAME = 100
_LIKE_LINK = re.compile(r"(?<=\w)\.(?=\w)|(?<=:)//|(?<=\w)@(?=\w)")
_CHOSEN = ("who", "actor", "team", "role")
"""Parameters that are names; a login is typed again by its reader, so it stays as it is."""
_NO_LINK = "\u2060"
"""A joiner that nobody sees: mail programs make no link of what it stands in."""


async def post(
    event_id: int,
    person: Person,
    *,
    subject: Phrase,
    parts: Sequence[Phrase],
    path: str = "",
    kind: str = ACCOUNT,
    plan: Plan | None = None,
) -> bool:
    """Writes a letter about the fact `event_id` and the job that sends it, in the current transaction.

    A link to our page `path` stands on a line of its own after the first part. Once for each fact; False for whoever
    has no address. Without a `plan` it leaves at once.
    """
    if not person.mail or not person.active:
        return False
    said = letter(person, kind, subject, parts, path)
    await write(
        Outgoing(
            event_id=event_id,
            person=person,
            kind=kind,
            ticket_id=NO_TICKET,
            subject=said.subject,
            text=said.text,
            html=said.html,
            at=plan.at if plan is not None else 0,
            digest=plan is not None and plan.digest,
        )
    )
    return True


def letter(person: Person, kind: str, subject: Phrase, parts: Sequence[Phrase], path: str = "") -> Said:
    """The letter in the language of its reader."""
    settings = current()
    told = [say(inert(part), person.locale) for part in parts]
    made = LetterView(
        company=settings.company,
        lead=told[0],
        more=tuple(told[1:]),
        href=settings.own_url + path if path else "",
        link=say(N_("Open the page"), person.locale),
        foot=(say(FOOT, person.locale),),
    )
    return finished(settings, person, kind, one_line(say(inert(subject), person.locale)), made)


def push(person: Person, subject: Phrase, part: Phrase) -> Said:
    """The same in two lines, for a device."""
    return Said(
        one_line(say(inert(subject), person.locale), PUSH_TITLE), one_line(say(inert(part), person.locale), PUSH_BODY)
    )


def inert(phrase: Phrase) -> Phrase:
    """A phrase whose parameters, which people have chosen, are short and become no links."""
    params = {
        key: _inert(value) if key in _CHOSEN and isinstance(value, str) else value
        for key, value in phrase.params.items()
    }
    return replace(phrase, params=params)


def _inert(text: str) -> str:
    return _LIKE_LINK.sub(lambda found: f"{_NO_LINK}{found.group()}", one_line(text, LONGEST_NAME))
