"""The reply box of an agent: his drafts, canned replies, the letterhead, what others said meanwhile, what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from okno.catalog import registry
from okno.clock import from_us
from okno.files import get as get_file
from okno.http import Page
from okno.people import get as get_person, get_many
from okno.teams import get as get_team
from okno.text import N_, Phrase, pick
from okno.themes.contexts import MoveView, TicketPage
from okno.themes.parts import ReplyView
from okno.themes.reply_box import BoxView, KeptFile, MeanwhileView, ThenView
from okno.tickets import Ticket, letterhead, reply_drafts
from okno.tickets.comment import Comment
from okno.tickets.reply_drafts import ReplyDraft
from okno.web import canned, outside_panel
from okno.web.faces import up

NEXT = "next"
"""What follows the sending: the next request of the list that somebody came from."""
_THEN: Mapping[str, Phrase] = {
    "waiting_user": N_("Send and wait for the requester"),
    "waiting_supplier": N_("Send and wait for the supplier"),
    "done": N_("Send and mark as done"),
    "in_progress": N_("Send and go on"),
}
_NO_PART = ("closed", "cancelled")
"""Ends that no answer has to do with."""


@dataclass(frozen=True)
class BoxState:
    """What a refused sending, or a draft that was thrown away, left for the page."""

    kept: Sequence[str] = ()
    """Public ids of files that are stored already."""
    meanwhile: Sequence[Comment] = ()
    dropped: str = ""
    dropped_visibility: str = "public"


async def fitted(current: Page, ticket: Ticket, page: TicketPage, state: BoxState, *, seen: int) -> ReplyView | None:
    """The reply box of the page with all of it; `seen` is the last comment that the page shows."""
    reply = page.reply
    if reply is None:
        return None
    drafts = await reply_drafts.of(current.actor.id, ticket.id)
    reply = await _with_outsiders(current, ticket, reply, drafts)
    customer, team = await get_person(ticket.customer_id), await get_team(ticket.team_id)
    of_team = await canned.of_team(ticket, team, customer, current.person, current.t)
    own = await canned.own(ticket, customer, current.person)
    visibility = _visibility(reply, drafts) if not reply.text and not state.dropped else reply.visibility
    text = reply.text or _begun(drafts, visibility, canned.text_of((*of_team, *own), current.query.get("reply", "")))
    head = await letterhead.of(ticket, current.person, customer)
    path = f"/tickets/{ticket.number}"
    draft = drafts.get(visibility)
    box = BoxView(
        keep=f"{path}/draft",
        drop=f"{path}/draft/drop",
        upload=f"{path}/files",
        seen=seen,
        version=ticket.version,
        public_draft=_text(drafts, "public"),
        internal_draft=_text(drafts, "internal"),
        draft_line=_draft_line(current, draft) if draft is not None else "",
        dropped=state.dropped,
        dropped_visibility=state.dropped_visibility,
        kept=await _kept(current, state.kept),
        meanwhile=await _meanwhile(current, state.meanwhile),
        then=_then(current, ticket, page.moves) if reply.can_public else (),
        own=own,
        save_href=f"/profile/replies?from={ticket.number}#new",
        greeting=head.greeting if reply.can_public else "",
        signature=head.signature if reply.can_public else "",
    )
    return replace(reply, text=text, visibility=visibility, canned=of_team, box=box)


async def _with_outsiders(
    current: Page, ticket: Ticket, reply: ReplyView, drafts: Mapping[str, ReplyDraft]
) -> ReplyView:
    """The box with the people outside to whom the staff may write; a guest comes before the account for guests."""
    found = await outside_panel.choices(ticket, current.t) if reply.can_public else ()
    named = tuple(replace(one, begun=_text(drafts, one.value)) for one in found)
    visibility = reply.visibility
    guest = next((one.value for one in named if one.guest), "")
    if guest and visibility == "public" and not reply.text:
        visibility = guest
    if visibility not in ("public", "internal", *(one.value for one in named)):
        visibility = "internal" if reply.can_internal else "public"
    return replace(reply, outside=named, visibility=visibility)


def _visibility(reply: ReplyView, drafts: Mapping[str, ReplyDraft]) -> str:
    """To whom somebody was writing last."""
    able = [name for name, may in (("public", reply.can_public), ("internal", reply.can_internal)) if may]
    able += [one.value for one in reply.outside]
    begun = [name for name in able if name in drafts]
    return max(begun, key=lambda name: drafts[name].at) if begun else reply.visibility


def _begun(drafts: Mapping[str, ReplyDraft], visibility: str, chosen: str) -> str:
    """The draft, and after it the reply that was chosen without a script."""
    return "\n".join(part for part in (_text(drafts, visibility), chosen) if part)


def _text(drafts: Mapping[str, ReplyDraft], visibility: str) -> str:
    return drafts[visibility].text if visibility in drafts else ""


def _draft_line(current: Page, draft: ReplyDraft) -> str:
    return current.t.say(N_("Draft, %(when)s", when=current.t.moment(from_us(draft.at))))


async def _kept(current: Page, ids: Sequence[str]) -> tuple[KeptFile, ...]:
    found = [await get_file(one) for one in ids]
    return tuple(
        KeptFile(id=one.public_id, name=one.name, size=current.t.size(one.size))
        for one in found
        if one is not None and one.owner_id == current.actor.id
    )


async def _meanwhile(current: Page, said: Sequence[Comment]) -> tuple[MeanwhileView, ...]:
    people = await get_many(one.author_id for one in said)
    return tuple(
        MeanwhileView(
            who=people[one.author_id].name if one.author_id in people else "—",
            when=up(current.t.moment(from_us(one.at))),
            text=one.text,
        )
        for one in said
    )


def _then(current: Page, ticket: Ticket, moves: Sequence[MoveView]) -> tuple[ThenView, ...]:
    """States that an answer leads to, then the next request."""
    lifecycle = registry.lifecycle(ticket.lifecycle)
    listed: list[ThenView] = []
    for move in moves:
        goal = lifecycle.state(move.to)
        if goal is None or goal.phase == "closed" or move.to in _NO_PART or move.fields:
            continue
        known = _THEN.get(move.to) or N_("Send and put to “%(state)s”", state=pick(goal.title, current.t.locale))
        listed.append(ThenView(value=move.to, label=current.t.say(known), icon=move.icon or "arrow-right"))
    return (*listed, ThenView(value=NEXT, label=current.t.say(N_("Send and open the next one")), icon="chevron-right"))
