"""Somebody at a browser or behind a program: pages, forms and REST, signed in, with the proof that forms need."""

from __future__ import annotations

from typing import Any

import httpx

from okno.http import csrf
from okno.people import Person


class Client:
    """A signed-in person. `person` is who it is, `http` the client below for all else."""

    def __init__(self, person: Person, http: httpx.AsyncClient, token: str) -> None:
        self.person = person
        self.http = http
        self._token = token

    async def get(self, path: str, status: int = 200) -> httpx.Response:
        """Opens a page, following redirects; AssertionError unless it answers with `status`."""
        return _of(await self.http.get(path, follow_redirects=True), status)

    async def send(self, path: str, status: int = 200, **fields: Any) -> httpx.Response:
        """Sends a form to a page and follows to the page after it."""
        data = {**fields, csrf.FIELD: self._token}
        return _of(await self.http.post(path, data=data, follow_redirects=True), status)

    async def api(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        """What REST answers to a path below /api/v1: `await client.api("POST", "/tickets", {...}, status=201)`."""
        head = {csrf.HEADER: self._token}
        answer = await self.http.request(method, f"/api/v1{path}", json=body, headers=head)
        return _of(answer, status).json() if answer.content else None


def _of(answer: httpx.Response, status: int) -> httpx.Response:
    assert answer.status_code == status, f"{answer.request.url}: {answer.status_code}\n{answer.text[:2000]}"
    return answer
