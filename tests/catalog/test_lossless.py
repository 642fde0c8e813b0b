"""Nothing of a catalog is lost on the way out and in again, whatever its keys hold."""

import dataclasses
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings as hypothesis_settings

from okno.catalog import store
from okno.catalog.loader import load, read
from okno.catalog.model import Catalog
from okno.catalog.shape import build, plain
from okno.catalog.writer import write
from okno.db import dump_json, load_json
from okno.settings import Settings
from tests.catalog.rich import rich
from tests.catalog.strategies import catalogs


@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(catalog=catalogs)
def test_any_catalog_that_is_written_is_read_back(catalog: Catalog) -> None:
    """Through the folder, and through the JSON of the database."""
    with TemporaryDirectory() as folder:
        write(catalog, Path(folder) / "copy")
        assert read(Path(folder) / "copy").catalog == catalog
    for items in catalog.kinds().values():
        for item in items.values():
            stored = load_json(dump_json(plain(item)))
            assert build(type(item), stored, lambda path, reason: None) == item


def test_the_sample_says_something_with_every_key() -> None:
    """Else a new key of the model would be lost unseen."""
    silent: set[str] = set()
    told: set[str] = set()
    for items in rich().kinds().values():
        for item in items.values():
            _look(item, told, silent)
    assert not silent - told


def _look(value: object, told: set[str], silent: set[str]) -> None:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        written = plain(value)
        for item in dataclasses.fields(value):
            name = f"{type(value).__name__}.{item.name}"
            (told if str(item.metadata.get("name", item.name)) in written else silent).add(name)
            _look(getattr(value, item.name), told, silent)
    elif isinstance(value, dict):
        for one in value.values():
            _look(one, told, silent)
    elif isinstance(value, tuple):
        for one in value:
            _look(one, told, silent)


async def test_a_catalog_with_every_key_comes_back_the_same(db: Settings, tmp_path: Path) -> None:
    """Applied, exported and applied elsewhere it has the same digest."""
    await store.apply(rich(), actor_id=None)
    _, digest = await store.newest()
    present = await store.current_digests()
    await store.export(tmp_path / "copy")
    copy = load(tmp_path / "copy")
    assert dataclasses.replace(copy, base=None) == rich()
    assert (await store.plan(copy)).empty
    assert {
        f"{kind}/{key}": store.digest_of(plain(item))
        for kind, items in copy.kinds().items()
        for key, item in items.items()
    } == present
    assert store.digest_of(present) == digest
