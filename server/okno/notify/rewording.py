"""What plugins change in a message just before it leaves."""

from __future__ import annotations

from dataclasses import replace

from okno.db import Row
from okno.notify.hooks import MessageText, message_text
from okno.notify.letters import SUBJECT_LIMIT
from okno.notify.outbox import NO_TICKET
from okno.notify.wording import Said
from okno.text import one_line


async def reworded(said: Said, row: Row, channel: str) -> Said:
    """What a message of the outbox says, as plugins have left it."""
    if not message_text.asked():
        return said
    made: object = await message_text(
        MessageText(said.subject, said.text, said.html),
        channel=channel,
        kind=row["kind"],
        person_id=row["person_id"],
        ticket_id=row["ticket_id"] if row["ticket_id"] != NO_TICKET else None,
    )
    if not isinstance(made, MessageText):
        return said
    return replace(said, subject=one_line(made.subject, SUBJECT_LIMIT), text=made.text, html=made.html)
