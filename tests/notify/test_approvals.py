"""Who hears of approvals, and what the letter to somebody who is asked says."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import pytest_asyncio

from okno import files, notify
from okno.access import grant
from okno.catalog.owners import set_owner
from okno.clock import FAR_US
from okno.db import execute, fetch
from okno.notify import notices
from okno.people import change
from okno.settings import Settings
from okno.tickets import Ticket, approval_clock, approvals, deciding, move
from tests.company import MONITOR_TEAM, Company, actor_again, open_company, team_id
from tests.notify.desk import settle, told, written_to
from tests.tickets.agreeing import confidential, monitor, moved_clock, offer, say, send_away, step, steps, with_manager


@pytest_asyncio.fixture
async def company(stocked: None, db: Settings) -> Company:
    """People with addresses; what was told so far is forgotten."""
    files.settle(db.home)
    notify.settle(db)
    opened = await open_company()
    for who in (opened.anna, opened.stranger, opened.boris, opened.fedor):
        await change(who.id, {"mail": f"{who.id}@example.test"}, actor_id=None)
    galina = await with_manager(opened)
    await change(galina.id, {"mail": "galina@example.test"}, actor_id=None)
    return opened


async def forget() -> None:
    """Clears what was told so far."""
    await settle()
    await execute("DELETE FROM notice")
    await execute("DELETE FROM message")


async def heard(kind: str) -> list[str]:
    """Who was told this."""
    await settle()
    return [login for login, said in await told() if said == kind]


async def letter(to: str) -> tuple[str, str]:
    """Subject and text of the newest letter to somebody."""
    rows = await fetch("SELECT subject, text FROM message WHERE to_address = $1 ORDER BY id DESC LIMIT 1", to)
    return rows[0]["subject"], rows[0]["text"]


async def test_whoever_is_asked_gets_a_letter_that_is_enough_to_decide(company: Company) -> None:
    await offer(step(deadline="2d"), cost=32000)
    ticket = await monitor(company, text="Старый мерцает.")
    assert await heard("approve") == ["galina"]
    subject, text = await letter("galina@example.test")
    assert subject == f"[№ {ticket.number}] Просят согласовать: {ticket.subject}"
    for words in (
        "Анна Королёва",
        "32\u00a0000",
        "27 дюймов",
        "Старый мерцает.",
        "Решить:",
        f"/tickets/{ticket.number}",
    ):
        assert words in text


async def test_of_a_confidential_team_the_letter_tells_the_number_alone(company: Company) -> None:
    await offer(step(), cost=32000)
    await confidential()
    ticket = await monitor(company, text="Старый мерцает.")
    assert await heard("approve") == ["galina"]
    subject, text = await letter("galina@example.test")
    assert subject == f"[№ {ticket.number}] Заявка"
    assert f"/tickets/{ticket.number}" in text
    for words in ("Анна", "32", "дюймов", "мерцает", ticket.subject):
        assert words not in text


async def test_the_requester_hears_of_the_decision_once(company: Company) -> None:
    await offer(step())
    ticket = await monitor(company)
    await forget()
    galina = await actor_again(await _id("galina"))
    await say(galina, ticket)
    assert await heard("approved") == ["anna"]
    assert await written_to() == [f"{company.anna.id}@example.test"]
    ticket = await monitor(company)
    await forget()
    await say(galina, ticket, "refuse", "Есть на складе.")
    assert await heard("refused") == ["anna"]
    assert [login for login, _ in await told()] == ["anna"]
    _, text = await letter(f"{company.anna.id}@example.test")
    assert "Галина Главная отказывает" in text
    assert "> Есть на складе." in text


async def test_whoever_stands_in_is_told_in_other_words(company: Company) -> None:
    galina = await actor_again(await _id("galina"))
    await offer(step())
    await send_away(galina, company.stranger)
    await monitor(company)
    assert await heard("approve") == ["galina"]
    assert await heard("approve_instead") == ["egor"]


async def test_a_reminder_and_a_question_to_who_is_above(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    set_to = moved_clock(monkeypatch)
    await set_owner("monitor", company.fedor.id, actor_id=None)
    await offer(step(remind="4h", deadline="1d"))
    ticket = await monitor(company)
    await _wait(ticket, set_to)
    assert await heard("approve_again") == ["galina"]
    await _wait(ticket, set_to)
    assert await heard("approve_above") == ["fedor"]


async def _wait(ticket: Ticket, set_to: Callable[[int], None]) -> None:
    nearest = min(one.next_at for one in await steps(ticket))
    assert nearest < FAR_US
    set_to(nearest)
    await approval_clock.look()


async def test_a_refusal_by_the_deadline_is_told(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    set_to = moved_clock(monkeypatch)
    await offer(step(deadline="1d", at_deadline="refuse"))
    ticket = await monitor(company)
    await _wait(ticket, set_to)
    assert await heard("overdue") == ["anna"]


async def test_of_a_bypass_hear_those_who_were_asked_and_the_requester(company: Company) -> None:
    await grant(company.boris.id, "team_lead", team_id=await team_id(MONITOR_TEAM))
    await offer(step())
    ticket = await monitor(company)
    await forget()
    await deciding.bypass(await actor_again(company.boris.id), ticket.id, reason="Склад закрывается")
    assert await heard("bypassed_you") == ["galina"]
    assert await heard("bypassed") == ["anna"]
    _, text = await letter("galina@example.test")
    assert "Склад закрывается" in text
    galina = await actor_again(await _id("galina"))
    page, _ = await notices.page(galina)
    assert "Склад закрывается" in str(page[0].phrase)


async def test_what_an_agent_asks_by_hand_goes_with_his_words(company: Company) -> None:
    await offer()
    ticket = await monitor(company)
    await approvals.ask_person(company.boris, ticket.id, "fedor", "Можно подороже?")
    assert await heard("approve") == ["fedor"]
    _, text = await letter(f"{company.fedor.id}@example.test")
    assert "> Можно подороже?" in text


async def test_what_is_not_asked_any_more_is_not_counted(company: Company) -> None:
    """Who reads a request no more reads nothing about it."""
    galina = await actor_again(await _id("galina"))
    await offer(step())
    ticket = await monitor(company)
    assert await heard("approve") == ["galina"]
    assert await notify.unread_count(galina) == 1
    await move(company.anna, ticket.id, to="cancelled", version=ticket.version)
    assert await notify.unread_count(galina) == 0


async def _id(login: str) -> int:
    rows = await fetch("SELECT id FROM person WHERE login = $1", login)
    return int(rows[0]["id"])
