"""plugins/README.md is followed letter by letter, files and commands; and its tables are complete."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import pytest

from okno.extend import Manifest, State
from okno.extend.manifest import SettingType
from okno.testing import desk as desk_module
from tests.rules import api_page
from tests.rules.sources import ROOT, nothing
from tests.stands.environment import environment_with
from tests.stands.plugins import Shelf

GUIDE = ROOT / "plugins" / "README.md"
BLOCK = re.compile(r"^```(?P<language>\w+)(?: (?P<file>\S+))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
OKNO = '#!/bin/sh\nexec "$(dirname "$0")/python" -P -m okno "$@"\n'
"""As the command that pip installs: it finds what is installed, and nothing that lies in the present folder."""
TABLES = ("permission", "setting", "job", "service", "menu", "slot", "channel", "data")


@dataclass(frozen=True)
class Block:
    """A piece of the guide: a file, or commands."""

    file: str
    text: str

    @property
    def commands(self) -> list[str]:
        """The commands, one a line."""
        return [line.removeprefix("$ ") for line in self.text.splitlines() if line.startswith("$ ")]


def _blocks() -> Iterator[Block]:
    text = GUIDE.read_text("utf-8").partition("## The guide")[2].partition("\n## plugin.toml")[0]
    for found in BLOCK.finditer(text):
        if found["file"] or found["language"] == "console":
            yield Block(found["file"] or "", found["text"])


class Stranger:
    """Somebody with a terminal, who has nothing but the guide and an environment with Okno."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        python = environment_with(folder / "environment", Shelf(folder / "site"))
        self._bin = Path(python).parent
        (self._bin / "okno").write_text(OKNO)
        (self._bin / "okno").chmod(0o755)
        self.here = folder / "plugins"
        self.here.mkdir()
        self.said = ""

    def follow(self, block: Block) -> None:
        """Writes the file, or runs the commands."""
        if block.file:
            path = self.here / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, "utf-8")
        for command in block.commands:
            if command.startswith("cd "):
                self.here /= command.removeprefix("cd ")
            else:
                self.said += self.run(command)

    def run(self, command: str) -> str:
        """What a command prints; it must succeed."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("OKNO_", "PYTEST_"))}
        env = {**kept, "PATH": f"{self._bin}:/usr/bin:/bin", "OKNO_HOME": str(self.folder / "home")}
        done = subprocess.run(
            command, shell=True, cwd=self.here, env=env, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, f"$ {command}\n{done.stdout[-6000:]}\n{done.stderr[-3000:]}"
        return f"$ {command}\n{done.stdout}"


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Stranger:
    """Somebody who has followed the whole guide."""
    stranger = Stranger(tmp_path_factory.mktemp("guide"))
    for block in _blocks():
        stranger.follow(block)
    return stranger


def test_the_guide_leads_to_a_plugin_that_runs(followed: Stranger) -> None:
    runs = re.findall(r"(\d+) passed", followed.said)
    assert [int(number) for number in runs] == [1, 5]
    assert "okno_thanks-0.1.0-py3-none-any.whl" in followed.said
    assert "thanks\t0.1.0\trunning\n" in followed.said
    for words in ("thanks.see", "x.thanks.tidy", "slot_context", "TicketReopened"):
        assert words in followed.said


def test_what_the_guide_writes_passes_the_checks(followed: Stranger) -> None:
    """Style as ./install/check looks at it."""
    shutil.copy(ROOT / "pyproject.toml", followed.folder)
    ruff = Path(sys.executable).parent / "ruff"
    for arguments in (("check", "--quiet"), ("format", "--quiet", "--check", "--diff")):
        done = subprocess.run(
            [ruff, *arguments, "plugins"], cwd=followed.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


# Reference ----------------------------------------------------------------------------------------------------


def _row(table: str, first: str) -> list[str]:
    """What is written in backticks in the second cell of a row."""
    part = GUIDE.read_text("utf-8").partition(f"\n## {table}\n")[2].partition("\n## ")[0]
    rows = [line.split("|") for line in part.splitlines() if line.startswith(f"| {first} |")]
    assert len(rows) == 1, f"{table}: {first}"
    return re.findall(r"`([^`]+)`", rows[0][2])


def test_the_manifest_is_told_whole() -> None:
    models = {name: get_args(Manifest.model_fields[name].annotation)[:1] for name in TABLES}
    models["data"] = (Manifest.model_fields["data"].annotation,)
    top = [name for name in Manifest.model_fields if name not in TABLES]
    assert sorted(_row("plugin.toml", "(top)")) == sorted(top)
    for name, (model,) in models.items():
        mark = "`[data]`" if name == "data" else f"`[[{name}]]`"
        assert sorted(_row("plugin.toml", mark)) == sorted(model.model_fields), name
    text = GUIDE.read_text("utf-8")
    nothing([f"a setting of the type {kind} is not told" for kind in get_args(SettingType) if f"`{kind}`" not in text])


def test_all_states_are_told() -> None:
    part = GUIDE.read_text("utf-8").partition("\n## States\n")[2].partition("\n## ")[0]
    assert sorted(re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)) == sorted(State)


def test_the_desk_is_told_whole() -> None:
    part = GUIDE.read_text("utf-8").partition("\n## Tests with a desk\n")[2]
    public = [name for name in vars(desk_module.Desk) if not name.startswith("_")]
    nothing([f"desk.{name} is not told" for name in public if f"desk.{name}(" not in part])


def test_the_names_of_the_facade_are_those_of_the_code() -> None:
    assert api_page.PAGE.read_text("utf-8") == api_page.text(), "write it anew: python -m tests.rules.api_page"
