"""The renderer: a declared page and its shell become HTML through the templates of a theme."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from okno.i18n import translator
from okno.themes.assets import Home, asset_url, assets
from okno.themes.contexts import Page, Shell
from okno.themes.prose import conditions, found, lines, prose

SLOTS = (
    "page.head",
    "page.menu",
    "portal.top",
    "portal.main",
    "portal.side",
    "catalog.foot",
    "service.form",
    "service.side",
    "request.now",
    "request.side",
    "desk.side",
    "ticket.side",
    "profile.main",
    "admin.menu",
    "admin.person.side",
    "sign-in.methods",
)
"""Names of the places where more may stand; themes/README.md says where each one is."""


class _Compiled(BytecodeCache):
    """Templates that this process has compiled already: languages differ in words alone, not in code."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled from the same source."""
        known = self._known.get((bucket.key, bucket.checksum))
        if known is not None:
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._known[(bucket.key, bucket.checksum)] = bucket.bytecode_to_string()


_compiled = _Compiled()
_home: list[Path | None] = [None]


def set_home(home: Path | None) -> None:
    """Name the home folder, whose `themes/` come before the ones that Okno carries. Call once at start."""
    _home[0] = home
    _environment.cache_clear()


def render(page: Page, shell: Shell) -> str:
    """The whole HTML of `page` for the person of `shell`."""
    environment = _environment(shell.skin, shell.locale, _home[0])
    return environment.get_template(page.template).render(page=page, shell=shell)


def check_templates(theme: str) -> list[str]:
    """Compile every template of the theme and give their names; raises jinja2.TemplateSyntaxError."""
    environment = _environment(theme, "ru", _home[0])
    names = environment.list_templates(extensions=["html"])
    for name in names:
        environment.get_template(name)
    return names


@cache
def _environment(theme: str, locale: str, home: Path | None) -> Environment:
    """The templates of a theme in a language, compiled once a process."""
    folders = [folder / "templates" for folder in Home(home).folders(theme)]
    environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=_compiled,
    )
    words = translator(locale)
    environment.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(prose=prose, lines=lines, found=found, conditions=conditions)
    environment.globals.update(
        asset=lambda file: asset_url(theme, file, home),
        icon=_icons(asset_url(theme, "icons.svg", home)),
        slot=_slot,
        sheets=lambda: _sheets(theme, home),
    )
    return environment


def _icons(sprite: str) -> Callable[..., Markup]:
    def icon(name: str, kind: str = "") -> Markup:
        """The glyph `name`, hidden from readers of the screen: a word stands beside it."""
        classes = f"i {kind}".strip()
        return Markup('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>').format(classes, sprite, name)

    return icon


def _slot(name: str) -> Markup:
    """What plugins put into the place `name`: nothing yet, but the places are promised."""
    if name not in SLOTS:
        raise LookupError(f"The slot {name!r} is not declared in okno.themes.render.SLOTS.")
    return Markup("")


def _sheets(theme: str, home: Path | None) -> list[str]:
    """Style sheets of a theme that stand after the default one."""
    own = f"{theme}/theme.css"
    return [asset_url(theme, "theme.css", home)] if theme != "default" and own in assets(home) else []
