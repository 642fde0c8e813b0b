"""`okno plugin new`: a skeleton that is in order from the first minute, and sentences for what can't be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stands.server import okno


def test_a_skeleton_is_in_order(tmp_path: Path) -> None:
    said = okno(tmp_path / "home", "plugin", "new", "lamps", "--folder", str(tmp_path / "plugins"))
    folder = tmp_path / "plugins" / "lamps"
    assert str(folder) in said
    assert "okno plugin check" in said
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {"setup.cfg", "README.md", "okno_lamps/plugin.toml", "okno_lamps/pages.py", "tests/test_lamps.py"} <= written
    assert not [name for name in written if "@" in name or name.endswith(".tmpl")]
    marked = [name for name in written if "@" in (folder / name).read_text("utf-8").replace("@dataclass", "")]
    assert marked == []
    okno(tmp_path / "home", "plugin", "check", str(folder))


@pytest.mark.parametrize("name", ["Lamps", "l", "my-lamps", "9lamps", "../lamps", "desk", "okno"])
def test_a_bad_name_is_refused_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    okno(tmp_path / "home", "plugin", "new", name, "--folder", str(tmp_path / "plugins"), exit_code=1)
    assert not (tmp_path / "plugins").exists()


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "lamps").mkdir()
    (tmp_path / "lamps" / "mine.txt").write_text("mine")
    okno(tmp_path / "home", "plugin", "new", "lamps", "--folder", str(tmp_path), exit_code=1)
    assert [path.name for path in (tmp_path / "lamps").iterdir()] == ["mine.txt"]
