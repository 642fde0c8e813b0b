"""The mark of the installation: a home that does not belong to the database is refused, with what to do about it."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from okno import secret
from okno.db import fetch
from okno.nodes import mark
from okno.notify import webpush
from okno.settings import Settings


@dataclass(frozen=True)
class Homes:
    """Two homes that share the folder of files: the first one is marked, the second has its key."""

    first: Settings
    second: Settings


@pytest.fixture
async def homes(db: Settings, tmp_path: Path) -> Homes:
    shared = tmp_path / "shared"
    first = db.model_copy(update={"files": str(shared)})
    await mark.fit(first)
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(first.home / secret.FILE, other)
    return Homes(first, first.model_copy(update={"home": other}))


def _push_key(home: Path) -> None:
    pem, form, bare = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    own = ec.generate_private_key(ec.SECP256R1()).private_bytes(pem, form, bare)
    (home / webpush.FILE).write_bytes(own)
    webpush.own_key.cache_clear()


async def test_a_database_without_a_mark_takes_the_first_home(homes: Homes) -> None:
    rows = await fetch("SELECT name, digest FROM installation_mark ORDER BY name")
    assert [row["name"] for row in rows] == ["files", "key", "push"]
    key = (homes.first.home / secret.FILE).read_bytes()
    assert all(key.hex() not in row["digest"] for row in rows)
    await mark.fit(homes.first)
    assert rows == await fetch("SELECT name, digest FROM installation_mark ORDER BY name")


async def test_a_home_with_the_same_key_and_files_belongs_to_it(homes: Homes) -> None:
    assert await mark.misfit(homes.second) is None
    await mark.fit(homes.second)


async def test_without_a_key_nothing_is_made_that_would_stand_in_the_way(homes: Homes) -> None:
    (homes.second.home / secret.FILE).unlink()
    with pytest.raises(mark.Misfit, match=r"another key than .*other/secret\.key.* migrate --accept-home"):
        await mark.fit(homes.second)
    assert list(homes.second.home.iterdir()) == []


async def test_another_key_is_refused_until_it_is_accepted(homes: Homes) -> None:
    (homes.second.home / secret.FILE).write_bytes(secrets.token_bytes(secret.KEY_BYTES))
    with pytest.raises(mark.Misfit, match="another key"):
        await mark.fit(homes.second)
    await mark.accept(homes.second)
    await mark.fit(homes.second)
    with pytest.raises(mark.Misfit, match="another key"):
        await mark.fit(homes.first)


async def test_another_key_for_pushes_is_refused(homes: Homes) -> None:
    _push_key(homes.second.home)
    with pytest.raises(mark.Misfit, match=r"other/push\.key"):
        await mark.fit(homes.second)


@pytest.mark.parametrize("files", ["", "elsewhere"])
async def test_another_folder_of_files_is_refused(homes: Homes, tmp_path: Path, files: str) -> None:
    """As when the setting was forgotten, or the shared folder is not mounted."""
    wrong = homes.second.model_copy(update={"files": str(tmp_path / files) if files else ""})
    with pytest.raises(mark.Misfit, match="is not the folder"):
        await mark.fit(wrong)
    assert not wrong.files_folder.exists()
