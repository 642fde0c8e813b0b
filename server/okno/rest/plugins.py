"""REST: plugins, their states and settings. A secret goes in and never out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from okno import extend
from okno.clock import from_us
from okno.errors import NotFound
from okno.extend import Plugin
from okno.extend.troubles import Trouble, troubles_of
from okno.http.rest import BASE, Call, Model, endpoint
from okno.i18n import Translator
from okno.rest.shapes import Body, Moment
from okno.text import pick

NEEDS = "plugin.manage"


class PluginView(Model):
    """A plugin that is found."""

    name: str
    title: str
    version: str
    state: str = Field(description="running, disabled, suspended, unset, unmigrated, refused, failed or left_out.")
    reason: str = Field(description="Why it does not run and what to do; empty when it runs.")
    summary: str


class PluginList(Model):
    """All plugins that are found; there is one page of them."""

    items: list[PluginView]
    next_cursor: str | None = None


class PluginFailure(Model):
    """Failures of one sort: the class of the error, never its words."""

    of: str = Field(description="call, job or delivery.")
    what: str
    error: str
    times: int
    place: str
    last_at: Moment | None


class PluginDetail(PluginView):
    """A plugin with what it adds, what failed, and its settings. Of a secret only whether it is set is told."""

    settings_version: int = Field(description="What `version` of a change says.")
    settings: dict[str, Any]
    secrets_set: list[str] = Field(description="Keys of the secrets that have a value.")
    adds: dict[str, list[str]] = Field(description="By pages, rest, permissions, jobs, services, slots, hooks, ...")
    failures: list[PluginFailure]


class PluginChange(Body):
    """What is to be changed; what is left out stays."""

    enabled: bool | None = None
    settings: dict[str, Any] | None = Field(None, description="Values by key; null puts back the default.")
    version: int | None = Field(None, description="`settings_version` as it was seen.")


async def list_plugins(call: Call) -> PluginList:
    """All plugins with their states"""
    return PluginList(items=[PluginView(**_words(one, call.t)) for one in extend.plugins()])


async def get_plugin(call: Call) -> PluginDetail:
    """One plugin with its settings"""
    return await _detail(_named(call), call.t)


async def change_plugin(call: Call) -> object:
    """Switch a plugin on or off, set it up"""
    return await call.idempotent(lambda: _changed(call))


async def _changed(call: Call) -> PluginDetail:
    plugin, body = _named(call), call.body
    if body.settings is not None:
        await extend.put_settings(
            call.settings, plugin.name, body.settings, actor_id=call.actor.id, version=body.version
        )
    if body.enabled is not None:
        switch = extend.enable if body.enabled else extend.disable
        await switch(plugin.name, actor_id=call.actor.id)
    return await _detail(plugin, call.t)


def _named(call: Call) -> Plugin:
    found = extend.plugin_of(call.params["name"])
    if found is None:
        raise NotFound
    return found


def _words(plugin: Plugin, t: Translator) -> dict[str, str]:
    reason = extend.reason(plugin)
    return {
        "name": plugin.name,
        "title": pick(plugin.title, t.locale),
        "version": plugin.version,
        "state": extend.state(plugin).value,
        "reason": t.say(reason) if reason is not None else "",
        "summary": pick(plugin.summary, t.locale),
    }


async def _detail(plugin: Plugin, t: Translator) -> PluginDetail:
    values, settings = extend.values(plugin.name), plugin.manifest.setting if plugin.has_manifest else ()
    secret = {one.key for one in settings if one.type == "secret"}
    return PluginDetail(
        **_words(plugin, t),
        settings_version=extend.switch(plugin.name).version,
        settings={one.key: values.get(one.key) for one in settings if one.key not in secret},
        secrets_set=sorted(key for key in secret if values.get(key)),
        adds={sort: names for sort, names in _adds(plugin).items() if names},
        failures=[_failure(one) for one in await troubles_of(plugin.name)],
    )


def _adds(plugin: Plugin) -> Mapping[str, list[str]]:
    if not plugin.has_manifest:
        return {}
    said = plugin.manifest
    return {
        "pages": [one.path for one in getattr(plugin.modules.get("pages"), "ROUTES", ())],
        "rest": [f"{one.method} {BASE}{one.path}" for one in getattr(plugin.modules.get("rest"), "ENDPOINTS", ())],
        "permissions": [one.key for one in said.permission],
        "jobs": [one.name for one in said.job],
        "services": [one.name for one in said.service],
        "channels": [one.key for one in said.channel],
        "slots": [one.name for one in said.slot],
        "menu": [one.path for one in said.menu],
        "hooks": list(said.hooks),
        "listens": list(said.listens),
        "publishes": list(said.publishes),
    }


def _failure(one: Trouble) -> PluginFailure:
    last_at = from_us(one.last_at) if one.last_at is not None else None
    return PluginFailure(of=one.of, what=one.what, error=one.error, times=one.times, place=one.place, last_at=last_at)


ENDPOINTS = (
    endpoint("GET", "/plugins", list_plugins, needs=NEEDS, answer=PluginList),
    endpoint("GET", "/plugins/{name}", get_plugin, needs=NEEDS, answer=PluginDetail),
    endpoint("PATCH", "/plugins/{name}", change_plugin, needs=NEEDS, body=PluginChange, answer=PluginDetail),
)
