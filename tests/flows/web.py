"""A person at a browser without scripts: pages, forms, and the live stream, over plain HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import html
import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import httpx

from tests.flows.company import PASSWORD, Person
from tests.stands.wait import soon


@dataclass
class Form:
    """A form of a page: where it goes, and what its fields hold."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    """The names of all its fields, chosen or not."""


class _Forms(HTMLParser):
    """Collects the forms of a page as a browser would send them untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._open: Form | None = None
        self._select = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form begins, or a field of the open one."""
        has = {name: value or "" for name, value in attrs}
        if self._open is not None and tag in ("input", "select", "textarea"):
            self._open.names.add(has.get("name", ""))
        if tag == "form":
            self._open = Form(has.get("action", ""), has.get("method", "get"))
            self.found.append(self._open)
        elif self._open is None or "disabled" in has:
            return
        elif tag == "input":
            self._input(self._open, has)
        elif tag == "textarea":
            self._text = has.get("name", "")
            self._open.fields[self._text] = ""
        elif tag == "select":
            self._select = has.get("name", "")
        elif tag == "option" and (self._select not in self._open.fields or "selected" in has):
            self._open.fields[self._select] = has.get("value", "")

    def _input(self, form: Form, has: dict[str, str]) -> None:
        kind = has.get("type", "text")
        if kind in ("submit", "button", "file") or not has.get("name"):
            return
        if kind not in ("radio", "checkbox") or "checked" in has:
            form.fields[has["name"]] = has.get("value", "on" if kind == "checkbox" else "")

    def handle_data(self, data: str) -> None:
        """The words in an open field."""
        if self._open is not None and self._text:
            self._open.fields[self._text] += data

    def handle_endtag(self, tag: str) -> None:
        """A form or a field ends."""
        if tag == "form":
            self._open = None
        elif tag == "textarea":
            self._text = ""
        elif tag == "select":
            self._select = ""


class Web:
    """One browser of one person."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.page: httpx.Response | None = None

    @property
    def text(self) -> str:
        """The page that is shown, entities resolved."""
        assert self.page is not None
        return html.unescape(self.page.text)

    @property
    def source(self) -> str:
        """The page that is shown, as it came."""
        assert self.page is not None
        return self.page.text

    @property
    def path(self) -> str:
        """Where the browser is."""
        assert self.page is not None
        return self.page.url.path

    async def open(self, path: str, status: int = 200) -> Web:
        """Goes to a page."""
        self.page = await self.client.get(path, headers={"Accept": "text/html"})
        assert self.page.status_code == status, f"{path}: {self.page.status_code}: {self.text[:800]}"
        return self

    async def sign_in(self, person: Person, password: str = PASSWORD) -> Web:
        """Signs in on the page for it."""
        await self.open("/sign-in")
        await self.send("/sign-in", login=person.login, password=password)
        assert self.path != "/sign-in", self.text
        return self

    def form(self, action: str, **chosen: str) -> Form:
        """The first form of the page with this action whose fields have these values."""
        assert self.page is not None
        parser = _Forms()
        parser.feed(self.page.text)
        for form in parser.found:
            if urljoin(self.path, form.action) == action and chosen.items() <= form.fields.items():
                return form
        known = [(form.action, sorted(form.fields)) for form in parser.found]
        raise AssertionError(f"{self.path} has no form for {action} with {chosen}; it has {known}")

    async def send(
        self, action: str, *, where: dict[str, str] | None = None, files: Any = None, status: int = 200, **typed: Any
    ) -> Web:
        """Fills a form of the page and sends it; follows to the page after it."""
        return await self.fill(action, typed, where=where, files=files, status=status)

    async def fill(
        self,
        action: str,
        typed: Mapping[str, Any],
        *,
        where: dict[str, str] | None = None,
        files: Any = None,
        status: int = 200,
    ) -> Web:
        """As `send`, with fields of any name."""
        form = self.form(action, **(where or {}))
        filled = {**form.fields, **typed}
        assert form.method == "post"
        origin = str(self.client.base_url).rstrip("/")
        self.page = await self.client.post(action, data=filled, files=files, headers={"Origin": origin})
        assert self.page.status_code == status, f"{action}: {self.page.status_code}: {self.text[:2000]}"
        return self

    @asynccontextmanager
    async def live(self, *topics: str, after: str = "") -> AsyncIterator[Heard]:
        """The live stream of this browser, open until the block ends."""
        heard = Heard()
        headers = {"Accept": "text/event-stream", **({"Last-Event-ID": after} if after else {})}
        task = asyncio.ensure_future(heard.read(self.client, topics, headers))
        try:
            await soon(lambda: heard.begun or task.done(), "the live stream begins")
            if task.done():
                task.result()
            yield heard
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, httpx.TransportError):
                await task


@dataclass
class Heard:
    """What a live stream has brought so far."""

    topics: set[str] = field(default_factory=set)
    events: list[str] = field(default_factory=list)
    last: str = ""
    text: str = ""
    ended: bool = False

    @property
    def begun(self) -> bool:
        """Whether the first message came."""
        return bool(self.events)

    async def read(self, client: httpx.AsyncClient, topics: Sequence[str], headers: dict[str, str]) -> None:
        """Reads until the stream ends or breaks."""
        timeout = httpx.Timeout(30, read=None)
        try:
            async with client.stream(
                "GET", "/live", params={"topic": topics}, headers=headers, timeout=timeout
            ) as response:
                assert response.status_code == 200, response.status_code
                async for line in response.aiter_lines():
                    self._take(line)
        except httpx.TransportError:
            pass
        finally:
            self.ended = True

    def _take(self, line: str) -> None:
        self.text += line + "\n"
        name, _, value = line.partition(": ")
        if name == "id":
            self.last = value
        elif name == "event":
            self.events.append(value)
        elif name == "data":
            self.topics.update(json.loads(value).get("topics", ()))


@asynccontextmanager
async def browser(base_url: str, *, locale: str = "ru") -> AsyncIterator[Web]:
    """A browser with cookies of its own."""
    headers = {"Accept-Language": locale, "User-Agent": "a browser of the tests"}
    async with httpx.AsyncClient(base_url=base_url, headers=headers, timeout=30, follow_redirects=True) as client:
        yield Web(client)


def number_in(web: Web) -> str:
    """The number of the ticket whose page is shown."""
    found = re.fullmatch(r"/tickets/(\d+)", web.path)
    assert found, f"{web.path}: {web.text[:1500]}"
    return found[1]
