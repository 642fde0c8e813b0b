"""`okno role ...`: what only the owner of the server can give back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from okno import app
from okno.access.rolebook import change
from okno.access.roles import required
from okno.settings import Settings
from tests.cli.test_command import Okno, okno, ready  # noqa: F401  fixtures


async def _take_from_administrators(settings: Settings, right: str) -> None:
    await app.start(settings, listening=False)
    try:
        role = await required("administrator")
        await change(replace(role, rights=role.rights - {right}), version=role.version, actor_id=None)
    finally:
        await app.stop()


def test_a_role_is_made_as_it_was_delivered(okno: Okno, ready: Path, settings: Settings) -> None:  # noqa: F811
    """Also a right that no administrator has any more."""
    okno(ready, "user", "add", "olga", "--name", "Olga", "--role", "administrator")
    asyncio.run(_take_from_administrators(settings, "audit.see"))
    okno(ready, "user", "explain", "olga", "audit.see", exit_code=1)
    line = next(line for line in okno(ready, "role", "list").splitlines() if line.startswith("administrator\t"))
    assert line.split("\t")[2:] == ["1", "changed"]
    okno(ready, "role", "restore", "administrator")
    okno(ready, "user", "explain", "olga", "audit.see")
    okno(ready, "role", "restore", "nothing", exit_code=1)
