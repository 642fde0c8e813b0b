"""Plugins stand on the facade alone, are whole, and none of them is needed by the rest."""

from __future__ import annotations

import configparser
import importlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from okno import extend, settings as okno_settings
from okno.extend import Found, Manifest
from okno.http.permission import Guarded
from tests.rules.sources import ROOT, SERVER, Module, core, imports, nothing, read, sample

# The whole house is imported, so all that reads plugins is there.
importlib.import_module("okno.app")

SAMPLE = ROOT / "tests" / "sample_plugin"
FACADE = "okno.api"
FRAGMENTS = ("added", "changed", "fixed", "removed", "security")


@cache
def folders() -> tuple[Path, ...]:
    """The folders of all plugins of the project, that of the sample last."""
    found = [path for path in sorted((ROOT / "plugins").iterdir()) if (path / "setup.cfg").is_file()]
    return (*found, SAMPLE)


def bundled() -> tuple[Path, ...]:
    """Those that are delivered."""
    return folders()[:-1]


def manifest_of(folder: Path) -> Manifest:
    """The manifest of a plugin in a folder."""
    found = extend.in_folder(folder)
    assert found.manifest is not None, f"{folder.relative_to(ROOT)}: {found.problem}"
    return found.manifest


@cache
def facade() -> dict[str, frozenset[str]]:
    """The names that each module of the facade promises."""
    names = [path.stem for path in (SERVER / "okno" / "api").glob("*.py") if path.stem != "__init__"]
    modules = {FACADE: importlib.import_module(FACADE)}
    modules |= {f"{FACADE}.{name}": importlib.import_module(f"{FACADE}.{name}") for name in names}
    promised = {name: frozenset(module.__all__) for name, module in modules.items()}
    promised[FACADE] |= frozenset(names)
    return promised


def around_the_facade(modules: Iterable[Module], package: str, required: Iterable[str]) -> list[str]:
    """Complaints about imports of what Okno promises to nobody, or of another plugin's inside."""
    allowed = {f"okno_{name}.api" for name in required}
    found = []
    for module in modules:
        for node, name in imports(module):
            root = name.partition(".")[0]
            owner, _, last = name.rpartition(".")
            if root == "okno" and not (name in facade() or last in facade().get(owner, ())):
                found.append(
                    f"{module.at(node)}: {name} is no name of {FACADE}. Use the facade, or ask for a name in it."
                )
            if root.startswith("okno_") and root != package and owner not in allowed and name not in allowed:
                found.append(
                    f"{module.at(node)}: {name} is another plugin's. Name it under `requires`, use its api.py."
                )
    return found


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
def test_a_plugin_stands_on_the_facade_alone(folder: Path) -> None:
    manifest = manifest_of(folder)
    package = f"okno_{manifest.name}"
    nothing(around_the_facade(read(folder / package, within=folder), package, manifest.needed))


def test_what_goes_around_the_facade_is_seen() -> None:
    bad = (
        "from okno.db import tx\nimport okno.tickets\nfrom okno.api import sqlite\nfrom okno_other.rating import give\n"
    )
    assert len(around_the_facade([sample("okno_trial.page", bad)], "okno_trial", ["other"])) == 4
    good = "from okno.api import tx, tickets\nfrom okno.api.people import get\nfrom okno_other.api import rate\n"
    own = "import okno_trial.page\nfrom okno_trial import note\nfrom pydantic import Field\n"
    assert around_the_facade([sample("okno_trial.page", good + own)], "okno_trial", ["other"]) == []


def test_the_core_does_not_know_the_sample() -> None:
    nothing([f"{module.path}: names the sample" for module in core() if "okno_sample" in module.text])


def test_everything_in_the_facade_is_there_and_listed_once() -> None:
    found = []
    for name in facade():
        module = importlib.import_module(name)
        found += [f"{name} has no {one}" for one in module.__all__ if not hasattr(module, one)]
        found += [f"{name} promises something twice"] * (len(set(module.__all__)) < len(module.__all__))
    nothing(found)


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
def test_a_plugin_is_whole(folder: Path) -> None:
    """Named alike everywhere, explained, tested; a delivered one says what is new in it."""
    manifest = manifest_of(folder)
    config = configparser.ConfigParser()
    config.read(folder / "setup.cfg", "utf-8")
    name = manifest.name
    assert (folder.name, config["metadata"]["name"]) == (name if folder != SAMPLE else folder.name, f"okno-{name}")
    assert config["metadata"]["version"] == manifest.version
    assert config["options.entry_points"]["okno.plugins"].split() == [name, "=", f"okno_{name}"]
    assert (folder / "README.md").read_text("utf-8").startswith("# ")
    if folder == SAMPLE:
        return
    assert list((folder / "tests").glob("test_*.py")), f"{folder.name} has no tests"
    fragments = [path.name for path in (folder / "changes").glob("*.md")]
    assert fragments, f"{folder.name}/changes says nothing"
    nothing([f"{folder.name}/changes/{one}: call it NAME.kind.md" for one in fragments
             if one.split(".")[-2] not in FRAGMENTS])  # fmt: skip


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
def test_a_wheel_of_a_plugin_has_all_its_packages(folder: Path) -> None:
    config = configparser.ConfigParser()
    config.read(folder / "setup.cfg", "utf-8")
    package = folder / f"okno_{manifest_of(folder).name}"
    there = {".".join(path.parent.relative_to(folder).parts) for path in package.rglob("__init__.py")}
    said = set(config["options"]["packages"].split())
    assert said == there or "find:" in said or "find_namespace:" in said


# Loaded together, and each left out once ----------------------------------------------------------------------


@pytest.fixture
def loading() -> Iterator[okno_settings.Settings]:
    """Settings to load with; after it there are no plugins again."""
    nowhere = okno_settings.load(Path("nowhere"), {})
    yield nowhere
    extend.load(nowhere, found=())


def _installed() -> list[Found]:
    ours = [f"okno_{manifest_of(folder).name}" for folder in folders()]
    found = [one for one in extend.installed() if one.package in ours]
    missing = set(ours) - {one.package for one in found}
    assert not missing, f"not installed: {', '.join(sorted(missing))}; run ./install/test --setup"
    return found


@pytest.mark.parametrize("left_out", ["", *(manifest_of(folder).name for folder in folders())])
def test_none_is_needed_by_the_rest(loading: okno_settings.Settings, left_out: str) -> None:
    found = [one for one in _installed() if one.name != left_out]
    plugins = extend.load(loading, found=found)
    assert {plugin.name: str(plugin.reason) for plugin in plugins if not plugin.loaded} == {}
    assert left_out not in {plugin.name for plugin in plugins}


def test_each_route_states_who_may_open_it(loading: okno_settings.Settings) -> None:
    """A right, or in so many words that it is public."""
    found = []
    for plugin in extend.load(loading, found=_installed()):
        for route in plugin.part("pages") or ():
            assert isinstance(route, Guarded)
            found += [f"{plugin.name}: {route.path} states nothing"] * (not route.permission)
        for endpoint in plugin.part("rest") or ():
            found += [f"{plugin.name}: {endpoint.path} states nothing"] * (not endpoint.permission)
    nothing(found)
