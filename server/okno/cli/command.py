"""The command line put together from its groups."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from okno import __version__
from okno.catalog.problem import BadCatalog
from okno.cli import (
    audit,
    backup,
    catalog,
    doctor,
    explain,
    guests,
    home,
    people,
    personal,
    plugins,
    roles,
    search,
    servers,
    token,
)
from okno.errors import Invalid, OknoError
from okno.i18n import say

app = typer.Typer(
    name="okno",
    cls=guests.Commands,
    help="Okno, the single window of a company: a self-hosted service desk.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def options(
    home_folder: str = typer.Option(
        "", "--home", metavar="DIR", envvar="OKNO_HOME", help="The folder that holds all state.  [default: ./var]"
    ),
) -> None:
    """Settings of the home folder are in okno.toml there; OKNO_* of the environment come before them."""
    home.choose(home_folder)


app.command("serve")(servers.serve)
app.command("work")(servers.work)
app.command("migrate")(servers.migrate)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("check")(backup.check)
app.command("demo")(people.demo)
people.app.command("explain")(explain.explained)
app.command("doctor")(doctor.doctor)
app.command("audit")(audit.audit)
app.command("version")(lambda: typer.echo(__version__))
people.app.command("export")(personal.export)
people.app.command("forget")(personal.forget)
app.add_typer(people.app, name="user")
app.add_typer(roles.app, name="role")
app.add_typer(token.app, name="token")
app.add_typer(catalog.app, name="catalog")
app.add_typer(search.app, name="search")
app.add_typer(plugins.app, name="plugin")


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command and ends the process with its exit code; wrong usage ends it with 2 by itself."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        app(args=home.in_front(given), prog_name="okno")
    except OknoError as error:
        complain(error)
        sys.exit(1)
    except Exception as error:
        if not guests.typed():
            raise
        guests.complain(error)
        sys.exit(1)


def complain(error: OknoError) -> None:
    """Prints what is wrong, in the language of the person at the terminal."""
    locale = home.locale()
    if isinstance(error, BadCatalog):
        for problem in error.problems:
            typer.echo(problem.say(locale), err=True)
        return
    typer.echo(say(error.phrase, locale), err=True)
    if isinstance(error, Invalid):
        for field, phrase in error.fields.items():
            typer.echo(f"  {field}: {say(phrase, locale)}", err=True)
