"""Names of what plugins bring into the catalog: x.<plugin>.<name>, as of kinds of fields and of guards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from okno.hooks import Answer

_NAME = re.compile(r"x\.([a-z][a-z0-9]{1,23})\.[a-z][a-z0-9_]{0,39}")


class Keyed(Protocol):
    """Something with a whole name."""

    @property
    def key(self) -> str:
        """The whole name."""


T = TypeVar("T", bound=Keyed)


def is_brought(key: str) -> bool:
    """Whether this is the name of something that a plugin brings, be the plugin there or not."""
    return _NAME.fullmatch(key) is not None


def plugin_of(key: str) -> str:
    """The plugin that a name belongs to; "" when it is no name of a plugin's thing."""
    found = _NAME.fullmatch(key)
    return found[1] if found is not None else ""


def by_key(answers: Iterable[Answer[Sequence[T]]], kind: type[T]) -> dict[str, T]:
    """What plugins that are switched on bring, by name; what is of another kind, or not its own, is left out."""
    return {
        one.key: one
        for answer in answers
        for one in answer.value
        if isinstance(one, kind) and plugin_of(one.key) == answer.plugin
    }
