"""What a plugin brings to pages, checked when it is loaded: templates, assets, words and what it has in slots."""

from __future__ import annotations

from jinja2 import Environment, TemplateError, TemplateNotFound
from jinja2.meta import find_undeclared_variables

from okno import i18n
from okno.extend.loader import Mismatch, on_loaded, on_reset
from okno.extend.manifest import SlotSpec
from okno.extend.plugin import Plugin
from okno.text import N_
from okno.themes import guests
from okno.themes.filling import slots_in
from okno.themes.render import environment_of
from okno.themes.slots import SLOTS, Filling

GIVEN = frozenset({"shell"})
"""What a template in a slot may use besides its variables and what every template has."""


@on_loaded
def _settle(plugin: Plugin) -> None:
    """Brings what lies in the folder of a plugin, and compares its slots with their templates."""
    folder = plugin.found.folder
    if folder is None:
        return
    fillings = [Filling(plugin.name, one.name, one.template, frozenset(one.variables)) for one in plugin.manifest.slot]
    i18n.bring(plugin.name, folder / "locales")
    guests.bring(plugin.name, folder, fillings)
    try:
        environment = environment_of("default", "ru")
        for one in plugin.manifest.slot:
            _check(plugin.name, one, environment)
        for path in sorted((folder / "templates").rglob("*.html")):
            _compiled(plugin.name, path.relative_to(folder / "templates").as_posix(), environment)
    except Mismatch:
        _leave(plugin.name)
        raise


def _check(plugin: str, slot: SlotSpec, environment: Environment) -> None:
    if slot.name not in SLOTS:
        raise Mismatch(N_("plugin.toml: there is no slot “%(slot)s”. See themes/README.md.", slot=slot.name))
    source = _compiled(plugin, slot.template, environment)
    tree = environment.parse(source)
    known = GIVEN | set(slot.variables) | environment.globals.keys()
    if strange := sorted(find_undeclared_variables(tree) - known):
        raise Mismatch(
            N_(
                "The template %(template)s uses %(names)s, which plugin.toml does not name for the slot “%(slot)s”.",
                template=slot.template,
                names=", ".join(strange),
                slot=slot.name,
            )
        )
    if slots_in(tree):
        raise Mismatch(N_("The template %(template)s stands in a slot and opens another.", template=slot.template))


def _compiled(plugin: str, file: str, environment: Environment) -> str:
    """The source of a template that can be used. Raises Mismatch."""
    name = f"{guests.PREFIX}/{plugin}/{file}"
    try:
        environment.get_template(name)
        assert environment.loader is not None
        return environment.loader.get_source(environment, name)[0]
    except TemplateNotFound:
        raise Mismatch(N_("There is no template %(template)s.", template=f"templates/{file}")) from None
    except (TemplateError, UnicodeDecodeError) as error:
        line = getattr(error, "lineno", 0)
        raise Mismatch(
            N_(
                "The template %(template)s is not right, line %(line)s: %(why)s.",
                template=file,
                line=line,
                why=str(error),
            )
        ) from None


@on_reset
def _reset() -> None:
    for name in guests.names():
        _leave(name)


def _leave(plugin: str) -> None:
    guests.leave(plugin)
    i18n.leave(plugin)
