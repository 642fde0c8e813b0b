"""Commands that prepare and run the server."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import shutil
from pathlib import Path

import typer

from okno import app, log
from okno.catalog import loader, store
from okno.cli import home
from okno.data import data_root
from okno.db import fetch_value
from okno.errors import Refused
from okno.events.origin import coming
from okno.extend import services
from okno.http import first_start
from okno.i18n import say
from okno.nodes import mark
from okno.people.account import demo_people
from okno.serve import supervisor
from okno.serve.options import Options
from okno.settings import FILE, Settings
from okno.text import N_

SAMPLE = """\
# Settings of this Okno. Each one can also be set in the environment as OKNO_NAME.
# company = "Example Ltd"
# base_url = "https://okno.example.com"
# database = "postgres://okno:password@127.0.0.1:5432/okno"
# files = "/srv/okno/files"
# locale = "ru"
# time_zone = "Europe/Moscow"
# trusted_proxies = ["127.0.0.1"]
#
# [mail]
# host = "smtp.example.com"
# port = 25
# sender = "okno@example.com"
#
# [push]
# proxy = "http://proxy.example.com:3128"
# contact = "it@example.com"
#
# [outbound]
# inside = ["hooks.example.com", "10.1.0.0/16"]
# proxy = "http://proxy.example.com:3128"
"""


def migrate(
    accept_home: bool = typer.Option(
        False, "--accept-home", help="Take this home for the database although its keys or files are others."
    ),
) -> None:
    """Brings the database up to date. An empty home folder gets the starter catalog as revision 1."""
    settings = home.settings()
    log.setup("WARNING")
    prepare(settings.home)
    applied = asyncio.run(_migrate(settings, accept_home=accept_home))
    locale = home.locale()
    for name in applied:
        typer.echo(name)
    if not applied:
        typer.echo(say(N_("Nothing to do: the database is up to date."), locale))


async def _migrate(settings: Settings, *, accept_home: bool) -> list[str]:
    applied = await app.migrate(settings, lambda phrase: typer.echo(say(phrase, home.locale()), err=True))
    await app.start(settings, listening=False)
    try:
        await (mark.accept if accept_home else mark.fit)(settings)
        if not await fetch_value("SELECT count(*) AS n FROM catalog_revision"):
            with coming("cli"):
                done = await store.apply(loader.load(settings.home / "catalog"), actor_id=None, note="starter catalog")
            applied.append(f"catalog.{done.revision}")
    finally:
        await app.stop()
    return applied


def prepare(folder: Path) -> None:
    """Makes the home folder with a sample of settings and a copy of the starter catalog."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o750)
    if not (folder / FILE).exists():
        (folder / FILE).write_text(SAMPLE, "utf-8")
    if not (folder / "catalog").exists():
        shutil.copytree(data_root("catalog"), folder / "catalog", ignore=shutil.ignore_patterns("README.md"))


NO_PLUGINS = typer.Option(False, "--no-plugins", help="Without any plugin, as when one of them does harm.")


def serve(
    host: str | None = typer.Option(None, "--host", metavar="A", help="Address to listen on  [default: 127.0.0.1]."),
    port: int | None = typer.Option(None, "--port", min=0, max=65535, help="Port to listen on.  [default: 8000]"),
    workers: int | None = typer.Option(None, "--workers", min=1, max=64, help="Web workers.  [default: 1]"),
    expose_demo: bool = typer.Option(
        False, "--expose-demo", help="Listen on the network although accounts of the demonstration exist."
    ),
    no_plugins: bool = NO_PLUGINS,
) -> None:
    """Serves the home folder until it is told to stop (Ctrl+C or SIGTERM). SIGHUP restarts without losing a request."""
    _leave_out(no_plugins=no_plugins)
    settings = home.settings(host=host, port=port, workers=workers)
    # The workers read the settings by themselves and write links: they need the same address.
    os.environ |= {"OKNO_HOST": settings.host, "OKNO_PORT": str(settings.port)}
    _ready(settings, expose_demo=expose_demo)
    _offer_setup()
    raise typer.Exit(supervisor.run(_options(settings, settings.workers)))


def work(no_plugins: bool = NO_PLUGINS) -> None:
    """Runs jobs and services alone, for further nodes on one PostgreSQL."""
    _leave_out(no_plugins=no_plugins)
    settings = home.settings()
    _ready(settings, expose_demo=True)
    raise typer.Exit(supervisor.run(_options(settings, 0)))


def _leave_out(*, no_plugins: bool) -> None:
    """The workers read the settings by themselves: they are told by the environment."""
    if no_plugins:
        os.environ["OKNO_PLUGINS"] = "none"


def _options(settings: Settings, workers: int) -> Options:
    return Options(
        home=settings.home,
        host=settings.host,
        port=settings.port,
        workers=workers,
        services=tuple(services.apart(settings)),
        locale=home.locale(),
        log_level=settings.log_level,
        log_json=settings.log_json,
    )


def _ready(settings: Settings, *, expose_demo: bool) -> None:
    demo = home.connected(_demo_people)
    if demo and not expose_demo and not _loopback(settings.host):
        raise Refused(
            N_(
                "There are %(n)s accounts of the demonstration here, and %(host)s can be reached from the network."
                " Remove them with `okno demo --remove`, or say it a second time: --expose-demo.",
                n=demo,
                host=settings.host,
            )
        )


def _offer_setup() -> None:
    """Prints the link for the first administrator as long as there is none."""
    link = home.connected(first_start.offer)
    if link:
        head = N_("Nobody is administrator yet. Open this link within three days to begin:")
        typer.echo(say(head, home.locale()), err=True)
        typer.echo(link, err=True)


async def _demo_people(_: Settings) -> int:
    return await demo_people()


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
