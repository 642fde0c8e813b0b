"""`okno plugin new`: writes the skeleton of a plugin, which can be loaded and has a test."""

from __future__ import annotations

import re
from pathlib import Path

import typer

from okno import __version__, extend
from okno.cli import home
from okno.errors import Refused
from okno.extend.manifest import NAME
from okno.extend.order import RESERVED
from okno.i18n import say
from okno.text import N_

SKELETON = Path(__file__).resolve().parent / "skeleton"
SUFFIX = ".tmpl"


def new(
    name: str = typer.Argument(..., metavar="NAME", help="What it is called: 2 to 24 small letters and digits."),
    folder: Path = typer.Option(Path(), "--folder", metavar="DIR", help="Where the folder NAME is made."),
) -> None:
    """Writes the skeleton of a plugin into the new folder NAME."""
    _refuse_name(name)
    target = folder / name
    if target.exists():
        raise Refused(N_("The folder %(folder)s is there already. Nothing was written.", folder=str(target)))
    for path in sorted(SKELETON.rglob(f"*{SUFFIX}")):
        _write(path, target, name)
    typer.echo(say(N_("The plugin %(name)s is in %(folder)s.", name=name, folder=str(target)), home.locale()))
    typer.echo(
        f"  pip install --no-build-isolation -e {target}\n  okno plugin check {target}\n  python -m pytest {target}"
    )


def _refuse_name(name: str) -> None:
    if not re.fullmatch(NAME, name):
        raise Refused(
            N_("“%(name)s” cannot be the name of a plugin: write 2 to 24 small Latin letters and digits.", name=name)
        )
    if name in RESERVED:
        raise Refused(N_("The name “%(name)s” belongs to Okno itself.", name=name))
    if any(one.name == name for one in extend.installed()):
        raise Refused(N_("A plugin “%(name)s” is installed already. Choose another name.", name=name))


def _write(path: Path, target: Path, name: str) -> None:
    """One file, with the name in its text and in its own name."""
    place = path.relative_to(SKELETON).as_posix().removesuffix(SUFFIX)
    place = place.replace("package/", f"okno_{name}/", 1).replace("@name@", name)
    text = path.read_text("utf-8")
    for mark, word in (("@name@", name), ("@Name@", name.capitalize()), ("@version@", _fitting())):
        text = text.replace(mark, word)
    file = target / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def _fitting() -> str:
    """The first version that a plugin of today fits to: 0.1 of 0.1.3."""
    return ".".join(__version__.split(".")[:2])
