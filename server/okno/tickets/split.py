"""Splitting: words that are about something else become a ticket of their own, for the same customer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from okno.access import Actor
from okno.catalog.model import Service
from okno.catalog.shelf import Shelf
from okno.db import asking, tx
from okno.errors import Invalid, NotFound, Refused
from okno.files import of_comments, share
from okno.people import Person, get as get_person
from okno.text import N_, clean, one_line
from okno.tickets import store
from okno.tickets.comment import Comment
from okno.tickets.form import answered
from okno.tickets.links import add_link
from okno.tickets.merged import sources_of
from okno.tickets.opening import begin
from okno.tickets.order import SUBJECT_LIMIT, TEXT_LIMIT, Order, checked, create
from okno.tickets.story import comments_of
from okno.tickets.ticket import Ticket
from okno.tickets.visible import Sight

SOURCE = "split"
"""The channel of what was split off."""
_WORDED = ("text", "string")
"""Fields that words can answer."""


@asking
async def split(
    actor: Actor,
    number: str | int,
    *,
    service: str,
    subject: str = "",
    text: str = "",
    comment_id: int | None = None,
    answers: Mapping[str, Any] | None = None,
) -> Ticket:
    """Orders for the customer of a ticket what he has said in it, and links the two. Returns the new ticket.

    The words are `text`, else those of the comment, whose files go with them. They answer the form as far as it asks
    for words. Raises WrongAnswers when the service asks for more, NotFound for a comment that the actor does not see.
    """
    async with tx():
        ticket, seen = await store.load_for_change(actor, number, None, action="ticket.handle")
        store.staff_only(seen)
        store.require_of_staff(actor, "ticket.handle", ticket)
        said = await said_in(actor, ticket, comment_id) if comment_id is not None else None
        words = _checked(text, said)
        customer = await _customer(ticket)
        chosen = (await Shelf.for_order(actor, customer.id)).opened().service(service)
        if chosen is None:
            raise Invalid({"service": N_("There is no service “%(key)s” in the catalog.", key=one_line(service, 64))})
        about = one_line(subject) or one_line(words, SUBJECT_LIMIT)
        given, rest = _worded(chosen, words, about, dict(answers or {}))
        made = await _create(actor, chosen, customer, about, rest, given)
        if said is not None:
            files = (await of_comments([said.id])).get(said.id, ())
            await share([one.public_id for one in files], said.ticket_id, made.id)
        await add_link(made.id, ticket.id, "related", actor.id)
        return await begin(made, chosen)


async def said_in(actor: Actor, ticket: Ticket, comment_id: int) -> Comment:
    """A public comment of a ticket, or of one that goes on as it. Refused for a note: its words are not for others."""
    sources = await sources_of(actor, ticket, Sight.STAFF)
    found = await comments_of(ticket.id, internal=True, after=comment_id - 1, limit=1, sources=sources)
    if comment_id not in found:
        raise NotFound(N_("There is no such comment, or you may not see it."))
    if found[comment_id].visibility != "public":
        raise Refused(N_("This is a note of the team: its words would be read by the requester. Write them anew."))
    return found[comment_id]


async def services_for(actor: Actor, ticket: Ticket) -> list[Service]:
    """The services that words alone can order for the customer of a ticket, those of its own team first."""
    shelf = await Shelf.for_order(actor, ticket.customer_id)
    found = [one for branch in shelf.tree() for one in branch.services if _asks_words_only(one)]
    here = shelf.service(ticket.service)
    return sorted(found, key=lambda one: here is None or one.team != here.team)


def _asks_words_only(service: Service) -> bool:
    return not [one for one in service.fields if one.required and not one.static and one.type not in _WORDED]


def _checked(text: str, said: Comment | None) -> str:
    words = clean(text).strip() or (said.text if said is not None else "")
    if not words:
        raise Invalid({"text": N_("Write what the new request is about.")})
    if len(words) > TEXT_LIMIT:
        raise Invalid({"text": N_("At most %(n)s characters. Put the rest into a file.", n=TEXT_LIMIT)})
    return words


async def _customer(ticket: Ticket) -> Person:
    person = await get_person(ticket.customer_id)
    if person is None or not person.active:
        raise Refused(N_("The requester does not work here any more: nothing can be ordered for him."))
    return person


def _worded(service: Service, words: str, about: str, given: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The answers with the words in the fields that ask for some, and the text that stands in none of them."""
    rest = words
    for one in service.fields:
        if one.required and one.type in _WORDED and not given.get(one.key):
            given[one.key] = (words if one.type == "text" else about)[: one.length]
            rest = "" if given[one.key] == words else rest
    return given, rest


async def _create(
    actor: Actor, service: Service, customer: Person, subject: str, text: str, given: Mapping[str, Any]
) -> Ticket:
    answers = await answered(actor, service, given, None)
    await checked(actor, service, answers, customer)
    wish = Order(service=service.key, text=text, source=SOURCE)
    return await create(actor, wish, service, subject, answers, customer)
