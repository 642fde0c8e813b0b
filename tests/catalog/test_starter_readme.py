"""The README of the catalog is the reference of every key that its files may have, and every example in it is true."""

from __future__ import annotations

import dataclasses
import re
import types
from collections.abc import Iterator, Mapping
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
import yaml

from okno.catalog.model import FIELD_TYPES, KIND_CLASSES, PREFILLS
from okno.catalog.shape import build
from okno.data import data_root
from tests.company import starter_catalog

README = (data_root("catalog") / "README.md").read_text("utf-8")
TOLD = set(re.findall(r"`([^`\n]+)`", README))


def parts(kind: Any) -> Iterator[type]:
    """A class of the model and all that stand inside it."""
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        yield kind
        for hint in get_type_hints(kind).values():
            yield from parts(hint)
    elif get_origin(kind) in (tuple, dict, Mapping, Union, types.UnionType):
        for inside in get_args(kind):
            yield from parts(inside)


MODEL = sorted({part for kind in KIND_CLASSES.values() for part in parts(kind)}, key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", MODEL, ids=lambda kind: kind.__name__)
def test_every_key_is_explained(kind: type) -> None:
    inside = " ".join(TOLD)
    for item in dataclasses.fields(kind):
        name = item.metadata.get("name", item.name)
        assert re.search(rf"\b{name}\b", inside), f"{kind.__name__}.{name}: write it into catalog/README.md"


@pytest.mark.parametrize("kind", MODEL, ids=lambda kind: kind.__name__)
def test_every_word_that_a_key_may_have_is_explained(kind: type) -> None:
    inside = " ".join(TOLD)
    for name, hint in get_type_hints(kind).items():
        for word in get_args(hint) if get_origin(hint) is Literal else ():
            assert not word or re.search(rf"\b{word}\b", inside), f"{kind.__name__}.{name}: {word}"


def test_every_type_of_field_and_every_prefill_is_explained() -> None:
    assert set(FIELD_TYPES) <= TOLD
    assert set(PREFILLS) <= TOLD


def test_the_number_of_services_is_true() -> None:
    catalog = starter_catalog()
    assert f"has {len(catalog.services)} services" in README
    assert len(catalog.teams) == 7
    assert {f"`{key}`" for key in catalog.sla} <= {f"`{key}`" for key in TOLD}


def test_examples_are_such_as_the_loader_takes() -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    assert len(blocks) >= 2
    read = [yaml.load(block, yaml.BaseLoader) if "actions:" in block else yaml.safe_load(block) for block in blocks]
    whole = {key: value for block in read if "actions" not in block for key, value in block.items()}
    problems: list[object] = []
    texts = {"ru": "Пример", "en": "Sample"}
    data = {
        "key": "sample", "title": texts, "summary": texts, "done_text": texts, "category": "it", "icon": "laptop",
        "team": "it-devices", "owner": texts, "sla": "supply", **whole,
    }  # fmt: skip
    assert build(KIND_CLASSES["service"], data, lambda path, reason: problems.append((path, reason))) is not None
    [rule] = [block | {"sort": 10, "active": True} for block in read if "actions" in block]
    assert build(KIND_CLASSES["rule"], rule, lambda path, reason: problems.append((path, reason))) is not None
    assert problems == []
