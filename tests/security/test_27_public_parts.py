"""Class 27: what is open to everybody is listed here; whatever says nothing is shut."""

from __future__ import annotations

import ast
import re
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from okno import access, people, teams
from okno.access import Actor, may
from okno.access.rolebook import make
from okno.access.roles import Role
from okno.data import data_root
from okno.http import page
from okno.http.compose import check
from okno.http.permission import Guarded
from okno.http.rest import endpoint
from okno.themes.render import environment_of
from okno.tickets import reading
from okno.tickets.reading import Wish
from okno.web.portal import Portal
from tests.company import actor_again, hire, team_id
from tests.rules.sources import calls, core
from tests.security.conftest import House
from tests.security.visitor import Visitor

PUBLIC = {
    "/sign-in": "the door",
    "/sign-in/code": "its second step",
    "/sign-out": "leaving",
    "/forgot": "asking for a letter",
    "/reset/{secret}": "needs the secret of a letter",
    "/invitation/{secret}": "needs the secret of a letter",
    "/setup/{secret}": "needs the secret of the first start, and shuts itself",
    "/preferences": "language and theme of the browser",
    "/assets/{skin}/{file:path}": "styles, scripts, icons of the themes",
    "/favicon.ico": "an icon",
    "/robots.txt": "says that nothing is for robots",
    "/health": "one word",
    "/metrics": "needs a token of its own, else there is none",
    "/letters/{token}": "needs the signature of a letter: ends or brings back letters of one kind",
    "/manifest.webmanifest": "name and icons for a device",
    "/sw.js": "the script that shows pushes",
    "/offline": "says that there is no connection",
    "/api/v1/openapi.json": "the description of REST, without data",
}
"""Every route that asks for no right, with what it gives."""
CODE = r"\|\s*safe\b|autoescape|\|\s*attr\b|__\w+__|\bself\._|import os"
MAY_MARK = {
    "okno.web.second_factor": "a picture of squares, made of numbers",
    "okno.themes.render": "sentences that were translated: ours, or those of a plugin that runs here",
    "okno.themes.filling": "what the template of a slot has made, which escapes as every template does",
}


def test_what_is_public_is_listed(app: Starlette) -> None:
    found = {
        route.path  # type: ignore[attr-defined]
        for route in app.routes
        if not isinstance(route, Guarded) or route.permission == "public"
    }
    assert found == set(PUBLIC)


async def test_what_is_public_tells_nothing_of_the_company(house: House) -> None:
    """No person, no team, no service, no request."""
    for path in (
        "/sign-in",
        "/forgot",
        "/health",
        "/metrics",
        "/robots.txt",
        "/api/v1/openapi.json",
        "/offline",
        "/manifest.webmanifest",
        "/sw.js",
        f"/letters/{'x' * 43}",
        "/nothing",
    ):
        text = (await Visitor(house.app).ask("GET", path)).whole
        for word in ("Королёва", "Мастеров", "Админ", "Выдача техники", "it-devices", house.ticket.number, "Монитор"):
            assert word not in text, (path, word)


@pytest.mark.parametrize("wrong", [{}, {"public": True, "needs": "ticket.own"}, {"needs": ""}, {"needs": "no.such"}])
def test_a_route_that_states_nothing_does_not_start(wrong: dict[str, object]) -> None:
    """Nor one that states two things, or a right that there is not."""
    with pytest.raises(RuntimeError):
        page("/x", Portal, **wrong)  # type: ignore[arg-type]
    with pytest.raises(RuntimeError):
        endpoint("GET", "/x", None, **wrong)  # type: ignore[arg-type]


def test_a_route_of_another_make_does_not_start() -> None:
    """A plain route of the framework asks for nothing."""
    with pytest.raises(RuntimeError):
        check([Route("/x", lambda _: None)])  # type: ignore[arg-type]


async def test_empty_rules_give_nothing(house: House) -> None:
    """A role without rights, a person without teams, a token without rights, a team without members."""
    none: frozenset[str] = frozenset()
    await make("empty", Role("empty", {"ru": "x", "en": "x"}, {"ru": "", "en": ""}, none, none, none), actor_id=None)
    nobody = await hire("nobody", "Никто", role="empty")
    assert nobody.team_rights == {}
    assert nobody.rights == (await hire("plain", "Обычный")).rights
    for actor in (nobody, nobody.narrowed(frozenset()), Actor(0, "", "ru", "")):
        assert await reading.counts(actor) == {}
        for queue in (None, "mine", "all"):
            assert not (await reading.page(actor, Wish(queue=queue, filter="any"))).items
    assert not may(nobody.narrowed(frozenset()), "ticket.own")
    assert not may(Actor(0, "", "ru", ""), "", team_id=None)


async def test_a_role_in_a_team_that_is_closed_gives_nothing(house: House) -> None:
    """Nor one in a team from which somebody has gone."""
    boris = house.company.boris
    await teams.leave(await team_id("it-devices"), boris.id)
    assert (await actor_again(boris.id)).team_rights == {}
    await access.grant(boris.id, "manager", team_id=await team_id("accounting"))
    assert (await actor_again(boris.id)).team_rights
    await access.revoke(boris.id, "manager", team_id=await team_id("accounting"))
    assert (await actor_again(boris.id)).team_rights == {}
    assert await people.get(boris.id)


def test_templates_hold_no_code() -> None:
    """They are ours, escape by themselves and reach nothing but what they are given."""
    folder = data_root("themes")
    breaches = [
        f"{path.name}: {found[0]}"
        for path in folder.rglob("*.html")
        for found in re.finditer(
            r"\|\s*safe\b|autoescape|\|\s*attr\b|__\w+__|\bself\._|import os", path.read_text("utf-8")
        )
    ]
    assert not breaches, "\n".join(breaches)
    assert environment_of("default", "ru").autoescape is True


def test_markup_is_made_of_our_own_words() -> None:
    """What people write comes into it by `format` or `join` only, which escape."""
    made = [
        f"{module.at(node)}: {ast.unparse(node)}"
        for module in core()
        if module.name not in MAY_MARK
        for node, name in calls(module)
        if name.rpartition(".")[2] == "Markup" and not (node.args and isinstance(node.args[0], ast.Constant))
    ]
    assert not made, "\n".join(made)


async def test_words_are_no_templates(house: House) -> None:
    """CVE-2024-5217 and its like: what looks like an expression is shown as it is."""
    word = "{{7*191}} ${7*191} #{7*191} {%print(7*191)%} <%= 7*191 %>"
    await people.change(house.company.anna.id, {"name": word}, actor_id=None)
    for who, path in (("requester", "/profile"), ("admin", "/admin/people"), ("agent", f"/desk/all?q={quote(word)}")):
        text = (await house.visitors[who].ask("GET", path)).whole
        assert "7*191" in text, path
        assert "1337" not in text, path
