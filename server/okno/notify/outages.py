"""Whoever has said “me too” of an outage hears when it is over: a notice and a letter.

Neither carries the words of the announcement: the letter leads to its page, where it is decided who may read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from okno import announcements
from okno.access import Actor
from okno.announcements import OUTAGE, Announcement
from okno.announcements.events import AnnouncementEnded
from okno.clock import now_us
from okno.db import Row, load_json
from okno.events import Fact, listener, record
from okno.notify.choices import wishes_of
from okno.notify.delivery import About, by_push, write_notice
from okno.notify.events import NoticesWritten
from okno.notify.outbox import NO_TICKET
from okno.notify.post import post, push
from okno.people import get_many
from okno.text import N_, Phrase

WORDS: Mapping[str, Phrase] = {
    "outage_over": N_("It is mended: what did not work works again."),
    "works_over": N_("The planned works are over."),
}
"""The sentence of each kind of notice; such a notice is about no ticket."""
_SUBJECT = N_("It works again")
_ADVICE = N_("If it still does not work for you, order the service: we look at it.")


@listener("notify.outages", AnnouncementEnded)
async def tell_affected(fact: Fact) -> None:
    """Tells everybody who has said so and still works here; not to who has ended it."""
    one = await announcements.load(fact.stream_id)
    if one is None:
        return
    people = (await get_many(await announcements.affected_people(one.id))).values()
    told = [person for person in people if person.active and person.id != fact.actor_id]
    kind = "outage_over" if one.kind == OUTAGE else "works_over"
    wishes = await wishes_of(told)
    for person in told:
        plan = wishes[person.id].plan(kind, now_us())
        if plan.page:
            payload = {"actor": fact.actor_id, "announcement": one.id}
            await write_notice(fact, person, kind, NO_TICKET, payload)
        if person.demo:
            continue
        if plan.mail:
            parts, path = (WORDS[kind], _ADVICE), f"/announcements/{one.id}"
            await post(fact.id, person, subject=_SUBJECT, parts=parts, path=path, kind=kind, plan=plan)
        await by_push(About(fact.id, person, kind, NO_TICKET), plan, push(person, _SUBJECT, WORDS[kind]))
    if told:
        topics = [f"person:{person.id}" for person in told]
        await record(NoticesWritten(stream_id=NO_TICKET, actor_id=fact.actor_id, about=fact.id), topics)


def announcement_in(row: Row) -> int:
    """The announcement that a notice is about; 0 for a notice of another kind."""
    return int(load_json(row["payload"])["announcement"]) if row["kind"] in WORDS else 0


async def readable(actor: Actor, rows: Iterable[Row]) -> dict[int, Announcement]:
    """Those of the announcements of these notices that the reader may read still, by id."""
    found: dict[int, Announcement] = {}
    reader: announcements.Reader | None = None
    for number in {announcement_in(row) for row in rows} - {0}:
        one = await announcements.load(number)
        reader = reader or await announcements.Reader.of(actor)
        if one is not None and reader.sees(one):
            found[number] = one
    return found
