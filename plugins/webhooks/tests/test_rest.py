"""Webhooks over REST: the same rules as on the pages, and who may."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio

from okno import outbound
from okno.access import Actor
from okno.http import tokens
from okno.outbound import client as client_of
from plugins.webhooks.tests.conftest import WAY
from plugins.webhooks.tests.desk import Desk, later, open_desk, send, settle
from tests.company import MONITOR_TEAM, make_confidential
from tests.stands.receiver import Receiver, Say

pytestmark = pytest.mark.plugins("webhooks")
HOOKS = "/api/v1/x/webhooks/hooks"


@dataclass(frozen=True)
class Office:
    """The desk, and calls of its people."""

    desk: Desk
    client: httpx.AsyncClient

    async def call(self, actor: Actor, method: str, path: str, status: int = 200, **more: Any) -> Any:
        """The answer to a call with a token of somebody."""
        token = await tokens.issue(actor.id, "test", rights=None, expires=None, actor_id=actor.id)
        headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})}
        answer = await self.client.request(method, path, headers=headers, **more)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def wish(self, **more: Any) -> dict[str, Any]:
        """A webhook to the receiver."""
        return {
            "title": "Склад",
            "url": f"{self.desk.receiver.base}/in",
            "events": ["ticket.created"],
            "headers": {"X-Api-Key": "abc"},
            **more,
        }


@pytest_asyncio.fixture
async def office(stocked: None, client: httpx.AsyncClient, hearer: Receiver) -> AsyncIterator[Office]:
    """The application has settled its own way, so the tests' one comes after."""
    outbound.settle(WAY)
    yield Office(await open_desk(hearer), client)
    client_of.settle(outbound.Way())


async def test_a_webhook_lives_its_life_over_rest(office: Office) -> None:
    desk, owner = office.desk, office.desk.owner
    made = await office.call(owner, "POST", HOOKS, 201, json=office.wish(), headers={"Idempotency-Key": "one"})
    again = await office.call(owner, "POST", HOOKS, 201, json=office.wish(), headers={"Idempotency-Key": "one"})
    assert made == again
    assert made["secret"].startswith("okwh_")
    place = f"{HOOKS}/{made['id']}"
    shown = await office.call(owner, "GET", place)
    assert (shown["owner"], shown["headers"], shown["secret"]) == ("olga", ["X-Api-Key"], None)
    changed = await office.call(
        owner, "PATCH", place, json={"version": shown["version"], "teams": [MONITOR_TEAM], "level": "ids"}
    )
    assert (changed["teams"], changed["level"], changed["headers"]) == ([MONITOR_TEAM], "ids", ["X-Api-Key"])
    await office.call(owner, "PATCH", place, 409, json={"version": shown["version"], "title": "Поздно"})
    assert (await office.call(owner, "POST", f"{place}/secret"))["secret"] != made["secret"]
    await desk.company.order()
    [heard] = await desk.settled(1)
    assert heard.headers["x-api-key"] == "abc"
    assert set(heard.told["ticket"]) == {"number", "url"}
    assert (await office.call(owner, "GET", HOOKS))["items"][0]["id"] == made["id"]
    await office.call(owner, "DELETE", place, 204)
    await office.call(owner, "GET", place, 404)


async def test_deliveries_are_read_page_by_page_and_sent_again(office: Office) -> None:
    desk, owner = office.desk, office.desk.owner
    made = await office.call(owner, "POST", HOOKS, 201, json=office.wish())
    place = f"{HOOKS}/{made['id']}"
    desk.receiver.says = [Say(400, body=b"no")]
    for _ in range(3):
        await desk.company.order(subject="Тема")
    await settle()
    await send()
    await later(80 * 3_600_000_000)
    await send()
    first = await office.call(owner, "GET", f"{place}/deliveries", params={"limit": 2, "state": "failed"})
    rest = await office.call(owner, "GET", f"{place}/deliveries", params={"cursor": first["next_cursor"]})
    assert [len(first["items"]), len(rest["items"]), rest["next_cursor"]] == [2, 1, None]
    assert first["items"][0]["answer"] == "no"
    hidden = await office.call(desk.company.admin, "GET", f"{place}/deliveries")
    assert {(one["ticket"], one["answer"]) for one in hidden["items"]} == {(None, None)}
    desk.receiver.says = [Say(200)]
    again = f"/api/v1/x/webhooks/deliveries/{first['items'][0]['id']}/replay"
    await office.call(owner, "POST", again, 422)
    stopped = await office.call(owner, "GET", place)
    assert stopped["paused"] == "failing"
    await office.call(owner, "PATCH", place, json={"version": stopped["version"]})
    one = await office.call(owner, "POST", again)
    assert (one["state"], one["delivery"]) == ("waiting", first["items"][0]["delivery"])
    period = {"since": "2000-01-01T00:00:00Z", "until": "2100-01-01T00:00:00+03:00"}
    assert await office.call(owner, "POST", f"{place}/replay", json=period) == {"count": 2}
    await send()
    done = await office.call(owner, "GET", f"{place}/deliveries")
    assert {one["state"] for one in done["items"]} == {"sent"}


async def test_a_test_goes_out(office: Office) -> None:
    made = await office.call(office.desk.owner, "POST", HOOKS, 201, json=office.wish(active=False))
    put = await office.call(office.desk.owner, "POST", f"{HOOKS}/{made['id']}/test")
    assert put["event"] == "ping"
    await send()
    assert office.desk.receiver.heard[0].told["data"] == {"webhook": made["id"]}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"url": "https://10.0.0.1/x"}, "url"),
        ({"url": "https://user:word@example.com/x"}, "url"),
        ({"events": []}, "kinds"),
        ({"events": ["ticket.noted"]}, "kinds"),
        ({"teams": ["accounting"]}, "teams"),
        ({"teams": ["nobody"]}, "teams"),
        ({"services": ["nothing"]}, "services"),
        ({"headers": {"Host": "x"}}, "headers"),
        ({"headers": {"X-A": "b\r\nX-C: d"}}, "headers"),
        ({"title": " "}, "title"),
    ],
)
async def test_what_is_refused_by_field(office: Office, wrong: dict[str, Any], field: str) -> None:
    answer = await office.call(office.desk.owner, "POST", HOOKS, 422, json=office.wish(**wrong))
    assert field in str(answer["errors"])


async def test_who_may(office: Office) -> None:
    """Nobody else, and an administrator does not name a confidential team that he is not in."""
    made = await office.call(office.desk.owner, "POST", HOOKS, 201, json=office.wish())
    for method, path in (("GET", HOOKS), ("GET", f"{HOOKS}/{made['id']}"), ("POST", f"{HOOKS}/{made['id']}/test")):
        await office.call(office.desk.company.boris, method, path, 403)
        assert (await office.client.request(method, path)).status_code == 401
    await make_confidential(MONITOR_TEAM)
    wish = office.wish(teams=[MONITOR_TEAM])
    await office.call(office.desk.company.admin, "POST", HOOKS, 422, json=wish)


async def test_unknown_keys_are_refused(office: Office) -> None:
    await office.call(office.desk.owner, "POST", HOOKS, 422, json=office.wish(secret="mine"))
