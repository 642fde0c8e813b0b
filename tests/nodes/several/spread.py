"""A reverse proxy in a transport: each request goes to another node, whoever sends it."""

from __future__ import annotations

from collections.abc import Sequence

import httpx

NAME = "http://okno.test"
"""The one address that people know."""


class Spread(httpx.AsyncBaseTransport):
    """Sends requests to the nodes in turn, or all to the one that `only` names.

    Like nginx it asks the next node when one takes no connection, for nothing was sent then; what breaks later is the
    caller's to know.
    """

    def __init__(self, base_urls: Sequence[str]) -> None:
        self.only: int | None = None
        self._urls = [httpx.URL(url) for url in base_urls]
        self._turn = 0
        self._wire = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer of the first node that can be reached."""
        for _ in self._urls[1:]:
            try:
                return await self._wire.handle_async_request(self._aimed(request))
            except httpx.ConnectError:
                continue
        return await self._wire.handle_async_request(self._aimed(request))

    async def aclose(self) -> None:
        """Closes all connections."""
        await self._wire.aclose()

    def _aimed(self, request: httpx.Request) -> httpx.Request:
        self._turn += 1
        node = self._urls[self._turn % len(self._urls) if self.only is None else self.only]
        url = request.url.copy_with(scheme=node.scheme, host=node.host, port=node.port)
        return httpx.Request(
            request.method, url, headers=request.headers, stream=request.stream, extensions=request.extensions
        )


def talk(base_urls: Sequence[str]) -> tuple[httpx.AsyncClient, Spread]:
    """A client with cookies of its own before all nodes, and the proxy between them."""
    spread = Spread(base_urls)
    headers = {"Accept-Language": "ru", "User-Agent": "a browser of the tests"}
    client = httpx.AsyncClient(base_url=NAME, transport=spread, headers=headers, timeout=30, follow_redirects=True)
    return client, spread
