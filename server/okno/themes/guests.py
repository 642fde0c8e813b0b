"""Folders of plugins in pages: where their templates and assets lie, and in which slots they put something."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from okno.themes.slots import Filling

PREFIX = "x"
"""Templates and assets of a plugin are called x/<plugin>/..., so that they never meet those of a theme."""


class _Brought:
    folders: Mapping[str, Path] = {}
    fillings: Sequence[Filling] = ()
    edition = 0


def bring(plugin: str, folder: Path, fillings: Iterable[Filling] = ()) -> None:
    """Adds the package folder of a plugin, which may have `templates` and `assets`, and what it has in slots."""
    leave(plugin)
    _Brought.folders = {**_Brought.folders, plugin: folder}
    _Brought.fillings = sorted([*_Brought.fillings, *fillings], key=lambda one: one.plugin)


def leave(plugin: str) -> None:
    """Takes a plugin away again."""
    _Brought.folders = {name: folder for name, folder in _Brought.folders.items() if name != plugin}
    _Brought.fillings = [one for one in _Brought.fillings if one.plugin != plugin]
    # What was read before is not looked at any more.
    _Brought.edition += 1


def names() -> Sequence[str]:
    """The plugins that have brought something."""
    return tuple(_Brought.folders)


def edition() -> int:
    """A number that grows whenever something is brought or taken away: part of the key of whatever is kept."""
    return _Brought.edition


def folders(kind: str) -> dict[str, Path]:
    """The folders of one kind, "templates" or "assets", by the names of the plugins that have it."""
    return {name: folder / kind for name, folder in _Brought.folders.items() if (folder / kind).is_dir()}


def fillings() -> Sequence[Filling]:
    """What plugins have in slots, in the order of their names."""
    return _Brought.fillings
