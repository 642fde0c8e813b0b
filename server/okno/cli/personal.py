"""Commands about personal data: `okno user export` and `okno user forget`."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from okno import people
from okno.cli import home
from okno.errors import Refused
from okno.i18n import say
from okno.people.parcel import pack
from okno.settings import Settings
from okno.text import N_, one_line


def export(
    login: str = typer.Argument(...),
    output: str = typer.Option("", "--output", metavar="FILE", help="Where to write.  [default: okno-LOGIN.zip here]"),
    reason: str = typer.Option("", "--reason", metavar="TEXT", help="Stands in the audit log."),
) -> None:
    """Writes everything that is held about a person into one zip file, readable by you alone."""

    async def work(settings: Settings) -> Path:
        person = await _person(login)
        target = Path(output or f"okno-{person.login}.zip")
        handle = _new_file(target)
        with os.fdopen(handle, "wb") as stream:
            dossier = await people.export_person(person.id, actor_id=None, reason=one_line(reason), whole=True)
            async for chunk in (await pack(dossier, settings.home)).chunks():
                stream.write(chunk)
        return target

    target = home.connected(work)
    size = target.stat().st_size
    typer.echo(say(N_("%(file)s is written, %(n)s bytes.", file=str(target), n=size), home.locale()))


def forget(
    login: str = typer.Argument(...),
    reason: str = typer.Option(..., "--reason", metavar="TEXT", help="Stands in the audit log; write no name in it."),
    yes: bool = typer.Option(False, "--yes", help="Do not ask for the login once more."),
) -> None:
    """Erases what tells who a person was and what the person wrote. It can't be undone; backups keep the old data."""
    if not one_line(reason):
        raise Refused(N_("Write the reason."))
    if not yes and typer.prompt("Type the login once more to erase it for good").strip().lower() != login.lower():
        raise Refused(N_("This is another login. Nothing was erased."))

    async def work(settings: Settings) -> int:
        person = await _person(login)
        await people.forget_person(person.id, actor_id=None, reason=one_line(reason), locale=settings.locale)
        return person.id

    person_id = home.connected(work)
    typer.echo(say(N_("The personal data is erased. What stays is the id %(id)s.", id=person_id), home.locale()))


async def _person(login: str) -> people.Person:
    found = await people.by_login(login)
    if found is None:
        raise Refused(N_("There is no person with the login %(login)s.", login=login))
    return found


def _new_file(path: Path) -> int:
    try:
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Refused(N_("%(file)s is there already. Name another file.", file=str(path))) from None
    except OSError as error:
        raise Refused(N_("%(file)s cannot be written: %(why)s.", file=str(path), why=error.strerror or "")) from None
