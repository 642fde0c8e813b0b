"""`okno plugin ...` and `okno <plugin> ...`, as an administrator types them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from okno.cli import guests
from okno.hooks import failures
from tests.cli.test_command import Okno, okno, ready  # noqa: F401  fixtures
from tests.stands.plugins import Shelf

MANIFEST = """
    hooks = ["health"]
    [[setting]]
    key = "days"
    type = "int"
    default = 7
    max = 60
    title = { ru = "Дни", en = "Days" }
    [[setting]]
    key = "token"
    type = "secret"
    title = { ru = "Ключ", en = "Token" }
    [[setting]]
    key = "greeting"
    type = "texts"
    title = { ru = "Приветствие", en = "Greeting" }
"""
FILES = {
    "hooks.py": '''
        """Hooks."""
        from okno.extend import HealthLine
        from okno.text import N_

        async def health(ctx):
            return [HealthLine(N_("Mailbox"), False, N_("Nobody answers."))]
    ''',
    "commands.py": '''
        """Commands."""
        import typer

        from okno.api.commands import connected

        app = typer.Typer(help="What the trial can do.")


        @app.callback()
        def group() -> None:
            """What the trial can do."""


        @app.command()
        def days() -> None:
            """Prints a setting."""

            async def work(ctx):
                return ctx.plugin, ctx.settings["days"]

            print(*connected(work))


        @app.command()
        def burst() -> None:
            """Fails."""
            raise ValueError("no luck")
    ''',
}


@pytest.fixture
def loaded_plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """One plugin with commands and one that can't be imported, as if they were all that is installed."""
    shelf = Shelf(tmp_path / "site")
    shelf.put("trial", FILES, manifest=MANIFEST)
    shelf.put("broken", {"hooks.py": "import nothing_like_this", "commands.py": ""})
    with shelf.loaded():
        monkeypatch.setattr(guests._Typed, "plugin", "")
        yield "all"
    failures.forget()


def rows(text: str) -> dict[str, list[str]]:
    """The lines of a list by their first column."""
    return {line.split("\t")[0]: line.split("\t")[1:] for line in text.splitlines() if line}


def test_states_are_listed_with_reasons(okno: Okno, ready: Path) -> None:  # noqa: F811
    found = rows(okno(ready, "plugin", "list"))
    assert found["trial"] == ["0.1.0", "running"]
    assert found["broken"][:2] == ["0.1.0", "failed"]
    assert "hooks.py:1" in found["broken"][2]
    assert "days" in okno(ready, "plugin", "show", "trial")
    okno(ready, "plugin", "show", "nothing", exit_code=1)


def test_it_is_switched_and_set(okno: Okno, ready: Path) -> None:  # noqa: F811
    okno(ready, "plugin", "disable", "trial")
    assert rows(okno(ready, "plugin", "list"))["trial"][1] == "disabled"
    okno(ready, "plugin", "enable", "trial")
    okno(ready, "plugin", "set", "trial", "days", "21")
    okno(ready, "plugin", "set", "trial", "token", "--stdin", stdin="a-very-secret-word\n")
    okno(ready, "plugin", "set", "trial", "greeting", '{"ru": "Привет", "en": "Hello"}')
    printed = okno(ready, "plugin", "settings", "trial")
    assert rows(printed) == {"days": ["21"], "token": ["********"], "greeting": ['{"ru": "Привет", "en": "Hello"}']}
    okno(ready, "plugin", "set", "trial", "token", "--unset")
    assert rows(okno(ready, "plugin", "settings", "trial"))["token"] == [""]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("trial", "days", "90"), 1),
        (("trial", "colour", "red"), 1),
        (("trial", "greeting", "hello"), 1),
        (("nothing", "days", "1"), 1),
        (("trial", "days"), 2),
        (("trial", "days", "1", "--unset"), 2),
    ],
)
def test_what_is_wrong_is_refused(okno: Okno, ready: Path, arguments: tuple[str, ...], code: int) -> None:  # noqa: F811
    okno(ready, "plugin", "set", *arguments, exit_code=code)


def test_its_data_is_removed_once_it_is_off(okno: Okno, ready: Path) -> None:  # noqa: F811
    okno(ready, "plugin", "set", "trial", "days", "21")
    okno(ready, "plugin", "remove-data", "trial", "--yes", exit_code=1)
    okno(ready, "plugin", "disable", "trial")
    okno(ready, "plugin", "remove-data", "trial", exit_code=1, stdin="trail\n")
    okno(ready, "plugin", "remove-data", "trial", "--yes")
    assert rows(okno(ready, "plugin", "settings", "trial"))["days"] == ["7"]


def test_a_folder_is_checked_without_a_database(okno: Okno, home: Path, tmp_path: Path) -> None:  # noqa: F811
    shelf = Shelf(tmp_path / "bench")
    shelf.put("sound")
    shelf.put("unsound", {"jobs.py": "def ("})
    try:
        assert "sound" in okno(home, "plugin", "check", str(shelf.folder / "okno_sound"))
        okno(home, "plugin", "check", str(shelf.folder / "okno_unsound"), exit_code=1)
    finally:
        sys.path.remove(str(shelf.folder.resolve()))


def test_help_names_commands_of_plugins_without_their_code(okno: Okno, home: Path) -> None:  # noqa: F811
    sys.modules.pop("okno_trial.commands", None)
    assert "trial" in okno(home, "--help")
    assert "okno_trial.commands" not in sys.modules


def test_a_plugin_brings_commands(okno: Okno, ready: Path) -> None:  # noqa: F811
    assert okno(ready, "trial", "days") == "trial 7\n"
    assert "burst" in okno(ready, "trial", "--help")
    okno(ready, "trial", "dayz", exit_code=2)


def test_a_failure_says_whose_it_is(okno: Okno, ready: Path) -> None:  # noqa: F811
    with pytest.raises(AssertionError, match=r"trial.*ValueError: no luck \(commands.py:"):
        okno(ready, "trial", "burst")
    with pytest.raises(AssertionError, match=r"broken.*hooks.py:1"):
        okno(ready, "broken", "anything")


def test_the_doctor_tells_of_what_is_not_well(okno: Okno, ready: Path) -> None:  # noqa: F811
    printed = okno(ready, "doctor", env={"LANG": "en_GB.UTF-8"})
    assert "Plugins that run: 1 of" in printed
    assert "The plugin broken does not run." in printed
    assert "Trial, Mailbox: not well.\n      Nobody answers." in printed


@pytest.mark.parametrize("command", ["serve", "work"])
def test_a_server_starts_without_plugins(
    okno: Okno,  # noqa: F811
    ready: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    command: str,
) -> None:
    told: list[str] = []

    def run(_: object) -> int:
        told.append(os.environ["OKNO_PLUGINS"])
        return 0

    monkeypatch.setattr("okno.cli.servers.supervisor.run", run)
    okno(ready, command)
    okno(ready, command, "--no-plugins")
    assert told == ["all", "none"], "the workers read it from the environment"
