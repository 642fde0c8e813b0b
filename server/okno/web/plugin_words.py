"""Plugins in words: their states, why they do not run and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from okno import extend
from okno.extend import Plugin, State
from okno.i18n import Translator
from okno.text import N_, Phrase, pick, sort_key
from okno.themes.contexts import StateView


@dataclass(frozen=True)
class Words:
    """How a state looks: glyph and word; `advice` is what is said beyond the reason."""

    kind: str
    icon: str
    word: Phrase
    advice: Phrase | None = None


STATES: Mapping[State, Words] = {
    State.RUNNING: Words("done", "st-done", N_("Runs")),
    State.DISABLED: Words("pause", "st-pause", N_("Is off")),
    State.SUSPENDED: Words("late", "st-late", N_("Stopped"), N_("Everything else goes on.")),
    State.UNSET: Words("wait", "st-wait", N_("Not set up")),
    State.UNMIGRATED: Words("wait", "st-wait", N_("Waits for its tables")),
    State.REFUSED: Words(
        "late",
        "st-late",
        N_("Does not fit"),
        N_("Everything else works without it. Put this right, then start the server anew."),
    ),
    State.FAILED: Words(
        "late",
        "st-late",
        N_("Does not start"),
        N_("Mend it or install another version, then start the server anew. The log of the server tells more."),
    ),
    State.LEFT_OUT: Words(
        "pause", "st-pause", N_("Left out"), N_("Change it, or start the server without --no-plugins.")
    ),
}
"""All states in words."""
CALM = frozenset({State.RUNNING, State.DISABLED, State.LEFT_OUT})
"""States in which nobody has to do anything."""
_WITH_SUMMARY = frozenset({State.RUNNING, State.DISABLED})


def is_hot(plugin: Plugin) -> bool:
    """Whether it needs a person."""
    return extend.state(plugin) not in CALM


def sorted_for(plugins: Iterable[Plugin], locale: str) -> list[Plugin]:
    """Those that need a person first, then by title."""
    return sorted(plugins, key=lambda one: (not is_hot(one), sort_key(pick(one.title, locale)), one.found.package))


def state_view(plugin: Plugin, t: Translator) -> StateView:
    """Its state: glyph and word."""
    words = STATES[extend.state(plugin)]
    return StateView(kind=words.kind, icon=words.icon, word=t.say(words.word))


def sentence(plugin: Plugin, t: Translator) -> str:
    """What it is for, or why it does not run."""
    state = extend.state(plugin)
    if state in _WITH_SUMMARY:
        return pick(plugin.summary, t.locale)
    return reason(plugin, t)


def reason(plugin: Plugin, t: Translator) -> str:
    """Why it does not run; "" while it does or is switched off by a person."""
    found = extend.reason(plugin)
    return t.say(found) if found is not None and extend.state(plugin) not in _WITH_SUMMARY else ""


def advice(plugin: Plugin, t: Translator) -> str:
    """What to do, or what goes on, beyond the reason."""
    found = STATES[extend.state(plugin)].advice
    return t.say(found) if found is not None else ""
