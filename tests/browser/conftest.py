"""A server with the demo company, and its people at browsers."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.company import company, sign_in
from tests.stands.chromium import Visitor
from tests.stands.server import ServerStand

Person = Callable[..., Awaitable[Visitor]]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ServerStand, dict[str, str]]]:
    """A running server with the demo company, and the passwords of its people."""
    with company(tmp_path_factory.mktemp("demo") / "home") as running:
        yield running


@pytest.fixture
def at(demo: tuple[ServerStand, dict[str, str]], visit: Callable[..., Awaitable[Visitor]]) -> Person:
    """Opens a browser: `await at("vera", phone=True)` is signed in, `await at("")` is not."""
    server, passwords = demo

    async def open_one(login: str, **wishes: Any) -> Visitor:
        visitor = await visit(base_url=server.base_url, **wishes)
        page = visitor.page
        page.set_default_timeout(30_000)
        if wishes.get("phone"):
            await page.set_viewport_size({"width": 390, "height": 844})
        if login:
            await sign_in(page, login, passwords[login])
        return visitor

    return open_one


@pytest.fixture(scope="session")
def shots() -> Path | None:
    """Where pictures of the pages are wanted: the folder OKNO_SHOTS, if set."""
    named = os.environ.get("OKNO_SHOTS")
    if not named:
        return None
    folder = Path(named)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
