"""The form of a webhook: what it asks and what it takes."""

from __future__ import annotations

from collections.abc import Mapping

from okno.api import N_, Actor, Phrase, Screen, may, pick
from okno.api.catalog import services
from okno.api.teams import all_teams
from okno.api.themes import FieldView, Inputs, OptionView, Translator
from okno_webhooks import headers
from okno_webhooks.draft import TITLE_LONGEST, URL_LONGEST, Draft, may_choose
from okno_webhooks.hook import FIELDS, LEVELS, Hook
from okno_webhooks.kinds import KINDS

_LEVEL_NOTES: Mapping[str, Phrase] = {
    "ids": N_("The receiver asks for the rest by REST, with its own rights."),
    "fields": N_("Answers of the form, comments and files never go out."),
    "person": N_("Think of it: names leave the company’s own system."),
}


def read(screen: Screen, hook: Hook | None) -> Draft:
    """What was sent."""
    teams = tuple(int(one) for one in _texts(screen, "teams") if one.isascii() and one.isdigit() and len(one) < 19)
    return Draft(
        title=screen.text("title"),
        url=screen.text("url"),
        level=screen.text("level"),
        kinds=tuple(_texts(screen, "kinds")),
        teams=teams,
        services=tuple(_texts(screen, "services")),
        active=screen.text("active") == "1",
        headers=_headers(screen, hook),
    )


def _texts(screen: Screen, name: str) -> list[str]:
    return [value for value in screen.form.getlist(name) if isinstance(value, str)]


def _headers(screen: Screen, hook: Hook | None) -> dict[str, str | None]:
    """By name; without a value the one that it has stays."""
    found: dict[str, str | None] = {}
    for n in range(headers.MOST):
        name, value = screen.text(f"header{n}").strip(), screen.text(f"header{n}.value").strip()
        if name:
            known = hook is not None and name in hook.header_names
            found[name] = value if value or not known else None
    return found


def fields(t: Translator, draft: Draft, errors: Mapping[str, str]) -> tuple[FieldView, ...]:
    """What everybody fills in."""
    made = Inputs(t, {"title": draft.title, "url": draft.url}, errors)
    return (
        made.field("text", "title", N_("What it is called"), max_chars=TITLE_LONGEST),
        made.field(
            "text",
            "url",
            N_("Address of the receiver"),
            help_=N_("https://host.example.com/path. It gets a POST with JSON."),
            max_chars=URL_LONGEST,
        ),
        made.options(
            "many",
            "kinds",
            N_("What it tells"),
            ((name, f"{t.say(kind.title)} ({name})") for name, kind in KINDS.items()),
            draft.kinds,
            help_=N_("Notes of the team are never told."),
        ),
        _levels(made, draft.level or FIELDS),
    )


def active_field(t: Translator, draft: Draft) -> FieldView:
    """Whether it is switched on."""
    made = Inputs(t, {"active": "1" if draft.active else ""}, {})
    return made.field("yes", "active", N_("It is switched on"), optional=True)


def _levels(made: Inputs, chosen: str) -> FieldView:
    say = made.t.say
    return FieldView(
        kind="choice",
        name="level",
        label=say(N_("How much it says")),
        error=made.errors.get("level", ""),
        options=tuple(
            OptionView(value=key, label=say(word), note=say(_LEVEL_NOTES[key]), selected=key == chosen)
            for key, word in LEVELS.items()
        ),
    )


async def scope_fields(t: Translator, actor: Actor, draft: Draft, errors: Mapping[str, str]) -> tuple[FieldView, ...]:
    """Which teams and services, of those that the actor sees; a field with nothing to choose is left out."""
    made = Inputs(t, {}, errors)
    teams = [one for one in await all_teams() if may_choose(actor, one)]
    locale, say = made.t.locale, made.t.say
    secret = say(N_("confidential"))
    named = [(str(one.id), one.name(locale) + (f" ({secret})" if one.confidential else "")) for one in teams]
    keys = {one.key for one in teams}
    offered = [(one.key, pick(one.title, locale)) for one in services() if one.team in keys]
    found = []
    if named:
        help_ = N_("None: all whose requests you see. A confidential team only tells when it is ticked.")
        chosen = {str(one) for one in draft.teams}
        found.append(made.options("many", "teams", N_("Only these teams"), named, chosen, help_=help_))
    if offered:
        help_ = N_("None: all services.")
        found.append(made.options("many", "services", N_("Only these services"), offered, draft.services, help_=help_))
    return tuple(found)


def header_fields(t: Translator, draft: Draft, hook: Hook | None) -> tuple[tuple[FieldView, FieldView], ...]:
    """The names and the values of headers; what is stored is not shown."""
    kept = t.say(N_("stays as it is when this is empty"))
    rows = [*draft.headers, *[""] * (headers.MOST - len(draft.headers))][: headers.MOST]
    return tuple(
        (
            FieldView(
                kind="text",
                name=f"header{n}",
                label=t.say(N_("Header %(n)s", n=n + 1)),
                value=name,
                optional=True,
                max_chars=60,
            ),
            FieldView(
                kind="secret",
                name=f"header{n}.value",
                label=t.say(N_("Its value")),
                help=kept if hook is not None and name in hook.header_names else "",
                optional=True,
                max_chars=headers.LONGEST,
                autocomplete="off",
            ),
        )
        for n, name in enumerate(rows)
    )


def blind(actor: Actor) -> bool:
    """Whether the actor sees requests of no team, so that his webhook would tell of his own only."""
    return not actor.teams_with("ticket.see") and not may(actor, "ticket.see")
