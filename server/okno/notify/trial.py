"""A notice that somebody sends to himself, to see where it comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from okno.clock import SECOND_US, now_us
from okno.db import fetch_value, tx
from okno.errors import TooMany
from okno.events import record
from okno.events.log import read_facts
from okno.notify.choices import wishes_of
from okno.notify.delivery import About, by_push, write_notice
from okno.notify.events import NoticesTried, NoticesWritten
from okno.notify.outbox import NO_TICKET
from okno.notify.post import post, push
from okno.people import Person
from okno.text import N_, Phrase

KIND = "try"
WORDS: Mapping[str, Phrase] = {KIND: N_("This is the notice that you have sent to yourself. All is well.")}
"""The sentence of such a notice; it is about no ticket."""
PAUSE_US = 30 * SECOND_US
_SUBJECT = N_("A trial notice")
_ADVICE = N_("Letters come to this address. Which ones and when you choose on this page.")
PATH = "/profile/notices"


@dataclass(frozen=True)
class Tried:
    """Where it went: `mail` is the address or "", `devices` how many."""

    mail: str
    devices: int


async def send_one(person: Person) -> Tried:
    """Sends a notice to the page, to the mail and to all devices of a person. Raises TooMany when there was one now."""
    last = await fetch_value(
        "SELECT max(at) FROM event WHERE stream = $1 AND stream_id = $2 AND kind = $3",
        NoticesTried.stream,
        person.id,
        NoticesTried.kind(),
    )
    if last is not None and now_us() - int(last) < PAUSE_US:
        raise TooMany(N_("A trial notice has just gone out. Look for it, and try again in half a minute."))
    async with tx():
        event_id = await record(NoticesTried(stream_id=person.id, actor_id=person.id))
        [fact] = await read_facts([event_id])
        plan = (await wishes_of([person]))[person.id].plan(KIND, now_us())
        await write_notice(fact, person, KIND, NO_TICKET, {"actor": person.id})
        await post(event_id, person, subject=_SUBJECT, parts=(WORDS[KIND], _ADVICE), path=PATH, kind=KIND, plan=plan)
        await by_push(About(event_id, person, KIND, NO_TICKET), plan, push(person, _SUBJECT, WORDS[KIND]))
        written = NoticesWritten(stream_id=NO_TICKET, actor_id=person.id, about=event_id)
        await record(written, [f"person:{person.id}"])
    return Tried(person.mail, len(plan.devices))
