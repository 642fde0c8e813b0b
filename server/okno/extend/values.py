"""Values of settings: what an administrator writes becomes what a plugin reads, or a sentence that tells how."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from okno.errors import Invalid
from okno.extend.manifest import Manifest, Setting, seconds_of
from okno.text import N_, Phrase, clean

TEXT_LIMIT = 2000
LONG_LIMIT = 20_000
LIST_LIMIT = 500

Wrong = ValueError
"""Raised inside with a Phrase."""


def default(setting: Setting) -> Any:
    """The value of a setting that nobody has set; lists and texts are empty, numbers and choices None."""
    if setting.default is not None:
        return checked(setting, setting.default)
    return {
        "bool": False,
        "list": (),
        "texts": {},
        "text": "",
        "longtext": "",
        "url": "",
        "mail": "",
        "secret": "",
    }.get(setting.type)


def checked(setting: Setting, raw: Any) -> Any:
    """A value as the plugin reads it. Raises Invalid with a sentence under the setting's key."""
    try:
        value = _READ[setting.type](setting, raw)
    except Wrong as wrong:
        said = wrong.args[0]
        raise Invalid({setting.key: said if isinstance(said, Phrase) else N_("This value is not right.")}) from None
    if setting.required and value in ("", None, (), {}):
        raise Invalid({setting.key: N_("This field is required.")})
    return value


def all_checked(manifest: Manifest, given: Mapping[str, Any]) -> dict[str, Any]:
    """Several values. Raises Invalid with a sentence for each that is not right, or that is no setting."""
    known = {setting.key: setting for setting in manifest.setting}
    problems: dict[str, Phrase] = {key: N_("There is no such field.") for key in given if key not in known}
    values: dict[str, Any] = {}
    for key, raw in given.items():
        try:
            if key in known:
                values[key] = checked(known[key], raw)
        except Invalid as invalid:
            problems |= invalid.fields
    if problems:
        raise Invalid(problems)
    return values


def _text(setting: Setting, raw: Any, limit: int = TEXT_LIMIT) -> str:
    if not isinstance(raw, str):
        raise Wrong(N_("Text is expected here."))
    text = clean(raw).strip()
    most = min(limit, int(setting.max)) if setting.max is not None else limit
    if len(text) > most:
        raise Wrong(N_("At most %(n)s characters.", n=most))
    return text


def _long(setting: Setting, raw: Any) -> str:
    return _text(setting, raw, LONG_LIMIT)


def _line(setting: Setting, raw: Any) -> str:
    text = _text(setting, raw)
    if "\n" in text:
        raise Wrong(N_("One line is expected here."))
    return text


def _number(setting: Setting, raw: Any) -> float | None:
    if isinstance(raw, str):
        if not raw.strip():
            return None
        try:
            raw = float(raw.strip().replace(",", "."))
        except ValueError:
            raise Wrong(N_("A number is expected here.")) from None
    if isinstance(raw, bool) or not isinstance(raw, int | float) or raw != raw or abs(raw) > 1e15:
        raise Wrong(N_("A number is expected here."))
    if setting.min is not None and raw < setting.min:
        raise Wrong(N_("Not less than %(n)s.", n=f"{setting.min:g}"))
    if setting.max is not None and raw > setting.max:
        raise Wrong(N_("Not more than %(n)s.", n=f"{setting.max:g}"))
    return raw


def _int(setting: Setting, raw: Any) -> int | None:
    number = _number(setting, raw)
    if number is not None and number != int(number):
        raise Wrong(N_("A whole number is expected here."))
    return int(number) if number is not None else None


def _bool(_: Setting, raw: Any) -> bool:
    if raw in (True, "true", "on", "1", "yes"):
        return True
    if raw in (False, "", "false", "off", "0", "no"):
        return False
    raise Wrong(N_("true or false is expected here."))


def _choice(setting: Setting, raw: Any) -> str | None:
    known = [choice.key for choice in setting.choices]
    if raw in ("", None):
        return None
    if raw not in known:
        raise Wrong(N_("One of these is expected: %(known)s.", known=", ".join(known)))
    return str(raw)


def _duration(setting: Setting, raw: Any) -> int | None:
    """Seconds, written as 30s, 5m, 1h or 2d."""
    if raw in ("", None):
        return None
    try:
        seconds = raw if isinstance(raw, int) and not isinstance(raw, bool) else seconds_of(str(raw).strip())
    except ValueError:
        raise Wrong(N_("Write a length of time as 30s, 5m, 1h or 2d.")) from None
    return _int(setting, seconds)


def _url(setting: Setting, raw: Any) -> str:
    text = _line(setting, raw)
    try:
        parts = urlsplit(text)
        right = not text or (parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0)
    except ValueError:
        right = False
    if not right or " " in text:
        raise Wrong(N_("Write a whole address: https://host.example.com/path."))
    return text


def _mail(setting: Setting, raw: Any) -> str:
    text = _line(setting, raw)
    name, _, host = text.rpartition("@")
    if text and (not name or not host or " " in text or "," in text):
        raise Wrong(N_("Write an address of mail: name@example.com."))
    return text


def _texts(setting: Setting, raw: Any) -> dict[str, str]:
    if not isinstance(raw, Mapping) or set(raw) - {"ru", "en"}:
        raise Wrong(N_("A text in Russian and in English is expected here."))
    return {locale: text for locale in ("ru", "en") if (text := _text(setting, raw.get(locale, "")))}


def _list(setting: Setting, raw: Any) -> tuple[str, ...]:
    """Texts, one a line."""
    lines = raw.splitlines() if isinstance(raw, str) else raw
    if not isinstance(lines, list | tuple):
        raise Wrong(N_("A list is expected here."))
    items = tuple(text for one in lines if (text := _line(setting.model_copy(update={"max": None}), one)))
    most = int(setting.max) if setting.max is not None else LIST_LIMIT
    if len(items) > most:
        raise Wrong(N_("At most %(n)s lines.", n=most))
    return items


_READ: Mapping[str, Callable[[Setting, Any], Any]] = {
    "text": _line, "longtext": _long, "int": _int, "number": _number, "bool": _bool, "choice": _choice,
    "duration": _duration, "url": _url, "mail": _mail, "secret": _line, "texts": _texts, "list": _list,
}  # fmt: skip
