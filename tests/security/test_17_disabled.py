"""Class 17: who is switched off, signed out or has a new password is out at once, on every way in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from starlette.requests import Request

from okno import people
from okno.access import actor_of
from okno.errors import NotSignedIn
from okno.http import sessions, tokens
from okno.http.attempts import sign_in
from okno.live import Stream
from okno.settings import Settings
from okno.web.live import actor_now, seen_tickets
from tests.security.conftest import House
from tests.security.test_06_other_paths import listen_to
from tests.stands.wait import soon

PASSWORD = "correct horse battery"


async def listen(house: House, settings: Settings) -> list[str]:
    """The live stream of the browser of Boris."""
    cookie = f"{sessions.COOKIE}={house.visitors['agent'].cookie}".encode()
    request = Request({"type": "http", "headers": [(b"cookie", cookie)]})
    return await listen_to(
        Stream(house.app.state.hub, house.company.boris, who=lambda: actor_now(request, settings), tickets=seen_tickets)
    )


async def test_a_person_who_is_switched_off(house: House, settings: Settings) -> None:
    """Session, token, password and stream end; switched on again, the old sessions stay ended."""
    boris, browser, admin = house.company.boris, house.visitors["agent"], house.visitors["admin"]
    await people.set_password(boris.id, PASSWORD)
    token = {"authorization": f"Bearer {await tokens.issue(boris.id, 'x')}"}
    stream = await listen(house, settings)
    form = {"name": "Борис", "role": "agent", "team": "it-devices"}
    assert (await admin.ask("POST", f"/admin/people/{boris.id}", form=form)).status == 303
    await soon(lambda: "event: bye" in "".join(stream), "the stream ends")
    assert (await browser.ask("GET", "/")).status == 303
    assert (await browser.ask("GET", "/live")).status == 401
    assert (await browser.ask("GET", "/api/v1/me")).status == 401
    assert (await browser.ask("GET", "/api/v1/me", headers=token)).status == 401
    with pytest.raises(NotSignedIn):
        await sign_in("boris", PASSWORD, address="192.0.2.7", limits=settings.limits)
    assert (await admin.ask("POST", f"/admin/people/{boris.id}", form=form | {"active": "1"})).status == 303
    assert (await browser.ask("GET", "/")).status == 303


async def _signs_out(house: House) -> None:
    assert (await house.visitors["agent"].ask("POST", "/sign-out", form={})).status == 303


async def _is_given_a_password(house: House) -> None:
    path = f"/admin/people/{house.company.boris.id}/password"
    assert (await house.visitors["admin"].ask("POST", path, form={})).status == 200


async def _ends_his_other_sessions(house: House) -> None:
    elsewhere = type(house.visitors["agent"])(house.app, house.company.boris.id)
    await elsewhere.enter()
    assert (await elsewhere.ask("POST", "/profile/sessions", form={})).status == 303


@pytest.mark.parametrize("ends", [_signs_out, _is_given_a_password, _ends_his_other_sessions])
async def test_streams_end_with_their_session(
    house: House, settings: Settings, ends: Callable[[House], Awaitable[None]]
) -> None:
    """At once, not when somebody looks next time."""
    stream = await listen(house, settings)
    await ends(house)
    await soon(lambda: "event: bye" in "".join(stream), "the stream ends")
    assert (await house.visitors["agent"].ask("GET", "/")).status == 303


async def test_rights_are_those_of_now(house: House) -> None:
    """Out of the team, the next request sees nothing of it."""
    from_now_on = await actor_of(await people.required(house.company.boris.id))
    assert from_now_on.teams
    form = {"act": "remove", "person": str(house.company.boris.id)}
    assert (await house.visitors["admin"].ask("POST", "/admin/teams/it-devices", form=form)).status == 303
    assert (await house.visitors["agent"].ask("GET", f"/tickets/{house.ticket.number}")).status == 404
    assert (await house.visitors["agent"].ask("GET", f"/files/{house.internal_file}")).status == 404
