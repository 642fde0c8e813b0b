"""Filling slots: before a page is rendered, the plugins that have something in its slots are asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache, partial

from jinja2 import Environment, nodes
from jinja2.meta import find_referenced_templates
from markupsafe import Markup

from okno.access import Actor
from okno.hooks import guest_of
from okno.hooks.isolation import PluginFailed, plainly
from okno.themes import guests
from okno.themes.assets import asset_url, assets
from okno.themes.balance import unbalanced
from okno.themes.contexts import Page, Shell
from okno.themes.hooks import page_head, slot_context
from okno.themes.render import NOTHING, environment_of, home_folder
from okno.themes.slots import SLOTS, Filling, Subject

HEAD = "page.head"
_LINKS: Mapping[str, Markup] = {
    ".css": Markup('<link rel="stylesheet" href="{}">\n'),
    ".js": Markup('<script type="module" src="{}"></script>\n'),
}


class BadFilling(Exception):
    """A plugin has put something into a page that its manifest does not announce."""


async def fill(page: Page, shell: Shell, actor: Actor | None) -> Mapping[str, Markup]:
    """What plugins have for the slots of a page, by the names of the slots. No fault of theirs reaches the page."""
    wanted = [one for one in guests.fillings() if _is_active(one.plugin)]
    if not wanted and not page_head.asked():
        return NOTHING
    filled: dict[str, Markup] = {}
    there = _slots_of(shell.skin, page.template, guests.edition()) if wanted else frozenset()
    for slot in sorted(there & {one.slot for one in wanted}):
        own = [one for one in wanted if one.slot == slot]
        filled[slot] = await _filled(slot, own, page, shell, actor)
    if links := await _head(page, shell, actor):
        filled[HEAD] = filled.get(HEAD, Markup("")) + links
    return filled


def _is_active(plugin: str) -> bool:
    guest = guest_of(plugin)
    return guest is not None and guest.active()


async def _filled(slot: str, own: Sequence[Filling], page: Page, shell: Shell, actor: Actor | None) -> Markup:
    subject = _subject(slot, page)
    if SLOTS[slot] and subject is None:
        return Markup("")
    given = {one.plugin: one.value for one in await slot_context(slot=slot, actor=actor, subject=subject)}
    pieces = [_piece(one, given.get(one.plugin), shell) for one in own]
    return Markup("").join(pieces)


def _subject(slot: str, page: Page) -> Subject | None:
    about = page.slots_about
    return about if about is not None and about.kind == SLOTS[slot] else None


def _piece(one: Filling, values: Mapping[str, object] | None, shell: Shell) -> Markup:
    """The template of a plugin with its variables; nothing when it has none of them now, or when it fails."""
    if values is None and not _is_silent(one):
        return Markup("")
    try:
        return plainly(one.plugin, f"slot {one.slot}", lambda: _rendered(one, dict(values or {}), shell))
    except PluginFailed:
        return Markup("")


def _rendered(one: Filling, given: Mapping[str, object], shell: Shell) -> Markup:
    if given.keys() != one.variables:
        differs = ", ".join(sorted(given.keys() ^ one.variables))
        raise BadFilling(f"{one.slot}: the manifest and slot_context differ in {differs}")
    name = f"{guests.PREFIX}/{one.plugin}/{one.template}"
    template = environment_of(shell.skin, shell.locale).get_template(name)
    html = template.render({**given, "shell": shell})
    if wrong := unbalanced(html):
        raise BadFilling(f"{one.slot}: {one.template} does not close what it opens: {wrong}")
    # The template has escaped what it was given.
    return Markup(html)  # noqa: S704


def _is_silent(one: Filling) -> bool:
    """Whether a template needs no variables and its plugin answers nothing: it always stands there."""
    guest = guest_of(one.plugin)
    return not one.variables and guest is not None and slot_context.name not in guest.answers


async def _head(page: Page, shell: Shell, actor: Actor | None) -> Markup:
    """Links to the style sheets and scripts that plugins have for a page."""
    found = Markup("")
    for answer in await page_head(template=page.template, actor=actor):
        with suppress(PluginFailed):
            found += plainly(answer.plugin, page_head.name, partial(_links, answer.plugin, answer.value, shell))
    return found


def _links(plugin: str, files: Sequence[str], shell: Shell) -> Markup:
    return Markup("").join(_link(plugin, file, shell) for file in files)


def _link(plugin: str, file: str, shell: Shell) -> Markup:
    path = f"{guests.PREFIX}/{plugin}/{file}"
    suffix = file[file.rfind(".") :]
    if suffix not in _LINKS or path not in assets(home_folder()):
        raise BadFilling(f"there is no style sheet or script {file} among the assets of the plugin")
    return _LINKS[suffix].format(asset_url(shell.skin, path, home_folder()))


@lru_cache(maxsize=512)
def _slots_of(theme: str, template: str, _edition: int) -> frozenset[str]:
    """The slots that stand in a template and in all that it is made of."""
    environment = environment_of(theme, "ru")
    waiting, seen, found = [template], set[str](), set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        tree = _tree(environment, name)
        found |= {str(one) for one in slots_in(tree)}
        waiting += [other for other in find_referenced_templates(tree) if other is not None]
    return frozenset(found & SLOTS.keys())


def _tree(environment: Environment, name: str) -> nodes.Template:
    assert environment.loader is not None
    source, _, _ = environment.loader.get_source(environment, name)
    return environment.parse(source)


def slots_in(tree: nodes.Template) -> list[str]:
    """The names of the slots that a template opens by itself."""
    return [
        call.args[0].value
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name == "slot"
        if call.args and isinstance(call.args[0], nodes.Const)
    ]
