"""Commands about tokens for REST."""

from __future__ import annotations

from datetime import timedelta

import typer

from okno import people
from okno.cli import home
from okno.clock import now
from okno.db import tx
from okno.errors import Refused
from okno.http import tokens
from okno.settings import Settings
from okno.text import N_

app = typer.Typer(no_args_is_help=True, help="Tokens for the REST API.")


@app.command("add")
def add(
    login: str = typer.Argument(..., help="Whose token it is."),
    name: str = typer.Option("command line", "--name", help="What it is for."),
    right: list[str] = typer.Option([], "--right", help="Narrow it to these rights; may be repeated."),
    days: int | None = typer.Option(None, "--days", min=1, help="How long it is valid; for ever when left out."),
) -> None:
    """Makes a token with the person's rights and prints it alone. It can't be shown again."""

    async def work(_: Settings) -> str:
        person = await people.by_login(login)
        if person is None:
            raise Refused(N_("There is no person with the login %(login)s.", login=login))
        expires = now() + timedelta(days=days) if days is not None else None
        async with tx():
            return await tokens.issue(person.id, name, rights=right or None, expires=expires)

    typer.echo(home.connected(work))
