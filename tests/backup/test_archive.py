"""The file of a backup: what is damaged, cut off or made to do harm is not unpacked into a home."""

from __future__ import annotations

import gzip
import io
import tarfile
from pathlib import Path

import pytest

from okno.backup import Archive, Broken, make, restore
from okno.backup.make import SUFFIX
from okno.errors import Refused
from okno.settings import Settings, load
from tests.stands.database import Template


@pytest.fixture
def settings(home: Path, template: Template, dialect: str) -> Settings:
    """A home of SQLite with a key, a catalog and an attachment."""
    if dialect != "sqlite":
        pytest.skip("the archive is the same; the copy of PostgreSQL is tried on a running server")
    template.copy_to(home)
    (home / "secret.key").write_bytes(b"k" * 32)
    (home / "secret.key").chmod(0o600)
    (home / "run").mkdir(exist_ok=True)
    (home / "run" / "lock").write_text("1")
    folder = home / "files" / "ab"
    folder.mkdir(parents=True)
    (folder / "abcdef").write_bytes(b"content")
    (folder / "half.part").write_bytes(b"half")
    return load(home, {})


def read(home: Path) -> Settings:
    """The settings of a restored home."""
    return load(home, {})


def test_it_holds_the_state_and_nothing_else(settings: Settings, tmp_path: Path) -> None:
    path, about = make(settings, tmp_path / "one.okno-backup")
    assert path.stat().st_mode & 0o777 == 0o600
    assert {"home/secret.key", "files/ab/abcdef", "database/sqlite"} <= about.members.keys()
    assert not [name for name in about.members if "run/" in name or ".part" in name or "sqlite3" in name]
    assert about.files == 1
    assert "core.0001_initial" in about.migrations
    restored, told = restore(path, tmp_path / "new", read)
    assert told == about
    assert (restored.home / "files" / "ab" / "abcdef").read_bytes() == b"content"
    assert (restored.home / "okno.sqlite3").exists()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["home", "new", "one.okno-backup"]


def _broken(settings: Settings, tmp_path: Path, path: Path) -> str:
    new = tmp_path / "new"
    with pytest.raises(Broken) as refused:
        restore(path, new, read)
    assert not new.exists()
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".new")] == []
    return str(refused.value)


def test_a_cut_or_changed_file_is_refused(settings: Settings, tmp_path: Path) -> None:
    """And nothing of it is left behind."""
    path, _ = make(settings, tmp_path / "one.okno-backup")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    _broken(settings, tmp_path, path)
    path.write_bytes(b"no backup at all")
    _broken(settings, tmp_path, path)
    plain = gzip.decompress(whole)
    at = plain.index(b"k" * 32)
    path.write_bytes(gzip.compress(plain[:at] + b"x" + plain[at + 1 :]))
    assert "home/secret.key" in _broken(settings, tmp_path, path)


@pytest.mark.parametrize("name", ["../out", "home/../../out", "/out", "else/where"])
def test_nothing_is_written_outside(settings: Settings, tmp_path: Path, name: str) -> None:
    """FIELD.md class 11: names with dots and roots."""
    path = tmp_path / "evil.okno-backup"
    with tarfile.open(path, "w:gz") as tar:
        info = tarfile.TarInfo(name)
        info.size = 3
        tar.addfile(info, io.BytesIO(b"bad"))
    _broken(settings, tmp_path, path)
    assert not (tmp_path / "out").exists()


def test_links_are_refused(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "evil.okno-backup"
    with tarfile.open(path, "w:gz") as tar:
        info = tarfile.TarInfo("files/ab/link")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(info)
    _broken(settings, tmp_path, path)


def test_a_home_in_use_is_not_written_over(settings: Settings, tmp_path: Path) -> None:
    path, _ = make(settings, tmp_path / "one.okno-backup")
    with pytest.raises(Refused, match="not empty"):
        restore(path, settings.home, read)
    with pytest.raises(Refused, match="no file"):
        restore(tmp_path / "nothing", tmp_path / "new", read)
    with pytest.raises(Refused, match="there already"):
        make(settings, path)


def test_a_folder_of_files_in_use_is_not_written_over(settings: Settings, tmp_path: Path) -> None:
    path, _ = make(settings, tmp_path / "one.okno-backup")
    shared = tmp_path / "shared"
    shared.mkdir()
    restored, _ = restore(path, tmp_path / "new", lambda home: load(home, {"OKNO_FILES": str(shared)}))
    assert (restored.files_folder, (shared / "ab" / "abcdef").read_bytes()) == (shared, b"content")
    with pytest.raises(Refused, match="not empty"):
        restore(path, tmp_path / "newer", lambda home: load(home, {"OKNO_FILES": str(shared)}))
    assert not (tmp_path / "newer").exists()


def test_the_newest_are_kept(settings: Settings, tmp_path: Path) -> None:
    """By their names; other files in the folder stay."""
    folder = tmp_path / "kept"
    folder.mkdir()
    for day in (1, 2, 3):
        (folder / f"okno-2026010{day}T000000Z{SUFFIX}").touch()
    (folder / "letters.txt").touch()
    made, about = make(settings, folder, keep=2)
    assert isinstance(about, Archive)
    assert sorted(one.name for one in folder.iterdir()) == sorted(
        ["letters.txt", f"okno-20260103T000000Z{SUFFIX}", made.name]
    )
