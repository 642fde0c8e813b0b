"""The hub of a web process: hears of new facts, reads them once, tells the browsers whose topics they touch.

Nothing is missed, in whatever order transactions commit: a ring only says that there is something. The hub reads all
facts from its position on (see okno.events.log) and moves the position to the horizon of that reading.
So a place that a browser was given (see memory.py) means: everything up to it that its person hears has been sent.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections.abc import Callable, Collection, Sequence

from okno.db import spawn
from okno.db.tasks import cancel
from okno.db.wake import bell
from okno.events.log import horizon
from okno.events.trace import Trace, traces_of, traces_since
from okno.live.client import Client
from okno.live.ear import Ear
from okno.live.memory import MOST, Memory
from okno.live.place import Place, Sealer, Sign
from okno.live.presence import Presence
from okno.log import get

IDS_MOST = 1000
"""How many facts are read by their ids; more are read from the position on."""
LOOK_SECONDS = 5.0
"""How often the hub looks by itself, in case a ring was lost."""
PAUSE_SECONDS = 1.0
"""How long it waits after the database has failed."""

STREAMS_MOST = 30
"""How many streams one person may have in this process; with one more the oldest ends."""

ROLES = "roles"
"""The topic of what may change the rights of anybody."""
STORIES = frozenset({"ticket", "notice"})
"""The streams whose facts tell what happened. Facts of all others about a person may change what he sees."""
SEERS = frozenset({"TicketAssigned", "TicketWatched", "TicketsMerged", "TicketsUnmerged"})
"""Facts after which other people may see the ticket than before."""

log = get(__name__)


def _nothing() -> None:
    """The hub does not hear yet."""


class Hub:
    """Started with the web process and stopped with it.

    `sign` keeps places secret; processes of one installation need the same. Without it no other understands them.
    """

    def __init__(self, sign: Sign | None = None) -> None:
        self.position = 0
        """Every fact below it has been told to the clients. It moves with what others do: no browser may know it."""
        self._memory = Memory()
        self._sealer = Sealer(sign or _signer())
        self._clients: dict[Client, None] = {}
        self.presence = Presence(self._hint)
        self._seen: set[int] = set()
        self._ids: set[int] = set()
        self._missed = False
        self._rung = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._unsubscribe: Callable[[], None] = _nothing

    async def start(self) -> None:
        """Begins to hear."""
        self._unsubscribe = bell.subscribe(self._heard)
        self.position = await self._memory.load()
        # What is at or above the horizon rang before this process could hear it.
        self._missed = True
        self._rung.set()
        self._task = spawn(self._run(), "live")
        self.presence.start()

    async def stop(self) -> None:
        """Ends hearing; open streams end."""
        self.deafen()
        await self.presence.stop()
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

    def place(self, ear: Ear) -> str:
        """The word for where somebody stands now, for a page to begin its stream there; "" before the start.

        It is taken before the page reads anything, and changes only after something that its reader may hear.
        """
        return self._sealer.seal(ear.person_id, self._memory.place(ear)) if self.position else ""

    async def missed(self, ear: Ear, word: str) -> tuple[str, ...] | None:
        """Under which topics somebody has heard of something since he was at a place; None when nobody knows."""
        since = self._sealer.open(ear.person_id, word)
        if since is None or not await self._known(since):
            return None
        return self._memory.missed(ear, since)

    def later(self, ear: Ear, word: str) -> str:
        """The later of a known place and the present one: another process may have given it and be ahead."""
        since, now = self._sealer.open(ear.person_id, word), self._memory.place(ear)
        return word if since is not None and since.position > now.position else self._sealer.seal(ear.person_id, now)

    async def _known(self, since: Place) -> bool:
        # A position from the future was given by another database, such as one before a restore.
        ahead = since.position > self.position and since.position > await horizon()
        return not ahead and since.position >= self._memory.floor

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
            if at == self.position and not missed and len(ids) <= IDS_MOST:
                # An older transaction still runs, so the position stands; what has rung is read by itself.
                self._tell(await traces_of(sorted(ids - self._seen)), at)
                return
            facts, at = await traces_since(self.position, MOST + 1)
        except BaseException:
            self._ids |= ids
            self._missed = self._missed or missed
            raise
        self._advance(facts, at)

    def _advance(self, facts: Sequence[Trace], at: int) -> None:
        if len(facts) > MOST:
            self._memory.forget(at)
            self._reload_all()
            self._seen = set()
        else:
            self._tell([fact for fact in facts if fact.id not in self._seen], at)
            # Those at or above the horizon come again at the next look.
            self._seen = {fact.id for fact in facts}
        self.position = at

    def _tell(self, facts: Sequence[Trace], at: int) -> None:
        self._seen.update(fact.id for fact in facts)
        self._memory.add(facts, at)
        for client in list(self._clients):
            # Before the message: what it may see after a change of rights is decided anew.
            if any(_doubtful(fact, client.ear) for fact in facts):
                client.ask_recheck()
            client.tell([fact.topics for fact in facts], self.place)

    def _hint(self, topics: Collection[str], about: str) -> None:
        for client in list(self._clients):
            client.hint(topics, about)

    def _reload_all(self) -> None:
        log.warning("too many facts at once: browsers load their pages anew", clients=len(self._clients))
        for client in list(self._clients):
            client.ask_recheck()
            client.reload(self.place(client.ear))


def _doubtful(fact: Trace, ear: Ear) -> bool:
    """Whether somebody may see other things after this fact."""
    if ROLES in fact.topics:
        return True
    if fact.stream not in STORIES:
        return ear.person in fact.topics
    asked = any(topic.startswith("ticket:") for topic in ear.topics.intersection(fact.topics))
    return asked and (fact.kind in SEERS or ear.only_asked(fact.topics))


def _signer() -> Sign:
    key = secrets.token_bytes(32)
    return lambda text: hmac.new(key, text.encode(), "sha256").hexdigest()
