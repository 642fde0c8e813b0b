"""What a webhook never tells: what its owner may not see, and confidential teams that it does not name."""

from __future__ import annotations

import pytest

from okno import access, people, teams
from okno.db import fetch, fetch_value
from okno.errors import Invalid
from okno.tickets import Order, comment, order
from okno_webhooks import jobs, keeping
from okno_webhooks.hook import required
from okno_webhooks.kinds import KINDS
from plugins.webhooks.tests.desk import Desk, later, rows, send, settle
from tests.company import MONITOR, MONITOR_TEAM, actor_again, hire, make_confidential, team_id
from tests.stands.receiver import Say

pytestmark = pytest.mark.plugins("webhooks")
CREATED = ("ticket.created",)


async def test_an_administrator_by_himself_sees_nothing_so_his_webhook_tells_nothing(desk: Desk) -> None:
    await desk.hook(desk.company.admin, kinds=CREATED)
    await desk.company.order()
    await desk.settled(0)
    assert await rows() == []


async def test_of_the_owners_own_requests_only_what_a_requester_sees(desk: Desk) -> None:
    await desk.hook(kinds=("ticket.created", "approval.asked", "sla.breached", "ticket.reclassified"))
    await order(desk.owner, Order(service="monitor", answers=MONITOR))
    heard = await desk.settled(1)
    assert [one.headers["okno-event"] for one in heard] == ["ticket.created"]


async def test_a_confidential_team_is_told_of_only_when_it_is_named_by_a_member(desk: Desk) -> None:
    await make_confidential(MONITOR_TEAM)
    owner = await actor_again(desk.owner.id)
    await desk.hook(owner, kinds=CREATED)
    await desk.company.order()
    await desk.settled(0)
    await desk.hook(owner, kinds=CREATED, teams=(await team_id(MONITOR_TEAM),))
    await desk.company.order()
    await desk.settled(1)


async def test_nobody_names_a_team_that_he_does_not_see(desk: Desk) -> None:
    await make_confidential(MONITOR_TEAM)
    for actor, team in ((desk.company.admin, MONITOR_TEAM), (desk.owner, "accounting")):
        with pytest.raises(Invalid) as caught:
            await desk.hook(actor, teams=(await team_id(team),))
        assert set(caught.value.fields) == {"teams"}


async def test_a_team_that_becomes_confidential_is_silent_at_once_even_for_what_waits(desk: Desk) -> None:
    await desk.hook(kinds=CREATED)
    desk.receiver.says = [Say(500), Say(200)]
    await desk.company.order(subject="Тайна")
    await desk.settled(1)
    await make_confidential(MONITOR_TEAM)
    await later(3_600_000_000)
    await desk.settled(1)
    assert [one["state"] for one in await rows()] == ["withheld"]


async def test_who_leaves_the_team_is_told_no_more_of_what_waits(desk: Desk) -> None:
    await desk.hook(kinds=CREATED)
    await desk.company.order()
    await settle()
    await teams.leave(await team_id(MONITOR_TEAM), desk.owner.id)
    await send()
    assert [one["state"] for one in await rows()] == ["withheld"]
    assert desk.receiver.heard == []


async def test_a_webhook_stops_when_its_owner_leaves_and_the_others_hear_of_it(desk: Desk) -> None:
    hook = await desk.hook(kinds=CREATED)
    await people.change(desk.owner.id, {"active": False}, actor_id=None)
    await desk.company.order()
    await desk.settled(0)
    assert (await required(hook.id)).paused == "owner_left"
    told = await fetch("SELECT person_id, payload FROM notice WHERE kind = 'x.server'")
    assert [row["person_id"] for row in told] == [desk.company.admin.id]
    assert "Склад" not in str(told[0]["payload"])


async def test_a_webhook_stops_when_its_owner_may_not_manage_webhooks_any_more(desk: Desk) -> None:
    hook = await desk.hook(kinds=CREATED)
    await access.revoke(desk.owner.id, "administrator")
    await jobs.clean(desk.ctx, {})
    assert (await required(hook.id)).paused == "owner_right"


async def test_whoever_changes_a_webhook_lends_it_his_own_eyes(desk: Desk) -> None:
    """So nobody turns a colleague's webhook to himself and reads what only the colleague may."""
    hook = await desk.hook(kinds=CREATED)
    await keeping.change(desk.ctx, desk.company.admin, hook, desk.draft(title="Моё", kinds=CREATED))
    assert (await required(hook.id)).owner_id == desk.company.admin.id
    await desk.company.order()
    await desk.settled(0)


async def test_keys_of_headers_do_not_go_to_another_receiver(desk: Desk) -> None:
    hook = await desk.hook(kinds=CREATED, headers={"X-Api-Key": "тайна".encode().hex()})
    elsewhere = desk.draft(url="https://hooks.example.com/in", headers={"X-Api-Key": None})
    with pytest.raises(Invalid) as caught:
        await keeping.change(desk.ctx, desk.company.admin, hook, elsewhere)
    assert set(caught.value.fields) == {"headers"}
    same = desk.draft(title="То же", kinds=CREATED, headers={"X-Api-Key": None})
    await keeping.change(desk.ctx, desk.owner, hook, same)
    await desk.company.order()
    [heard] = await desk.settled(1)
    assert heard.headers["x-api-key"] == "тайна".encode().hex()
    stored = await fetch_value("SELECT header_values FROM x_webhooks_hook WHERE id = $1", hook.id)
    assert "тайна".encode().hex() not in stored


async def test_a_confidential_request_never_goes_out_whatever_is_done_with_it(desk: Desk) -> None:
    """Every kind that there is, through a webhook that does not name the team; the mark is in no byte."""
    await make_confidential(MONITOR_TEAM)
    outsider = await hire("igor", "Игорь Сосед", role="administrator", team="accounting")
    await access.grant(outsider.id, "operator")
    for owner in (outsider, desk.owner):
        await desk.hook(await actor_again(owner.id), kinds=tuple(KINDS), level="person")
    ticket = await desk.company.order(subject="МеткаТайны")
    await comment(desk.company.vera, ticket.number, text="МеткаТайны")
    await comment(desk.company.vera, ticket.number, text="МеткаТайны", visibility="internal")
    await desk.settled(0)
    assert await rows() == []
