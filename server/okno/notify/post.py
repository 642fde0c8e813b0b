"""Letters about a person's own account: no ticket, and perhaps a link that opens a door.

So their text is sealed while it waits and blanked when it is sent: who reads the database finds no way in.
"""

from __future__ import annotations

from collections.abc import Sequence

from okno.clock import now_us
from okno.db import fetch_value
from okno.i18n import say
from okno.notify import letters
from okno.notify.outbox import NO_TICKET, SEALED, current, queue
from okno.people import Person
from okno.secret import seal
from okno.text import N_, Phrase


async def post(event_id: int, person: Person, *, subject: Phrase, parts: Sequence[Phrase], path: str = "") -> bool:
    """Writes a letter about the fact `event_id` and the job that sends it, in the current transaction.

    A link to our page `path` stands on a line of its own after the first part. Once for each fact; False for whoever
    has no address.
    """
    if not person.mail or not person.active:
        return False
    settings = current()
    row_id = await fetch_value(
        "INSERT INTO message (event_id, person_id, ticket_id, channel, to_address, subject, text, message_id, state,"
        " attempts, created_at) VALUES ($1, $2, $3, 'mail', $4, $5, $6, $7, 'waiting', 0, $8)"
        " ON CONFLICT DO NOTHING RETURNING id",
        event_id,
        person.id,
        NO_TICKET,
        person.mail,
        say(subject, person.locale),
        seal(settings.home, SEALED, _text(person, parts, path)),
        letters.message_id(settings, event_id, person.id),
        now_us(),
    )
    if row_id is not None:
        await queue(row_id)
    return True


def _text(person: Person, parts: Sequence[Phrase], path: str) -> str:
    said = [say(part, person.locale) for part in parts]
    lines = [*said[:1], *([current().own_url + path] if path else []), *said[1:]]
    foot = say(N_("Nobody reads mail to this address."), person.locale)
    return "\n\n".join([*lines, f"-- \n{current().company}\n{foot}"]) + "\n"
