"""What plugins tell people: a sentence of theirs with the way to a page, as a notice, a letter and on devices.

The sentence is kept as it stands in the code, with its numbers, and said in the language of the reader. A letter may
lead elsewhere than its notice: by a link that opens a door without signing in. It is sealed as letters about accounts
are, and so that its link leaves with it, it is not gathered with others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from okno.clock import now_us
from okno.events import record
from okno.events.log import read_facts
from okno.notify.choices import wishes_of
from okno.notify.delivery import About, by_push, write_notice
from okno.notify.events import NoticesWritten
from okno.notify.groups import BROUGHT
from okno.notify.outbox import NO_TICKET
from okno.notify.post import post, push
from okno.people import Person
from okno.text import Phrase


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is told. `group` is that of the choices of its reader, such as "requests" or "work".

    `notice` is one sentence without anything that people wrote. With `ticket_id` only who sees the ticket reads it.
    `path` is where the notice leads, `letter_path` where the letter does ("": there too).
    """

    group: str
    subject: Phrase
    lead: Phrase
    notice: Phrase
    path: str
    more: tuple[Phrase, ...] = ()
    ticket_id: int = NO_TICKET
    letter_path: str = ""


async def tell(event_id: int, person: Person, message: Message) -> None:
    """Tells a person of the fact `event_id`, in the current transaction, once however often it is called."""
    kind = f"{BROUGHT}{message.group}"
    plan = (await wishes_of([person]))[person.id].plan(kind, now_us())
    [fact] = await read_facts([event_id])
    if plan.page:
        said = {"said": message.notice.msgid, "params": dict(message.notice.params), "path": message.path}
        await write_notice(fact, person, kind, message.ticket_id, said)
    if plan.mail and not person.demo:
        await post(
            event_id,
            person,
            subject=message.subject,
            parts=(message.lead, *message.more),
            path=message.letter_path or message.path,
            kind=kind,
            plan=replace(plan, digest=False, at=plan.push_at),
        )
    if not person.demo:
        await by_push(About(event_id, person, kind, NO_TICKET), plan, push(person, message.subject, message.notice))
    written = NoticesWritten(stream_id=message.ticket_id, actor_id=fact.actor_id, about=event_id)
    await record(written, [f"person:{person.id}"])


def is_brought(kind: str) -> bool:
    """Whether a notice of this kind was told by a plugin."""
    return kind.startswith(BROUGHT)


def phrase_of(payload: Mapping[str, Any]) -> Phrase:
    """The sentence of such a notice."""
    return Phrase(str(payload["said"]), dict(payload.get("params") or {}))
