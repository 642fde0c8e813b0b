"""The key of a form: sent twice, by a double click, a reload or after a lost answer, it does its work once."""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable, Sequence
from hashlib import sha256

from starlette.responses import Response

from okno.db import dump_json
from okno.files import get as get_file
from okno.http import Page, idempotency

FIELD = "once"
"""The name of the hidden field."""
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


def form_key(page: Page) -> str:
    """The key that the form was sent with, or a new one."""
    sent = page.text(FIELD)
    return sent if _KEY.fullmatch(sent) else secrets.token_urlsafe(24)


async def once(page: Page, what: str, content: object, work: Callable[[], Awaitable[Response]]) -> Response:
    """Does `work` unless this very form with this very content was sent before; then gives that answer again."""
    digest = sha256(dump_json(content).encode()).hexdigest()
    return await idempotency.once(page.actor.id, f"{form_key(page)}:{digest}", request=what.encode(), work=work)


async def was_sent(page: Page) -> bool:
    """Whether this very form was sent and has done its work, whatever stood in it."""
    return await idempotency.known(page.actor.id, f"{form_key(page)}:")


async def contents(public_ids: Sequence[str]) -> list[tuple[str, str]]:
    """Files by name and content, for each send stores them anew."""
    found = [await get_file(public_id) for public_id in public_ids]
    return [(file.name, file.sha256) for file in found if file is not None]
