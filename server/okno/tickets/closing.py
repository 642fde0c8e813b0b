"""What must be answered before the work on a ticket is done."""

from __future__ import annotations

from okno.catalog.conditions import depends, is_shown
from okno.catalog.model import Field, Service
from okno.catalog.rules import empty_phrase, is_empty
from okno.errors import Invalid
from okno.tickets.filling import PREFIX
from okno.tickets.ticket import Ticket


def asked(ticket: Ticket, service: Service) -> tuple[Field, ...]:
    """The questions that are to be answered before the end, as far as they belong to these answers.

    What its requester was asked with the order is not asked again.
    """
    hidden: set[str] = set()
    found: list[Field] = []
    for field in service.fields:
        if not is_shown(field, ticket.answers, hidden):
            hidden.add(field.key)
        elif not field.static and not field.at_order and _needed(field, ticket, hidden):
            found.append(field)
    return tuple(found)


def _needed(field: Field, ticket: Ticket, hidden: set[str]) -> bool:
    if field.required_to_close or field.required:
        return True
    return bool(field.required_if) and depends(field.required_if, ticket.answers, hidden)


def missing(ticket: Ticket, service: Service) -> tuple[Field, ...]:
    """Those of them that are not answered yet: while there is one, the ticket can't be done."""
    return tuple(field for field in asked(ticket, service) if _unanswered(ticket.answers.get(field.key)))


def _unanswered(value: object) -> bool:
    # A box that is to be ticked before the end is not ticked yet.
    return is_empty(value) or value is False


def check(ticket: Ticket, service: Service) -> None:
    """Raises Invalid by `fields.<key>` when something is missing."""
    found = missing(ticket, service)
    if found:
        raise Invalid({f"{PREFIX}{field.key}": empty_phrase(field) for field in found})
