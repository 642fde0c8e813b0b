"""Which team gets an order, and who of the team gets it by itself."""

from __future__ import annotations

import asyncio

import pytest

from okno import teams, tickets
from okno.access import lines as support
from okno.db import execute
from okno.people import change, set_skills
from okno.settings import Settings
from okno.tickets import Order
from okno.tickets.merge import merge, unmerge
from okno.tickets.reclassify import Wish
from tests.company import actor_again, hire
from tests.crew import BRANCH, DESK, Crew, facts, live_in, open_desk, put, service
from tests.tickets.agreeing import manage, say, send_away, step


async def gets(crew: Crew, n: int = 1, name: str = "help") -> list[str]:
    """Who gets the next orders."""
    return [crew.name(await crew.order(name)) for _ in range(n)]


# The team -----------------------------------------------------------------------------------------------------


async def test_the_department_or_the_place_of_the_customer_leads_to_another_team(db: Settings) -> None:
    crew = await open_desk("manual")
    for where, team, by in (
        ({"department": "филиал «СЕВЕР», склад", "place": ""}, crew.branch, "department"),
        ({"department": "Бухгалтерия", "place": "тверь, Лесная, 5"}, crew.branch, "place"),
        ({"department": "Бухгалтерия", "place": "Старая Тверь"}, crew.desk, ""),
        ({"department": "", "place": ""}, crew.desk, ""),
    ):
        await live_in(crew.anna, **where)
        ticket = await crew.order("printer")
        assert ticket.team_id == team, where
        [made] = await facts(ticket, "TicketCreated")
        assert (made["team_id"], made["route"]) == (team, by)


async def test_it_is_the_customer_who_counts_not_who_orders_for_him(db: Settings) -> None:
    crew = await open_desk("manual")
    await live_in(crew.anna, department="Филиал «Север»")
    assert (await crew.order("printer", by=crew.boris, on_behalf_of="anna")).team_id == crew.branch
    assert (await crew.order("printer", by=crew.boris)).team_id == crew.desk


async def test_another_service_routes_anew_and_begins_on_line_one(db: Settings) -> None:
    crew = await open_desk("manual", 2)
    await live_in(crew.anna, department="Филиал «Север»")
    ticket = await tickets.assign(crew.lead, (await crew.order()).id, version=1, assignee="vera", line=2)
    changed = await tickets.reclassify(crew.boris, ticket.id, Wish(service="printer"), version=ticket.version)
    assert (changed.team_id, changed.line, changed.assignee_id) == (crew.branch, 1, None)
    assert (await facts(ticket, "TicketAssigned"))[-1]["cause"] == "department"


async def test_a_route_to_a_team_that_is_closed_is_passed_over(db: Settings) -> None:
    crew = await open_desk("manual")
    await live_in(crew.anna, place="Тверь")
    await execute("UPDATE team SET active = $1 WHERE id = $2", False, crew.branch)
    assert (await crew.order("printer")).team_id == crew.desk


# The person ---------------------------------------------------------------------------------------------------


async def test_by_default_nobody_gets_it(db: Settings) -> None:
    crew = await open_desk("manual")
    assert await gets(crew) == [""]


async def test_each_in_turn(db: Settings) -> None:
    crew = await open_desk()
    assert await gets(crew, 5) == ["boris", "vera", "gleb", "boris", "vera"]


async def test_whoever_has_the_least_to_do(db: Settings) -> None:
    crew = await open_desk("least_load")
    held = [await crew.order() for _ in range(4)]
    assert [crew.name(one) for one in held] == ["boris", "vera", "gleb", "boris"]
    # What is done is no load any more, though it is still open for its requester.
    for one in (held[0], held[3]):
        started = await tickets.move(crew.boris, one.id, to="in_progress", version=one.version)
        await tickets.move(crew.boris, one.id, to="done", version=started.version)
    assert await gets(crew, 2) == ["boris", "vera"]


async def test_what_is_given_tells_who_and_how_and_is_no_first_answer(db: Settings) -> None:
    crew = await open_desk("least_load")
    ticket = await crew.order()
    [given] = await facts(ticket, "TicketAssigned")
    assert (given["assignee_id"], given["cause"], given["unskilled"]) == (crew.boris.id, "least_load", False)
    assert (ticket.responded_at, ticket.state) == (None, "new")


async def test_nobody_gets_his_own_request(db: Settings) -> None:
    crew = await open_desk()
    assert crew.name(await crew.order(by=crew.boris)) == "vera"
    assert crew.name(await crew.order(by=crew.lead, on_behalf_of="gleb")) == "boris"


async def test_who_is_away_rests_has_left_or_lacks_the_right_gets_nothing(db: Settings) -> None:
    crew = await open_desk()
    await send_away(crew.boris, None)
    assert await gets(crew, 2) == ["vera", "gleb"]
    await teams.set_away(crew.desk, crew.vera.id, away=True, actor_id=crew.vera.id)
    assert await gets(crew, 2) == ["gleb", "gleb"]
    await change(crew.gleb.id, {"active": False}, actor_id=None)
    assert await gets(crew) == [""]
    await hire("nina", "Нина Без роли", team=DESK)
    assert await gets(crew) == [""]
    await teams.set_away(crew.desk, crew.vera.id, away=False, actor_id=crew.vera.id)
    assert await gets(crew) == ["vera"]


@pytest.mark.parametrize("wanted", ["Принтеры", "принтеры "])
async def test_skills_choose_among_those_who_are_here(db: Settings, wanted: str) -> None:
    crew = await open_desk("round_robin", 1, service("plotter", skills=(wanted, "Wi-Fi")))
    await set_skills(crew.boris.id, ["Wi-Fi"])
    await set_skills(crew.vera.id, ["принтеры", "wi-fi", "1С"])
    assert await gets(crew, 2, "plotter") == ["vera", "vera"]
    await send_away(crew.vera, None)
    ticket = await crew.order("plotter")
    assert (crew.name(ticket), (await facts(ticket, "TicketAssigned"))[0]["unskilled"]) == ("boris", True)


async def test_each_line_gets_its_own_work(db: Settings) -> None:
    crew = await open_desk("round_robin", 2)
    await teams.join(crew.desk, crew.boris.id, line=2)
    await teams.join(crew.desk, crew.vera.id, line=1)
    assert await gets(crew, 3) == ["vera", "gleb", "vera"]


async def test_where_there_is_one_line_nobody_is_bound_to_another(db: Settings) -> None:
    crew = await open_desk()
    await teams.join(crew.desk, crew.boris.id, line=2)
    assert await gets(crew) == ["boris"]


async def test_what_a_line_may_not_does_not_keep_it_from_work(db: Settings) -> None:
    crew = await open_desk()
    await teams.join(crew.desk, crew.boris.id, line=1)
    await support.withhold(crew.desk, 1, ["ticket.assign", "ticket.finish"], actor_id=None)
    assert await gets(crew) == ["boris"]


# When ---------------------------------------------------------------------------------------------------------


async def test_what_waits_for_approval_is_given_afterwards(db: Settings) -> None:
    crew = await open_desk("round_robin", 1, service("chair", approval=(step(),)))
    await manage(crew.anna, crew.lead)
    ticket = await crew.order("chair")
    assert (ticket.state, crew.name(ticket)) == ("waiting_approval", "")
    assert crew.name(await say(crew.lead, ticket)) == "boris"


async def test_another_team_gives_it_to_one_of_its_own(db: Settings) -> None:
    crew = await open_desk("manual", routing="round_robin")
    await teams.join(crew.branch, crew.gleb.id)
    ticket = await tickets.assign(crew.boris, (await crew.order()).id, version=1, team=BRANCH)
    assert (ticket.team_id, crew.name(ticket)) == (crew.branch, "gleb")
    gleb = await actor_again(crew.gleb.id)
    back = await tickets.assign(gleb, ticket.id, version=ticket.version, assignee=None)
    assert back.assignee_id is None, "who gives it back to nobody means nobody"


async def test_what_is_separated_again_and_nobody_had_is_given(db: Settings) -> None:
    crew = await open_desk("manual")
    one, other = await crew.order(), await crew.order()
    await merge(crew.boris, one.id, other.id, version=None)
    await put("round_robin")
    assert crew.name(await unmerge(crew.boris, one.id)) == "boris"


async def test_two_orders_at_once_do_not_both_go_to_one(db: Settings) -> None:
    crew = await open_desk()
    made = await asyncio.gather(*(tickets.order(crew.anna, Order(service="help", text="Раз")) for _ in range(6)))
    found = sorted(crew.name(one) for one in made)
    assert found == ["boris", "boris", "gleb", "gleb", "vera", "vera"]


async def test_the_least_loaded_is_found_anew_for_each_of_two_at_once(db: Settings) -> None:
    crew = await open_desk("least_load")
    made = await asyncio.gather(*(tickets.order(crew.anna, Order(service="help", text="Раз")) for _ in range(3)))
    assert sorted(crew.name(one) for one in made) == ["boris", "gleb", "vera"]
