"""The first start: as long as nobody is administrator, a one-time link makes the first one. Then it shuts itself."""

from __future__ import annotations

import os
from pathlib import Path

from okno.access import set_roles
from okno.access.grants import holders_of
from okno.access.roles import ADMINISTRATOR
from okno.db import tx
from okno.events import record
from okno.http import one_time
from okno.http.one_time import Purpose
from okno.people import create, required
from okno.people.account import hash_password, put_password
from okno.people.events import SetupDone
from okno.people.person import Person
from okno.settings import Settings

FILE = "setup-link.txt"


async def has_administrator() -> bool:
    """Whether an active person is administrator of the company."""
    return any(team_id is None for _, team_id in await holders_of(ADMINISTRATOR))


async def offer(settings: Settings) -> str:
    """A new link to make the first administrator, kept in the home folder too; "" when there is one already."""
    if await has_administrator():
        await close(settings.home)
        return ""
    link = f"{settings.own_url}/setup/{await one_time.issue(Purpose.SETUP)}"
    _keep(settings.home / FILE, link)
    return link


async def is_open(plain: str) -> bool:
    """Whether this secret of a link makes the first administrator now."""
    return await one_time.look(Purpose.SETUP, plain) is not None and not await has_administrator()


async def begin(settings: Settings, plain: str, *, login: str, name: str, mail: str, password: str) -> Person | None:
    """Makes the first administrator; None when the link is over or somebody was faster. Raises Invalid by field."""
    hashed = await hash_password(password, login=login)
    async with tx():
        if await one_time.use(Purpose.SETUP, plain) is None or await has_administrator():
            return None
        person_id = await create(login=login, name=name, mail=mail, locale=settings.locale)
        await set_roles(person_id, [ADMINISTRATOR])
        await put_password(person_id, hashed, actor_id=person_id)
        await record(SetupDone(stream_id=person_id, actor_id=person_id))
    await close(settings.home)
    return await required(person_id)


async def close(home: Path) -> None:
    """Ends the link of the first start."""
    await one_time.end(None, Purpose.SETUP)
    (home / FILE).unlink(missing_ok=True)


def _keep(path: Path, link: str) -> None:
    # Anew, so that nobody who had an old file open reads it, and for its owner only from the first byte.
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(link + "\n")
