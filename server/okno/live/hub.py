"""The hub of a web process: hears of new facts, reads them once, tells the browsers whose topics they touch.

Nothing is missed, in whatever order transactions commit: a ring only says that there is something. The hub reads all
facts from its position on (see okno.events.log) and moves the position to the horizon that it took *before* reading.
So a position that a browser was given means: every fact below it has been sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from okno.db import spawn
from okno.db.tasks import cancel
from okno.db.wake import bell
from okno.events import Fact, facts_since
from okno.events.log import horizon, read_facts
from okno.live.client import Client
from okno.log import get

LIMIT = 500
"""How many facts are read to catch up; for more a page is rather loaded anew."""
LOOK_SECONDS = 5.0
"""How often the hub looks by itself, in case a ring was lost."""
PAUSE_SECONDS = 1.0
"""How long it waits after the database has failed."""

STREAMS_MOST = 30
"""How many streams one person may have in this process; with one more the oldest ends."""

RIGHTS = frozenset({"RoleGranted", "RoleRevoked", "MemberJoined", "MemberLeft", "PersonChanged", "SessionsEnded"})
"""Facts after which a person may see other things than before."""

log = get(__name__)


def _nothing() -> None:
    """The hub does not hear yet."""


class Hub:
    """Started with the web process and stopped with it."""

    def __init__(self) -> None:
        self.position = 0
        """Every fact below it has been told to the clients."""
        self._clients: dict[Client, None] = {}
        self._seen: set[int] = set()
        self._ids: set[int] = set()
        self._missed = False
        self._rung = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._unsubscribe: Callable[[], None] = _nothing

    async def start(self) -> None:
        """Begins to hear."""
        self.position = await horizon()
        self._unsubscribe = bell.subscribe(self._heard)
        self._task = spawn(self._run(), "live")

    async def stop(self) -> None:
        """Ends hearing; open streams end."""
        self.deafen()
        await cancel(self._task)
        for client in list(self._clients):
            client.close()

    def deafen(self) -> None:
        """Hears no rings any more; it still looks by itself as long as it runs."""
        self._unsubscribe()
        self._unsubscribe = _nothing

    def join(self, client: Client) -> None:
        """From now on the client is told. The oldest of too many of one person is told no more."""
        self._clients[client] = None
        own = [one for one in self._clients if one.person_id == client.person_id]
        for old in own[:-STREAMS_MOST]:
            old.close()
            self.leave(old)

    def leave(self, client: Client) -> None:
        """The client is told no more."""
        self._clients.pop(client, None)

    @property
    def clients(self) -> int:
        """How many streams are open."""
        return len(self._clients)

    def _heard(self, messages: Sequence[str] | None) -> None:
        if messages is None:
            self._missed = True
            self._rung.set()
            return
        ids = {int(message[1:]) for message in messages if message[:1] == "e" and message[1:].isdecimal()}
        if ids:
            self._ids |= ids
            self._rung.set()

    async def _run(self) -> None:
        while True:
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._rung.wait()
            except TimeoutError:
                self._missed = True
            self._rung.clear()
            try:
                await self.look()
            except Exception:
                log.exception("live pushes wait for the database")
                self._missed = True
                self._rung.set()
                await asyncio.sleep(PAUSE_SECONDS)

    async def look(self) -> None:
        """Reads what is new and tells it."""
        ids, missed = self._ids, self._missed
        self._ids, self._missed = set(), False
        try:
            at = await horizon()
            if at == self.position and not missed:
                # An older transaction still runs, so the position stands; what has rung is read by itself.
                self._tell(await read_facts(sorted(ids - self._seen)), self.position)
                return
            facts = await facts_since(self.position, LIMIT + 1)
        except BaseException:
            self._ids |= ids
            self._missed = self._missed or missed
            raise
        self._advance(facts, at)

    def _advance(self, facts: Sequence[Fact], at: int) -> None:
        if len(facts) > LIMIT:
            self._reload_all(at)
            self._seen = set()
        else:
            self._tell([fact for fact in facts if fact.id not in self._seen], at)
            # Those at or above the horizon come again at the next look.
            self._seen = {fact.id for fact in facts}
        self.position = at

    def _tell(self, facts: Sequence[Fact], position: int) -> None:
        self._seen.update(fact.id for fact in facts)
        for client in list(self._clients):
            # Before the message: what it may see after a change of rights is decided anew.
            if any(fact.kind in RIGHTS and f"person:{client.person_id}" in fact.topics for fact in facts):
                client.ask_recheck()
        for client in list(self._clients):
            client.tell([fact.topics for fact in facts], position)

    def _reload_all(self, position: int) -> None:
        log.warning("too many facts at once: browsers load their pages anew", clients=len(self._clients))
        for client in list(self._clients):
            client.ask_recheck()
            client.reload(position)
