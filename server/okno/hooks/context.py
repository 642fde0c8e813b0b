"""What a plugin's function is given besides the question: who it is, its settings, its log, who asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from okno.log import get


@dataclass(frozen=True)
class Context:
    """The first parameter of every function of a plugin.

    `settings` are the values of its manifest's settings, typed, defaults included, secrets readable. `actor` is the
    okno.access.Actor on whose behalf something is asked, None when the server acts by itself.
    """

    plugin: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    actor: Any = None

    @property
    def log(self) -> Any:
        """The log of the server, each line marked with the plugin."""
        return get(f"okno.x.{self.plugin}").bind(plugin=self.plugin)
