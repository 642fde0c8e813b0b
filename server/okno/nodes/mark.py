"""The mark of the installation: which home folders belong to the database.

Cookies, one-time links, sealed passwords and addresses for pushes made by one node are read by all others, and what
was attached at one is sent by another. So all have the same keys and the same folder of files. A home that lacks
them would work and do harm quietly, by signing people out and losing their files; therefore it does not start.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping

from okno import secret
from okno.clock import now_us
from okno.db import execute, fetch, tx
from okno.errors import ConfigError
from okno.notify import webpush
from okno.settings import Settings
from okno.text import N_, Phrase

KEY, PUSH, FILES = "key", "push", "files"
FILE = ".installation"
"""In the folder of files: what tells this folder from any other."""
_PURPOSE = "installation mark"


class Misfit(ConfigError):
    """The home folder and the database belong to different installations."""

    code = "misfit"


async def fit(settings: Settings) -> None:
    """Lets pass a home that belongs to the database; a database without a mark takes this home's. Raises Misfit."""
    known = await _known()
    if not known:
        # Two first nodes at once: whoever is later is measured like everybody else.
        await _write(_digests(settings, make=True), over=False)
        known = await _known()
    if (why := _complaint(settings, known)) is not None:
        raise Misfit(why)


async def misfit(settings: Settings) -> Phrase | None:
    """Why this home does not belong to the database; None when it does, or when the database knows no home yet."""
    return _complaint(settings, await _known())


async def accept(settings: Settings) -> None:
    """From now on this home is the one that belongs to the database, whatever was before."""
    await _write(_digests(settings, make=True), over=True)


async def _known() -> dict[str, str]:
    return {row["name"]: row["digest"] for row in await fetch("SELECT name, digest FROM installation_mark")}


async def _write(digests: Mapping[str, str], *, over: bool) -> None:
    then = "UPDATE SET digest = excluded.digest, at = excluded.at" if over else "NOTHING"
    async with tx():
        for name, digest in sorted(digests.items()):
            await execute(
                f"INSERT INTO installation_mark (name, digest, at) VALUES ($1, $2, $3) ON CONFLICT (name) DO {then}",
                name,
                digest,
                now_us(),
            )


def _complaint(settings: Settings, known: Mapping[str, str]) -> Phrase | None:
    own = _digests(settings, make=False) if known else {}
    wrong = [name for name, digest in known.items() if not hmac.compare_digest(own.get(name, ""), digest)]
    return next((say(settings) for name, say in _WRONG.items() if name in wrong), None)


# What is marked -----------------------------------------------------------------------------------------------


def _digests(settings: Settings, *, make: bool) -> dict[str, str]:
    """A digest of each thing; unless it is to be made, what is not there has none.

    A key that was made only to be refused would stand in the way of the one that has to be copied.
    """
    found: dict[str, str] = {}
    if make or (settings.home / secret.FILE).exists():
        found[KEY] = secret.sign(settings.home, _PURPOSE, KEY)
        found[PUSH] = _digest(webpush.public_key(settings.home).encode("ascii"))
    folder = settings.files_folder
    if make:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        secret.kept(folder, FILE, _token)
    if (folder / FILE).exists():
        found[FILES] = _digest((folder / FILE).read_bytes())
    return found


def _token() -> bytes:
    return secrets.token_urlsafe(24).encode("ascii")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# What is said -------------------------------------------------------------------------------------------------


def _wrong_key(settings: Settings) -> Phrase:
    return N_(
        "The database belongs to an installation with another key than %(file)s. Copy the file from a node that"
        " works, or from a backup. If it is lost for good: okno --home %(home)s migrate --accept-home. After that"
        " second factors and the passwords of plugins have to be entered anew.",
        file=str(settings.home / secret.FILE),
        home=str(settings.home),
    )


def _wrong_push(settings: Settings) -> Phrase:
    return N_(
        "The other nodes send pushes with another key. Copy %(file)s from a node that works, or remove it here if"
        " they have none. If it is lost for good: okno --home %(home)s migrate --accept-home. After that people"
        " switch on the notices on their devices again.",
        file=str(settings.home / webpush.FILE),
        home=str(settings.home),
    )


def _wrong_files(settings: Settings) -> Phrase:
    return N_(
        "%(folder)s is not the folder in which this installation keeps its files. All nodes share one: set `files`"
        " in okno.toml and see that it is mounted. If the files were moved here without their hidden file"
        " %(mark)s: okno --home %(home)s migrate --accept-home.",
        folder=str(settings.files_folder),
        mark=FILE,
        home=str(settings.home),
    )


_WRONG: Mapping[str, Callable[[Settings], Phrase]] = {KEY: _wrong_key, PUSH: _wrong_push, FILES: _wrong_files}
