"""The command line as an administrator types it: what it does, what it says, how it ends."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Mapping
from io import StringIO
from pathlib import Path

import pytest

from okno.catalog.loader import load
from okno.cli import main
from tests.stands.server import okno as okno_apart

COMMANDS = (
    ("serve",), ("work",), ("migrate",), ("demo",), ("doctor",),
    ("user", "add"), ("user", "password"), ("user", "list"), ("user", "disable"), ("user", "enable"),
    ("user", "explain"),
    ("token", "add"), ("audit",),
    ("catalog", "check"), ("catalog", "plan"), ("catalog", "apply"), ("catalog", "export"),
    ("catalog", "recount"),
)  # fmt: skip


Okno = Callable[..., str]


@pytest.fixture
def okno(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, server_env: dict[str, str]) -> Okno:
    """Runs `okno --home HOME ARGUMENTS` in this process and gives what it printed on stdout."""

    def run(
        home: Path, *arguments: str, env: Mapping[str, str] | None = None, stdin: str = "", exit_code: int = 0
    ) -> str:
        with monkeypatch.context() as patch:
            for name, value in {**server_env, **(env or {})}.items():
                patch.setenv(name, value)
            patch.setattr("sys.stdin", StringIO(stdin))
            code = _code(["--home", str(home), *arguments])
        printed = capsys.readouterr()
        assert code == exit_code, f"okno {' '.join(arguments)} ended with {code}:\n{printed.out}\n{printed.err}"
        return printed.out

    return run


def _code(arguments: list[str]) -> int:
    try:
        main(arguments)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@pytest.fixture
def ready(okno: Okno, home: Path, migrated: None, stocked: None) -> Path:
    """A migrated home folder; its database is a copy of one that was made once."""
    okno(home, "migrate")
    return home


def test_every_command_explains_itself(okno: Okno, home: Path) -> None:
    """`--help` works without any home folder."""
    assert "serve" in okno(home, "--help")
    for command in COMMANDS:
        assert "Usage" in okno(home, *command, "--help")


def test_wrong_usage_ends_with_2(okno: Okno, home: Path) -> None:
    """A slip of the fingers is told apart from a refusal."""
    okno(home, "serf", exit_code=2)
    okno(home, "serve", "--port", "eighty", exit_code=2)
    okno(home, "user", "add", exit_code=2)


def test_an_empty_home_gets_the_starter_catalog(okno: Okno, home: Path) -> None:
    """As revision 1; the second time there is nothing to do."""
    first = okno(home, "migrate")
    assert "core.0001_initial" in first
    assert "catalog.1" in first
    assert len(load(home / "catalog").services) >= 20
    assert "core." not in okno(home, "migrate")
    assert (home / "okno.toml").exists()


def test_home_may_stand_after_the_command(okno: Okno, home: Path) -> None:
    """Both orders are natural."""
    okno(home / "other", "migrate", "--home", str(home))
    okno(home, "migrate", f"--home={home}")
    assert not (home / "other").exists()


def test_nothing_works_before_migrate(okno: Okno, home: Path) -> None:
    """It says what to run."""
    for command in (("serve",), ("user", "list"), ("token", "add", "anna"), ("catalog", "plan")):
        okno(home, *command, exit_code=1)


def test_people_and_tokens(okno: Okno, ready: Path) -> None:
    """A person with roles, team, manager and password; a token alone on its line."""
    okno(ready, "user", "add", "vera", "--name", "Вера Малинина", "--role", "administrator")
    okno(
        ready, "user", "add", "boris", "--name", "Борис Жуков", "--mail", "boris@example.com",
        "--mail", "b@home.example", "--phone", "7012, +7 900 000-12-34", "--skill", "Сварка",
        "--group", "VPN", "--group", "Зарплата",
        "--role", "agent", "--team", "it-devices", "--team", "it-support", "--manager", "vera",
        "--department", "Служба ИТ", "--password-stdin", stdin="лесная-5-101\n",
    )  # fmt: skip
    lines = okno(ready, "user", "list").splitlines()
    assert [line.split("\t")[:3] for line in lines] == [
        ["boris", "Борис Жуков", "employee,agent"],
        ["vera", "Вера Малинина", "employee,administrator"],
    ]
    for words in ("b@home", "0001234", "сварк", "7012"):
        assert okno(ready, "user", "list", words).startswith("boris\t"), words
    token = okno(ready, "token", "add", "boris", "--right", "ticket.own", "--days", "7")
    assert token.count("\n") == 1
    assert len(token.strip()) > 40
    okno(ready, "user", "disable", "boris")
    assert "disabled" in okno(ready, "user", "list", "борис")
    okno(ready, "user", "enable", "boris")
    okno(ready, "user", "disable", "vera", exit_code=1)  # the last administrator
    assert "disabled" not in okno(ready, "user", "list", "вера")


@pytest.mark.parametrize(
    "arguments",
    [
        ("user", "add", "Вера"),
        ("user", "add", "anna", "--role", "god"),
        ("user", "add", "anna", "--team", "nobody"),
        ("user", "add", "anna", "--manager", "nobody"),
        ("user", "password", "nobody", "--password-stdin"),
        ("token", "add", "nobody"),
    ],
)
def test_refusals_leave_nothing(okno: Okno, ready: Path, arguments: tuple[str, ...]) -> None:
    """Exit code 1, a sentence, and no half of a person."""
    okno(ready, *arguments, stdin="long-enough-1\n", exit_code=1)
    assert okno(ready, "user", "list") == ""


def test_a_short_password_is_refused_before_anything_is_written(okno: Okno, ready: Path) -> None:
    """The person is not there without it."""
    okno(ready, "user", "add", "anna", "--password-stdin", stdin="short\n", exit_code=1)
    assert okno(ready, "user", "list") == ""


def test_the_catalog_is_checked_planned_applied_and_exported(okno: Okno, ready: Path, tmp_path: Path) -> None:
    """Lossless both ways, and errors name file and line."""
    assert "+" not in okno(ready, "catalog", "plan")
    monitor = ready / "catalog" / "services" / "monitor.yaml"
    monitor.write_text(monitor.read_text("utf-8").replace("resolve: 3d", "resolve: 2d"), "utf-8")
    assert "~ service/monitor" in okno(ready, "catalog", "plan")
    assert "2" in okno(ready, "catalog", "apply", "--note", "faster")
    for promises in ((), ("--promises",)):
        assert "заявок 0, у заданий 0" in okno(ready, "catalog", "recount", *promises)
    okno(ready, "catalog", "export", str(tmp_path / "out"))
    assert load(tmp_path / "out").services == load(ready / "catalog").services
    monitor.write_text("key: monitor\nteam: nobody\n", "utf-8")
    okno(ready, "catalog", "check", exit_code=1)


def test_the_demo_company_comes_once(okno: Okno, ready: Path) -> None:
    """Who can sign in is printed and kept for the owner alone; a second run changes nothing."""
    first = okno(ready, "demo")
    assert "vera" in first
    kept = ready / "demo-accounts.txt"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    people = okno(ready, "user", "list")
    second = okno(ready, "demo")
    assert str(kept) in second
    assert okno(ready, "user", "list") == people
    okno(ready, "serve", "--host", "0.0.0.0", exit_code=1)
    okno(ready, "demo", "--remove")
    assert not kept.exists()
    assert okno(ready, "user", "list").count("disabled") == len(people.splitlines())


def test_two_demo_companies_have_other_passwords(okno: Okno, ready: Path, tmp_path: Path) -> None:
    """Nothing is built in. The second home lies in a process and a database of its own."""
    first = okno(ready, "demo")
    okno_apart(tmp_path / "two", "migrate")
    second = okno_apart(tmp_path / "two", "demo")
    assert len(_passwords(first)) == len(_passwords(second)) >= 5
    assert not _passwords(first) & _passwords(second)


def _passwords(printed: str) -> set[str]:
    return {line.split()[1] for line in printed.splitlines() if line.startswith("  ")}


def test_the_doctor_tells_what_to_do(okno: Okno, ready: Path) -> None:
    """A desk without an administrator, with letters that go nowhere."""
    report = okno(ready, "doctor", env={"OKNO_MAIL_HOST": "127.0.0.1", "OKNO_MAIL_PORT": "1"})
    assert "--role administrator" in report
    assert "127.0.0.1:1" in report
    okno(ready, "doctor", env={"OKNO_PORT": "eighty"}, exit_code=1)
    okno(ready, "doctor", env={"OKNO_COLOUR": "red"}, exit_code=1)


def test_sentences_come_in_the_language_of_the_terminal(okno: Okno, ready: Path) -> None:
    """LANG decides, else Russian."""
    russian = okno(ready, "catalog", "check", env={"LANG": "ru_RU.UTF-8"})
    english = okno(ready, "catalog", "check", env={"LANG": "en_US.UTF-8"})
    assert russian != english
    assert json.dumps(english).isascii()
