"""The pages: making a webhook, what they refuse and say, the log and sending again, the way back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette

from okno import outbound, people
from okno.access import Actor
from okno.http import sessions
from okno.outbound import client as client_of
from okno.settings import Settings
from okno_webhooks.hook import every, required
from plugins.webhooks.tests.conftest import WAY
from plugins.webhooks.tests.desk import Desk, later, open_desk, rows, send, settle
from tests.company import MONITOR_TEAM, make_confidential, team_id
from tests.stands.receiver import Receiver, Say
from tests.web.browsing import Browser

pytestmark = pytest.mark.plugins("webhooks")
PATH = "/x/webhooks"


@dataclass(frozen=True)
class Office:
    """The desk with its people at browsers."""

    desk: Desk
    olga: Browser
    """She manages webhooks and works in the team for monitors."""
    admin: Browser
    """He manages webhooks and sees no requests."""
    anna: Browser


@pytest_asyncio.fixture
async def office(stocked: None, app: Starlette, settings: Settings, hearer: Receiver) -> AsyncIterator[Office]:
    """Everybody signed in, reading English. The application has settled its own way, so the tests' one comes after."""
    outbound.settle(WAY)
    desk = await open_desk(hearer)
    async with AsyncExitStack() as opened:

        async def at(actor: Actor) -> Browser:
            transport = httpx.ASGITransport(app=app)
            client = await opened.enter_async_context(
                httpx.AsyncClient(transport=transport, base_url=settings.own_url, headers={"Accept-Language": "en"})
            )
            await people.change(actor.id, {"locale": "en"}, actor_id=None)
            client.cookies.set(
                sessions.COOKIE, await sessions.create(actor.id, address="127.0.0.1", agent="test", hours=1)
            )
            return Browser(client, actor.id)

        yield Office(desk, await at(desk.owner), await at(desk.company.admin), await at(desk.company.anna))
    client_of.settle(outbound.Way())


async def make(office: Office, browser: Browser | None = None, **more: str | list[str]) -> str:
    """Makes a webhook on its page; gives the secret that is shown."""
    browser = browser or office.olga
    page = await browser.open(f"{PATH}/new")
    wish: dict[str, str | list[str]] = {
        "title": "Warehouse",
        "url": f"{office.desk.receiver.base}/in",
        "kinds": ["ticket.created", "ticket.done"],
        **more,
    }
    page = await browser.send(page.form(f"{PATH}/new"), **wish)
    return next(own["value"] for tag, own in page.attributes if tag == "input" and own.get("id") == "secret")


async def test_a_webhook_is_made_tried_and_looked_at(office: Office) -> None:
    olga = office.olga
    page = await olga.open(PATH)
    assert "no webhooks yet" in page.text()
    secret = await make(office)
    assert secret.startswith("okwh_")
    [hook] = await every()
    page = await olga.open(f"{PATH}/{hook.id}")
    assert secret not in olga.response.text
    await olga.send(page.form(f"{PATH}/{hook.id}/log"), press="test")
    await send()
    assert office.desk.receiver.heard[0].headers["okno-event"] == "ping"
    page = await olga.open(f"{PATH}/{hook.id}/log")
    assert "A test" in page.text()
    assert "HTTP 200" in page.text()
    page = await olga.open(PATH)
    assert "2 events" in page.text()


async def test_what_is_wrong_stands_beside_the_fields_and_what_was_typed_stays(office: Office) -> None:
    olga = office.olga
    page = await olga.open(f"{PATH}/new")
    page = await olga.send(page.form(f"{PATH}/new"), 422, title="", url="http://10.0.0.1/x", header0="Okno-Event")
    for words in ("Write what it is called", "does not call that address", "at least one", "set by Okno itself"):
        assert words in page.text(), words
    assert page.form(f"{PATH}/new").values["url"] == ["http://10.0.0.1/x"]
    assert await every() == []


async def test_who_sees_no_requests_is_told_so(office: Office) -> None:
    page = await office.admin.open(f"{PATH}/new")
    assert "You see the requests of no team" in page.text()
    assert "teams" not in page.form(f"{PATH}/new").names


async def test_a_confidential_team_is_offered_to_its_members_and_goes_with_another_owner(office: Office) -> None:
    await make_confidential(MONITOR_TEAM)
    team = str(await team_id(MONITOR_TEAM))
    page = await office.olga.open(f"{PATH}/new")
    assert "(confidential)" in page.text()
    await make(office, teams=[team])
    [hook] = await every()
    assert hook.teams == (int(team),)
    page = await office.admin.open(f"{PATH}/{hook.id}")
    assert "a team that you do not see" in page.text()
    assert "acts with the rights of Ольга Владелец" in page.text()
    await office.admin.send(page.form(f"{PATH}/{hook.id}"), title="Mine")
    changed = await required(hook.id)
    assert (changed.owner_id, changed.teams, changed.title) == (office.admin.id, (), "Mine")


async def test_two_who_change_the_same_one_do_not_write_over_each_other(office: Office) -> None:
    await make(office)
    [hook] = await every()
    seen = (await office.olga.open(f"{PATH}/{hook.id}")).form(f"{PATH}/{hook.id}")
    page = await office.admin.open(f"{PATH}/{hook.id}")
    await office.admin.send(page.form(f"{PATH}/{hook.id}"), title="His")
    page = await office.olga.send(seen, 409, title="Hers")
    assert "Somebody else has changed this webhook" in page.text()
    await office.olga.send(page.form(f"{PATH}/{hook.id}"), title="Hers")
    assert (await required(hook.id)).title == "Hers"


async def test_another_secret_is_good_beside_the_old_one_for_a_day(office: Office) -> None:
    old = await make(office)
    [hook] = await every()
    page = await office.olga.open(f"{PATH}/{hook.id}")
    page = await office.olga.send(page.form(f"{PATH}/{hook.id}/secret"), press="rotate")
    assert old not in office.olga.response.text
    assert "good until" in page.text()
    await office.desk.company.order()
    [heard] = await office.desk.settled(1)
    assert heard.headers["okno-signature"].count("v1=") == 2
    page = await office.olga.open(f"{PATH}/{hook.id}")
    await office.olga.send(page.form(f"{PATH}/{hook.id}/secret"), press="end")
    await office.desk.company.order()
    heard_both = await office.desk.settled(2)
    assert heard_both[1].headers["okno-signature"].count("v1=") == 1


async def test_what_was_given_up_is_sent_again_with_the_same_id(office: Office) -> None:
    desk, olga = office.desk, office.olga
    await make(office)
    [hook] = await every()
    desk.receiver.says = [Say(400, body=b"<b>no</b>")]
    ticket = await desk.company.order()
    await settle()
    await send()
    await later(80 * 3_600_000_000)
    await send()
    page = await olga.open(f"{PATH}/{hook.id}/log?state=failed")
    assert f"№ {ticket.number}" in page.text()
    assert "<b>no</b>" not in olga.response.text
    desk.receiver.says = [Say(200)]
    await olga.send(page.form(f"{PATH}/{hook.id}/log?state=failed", "replay"), press="replay")
    await send()
    assert [one["state"] for one in await rows()] == ["sent"]
    assert len({one.headers["okno-delivery"] for one in desk.receiver.heard}) == 1
    assert len({one.body for one in desk.receiver.heard}) == 1


async def test_everything_of_a_period_is_sent_again(office: Office) -> None:
    desk, olga = office.desk, office.olga
    await make(office)
    [hook] = await every()
    desk.receiver.says = [Say(400)]
    await desk.company.order()
    await desk.company.order()
    await settle()
    await send()
    await later(80 * 3_600_000_000)
    await send()
    page = await olga.open(f"{PATH}/{hook.id}/log")
    form = page.form(f"{PATH}/{hook.id}/log", "replay_all")
    page = await olga.send(form, press="replay_all", period="24")
    assert "0 deliveries are sent again" in page.text()
    desk.receiver.says = [Say(200)]
    page = await olga.send(page.form(f"{PATH}/{hook.id}/log", "replay_all"), press="replay_all", period="0")
    assert "2 deliveries are sent again" in page.text()
    await send()
    assert {one["state"] for one in await rows()} == {"sent"}


async def test_the_answer_is_for_who_sees_the_request(office: Office) -> None:
    """A receiver may answer with what it was told."""
    await make(office)
    [hook] = await every()
    office.desk.receiver.says = [Say(200, body="Эхо: Тайный предмет".encode())]
    ticket = await office.desk.company.order(subject="Тайный предмет")
    await office.desk.settled(1)
    page = await office.olga.open(f"{PATH}/{hook.id}/log")
    assert "Тайный предмет" in page.text()
    page = await office.admin.open(f"{PATH}/{hook.id}/log")
    assert "Тайный" not in office.admin.response.text
    assert f"№ {ticket.number}" not in page.text()
    assert "shown to who sees the request" in page.text()


async def test_a_deleted_one_comes_back_within_a_day(office: Office) -> None:
    await make(office)
    [hook] = await every()
    page = await office.olga.open(f"{PATH}/{hook.id}")
    page = await office.olga.send(page.form(f"{PATH}/{hook.id}/delete"))
    assert "is deleted" in page.text()
    await office.desk.company.order()
    await office.desk.settled(0)
    await office.olga.open(f"{PATH}/{hook.id}", 404)
    page = await office.olga.open(PATH)
    await office.olga.send(page.form(f"{PATH}/{hook.id}/restore"))
    assert (await required(hook.id)).running
    page = await office.olga.open(f"{PATH}/{hook.id}")
    await office.olga.send(page.form(f"{PATH}/{hook.id}/delete"))
    await later(25 * 3_600_000_000)
    page = await office.olga.open(PATH)
    assert not page.has_form(f"{PATH}/{hook.id}/restore")


async def test_nobody_else_comes_here(office: Office) -> None:
    await make(office)
    [hook] = await every()
    for path in (PATH, f"{PATH}/new", f"{PATH}/{hook.id}", f"{PATH}/{hook.id}/log"):
        await office.anna.open(path, 403)
    await office.olga.open(f"{PATH}/999", 404)
    await office.olga.open(f"{PATH}/x/log", 404)
