"""What the plugin has on the pages of a request, for its customer and for the staff."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from okno.api import Actor, Context, NotFound, from_us, translator
from okno.api.clock import zone_of
from okno.api.people import get_many
from okno.api.themes import Translator
from okno.api.tickets import get as get_ticket, is_staff
from okno_feedback import form, invitation, rating, reasons, scope
from okno_feedback.rate_pages import path_of
from okno_feedback.rating import Rating


@dataclass(frozen=True, kw_only=True)
class GivenView:
    """The customer's own mark; `href` changes it, "" when the time for that is over."""

    stars: int
    word: str
    text: str
    href: str


@dataclass(frozen=True, kw_only=True)
class ToldView:
    """A mark as the staff reads it; `who` is "" where names are not told."""

    stars: int
    word: str
    text: str
    reasons: str
    who: str
    when: str


async def asked(ctx: Context, actor: Actor, ticket_id: int) -> Mapping[str, Any] | None:
    """The form, for who may give a mark now and has not."""
    found = await invitation.of_ticket(ticket_id, actor.id)
    if found is None or found.state != invitation.OPEN:
        return None
    action = path_of(ticket_id)
    return {"form": await form.build(ctx, found, _t(actor), action=action)}


async def given(actor: Actor, ticket_id: int) -> Mapping[str, Any] | None:
    """His own last mark."""
    found = next((one for one in await rating.of_ticket(ticket_id) if one.person_id == actor.id), None)
    if found is None:
        return None
    usable = await invitation.of_ticket(ticket_id, actor.id)
    changeable = usable is not None and usable.id == found.invitation_id
    view = GivenView(
        stars=found.stars,
        word=_t(actor).say(form.STARS[found.stars]),
        text=found.text,
        href=path_of(ticket_id) if changeable else "",
    )
    return {"given": view}


async def told(ctx: Context, actor: Actor, ticket_id: int) -> Mapping[str, Any] | None:
    """All marks of a request, for its staff alone: who reads it by name hears nothing of them."""
    try:
        ticket, _ = await get_ticket(actor, ticket_id)
    except NotFound:
        # Whoever reads it in an emergency reads the request, and not what its customer thinks of the work.
        return None
    if not is_staff(actor, ticket):
        return None
    marks = await rating.of_ticket(ticket.id)
    if not marks:
        return None
    named = bool(ctx.settings["names"]) or ticket.team_id in {team.id for team in await scope.teams_of(actor)}
    people = await get_many(one.person_id for one in marks) if named else {}
    return {
        "marks": [_told(one, people[one.person_id].name if one.person_id in people else "", _t(actor)) for one in marks]
    }


def _told(one: Rating, who: str, t: Translator) -> ToldView:
    return ToldView(
        stars=one.stars,
        word=t.say(form.STARS[one.stars]),
        text=one.text,
        reasons=", ".join(reasons.words(one.reasons, t.locale)),
        who=who,
        when=t.moment(from_us(one.changed_at)),
    )


def _t(actor: Actor) -> Translator:
    return translator(actor.locale, zone_of(actor.time_zone))
