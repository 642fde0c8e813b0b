"""A plugin in this process: what it says of itself, what was loaded of it, its state and the reason of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from okno.db.connection import Owner
from okno.extend.found import Found
from okno.extend.manifest import Manifest
from okno.text import Phrase, Texts


class State(StrEnum):
    """What a plugin is doing, and if nothing, because of what."""

    RUNNING = "running"
    DISABLED = "disabled"
    """An administrator has switched it off."""
    SUSPENDED = "suspended"
    """It has failed again and again, so it was switched off by the server."""
    UNSET = "unset"
    """A setting that it requires has no value."""
    UNMIGRATED = "unmigrated"
    """Its tables are not made: `okno migrate`."""
    REFUSED = "refused"
    """Its manifest is not right, or it does not fit to this Okno or to other plugins."""
    FAILED = "failed"
    """Its code could not be loaded, is not what the manifest says, or its migration fails."""
    LEFT_OUT = "left_out"
    """The setting `plugins` leaves it out."""


@dataclass(eq=False)
class Plugin:
    """A plugin that was found. `fault` is the state that loading has led to, None when it was loaded whole.

    `parts` are what the readers of each of its files have made of them, by the name of the file.
    """

    found: Found
    fault: State | None = None
    reason: Phrase | None = None
    parts: dict[str, Any] = field(default_factory=dict)
    modules: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its name, by which all of its things are called."""
        return self.found.name

    @property
    def manifest(self) -> Manifest:
        """What it says of itself. Raises LookupError when that could not be read."""
        if self.found.manifest is None:
            raise LookupError(f"the plugin {self.name} has no manifest")
        return self.found.manifest

    @property
    def has_manifest(self) -> bool:
        """Whether its manifest could be read."""
        return self.found.manifest is not None

    @property
    def title(self) -> Texts:
        """What people call it."""
        return self.found.manifest.title if self.found.manifest is not None else {"ru": self.name, "en": self.name}

    @property
    def summary(self) -> Texts:
        """What it is for, in a sentence."""
        return self.found.manifest.summary if self.found.manifest is not None else {}

    @property
    def version(self) -> str:
        """Its version, by the manifest or else by what was installed."""
        return self.found.manifest.version if self.found.manifest is not None else self.found.version

    @property
    def loaded(self) -> bool:
        """Whether all of its code is here."""
        return self.fault is None

    def part(self, file: str) -> Any:
        """What the reader of one of its files has made of it; None when it has no such file."""
        return self.parts.get(file)

    def fail(self, state: State, reason: Phrase) -> None:
        """It does not run, and why. The first reason stays."""
        if self.fault is None:
            self.fault, self.reason = state, reason
            self.parts = {}

    @property
    def owner(self) -> Owner | None:
        """What it owns in the database; None when it has no tables."""
        if "tables" not in self.modules:
            return None
        package = self.found.package
        return Owner(self.name, (f"{package}.tables",), f"{package}.migrations", prefix=f"x_{self.name}_")


Settings = Mapping[str, Any]
"""The values of a plugin's settings by key, defaults included."""
