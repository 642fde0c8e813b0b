"""Settings: a file and the environment become one strict object, and what is wrong is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from okno.errors import ConfigError
from okno.settings import FILE, Settings, load


def write(home: Path, text: str) -> None:
    """Writes the file of settings."""
    (home / FILE).write_text(text, "utf-8")


def test_without_a_file_there_are_defaults(tmp_path: Path) -> None:
    settings = load(tmp_path, {})
    assert (settings.database, settings.locale, settings.time_zone) == ("sqlite", "ru", "Europe/Moscow")
    assert settings.home == tmp_path.resolve()


def test_the_environment_wins_over_the_file_and_the_command_line_over_both(tmp_path: Path) -> None:
    write(tmp_path, 'port = 1\ncompany = "Ромашка"\n[mail]\nhost = "mail.example"\nport = 2525\n')
    settings = load(tmp_path, {"OKNO_PORT": "2", "OKNO_MAIL_HOST": "other.example"}, port=3)
    assert settings.port == 3
    assert settings.company == "Ромашка"
    assert (settings.mail.host, settings.mail.port) == ("other.example", 2525)
    assert load(tmp_path, {"OKNO_PORT": "2"}, port=None).port == 2


def test_lists_come_separated_by_commas(tmp_path: Path) -> None:
    assert load(tmp_path, {"OKNO_ALLOWED_HOSTS": "a.example, b.example"}).hosts == ("a.example", "b.example")


def test_the_host_of_the_own_address_is_accepted_and_no_other(tmp_path: Path) -> None:
    """As long as no names are set; without an own address nothing is known."""
    own = load(tmp_path, {"OKNO_BASE_URL": "https://okno.example.com:8443/"})
    assert own.hosts == ("okno.example.com", "localhost", "127.0.0.1", "[::1]")
    assert load(tmp_path, {}).hosts == ("*",)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("prot = 1", "prot"),
        ('database = "mysql://x"', "database"),
        ("[mail]\nhots = 'x'", "mail.hots"),
        ("port = 99999", "port"),
        ('time_zone = "Mars/North"', "time_zone"),
        ("port = ", FILE),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, named: str) -> None:
    write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, {})
    assert named in str(caught.value.phrase)


def test_an_unknown_variable_of_ours_is_an_error_and_that_of_others_is_not(tmp_path: Path) -> None:
    assert load(tmp_path, {"PATH": "/bin", "OKNO_HOME": "/x", "OKNO_TEST_DATABASE": "sqlite"}) == load(tmp_path, {})
    with pytest.raises(ConfigError, match="databse"):
        load(tmp_path, {"OKNO_DATABSE": "sqlite"})


def test_settings_are_frozen_and_do_not_show_secrets(tmp_path: Path) -> None:
    settings = load(tmp_path, {"OKNO_MAIL_PASSWORD": "s3cret", "OKNO_METRICS_TOKEN": "t0ken"})
    assert "s3cret" not in repr(settings)
    assert "t0ken" not in repr(settings)
    with pytest.raises(ValidationError):
        settings.port = 1


def test_the_own_address_has_no_slash_at_its_end(tmp_path: Path) -> None:
    assert load(tmp_path, {"OKNO_BASE_URL": "https://desk.example/"}).own_url == "https://desk.example"
    assert load(tmp_path, {"OKNO_PORT": "81"}).own_url == "http://127.0.0.1:81"
    assert isinstance(load(tmp_path, {}), Settings)


def test_where_this_server_may_call(tmp_path: Path) -> None:
    """Hosts and networks, and nothing else; certificates that are there."""
    told = load(tmp_path, {"OKNO_OUTBOUND_INSIDE": "hooks.corp, 10.0.0.0/8"}).outbound
    assert told.inside == ("hooks.corp", "10.0.0.0/8")
    for name, text in (
        ("INSIDE", "https://hooks.corp"),
        ("PLAIN", "hooks corp"),
        ("PROXY", "proxy:3128"),
        ("AUTHORITIES", str(tmp_path / "nothing.pem")),
    ):
        with pytest.raises(ConfigError, match=name.lower()):
            load(tmp_path, {f"OKNO_OUTBOUND_{name}": text})


def test_files_may_have_a_folder_of_their_own(tmp_path: Path) -> None:
    assert load(tmp_path, {}).files_folder == tmp_path.resolve() / "files"
    assert load(tmp_path, {"OKNO_FILES": "/srv/okno/files"}).files_folder == Path("/srv/okno/files")
    with pytest.raises(ConfigError, match="whole path"):
        load(tmp_path, {"OKNO_FILES": "files"})
