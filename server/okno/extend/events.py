"""What happens to plugins. The stream is one for all of them: a plugin is known by its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.events import Event


@dataclass(frozen=True, kw_only=True)
class _OfPlugin(Event):
    stream: ClassVar[str] = "plugin"
    audited: ClassVar[bool] = True
    stream_id: int = 0
    plugin: str


@dataclass(frozen=True, kw_only=True)
class PluginEnabled(_OfPlugin):
    """A plugin was switched on: what waited for it is done now."""


@dataclass(frozen=True, kw_only=True)
class PluginDisabled(_OfPlugin):
    """A plugin was switched off: nothing of it is asked, shown or run; what it is told waits for it."""


@dataclass(frozen=True, kw_only=True)
class PluginSuspended(_OfPlugin):
    """The server has switched a plugin off because it failed again and again; `fault` is the class of the failure."""

    what: str
    fault: str


@dataclass(frozen=True, kw_only=True)
class PluginFailed(_OfPlugin):
    """A plugin that is installed does not start; `state` says in which way. Told once, until it is another way."""

    state: str


@dataclass(frozen=True, kw_only=True)
class PluginSettingsChanged(_OfPlugin):
    """Settings of a plugin were changed; `keys` tells which, never to what."""

    keys: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PluginDataRemoved(_OfPlugin):
    """All that a plugin has kept was removed by choice: its tables, settings and waiting work."""
