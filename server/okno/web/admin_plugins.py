"""Administration of plugins: which there are, how each of them is, its settings, switching, removal of its data."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno import extend
from okno.access import may
from okno.errors import Conflict, Invalid, NotFound
from okno.extend import Plugin, Setting, State
from okno.extend.leaves import left_by
from okno.http import local, page
from okno.jobs.plans import plans_of
from okno.settings import Settings
from okno.text import N_, Phrase, pick, plural
from okno.themes.contexts import FieldView
from okno.themes.plugins import (
    AddedGroup,
    AdminPluginDataPage,
    AdminPluginPage,
    AdminPluginsPage,
    DataView,
    PluginView,
)
from okno.web import plugin_health, plugin_words as words
from okno.web.faces import error_links
from okno.web.plugin_adds import adds_of, job_names
from okno.web.plugin_form import PREFIX, SettingsForm, read
from okno.web.shell import Screen

PATH = "/admin/plugins"
FAILURES = "/admin/failures"
NEEDS = "plugin.manage"


class Plugins(Screen):
    """All plugins that are found."""

    section = "plugins"

    async def context(self) -> AdminPluginsPage:
        """The list, those that need a person first."""
        found = words.sorted_for(extend.plugins(), self.t.locale)
        plans = await plans_of(job_names(found))
        running = sum(extend.state(one) is State.RUNNING for one in found)
        return AdminPluginsPage(
            rows=tuple(view(one, self, adds_of(one, self.t, plans)) for one in found),
            summary=self.t.say(N_("%(n)s of %(all)s run", n=running, all=len(found))) if found else "",
            off=self._off(),
        )

    def _off(self) -> str:
        if self.settings.plugins == "all":
            return ""
        if self.settings.plugins == "none":
            return self.t.say(N_("The server was started without plugins. Everything of its own works."))
        return self.t.say(N_("The server was started with these plugins only: %(names)s.", names=self.settings.plugins))


class _OnePlugin(Screen):
    """A page about one plugin."""

    section = "plugins"
    plugin: Plugin

    async def load(self) -> None:
        """Finds the plugin."""
        self.plugin = known(str(self.params["name"]))

    @property
    def own_path(self) -> str:
        """The page of this plugin."""
        return f"{PATH}/{self.plugin.name}"

    @property
    def title(self) -> str:
        """What the reader calls it."""
        return pick(self.plugin.title, self.t.locale)


class OnePlugin(_OnePlugin):
    """One plugin: how it is, what it adds, its settings."""

    async def act(self) -> Response | None:
        """Saves the settings."""
        settings = _settings(self.plugin)
        if not settings:
            raise NotFound
        values, version = read(settings, self), self._sent_version()
        await extend.put_settings(self.settings, self.plugin.name, values, actor_id=self.actor.id, version=version)
        return self.go(self.own_path, self.t.say(N_("The settings are saved")))

    def _sent_version(self) -> int:
        version = self.text("version")
        return int(version) if version.isascii() and version.isdigit() and len(version) < 11 else -1

    def _seen(self) -> int:
        """The version that the form shown again was made from: what changed meanwhile is not passed over unseen."""
        if self.problem is None or isinstance(self.problem, Conflict):
            return extend.switch(self.plugin.name).version
        return self._sent_version()

    async def context(self) -> AdminPluginPage:
        """The page of the plugin."""
        plugin, t = self.plugin, self.t
        fields = self._form().fields(t, self.errors)
        named = {PREFIX + key: text for key, text in self.errors.items()}
        plans = await plans_of(job_names([plugin]))
        health = await plugin_health.of(plugin, t)
        data_href, data_note = self._data()
        return AdminPluginPage(
            plugin=view(plugin, self, adds_of(plugin, t, plans)),
            summary=pick(plugin.summary, t.locale),
            facts=self._facts(),
            health=health.lines,
            failures=health.failures,
            waits=health.waits,
            waits_href=FAILURES if may(self.actor, "system.view") else "",
            fields=fields,
            version=self._seen(),
            errors=error_links(fields, named, self.notice if self.problem is not None and not self.errors else ""),
            data_href=data_href,
            data_note=data_note,
        )

    def _form(self) -> SettingsForm:
        settings, values = _settings(self.plugin), extend.values(self.plugin.name)
        kept = {one.key for one in settings if one.type == "secret" and values.get(one.key)}
        if self.problem is not None and "version" in self.form:
            return SettingsForm.sent(settings, kept, self)
        return SettingsForm(settings, values, kept)

    def _facts(self) -> tuple[tuple[str, str], ...]:
        found, say = self.plugin.found, self.t.say
        said = found.manifest
        facts = [
            (say(N_("Name")), self.plugin.name),
            (say(N_("Version")), self.plugin.version),
            (say(N_("Licence")), said.licence if said is not None else ""),
            (say(N_("Needs Okno")), said.okno if said is not None else ""),
            (say(N_("Needs plugins")), ", ".join(said.requires) if said is not None else ""),
            (say(N_("Installed as")), found.distribution),
        ]
        return tuple((label, value) for label, value in facts if value)

    def _data(self) -> tuple[str, str]:
        """Where its data is removed, and what is to be known about it."""
        hindrance = _hindrance(self.plugin)
        if hindrance is not None:
            return "", self.t.say(hindrance)
        return f"{self.own_path}/data", self.t.say(N_("Its data stays until you remove it."))


class Enabled(OnePlugin):
    """Switches a plugin on; the page of the plugin when that is refused."""

    async def act(self) -> Response | None:
        """Switches it on and goes back to where the button was."""
        await extend.enable(self.plugin.name, actor_id=self.actor.id)
        said = N_("“%(name)s” is switched on", name=self.title)
        return self.go(local(self.text("next"), self.own_path), self.t.say(said))


class Disabled(OnePlugin):
    """Switches a plugin off; the page of the plugin when that is refused."""

    async def act(self) -> Response | None:
        """Switches it off; what is said then has a button that takes it back."""
        await extend.disable(self.plugin.name, actor_id=self.actor.id)
        said = N_("“%(name)s” is switched off, its data stays", name=self.title)
        return self.go(local(self.text("next"), self.own_path), self.t.say(said), undo=f"{self.own_path}/enable")


class PluginData(_OnePlugin):
    """The removal of all that a plugin keeps."""

    async def act(self) -> Response | None:
        """Removes it when the name was typed once more."""
        name = self.plugin.name
        if self.text("name").strip() != name:
            raise Invalid({"name": N_("Type the name %(name)s to remove its data.", name=name)})
        await extend.remove_data(name, actor_id=self.actor.id)
        return self.go(self.own_path, self.t.say(N_("The data of “%(name)s” is removed", name=self.title)))

    async def context(self) -> AdminPluginDataPage:
        """What would go."""
        hindrance, rows = _hindrance(self.plugin), await self._rows()
        fields = (self._name(),) if rows and hindrance is None else ()
        return AdminPluginDataPage(
            name=self.plugin.name,
            title=self.title,
            rows=rows,
            fields=fields,
            errors=error_links(
                fields, self.errors, self.notice if self.problem is not None and not self.errors else ""
            ),
            refused=self.t.say(hindrance) if hindrance is not None else "",
        )

    def _name(self) -> FieldView:
        return FieldView(
            kind="text",
            name="name",
            label=self.t.say(N_("Name of the plugin")),
            value=self.text("name"),
            help=self.t.say(N_("Type %(name)s. It cannot be undone.", name=self.plugin.name)),
            error=self.errors.get("name", ""),
            short=True,
            max_chars=40,
        )

    async def _rows(self) -> tuple[DataView, ...]:
        left, say = await left_by(self.plugin.name), self.t.say
        rows = [
            DataView(title=say(N_("Table %(name)s", name=name)), count=say(plural("%(n)s row", "%(n)s rows", count)))
            for name, count in left.tables.items()
        ]
        others = (
            (N_("Settings that were changed"), left.settings),
            (N_("Jobs that wait or failed"), left.jobs),
            (N_("Events that were not heard yet"), left.deliveries),
        )
        rows += [DataView(title=say(title), count=self.t.number(count)) for title, count in others if count]
        return tuple(rows)


def known(name: str) -> Plugin:
    """The plugin with this name. Raises NotFound, in no other words than for any page that is not there."""
    found = extend.plugin_of(name)
    if found is None:
        raise NotFound
    return found


def view(plugin: Plugin, current: Screen, adds: Sequence[AddedGroup] = ()) -> PluginView:
    """A plugin with its state and what can be done with it."""
    t, state = current.t, extend.state(plugin)
    return PluginView(
        name=plugin.name,
        href=f"{PATH}/{plugin.name}",
        title=pick(plugin.title, t.locale),
        version=plugin.version,
        state=words.state_view(plugin, t),
        text=words.sentence(plugin, t),
        advice=words.advice(plugin, t),
        icon=plugin.manifest.icon if plugin.has_manifest else "puzzle",
        hot=words.is_hot(plugin),
        can_enable=state in (State.DISABLED, State.SUSPENDED),
        can_disable=state in (State.RUNNING, State.UNSET),
        settings_href=f"{PATH}/{plugin.name}#settings" if _settings(plugin) else "",
        adds=tuple(adds),
    )


def _settings(plugin: Plugin) -> Sequence[Setting]:
    return plugin.manifest.setting if plugin.has_manifest else ()


def _hindrance(plugin: Plugin) -> Phrase | None:
    """Why its data cannot be removed now."""
    if plugin.has_manifest and plugin.manifest.data.removable == "keep":
        return N_("This plugin keeps its data for good, as its maker has decided.")
    if extend.active(plugin.name):
        return N_("Its data stays when it is switched off. After that it can be removed here.")
    return None


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of plugins."""
    return [
        page(PATH, Plugins, needs=NEEDS, methods=("GET",)),
        page(PATH + "/{name}", OnePlugin, needs=NEEDS),
        page(PATH + "/{name}/enable", Enabled, needs=NEEDS, methods=("POST",)),
        page(PATH + "/{name}/disable", Disabled, needs=NEEDS, methods=("POST",)),
        page(PATH + "/{name}/data", PluginData, needs=NEEDS),
    ]
