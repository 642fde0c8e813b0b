"""Any catalog at all, made from the declared types of the model: what the loader may meet, right or wrong."""

import dataclasses
import types
from collections.abc import Mapping
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from okno.catalog.model import KIND_CLASSES, PARTS, Catalog
from okno.text import clean

keys = st.from_regex(r"[a-z][a-z0-9-]{0,10}", fullmatch=True)
odd = st.text(max_size=30).map(clean) | st.sampled_from(
    ["no", "yes", "1", "09:30", "null", "~", "- a", "a: b", "#", "'", '"', "1e5", "+7", "раз\nдва\n", "2026-01-01", " "]
)
numbers = st.integers(-(10**9), 10**9) | st.floats(-1e6, 1e6, width=32).map(lambda number: number + 0.0)
scalars = odd | numbers | st.booleans()


def of(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a type of the model."""
    origin, inside = get_origin(hint), get_args(hint)
    if hint is Any:
        return scalars
    if dataclasses.is_dataclass(hint):
        return whole(hint)
    if origin is Literal:
        return st.sampled_from(inside)
    if origin in (Union, types.UnionType):
        return st.one_of(*(of(part) for part in inside))
    if origin is tuple:
        return st.lists(of(inside[0]), max_size=2).map(tuple)
    if origin in (dict, Mapping):
        return st.dictionaries(odd, of(inside[1]), max_size=2)
    simple: dict[Any, st.SearchStrategy[Any]] = {
        str: odd, int: st.integers(-(10**9), 10**9), float: numbers, bool: st.booleans(), type(None): st.none(),
    }  # fmt: skip
    return simple[hint]


def whole(kind: Any) -> st.SearchStrategy[Any]:
    """Objects of a dataclass of the model, each field with or without its default."""
    hints = get_type_hints(kind)
    return st.builds(kind, **{item.name: of(hints[item.name]) for item in dataclasses.fields(kind)})


def _by_key(kind: Any) -> st.SearchStrategy[dict[str, Any]]:
    pairs = st.dictionaries(keys, whole(kind), max_size=2)
    return pairs.map(lambda items: {key: dataclasses.replace(item, key=key) for key, item in sorted(items.items())})


catalogs = st.builds(Catalog, **{part: _by_key(KIND_CLASSES[kind]) for kind, part in PARTS.items()})
"""Catalogs whose texts, references and numbers mean nothing."""
