"""Rights as data: every right that there is, where it holds and what it lets one do."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.resources import files

from okno.text import Texts

COMPANY, TEAM = "company", "team"

FREE = frozenset({"desk.open"})
"""Company rights that anybody may give: the desk shows what rights in teams give, and nothing by itself."""


@dataclass(frozen=True)
class Right:
    """A right, noun.verb. `holds` is COMPANY (everywhere or not at all) or TEAM (in those in which a role gives it).

    `group` is the title of the plugin that has brought it, empty for those of the core.
    """

    key: str
    holds: str
    title: Texts
    group: Texts = field(default_factory=dict)


def _load() -> dict[str, Right]:
    data = tomllib.loads(files("okno.access").joinpath("rights.toml").read_text("utf-8"))
    return {key: Right(key, body["holds"], body["title"]) for key, body in data.items()}


RIGHTS: dict[str, Right] = _load()
"""All rights by key, in the order in which they are shown."""


def held(keys: Iterable[str], where: str) -> frozenset[str]:
    """Those of the keys that are rights of this kind: what is unknown or out of place gives nothing."""
    return frozenset(key for key in keys if key in RIGHTS and RIGHTS[key].holds == where)
