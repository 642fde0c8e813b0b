"""Administration of roles: what there is, what each gives, who has it; changing them and making one's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.access import RIGHTS, Role, all_roles, may
from okno.access.grants import holder_counts, holders_of
from okno.access.rolebook import MANAGE, change, make, remove, restore
from okno.access.roles import EVERYBODY, LEAD, required
from okno.errors import Conflict, Forbidden, Invalid
from okno.http import Page, page
from okno.people import get_many as get_people
from okno.settings import Settings
from okno.teams import get_many as get_teams, leading
from okno.text import N_, pick, plural, sort_key
from okno.themes.admin import AdminRolePage, AdminRolesPage, HolderView, RoleRow
from okno.web.faces import error_links, person_view
from okno.web.role_form import RoleForm
from okno.web.shell import Screen

PATH = "/admin/roles"
SHOWN = 50
"""How many holders of a role are listed; the rest are counted."""


def mark_of(role: Role, current: Page) -> str:
    """Whether a role is one's own or not as it was delivered, in a word."""
    if not role.delivered:
        return current.t.say(N_("own"))
    return current.t.say(N_("changed")) if role.changed else ""


class Roles(Screen):
    """The list, with the form of a new role."""

    section = "roles"

    async def act(self) -> Response:
        """Makes a role of the company's own."""
        _require_manage(self)
        form = RoleForm.sent(self)
        key = form.values["key"].strip()
        await make(key, form.role(key), actor_id=self.actor.id)
        title = pick(form.role(key).title, self.t.locale)
        return self.go(f"{PATH}/{key}", self.t.say(N_("The role “%(role)s” is made", role=title)))

    async def context(self) -> AdminRolesPage:
        """The list; `?copy=` opens the form with the rights of a role."""
        counts, can_manage = await holder_counts(), may(self.actor, MANAGE)
        known = await all_roles()
        source = known.get(self.query.get("copy", ""))
        form = RoleForm.sent(self) if self.problem is not None else await self._start(source)
        fields, errors = form.fields(self.t, self.errors, new=True), self.errors
        groups = form.groups(self.t, self.actor, errors)
        return AdminRolesPage(
            rows=tuple(self._row(role, counts.get(role.key, 0)) for role in known.values()),
            can_manage=can_manage,
            fields=fields if can_manage else (),
            groups=groups if can_manage else (),
            errors=error_links(fields, errors, self.notice if self.problem is not None and not errors else ""),
            creating=can_manage and (self.problem is not None or source is not None),
        )

    async def _start(self, source: Role | None) -> RoleForm:
        if source is None:
            return RoleForm.of(Role("", {}, {}, frozenset(), frozenset(), frozenset()))
        form = RoleForm.of(source)
        allowed = frozenset(
            tick.value for tick in form.groups(self.t, self.actor, {})[0].ticks if tick.on and not tick.locked
        )
        titles = {
            "title.ru": f"{source.title.get('ru', '')} 2",
            "title.en": f"{source.title.get('en', '')} 2",
        }
        return RoleForm({**form.values, **titles}, {**form.ticks, "rights": allowed})

    def _row(self, role: Role, holders: int) -> RoleRow:
        return RoleRow(
            key=role.key,
            href=f"{PATH}/{role.key}",
            title=pick(role.title, self.t.locale),
            summary=pick(role.summary, self.t.locale),
            holders=self._holders(role, holders),
            mark=mark_of(role, self),
        )

    def _holders(self, role: Role, n: int) -> str:
        if role.key == EVERYBODY:
            return self.t.say(N_("everybody has it"))
        if role.key == LEAD and not n:
            return self.t.say(N_("leads of teams have it"))
        return self.t.say(plural("%(n)s person", "%(n)s people", n) if n else N_("nobody has it"))


class OneRole(Screen):
    """One role: what it gives and who has it."""

    section = "roles"
    role: Role

    async def load(self) -> None:
        """Finds the role."""
        self.role = await required(str(self.params["role"]))

    async def act(self) -> Response | None:
        """Saves, restores or removes the role."""
        _require_manage(self)
        doing = self.text("act")
        if doing == "restore":
            await restore(self.role.key, actor_id=self.actor.id)
            return self.go(f"{PATH}/{self.role.key}", self.t.say(N_("The role is as it was delivered")))
        if doing == "remove":
            await remove(self.role.key, actor_id=self.actor.id)
            title = pick(self.role.title, self.t.locale)
            return self.go(PATH, self.t.say(N_("The role “%(role)s” is removed", role=title)))
        if doing == "save":
            return await self._save()
        raise Invalid({"act": N_("Choose what to do.")})

    async def _save(self) -> Response:
        wanted = RoleForm.sent(self).role(self.role.key)
        await change(wanted, version=self._sent_version(), actor_id=self.actor.id)
        return self.go(f"{PATH}/{self.role.key}", self._said(wanted))

    def _sent_version(self) -> int:
        version = self.text("version")
        return int(version) if version.isascii() and version.isdigit() and len(version) < 11 else -1

    def _seen(self) -> int:
        """The version that the form shown again was made from: what changed meanwhile is not passed over unseen."""
        return self.role.version if isinstance(self.problem, Conflict) else self._sent_version()

    def _said(self, wanted: Role) -> str:
        """What the role gives now that it did not, and what it gives no more."""
        parts = [self.t.say(N_("Saved"))]
        before = {name: getattr(self.role, name) for name in ("rights", "in_team", "in_all_teams")}
        after = {name: getattr(wanted, name) for name in before}
        given = [key for key in RIGHTS if any(key in after[name] - before[name] for name in before)]
        taken = [key for key in RIGHTS if any(key in before[name] - after[name] for name in before)]
        if given:
            parts.append(self.t.say(N_("gives now: %(rights)s", rights=self._titles(given))))
        if taken:
            parts.append(self.t.say(N_("gives no more: %(rights)s", rights=self._titles(taken))))
        return "; ".join(parts)

    def _titles(self, keys: Iterable[str]) -> str:
        titles = [pick(RIGHTS[key].title, self.t.locale) for key in keys]
        return ", ".join(title[:1].lower() + title[1:] for title in titles)

    async def context(self) -> AdminRolePage:
        """The page of the role."""
        role, can_manage = self.role, may(self.actor, MANAGE)
        typed = self.problem is not None and self.text("act") == "save"
        form = RoleForm.sent(self) if typed else RoleForm.of(role)
        fields, errors = form.fields(self.t, self.errors, new=False), self.errors
        holders, total = await self._holders()
        return AdminRolePage(
            key=role.key,
            title=pick(role.title, self.t.locale),
            summary=pick(role.summary, self.t.locale),
            mark=mark_of(role, self),
            version=self._seen() if typed else role.version,
            groups=form.groups(self.t, self.actor, errors, key=role.key),
            fields=fields if can_manage else (),
            errors=error_links(fields, errors, self.notice if self.problem is not None and not errors else ""),
            can_manage=can_manage,
            can_restore=can_manage and role.changed,
            can_remove=can_manage and not role.delivered and not total,
            remove_why=self.t.say(N_("People have this role. Take it from them first, then it can be removed."))
            if can_manage and not role.delivered and total
            else "",
            copy_href=f"{PATH}?copy={role.key}" if can_manage else "",
            holders=holders,
            holders_note=self._note(),
            holders_more=self.t.say(N_("and %(n)s more", n=total - SHOWN)) if total > SHOWN else "",
        )

    def _note(self) -> str:
        if self.role.key == EVERYBODY:
            return self.t.say(N_("Everybody in the company has it; it is not given one by one."))
        if self.role.key == LEAD:
            return self.t.say(N_("Whoever leads a team has it in this team."))
        return ""

    async def _holders(self) -> tuple[tuple[HolderView, ...], int]:
        """Who has the role and where, by name, and in how many ways it is had in all."""
        pairs = [*await holders_of(self.role.key)]
        pairs += await leading() if self.role.key == LEAD else []
        people = await get_people(person_id for person_id, _ in pairs)
        teams = await get_teams(team_id for _, team_id in pairs)
        pairs = [pair for pair in dict.fromkeys(pairs) if pair[0] in people and (pair[1] is None or pair[1] in teams)]
        pairs.sort(key=lambda pair: (sort_key(people[pair[0]].name), pair[1] or 0))
        return tuple(
            HolderView(
                person=person_view(people[person_id], href=f"/admin/access/{person_id}"),
                where=self.t.say(N_("in the whole company"))
                if team_id is None
                else self.t.say(N_("in the team “%(team)s”", team=teams[team_id].name(self.t.locale))),
            )
            for person_id, team_id in pairs[:SHOWN]
        ), len(pairs)


def _require_manage(current: Page) -> None:
    if not may(current.actor, MANAGE):
        raise Forbidden


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of roles; whoever may read them may not yet change them."""
    return [
        page(PATH, Roles, needs="access.see"),
        page(PATH + "/{role}", OneRole, needs="access.see"),
    ]
