"""Tokens: shown once, never wider than their person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from okno import people
from okno.access import actor_of
from okno.clock import now
from okno.db import fetch
from okno.errors import Refused
from okno.http import tokens
from okno.http.rest import Call, endpoint
from okno.settings import Settings


async def _who(call: Call) -> dict[str, object]:
    """Who asks."""
    return {"id": call.actor.id}


async def _manage(call: Call) -> dict[str, object]:
    """Only with a right."""
    return {"id": call.actor.id}


ROUTES = [
    endpoint("GET", "/me", _who, needs="service.order").route(),
    endpoint("POST", "/people", _manage, needs="people.manage").route(),
]


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def test_a_token_speaks_for_its_person(db: Settings, vera: int, visit) -> None:
    token = await tokens.issue(vera, "script")
    assert token.startswith("okno_")
    assert token not in repr(await fetch("SELECT * FROM token"))
    answer = await visit(db, ROUTES).get("/api/v1/me", headers=bearer(token))
    assert answer.json() == {"id": vera}


async def test_a_token_has_no_more_than_its_person(db: Settings, vera: int, visit) -> None:
    token = await tokens.issue(vera, "script", rights=["people.manage", "service.order"])
    assert (await visit(db, ROUTES).post("/api/v1/people", headers=bearer(token))).status_code == 403


async def test_a_narrowed_token_lacks_the_rest(db: Settings, admin: int, visit) -> None:
    wide, narrow = await tokens.issue(admin, "wide"), await tokens.issue(admin, "narrow", rights=["service.order"])
    api = visit(db, ROUTES)
    assert (await api.post("/api/v1/people", headers=bearer(wide))).status_code == 200
    assert (await api.post("/api/v1/people", headers=bearer(narrow))).status_code == 403
    assert (await api.get("/api/v1/me", headers=bearer(narrow))).status_code == 200
    nothing = await tokens.issue(admin, "nothing", rights=[])
    assert (await api.get("/api/v1/me", headers=bearer(nothing))).status_code == 403


async def test_narrowing_holds_in_teams_too(db: Settings, admin: int) -> None:
    actor = await actor_of(await people.required(admin))
    assert not any(actor.narrowed(frozenset()).team_rights.values())
    assert actor.narrowed(None) == actor


@pytest.mark.parametrize("header", ["Bearer okno_wrong", "Bearer", "Basic dmVyYTp4", "", "bearer  ", "Bearer \xff"])
async def test_a_wrong_token_is_nobody(db: Settings, vera: int, visit, header: str) -> None:
    answer = await visit(db, ROUTES).get("/api/v1/me", headers={"Authorization": header.encode("latin-1")})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_wrong_token_is_not_saved_by_a_session(db: Settings, vera: int, visit) -> None:
    browser = visit(db)
    await browser.enter("vera")
    assert (await browser.get("/", headers=bearer("okno_wrong"))).status_code == 401


async def test_tokens_end(db: Settings, vera: int, admin: int) -> None:
    over = await tokens.issue(vera, "over", expires=now() - timedelta(seconds=1))
    good = await tokens.issue(vera, "good", expires=now() + timedelta(hours=1))
    assert await tokens.find(over) is None
    found = await tokens.find(good)
    assert found is not None
    assert not await tokens.revoke(found.token_id, person_id=admin)
    assert await tokens.revoke(found.token_id, person_id=vera)
    assert await tokens.find(good) is None
    assert [token.name for token in await tokens.list_of(vera)] == ["over"]


async def test_a_person_who_left_has_no_token(db: Settings, vera: int) -> None:
    token = await tokens.issue(vera, "script")
    await people.change(vera, {"active": False}, actor_id=None)
    assert await tokens.find(token) is None


async def test_an_unknown_right_is_refused(db: Settings, vera: int) -> None:
    with pytest.raises(Refused):
        await tokens.issue(vera, "script", rights=["ticket.destroy"])
