"""Commands of plugins: `okno <plugin> ...`. A plugin is imported when its name is the word that is typed."""

from __future__ import annotations

import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from okno import extend
from okno.cli import home
from okno.errors import NotFound, Refused, in_words
from okno.extend import Found, terminal
from okno.hooks import Context
from okno.i18n import say
from okno.settings import Settings
from okno.text import N_, pick

Work = Callable[[Context], Awaitable[Any]]


class _Typed:
    plugin = ""


def typed() -> str:
    """The plugin whose command runs in this process; "" while it is one of the core."""
    return _Typed.plugin


class Commands(TyperGroup):
    """The commands of the core and, after them, the names of plugins that bring commands.

    Contexts and commands are those of click, which some versions of typer carry inside: they have no type here.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        """All names, those of plugins by their manifests alone."""
        own = super().list_commands(ctx)
        return [*own, *(name for name in _offered() if name not in own)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A command of the core, or for the list of commands the title of a plugin."""
        own = super().get_command(ctx, cmd_name)
        found = None if own is not None else _offered().get(cmd_name)
        if found is None:
            return own
        title = pick(found.manifest.title, home.locale()) if found.manifest is not None else cmd_name
        return TyperCommand(cmd_name, help=title, short_help=title)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is typed; only now a plugin's code is loaded."""
        name = args[0]
        if super().get_command(ctx, name) is None and name in _offered():
            home.choose(str(ctx.params.get("home_folder") or ""))
            return name, _loaded(name), args[1:]
        return super().resolve_command(ctx, args)


def _offered() -> dict[str, Found]:
    """The installed plugins that bring commands, by name."""
    return {one.name: one for one in extend.installed() if _brings_commands(one.folder)}


def _brings_commands(folder: Path | None) -> bool:
    return folder is not None and ((folder / "commands.py").is_file() or (folder / "commands").is_dir())


def _loaded(name: str) -> Any:
    """The commands of a plugin. Refused when it does not run, or its commands can't be loaded."""
    _Typed.plugin = name
    extend.load(home.settings())
    plugin = extend.plugin_of(name)
    if plugin is None:
        raise NotFound(N_("There is no plugin “%(name)s”.", name=name))
    if plugin.reason is not None:
        raise Refused(N_("The plugin %(name)s does not run: %(why)s", name=name, why=plugin.reason))
    try:
        app = extend.commands_of(plugin)
    except Exception as error:
        raise Refused(
            N_("The commands of the plugin %(name)s cannot be loaded: %(why)s.", name=name, why=told(error))
        ) from error
    if not isinstance(app, typer.Typer):
        raise Refused(N_("The plugin %(name)s has no `app` of typer in commands.py.", name=name))
    terminal.bind(lambda work: _connected(name, work))
    command = get_command(app)
    command.name = name
    return command


def _connected(name: str, work: Work) -> Any:
    async def run(_: Settings) -> Any:
        return await work(Context(name, extend.values(name)))

    return home.connected(run)


def told(error: BaseException) -> str:
    """An error in a line: class, words, place."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{in_words(error)}{place}"


def complain(error: BaseException) -> None:
    """Says that a command of a plugin has failed, and of which."""
    phrase = N_("The command of the plugin %(name)s failed: %(why)s.", name=typed(), why=told(error))
    typer.echo(say(phrase, home.locale()), err=True)
