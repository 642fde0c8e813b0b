"""What a plugin brings to the catalog, looked at and put in force from the command line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from okno.catalog import sources
from okno.catalog.hooks import CatalogSource
from okno.data import data_root
from tests.cli.test_command import Okno, okno, ready  # noqa: F401  fixtures

NAME = "shy"


@pytest.fixture
def brought(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a plugin with one service, which is the monitor under another name."""
    folder = tmp_path / "brought"
    (folder / "services").mkdir(parents=True)
    monitor = (data_root("catalog") / "services" / "monitor.yaml").read_text("utf-8")
    (folder / "services" / "screen.yaml").write_text(monitor.replace("key: monitor", "key: screen", 1), "utf-8")

    def of(plugin: str) -> Sequence[CatalogSource]:
        return (
            [CatalogSource(folder=folder, title={"ru": "Экраны", "en": "Screens"})] if plugin == NAME else real(plugin)
        )

    real = sources.of
    monkeypatch.setattr(sources, "of", of)
    return folder


def test_it_is_planned_and_put_in_force_and_removes_nothing(okno: Okno, ready: Path, brought: Path) -> None:  # noqa: F811
    services = len(list((data_root("catalog") / "services").glob("*.yaml")))
    assert str(services + 1) in okno(ready, "catalog", "check", "--of", NAME)
    planned = okno(ready, "catalog", "plan", "--of", NAME)
    assert [line for line in planned.splitlines() if line[:1] in "+~-"] == ["+ service/screen"]
    assert "+ service/screen" in okno(ready, "catalog", "apply", "--of", NAME)
    assert "service/screen" not in okno(ready, "catalog", "plan", "--of", NAME)


def test_what_is_wrong_with_it_is_told_with_its_file(okno: Okno, ready: Path, brought: Path) -> None:  # noqa: F811
    file = brought / "services" / "screen.yaml"
    file.write_text(file.read_text("utf-8").replace("team: it-devices", "team: nowhere"), "utf-8")
    for command in ("check", "plan", "apply"):
        okno(ready, "catalog", command, "--of", NAME, exit_code=1)


def test_a_plugin_that_brings_nothing_is_refused(okno: Okno, ready: Path) -> None:  # noqa: F811
    okno(ready, "catalog", "apply", "--of", "nobody", exit_code=1)


def test_a_folder_that_expects_a_plugin_is_in_order_and_says_so(okno: Okno, ready: Path, tmp_path: Path) -> None:  # noqa: F811
    folder = tmp_path / "copy"
    okno(ready, "catalog", "export", str(folder))
    life = folder / "lifecycles" / "default.yaml"
    asks = r"( +)asks: required"
    life.write_text(re.sub(asks, r"\g<0>\n\1guards: [x.shy.signed]", life.read_text("utf-8"), count=1), "utf-8")
    printed = okno(ready, "catalog", "check", str(folder))
    assert "lifecycles/default.yaml:" in printed
    assert "x.shy.signed" in printed
