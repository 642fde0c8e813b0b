"""Commands about people: `okno user ...` and `okno demo`."""

from __future__ import annotations

import sys

import typer

from okno import access, people, teams
from okno.access.granting import require_another_administrator
from okno.access.grants import roles_of_many
from okno.access.roles import DELIVERED, LEAD
from okno.cli import home
from okno.db import tx
from okno.demo import company
from okno.errors import Refused
from okno.http import passwords
from okno.i18n import say
from okno.people import second_factor
from okno.people.account import WEAK, check_password
from okno.people.weak import is_weak
from okno.settings import Settings
from okno.text import N_, Phrase
from okno.web import invitation

ROLE_HELP = f"One of {', '.join(DELIVERED)}, or of your own; may be repeated."

app = typer.Typer(no_args_is_help=True, help="People and their accounts.")


@app.command("add")
def add(  # noqa: PLR0913  each is an option of the command line
    login: str = typer.Argument(..., help="Latin letters, digits, dots and hyphens: ivan.petrov."),
    name: str = typer.Option("", "--name", help="“Ivan Petrov”; the login when left out."),
    mail: list[str] = typer.Option([], "--mail", help="Address for letters; may be repeated."),
    phone: str = typer.Option("", "--phone", help="One or more numbers, separated by commas."),
    title: str = typer.Option("", "--title", help="Position."),
    department: str = typer.Option("", "--department", help="Department."),
    place: str = typer.Option("", "--place", help="Office and room."),
    role: list[str] = typer.Option(
        [],
        "--role",
        help=ROLE_HELP,
    ),
    team: list[str] = typer.Option([], "--team", help="Key of a team; may be repeated."),
    manager: str = typer.Option("", "--manager", metavar="LOGIN", help="Login of the manager."),
    skill: list[str] = typer.Option([], "--skill", help="What the person can do; may be repeated."),
    group: list[str] = typer.Option([], "--group", help="Group that services are for; may be repeated."),
    locale: str = typer.Option("", "--locale", help="ru or en."),
    vip: bool = typer.Option(False, "--vip", help="An important person: policies may promise more."),
    password_stdin: bool = typer.Option(False, "--password-stdin", help="Read a password from standard input."),
) -> None:
    """Enters a person. Without a password the person can't sign in here until one is set."""
    password = _password() if password_stdin else None

    async def work(settings: Settings) -> int:
        if password is not None:
            check_password(password)
        boss = await _manager(manager)
        async with tx():
            person_id = await people.create(
                login=login,
                name=name or login,
                reached={"mail": [(one, "") for one in mail]},
                phone=phone,
                title=title,
                department=department,
                place=place,
                manager_id=boss,
                locale=locale or settings.locale,
                vip=vip,
                phone_region=settings.phone_region,
            )
            await people.set_skills(person_id, skill)
            await people.set_groups(person_id, group)
            await access.set_roles(person_id, _roles(role))
            for key in team:
                await teams.join(await _team(key), person_id, lead=LEAD in _roles(role))
        if password is not None:
            await people.set_password(person_id, password)
        return person_id

    person_id = home.connected(work)
    _warn(password or "", login)
    typer.echo(say(N_("%(login)s is entered, id %(id)s.", login=login.lower(), id=person_id), home.locale()))


@app.command("password")
def password(
    login: str = typer.Argument(...),
    password_stdin: bool = typer.Option(False, "--password-stdin", help="Read the password from standard input."),
) -> None:
    """Sets a new password, asked for twice unless it comes from standard input. Ends all sessions of the person."""
    new = _password() if password_stdin else typer.prompt("Password", hide_input=True, confirmation_prompt=True)

    async def work(_: Settings) -> None:
        person = await _person(login)
        await passwords.replace(person.id, new, actor_id=None)

    home.connected(work)
    _warn(new, login)
    typer.echo(say(N_("The password of %(login)s is set.", login=login), home.locale()))


@app.command("invite")
def invite(login: str = typer.Argument(...)) -> None:
    """Prints a link by which the person chooses a password; it is good for one time and for three days."""

    async def work(settings: Settings) -> str:
        path = await invitation.invite(await _person(login), actor_id=None, by_hand=True)
        return settings.own_url + path

    typer.echo(home.connected(work))


@app.command("second-factor")
def second_factor_of(
    login: str = typer.Argument(...),
    remove: bool = typer.Option(False, "--remove", help="Take it away: the phone is lost, and the codes too."),
) -> None:
    """Tells whether a person has a second factor, or takes it away."""

    async def work(_: Settings) -> Phrase:
        person = await _person(login)
        if remove and await second_factor.turn_off(person.id, actor_id=None):
            return N_("Signing in asks %(login)s for the password only now.", login=login)
        if await second_factor.is_on(person.id):
            return N_("Signing in asks %(login)s for a code.", login=login)
        return N_("%(login)s has no second factor.", login=login)

    typer.echo(say(home.connected(work), home.locale()))


@app.command("list")
def listing(query: str = typer.Argument("", help="Words of names, logins or departments.")) -> None:
    """Lists people: login, name, roles, one a line, separated by tabs."""

    async def work(_: Settings) -> list[str]:
        lines: list[str] = []
        after: tuple[str, int] | None = None
        while True:
            found, after = await people.page(people.Wanted(query, reach=True), after=after, limit=100)
            held = await roles_of_many(one.id for one in found)
            for one in found:
                roles = ",".join(held[one.id])
                lines.append("\t".join((one.login, one.name, roles, "" if one.active else "disabled")))
            if after is None:
                return lines

    for line in home.connected(work):
        typer.echo(line)


@app.command("disable")
def disable(login: str = typer.Argument(...)) -> None:
    """Takes a person's access away at once; what he did stays. The last administrator keeps his."""

    async def work(_: Settings) -> None:
        person = await _person(login)
        async with tx():
            await require_another_administrator(person.id)
            await people.change(person.id, {"active": False}, actor_id=None)
            await passwords.shut_out(person.id, actor_id=None)

    home.connected(work)
    typer.echo(say(N_("%(login)s can't sign in any more.", login=login), home.locale()))


@app.command("enable")
def enable(login: str = typer.Argument(...)) -> None:
    """Gives a person his access back."""

    async def work(_: Settings) -> None:
        await people.change((await _person(login)).id, {"active": True}, actor_id=None)

    home.connected(work)
    typer.echo(say(N_("%(login)s can sign in again.", login=login), home.locale()))


def demo(
    remove: bool = typer.Option(False, "--remove", help="Disable all accounts of the demonstration."),
) -> None:
    """Loads a demo company into an empty database and prints who can sign in. Elsewhere it changes nothing."""
    lines = home.connected(company.retire if remove else company.load)
    for line in lines:
        typer.echo(line)


def _warn(password: str, login: str) -> None:
    if password and is_weak(password, login):
        typer.echo(say(WEAK, home.locale()), err=True)


def _password() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _roles(given: list[str]) -> set[str]:
    return {
        part.strip().lower().replace("-", "_").replace(" ", "_")
        for text in given
        for part in text.split(",")
        if part.strip()
    }


async def _person(login: str) -> people.Person:
    found = await people.by_login(login)
    if found is None:
        raise Refused(N_("There is no person with the login %(login)s.", login=login))
    return found


async def _manager(login: str) -> int | None:
    return (await _person(login)).id if login else None


async def _team(key: str) -> int:
    found = await teams.by_key(key)
    if found is None or not found.active:
        known = ", ".join(team.key for team in await teams.all_teams())
        raise Refused(N_("There is no team %(key)s. Known are: %(known)s.", key=key, known=known))
    return found.id
