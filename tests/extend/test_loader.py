"""Loading plugins: whole ones run, each kind of broken one is refused by itself and says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from okno import events, jobs
from okno.events.registry import all_listeners
from okno.extend import Plugin, State, loader
from okno.hooks import guest_of, guests
from okno.i18n import say
from okno.text import N_
from tests.stands.plugins import HEAD, Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Where the plugins of this test are installed."""
    return Shelf(tmp_path / "site")


def _why(plugin: Plugin) -> str:
    assert plugin.reason is not None
    return str(plugin.reason)


HOOKS = '''
    """Hooks."""
    from okno.extend import HealthLine, listen
    from okno.text import N_

    async def health(ctx):
        return [HealthLine(N_("One"), True, N_("It is well."))]

    @listen("TicketDone")
    async def done(ctx, fact):
        """Hears."""
'''
JOBS = '''
    """Jobs."""
    async def tidy(ctx, payload):
        """Tidies."""
'''
WHOLE = """
    hooks = ["health"]
    listens = ["TicketDone"]
    [[job]]
    name = "tidy"
    cron = "0 3 * * *"
    title = { ru = "Уборка", en = "Tidying" }
"""


def test_a_whole_plugin_is_loaded_with_what_it_adds(shelf: Shelf) -> None:
    shelf.put("whole", {"hooks.py": HOOKS, "jobs.py": JOBS}, manifest=WHOLE)
    with shelf.loaded() as plugins:
        assert plugins["whole"].loaded, plugins["whole"].reason
        assert "x.whole.done" in all_listeners()
        assert jobs.registry.jobs()["x.whole.tidy"].attempts == 20
        assert jobs.registry.schedules()["x.whole.tidy"].cron == "0 3 * * *"
        guest = guest_of("whole")
        assert guest is not None
        assert set(guest.answers) == {"health"}
    assert "x.whole.done" not in all_listeners()
    assert guests() == ()


TITLE = 'title = { ru = "У", en = "S" }'
MUTE = """
    class Mute(Exception):
        def __str__(self):
            raise ValueError

    raise Mute
"""
BROKEN: dict[str, tuple[dict[str, str], str, State, str]] = {
    "no_toml": ({}, "name = ", State.REFUSED, "not right TOML"),
    "strange_key": ({}, HEAD.format(name="broken") + "colour = 1", State.REFUSED, "colour"),
    "one_language": ({}, HEAD.format(name="broken").replace('en = "Trial"', 'en = ""'), State.REFUSED, "title"),
    "other_name": ({}, HEAD.format(name="others"), State.REFUSED, "others"),
    "wrong_fit": ({}, HEAD.format(name="broken").replace(">=0.1,<1", ">=7"), State.REFUSED, "needs Okno >=7"),
    "nonsense_fit": ({}, HEAD.format(name="broken").replace(">=0.1,<1", "newest"), State.REFUSED, "okno"),
    "needs_another": ({}, HEAD.format(name="broken") + 'requires = ["calls>=2"]', State.REFUSED, "calls"),
    "a_default_that_does_not_fit": (
        {},
        HEAD.format(name="broken")
        + '[[setting]]\nkey = "days"\ntype = "int"\ndefault = 99\nmax = 9\ntitle = { ru = "Д", en = "D" }',
        State.FAILED,
        "days",
    ),
    "import_error": ({"hooks.py": "import nothing_like_this"}, "", State.FAILED, "hooks.py:1"),
    "syntax_error": ({"pages.py": "def ("}, "", State.FAILED, "SyntaxError"),
    "leaves": ({"jobs.py": "import sys; sys.exit(3)"}, "", State.FAILED, "SystemExit"),
    "undeclared_hook": ({"hooks.py": HOOKS}, "", State.FAILED, "health"),
    "missing_hook": ({}, HEAD.format(name="broken") + 'hooks = ["health"]', State.FAILED, "health"),
    "no_such_event": (
        {"hooks.py": HOOKS.replace("TicketDone", "TicketEaten")},
        HEAD.format(name="broken") + 'hooks = ["health"]\nlistens = ["TicketEaten"]',
        State.FAILED,
        "TicketEaten",
    ),
    "wrong_colour": (
        {"hooks.py": "def health(ctx):\n    return []"},
        HEAD.format(name="broken") + 'hooks = ["health"]',
        State.FAILED,
        "async def",
    ),
    "missing_job": (
        {"jobs.py": JOBS},
        HEAD.format(name="broken") + '[[job]]\nname = "sweep"\ntitle = { ru = "У", en = "S" }',
        State.FAILED,
        "sweep",
    ),
    "nonsense_wish": ({}, HEAD.format(name="broken") + 'requires = ["calls=0.1"]', State.REFUSED, "requires"),
    "endless_nesting": ({}, "x = " + "[" * 50_000, State.REFUSED, "nested too deep"),
    "in_a_million_years": (
        {"jobs.py": JOBS},
        HEAD.format(name="broken") + '[[job]]\nname = "tidy"\nevery = "9999999999d"\n' + TITLE,
        State.REFUSED,
        "once a year",
    ),
    "no_end_of_letters": (
        {},
        HEAD.format(name="broken") + '[[setting]]\nkey = "a"\nmax = inf\ndefault = "x"\n' + TITLE,
        State.REFUSED,
        "finite",
    ),
    "an_error_without_words": ({"jobs.py": MUTE}, "", State.FAILED, "Mute"),
    "ends_the_process": ({"jobs.py": "raise GeneratorExit"}, "", State.FAILED, "GeneratorExit"),
    "no_answer_at_start": (
        {"hooks.py": "def sign_in_methods(ctx):\n    return [1]"},
        HEAD.format(name="broken") + 'hooks = ["sign_in_methods"]',
        State.FAILED,
        "sign_in_methods",
    ),
    "no_path": (
        {
            "rest.py": "from okno.api import endpoint\n\nasync def show(call):\n    return None\n\n"
            'ENDPOINTS = [endpoint("GET", "/x/broken/{id:nothing}", show, public=True)]\n'
        },
        "",
        State.FAILED,
        "nothing",
    ),
    "foreign_event": (
        {
            "events.py": "from dataclasses import dataclass\nfrom okno.events import Event\n\n"
            '@dataclass(frozen=True, kw_only=True)\nclass Eaten(Event):\n    """Eaten."""\n    stream = "ticket"\n'
        },
        HEAD.format(name="broken") + 'publishes = ["Eaten"]',
        State.FAILED,
        "x_broken",
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_plugin_is_refused_with_a_sentence_and_the_whole_one_runs(shelf: Shelf, kind: str) -> None:
    files, whole, state, words = BROKEN[kind]
    shelf.put("whole", {"hooks.py": HOOKS, "jobs.py": JOBS}, manifest=WHOLE)
    shelf.put("broken", files, whole=whole or None)
    with shelf.loaded() as plugins:
        assert (plugins["broken"].fault, plugins["whole"].fault) == (state, None)
        assert words in _why(plugins["broken"])


def test_two_that_claim_one_name_are_both_refused(shelf: Shelf) -> None:
    shelf.put("twin")
    shelf.put("twin", package="okno_twin_again")
    with shelf.on_path():
        found = shelf.found()
    assert len(found) == 2
    with shelf.loaded() as plugins:
        assert plugins["twin"].fault is State.REFUSED
        assert "twin" in _why(plugins["twin"])


def test_a_name_of_the_core_is_not_to_be_had(shelf: Shelf) -> None:
    shelf.put("catalog")
    with shelf.loaded() as plugins:
        assert plugins["catalog"].fault is State.REFUSED


def test_what_needs_a_refused_plugin_is_refused_too(shelf: Shelf) -> None:
    shelf.put("base", whole="name = ")
    shelf.put("middle", manifest='requires = ["base"]')
    shelf.put("top", manifest='requires = ["middle"]')
    with shelf.loaded() as plugins:
        assert [plugins[name].fault for name in ("middle", "top")] == [State.REFUSED, State.REFUSED]


def test_what_needs_a_plugin_whose_code_fails_is_refused_too(shelf: Shelf) -> None:
    shelf.put("base", {"hooks.py": "raise ValueError"})
    shelf.put("top", manifest='requires = ["base"]')
    with shelf.loaded() as plugins:
        assert plugins["base"].fault is State.FAILED
        assert plugins["top"].fault is State.REFUSED


def test_plugins_stand_in_the_order_that_they_ask_for(shelf: Shelf) -> None:
    shelf.put("alpha", manifest='after = ["omega"]')
    shelf.put("beta", manifest='requires = ["alpha>=0.1"]')
    shelf.put("omega")
    with shelf.loaded() as plugins:
        assert list(plugins) == ["omega", "alpha", "beta"]


def test_plugins_that_wait_for_each_other_are_refused(shelf: Shelf) -> None:
    shelf.put("one", manifest='after = ["two"]')
    shelf.put("two", manifest='after = ["one"]')
    with shelf.loaded() as plugins:
        assert {plugin.fault for plugin in plugins.values()} == {State.REFUSED}
        assert "one, two" in _why(plugins["one"])


@pytest.mark.parametrize(("setting", "loaded"), [("all", {"one", "two"}), ("none", set()), ("two, three", {"two"})])
def test_the_setting_chooses_which_are_loaded(shelf: Shelf, setting: str, loaded: set[str]) -> None:
    shelf.put("one")
    shelf.put("two")
    with shelf.loaded(plugins=setting) as plugins:
        assert {name for name, plugin in plugins.items() if plugin.loaded} == loaded
        assert {plugin.fault for plugin in plugins.values() if not plugin.loaded} <= {State.LEFT_OUT}


def test_reading_what_is_installed_runs_no_code(shelf: Shelf) -> None:
    shelf.put("one", {"__init__.py": "raise SystemExit"})
    with shelf.on_path():
        (found,) = shelf.found()
    assert found.manifest is not None
    assert found.manifest.name == "one"


def test_an_event_of_a_plugin_is_known_to_others(shelf: Shelf) -> None:
    shelf.put(
        "maker",
        {
            "events.py": "from dataclasses import dataclass\nfrom okno.events import Event\n\n"
            '@dataclass(frozen=True, kw_only=True)\nclass Baked(Event):\n    """Baked."""\n    stream = "x_maker"\n'
        },
        manifest='publishes = ["Baked"]',
    )
    shelf.put(
        "eater",
        {"hooks.py": "from okno.extend import listen\n\n@listen('Baked')\nasync def eat(ctx, fact):\n    pass\n"},
        manifest='requires = ["maker"]\nlistens = ["Baked"]',
    )
    with shelf.loaded() as plugins:
        assert plugins["eater"].loaded, plugins["eater"].reason
        assert [one.name for one in events.listeners_of("Baked")] == ["x.eater.eat"]


def test_words_that_cannot_be_read_fail_their_plugin_alone(shelf: Shelf) -> None:
    shelf.put("broken", {"locales/ru/messages.po": ""})
    (shelf.folder / "okno_broken/locales/ru/messages.po").write_bytes('msgid "a"\nmsgstr "б"\n'.encode("cp1251"))
    with shelf.loaded() as plugins:
        assert plugins["broken"].fault is State.FAILED
        assert say("today", "ru") == "сегодня"


def test_a_sentence_of_a_plugin_with_a_wrong_place_is_shown_as_it_is(shelf: Shelf) -> None:
    shelf.put("broken", {"locales/ru/messages.po": 'msgid "Not %(n)s"\nmsgstr "Не %(m)s"\n'})
    with shelf.loaded():
        assert say(N_("Not %(n)s", n=1), "ru") == "Не %(m)s"


def test_who_waits_for_ever_at_the_import_fails_alone(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "LOAD_SECONDS", 2.0)
    shelf.put("whole", {"hooks.py": HOOKS, "jobs.py": JOBS}, manifest=WHOLE)
    shelf.put("endless", {"jobs.py": "while True:\n    try:\n        pass\n    except Exception:\n        pass"})
    with shelf.loaded() as plugins:
        assert (plugins["endless"].fault, plugins["whole"].fault) == (State.FAILED, None)
        assert "longer" in _why(plugins["endless"])


def test_an_event_of_a_plugin_whose_name_begins_alike_is_not_its_own(shelf: Shelf) -> None:
    event = '''
        """Events."""
        from dataclasses import dataclass
        from okno.events import Event

        @dataclass(frozen=True, kw_only=True)
        class Fed(Event):
            """Fed."""
            stream = "x_feeder"
    '''
    shelf.put("feeder", {"events.py": event}, manifest='publishes = ["Fed"]')
    shelf.put("feed", {"events.py": "from okno_feeder.events import Fed"}, manifest='requires = ["feeder"]')
    with shelf.loaded() as plugins:
        assert plugins["feed"].loaded, _why(plugins["feed"])
