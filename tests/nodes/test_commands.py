"""Commands on a home that does not belong to its database: none runs, until it is taken over on purpose."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from okno import secret
from okno.cli import home as cli_home, servers
from okno.nodes import mark
from okno.settings import Settings


@pytest.fixture
def chosen(
    home: Path, migrated: None, stocked: None, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """The home of commands, prepared."""
    monkeypatch.setenv("OKNO_DATABASE", database_url)
    monkeypatch.setenv("OKNO_PLUGINS", "none")
    monkeypatch.setattr(cli_home._Chosen, "folder", home)
    servers.migrate(accept_home=False)
    yield home
    secret.key.cache_clear()


async def _home_of(settings: Settings) -> Path:
    return settings.home


def test_another_key_stops_every_command_until_it_is_accepted(chosen: Path) -> None:
    assert cli_home.connected(_home_of) == chosen
    (chosen / secret.FILE).write_bytes(secrets.token_bytes(secret.KEY_BYTES))
    secret.key.cache_clear()
    with pytest.raises(mark.Misfit, match="--accept-home"):
        cli_home.connected(_home_of)
    with pytest.raises(mark.Misfit):
        servers.migrate(accept_home=False)
    servers.migrate(accept_home=True)
    assert cli_home.connected(_home_of) == chosen
