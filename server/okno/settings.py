"""Settings: okno.toml of the home folder and OKNO_* of the environment as one frozen, strict object."""

from __future__ import annotations

import re
import socket
import tomllib
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from okno.errors import ConfigError
from okno.text import N_

FILE = "okno.toml"
PREFIX = "OKNO_"
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", re.IGNORECASE)
# Variables with our prefix that are not settings: the home folder itself, and what only tests read.
_NOT_SETTINGS = ("OKNO_HOME", "OKNO_TEST_")
_LISTS = ("allowed_hosts", "trusted_proxies", "push_services", "push_inside", "outbound_inside", "outbound_plain")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Mail(_Strict):
    """How letters leave. Without a host they are only written to the log."""

    host: str = ""
    port: int = Field(default=25, ge=1, le=65535)
    sender: str = "okno@localhost"
    user: str = ""
    password: str = Field(default="", repr=False)
    starttls: bool = False


class Push(_Strict):
    """How notices reach installed pages: by the push services of the makers of browsers (RFC 8030).

    `proxy` as http://proxy.example.com:3128; `contact` is what those services are told, a mail address or a page.
    `services` narrows them to these hosts and what ends with .HOST; `inside` names hosts that may have an address of
    the own network.
    """

    enabled: bool = True
    proxy: str = ""
    contact: str = ""
    services: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()

    @field_validator("proxy")
    @classmethod
    def _proxy(cls, value: str) -> str:
        return _proxy(value)


class Outbound(_Strict):
    """How this server calls addresses that people have typed, such as those that notices of other systems go to.

    `inside`: hosts, with what ends with .HOST, and networks that may be called although they are no part of the open
    internet. `plain`: those of them that may be called by http. `proxy` is for all others than `inside`.
    `authorities`: a file of certificates that vouch besides those of the system.
    """

    inside: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    proxy: str = ""
    authorities: str = ""

    @field_validator("inside", "plain")
    @classmethod
    def _hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            try:
                ip_network(one)
            except ValueError:
                if not _HOST.fullmatch(one):
                    raise ValueError("write hosts as desk.example.com and networks as 10.1.0.0/16") from None
        return value

    @field_validator("proxy")
    @classmethod
    def _proxy(cls, value: str) -> str:
        return _proxy(value)

    @field_validator("authorities")
    @classmethod
    def _authorities(cls, value: str) -> str:
        if value and not Path(value).is_file():
            raise ValueError("there is no such file")
        return value


def _proxy(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme != "http" or not parts.hostname or parts.port is None):
        raise ValueError("write the proxy as http://proxy.example.com:3128")
    return value


class Limits(_Strict):
    """Stated limits of what comes from outside. Sizes in bytes."""

    upload_bytes: int = Field(default=25 * 2**20, ge=1)
    body_bytes: int = Field(default=60 * 2**20, ge=1)
    json_bytes: int = Field(default=2**20, ge=1)
    form_fields: int = Field(default=500, ge=1)
    form_files: int = Field(default=20, ge=1)
    comment_chars: int = Field(default=20_000, ge=1)
    sign_in_failures: int = Field(default=10, ge=1)
    sign_in_minutes: int = Field(default=15, ge=1)


class Settings(_Strict):
    """Everything that an administrator may set for the core. Plugins declare their own."""

    home: Path
    database: str = "sqlite"
    files: str = ""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    workers: int = Field(default=1, ge=1, le=64)
    base_url: str = ""
    company: str = "Okno"
    support_phone: str = ""
    phone_region: str = "RU"
    locale: Literal["ru", "en"] = "ru"
    time_zone: str = "Europe/Moscow"
    theme: str = "default"
    allowed_hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    plugins: str = "all"
    metrics_token: str = Field(default="", repr=False)
    session_hours: int = Field(default=12, ge=1)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_json: bool = False
    mail: Mail = Mail()
    push: Push = Push()
    outbound: Outbound = Outbound()
    limits: Limits = Limits()

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, OSError):
            raise ValueError("there is no such time zone; write one as Europe/Moscow") from None
        return value

    @field_validator("plugins")
    @classmethod
    def _plugins(cls, value: str) -> str:
        if not re.fullmatch(r"[a-z0-9]+(\s*,\s*[a-z0-9]+)*", value):
            raise ValueError('write "all", "none" or names with commas')
        return value

    @field_validator("database")
    @classmethod
    def _database(cls, value: str) -> str:
        if value != "sqlite" and not value.startswith(("postgres://", "postgresql://")):
            raise ValueError('write "sqlite" or "postgres://user:password@host:port/name"')
        return value

    @field_validator("files")
    @classmethod
    def _files(cls, value: str) -> str:
        if value and not Path(value).is_absolute():
            raise ValueError("write the whole path of the folder, as /srv/okno/files")
        return value

    @property
    def files_folder(self) -> Path:
        """The folder of attachments: `files`, which several nodes share, else one in the home."""
        return Path(self.files) if self.files else self.home / "files"

    @property
    def node_name(self) -> str:
        """What this node is called among others: the machine and the home folder, 255 characters at most."""
        return f"{socket.gethostname()}:{self.home}"[-255:]

    @property
    def hosts(self) -> tuple[str, ...]:
        """The host names under which browsers may speak to us: those that are set, else that of `base_url` and this
        machine's own. With neither nothing is known, and every name is taken.
        """
        own = urlsplit(self.base_url).hostname if self.base_url else None
        return self.allowed_hosts or ((own, *LOOPBACK) if own else ("*",))

    def takes_plugin(self, name: str) -> bool:
        """Whether a plugin that is installed may be loaded: `plugins` is "all", "none" or names with commas."""
        return self.plugins == "all" or name in {part.strip() for part in self.plugins.split(",")}

    @property
    def own_url(self) -> str:
        """The address of this server in letters and links, without a slash at the end."""
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")


def load(home: Path, env: Mapping[str, str], **override: object) -> Settings:
    """The settings of the home folder `home`: file, then environment, then `override` (the command line).

    Raises ConfigError that names the place, the key and what is expected.
    """
    path = home / FILE
    values = _read(path)
    for name, text in env.items():
        if name.startswith(PREFIX) and not name.startswith(_NOT_SETTINGS):
            _put(values, name.removeprefix(PREFIX).lower(), text)
    values |= {key: value for key, value in override.items() if value is not None}
    try:
        return Settings(home=home.resolve(), **values)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigError(
            N_(
                "%(file)s or the environment: %(key)s is not right: %(why)s.",
                file=str(path),
                key=key,
                why=first["msg"] if first["type"] != "extra_forbidden" else _hint(key),
            )
        ) from None


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(N_("%(file)s cannot be read: %(why)s.", file=str(path), why=str(error))) from None


def _put(values: dict[str, Any], key: str, text: str) -> None:
    """Sets `key` (a section's keys as section_key, lists separated by commas)."""
    for section, model in (("mail", Mail), ("push", Push), ("outbound", Outbound), ("limits", Limits)):
        inner = key.removeprefix(section + "_")
        if inner != key and inner in model.model_fields:
            values[section] = {**values.get(section, {}), inner: _value(key, text)}
            return
    values[key] = _value(key, text)


def _value(key: str, text: str) -> str | tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip()) if key in _LISTS else text


def _hint(key: str) -> str:
    known = ", ".join(sorted(Settings.model_fields))
    return f"there is no such setting as {key}; known are {known}"
