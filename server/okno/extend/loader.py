"""Loading plugins: found, judged, imported, compared with their manifests, sealed. What is wrong stays with its plugin.

Each file of a plugin is read by a reader that a unit of the core registers, so this floor knows nothing of pages.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from okno import events, hooks, jobs
from okno.errors import Invalid, OknoError, in_words
from okno.extend import switches
from okno.extend.found import Found, installed
from okno.extend.jobs import jobs_of, schedules_of
from okno.extend.listening import every_kind, kinds_of, listeners, marked
from okno.extend.order import judge, ordered
from okno.extend.plugin import Plugin, State
from okno.extend.values import default
from okno.hooks import HOOKS, Guest
from okno.hooks.hook import Start, answers_of
from okno.hooks.isolation import PluginFailed
from okno.hooks.limit import limited
from okno.log import get
from okno.settings import Settings
from okno.text import N_, Phrase

FILES = ("api", "events", "tables", "hooks", "jobs", "services", "channels", "pages", "rest")
"""The files of a plugin that a server loads, in this order. `commands` is loaded by the command line alone."""

LOAD_SECONDS = 20.0
"""How long the loading of a plugin may take: who waits for ever at its import keeps no server from its start."""

log = get(__name__)


class Mismatch(Exception):
    """A plugin's code is not what its manifest says, or not what a file must hold. `phrase` says what to correct."""

    def __init__(self, phrase: Phrase) -> None:
        super().__init__(str(phrase))
        self.phrase = phrase


Reader = Callable[[Plugin, ModuleType], Any]
"""Makes of a module what its file is for. Raises Mismatch."""
Settle = Callable[[Plugin], None]
"""Is shown a plugin before its code is imported, or after. Raises Mismatch."""


@dataclass
class _Readers:
    files: dict[str, Reader] = field(default_factory=dict)
    manifest: list[Settle] = field(default_factory=list)
    finish: list[Settle] = field(default_factory=list)
    reset: list[Callable[[], None]] = field(default_factory=list)


_readers = _Readers()


class _Loaded:
    plugins: Sequence[Plugin] | None = None


def reads(file: str) -> Callable[[Reader], Reader]:
    """Registers what makes of a plugin's file what it is for; the result is `plugin.part(file)`."""

    def register(reader: Reader) -> Reader:
        if file in _readers.files:
            raise RuntimeError(f"there are two readers of {file}")
        _readers.files[file] = reader
        return reader

    return register


def on_manifest(settle: Settle) -> Settle:
    """Registers who looks at each manifest before the code of its plugin is imported: rights, for example."""
    _readers.manifest.append(settle)
    return settle


def on_loaded(settle: Settle) -> Settle:
    """Registers who looks at each plugin once all of its files are read: templates, for example."""
    _readers.finish.append(settle)
    return settle


def on_reset(forget: Callable[[], None]) -> Callable[[], None]:
    """Registers what forgets the plugins of before: called ahead of each loading."""
    _readers.reset.append(forget)
    return forget


def plugins() -> Sequence[Plugin]:
    """All plugins that were found, in the order in which they are asked; none before `load`."""
    return _Loaded.plugins or ()


def plugin_of(name: str) -> Plugin | None:
    """The plugin with this name; of two that claim it, the first."""
    return next((plugin for plugin in plugins() if plugin.name == name), None)


def load(settings: Settings, found: Iterable[Found] | None = None) -> Sequence[Plugin]:
    """Loads all plugins once a process and seals the set; needs no database. Later calls give what was loaded.

    `found` names them instead of what is installed and loads anew: for tests.
    """
    if _Loaded.plugins is not None and found is None:
        return _Loaded.plugins
    unload()
    everything = judged(settings, installed() if found is None else found)
    chosen = ordered(everything)
    for plugin in chosen:
        if all((needed := _named(chosen, name)) is not None and needed.loaded for name in plugin.manifest.needed):
            _guarded(plugin, lambda plugin=plugin: _load(plugin))  # type: ignore[misc]
        else:
            plugin.fail(State.REFUSED, N_("A plugin that it needs does not run."))
    rest = [plugin for plugin in everything if plugin not in chosen]
    _Loaded.plugins = (*chosen, *sorted(rest, key=lambda one: one.name))
    _host(_Loaded.plugins, settings)
    return _Loaded.plugins


def judged(settings: Settings, found: Iterable[Found]) -> list[Plugin]:
    """What was found, those that can't run refused; by the manifests alone."""
    everything = [Plugin(one) for one in found]
    for plugin in everything:
        if not settings.takes_plugin(plugin.name):
            plugin.fail(State.LEFT_OUT, N_("The setting `plugins` in okno.toml leaves it out."))
    judge(everything)
    return everything


def unload() -> None:
    """Forgets all plugins, so that the next `load` begins anew: for tests, a server keeps its set."""
    _Loaded.plugins = None
    for forget in _readers.reset:
        forget()
    hooks.host(())
    events.bring(())
    jobs.bring((), ())


def _named(chosen: Sequence[Plugin], name: str) -> Plugin | None:
    return next((plugin for plugin in chosen if plugin.name == name), None)


def _guarded(plugin: Plugin, work: Callable[[], None]) -> None:
    """Does a step of loading; whatever goes wrong is the plugin's alone."""
    try:
        with limited(LOAD_SECONDS):
            work()
    except Mismatch as mismatch:
        plugin.fail(State.FAILED, mismatch.phrase)
    except OknoError as error:
        plugin.fail(State.FAILED, error.phrase)
    except PluginFailed as failed:
        plugin.fail(State.FAILED, N_("Its function %(name)s fails. The log tells more.", name=failed.what))
    except BaseException as error:  # also what means to end the process
        log.exception("a plugin could not be loaded", plugin=plugin.name)
        plugin.fail(
            State.FAILED,
            N_(
                "Its code cannot be loaded: %(error)s in %(place)s.",
                error=in_words(error)[:200],
                place=_place(plugin, error),
            ),
        )


def _place(plugin: Plugin, error: BaseException) -> str:
    """The last line of the plugin's own code in a trace."""
    place, trace = "plugin.toml", error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if plugin.found.folder is not None and file.startswith(f"{plugin.found.folder}/"):
            place = f"{file.removeprefix(str(plugin.found.folder)).lstrip('/')}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _load(plugin: Plugin) -> None:
    _check_defaults(plugin)
    for settle in _readers.manifest:
        settle(plugin)
    for file in FILES:
        if _has(plugin, file):
            plugin.modules[file] = importlib.import_module(f"{plugin.found.package}.{file}")
    _compare(plugin)
    for file, module in plugin.modules.items():
        if (reader := _readers.files.get(file)) is not None:
            plugin.parts[file] = reader(plugin, module)
    for settle in _readers.finish:
        settle(plugin)


def _check_defaults(plugin: Plugin) -> None:
    """Raises Mismatch for a default that its own setting would refuse."""
    for setting in plugin.manifest.setting:
        try:
            default(setting)
        except Invalid as invalid:
            why = invalid.fields.get(setting.key, invalid.phrase)
            if setting.default is not None:
                raise Mismatch(N_("plugin.toml: the default of %(key)s: %(why)s", key=setting.key, why=why)) from None


def _has(plugin: Plugin, file: str) -> bool:
    folder = plugin.found.folder
    return folder is not None and ((folder / f"{file}.py").is_file() or (folder / file / "__init__.py").is_file())


# The manifest and the code ------------------------------------------------------------------------------------


def _compare(plugin: Plugin) -> None:
    """Raises Mismatch where the code of hooks, listeners, jobs, services and events is not what the manifest says."""
    manifest = plugin.manifest
    module = vars(plugin.modules["hooks"]) if "hooks" in plugin.modules else {}
    _same("hooks", manifest.hooks, answers_of(module), "hooks.py")
    for name, function in answers_of(module).items():
        if problem := HOOKS[name].problem_of(function):
            raise Mismatch(N_("hooks.py: %(problem)s.", problem=problem))
    listened = {kind for function in marked(module).values() for kind in kinds_of(function)}
    _same("listens", manifest.listens, listened, "hooks.py")
    known = every_kind()
    if strange := sorted(listened - known):
        raise Mismatch(N_("There is no event called %(name)s.", name=", ".join(strange)))
    for file, specs in (("jobs", manifest.job), ("services", manifest.service)):
        found = vars(plugin.modules[file]) if file in plugin.modules else {}
        if missing := [spec.name for spec in specs if not callable(found.get(spec.name))]:
            raise Mismatch(
                N_(
                    "plugin.toml names %(names)s, and %(file)s has no such function.",
                    names=", ".join(missing),
                    file=f"{file}.py",
                )
            )
    _compare_events(plugin)


def _compare_events(plugin: Plugin) -> None:
    own = vars(plugin.modules["events"]) if "events" in plugin.modules else {}
    classes = {
        name: value
        for name, value in own.items()
        if isinstance(value, type)
        and issubclass(value, events.Event)
        and f"{value.__module__}.".startswith(f"{plugin.found.package}.")
    }
    _same("publishes", plugin.manifest.publishes, [name for name in classes if not name.startswith("_")], "events.py")
    for name, value in classes.items():
        if getattr(value, "stream", "") != f"x_{plugin.name}" and not name.startswith("_"):
            raise Mismatch(
                N_("The event %(name)s must have the stream “%(stream)s”.", name=name, stream=f"x_{plugin.name}")
            )


def _same(what: str, said: Iterable[str], found: Iterable[str], file: str) -> None:
    said, found = set(said), set(found)
    if missing := sorted(said - found):
        raise Mismatch(
            N_(
                "plugin.toml names %(names)s under `%(what)s`, and %(file)s has none of it.",
                names=", ".join(missing),
                what=what,
                file=file,
            )
        )
    if extra := sorted(found - said):
        raise Mismatch(
            N_(
                "%(file)s has %(names)s, which plugin.toml does not name under `%(what)s`.",
                names=", ".join(extra),
                what=what,
                file=file,
            )
        )


# What the ground floors are told ------------------------------------------------------------------------------


def _host(found: Sequence[Plugin], settings: Settings) -> None:
    guests: dict[str, Guest] = {}
    for plugin in found:
        if plugin.loaded:
            guests[plugin.name] = _guest(plugin)
    hooks.host(list(guests.values()))
    _ask_at_start(found, guests)
    hooks.host([guest for name, guest in guests.items() if _loaded(found, name)])
    brought: list[jobs.Job] = []
    planned: list[jobs.Schedule] = []
    heard: list[events.Listener] = []
    for plugin in found:
        if plugin.loaded:
            guest = guests[plugin.name]
            module = vars(plugin.modules["hooks"]) if "hooks" in plugin.modules else {}
            heard += listeners(guest, marked(module))
            brought += jobs_of(guest, plugin)
            planned += schedules_of(plugin, settings.time_zone)
    events.bring(heard)
    jobs.bring(brought, planned)


def _loaded(found: Sequence[Plugin], name: str) -> bool:
    return any(plugin.name == name and plugin.loaded for plugin in found)


def _guest(plugin: Plugin) -> Guest:
    module: Mapping[str, Any] = vars(plugin.modules["hooks"]) if "hooks" in plugin.modules else {}
    name = plugin.name
    return Guest(
        name=name,
        answers=answers_of(module),
        active=lambda: switches.active(name),
        settings=lambda: switches.values(name),
        folder=plugin.found.folder,
    )


def _ask_at_start(found: Sequence[Plugin], guests: Mapping[str, Guest]) -> None:
    """Asks the hooks of the start now: a plugin that can't answer does not run."""
    for plugin in found:
        for hook in HOOKS.values():
            if plugin.loaded and isinstance(hook, Start) and hook.name in guests[plugin.name].answers:
                _guarded(plugin, lambda hook=hook, plugin=plugin: hook.ask(guests[plugin.name]))  # type: ignore[misc]


def commands_of(plugin: Plugin) -> Any:
    """The commands of a plugin: the name `app` in its commands.py; None when it has no such file."""
    if not _has(plugin, "commands"):
        return None
    name = f"{plugin.found.package}.commands"
    return getattr(sys.modules.get(name) or importlib.import_module(name), "app", None)
