"""Tokens of the person: what lets programs act for him. Each is shown once and can be revoked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.access import RIGHTS
from okno.clock import now
from okno.errors import Forbidden, Invalid, NotFound
from okno.http import Page, page, tokens
from okno.http.forms import texts
from okno.http.tokens import Token
from okno.settings import Settings
from okno.text import N_, Phrase, one_line, pick
from okno.themes.contexts import Condition, FieldView, OptionView
from okno.themes.doors import TokensPage, TokenView
from okno.web import toast
from okno.web.door import prove_password
from okno.web.faces import error_links
from okno.web.form_input import Inputs
from okno.web.shell import Screen

PATH = "/profile/tokens"
LIVES: dict[str, Phrase] = {
    "30": N_("30 days"),
    "90": N_("90 days"),
    "365": N_("a year"),
    "0": N_("without an end"),
}
"""How long a token may be valid: days, 0 for ever."""
DEFAULT_LIFE = "90"
NAME_LONGEST = 100


class Tokens(Screen):
    """The list, with the form of a new one."""

    section = "profile"
    plain = ""

    async def load(self) -> None:
        """A token must not make tokens: those would outlive it and could do more."""
        if self.visit.bearer:
            raise Forbidden

    async def act(self) -> None:
        """Makes a token and shows it."""
        await prove_password(self, "password")
        name, life = one_line(self.text("name"), NAME_LONGEST), self.text("days")
        if not name:
            raise Invalid({"name": N_("Write what the token is for, as “Backup of the reports”.")})
        if life not in LIVES:
            raise Invalid({"days": N_("Choose from the list.")})
        days = int(life)
        self.plain = await tokens.issue(
            self.person.id,
            name,
            rights=self._rights(),
            expires=now() + timedelta(days=days) if days else None,
            actor_id=self.person.id,
        )

    def _rights(self) -> list[str] | None:
        """The rights that were chosen of his own; None for all."""
        if self.text("scope") == "all":
            return None
        chosen = [right for right in self._own() if right in texts(self.form, "right")]
        if not chosen:
            raise Invalid({"right": N_("Choose what the token may do.")})
        return chosen

    def _own(self) -> list[str]:
        """What the person may do, anywhere."""
        own = self.actor.rights.union(*self.actor.team_rights.values())
        return [right for right in RIGHTS if right in own]

    async def context(self) -> TokensPage:
        """The page."""
        refused = self.problem is not None
        fields, errors = self._fields(), self.errors
        return TokensPage(
            rows=tuple(self._row(one) for one in await tokens.list_of(self.person.id)),
            fields=fields,
            errors=error_links(fields, errors, self.notice if refused and not errors else ""),
            making=refused,
            plain=self.plain,
            plain_name=one_line(self.text("name"), NAME_LONGEST) if self.plain else "",
        )

    def _fields(self) -> tuple[FieldView, ...]:
        typed = self.problem is not None
        say, locale = self.t.say, self.t.locale
        made = Inputs(self.t, {"name": self.text("name")} if typed else {}, self.errors)
        scope = self.text("scope", "all") if typed else "all"
        life = self.text("days", DEFAULT_LIFE) if typed else DEFAULT_LIFE
        chosen = set(texts(self.form, "right")) if typed else set()
        what = FieldView(
            kind="choice",
            name="scope",
            label=say(N_("What it may do")),
            options=(
                OptionView(value="all", label=say(N_("All that I may")), selected=scope == "all"),
                OptionView(value="some", label=say(N_("Only a part")), selected=scope != "all"),
            ),
        )
        rights = FieldView(
            kind="many",
            name="right",
            label=say(N_("Rights of the token")),
            error=self.errors.get("right", ""),
            options=tuple(
                OptionView(value=right, label=pick(RIGHTS[right].title, locale), selected=right in chosen)
                for right in self._own()
            ),
            when=(Condition(field="scope", values=("some",)),),
            shown=scope != "all",
        )
        return (
            made.field("text", "name", N_("What it is for"), max_chars=NAME_LONGEST),
            what,
            rights,
            made.options("list", "days", N_("Valid for"), ((key, say(word)) for key, word in LIVES.items()), (life,)),
            made.field("secret", "password", N_("The present password"), autocomplete="current-password"),
        )

    def _row(self, token: Token) -> TokenView:
        t = self.t
        return TokenView(
            id=token.id,
            name=token.name,
            rights=self._in_words(token.rights),
            made=t.moment(token.created),
            used=t.moment(token.last_used) if token.last_used is not None else "",
            expires=t.date(t.local(token.expires).date()) if token.expires is not None else "",
            over=token.expires is not None and token.expires <= now(),
        )

    def _in_words(self, rights: frozenset[str] | None) -> str:
        if rights is None:
            return self.t.say(N_("all your rights"))
        titles = [pick(RIGHTS[right].title, self.t.locale) for right in RIGHTS if right in rights]
        return "; ".join(titles) or self.t.say(N_("nothing any more"))


async def revoke(current: Page) -> Response:
    """Ends a token of the person for good."""
    text = str(current.params["token"])
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    if not await tokens.revoke(number, person_id=current.person.id, actor_id=current.actor.id):
        raise NotFound(N_("There is no such token."))
    response = current.redirect(PATH)
    toast.put(response, current.visit, current.t.say(N_("The token is revoked")))
    return response


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of tokens."""
    return [
        page(PATH, Tokens, needs="profile.edit"),
        page(PATH + "/{token}/revoke", revoke, needs="profile.edit", methods=("POST",)),
    ]
