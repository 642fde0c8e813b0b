"""Commands: `okno sample ...`."""

from __future__ import annotations

import typer

from okno.api import Context
from okno.api.commands import connected
from okno_sample import note

app = typer.Typer(help="Notes about requests.", no_args_is_help=True)


@app.callback()
def main() -> None:
    """Notes about requests."""


@app.command()
def number() -> None:
    """Prints how many notes there are."""

    async def work(_: Context) -> int:
        return await note.number()

    typer.echo(connected(work))
