"""Hooks about plugins themselves: whether their settings are right, whether they are well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from okno.hooks import Collect
from okno.text import Phrase


@dataclass(frozen=True)
class HealthLine:
    """What a plugin tells of its health: `name` of what was looked at, whether it is well, a sentence about it."""

    name: Phrase
    ok: bool
    said: Phrase


@Collect.hook(denies=True, seconds=10)
async def settings_check(*, values: Mapping[str, Any]) -> Mapping[str, Phrase] | None:
    """Are these settings of yours right? Asked before they are stored; only the plugin whose they are is asked.

    `values`: all of its settings as they would be. Returns a sentence for each key that is not right, or None. When
    the plugin fails, nothing is stored.
    """


@Collect.hook(seconds=5)
async def health() -> Sequence[HealthLine] | None:
    """How are you? Asked by `okno doctor` and the administrator's page of the plugin.

    Returns lines, good ones too. A plugin that fails is shown as not well.
    """
