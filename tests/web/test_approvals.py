"""Approvals on pages: the list of what waits for me, the panel of a ticket, asking, beginning without."""

from __future__ import annotations

import pytest_asyncio

from okno import access, people, teams
from okno.catalog.model import Condition
from okno.tickets import store
from tests.tickets.agreeing import confidential, offer, step
from tests.web.browsing import Browser
from tests.web.conftest import MONITOR, TEAM, Company


@pytest_asyncio.fixture
async def agreed(company: Company) -> Company:
    """Anna has a manager, the stranger, whose approval a monitor needs."""
    await people.change(company.anna.id, {"manager_id": company.stranger.id}, actor_id=None)
    await offer(step(deadline="2d"), cost=32000)
    return company


async def order(who: Browser) -> int:
    """Orders a monitor and returns the number of the request."""
    page = await who.open("/catalog/monitor")
    await who.send(page.form("/catalog/monitor"), fill=MONITOR)
    assert who.path.startswith("/tickets/"), who.path
    return int(who.path.removeprefix("/tickets/"))


async def state(number: int) -> str:
    """The state of a ticket."""
    return (await store.load(number)).state


async def test_no_time_is_promised_while_others_must_agree(agreed: Company) -> None:
    number = await order(agreed.anna)
    assert f"Request {number} received. The work begins when it is approved" in agreed.anna.page.text("toast")


async def test_the_requester_reads_whom_the_request_waits_for(agreed: Company) -> None:
    number = await order(agreed.anna)
    page = await agreed.anna.open(f"/tickets/{number}")
    assert "We wait for the decision of: Егор Чужой." in page.text("#now")
    assert "Approval of the manager" in page.text("#approval")
    assert "The request is sent for approval" in page.text("#story")
    assert "Asked to approve: Егор Чужой" in page.text("#story")
    assert not page.has_form(f"/tickets/{number}/approvals")


async def test_all_that_is_needed_to_decide_stands_on_the_card(agreed: Company) -> None:
    number = await order(agreed.anna)
    home = await agreed.stranger.open("/")
    assert "Approvals 1" in home.text("#nav-approvals")
    page = await agreed.stranger.open("/approvals")
    card = page.text("approval-card")
    for words in (f"№ {number}", "Анна Королёва", "32,000", "27 inches", "Office 2, floor 3", "You are the manager"):
        assert words in card, words
    nothing = await agreed.anna.open("/approvals")
    assert "Nothing waits for your decision." in nothing.text()
    assert "Approvals 1" not in nothing.text("#nav-approvals")


async def test_it_is_approved_in_the_list(agreed: Company) -> None:
    number = await order(agreed.anna)
    page = await agreed.stranger.open("/approvals")
    after = await agreed.stranger.send(page.form("/approvals", "approve"), press="approve", comment="Go on.")
    assert agreed.stranger.path == "/approvals"
    assert f"Request {number}: you have approved it" in after.text("toast")
    assert "Nothing waits for your decision." in after.text()
    assert await state(number) == "new"
    decided = await agreed.stranger.open("/approvals?show=decided")
    assert "approved" in decided.text("approval-card")
    assert "Go on." in decided.text("approval-card")
    told = (await agreed.anna.open(f"/tickets/{number}")).text("#story")
    assert "Егор Чужой approves the request" in told
    assert "The approval is over: the work may begin" in told


async def test_a_refusal_without_a_reason_stays_on_its_card(agreed: Company) -> None:
    first, second = await order(agreed.anna), await order(agreed.anna)
    page = await agreed.stranger.open("/approvals")
    form = page.form("/approvals", "refuse", number=str(second))
    page = await agreed.stranger.send(form, 422, press="refuse")
    assert page.text("error").count("Write why you refuse") == 1
    assert len([one for one in page.forms if one.action == "/approvals"]) == 2
    form = page.form("/approvals", "refuse", number=str(second))
    await agreed.stranger.send(form, press="refuse", comment="There is one in stock.")
    assert (await state(first), await state(second)) == ("waiting_approval", "cancelled")
    page = await agreed.anna.open(f"/tickets/{second}")
    assert "There is one in stock." in page.text("bubble")
    assert "The request is closed: it is not approved" in page.text("#story")


async def test_it_is_decided_on_the_page_of_the_request(agreed: Company) -> None:
    number = await order(agreed.anna)
    page = await agreed.stranger.open(f"/tickets/{number}")
    assert "Your decision is needed" in page.text("#asked")
    [action] = [one.action for one in page.forms if one.action.startswith(f"/tickets/{number}/approvals/")]
    page = await agreed.stranger.send(page.form(action, "refuse"), 422, press="refuse")
    assert "Write why you refuse" in page.text("#asked")
    page = await agreed.stranger.send(page.form(action, "approve"), press="approve")
    assert agreed.stranger.path == f"/tickets/{number}"
    assert page.text("#asked") == ""
    assert await state(number) == "new"


async def test_a_decision_comes_too_late(agreed: Company) -> None:
    number = await order(agreed.anna)
    page = await agreed.stranger.open("/approvals")
    form = page.form("/approvals", "approve")
    await agreed.stranger.send(form, press="approve")
    page = await agreed.stranger.send(form, 409, press="refuse", comment="No.")
    assert "This is decided already: Егор Чужой has approved it." in page.text("callout")
    assert await state(number) == "new"


async def test_others_find_nothing_to_decide(agreed: Company) -> None:
    number = await order(agreed.anna)
    page = await agreed.stranger.open("/approvals")
    form = page.form("/approvals", "approve")
    for who, status in ((agreed.admin, 404), (agreed.anna, 403), (agreed.boris, 403)):
        form.values["_csrf"] = (await who.open("/approvals")).forms[0].values["_csrf"]
        await who.send(form, status, press="approve")
    await agreed.admin.open(f"/tickets/{number}/approvals", 404)
    assert await state(number) == "waiting_approval"


async def test_an_agent_asks_somebody_and_cannot_walk_out(company: Company) -> None:
    number = await order(company.anna)
    page = await company.boris.open(f"/tickets/{number}")
    form = page.form(f"/tickets/{number}/approvals")
    page = await company.boris.send(form, 422, person__text="nobody at all", comment="Shall we?")
    assert "Choose one person" in page.text("#approval")
    form = page.form(f"/tickets/{number}/approvals")
    assert form.values["comment"] == ["Shall we?"]
    page = await company.boris.send(form, person__text="egor")
    assert await state(number) == "waiting_approval"
    assert "Борис Мастеров asks to approve: Егор Чужой" in page.text("#story")
    assert not page.has_form(f"/tickets/{number}/move", "in_progress")
    card = (await company.stranger.open("/approvals")).text("approval-card")
    assert "Shall we?" in card
    assert "Борис Мастеров asks you." in card


async def test_what_is_put_there_by_hand_offers_to_ask(company: Company) -> None:
    number = await order(company.anna)
    page = await company.boris.open(f"/tickets/{number}")
    page = await company.boris.send(page.form(f"/tickets/{number}/move", "waiting_approval"), press="waiting_approval")
    assert "The request waits for approval, but nobody is asked." in page.text("#approval")
    assert page.has_form(f"/tickets/{number}/move", "in_progress")


async def test_a_lead_begins_without_approval(agreed: Company) -> None:
    number = await order(agreed.anna)
    path = f"/tickets/{number}/approvals/bypass"
    assert not (await agreed.boris.open(f"/tickets/{number}")).has_form(path)
    team = await teams.by_key(TEAM)
    assert team is not None
    await access.grant(agreed.boris.id, "team_lead", team_id=team.id)
    page = await agreed.boris.open(f"/tickets/{number}")
    page = await agreed.boris.send(page.form(path), 422, reason="")
    assert "Write the reason" in page.text("#approval")
    page = await agreed.boris.send(page.form(path), reason="The shop closes")
    assert await state(number) == "new"
    assert "begins the work without approval: The shop closes" in page.text("#story")
    assert "The shop closes" in (await agreed.stranger.open(f"/tickets/{number}")).text("#approval")


async def test_of_a_confidential_team_an_approver_sees_what_he_decides(agreed: Company) -> None:
    await confidential()
    number = await order(agreed.anna)
    card = (await agreed.stranger.open("/approvals")).text("approval-card")
    assert "27 inches" in card
    page = await agreed.stranger.open(f"/tickets/{number}")
    assert "Office 2, floor 3" in page.text()


async def test_what_one_is_asked_is_not_among_ones_own_requests(agreed: Company) -> None:
    number = await order(agreed.anna)
    assert f"№ {number}" not in (await agreed.stranger.open("/tickets")).text()
    assert f"№ {number}" in (await agreed.anna.open("/tickets")).text()


async def test_pages_of_cards(agreed: Company) -> None:
    numbers = [await order(agreed.anna) for _ in range(11)]
    page = await agreed.stranger.open("/approvals")
    [further] = [href for href, _ in page.links if "cursor=" in href]
    page = await agreed.stranger.open(further)
    assert f"№ {numbers[-1]}" in page.text("approval-card")
    form = next(one for one in page.forms if one.action.startswith("/approvals?cursor="))
    page = await agreed.stranger.send(form, 422, press="refuse")
    assert "Write why you refuse" in page.text("approval-card")


async def test_a_step_that_nobody_was_asked_in_is_no_news(agreed: Company) -> None:
    """When its condition did not hold, neither the requester nor the team reads of an approval."""
    await offer(step(when=(Condition(answer="reason", values=("expensive",)),)))
    number = await order(agreed.anna)
    assert await state(number) == "new"
    page = await agreed.anna.open(f"/tickets/{number}")
    assert page.text("#approval") == ""
    page = await agreed.boris.open(f"/tickets/{number}")
    assert "Approval of the manager" not in page.text("#approval")
    assert page.has_form(f"/tickets/{number}/approvals")


async def test_the_requester_stands_above_what_nobody_has_begun(agreed: Company) -> None:
    """And below what goes on."""
    waits = await order(agreed.anna)
    await agreed.boris.open(f"/tickets/{waits}")
    html = agreed.boris.response.text
    assert html.index('id="approval"') < html.index('id="person-title"')
    await offer()
    plain = await order(agreed.anna)
    await agreed.boris.open(f"/tickets/{plain}")
    html = agreed.boris.response.text
    assert html.index('id="person-title"') < html.index('id="approval"') < html.index('id="tasks"')


async def test_who_can_neither_follow_nor_add_reads_nothing_of_followers(agreed: Company) -> None:
    number = await order(agreed.anna)
    page = await agreed.anna.open(f"/tickets/{number}")
    assert "Watching" in page.text("#watch")
    await confidential()
    page = await agreed.anna.open(f"/tickets/{number}")
    assert page.text("#watch") == ""
