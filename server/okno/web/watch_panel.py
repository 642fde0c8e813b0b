"""Who follows a ticket, as its pages show it, and who was called in a comment and does not hear."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from okno.http import Page
from okno.people import get_many
from okno.text import N_
from okno.themes.contexts import FieldView
from okno.themes.life import UnheardView, WatcherView, WatchPanel
from okno.tickets import Sight, Ticket, mentions, watch
from okno.tickets.visible import sight
from okno.web.faces import person_view
from okno.web.form_input import Inputs

WHO = "who"
"""The name of the field for a colleague."""
UNHEARD = "unheard"
"""Names in the address of a page those who were called in vain."""
_MOST = 20


def unheard_query(person_ids: Sequence[int]) -> str:
    """The end of the address of a page that tells of them."""
    return f"?{urlencode({UNHEARD: '.'.join(map(str, person_ids[:_MOST]))})}" if person_ids else ""


async def panel(current: Page, ticket: Ticket, seen: Sight) -> WatchPanel | None:
    """Who follows it; None when nobody does and the reader can't, or reads it in an emergency only."""
    actor, t = current.actor, current.t
    if await sight(actor, ticket) is None:
        return None
    people = await watch.watchers(ticket.id)
    own = actor.id in (ticket.requester_id, ticket.customer_id)
    follows = any(one.id == actor.id for one in people)
    field = await _field(current) if await watch.may_add(actor, ticket, seen) else None
    can_follow = not own and not follows and await watch.may_follow(actor, ticket, seen)
    if not people and field is None and not can_follow:
        return None
    return WatchPanel(
        people=tuple(
            WatcherView(person=person_view(one), can_remove=watch.may_remove(actor, ticket, seen, one.id))
            for one in people
        ),
        follows=follows,
        can_follow=can_follow,
        field=field,
        open=field is not None and bool(field.error),
        note=t.say(N_("Whoever follows a request reads it and hears of its news.")) if field is not None else "",
    )


async def _field(current: Page) -> FieldView:
    refused = WHO in current.errors
    typed = {name: current.text(name) if refused else "" for name in (WHO, f"{WHO}.text")}
    return await Inputs(current.t, typed, current.errors).person(WHO, N_("A colleague"))


async def unheard(current: Page, ticket: Ticket, seen: Sight) -> tuple[UnheardView, ...]:
    """Those whom the address names, as far as it is still so."""
    ids = [int(one) for one in current.query.get(UNHEARD, "").split(".")[:_MOST] if _is_id(one)]
    people = list((await get_many(ids)).values()) if ids else []
    deaf = await mentions.deaf(ticket, seen, people)
    can_add = bool(deaf) and await watch.may_add(current.actor, ticket, seen)
    phrase = N_("%(name)s does not see this request and is not told of your words.")
    return tuple(
        UnheardView(id=one.id, line=current.t.say(phrase.msgid, name=one.name), can_add=can_add) for one in deaf
    )


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
