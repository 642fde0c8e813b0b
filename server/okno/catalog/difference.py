"""What differs between two bodies of an item: of lists, what was added, taken, changed or moved."""

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from okno.catalog import model

ORDER = "*order"
"""The last step of a path whose list stands in another order."""
Path = tuple[str | int, ...]
_DECLARED = [
    str(item.metadata.get("name", item.name))
    for kind in (model.Service, *vars(model).values())
    if isinstance(kind, type) and dataclasses.is_dataclass(kind)
    for item in dataclasses.fields(kind)
]
_RANK = {name: place for place, name in enumerate(dict.fromkeys(("ru", "en", *_DECLARED)))}


@dataclass(frozen=True)
class Change:
    """One difference. The path names members of a list by their keys; None is what was or is not there."""

    path: Path
    before: Any
    after: Any


def difference(before: Any, after: Any) -> tuple[Change, ...]:
    """Give the differences of two plain bodies, in the order of the newer one."""
    return tuple(_differences(before, after, ()))


def identity(member: Any) -> str | None:
    """Give the key by which a member of a list is known, if it has one."""
    if not isinstance(member, dict):
        return None
    found = member.get("key", member.get("value"))
    return found if isinstance(found, str) else None


def _differences(before: Any, after: Any, path: Path) -> Iterator[Change]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in _in_order((*after, *before)):
            yield from _differences(before.get(name), after.get(name), (*path, str(name)))
        return
    if [] in (before, after) and None in (before, after):
        # An empty list says something: a day off among the days that differ.
        yield Change(path, before, after)
        return
    old, new = _keyed(before), _keyed(after)
    if old is None or new is None:
        if not _same(before, after):
            yield Change(path, before, after)
        return
    yield from _members(old, new, path)


def _in_order(names: Iterable[str]) -> list[str]:
    # A database may store the keys of an object in another order: what the model declares first is told first.
    return sorted(dict.fromkeys(names), key=lambda name: _RANK.get(name, len(_RANK)))


def _members(old: dict[str, Any], new: dict[str, Any], path: Path) -> Iterator[Change]:
    for key in dict.fromkeys((*new, *old)):
        yield from _differences(old.get(key), new.get(key), (*path, key))
    kept = [key for key in old if key in new]
    moved = [key for key in new if key in old]
    if kept != moved:
        yield Change((*path, ORDER), kept, moved)


def _same(before: Any, after: Any) -> bool:
    # True is 1 for Python, and for nobody else.
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(_same, before, after))
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() == after.keys() and all(_same(before[name], after[name]) for name in before)
    return type(before) is type(after) and bool(before == after)


def _keyed(value: Any) -> dict[str, Any] | None:
    """Give the members of a list by their keys; None for what is not a list of such, or has a key twice."""
    if value is None:
        return {}
    if not isinstance(value, list) or not value:
        return {} if value == [] else None
    found = {identity(one): one for one in value}
    return {key: one for key, one in found.items() if key is not None} if _whole(found, len(value)) else None


def _whole(found: dict[str | None, Any], count: int) -> bool:
    return None not in found and len(found) == count
