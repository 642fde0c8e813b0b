"""What a plugin adds to the server: by its manifest, and by its code where that is loaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from okno.access import RIGHTS
from okno.clock import from_us, now_us
from okno.extend import Plugin
from okno.extend.manifest import JobSpec, MenuEntry, Permission, ServiceSpec
from okno.http.permission import PUBLIC
from okno.http.rest import BASE
from okno.i18n import Translator
from okno.jobs.plans import Plan
from okno.text import N_, Phrase, Texts, pick
from okno.themes.plugins import AddedGroup, AddedView

_PLACES: Mapping[str, Phrase] = {
    "admin": N_("settings"),
    "desk": N_("desk"),
    "top": N_("menu at the top"),
    "profile": N_("profile"),
}


def job_names(plugins: Iterable[Plugin]) -> list[str]:
    """The names of all jobs of these plugins, as the worker calls them."""
    return [f"x.{one.name}.{job.name}" for one in plugins if one.has_manifest for job in one.manifest.job]


def adds_of(plugin: Plugin, t: Translator, plans: Mapping[str, Plan]) -> tuple[AddedGroup, ...]:
    """All that it adds, in groups; those that would be empty are left out. `plans` are by the names of jobs."""
    if not plugin.has_manifest:
        return ()
    said = plugin.manifest

    def titled(title: Texts) -> str:
        return pick(title, t.locale)

    groups = (
        (N_("Pages"), [_page(path, permission, t) for path, permission in _pages(plugin)]),
        (N_("Menu"), [_menu(one, t) for one in said.menu]),
        (N_("Permissions"), [_right(one, t) for one in said.permission]),
        (N_("Its settings"), [AddedView(title=titled(one.title), name=one.key) for one in said.setting]),
        (N_("Jobs"), [_job(one, plugin, t, plans) for one in said.job]),
        (N_("Services that run"), [_service(one, t) for one in said.service]),
        (N_("Channels"), [AddedView(title=titled(one.title), name=one.key) for one in said.channel]),
        (N_("Places of pages"), [AddedView(title=one.name, name=one.template) for one in said.slot]),
        (N_("Questions that it answers"), [AddedView(title=one) for one in said.hooks]),
        (N_("Events that it hears"), [AddedView(title=one) for one in said.listens]),
        (N_("Events that it tells"), [AddedView(title=one) for one in said.publishes]),
        (N_("API"), [_endpoint(method, path, permission, t) for method, path, permission in _endpoints(plugin)]),
        (N_("Tables"), [AddedView(title=one) for one in tables_of(plugin)]),
    )
    return tuple(AddedGroup(title=t.say(title), rows=tuple(rows)) for title, rows in groups if rows)


def tables_of(plugin: Plugin) -> list[str]:
    """The names of its tables."""
    module = plugin.modules.get("tables")
    models = [one for one in vars(module).values() if hasattr(one, "_meta")] if module is not None else []
    names = {str(model._meta.db_table) for model in models}
    return sorted(name for name in names if name.startswith(f"x_{plugin.name}_"))


def _pages(plugin: Plugin) -> list[tuple[str, str]]:
    routes = getattr(plugin.modules.get("pages"), "ROUTES", ())
    return [(one.path, one.permission) for one in routes]


def _endpoints(plugin: Plugin) -> list[tuple[str, str, str]]:
    endpoints = getattr(plugin.modules.get("rest"), "ENDPOINTS", ())
    return [(one.method, BASE + one.path, one.permission) for one in endpoints]


def _page(path: str, permission: str, t: Translator) -> AddedView:
    return AddedView(title=path, line=_needs(permission, t), href="" if "{" in path else path)


def _endpoint(method: str, path: str, permission: str, t: Translator) -> AddedView:
    return AddedView(title=f"{method} {path}", line=_needs(permission, t))


def _needs(permission: str, t: Translator) -> str:
    if permission == PUBLIC:
        return t.say(N_("for everybody, without signing in"))
    title = pick(RIGHTS[permission].title, t.locale) if permission in RIGHTS else permission
    return t.say(N_("for who may: %(right)s", right=title))


def _menu(one: MenuEntry, t: Translator) -> AddedView:
    return AddedView(title=pick(one.title, t.locale), name=one.path, line=t.say(_PLACES[one.place]))


def _right(one: Permission, t: Translator) -> AddedView:
    where = N_("in the whole company") if one.holds == "company" else N_("in a team")
    return AddedView(title=pick(one.title, t.locale), name=one.key, line=t.say(where))


def _service(one: ServiceSpec, t: Translator) -> AddedView:
    where = N_("on one server at a time") if one.once else N_("on every server")
    line = [t.say(where), *(t.say(N_("in a process of its own")) for _ in (1,) if one.process)]
    return AddedView(title=pick(one.title, t.locale), name=one.name, line=", ".join(line))


def _job(one: JobSpec, plugin: Plugin, t: Translator, plans: Mapping[str, Plan]) -> AddedView:
    name = f"x.{plugin.name}.{one.name}"
    return AddedView(title=pick(one.title, t.locale), name=name, line=_times(one, t, plans.get(name)))


def _times(one: JobSpec, t: Translator, plan: Plan | None) -> str:
    if not one.every and not one.cron:
        return t.say(N_("when the plugin asks for it"))
    if plan is None:
        return t.say(N_("has not run yet"))
    parts = []
    if plan.last_at is not None:
        parts.append(t.say(N_("last time %(when)s", when=t.moment(from_us(plan.last_at)))))
    if plan.next_at > now_us():
        parts.append(t.say(N_("next time %(when)s", when=t.moment(from_us(plan.next_at)))))
    else:
        parts.append(t.say(N_("is due now")))
    return ", ".join(parts)
