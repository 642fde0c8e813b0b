"""plugins/HOOKS.md, written from the code: `python -m tests.rules.hooks_page` writes it anew."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import fields
from itertools import groupby
from pathlib import Path

from okno import extend
from okno.events import Event
from okno.hooks import HOOKS, Hook
from tests.rules.sources import ROOT

# The whole house is imported, so all hooks and events are known.
importlib.import_module("okno.app")

PAGE = ROOT / "plugins" / "HOOKS.md"
SAMPLE = ROOT / "tests" / "sample_plugin"
HEAD = """# Hooks and events

Written from the code by `python -m tests.rules.hooks_page`; a test compares. How to answer and to listen is told in
`plugins/README.md`, and each hook is used in `tests/sample_plugin/okno_sample/hooks.py`.

## Hooks

A plugin answers a hook by a function of that name in its `hooks.py` and names it under `hooks` in `plugin.toml`. The
first parameter is `ctx`; the others come by keyword, and a function leaves out those that it does not need.

| Mode | What becomes of the answers |
|---|---|
| collect | all are taken; None says nothing |
| first | the first that is not None is taken, else Okno decides |
| chain | the first parameter goes from plugin to plugin; None leaves it as it is |
| veto | the first sentence refuses; None has nothing against it |
| start | a plain `def`, asked once when the plugin is loaded |

"Skipped": a plugin that raises or takes too long is passed over, and after five failures in a row it is switched off.
"Refused": what was asked about is not done then, and the plugin stays on until an administrator decides.
"Used by: sample": none of the delivered plugins needs it yet.
"""
EVENTS = """## Events

A plugin hears a fact after its commit, in the worker, at least once, by a function of `hooks.py` marked `@listen(...)`,
and names its kind under `listens`. `fact.stream_id` is the number of what it is about, `fact.payload` holds the fields
below, `fact.actor_id` who did it (None: the server). Each kind may be named as text, `@listen("TicketDone")`; those of
other plugins always are.
"""
MODULE_TITLES: Mapping[str, str] = {
    "okno.extend.hooks": "Plugins themselves",
    "okno.catalog.hooks": "The catalog",
    "okno.tickets.hooks": "Requests",
    "okno.themes.hooks": "Pages, search, reports",
    "okno.people.hooks": "People",
    "okno.http.hooks": "The door",
    "okno.notify.hooks": "Letters and notices",
    "okno.channels.hooks": "Channels",
}


def text() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_hooks(), *_events()]).rstrip() + "\n"


def declared() -> Mapping[str, Hook]:
    """All hooks of the core by name."""
    return {name: hook for name, hook in sorted(HOOKS.items()) if hook.spec.__module__.startswith("okno.")}


def users() -> Mapping[str, list[str]]:
    """The plugins of plugins/ that use each hook."""
    found: dict[str, list[str]] = {}
    for folder in sorted(path for path in (ROOT / "plugins").iterdir() if (path / "setup.cfg").is_file()):
        manifest = extend.in_folder(folder).manifest
        for hook in manifest.hooks if manifest is not None else ():
            found.setdefault(hook, []).append(folder.name)
    return found


def _hooks() -> Iterator[str]:
    order = list(MODULE_TITLES)
    used = users()
    hooks = sorted(declared().values(), key=lambda one: order.index(one.spec.__module__))
    for module, group in groupby(hooks, key=lambda one: one.spec.__module__):
        yield f"### {MODULE_TITLES[module]}\n"
        for hook in group:
            yield _section(hook, used.get(hook.name, []))


def _section(hook: Hook, used_by: list[str]) -> str:
    if hook.mode == "start":
        rule = "start; when it fails the plugin does not run"
    else:
        rule = f"{hook.mode}; on failure {'refused' if hook.denies else 'skipped'}; {hook.seconds:g} s"
    return f"#### {hook.name}\n\n{_call(hook)}\n\n{hook.doc}\n\n{rule}. Used by: {', '.join(used_by) or 'sample'}.\n"


def _call(hook: Hook) -> str:
    """How the function of a plugin is written."""
    prefix = "def" if hook.mode == "start" else "async def"
    parameters = ["ctx: Context"]
    for one in hook.signature.parameters.values():
        if one.kind is one.KEYWORD_ONLY and "*" not in parameters:
            parameters.append("*")
        parameters.append(f"{one.name}: {_plain(one.annotation)}")
    return (
        f"```python\n{prefix} {hook.name}({', '.join(parameters)}) -> {_plain(hook.signature.return_annotation)}\n```"
    )


def _plain(annotation: object) -> str:
    return annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))


# Events -------------------------------------------------------------------------------------------------------


def events() -> list[type[Event]]:
    """All kinds of events of the core that are recorded."""

    def below(kind: type[Event]) -> Iterator[type[Event]]:
        for one in kind.__subclasses__():
            if one.__module__.startswith("okno.") and not one.__name__.startswith("_"):
                yield one
            yield from below(one)

    return sorted(set(below(Event)), key=lambda one: (one.stream, one.__name__))


def _events() -> Iterator[str]:
    yield EVENTS
    for stream, group in groupby(events(), key=lambda one: one.stream):
        yield f"### Stream `{stream}`\n\n| Event | Fields | When |\n|---|---|---|"
        yield from (_row(kind) for kind in group)
        yield ""


def _row(kind: type[Event]) -> str:
    own = [one for one in fields(kind) if one.name not in _common()]
    names = ", ".join(f"`{one.name}`" for one in own) or "—"
    told = " ".join((inspect.getdoc(kind) or "").split())
    return f"| {kind.__name__} | {names} | {told.replace('|', chr(92) + '|')} |"


def _common() -> frozenset[str]:
    return frozenset(one.name for one in fields(Event)) | {"stream_id"}


def write(path: Path = PAGE) -> None:
    """Writes the page."""
    path.write_text(text(), "utf-8")


if __name__ == "__main__":
    write()
