"""The form of a role: its names, and ticks for the rights that it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from okno.access import RIGHTS, Actor, Role
from okno.access.rights import COMPANY, FREE, TEAM
from okno.access.roles import ADMINISTRATOR, KEPT
from okno.http import Page
from okno.http.forms import texts
from okno.i18n import Translator
from okno.text import N_, Phrase, pick
from okno.themes.admin import TickGroup, TickView
from okno.themes.contexts import FieldView
from okno.web.form_input import Inputs

GROUPS: Mapping[str, tuple[str, Phrase, Phrase]] = {
    "rights": (
        COMPANY,
        N_("In the whole company"),
        N_("Whoever has the role may this everywhere."),
    ),
    "in_team": (
        TEAM,
        N_("In one’s own teams"),
        N_("With the requests of the teams that the person is in, and of the team in which the role is given."),
    ),
    "in_all_teams": (
        TEAM,
        N_("In all teams but confidential ones"),
        N_("Without being in the team. Give this with care: it opens the requests of the whole company."),
    ),
}
"""The three groups of ticks by the name of their field: which rights they hold, their head and what it means."""
_TEXTS = ("title.ru", "title.en", "summary.ru", "summary.en")


@dataclass(frozen=True)
class RoleForm:
    """What the form holds: texts by field, and the ticked rights of each group."""

    values: Mapping[str, str]
    ticks: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, role: Role, key: str = "") -> RoleForm:
        """The form of a known role; with another `key` it becomes the start of a copy."""
        values = {f"title.{locale}": role.title.get(locale, "") for locale in ("ru", "en")}
        values |= {f"summary.{locale}": role.summary.get(locale, "") for locale in ("ru", "en")}
        ticks = {"rights": role.rights, "in_team": role.in_team, "in_all_teams": role.in_all_teams}
        return cls(values | {"key": key}, ticks)

    @classmethod
    def sent(cls, current: Page) -> RoleForm:
        """The form as it was sent."""
        values = {name: current.text(name) for name in ("key", *_TEXTS)}
        return cls(values, {name: frozenset(texts(current.form, name)) for name in GROUPS})

    def role(self, key: str) -> Role:
        """The role that the form describes."""
        return Role(
            key=key,
            title={locale: self.values[f"title.{locale}"] for locale in ("ru", "en")},
            summary={locale: self.values[f"summary.{locale}"] for locale in ("ru", "en")},
            rights=self.ticks["rights"],
            in_team=self.ticks["in_team"],
            in_all_teams=self.ticks["in_all_teams"],
        )

    def fields(self, t: Translator, errors: Mapping[str, str], *, new: bool) -> tuple[FieldView, ...]:
        """Names and summaries; for a new role its key as well."""
        inputs = Inputs(t, self.values, errors)
        help_ = N_("Small Latin letters, digits and underscores, as night_shift. It can’t be changed later.")
        key = (inputs.field("text", "key", N_("Key"), help_=help_, max_chars=63),) if new else ()
        return (
            *key,
            inputs.field("text", "title.ru", N_("Name in Russian"), max_chars=60),
            inputs.field("text", "title.en", N_("Name in English"), max_chars=60),
            inputs.field("text", "summary.ru", N_("What it is for, in Russian"), optional=True, max_chars=200),
            inputs.field("text", "summary.en", N_("What it is for, in English"), optional=True, max_chars=200),
        )

    def groups(self, t: Translator, actor: Actor, errors: Mapping[str, str], *, key: str = "") -> tuple[TickGroup, ...]:
        """The ticks; those that this person can't change say why."""
        return tuple(
            TickGroup(
                name=name,
                title=t.say(title),
                help=t.say(help_),
                ticks=tuple(self._tick(name, right, t, actor, key) for right in RIGHTS if RIGHTS[right].holds == holds),
                error=errors.get(name, ""),
            )
            for name, (holds, title, help_) in GROUPS.items()
        )

    def _tick(self, group: str, right: str, t: Translator, actor: Actor, key: str) -> TickView:
        why = _locked(right, actor, key) if group == "rights" else None
        return TickView(
            value=right,
            label=pick(RIGHTS[right].title, t.locale),
            on=right in self.ticks[group],
            locked=why is not None,
            why=t.say(why) if why is not None else "",
            group=pick(RIGHTS[right].group, t.locale),
        )


def _locked(right: str, actor: Actor, key: str) -> Phrase | None:
    """Why this person can neither give this right of the company to a role nor take it; None: he can."""
    if key == ADMINISTRATOR and right in KEPT:
        return N_("always has it")
    if right not in actor.rights and right not in FREE:
        return N_("you have not got this yourself")
    return None
