"""Who looks at a ticket now, and who writes there: kept in memory, told to all processes, gone by itself.

Nothing of it is stored. A browser says every few seconds that it is there; each process hears that by the bell and
forgets it when it is not said again. What is told are ids; who is told is decided where pages are read.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from time import monotonic

from okno.db import spawn
from okno.db.tasks import cancel
from okno.db.wake import bell

LOOKS, REPLIES, NOTES, GONE = "look", "reply", "note", "gone"
ACTS = (LOOKS, NOTES, REPLIES, GONE)
"""What somebody does there; of several pages of one person that counts which stands later."""
LASTS_SECONDS = 25.0
"""How long what was said once is believed."""
AGAIN_SECONDS = 5.0
"""The same is told to the other processes no sooner than this."""
SWEEP_SECONDS = 5.0
TICKETS_MOST = 5000
PAGES_MOST = 40
"""Pages of one ticket; more people than that are not shown anyway."""
PAGES_EACH = 4
"""Pages of one person at one ticket; with one more the oldest is forgotten."""

Told = Callable[[Collection[str], str], None]
"""Called with the topics of those who hear of a change, and the topic of the ticket."""
_FORM = re.compile(r"p(\d{1,18}):(\d{1,18}):(\d{1,18}):(\d{1,18}):([a-z0-9]{4,16}):(look|reply|note|gone)")
TAB = re.compile(r"[a-z0-9]{4,16}")
"""What a page calls itself."""


@dataclass(frozen=True)
class Ping:
    """What one page says. The team and the customer say who may hear of it, and who must not."""

    ticket_id: int
    team_id: int
    customer_id: int
    person_id: int
    tab: str
    act: str

    def encode(self) -> str:
        """The message for the bell: ids and a word."""
        return f"p{self.ticket_id}:{self.team_id}:{self.customer_id}:{self.person_id}:{self.tab}:{self.act}"

    @classmethod
    def decode(cls, message: str) -> Ping | None:
        """What a message says; None when it is about something else."""
        found = _FORM.fullmatch(message)
        if found is None:
            return None
        return cls(int(found[1]), int(found[2]), int(found[3]), int(found[4]), found[5], found[6])

    @property
    def hearers(self) -> frozenset[str]:
        """Who hears of it: the team, without whoever has ordered it and without himself."""
        unheard = (f"but:person:{self.customer_id}", f"but:person:{self.person_id}")
        return frozenset({f"staff:{self.ticket_id}", f"team:{self.team_id}", *unheard})


@dataclass(frozen=True)
class Present:
    """Somebody who is there, and what he does."""

    person_id: int
    act: str


@dataclass
class _Page:
    ping: Ping
    until: float
    rung: float


class Presence:
    """Who is where, as far as this process has heard."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._pages: dict[int, dict[tuple[int, str], _Page]] = {}
        self._task: asyncio.Task[None] | None = None
        self._unsubscribe: Callable[[], None] | None = None

    def start(self) -> None:
        """Begins to hear."""
        self._unsubscribe = bell.subscribe(self._heard)
        self._task = spawn(self._run(), "presence")

    async def stop(self) -> None:
        """Ends hearing."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        await cancel(self._task)

    def of(self, ticket_id: int) -> list[Present]:
        """Who is at a ticket, each once, whoever writes first."""
        now = monotonic()
        acts: dict[int, str] = {}
        for page in self._pages.get(ticket_id, {}).values():
            ping = page.ping
            if page.until > now and ACTS.index(ping.act) >= ACTS.index(acts.get(ping.person_id, LOOKS)):
                acts[ping.person_id] = ping.act
        found = [Present(person_id, act) for person_id, act in acts.items()]
        return sorted(found, key=lambda one: (-ACTS.index(one.act), one.person_id))

    def busy(self, ticket_ids: Iterable[int]) -> list[int]:
        """Those of the tickets at which somebody is."""
        return [one for one in ticket_ids if one in self._pages]

    async def say(self, ping: Ping) -> None:
        """Takes in what a page of this process says, and tells the others what is new or was told long ago."""
        if self._take(ping):
            await bell.call(ping.encode())

    def _heard(self, messages: Sequence[str] | None) -> None:
        for message in messages or ():
            ping = Ping.decode(message) if message[:1] == "p" else None
            if ping is not None:
                self._take(ping)

    def _take(self, ping: Ping) -> bool:
        """Writes it down; whether the other processes are to be told."""
        now = monotonic()
        pages = self._pages.setdefault(ping.ticket_id, {})
        before, key = self.of(ping.ticket_id), (ping.person_id, ping.tab)
        old = pages.pop(key, None)
        rings = old is None or old.ping != ping or now - old.rung >= AGAIN_SECONDS
        own = [one for one in pages if one[0] == ping.person_id]
        for one in own[: max(0, len(own) - PAGES_EACH + 1)]:
            del pages[one]
        if ping.act != GONE and len(pages) < PAGES_MOST and len(self._pages) <= TICKETS_MOST:
            rung = now if rings or old is None else old.rung
            pages[key] = _Page(ping, now + LASTS_SECONDS, rung)
        if not pages:
            del self._pages[ping.ticket_id]
        if self.of(ping.ticket_id) != before:
            self._told(ping.hearers, f"staff:{ping.ticket_id}")
        return rings and (old is not None or ping.act != GONE)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            self.sweep()

    def sweep(self) -> None:
        """Forgets who has not said for long that he is there."""
        now = monotonic()
        for ticket_id, pages in list(self._pages.items()):
            over = [key for key, page in pages.items() if page.until <= now]
            for key in over:
                ping = pages.pop(key).ping
                self._told(ping.hearers, f"staff:{ticket_id}")
            if not pages:
                del self._pages[ticket_id]
