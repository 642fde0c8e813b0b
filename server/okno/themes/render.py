"""The renderer: a declared page and its shell become HTML through the templates of a theme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    pass_context,
)
from jinja2.bccache import Bucket
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from markupsafe import Markup

from okno.i18n import Translator, translator
from okno.themes import guests
from okno.themes.assets import Home, asset_url, assets
from okno.themes.contexts import Page, Shell
from okno.themes.prose import conditions, found, lines, prose
from okno.themes.slots import SLOTS


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


class _OncePerPage(Template):
    """A template whose macros are made once for a page, however many of its parts import them."""

    # The names are Jinja's.
    def make_module(
        self,
        vars: dict[str, Any] | None = None,  # noqa: A002
        shared: bool = False,
        locals: Mapping[str, Any] | None = None,  # noqa: A002
    ) -> TemplateModule:
        """The macros for the page that is rendered; anew where the names of a loop or a macro are handed on."""
        made = vars.get(MADE) if vars and not locals else None
        if made is None or self.name is None:
            return super().make_module(vars, shared, locals)
        if self.name not in made:
            made[self.name] = super().make_module(vars, shared, locals)
        known: TemplateModule = made[self.name]
        return known


_compiled = _Compiled()
_home: list[Path | None] = [None]


FILLED = "_filled"
"""The name in the context of a template under which the slots are kept; no template asks for it."""
MADE = "_made"
"""The name under which the macros of a page are kept."""
NOTHING: Mapping[str, Markup] = {}


def set_home(home: Path | None) -> None:
    """Name the home folder, whose `themes/` come before the ones that Okno carries. Call once at start."""
    _home[0] = home
    _environment.cache_clear()


def home_folder() -> Path | None:
    """The home folder, as it was named at start."""
    return _home[0]


def render(page: Page, shell: Shell, filled: Mapping[str, Markup] = NOTHING) -> str:
    """The whole HTML of `page` for the person of `shell`, with what plugins have put into its slots."""
    template = environment_of(shell.skin, shell.locale).get_template(page.template)
    return template.render({"page": page, "shell": shell, FILLED: filled, MADE: {}})


def environment_of(theme: str, locale: str) -> Environment:
    """The templates of a theme in a language, with those of plugins."""
    return _environment(theme, locale, _home[0], guests.edition())


def check_templates(theme: str) -> list[str]:
    """Compile every template of the theme and give their names; raises jinja2.TemplateSyntaxError."""
    environment = environment_of(theme, "ru")
    names = environment.list_templates(extensions=["html"])
    for name in names:
        environment.get_template(name)
    return names


@lru_cache(maxsize=16)
def _environment(theme: str, locale: str, home: Path | None, _edition: int) -> Environment:
    """The templates of a theme in a language, compiled once a process."""
    folders = [folder / "templates" for folder in Home(home).folders(theme)]
    # A theme may have templates/x/<plugin>/NAME.html of its own: it is asked first.
    own: dict[str, BaseLoader] = {
        name: FileSystemLoader(folder) for name, folder in guests.folders("templates").items()
    }
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(folders), PrefixLoader({guests.PREFIX: PrefixLoader(own)})]),
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
    environment.template_class = _OncePerPage
    say = _words(words)
    environment.globals.update(_=say, gettext=say)
    environment.filters.update(prose=prose, lines=lines, found=found, conditions=conditions)
    environment.globals.update(
        asset=lambda file: asset_url(theme, file, home),
        icon=_icons(asset_url(theme, "icons.svg", home)),
        slot=_slot,
        sheets=lambda: _sheets(theme, home),
    )
    return environment


def _words(t: Translator) -> Callable[..., Markup]:
    """What `_` is in templates: as Jinja's own, which goes through three calls and looks each sentence up anew."""
    known: dict[str, Markup] = {}

    def words(msgid: str, /, **params: object) -> Markup:
        """The sentence in the language of the page; what is put into it is escaped."""
        said = known.get(msgid)
        if said is None:
            # A translation is ours, or of a plugin that runs here: it is trusted as a template is.
            said = known[msgid] = Markup(t.gettext(msgid))  # noqa: S704
        return said % params

    return words


def _icons(sprite: str) -> Callable[..., Markup]:
    @cache
    def icon(name: str, kind: str = "") -> Markup:
        """The glyph `name`, hidden from readers of the screen: a word stands beside it."""
        classes = f"i {kind}".strip()
        return Markup('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>').format(classes, sprite, name)

    return icon


@pass_context
def _slot(context: Context, name: str) -> Markup:
    """What plugins have put into the place `name`."""
    if name not in SLOTS:
        raise LookupError(f"The slot {name!r} is not declared in okno.themes.slots.SLOTS.")
    filled: Mapping[str, Markup] = context.get(FILLED, NOTHING)
    return filled.get(name, Markup(""))


def _sheets(theme: str, home: Path | None) -> list[str]:
    """Style sheets of a theme that stand after the default one."""
    own = f"{theme}/theme.css"
    return [asset_url(theme, "theme.css", home)] if theme != "default" and own in assets(home) else []
