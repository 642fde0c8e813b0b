"""`okno user explain`: why a person may or may not do something."""

from __future__ import annotations

import typer

from okno import people, teams
from okno.access import RIGHTS
from okno.access.explain import Verdict, asked, explain
from okno.cli import home
from okno.errors import Refused
from okno.i18n import translator
from okno.settings import Settings
from okno.text import N_, pick


def explained(
    login: str = typer.Argument(...),
    right: str = typer.Argument(..., help="As ticket.close; all of them are listed when it is not known."),
    team: str = typer.Option("", "--team", metavar="KEY", help="In this team; without it in any."),
) -> None:
    """Says whether a person has a right, and why: roles, teams and lines. Exit code 1 when not."""

    async def work(_: Settings) -> Verdict:
        person = await people.by_login(login)
        if person is None:
            raise Refused(N_("There is no person with the login %(login)s.", login=login))
        if right not in RIGHTS:
            raise Refused(
                N_("There is no right %(right)s. Known are: %(known)s.", right=right, known=", ".join(RIGHTS))
            )
        place = await teams.by_key(team) if team else None
        if team and (place is None or not place.active):
            known = ", ".join(one.key for one in await teams.all_teams())
            raise Refused(N_("There is no team %(key)s. Known are: %(known)s.", key=team, known=known))
        return await explain(person, asked(right, place), place, translator(home.locale()))

    verdict = home.connected(work)
    typer.echo(verdict.text)
    for reason in verdict.reasons:
        typer.echo(f"  {'+' if reason.gives else '-'} {reason.text}")
    if verdict.would:
        typer.echo(f"  ? {', '.join(pick(role.title, home.locale()) for role in verdict.would)}")
    if not verdict.holds:
        raise typer.Exit(1)
