"""Every service of the starter catalog is ordered, agreed to and done, by REST and on its page, and none breaks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest_asyncio

from okno import access, teams
from okno.catalog.model import Condition, Service
from tests.catalog.answering import sample
from tests.company import starter_catalog
from tests.flows.company import PASSWORD, Caller, Hired
from tests.flows.filling import Filler
from tests.flows.web import browser, number_in
from tests.stands.server import ServerStand

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


@dataclass(frozen=True)
class Everybody:
    """The people of the company by login: `<team>.agent` and `<team>.lead` of each team, Kira who orders, her boss."""

    base_url: str
    hired: Hired
    net: httpx.AsyncClient

    async def rest(self, login: str) -> Caller:
        """Somebody at REST."""
        return Caller(await self.hired.get(login, "Иван Каталогов", **await self._more(login)), self.net)

    async def _more(self, login: str) -> dict[str, Any]:
        if login == "kira":
            return {
                "manager_id": (await self.rest("mark")).person.id,
                "password": PASSWORD,
                "phone": "+7 900 000-12-34",
            }
        if login == "admin":
            return {"role": "administrator"}
        return {"role": "agent", "team": login.partition(".")[0]} if login.endswith(".agent") else {}

    async def open(self) -> None:
        """Hires them all."""
        for login in ("mark", "kira", "admin", "colleague"):
            await self.rest(login)
        for team in starter_catalog().teams:
            await self.rest(f"{team}.agent")
            lead = (await self.rest(f"{team}.lead")).person.id
            found = await teams.by_key(team)
            assert found is not None
            if lead not in await teams.leads(found.id):
                await teams.join(found.id, lead, lead=True)
                await access.grant(lead, "agent")

    async def filler(self) -> Filler:
        """Fills forms for Kira."""
        kira = await self.rest("kira")

        async def send() -> str:
            sent = await kira.ask("POST", "/files", files={"file": ("скан.png", PNG)})
            assert sent.status_code == 201, sent.text
            return str(sent.json()["id"])

        return Filler("colleague", send)


@pytest_asyncio.fixture
async def everybody(
    server: ServerStand, own_db: None, net: httpx.AsyncClient, hired: Hired
) -> AsyncIterator[Everybody]:
    """The people of these tests."""
    made = Everybody(server.base_url, hired, net)
    await made.open()
    yield made
    assert "Traceback" not in server.log.read_text("utf-8")


async def _schemas(kira: Caller) -> dict[str, Any]:
    """Every service as REST shows it, found by the list and its cursor."""
    found: dict[str, Any] = {}
    cursor: str | None = ""
    while cursor is not None:
        page = await kira.get("/services", **({"cursor": cursor} if cursor else {}))
        for line in page["items"]:
            found[line["key"]] = await kira.get(f"/services/{line['key']}")
        cursor = page["next_cursor"]
    assert set(found) == set(starter_catalog().services)
    return found


def _forced(service: Service) -> list[dict[str, Any]]:
    """For every step and task with a condition the answers that open it."""
    return [
        {key: value for condition in one.when for key, value in _fulfilled(service, condition).items()}
        for one in (*service.approval, *service.tasks)
        if one.when
    ]


def _fulfilled(service: Service, condition: Condition) -> dict[str, Any]:
    """Answers for which a condition holds, and for which its question is asked."""
    field = service.field(condition.answer)
    assert field is not None
    causes = [_fulfilled(service, one) for one in field.show_if]
    found = {key: value for one in causes for key, value in one.items()}
    if condition.values:
        value = condition.values[0]
    elif condition.others:
        value = next(one.value for one in field.choices if one.value not in condition.others)
    elif condition.at_least is not None:
        value = condition.at_least
    else:
        return found
    return {**found, field.key: [value] if field.type == "multiselect" else value}


async def _agreed(everybody: Everybody, number: str) -> set[str]:
    """Whoever is asked agrees, step after step; the keys of the steps."""
    kira, keys = await everybody.rest("kira"), set()
    while True:
        told = await kira.get(f"/tickets/{number}/approvals")
        asked = [one for one in told["items"] if one["state"] == "asked"]
        if not asked:
            assert all(one["state"] in ("approved", "skipped", "void") for one in told["steps"]), told["steps"]
            return keys
        who = await everybody.rest(asked[0]["person"])
        assert number in [one["number"] for one in (await who.get("/approvals"))["items"]]
        await who.post(f"/tickets/{number}/approvals/{asked[0]['id']}", {"decision": "approve"}, 200)
        keys.add(asked[0]["step"])


async def _done(everybody: Everybody, number: str, team: str) -> set[str]:
    """Every task is done by its team with its own fields; the keys of those that were."""
    agent, filler = await everybody.rest(f"{team}.agent"), await everybody.filler()
    keys: set[str] = set()
    while True:
        items = (await agent.get(f"/tickets/{number}/tasks"))["items"]
        running = [one for one in items if one["state"] == "open"]
        if not running:
            assert all(one["state"] in ("done", "skipped") for one in items), items
            return keys
        worker = await everybody.rest(f"{running[0]['team']}.agent")
        own = await worker.get(f"/tickets/{number}/tasks/{running[0]['id']}")
        assert own["due_by"] is not None
        fields = await filler.all(own["form"]) if own["form"] is not None else {}
        await worker.post(f"/tickets/{number}/tasks/{own['id']}", {"to": "done", "fields": fields}, 200)
        keys.add(own["key"])


async def _run(everybody: Everybody, told: Any, answers: dict[str, Any]) -> set[str]:
    """Orders a service, agrees, does all; the keys of the steps and tasks that were opened."""
    kira = await everybody.rest("kira")
    body = {"service": told["key"], "answers": answers, "revision": told["revision"]}
    ticket = await kira.post("/tickets", body)
    number, agent = ticket["number"], await everybody.rest(f"{told['team']}.agent")
    assert (ticket["team"], ticket["service"]) == (told["team"], told["key"])
    waits = ticket["state"] == "waiting_approval"
    assert (ticket["respond_by"] is None) == waits
    assert (ticket["resolve_by"] is None) == waits
    approvals = await _agreed(everybody, number)
    assert bool(approvals) == waits
    assert (await agent.get(f"/tickets/{number}"))["respond_by"] is not None
    tasks = await _done(everybody, number, told["team"])
    await _ended(agent, await agent.get(f"/tickets/{number}"), bool(tasks))
    return approvals | tasks


async def _ended(agent: Caller, ticket: Any, by_tasks: bool) -> None:
    """After its last task it is done by rule; else its team ends it, and tells what is asked at the end."""
    service = starter_catalog().services[ticket["service"]]
    asked = [field for field in service.fields if field.required_to_close]
    if by_tasks and not asked:
        assert ticket["state"] == "done"
        return
    assert ticket["state"] == ("in_progress" if by_tasks else "new")
    path, body = f"/tickets/{ticket['number']}/moves", {"to": "done", "version": ticket["version"]}
    if asked:
        problem = await agent.post(path, body, 422)
        assert {one["field"] for one in problem["errors"]} == {f"fields.{field.key}" for field in asked}
    fields = {field.key: sample(field, {}, datetime.now(UTC)) for field in asked}
    assert (await agent.post(path, {**body, "fields": fields}, 200))["state"] == "done"


async def test_every_service_runs_whole_by_rest(everybody: Everybody) -> None:
    """With the least and with all that its JSON Schema takes, and so that each of its steps and tasks opens once."""
    kira, filler, broken = await everybody.rest("kira"), await everybody.filler(), {}
    for key, told in (await _schemas(kira)).items():
        service = starter_catalog().services[key]
        try:
            opened = await _run(everybody, told, await filler.least(told["form"]))
            for forced in ({}, *_forced(service)):
                opened |= await _run(everybody, told, await filler.all(told["form"], forced))
            assert opened == {one.key for one in (*service.approval, *service.tasks)}
        except AssertionError as error:
            broken[key] = str(error)[:600]
    assert not broken, "\n\n".join(f"{key}: {why}" for key, why in broken.items())


async def test_every_service_is_ordered_on_its_page(everybody: Everybody) -> None:
    """Every question of the schema stands in the form, and what is filled in there is what REST tells afterwards."""
    kira, filler, broken = await everybody.rest("kira"), await everybody.filler(), {}
    async with AsyncExitStack() as opened:
        web = await opened.enter_async_context(browser(everybody.base_url))
        await web.sign_in(kira.person)
        for key, told in (await _schemas(kira)).items():
            answers = await filler.all(told["form"])
            try:
                await web.open(f"/catalog/{key}")
                names = web.form(f"/catalog/{key}").names
                assert set(answers) <= names | {name.removesuffix(".text") for name in names}
                await web.fill(f"/catalog/{key}", _typed(told["form"], answers))
                ticket = await kira.get(f"/tickets/{number_in(web)}")
                assert (ticket["service"], ticket["team"]) == (key, told["team"])
                _same(told["form"], answers, ticket["answers"])
            except AssertionError as error:
                broken[key] = str(error)[:600]
    assert not broken, "\n\n".join(f"{key}: {why}" for key, why in broken.items())


def _typed(form: Any, answers: dict[str, Any]) -> dict[str, Any]:
    """The answers as the fields of a page send them."""
    typed: dict[str, Any] = {}
    for key, value in answers.items():
        kind = form["properties"][key].get("x-okno")
        name = {"file": f"{key}.kept", "person": f"{key}.text"}.get(kind, key)
        typed[name] = value if isinstance(value, list) else "1" if value is True else str(value)
    return typed


def _same(form: Any, sent: dict[str, Any], kept: dict[str, Any]) -> None:
    """What is kept was sent; what a condition hides is not kept."""
    assert set(form["required"]) <= set(kept)
    for key, value in kept.items():
        if form["properties"][key].get("x-okno") is None and not isinstance(value, (int, float)):
            assert value == sent[key], key
