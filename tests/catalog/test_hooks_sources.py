"""Catalog files that a plugin brings: put over the catalog in force, nothing is removed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from okno.catalog import registry, sources, store
from okno.catalog.hooks import CatalogSource
from okno.catalog.model import Catalog
from okno.catalog.problem import BadCatalog
from okno.catalog.shape import plain
from okno.catalog.writer import write
from okno.errors import Refused
from okno.hooks import failures
from tests.crew import catalog, service, text
from tests.guests import NAME, broken, with_plugin

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
async def _catalog(db: object) -> None:
    failures.forget()
    await store.apply(catalog("manual"), actor_id=None)
    await registry.refresh()


def folder_with(folder: Path, *names: str, **more: Any) -> Path:
    """A folder with some services and nothing else."""
    whole = folder / "whole"
    write(catalog("manual", 1, service("chair"), service("help", **more)), whole)
    part = folder / "part" / "services"
    part.mkdir(parents=True)
    for name in names:
        (whole / "services" / f"{name}.yaml").rename(part / f"{name}.yaml")
    return part.parent


def bringing(*folders: Path) -> Any:
    """Inside of it the plugin brings these folders."""

    def catalog_sources(ctx: object) -> Sequence[CatalogSource]:
        return [CatalogSource(folder=folder, title=text("Стулья")) for folder in folders]

    return with_plugin(catalog_sources=catalog_sources)


async def over() -> Catalog:
    """The catalog in force with what the plugin brings."""
    return sources.over(await store.load(), NAME).sound()


async def test_what_is_brought_comes_over_the_catalog_in_force(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "chair", "help", respond="2h")
    with bringing(folder):
        wanted = await over()
    plan = await store.plan(wanted)
    assert (plan.added, plan.changed, plan.removed) == (("service/chair",), ("service/help",), ())
    await store.apply(wanted, actor_id=None)
    await registry.refresh()
    found = registry.service("help")
    assert found is not None
    assert found.respond == "2h"
    assert set(registry.current().services) == {"chair", "help", "printer", "branch-help"}
    with bringing(folder):
        # A second time there is nothing to do.
        assert (await store.plan(await over())).empty


async def test_several_folders_come_one_after_the_other(tmp_path: Path) -> None:
    first = folder_with(tmp_path / "1", "chair", "help", respond="2h")
    second = folder_with(tmp_path / "2", "help", respond="3h")
    with bringing(first, second):
        wanted = await over()
    assert (wanted.services["help"].respond, "chair" in wanted.services) == ("3h", True)
    assert plain(wanted.services["printer"]) == plain(catalog("manual").services["printer"])


async def test_problems_name_the_file_of_the_plugin(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "chair")
    file = folder / "services" / "chair.yaml"
    file.write_text(file.read_text("utf-8").replace("team: desk", "team: nowhere"), "utf-8")
    (folder / "services" / "broken.yaml").write_text("- 1", "utf-8")
    with bringing(folder), pytest.raises(BadCatalog) as bad:
        await over()
    assert {problem.file for problem in bad.value.problems} == {"services/broken.yaml", "services/chair.yaml"}


async def test_a_plugin_that_brings_nothing_is_refused_by_name() -> None:
    with pytest.raises(Refused) as refused:
        await over()
    assert refused.value.phrase.params == {"plugin": NAME}
    with with_plugin(may=broken), pytest.raises(Refused):
        await over()
