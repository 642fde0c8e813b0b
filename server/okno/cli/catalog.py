"""Commands about the catalog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import typer

from okno import extend
from okno.catalog import loader, registry, sources, store
from okno.catalog.difference import difference
from okno.catalog.loader import Reading
from okno.catalog.model import Catalog
from okno.catalog.shape import plain
from okno.cli import home
from okno.i18n import say, translator
from okno.settings import Settings
from okno.text import N_
from okno.tickets.recompute import Recounted, recompute
from okno.web.catalog_words import changes_told

app = typer.Typer(no_args_is_help=True, help="The service catalog.")

FOLDER = typer.Argument(None, help="Folder of the catalog.  [default: HOME/catalog]", show_default=False)
OF = typer.Option("", "--of", help="What this plugin brings, put over the catalog in force.", show_default=False)


@app.command("check")
def check(folder: Path = FOLDER, of: str = OF) -> None:
    """Checks a folder and names file, line and reason of everything that is wrong."""

    async def work(_: Settings) -> Reading:
        return await _over(of)

    if not of:
        extend.load(home.settings())
    reading = home.connected(work) if of else loader.read(_folder(folder))
    services = len(reading.sound().services)
    for problem in reading.absent:
        typer.echo(problem.say(home.locale()))
    typer.echo(say(N_("The catalog is in order: %(n)s services.", n=services), home.locale()))


@app.command("plan")
def plan(folder: Path = FOLDER, of: str = OF) -> None:
    """Tells what `apply` would change: + added, ~ changed with every difference, - removed."""

    async def work(_: Settings) -> tuple[store.Plan, dict[str, list[str]]]:
        catalog = await _wanted(folder, of)
        found = await store.plan(catalog)
        return found, {name: await _differences(name, catalog) for name in found.changed}

    _show(*home.connected(work))


@app.command("apply")
def apply(
    folder: Path = FOLDER,
    of: str = OF,
    note: str = typer.Option("", "--note", help="What this change is for."),
) -> None:
    """Puts a folder in force as a new revision. Refused when the catalog was changed since the folder was exported."""

    async def work(_: Settings) -> store.Applied:
        return await store.apply(await _wanted(folder, of), actor_id=None, note=note)

    done = home.connected(work)
    _show(done.plan)
    typer.echo(say(N_("Revision %(n)s is in force.", n=done.revision), home.locale()))


@app.command("export")
def export(folder: Path = typer.Argument(..., help="An empty or new folder.")) -> None:
    """Writes the catalog in force into a folder, together with its revision."""

    async def work(_: Settings) -> int:
        return len((await store.export(folder)).services)

    typer.echo(
        say(N_("%(n)s services are written to %(folder)s.", n=home.connected(work), folder=folder), home.locale())
    )


@app.command("recount")
def recount(
    promises: bool = typer.Option(
        False, "--promises", help="Open requests also get what policies and service levels promise now."
    ),
) -> None:
    """Counts the due times of what is open anew by the calendars in force. Edits of calendars do so by themselves."""

    async def work(_: Settings) -> Recounted:
        await registry.refresh()
        return await recompute(registry.current().calendars, policy=promises)

    done = home.connected(work)
    phrase = N_("Due times are other ones now: requests %(tickets)s, tasks %(tasks)s", **vars(done))
    typer.echo(say(phrase, home.locale()))


async def _wanted(folder: Path | None, of: str) -> Catalog:
    """The catalog of a folder, or that in force with what a plugin brings. Raises BadCatalog."""
    return (await _over(of)).sound() if of else loader.load(_folder(folder))


async def _over(plugin: str) -> Reading:
    return sources.over(await store.load(), plugin)


def _folder(given: Path | None) -> Path:
    return given if given is not None else home.folder() / "catalog"


async def _differences(name: str, catalog: Catalog) -> list[str]:
    """What would change in an item, line by line."""
    kind, key = name.split("/")
    _, before = await store.present(kind, key)
    after = plain(catalog.kinds()[kind][key])
    told = changes_told(translator(home.locale()), difference(before, after), before, after)
    return [f"{place}: {old} → {new}" for place, old, new in told]


def _show(plan: store.Plan, differences: Mapping[str, Sequence[str]] | None = None) -> None:
    for sign, names in (("+", plan.added), ("~", plan.changed), ("-", plan.removed)):
        for name in names:
            typer.echo(f"{sign} {name}")
            for line in (differences or {}).get(name, ()):
                typer.echo(f"    {line}")
    if plan.empty:
        typer.echo(say(N_("Nothing differs from the revision in force."), home.locale()))
