"""Class 24: a request changes what its form asks for and nothing else, whatever it names."""

from __future__ import annotations

import inspect
import json
import re
from typing import Any

import pytest
from pydantic import BaseModel

from okno import rest
from okno.access import roles_of
from okno.db import fetch_one
from okno.http.rest import Endpoint
from okno.people import required
from okno.tickets import get
from tests.company import MONITOR, actor_again
from tests.security.conftest import House
from tests.security.crawl import listed
from tests.security.matrix import CHANGING, World, address

EXTRA: dict[str, Any] = {
    "id": 1, "number": "1", "version": 999, "requester": 1, "requester_id": 1, "author_id": 1, "state": "done",
    "team_id": 1, "created_at": 0, "role": "administrator", "roles": ["administrator"], "rights": ["person.erase"],
    "active": True, "is_admin": True, "demo": True, "forgotten_at": None, "owner_id": 1, "public_id": "x",
    "__class__": "x", "constructor": {"prototype": {}}, "_csrf": "x", "actor_id": 1, "granted_by": 1,
}  # fmt: skip


def _endpoints() -> list[Endpoint]:
    return [
        one
        for _, module in inspect.getmembers(rest, inspect.ismodule)
        for one in getattr(module, "ENDPOINTS", ())
        if isinstance(one, Endpoint)
    ]


async def test_unknown_keys_are_refused(world: World) -> None:
    """By every body of REST, one by one; whatever the body lacks is told, but nothing is done."""
    known = {f"{one.method} /api/v1{one.path}": one.body.model_fields for one in _endpoints() if one.body is not None}
    wrong = []
    for entry in CHANGING:
        if not entry.rest or entry.upload or entry.body is None:
            continue
        thing = await world.thing(entry.about, entry.things[0], "lead")
        values = thing.values if not entry.sends else {**thing.values, "file": "x"}
        body = entry.body(type(thing)(thing.parts, thing.version, values))
        who = "admin" if re.search("emergenc|plugins", entry.path) else "lead"
        for key, value in EXTRA.items():
            if key in body or key == "version" or key in known[f"{entry.method} {entry.path}"]:
                continue
            sent = json.dumps({**body, key: value}).encode()
            headers = {"content-type": "application/json"}
            answer = await world.visitors[who].ask(entry.method, address(entry, thing), body=sent, headers=headers)
            fields = [one["field"] for one in json.loads(answer.body).get("errors", [])]
            if answer.status != 422 or key not in fields:
                wrong.append(f"{entry} with {key}: {answer.status}")
    assert not wrong, listed(wrong)


def test_every_model_refuses_unknown_keys() -> None:
    """Bodies, queries and answers alike."""
    assert len(_endpoints()) > 15
    for one in _endpoints():
        for model in (one.body, one.query, one.answer):
            if inspect.isclass(model) and issubclass(model, BaseModel):
                assert model.model_config.get("extra") == "forbid", model


async def test_a_query_names_only_what_there_is(world: World) -> None:
    """Else a misspelled filter would be a list of everything."""
    for path in ("/api/v1/tickets", "/api/v1/people", "/api/v1/queues", "/api/v1/me", "/api/v1/services"):
        for name in ("id", "team_id", "role", "include", "fields", "expand", "where", "order"):
            assert (await world.visitors["agent"].ask("GET", f"{path}?{name}=1")).status == 422, (path, name)


@pytest.mark.parametrize("path", ["/preferences", "/profile/sessions", "/notices/read", "/profile/absence"])
async def test_forms_of_a_person_make_nobody_more(house: House, path: str) -> None:
    """Roles, teams, names of columns: what a form does not ask for does not exist."""
    anna, visitor = house.company.anna, house.visitors["requester"]
    before = await fetch_one("SELECT * FROM person WHERE id = $1", anna.id)
    form = {name: str(value) for name, value in EXTRA.items() if name != "_csrf"}
    form |= {"login": "admin", "mail": "evil@example.test", "manager": "1", "team": "hr", "name": "Другая"}
    await visitor.ask("POST", path, form=form)
    assert await fetch_one("SELECT * FROM person WHERE id = $1", anna.id) == before
    assert await roles_of(anna.id) == ["employee"]
    assert (await actor_again(anna.id)).team_rights == {}


async def test_an_order_sets_only_its_answers(house: House) -> None:
    """Neither its state, nor its team, nor whose it is."""
    form = {**MONITOR, **{name: str(value) for name, value in EXTRA.items() if name != "_csrf"}}
    form |= {"team": "accounting", "assignee": "fedor", "priority": "1", "on_behalf_of": "vera", "impact": "1"}
    answer = await house.visitors["requester"].ask("POST", "/catalog/monitor", form=form)
    assert answer.status == 303
    ticket, _ = await get(house.company.boris, answer.headers["location"].rpartition("/")[2])
    assert (ticket.state, ticket.assignee_id, ticket.requester_id) == ("new", None, house.company.anna.id)
    assert ticket.customer_id == house.company.anna.id
    assert ticket.team_id == house.ticket.team_id
    assert ticket.version == 1


async def test_a_new_person_is_an_employee(house: House) -> None:
    """Zammad gave whoever signed up the role that the form named; here only who gives roles gives them."""
    form = {"login": "new", "name": "Новый", "id": "1", "role": "", "demo": "1", "forgotten_at": "1", "password": "x"}
    answer = await house.visitors["admin"].ask("POST", "/admin/people", form=form)
    person = await required(int(answer.headers["location"].rpartition("/")[2]))
    assert await roles_of(person.id) == ["employee"]
    assert await fetch_one("SELECT * FROM account WHERE person_id = $1", person.id) is None
    row = await fetch_one("SELECT demo, forgotten_at FROM person WHERE id = $1", person.id)
    assert row is not None
    assert (bool(row["demo"]), row["forgotten_at"]) == (False, None)
