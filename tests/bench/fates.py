"""Which tickets there are, and what becomes of each: how many are open, how long they live, whose they are."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from okno.catalog.model import Service
from okno.clock import SECOND_US
from tests.bench.company import Place
from tests.bench.crowd import Somebody
from tests.bench.lives import Life, Ordered
from tests.bench.words import Words

FIRST_NUMBER = 10_001
HOUR_US = 3600 * SECOND_US
DAY_US = 24 * HOUR_US
YEARS = 3
RECENT_DAYS = 20
"""The open tickets have been ordered in this time, and a fifth as many that are closed already."""
OPEN_SHARE = 0.8
OWN = 30
"""Tickets of the employee who asks for pages, however many there are."""
OWN_RECENT = 8
"""Of them among the recent ones, so most of these are open."""
LONG: Mapping[str, tuple[int, int]] = {"ten": (10, 10), "five_hundred": (500, 3)}
"""Tickets with exactly so many facts, and how many of them there are."""
FIRST_LONG = 9_001
"""Their numbers come before all others, so that they are not what a search finds first."""
LONG_TEAM = "bench-08"


@dataclass(frozen=True)
class Cast:
    """Who and what takes part. `agents`: who works in each team, by its key; `employee` asks for pages, and the tickets
    with many facts are of the `customer`.
    """

    places: Sequence[Place]
    services: Mapping[str, Service]
    agents: Mapping[str, Sequence[int]]
    crowd: Sequence[Somebody]
    employee: Somebody
    customer: Somebody
    words: Words
    now: int


def open_ones(amount: int) -> int:
    """How many of the tickets are open: a company with a longer past has more, but not in proportion.

    2 000 of 10 000, 20 000 of a million.
    """
    return min(int(20 * math.sqrt(amount)), amount // 3)


def fates(cast: Cast, amount: int, seed: int = 5) -> Iterator[Life]:
    """The tickets, the oldest first."""
    chance = random.Random(seed)
    weights = list(itertools.accumulate(1 / (1 + 0.1 * n) for n in range(len(cast.places))))
    recent = int(open_ones(amount) / OPEN_SHARE)
    for n in range(amount):
        place = chance.choices(cast.places, cum_weights=weights)[0]
        own = (
            (n - amount + recent) % max(recent // OWN_RECENT, 1) if amount - n <= recent else n % max(amount // OWN, 1)
        )
        customer = chance.choice(cast.crowd) if own else cast.employee
        at = _at(cast.now, n, amount, recent)
        life = Life.begun(_ordered(cast, chance, FIRST_NUMBER + n, place, at, customer))
        agent = chance.choice(cast.agents[place.key])
        if amount - n <= recent and chance.random() < OPEN_SHARE:
            _open(life, cast, chance, agent)
        else:
            _closed(life, cast, chance, agent)
        yield life.until(cast.now)


def long_ones(cast: Cast, seed: int = 9) -> Iterator[Life]:
    """The tickets of LONG, in the order in which it names them."""
    chance = random.Random(seed)
    place = next(one for one in cast.places if one.key == LONG_TEAM)
    wanted = [facts for facts, times in LONG.values() for _ in range(times)]
    for n, facts in enumerate(wanted):
        at = cast.now - RECENT_DAYS * DAY_US + n * HOUR_US
        life = Life.begun(_ordered(cast, chance, FIRST_LONG + n, place, at, cast.customer))
        _long(life, cast, chance, chance.choice(cast.agents[place.key]), facts)
        yield life.until(cast.now)


def long_numbers() -> dict[str, list[int]]:
    """Their numbers by the names of LONG."""
    found: dict[str, list[int]] = {}
    first = FIRST_LONG
    for name, (_, times) in LONG.items():
        found[name] = list(range(first, first + times))
        first += times
    return found


def _at(now: int, n: int, amount: int, recent: int) -> int:
    """When the n-th was ordered: the older ones evenly over the years."""
    old = amount - recent
    if n < old:
        first, last = now - YEARS * 365 * DAY_US, now - (RECENT_DAYS + 15) * DAY_US
        return first + (last - first) * n // max(old, 1)
    first, last = now - RECENT_DAYS * DAY_US, now - HOUR_US // 6
    return first + (last - first) * (n - old) // max(recent, 1)


def _ordered(cast: Cast, chance: random.Random, number: int, place: Place, at: int, customer: Somebody) -> Ordered:
    language, text = cast.words.order(chance)
    return Ordered(
        number=number,
        place=place,
        service=cast.services[place.service],
        customer=customer,
        at=at,
        subject=cast.words.subject(chance, language, number),
        text=text,
    )


def _closed(life: Life, cast: Cast, chance: random.Random, agent: int) -> None:
    # What is recent and closed was over quickly.
    room = min(cast.now - life.ordered.at, 12 * DAY_US)
    at = [life.ordered.at + room * part // 20 for part in sorted(chance.sample(range(1, 20), 6))]
    kind = chance.random()
    if kind < 0.2:
        life.move(at[0], "cancelled", life.ticket.requester_id)
        return
    if kind > 0.65:
        _worked(life, cast, chance, agent, at[:4])
    life.move(at[4], "done", agent)
    life.move(at[5], "closed", None)


def _open(life: Life, cast: Cast, chance: random.Random, agent: int) -> None:
    room = cast.now - life.ordered.at
    at = [life.ordered.at + room * part // 20 for part in sorted(chance.sample(range(1, 20), 5))]
    kind = chance.random()
    if kind < 0.25:
        return
    _worked(life, cast, chance, agent, at[:4])
    if kind > 0.95:
        # Done a few hours ago: it closes by itself later.
        life.move(max(at[4], cast.now - 6 * HOUR_US), "done", agent)
    elif kind > 0.8:
        life.move(at[4], "waiting_user", agent)


def _worked(life: Life, cast: Cast, chance: random.Random, agent: int, at: Sequence[int]) -> None:
    life.assign(at[0], agent)
    life.move(at[0] + SECOND_US, "in_progress", agent)
    life.say(max(at[1], at[0] + 2 * SECOND_US), agent, cast.words.comment(chance))
    if chance.random() < 0.4:
        life.say(max(at[2], at[1]), life.ticket.requester_id, cast.words.comment(chance))
    if chance.random() < 0.3:
        life.say(max(at[3], at[1]), agent, cast.words.comment(chance), "internal")


def _long(life: Life, cast: Cast, chance: random.Random, agent: int, facts: int) -> None:
    step = (cast.now - life.ordered.at) // (facts + 2)
    start = life.ordered.at
    life.assign(start + step, agent)
    life.move(start + 2 * step, "in_progress", agent)
    for n in range(3, facts):
        author = life.ticket.requester_id if n % 3 == 0 else agent
        visibility = "internal" if n % 3 == 1 else "public"
        life.say(start + n * step, author, cast.words.comment(chance), visibility)
