"""`okno backup`, `okno restore` and `okno check`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import typer

from okno import app, log
from okno.backup import Archive, make, restore as bring_back
from okno.check import Found, whole
from okno.cli import home
from okno.i18n import Translator, say, translator
from okno.settings import Settings
from okno.text import N_, Phrase

_ANEW = "\r\x1b[K"
_DOING = {
    "files": N_("Attachments: %(n)s").msgid,
    "database": N_("Database: %(n)s bytes").msgid,
    "requests": N_("Requests: %(n)s").msgid,
}
FLAWS_SHOWN = 100
_OLDER = N_(
    "It is of an older Okno. Bring it up to date and prove it: okno --home %(home)s migrate, then"
    " okno --home %(home)s check."
).msgid


def backup(
    target: Path | None = typer.Argument(
        None, metavar="[FILE|FOLDER]", help="Where the backup goes.  [default: backups in the home folder]"
    ),
    keep: int = typer.Option(0, "--keep", min=0, metavar="N", help="Leave the newest N backups in the folder."),
) -> None:
    """Writes database, attachments, settings and keys into one file while the server runs.

    Keep it where only administrators can read: it holds everything.
    """
    settings = home.settings()
    path, about = make(settings, target, keep=keep, told=_progress)
    _told_all()
    t = _t(settings)
    size = t.size(path.stat().st_size)
    typer.echo(t.say(N_("%(file)s: %(size)s, attachments: %(n)s.", file=str(path), size=size, n=about.files)))


def restore(source: Path = typer.Argument(..., metavar="FILE", help="What `okno backup` has written.")) -> None:
    """Brings a backup back into a new home folder and an empty database, then proves it whole."""
    settings, about = bring_back(source, home.folder(), app.load_settings)
    t = _t(settings)
    typer.echo(t.say(_restored(about)))
    if asyncio.run(app.pending(settings)):
        typer.echo(t.say(_OLDER, home=str(settings.home)))
        return
    if not _look(settings, quick=False, every=False):
        raise typer.Exit(1)
    typer.echo(t.say(N_("Start it: okno --home %(home)s serve", home=str(settings.home))))


def check(
    quick: bool = typer.Option(False, "--quick", help="Without reading the attachments."),
    every: bool = typer.Option(False, "--all", help="All requests, not 2000 of them; takes a few minutes for 100,000."),
) -> None:
    """Proves the installation whole: database, attachments, and requests against their facts. Changes nothing."""
    if not _look(home.settings(), quick=quick, every=every):
        raise typer.Exit(1)


def _look(settings: Settings, *, quick: bool, every: bool) -> bool:
    async def work(chosen: Settings) -> Found:
        return await whole(chosen, quick=quick, every=every, told=_progress)

    log.setup("ERROR")
    found = home.connected(work)
    _told_all()
    t = _t(settings)
    for flaw in found.flaws[:FLAWS_SHOWN]:
        typer.echo(f"{flaw.about}: {t.say(flaw.what)}")
    numbers = {"requests": found.requests, "of": found.of_requests, "files": found.files, "n": len(found.flaws)}
    if found.flaws:
        typer.echo(t.say(N_("Requests: %(requests)s of %(of)s, attachments: %(files)s. Flaws: %(n)s.", **numbers)))
        return False
    typer.echo(t.say(N_("Requests: %(requests)s of %(of)s, attachments: %(files)s. Everything is whole.", **numbers)))
    return True


def _restored(about: Archive) -> Phrase:
    return N_("Restored: the backup of %(made)s, Okno %(version)s.", made=about.made_at, version=about.okno)


def _t(settings: Settings) -> Translator:
    return translator(home.locale(), settings.time_zone)


def _progress(what: str, number: int) -> None:
    """How far it is, in one line of the terminal; a file or a pipe gets no progress."""
    if sys.stderr.isatty() and (number < 10 or number % 100 == 0):
        word = say(_DOING[what], home.locale(), n=number)
        sys.stderr.write(f"{_ANEW}{word}")
        sys.stderr.flush()


def _told_all() -> None:
    if sys.stderr.isatty():
        sys.stderr.write(_ANEW)
