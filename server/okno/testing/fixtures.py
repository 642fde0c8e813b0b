"""Fixtures that every pytest with Okno installed knows: `desk`, and what it stands on.

This module imports nothing of the server, so that a run which asks for no desk pays nothing; tests that have a fixture
called `desk` of their own keep it.
"""

from __future__ import annotations

import importlib
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

_LEFT = shutil.ignore_patterns("run", "backups")


def _late(name: str) -> Any:
    return importlib.import_module(f"okno.testing.{name}")


@pytest.fixture(scope="session")
def okno_homes(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Gives for the folder of a plugin a home folder with all tables and a small catalog, made once in a run."""
    made: dict[Path, Path] = {}

    def of(folder: Path) -> Path:
        if folder not in made:
            made[folder] = tmp_path_factory.mktemp("okno") / "home"
            _late("template").prepare(made[folder], folder)
        return made[folder]

    return of


@pytest.fixture
def okno_plugin(request: pytest.FixtureRequest) -> Path:
    """The folder of the plugin that is tested: the one above the test that has it. A conftest.py may name another."""
    for folder in request.path.parents:
        if any(folder.glob("okno_*/plugin.toml")):
            return folder
    raise pytest.UsageError(f"above {request.path} there is no folder with a plugin in it (okno_NAME/plugin.toml)")


@pytest.fixture
def okno_home(okno_plugin: Path, okno_homes: Callable[[Path], Path], tmp_path: Path) -> Path:
    """The home folder of this test."""
    return Path(shutil.copytree(okno_homes(okno_plugin), tmp_path / "home", ignore=_LEFT))


@pytest.fixture
async def desk(okno_plugin: Path, okno_home: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Any]:
    """A running desk with the plugin in it, of this test alone: an `okno.testing.desk.Desk`."""
    async with _late("opening").opened(okno_plugin, okno_home, monkeypatch) as desk:
        yield desk
