"""`okno doctor`: says what is wrong and what to do about it."""

from __future__ import annotations

import asyncio
import shutil
import socket
import sys
from collections.abc import AsyncIterator

import typer

from okno import app, log
from okno.catalog import registry
from okno.cli import doctor_nodes, doctor_plugins, home
from okno.cli.finding import Finding
from okno.clock import SECOND_US, now_us
from okno.db import fetch, fetch_value
from okno.errors import OknoError
from okno.i18n import say
from okno.people.account import demo_people
from okno.settings import FILE, Settings
from okno.text import N_
from okno.tickets.search.filling import progress

LEAST_FREE_BYTES = 500 * 2**20
STALE_US = 120 * SECOND_US
"""A delivery that waits longer than this is a sign that no worker runs."""


def doctor() -> None:
    """Looks at settings, database, catalog, jobs, mail and disk. Says what is wrong and what to do."""
    log.setup("ERROR")
    locale = home.locale()
    findings = asyncio.run(_all())
    for found in findings:
        mark = "ok  " if found.advice is None else ("BAD " if found.fatal else "note")
        typer.echo(f"{mark}  {say(found.what, locale)}")
        if found.advice is not None:
            typer.echo(f"      {say(found.advice, locale)}")
    raise typer.Exit(1 if any(found.fatal for found in findings) else 0)


async def _all() -> list[Finding]:
    try:
        settings = home.settings()
    except OknoError as error:
        return [Finding(N_("The settings cannot be read."), error.phrase, fatal=True)]
    findings = [_python(), _disk(settings), _hosts(settings), _mail(settings)]
    findings += [found async for found in _database(settings)]
    return findings


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding(N_("Python %(version)s.", version=version))


def _disk(settings: Settings) -> Finding:
    if not settings.home.exists():
        return Finding(
            N_("There is no folder %(home)s.", home=str(settings.home)), N_("Run `okno migrate`: it makes it."), True
        )
    free = shutil.disk_usage(settings.home).free
    what = N_("%(home)s has %(mb)s MB free.", home=str(settings.home), mb=free // 2**20)
    return Finding(
        what, N_("Make room on this disk: writes will fail when it is full.") if free < LEAST_FREE_BYTES else None
    )


def _hosts(settings: Settings) -> Finding:
    if settings.hosts == ("*",):
        advice = N_("Set base_url in okno.toml: then only its name is accepted, and links in letters are right.")
        return Finding(N_("The server answers to any host name."), advice)
    return Finding(N_("The server answers to these host names: %(hosts)s.", hosts=", ".join(settings.hosts)))


def _mail(settings: Settings) -> Finding:
    mail = settings.mail
    if not mail.host:
        return Finding(
            N_("Letters are written to the log only."),
            N_("Set the section [mail] in %(file)s to send them.", file=FILE),
        )
    what = N_("Letters leave through %(host)s:%(port)s.", host=mail.host, port=mail.port)
    try:
        socket.create_connection((mail.host, mail.port), timeout=5).close()
    except OSError as error:
        return Finding(what, N_("It can't be reached now: %(why)s. Letters wait until it can.", why=str(error)))
    return Finding(what)


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    kind = "SQLite" if settings.database == "sqlite" else "PostgreSQL"
    try:
        waiting = await app.pending(settings)
    except Exception as error:
        yield Finding(
            N_("The database (%(kind)s) can't be reached.", kind=kind),
            N_("Check `database` in %(file)s and that it runs: %(why)s", file=FILE, why=str(error)),
            True,
        )
        return
    if waiting:
        yield Finding(
            N_("The database (%(kind)s) is not up to date: %(n)s migrations wait.", kind=kind, n=len(waiting)),
            N_("Run `okno migrate`."),
            True,
        )
        return
    yield Finding(N_("The database (%(kind)s) is up to date.", kind=kind))
    await app.start(settings, listening=False)
    try:
        async for found in doctor_nodes.findings(settings):
            yield found
        async for found in _inside():
            yield found
    finally:
        await app.stop()


async def _inside() -> AsyncIterator[Finding]:
    services = len(registry.current().services)
    yield Finding(
        N_("The catalog has revision %(n)s with %(services)s services.", n=registry.revision(), services=services),
        None if services else N_("Run `okno catalog apply`."),
    )
    yield await _administrators()
    yield await _demo()
    yield await _jobs()
    yield await _deliveries()
    yield await _search()
    for found in await _empty_teams():
        yield found
    async for found in doctor_plugins.findings():
        yield found


async def _administrators() -> Finding:
    number = await fetch_value(
        "SELECT count(*) AS n FROM role_grant g JOIN person p ON p.id = g.person_id"
        " WHERE g.role = 'administrator' AND p.active = $1",
        True,
    )
    advice = N_(
        "Start the server and open the link that it prints, or make one: okno user add LOGIN --role administrator"
        " --password-stdin"
    )
    return Finding(N_("Administrators: %(n)s.", n=number), None if number else advice)


async def _demo() -> Finding:
    number = await demo_people()
    advice = N_("Before real use disable them: okno demo --remove")
    return Finding(N_("Accounts of the demonstration: %(n)s.", n=number), advice if number else None)


async def _jobs() -> Finding:
    rows = await fetch("SELECT name, error FROM job WHERE failed_at IS NOT NULL ORDER BY id LIMIT 5")
    if not rows:
        return Finding(N_("No job has failed for good."))
    why = "; ".join(f"{row['name']}: {row['error']}" for row in rows)
    return Finding(N_("Some jobs have failed for good."), N_("Mend the cause and restart: %(why)s", why=why))


async def _deliveries() -> Finding:
    late = await fetch_value("SELECT count(*) AS n FROM delivery WHERE next_at < $1", now_us() - STALE_US)
    what = N_("Facts that wait for delivery longer than two minutes: %(n)s.", n=late)
    return Finding(what, N_("Start the server, or `okno work`: nobody delivers them.") if late else None)


async def _search() -> Finding:
    now = await progress()
    if now.done:
        return Finding(N_("The index of the search holds all requests."))
    advice = N_("Leave the server, or `okno work`, running: requests that are not in it yet are not found by words.")
    return Finding(N_("The index of the search is being filled: %(n)s%%.", n=now.percent), advice)


async def _empty_teams() -> list[Finding]:
    rows = await fetch(
        "SELECT t.key FROM team t LEFT JOIN team_member m ON m.team_id = t.id WHERE t.active = $1 AND m.id IS NULL"
        " ORDER BY t.key",
        True,
    )
    if not rows:
        return []
    keys = ", ".join(row["key"] for row in rows)
    return [
        Finding(N_("Teams without members: %(keys)s.", keys=keys), N_("Put people in: nobody sees their requests."))
    ]
