"""`okno search`: the index of the search."""

from __future__ import annotations

import typer

from okno.cli import home
from okno.i18n import say
from okno.settings import Settings
from okno.text import N_
from okno.tickets.search import filling

app = typer.Typer(no_args_is_help=True, help="The index of the search.")


@app.command("rebuild")
def rebuild() -> None:
    """Has all requests prepared for the search again. The server does it in the background, the newest first."""

    async def work(_: Settings) -> int:
        return await filling.rebuild()

    newest = home.connected(work)
    phrase = N_("Requests are prepared for the search again in the background: numbers up to %(n)s.", n=newest)
    typer.echo(say(phrase, home.locale()))
