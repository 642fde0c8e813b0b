"""The shape of a node: what all nodes should have alike, so that it makes no difference which one answers."""

from __future__ import annotations

from collections.abc import Mapping

from okno import __version__, extend
from okno.settings import Settings

_ALIKE = (
    "base_url",
    "company",
    "support_phone",
    "phone_region",
    "locale",
    "time_zone",
    "theme",
    "session_hours",
    "limits",
    "mail.sender",
)
"""Settings of okno.toml. Others are each node's own: where it listens, how it reaches mail and the database."""


def shape_of(settings: Settings) -> dict[str, str]:
    """What is to be alike, by name. Nothing of it is secret."""
    told = {key: str(_value(settings, key)) for key in _ALIKE}
    return told | {"okno": __version__, "plugins": _plugins()}


def differences(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """The names of what differs. What only one of them tells, as after an update, is left out: the version says it."""
    return sorted(name for name in one.keys() & other.keys() if one[name] != other[name])


def _value(settings: Settings, key: str) -> object:
    found: object = settings
    for part in key.split("."):
        found = getattr(found, part)
    return found


def _plugins() -> str:
    found = [f"{plugin.name} {plugin.manifest.version}" for plugin in extend.plugins() if plugin.loaded]
    return ", ".join(sorted(found))
