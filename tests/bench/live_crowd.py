"""The crowd of the live bench: agents in teams, each with a session, and who of them may see what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from okno import access, people, teams, tickets
from okno.access import Actor
from okno.catalog import registry, store
from okno.http import sessions
from okno.testing import small_catalog
from okno.tickets import Order
from okno.tickets.reading import seen_among

HOURS = 12
AT_ONCE = 500
"""How many tickets are asked for in one query."""


@dataclass
class Crowd:
    """Who is there. `cookies` are the sessions by person, `services` those that the teams answer for, in one order
    with `team_ids`, and `customer` is the login of who orders."""

    team_ids: list[int]
    services: list[str]
    customer: str
    cookies: dict[int, str] = field(default_factory=dict)
    members: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Persons by team."""

    async def actor(self) -> Actor:
        """Who orders."""
        return await actor_of(self.customer)

    async def actors(self) -> list[Actor]:
        """The agents, with the rights that they have now."""
        return [await access.actor_of(await people.required(person_id)) for person_id in self.cookies]


async def actor_of(login: str) -> Actor:
    """A person with the rights that he has now."""
    person = await people.by_login(login)
    assert person is not None, login
    return await access.actor_of(person)


async def gather(agents: int, groups: int) -> Crowd:
    """Hires so many agents into so many teams: each is in one of them, and every second in another one besides."""
    keys = [f"team-{n}" for n in range(groups)]
    await _declare(keys)
    await people.create(login="customer", name="Customer", mail="customer@example.com")
    found = [await _team_id(key) for key in keys]
    crowd = Crowd(found, [f"{key}-help" for key in keys], "customer")
    for n in range(agents):
        await _hire(crowd, n)
    return crowd


async def _declare(keys: Sequence[str]) -> None:
    """Puts a catalog in force in which each of the teams answers for one service."""
    first = small_catalog.first()
    calendar = next(iter(first.calendars))
    answering = {key: small_catalog.team(key, calendar, general=f"{key}-help") for key in keys}
    services = {f"{key}-help": small_catalog.service(f"{key}-help", team=key) for key in keys}
    grown = replace(first, teams={**first.teams, **answering}, services={**first.services, **services})
    await store.apply(grown, actor_id=None)
    await registry.refresh()


async def _team_id(key: str) -> int:
    team = await teams.by_key(key)
    assert team is not None, key
    return team.id


async def _hire(crowd: Crowd, n: int) -> None:
    ids = crowd.team_ids
    person_id = await people.create(login=f"agent{n}", name=f"Agent {n}", mail=f"agent{n}@example.com")
    await access.grant(person_id, "agent")
    own = {ids[n % len(ids)]}
    if n % 2:
        own.add(ids[(n + 1 + n // len(ids)) % len(ids)])
    for team_id in own:
        await teams.join(team_id, person_id)
        crowd.members[team_id].append(person_id)
    crowd.cookies[person_id] = await sessions.create(person_id, address="127.0.0.1", agent="bench", hours=HOURS)


async def stock(crowd: Crowd, amount: int) -> list[int]:
    """Orders so many tickets, for the teams in turn, and gives their numbers."""
    customer = await crowd.actor()
    return [(await tickets.order(customer, wish(crowd, n))).id for n in range(amount)]


def wish(crowd: Crowd, n: int) -> Order:
    """The n-th order."""
    return Order(service=crowd.services[n % len(crowd.services)], subject=f"Broken {n}", text="Please look at it.")


async def seers(crowd: Crowd, numbers: Iterable[int]) -> Mapping[int, frozenset[int]]:
    """Which of the tickets each agent may see: what the filter of lists says, not what the topics of a fact say."""
    asked = sorted(numbers)
    parts = [asked[n : n + AT_ONCE] for n in range(0, len(asked), AT_ONCE)]
    found = {}
    for actor in await crowd.actors():
        found[actor.id] = frozenset([number for part in parts for number in await seen_among(actor, part)])
    return found
