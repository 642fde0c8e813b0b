"""The way from "there is no such request" to the emergency access, for whoever has that right."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from okno.access import may
from okno.http import Visit
from okno.text import N_
from okno.themes import contexts
from okno.tickets.visible import EMERGENCY

PATH = "/admin/emergency"
_DIGITS_MOST = 18


def offered(visit: Visit, page: contexts.Page) -> contexts.Page:
    """The page of a 404 with a link to the emergency access; any other page as it is.

    It follows from the address alone, so it is the same for a number that is hidden and for one that nobody has.
    """
    if not isinstance(page, contexts.ErrorPage) or page.status != 404 or visit.actor is None:
        return page
    number = asked_number(visit.path)
    if not number or not may(visit.actor, EMERGENCY):
        return page
    return replace(page, aside_href=f"{PATH}?number={number}", aside_link=visit.t.say(N_("Open it in an emergency")))


def asked_number(path: str) -> str:
    """The number in the address of a request or of a part of it; "" for any other address."""
    parts = urlsplit(path).path.strip("/").split("/")
    number = parts[1] if len(parts) in (2, 3) and parts[0] == "tickets" else ""
    return number if number.isascii() and number.isdigit() and len(number) <= _DIGITS_MOST else ""
