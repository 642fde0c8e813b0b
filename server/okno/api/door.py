"""The door: ways to sign in, and who comes in by them."""

from __future__ import annotations

from starlette.responses import Response

from okno.errors import NotSignedIn
from okno.http.hooks import SignInMethod
from okno.people import get
from okno.web.shell import Screen
from okno.web.sign import let_in

__all__ = ["SignInMethod", "sign_in"]


async def sign_in(screen: Screen, person_id: int, goal: str = "/") -> Response:
    """Signs in a person who has proved who he is, and goes to a page of ours; a second factor is asked for first.

    Raises NotSignedIn for nobody and for whoever is switched off.
    """
    person = await get(person_id)
    if person is None or not person.active:
        raise NotSignedIn
    return await let_in(screen, person, goal)
