"""Commands about plugins: `okno plugin ...`."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import typer

from okno import extend, plugins
from okno.cli import home, new_plugin
from okno.errors import Invalid, Refused
from okno.extend import Found, Plugin, Setting, State
from okno.extend.leaves import left_by
from okno.extend.troubles import troubles_of
from okno.i18n import say, translator
from okno.settings import Settings
from okno.text import N_, Phrase, pick
from okno.web.plugin_adds import adds_of

app = typer.Typer(no_args_is_help=True, help="Plugins: what is installed, switched on and set up.")

app.command("new")(new_plugin.new)
NAME = typer.Argument(..., metavar="NAME", help="Name of a plugin, as `okno plugin list` shows it.")
MASK = "********"
"""Stands for a secret that is set."""
KEPT = (State.DISABLED, State.LEFT_OUT)
"""States that somebody has chosen."""


@app.command("list")
def listing() -> None:
    """Lists all plugins that are found: name, version, state, why it does not run; separated by tabs."""

    async def work(_: Settings) -> list[str]:
        return [_line(plugin) for plugin in extend.plugins()]

    for line in home.connected(work):
        typer.echo(line)


@app.command("show")
def show(name: str = NAME) -> None:
    """Tells of one plugin: its state, what it adds, its last failures."""

    async def work(settings: Settings) -> list[str]:
        plugin, t = extend.required(name), translator(home.locale(), settings.time_zone)
        lines = [_line(plugin), pick(plugin.summary, t.locale), str(plugin.found.folder or "")]
        for group in adds_of(plugin, t, {}):
            lines.append(f"{group.title}:")
            lines += [f"  {' '.join(part for part in (row.title, row.name) if part)}" for row in group.rows]
        for one in await troubles_of(name):
            lines.append(f"! {one.what}: {one.error} × {one.times} {one.place}".rstrip())
        return [line for line in lines if line]

    for line in home.connected(work):
        typer.echo(line)


@app.command("enable")
def enable(name: str = NAME) -> None:
    """Switches a plugin on, also one that the server has stopped."""

    async def work(_: Settings) -> Phrase | None:
        await extend.enable(name, actor_id=None)
        return extend.reason(extend.required(name))

    reason = home.connected(work)
    if reason is None:
        _say(N_("The plugin %(name)s is switched on.", name=name))
    else:
        _say(N_("The plugin %(name)s is switched on but does not run: %(why)s", name=name, why=reason))


@app.command("disable")
def disable(name: str = NAME) -> None:
    """Switches a plugin off at once, on all nodes. Its data stays."""

    async def work(_: Settings) -> None:
        await extend.disable(name, actor_id=None)

    home.connected(work)
    _say(N_("The plugin %(name)s is switched off. Its data stays.", name=name))


@app.command("settings")
def settings(name: str = NAME) -> None:
    """Prints the settings of a plugin: key and value, separated by a tab. A secret is never printed."""

    async def work(_: Settings) -> list[str]:
        values, plugin = extend.values(name), extend.required(name)
        return [f"{one.key}\t{_shown(one, values.get(one.key))}" for one in _settings(plugin)]

    for line in home.connected(work):
        typer.echo(line)


@app.command("set")
def put(
    name: str = NAME,
    key: str = typer.Argument(..., help="Key of the setting."),
    value: str | None = typer.Argument(None, help='The value. Lists: one a line; texts: {"ru": "...", "en": "..."}.'),
    stdin: bool = typer.Option(False, "--stdin", help="Read the value from the standard input: so do secrets."),
    unset: bool = typer.Option(False, "--unset", help="Put back the default; of a secret, take it away."),
) -> None:
    """Sets one setting of a plugin."""
    if (value is not None) + stdin + unset != 1:
        raise typer.BadParameter("give a value, --stdin or --unset")
    text = sys.stdin.read().rstrip("\r\n") if stdin else value

    async def work(server: Settings) -> None:
        plugin = extend.required(name)
        await extend.put_settings(server, name, {key: None if unset else _read(plugin, key, text or "")}, actor_id=None)

    home.connected(work)
    _say(N_("The setting %(key)s is saved.", key=key))


@app.command("check")
def check(
    folder: Path | None = typer.Argument(None, help="Folder of a plugin; all that are installed when left out."),
) -> None:
    """Loads plugins and says of each that is not right why, with the place. Needs no database."""
    server = home.settings()
    chosen = extend.in_folder(folder) if folder is not None else None
    found = extend.load(server, _beside(chosen) if chosen is not None else None)
    asyncio.run(plugins.sift(server))
    wrong = [one for one in found if not one.loaded and one.fault not in KEPT and _is_meant(one, chosen)]
    for one in wrong:
        typer.echo(f"{one.name}: {say(one.reason, home.locale()) if one.reason is not None else one.fault}", err=True)
    if wrong:
        raise typer.Exit(1)
    if chosen is not None:
        _say(N_("The plugin %(name)s is in order.", name=chosen.name))
    else:
        _say(N_("The plugins that are installed are in order: %(n)s.", n=len(found)))


@app.command("remove-data")
def remove_data(name: str = NAME, yes: bool = typer.Option(False, "--yes", help="Do not ask for the name.")) -> None:
    """Removes all that a plugin has kept: tables, settings, waiting work. It must be switched off. No way back."""
    if not yes:

        async def look(_: Settings) -> list[str]:
            left = await left_by(name)
            return [*(f"{table}\t{rows}" for table, rows in left.tables.items()), f"settings\t{left.settings}"]

        for line in home.connected(look):
            typer.echo(line)
        if typer.prompt("Type the name once more to remove all of this for good").strip() != name:
            raise Refused(N_("This is another name. Nothing was removed."))

    async def work(_: Settings) -> dict[str, int]:
        return await extend.remove_data(name, actor_id=None)

    for table, rows in home.connected(work).items():
        typer.echo(f"{table}\t{rows}")
    _say(N_("The data of the plugin %(name)s is removed.", name=name))


def _say(phrase: Phrase) -> None:
    typer.echo(say(phrase, home.locale()))


def _line(plugin: Plugin) -> str:
    reason = extend.reason(plugin)
    why = say(reason, home.locale()) if reason is not None else ""
    return "\t".join((plugin.name, plugin.version, extend.state(plugin).value, why)).rstrip("\t")


def _settings(plugin: Plugin) -> tuple[Setting, ...]:
    return plugin.manifest.setting if plugin.has_manifest else ()


def _shown(setting: Setting, value: Any) -> str:
    if setting.type == "secret":
        return MASK if value else ""
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _read(plugin: Plugin, key: str, text: str) -> Any:
    """The value as it is written on the command line; only texts in two languages are JSON."""
    setting = next((one for one in _settings(plugin) if one.key == key), None)
    if setting is None or setting.type != "texts":
        return text
    try:
        return json.loads(text)
    except ValueError:
        raise Invalid({key: N_('Write it as {"ru": "...", "en": "..."}.')}) from None


def _beside(chosen: Found) -> list[Found]:
    """The plugin of a folder beside those that are installed, in the place of its own installed copy."""
    if chosen.folder is not None and (parent := str(chosen.folder.resolve().parent)) not in sys.path:
        sys.path.insert(0, parent)
    return [chosen, *(one for one in extend.installed() if one.name != chosen.name)]


def _is_meant(plugin: Plugin, chosen: Found | None) -> bool:
    return chosen is None or plugin.found is chosen
