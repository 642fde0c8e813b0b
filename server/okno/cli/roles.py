"""Commands about roles: `okno role ...`, for the owner of the server."""

from __future__ import annotations

import typer

from okno.access import Role, all_roles
from okno.access.grants import holder_counts
from okno.access.rolebook import restore as make_as_delivered
from okno.cli import home
from okno.i18n import say
from okno.settings import Settings
from okno.text import N_, pick

app = typer.Typer(no_args_is_help=True, help="Roles: what people may.")


@app.command("list")
def listing() -> None:
    """Lists roles: key, title, how many people have it, and whether it was changed; separated by tabs."""

    async def work(_: Settings) -> list[str]:
        held = await holder_counts()
        return [_line(role, held.get(role.key, 0)) for role in (await all_roles()).values()]

    for line in home.connected(work):
        typer.echo(line)


@app.command("restore")
def restore(role: str = typer.Argument(..., help="Key of a delivered role, as administrator.")) -> None:
    """Makes a delivered role what it was when it was delivered. The only way back for a right that nobody has."""

    async def work(_: Settings) -> None:
        await make_as_delivered(role, actor_id=None)

    home.connected(work)
    typer.echo(say(N_("The role %(role)s is as it was delivered.", role=role), home.locale()))


def _line(role: Role, people: int) -> str:
    state = ("changed" if role.version else "") if role.delivered else "own"
    return "\t".join((role.key, pick(role.title, home.locale()), str(people), state))
