"""The catalog goes as files from one company to another one on the other database, by commands alone."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest

from tests.stands import postgres
from tests.stands.server import OKNO, environment, okno

SERVICE = """\
key: {key}
title: {{ru: Кофемашина, en: Coffee machine}}
summary: {{ru: "Починим, принесём зёрна.", en: "Repair and beans."}}
done_text: {{ru: Работает., en: It works.}}
category: office
icon: wrench
team: facilities
owner: {{ru: Начальник отдела, en: Head}}
respond: {respond}
resolve: 2d
fields:
  - key: what
    type: select
    title: {{ru: Что нужно, en: What}}
    required: true
    choices:
      - {{value: repair, title: {{ru: Починить, en: Repair}}}}
      - {{value: beans, title: {{ru: Зёрна, en: Beans}}}}
  - key: trouble
    type: text
    title: {{ru: Что сломалось, en: What is broken}}
    required_if: [{{field: what, is: [repair]}}]
    show_if: [{{field: what, is: [repair]}}]
approval:
  - key: manager
    title: {{ru: Руководитель, en: Manager}}
    ask: manager
tasks:
  - key: come
    title: {{ru: Прийти, en: Come}}
    team: facilities
    due: 4h
    shows: [what]
"""


@dataclass(frozen=True)
class Site:
    """A home folder with its database."""

    home: Path
    database: str

    def run(self, *arguments: str, exit_code: int = 0) -> str:
        """A command on it."""
        return okno(self.home, *arguments, env={"OKNO_DATABASE": self.database}, exit_code=exit_code)

    def refused(self, *arguments: str) -> str:
        """What a command says that is refused."""
        done = subprocess.run(
            [*OKNO, "--home", str(self.home), *arguments],
            env=environment({"OKNO_DATABASE": self.database}),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 1, done.stdout + done.stderr
        return done.stderr + done.stdout

    def digests(self, folder: Path) -> dict[str, str]:
        """What the catalog in force is when it is exported: a digest of each file, without the head's revision."""
        self.run("catalog", "export", str(folder))
        return {
            str(one.relative_to(folder)): sha256(one.read_bytes()).hexdigest()
            for one in sorted(folder.rglob("*.yaml"))
            if one.name != "catalog.yaml"
        }


@pytest.fixture
def sites(tmp_path: Path, dialect: str, postgres_server: postgres.Databases) -> Iterator[tuple[Site, Site]]:
    """A company on the database of this run, and an empty home on the other one."""
    name = f"okno_{uuid4().hex[:12]}"
    both = ["sqlite", postgres_server.create(name)]
    first, second = both if dialect == "sqlite" else both[::-1]
    yield Site(tmp_path / "first", first), Site(tmp_path / "second", second)
    postgres_server.drop(name)


@pytest.mark.usefixtures("database_url")
def test_an_export_makes_the_same_catalog_on_an_empty_home(sites: tuple[Site, Site], tmp_path: Path) -> None:
    first, second = sites
    first.run("migrate")
    folder = tmp_path / "edited"
    first.run("catalog", "export", str(folder))
    (folder / "services" / "coffee.yaml").write_text(SERVICE.format(key="coffee", respond="2h"), "utf-8")
    (folder / "services" / "taxi.yaml").unlink()
    planned = first.run("catalog", "plan", str(folder))
    assert planned.splitlines() == ["+ service/coffee", "- service/taxi"]
    first.run("catalog", "apply", str(folder), "--note", "Кофе")

    sent = tmp_path / "sent"
    wanted = first.digests(sent)
    assert "services/coffee.yaml" in wanted
    assert "services/taxi.yaml" not in wanted
    second.run("migrate")
    assert second.run("catalog", "plan", str(sent)).splitlines() == ["+ service/coffee", "- service/taxi"]
    second.run("catalog", "apply", str(sent))
    assert second.digests(tmp_path / "there") == wanted
    again = second.run("catalog", "plan", str(tmp_path / "there"))
    assert not [line for line in again.splitlines() if line[:2] in ("+ ", "~ ", "- ")]


@pytest.mark.usefixtures("database_url")
def test_what_was_changed_meanwhile_is_not_overwritten(sites: tuple[Site, Site], tmp_path: Path) -> None:
    """Two people edit copies of one revision: the second one is refused, and told what differs."""
    site = sites[0]
    site.run("migrate")
    mine, hers = tmp_path / "mine", tmp_path / "hers"
    for folder in (mine, hers):
        site.run("catalog", "export", str(folder))
    (hers / "services" / "coffee.yaml").write_text(SERVICE.format(key="coffee", respond="2h"), "utf-8")
    site.run("catalog", "apply", str(hers))
    (mine / "services" / "coffee.yaml").write_text(SERVICE.format(key="coffee", respond="4h"), "utf-8")
    site.run("catalog", "apply", str(mine), exit_code=1)
    site.run("catalog", "export", str(tmp_path / "now"))
    assert "respond: 2h" in (tmp_path / "now" / "services" / "coffee.yaml").read_text("utf-8")


def test_all_that_is_wrong_is_named_with_file_line_and_reason(tmp_path: Path) -> None:
    site = Site(tmp_path / "home", "sqlite")
    site.run("migrate")
    folder = tmp_path / "catalog"
    site.run("catalog", "export", str(folder))
    text = SERVICE.format(key="coffee", respond="soon").replace("team: facilities", "team: baristas", 1)
    text = text.replace("is: [repair]", "is: [tea]", 1).replace("shows: [what]", "shows: [sugar]")
    (folder / "services" / "coffee.yaml").write_text(text, "utf-8")
    (folder / "teams" / "hr.yaml").write_text("key: hr\ntitle: {ru: Кадры", "utf-8")
    told = site.refused("catalog", "check", str(folder))
    for place in ("coffee.yaml:7", "coffee.yaml:9", "coffee.yaml:22", "coffee.yaml:33", "hr.yaml:"):
        assert place in told, (place, told)
    assert told.count("\n") >= 5
