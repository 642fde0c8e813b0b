"""What a browser is, in words: by the header that it sends."""

from __future__ import annotations

from okno.i18n import Translator
from okno.text import N_

_BROWSERS = (
    ("Edg", "Edge"),
    ("YaBrowser", "Яндекс Браузер"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def device(agent: str, t: Translator) -> str:
    """Browser and system: «Firefox, Windows». Nothing of the header itself is shown: anybody can write it."""
    browser = next((name for word, name in _BROWSERS if word in agent), "")
    system = next((name for word, name in _SYSTEMS if word in agent), "")
    return ", ".join(part for part in (browser, system) if part) or t.say(N_("Unknown browser"))
