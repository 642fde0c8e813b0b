"""A day of a desk, faster than it is: who does what how often, over HTTP as browsers and programs do it."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

import httpx

from tests.bench.live_client import Listener
from tests.bench.live_crowd import Crowd

DAY = {
    "order": 2000, "comment": 6000, "take": 2000, "move": 3000, "search": 3000, "ticket page": 9000,
    "queue page": 9000, "sign in": 600, "wrong password": 100, "not there": 300,
}  # fmt: skip
"""How often each happens in a day of some 300 agents."""
FAIR = {"wrong password": (401, 429), "not there": (404,)}
"""What else is a good answer; for all others: of two people at one ticket the later one is told that it has changed."""
STREAM_SECONDS = (5.0, 40.0)
"""How long a browser keeps one stream before its person goes to another page."""
AT_ONCE = 8
KNOWN = 500
"""Of how many tickets it is remembered that they are open."""
WORDS = ("Broken", "look", "done", "please", "nothing-like-it")


@dataclass(frozen=True)
class Keys:
    """How the people of a crowd prove who they are: tokens by person, the password that some have, their logins."""

    tokens: dict[int, str]
    customer: str
    password: str
    logins: list[str]


class Traffic:
    """The traffic on one server. `done` counts what was answered well, `failed` what was not, by kind and status."""

    def __init__(self, base_url: str, port: int, crowd: Crowd, keys: Keys) -> None:
        self.done: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self._url = base_url
        self._port = port
        self._crowd = crowd
        self._keys = keys
        self._tickets: deque[tuple[str, int]] = deque(maxlen=KNOWN)
        self._people = list(crowd.cookies)
        self._random = random.Random(7)
        self._acts: dict[str, Callable[[], Awaitable[httpx.Response | None]]] = {
            "order": self._order, "comment": self._comment, "take": self._take, "move": self._move,
            "search": self._search, "ticket page": self._ticket, "queue page": self._queue, "sign in": self._sign_in,
            "wrong password": self._wrong, "not there": self._nowhere,
        }  # fmt: skip

    async def run(self, seconds: float, speed: float, streams: int) -> None:
        """Acts for so many seconds, so many times as fast as a day is."""
        limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
        async with httpx.AsyncClient(base_url=self._url, timeout=60, limits=limits) as self._http:
            end = time.monotonic() + seconds
            async with asyncio.TaskGroup() as group:
                for _ in range(streams):
                    group.create_task(self._look_on(end))
                await self._act(group, end, speed)

    async def _act(self, group: asyncio.TaskGroup, end: float, speed: float) -> None:
        free, rate = asyncio.Semaphore(AT_ONCE), sum(DAY.values()) * speed / 86400
        due = time.monotonic()
        while due < end:
            due += self._random.expovariate(rate)
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            if time.monotonic() >= end:
                break
            await free.acquire()
            kind = self._random.choices(list(DAY), list(DAY.values()))[0]
            group.create_task(self._one(kind)).add_done_callback(lambda _: free.release())

    async def _one(self, kind: str) -> None:
        try:
            answer = await self._acts[kind]()
        except httpx.HTTPError as error:
            self.failed[f"{kind}: {type(error).__name__}"] += 1
            return
        if answer is None:
            return
        good = answer.status_code < 400 or answer.status_code in FAIR.get(kind, (409, 422))
        (self.done if good else self.failed)[kind if good else f"{kind}: {answer.status_code}"] += 1

    # What is done ---------------------------------------------------------------------------------------------

    async def _api(self, method: str, path: str, person: int | None = None, body: object = None) -> httpx.Response:
        token = self._keys.customer if person is None else self._keys.tokens[person]
        return await self._http.request(
            method, f"/api/v1{path}", json=body, headers={"Authorization": f"Bearer {token}"}
        )

    async def _page(self, path: str, person: int = 0) -> httpx.Response:
        cookie = self._crowd.cookies[person or self._random.choice(self._people)]
        return await self._http.get(path, headers={"Cookie": f"okno_session={cookie}"})

    async def _order(self) -> httpx.Response:
        n = self._random.randrange(len(self._crowd.services))
        body = {
            "service": self._crowd.services[n],
            "subject": f"Broken {self._random.random()}",
            "text": "Please look at it.",
        }
        answer = await self._api("POST", "/tickets", None, body)
        if answer.status_code == 201:
            self._tickets.append((answer.json()["number"], self._crowd.team_ids[n]))
        return answer

    async def _comment(self) -> httpx.Response | None:
        number, _ = self._any()
        return await self._api("POST", f"/tickets/{number}/comments", None, {"text": "Is it done?"}) if number else None

    async def _take(self) -> httpx.Response | None:
        return await self._change("assignment", {"assignee": "me"})

    async def _move(self) -> httpx.Response | None:
        return await self._change("moves", {"to": self._random.choice(("in_progress", "done", "closed"))})

    async def _change(self, what: str, body: dict[str, object]) -> httpx.Response | None:
        number, person = self._any()
        if not number:
            return None
        seen = await self._api("GET", f"/tickets/{number}", person)
        if seen.status_code != 200:
            return seen
        answer = await self._api(
            "POST", f"/tickets/{number}/{what}", person, {**body, "version": seen.json()["version"]}
        )
        # Not every way goes from every state.
        return None if answer.status_code == 403 else answer

    async def _search(self) -> httpx.Response:
        return await self._page(f"/search?q={self._random.choice(WORDS)}")

    async def _ticket(self) -> httpx.Response | None:
        number, person = self._any()
        return await self._page(f"/tickets/{number}", person) if number else None

    async def _queue(self) -> httpx.Response:
        return await self._page("/desk/all")

    async def _nowhere(self) -> httpx.Response:
        return await self._page(f"/nothing/{self._random.random()}")

    async def _sign_in(self) -> httpx.Response:
        return await self._try(self._random.choice(self._keys.logins), self._keys.password)

    async def _wrong(self) -> httpx.Response:
        return await self._try(f"nobody{self._random.random()}", "wrong")

    async def _try(self, login: str, password: str) -> httpx.Response:
        async with httpx.AsyncClient(base_url=self._url, timeout=60, headers={"Origin": self._url}) as browser:
            form = await browser.get("/sign-in")
            token = re.search(r'name="_csrf" value="([^"]+)"', form.text)
            sent = {"login": login, "password": password, "_csrf": token[1] if token else ""}
            return await browser.post("/sign-in", data=sent)

    def _any(self) -> tuple[str, int]:
        """A ticket and somebody of its team; "" before there is any."""
        if not self._tickets:
            return "", 0
        number, team_id = self._random.choice(self._tickets)
        return number, self._random.choice(self._crowd.members[team_id])

    async def _look_on(self, end: float) -> None:
        """One browser after another that listens for a while."""
        while (left := end - time.monotonic()) > 0:
            person = self._random.choice(self._people)
            one = Listener(person, self._port, self._crowd.cookies[person])
            keeping = asyncio.create_task(one.keep())
            await asyncio.sleep(min(left, self._random.uniform(*STREAM_SECONDS)))
            one.end()
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping
            self.done["stream"] += 1
            self.done["told"] += one.heard.messages
            self.failed.update({"stream refused": one.heard.refusals} if one.heard.refusals else {})
