"""The manifest of a plugin: plugin.toml, read and checked without running any of its code."""

from __future__ import annotations

import re
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from cronsim import CronSim, CronSimError
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from okno.clock import now
from okno.errors import Refused
from okno.text import N_

FILE = "plugin.toml"
NAME = r"^[a-z][a-z0-9]{1,23}$"
KEY = r"^[a-z][a-z0-9_]{0,39}$"
EVENT = r"^[A-Z][A-Za-z0-9]{1,63}$"
GLYPH = r"^[a-z0-9-]{1,40}$"
CHANNEL = r"^[a-z][a-z0-9-]{1,15}$"
BYTES = 256 * 1024
"""A manifest is no longer than this."""
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
SHORTEST_SECONDS = 10
LONGEST_SECONDS = 366 * 86_400

SettingType = Literal[
    "text", "longtext", "int", "number", "bool", "choice", "duration", "url", "mail", "secret", "texts", "list"
]


class BadManifest(Refused):
    """A manifest that can't be read or says what it may not. The sentence names the place."""

    code = "bad_manifest"


def _texts(value: dict[str, str]) -> dict[str, str]:
    if not value.get("ru", "").strip() or not value.get("en", "").strip() or set(value) - {"ru", "en"}:
        raise ValueError("write it as { ru = ..., en = ... }")
    return value


def _fits(value: str) -> str:
    try:
        SpecifierSet(value)
    except InvalidSpecifier:
        raise ValueError('write versions as ">=0.1,<1"') from None
    return value


def _version(value: str) -> str:
    try:
        Version(value)
    except InvalidVersion:
        raise ValueError('write a version as "0.1.0"') from None
    return value


def seconds_of(text: str) -> int:
    """A length of time such as 30s, 5m, 1h or 2d, in seconds. Raises ValueError."""
    number, unit = text[:-1], text[-1:]
    if not number.isdecimal() or unit not in UNITS:
        raise ValueError("write a length of time as 30s, 5m, 1h or 2d")
    return int(number) * UNITS[unit]


def _every(value: str) -> str:
    if value and seconds_of(value) < SHORTEST_SECONDS:
        raise ValueError(f"not more often than every {SHORTEST_SECONDS} s")
    if value and seconds_of(value) > LONGEST_SECONDS:
        raise ValueError("not more seldom than once a year")
    return value


def _cron(value: str) -> str:
    if value:
        try:
            CronSim(value, now())
        except CronSimError:
            raise ValueError('write five fields of cron, such as "0 3 * * *"') from None
    return value


def _wish(value: str) -> str:
    name, fit = _split(value)
    if re.fullmatch(NAME, name) is None:
        raise ValueError('write a plugin that it needs as "calls" or "calls>=0.1"')
    _fits(fit)
    return value


Said = Annotated[dict[str, str], AfterValidator(_texts)]
Name = Annotated[str, Field(pattern=NAME)]
Key = Annotated[str, Field(pattern=KEY)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Permission(_Strict):
    """A right of its own. `roles`: the delivered roles that have it from the start."""

    key: str
    holds: Literal["company", "team"] = "company"
    title: Said
    roles: tuple[str, ...] = ()


class Choice(_Strict):
    """One value of a setting with choices."""

    key: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
    title: Said


class Setting(_Strict):
    """What an administrator sets. Numbers are limited by `min` and `max`, texts in their length by `max`."""

    key: Key
    type: SettingType = "text"
    default: Any = None
    title: Said
    help: Said | None = None
    min: Annotated[float, Field(allow_inf_nan=False)] | None = None
    max: Annotated[float, Field(allow_inf_nan=False)] | None = None
    choices: tuple[Choice, ...] = ()
    required: bool = False

    @model_validator(mode="after")
    def _whole(self) -> Setting:
        if (self.type == "choice") != bool(self.choices):
            raise ValueError('a setting has choices if its type is "choice", and only then')
        if self.type == "secret" and self.default is not None:
            raise ValueError("a secret has no default")
        return self


class JobSpec(_Strict):
    """A function of jobs.py: by `every`, by `cron`, or only when the plugin itself asks for it."""

    name: Key
    title: Said
    every: Annotated[str, AfterValidator(_every)] = ""
    cron: Annotated[str, AfterValidator(_cron)] = ""
    attempts: Annotated[int, Field(ge=1, le=100)] = 20
    timeout: Annotated[float, Field(gt=0, le=3600)] = 300
    at_once: Annotated[int, Field(ge=1, le=8)] | None = None

    @model_validator(mode="after")
    def _one_plan(self) -> JobSpec:
        if self.every and self.cron:
            raise ValueError("a job has either every or cron")
        return self

    @property
    def interval(self) -> timedelta | None:
        """How often it comes again, if it does so by the clock."""
        return timedelta(seconds=seconds_of(self.every)) if self.every else None


class ServiceSpec(_Strict):
    """A function of services.py that runs on and on. `once`: on one node at a time. `process`: in one of its own."""

    name: Key
    title: Said
    once: bool = True
    process: bool = False


class MenuEntry(_Strict):
    """A line of a menu, for those who have the right `needs`."""

    place: Literal["admin", "desk", "top", "profile"]
    path: str
    title: Said
    icon: Annotated[str, Field(pattern=GLYPH)] = "puzzle"
    needs: str


class SlotSpec(_Strict):
    """A template in a place of a page, and the variables that it may use."""

    name: str
    template: Annotated[str, Field(pattern=r"^[a-z0-9_-]+(/[a-z0-9_-]+)*\.html$")]
    variables: tuple[Key, ...] = ()


class ChannelSpec(_Strict):
    """A way in and out, defined in channels.py."""

    key: Annotated[str, Field(pattern=CHANNEL)]
    title: Said


class DataSpec(_Strict):
    """What becomes of its tables when it is removed: an administrator may drop them, or they are always kept."""

    removable: Literal["keep", "drop"] = "drop"


class Manifest(_Strict):
    """All that a plugin says of itself. The names of its own things begin with its name."""

    name: Name
    version: Annotated[str, AfterValidator(_version)]
    title: Said
    summary: Said
    licence: str = ""
    okno: Annotated[str, AfterValidator(_fits)]
    icon: Annotated[str, Field(pattern=GLYPH)] = "puzzle"
    requires: tuple[Annotated[str, AfterValidator(_wish)], ...] = ()
    after: tuple[Name, ...] = ()
    hooks: tuple[Key, ...] = ()
    publishes: tuple[Annotated[str, Field(pattern=EVENT)], ...] = ()
    listens: tuple[Annotated[str, Field(pattern=EVENT)], ...] = ()
    permission: tuple[Permission, ...] = ()
    setting: tuple[Setting, ...] = ()
    job: tuple[JobSpec, ...] = ()
    service: tuple[ServiceSpec, ...] = ()
    menu: tuple[MenuEntry, ...] = ()
    slot: tuple[SlotSpec, ...] = ()
    channel: tuple[ChannelSpec, ...] = ()
    data: DataSpec = DataSpec()

    @model_validator(mode="after")
    def _own_names(self) -> Manifest:
        for right in self.permission:
            if not right.key.startswith(f"{self.name}."):
                raise ValueError(f"the permission {right.key} must begin with {self.name}.")
        for entry in self.menu:
            if not (entry.path == f"/x/{self.name}" or entry.path.startswith(f"/x/{self.name}/")):
                raise ValueError(f"the menu leads to {entry.path}, which is not under /x/{self.name}/")
        for what in ("permission", "setting", "job", "service", "channel"):
            keys = [getattr(one, "key", "") or getattr(one, "name", "") for one in getattr(self, what)]
            if len(set(keys)) < len(keys):
                raise ValueError(f"two of {what} have the same name")
        return self

    @property
    def needed(self) -> dict[str, SpecifierSet]:
        """The plugins that it requires, with the versions that will do."""
        return {name: SpecifierSet(fit) for name, fit in map(_split, self.requires)}


def _split(wish: str) -> tuple[str, str]:
    name = wish.rstrip()
    for n, sign in enumerate(wish):
        if sign in "<>=!~ ":
            name = wish[:n]
            break
    return name.strip(), wish[len(name) :].strip()


def read(path: Path) -> Manifest:
    """The manifest in a file. Raises BadManifest with the place of the first mistake."""
    try:
        raw = path.read_bytes()
    except OSError:
        raise BadManifest(N_("The file %(file)s is missing or cannot be read.", file=path.name)) from None
    if len(raw) > BYTES:
        raise BadManifest(N_("The file %(file)s is longer than %(kb)s KB.", file=path.name, kb=BYTES // 1024))
    try:
        return Manifest.model_validate(tomllib.loads(raw.decode("utf-8")))
    except RecursionError:
        why = "it is nested too deep"
        raise BadManifest(N_("%(file)s is not right TOML: %(why)s.", file=path.name, why=why)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadManifest(N_("%(file)s is not right TOML: %(why)s.", file=path.name, why=str(error))) from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or FILE
        raise BadManifest(
            N_("%(file)s: %(key)s is not right: %(why)s.", file=path.name, key=where, why=first["msg"])
        ) from None
