"""The catalog in the database: revisions, conflicts, old versions, and the copy in memory."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from okno import teams
from okno.catalog import registry, store
from okno.catalog.loader import load
from okno.catalog.model import Catalog
from okno.catalog.problem import BadCatalog
from okno.db import fetch_value
from okno.errors import Conflict
from okno.settings import Settings
from tests.catalog.samples import STARTER, small


@pytest_asyncio.fixture(autouse=True)
async def forget() -> AsyncIterator[None]:
    """Leave no catalog of this test in memory."""
    yield
    await registry.stop()


def retitled(catalog: Catalog, key: str, title: str) -> Catalog:
    """Give the catalog with another title of a service."""
    service = replace(catalog.services[key], title={"ru": title, "en": title})
    return replace(catalog, services={**catalog.services, key: service})


async def test_the_starter_catalog_becomes_revision_1_and_a_second_apply_finds_nothing(db: Settings) -> None:
    first = await store.apply(load(STARTER), actor_id=None, note="starter")
    again = await store.apply(load(STARTER), actor_id=None)
    assert first.revision == again.revision == 1
    assert again.plan.empty
    assert await fetch_value("SELECT count(*) FROM event WHERE kind = 'CatalogApplied'") == 1
    assert {team.key for team in await teams.all_teams()} == set(load(STARTER).teams)


async def test_what_was_applied_is_what_is_exported(db: Settings, tmp_path: Path) -> None:
    await store.apply(load(STARTER), actor_id=None)
    await store.export(tmp_path / "copy")
    copy = load(tmp_path / "copy")
    assert copy.base == 1
    assert replace(copy, base=None) == load(STARTER)
    assert (await store.plan(copy)).empty


async def test_a_plan_names_what_would_change(db: Settings, tmp_path: Path) -> None:
    catalog = small(tmp_path)
    assert "service/help" in (await store.plan(catalog)).added
    await store.apply(catalog, actor_id=None)
    assert (await store.plan(retitled(catalog, "help", "Иначе"))).changed == ("service/help",)


async def test_a_copy_older_than_the_newest_revision_is_refused_with_what_changed(db: Settings, tmp_path: Path) -> None:
    catalog = small(tmp_path)
    await store.apply(catalog, actor_id=None)
    await store.apply(retitled(catalog, "help", "Иначе"), actor_id=None, base=1)
    with pytest.raises(Conflict) as refused:
        await store.apply(retitled(catalog, "help", "По-своему"), actor_id=None, base=1)
    assert refused.value.detail["changed"] == ["service/help"]
    with pytest.raises(Conflict):
        await store.apply(catalog, actor_id=None, base=7)


async def test_a_home_that_nobody_has_changed_takes_a_copy_from_another_one(db: Settings, tmp_path: Path) -> None:
    """Whatever the number of its revision there."""
    catalog = small(tmp_path)
    await store.apply(catalog, actor_id=None)
    applied = await store.apply(retitled(catalog, "help", "Как у них"), actor_id=None, base=7)
    assert (applied.revision, applied.plan.changed) == (2, ("service/help",))
    with pytest.raises(Conflict):
        await store.apply(catalog, actor_id=None, base=7)


async def test_a_catalog_with_problems_is_not_applied(db: Settings, tmp_path: Path) -> None:
    with pytest.raises(BadCatalog):
        await store.apply(retitled(small(tmp_path), "help", ""), actor_id=None)
    assert await store.newest() == (0, "")


async def test_a_removed_service_can_no_longer_be_ordered_but_old_tickets_keep_it(db: Settings) -> None:
    catalog = load(STARTER)
    await store.apply(catalog, actor_id=None)
    await registry.refresh()
    kept = registry.item_id("taxi")
    assert kept is not None
    less = replace(catalog, services={key: one for key, one in catalog.services.items() if key != "taxi"})
    applied = await store.apply(less, actor_id=None)
    assert applied.plan.removed == ("service/taxi",)
    assert await registry.refresh()
    assert registry.service("taxi") is None
    assert await registry.service_item(kept) == catalog.services["taxi"]


async def test_a_ticket_keeps_the_version_that_it_was_ordered_by(db: Settings, tmp_path: Path) -> None:
    catalog = small(tmp_path)
    await store.apply(catalog, actor_id=None)
    await registry.refresh()
    old = registry.item_id("help")
    await store.apply(retitled(catalog, "help", "Иначе"), actor_id=None)
    await registry.refresh()
    assert registry.item_id("help") != old
    assert await registry.service_item(old or 0) == catalog.services["help"]
    await store.apply(catalog, actor_id=None)
    await registry.refresh()
    assert registry.item_id("help") == old, "the same content is the same version"


async def test_the_memory_is_renewed_only_by_another_revision(db: Settings) -> None:
    await store.apply(load(STARTER), actor_id=None)
    assert await registry.refresh()
    assert not await registry.refresh()
    assert registry.revision() == 1
    assert registry.index().find("монитор", "ru").services[0].key == "monitor"
    assert registry.lifecycle("gone").key == "default"
    assert registry.calendar("office").starts
