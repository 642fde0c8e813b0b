"""Slots: places of pages where plugins put something, and what each of them is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

TICKET, SERVICE, PERSON = "ticket", "service", "person"


@dataclass(frozen=True)
class Subject:
    """What a page is about. `number` is what its address has: of a ticket its number, of a service its key.

    `id` is that of the ticket or the person; a service has none of its own and goes by its key.
    """

    kind: str
    id: int
    number: str = ""


SLOTS: Mapping[str, str] = {
    "page.head": "",
    "page.menu": "",
    "portal.top": "",
    "portal.main": "",
    "portal.side": "",
    "catalog.foot": "",
    "service.form": SERVICE,
    "service.side": SERVICE,
    "request.now": TICKET,
    "request.side": TICKET,
    "desk.side": "",
    "ticket.side": TICKET,
    "profile.main": PERSON,
    "admin.menu": "",
    "admin.person.side": PERSON,
    "sign-in.methods": "",
}
"""Names of the places where more may stand, with the kind of subject that each has; "" for none.

themes/README.md says where each one is.
"""


@dataclass(frozen=True)
class Filling:
    """A template of a plugin in a slot, and the variables that it uses, no more and no fewer."""

    plugin: str
    slot: str
    template: str
    variables: frozenset[str]
