"""The wheel: it carries the catalog and the themes, and what runs from it finds them."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.rules.sources import ROOT

CARRIED = ("catalog", "themes")
NEEDED = ("setup.cfg", "setup.py", "pyproject.toml", "MANIFEST.in", "LICENSE", "README.md", "server", *CARRIED)
LEFTOVERS = shutil.ignore_patterns("__pycache__", "*.egg-info", "_data")


def pip(*arguments: str | Path) -> None:
    """Runs pip without the network."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def build(source: Path, target: Path) -> Path:
    """Builds a wheel with the setuptools that is installed here."""
    pip("wheel", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", target, source)
    (wheel,) = target.glob("*.whl")
    return wheel


def files(folder: Path) -> set[str]:
    """The files below a folder, by path."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def carried(wheel: Path, name: str) -> set[str]:
    """The files of a data folder in a wheel."""
    head = f"okno/_data/{name}/"
    names = zipfile.ZipFile(wheel).namelist()
    return {path.removeprefix(head) for path in names if path.startswith(head) and not path.endswith("/")}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what a wheel is built from, so that nothing is left in the real one."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in NEEDED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=LEFTOVERS)
        elif source.exists():
            shutil.copy2(source, folder / name)
    return folder


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    return build(checkout, tmp_path_factory.mktemp("wheel"))


@pytest.mark.parametrize("name", CARRIED)
def test_a_wheel_carries_the_data(wheel: Path, checkout: Path, name: str) -> None:
    """Every file of catalog/ and themes/, no more and no fewer."""
    assert carried(wheel, name) == files(checkout / name) != set()


def test_a_wheel_carries_what_the_code_reads(wheel: Path, checkout: Path) -> None:
    """All modules, translations and migrations of the package."""
    inside = set(zipfile.ZipFile(wheel).namelist())
    missing = {f"okno/{path}" for path in files(checkout / "server" / "okno")} - inside
    assert not missing


def test_what_was_removed_from_the_catalog_does_not_ship_again(wheel: Path, checkout: Path, tmp_path: Path) -> None:
    """A second build in the same place starts its data afresh."""
    stale = checkout / "catalog" / "stale.yaml"
    stale.write_text("gone: soon\n", "utf-8")
    assert "stale.yaml" in carried(build(checkout, tmp_path / "first"), "catalog")
    stale.unlink()
    assert "stale.yaml" not in carried(build(checkout, tmp_path / "second"), "catalog")


def test_an_installed_wheel_finds_its_data(wheel: Path, tmp_path: Path) -> None:
    """In an environment of its own, away from the checkout, with a command."""
    folder = tmp_path / "environment"
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    pip("--python", python, "install", "--no-deps", "--no-index", wheel)
    # Its dependencies are those installed here; the editable okno of this place does not come along.
    (site,) = folder.glob("lib/*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    show = "import okno.data; print(okno.data.data_root('catalog'), okno.data.data_root('themes'), sep='\\n')"
    shown = subprocess.run([python, "-c", show], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    for line, name in zip(shown.splitlines(), CARRIED, strict=True):
        assert Path(line).is_relative_to(folder.resolve()), line
        assert files(Path(line)) == carried(wheel, name)
    command = subprocess.run(
        [folder / "bin" / "okno", "--help"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert command.returncode == 0, command.stderr
    assert "serve" in command.stdout
