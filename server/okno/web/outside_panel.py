"""Outsiders on the page of a ticket: who they are, how they came, and what became of the messages to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from okno.channels.delivery import Delivery, deliveries, ways_of
from okno.channels.reasons import WORDS
from okno.channels.registry import title
from okno.i18n import Translator
from okno.people.outsider import outsiders
from okno.text import N_, Phrase
from okno.themes.agent_panels import OutsiderView
from okno.themes.parts import DeliveryView, OutsideChoice
from okno.tickets import Ticket
from okno.tickets.outside import word_of
from okno.tickets.thread import GUEST, outside_of

OWN_SOURCES = frozenset({"portal", "api", "split", "rule", "macro"})
"""Ways in of the core, which need no word beside a message."""
_STATES: Mapping[str, Phrase] = {
    "queued": N_("not sent yet"),
    "sent": N_("sent"),
    "delivered": N_("delivered"),
    "read": N_("read"),
    "failed": N_("not delivered"),
}
_ICONS: Mapping[str, str] = {"queued": "clock", "failed": "triangle-alert"}


async def choices(ticket: Ticket, t: Translator) -> tuple[OutsideChoice, ...]:
    """To which outsiders the staff may write; the guest comes first."""
    threads = await outside_of(ticket.id)
    known = await outsiders(one.principal_id for one in threads)
    return tuple(
        OutsideChoice(
            value=word_of(one.id),
            name=known[one.principal_id].name,
            label=t.say(N_("Answer %(name)s", name=known[one.principal_id].name)),
            sees=t.say(N_("will be seen by %(name)s and the team", name=known[one.principal_id].name)),
            guest=one.audience == GUEST,
        )
        for one in threads
        if one.principal_id in known
    )


async def people_outside(ticket: Ticket, t: Translator) -> tuple[OutsiderView, ...]:
    """The outsiders of a ticket with their addresses, for its staff."""
    threads = await outside_of(ticket.id)
    ids = [one.principal_id for one in threads if one.principal_id is not None]
    known, ways = await outsiders(ids), await ways_of(ids)
    return tuple(
        OutsiderView(
            name=known[key].name,
            address=ways[key].address if key in ways else "",
            channel=title(ways[key].channel, t.locale) if key in ways else "",
        )
        for key in ids
        if key in known
    )


def source_word(source: str, t: Translator) -> str:
    """By which way words came; "" for those that were written here."""
    if source in OWN_SOURCES:
        return ""
    found = title(source, t.locale)
    return t.say(N_("letter")) if found == "mail" else found


async def told_of(comment_ids: Collection[int], ticket: Ticket, t: Translator) -> Mapping[int, DeliveryView]:
    """What became of the messages of these comments, for the staff of the ticket."""
    return {key: _view(one, ticket, t) for key, one in (await deliveries(comment_ids)).items()}


def _view(one: Delivery, ticket: Ticket, t: Translator) -> DeliveryView:
    failed = one.state == "failed"
    why = t.say(WORDS[one.error]) if failed and one.error in WORDS else ""
    return DeliveryView(
        icon=_ICONS.get(one.state, "check"),
        text=t.say(N_("%(channel)s: %(state)s", channel=title(one.channel, t.locale), state=t.say(_STATES[one.state]))),
        why=why,
        failed=failed,
        again=f"/tickets/{ticket.number}/messages/{one.id}" if failed else "",
    )
