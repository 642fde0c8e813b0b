"""What somebody wants a webhook to be: checked with his rights, for it acts with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from okno.api import N_, Actor, Context, Invalid, Phrase, one_line
from okno.api.catalog import service
from okno.api.outbound import Unreachable, callable_host
from okno.api.teams import Team, get_many as get_teams
from okno_webhooks import headers
from okno_webhooks.hook import LEVELS, Hook
from okno_webhooks.kinds import KINDS

TITLE_LONGEST, URL_LONGEST = 200, 2000
LIST_MOST = 100


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The content of a webhook. `headers`: values by name, None for those that stay as they are."""

    title: str
    url: str
    level: str
    kinds: tuple[str, ...]
    teams: tuple[int, ...] = ()
    services: tuple[str, ...] = ()
    active: bool = True
    headers: Mapping[str, str | None] = field(default_factory=dict)

    @classmethod
    def of(cls, hook: Hook) -> Draft:
        """That of a webhook as it is."""
        return cls(
            title=hook.title,
            url=hook.url,
            level=hook.level,
            kinds=hook.kinds,
            teams=hook.teams,
            services=hook.services,
            active=hook.active,
            headers=dict.fromkeys(hook.header_names),
        )


def may_choose(actor: Actor, team: Team) -> bool:
    """Whether somebody may have a webhook tell of a team: he sees its requests, and is in it if it is confidential."""
    return team.id in actor.teams_with("ticket.see") and (not team.confidential or team.id in actor.teams)


async def checked(ctx: Context, actor: Actor, draft: Draft, before: Hook | None) -> tuple[Draft, str]:
    """The draft made clean, and the sealed values of its headers. Raises Invalid by field."""
    clean = Draft(
        title=one_line(draft.title, TITLE_LONGEST),
        url=draft.url.strip(),
        level=draft.level,
        kinds=tuple(name for name in KINDS if name in draft.kinds),
        teams=tuple(sorted(set(draft.teams))),
        services=tuple(sorted(set(draft.services))),
        active=draft.active,
        headers=draft.headers,
    )
    problems = {**_plain_problems(clean, draft), **await _list_problems(actor, clean)}
    values, wrong = _values(ctx, clean, before)
    problems |= wrong
    if problems:
        raise Invalid(problems)
    return clean, headers.sealed(ctx, values)


def _plain_problems(clean: Draft, draft: Draft) -> dict[str, Phrase]:
    problems: dict[str, Phrase] = {}
    if not clean.title:
        problems["title"] = N_("Write what it is called, as “Reports of the warehouse”.")
    if (wrong := _url_problem(clean.url)) is not None:
        problems["url"] = wrong
    if clean.level not in LEVELS:
        problems["level"] = N_("Choose from the list.")
    if not clean.kinds or set(draft.kinds) - set(KINDS):
        problems["kinds"] = N_("Choose at least one from the list.")
    return problems


def _url_problem(url: str) -> Phrase | None:
    if not url or len(url) > URL_LONGEST:
        return N_("Write the address of the receiver: https://host.example.com/path.")
    try:
        callable_host(url)
    except Unreachable:
        return N_(
            "This server does not call that address. It takes https addresses of the internet, and those inside of the"
            " company that stand in the setting outbound.inside of okno.toml."
        )
    return None


async def _list_problems(actor: Actor, clean: Draft) -> dict[str, Phrase]:
    problems: dict[str, Phrase] = {}
    found = await get_teams(clean.teams)
    if len(clean.teams) > LIST_MOST or any(
        one not in found or not may_choose(actor, found[one]) for one in clean.teams
    ):
        problems["teams"] = N_("Choose teams whose requests you see yourself.")
    if len(clean.services) > LIST_MOST or any(service(key) is None for key in clean.services):
        problems["services"] = N_("Choose from the list.")
    return problems


def _values(ctx: Context, clean: Draft, before: Hook | None) -> tuple[dict[str, str], dict[str, Phrase]]:
    """The values of the headers, those that stay among them; whoever changes the receiver writes them anew."""
    if len(clean.headers) > headers.MOST:
        return {}, {"headers": N_("At most %(n)s headers.", n=headers.MOST)}
    kept = headers.opened(ctx, before.header_values) if before is not None and None in clean.headers.values() else {}
    moved = before is not None and _origin(before.url) != _origin(clean.url)
    values: dict[str, str] = {}
    for name, value in clean.headers.items():
        wrong = headers.problem_of(name, value)
        if wrong is None and value is None and (name not in kept or moved):
            wrong = N_("The receiver is another one: write the value of %(name)s again.", name=name)
        if wrong is not None:
            return {}, {"headers": wrong}
        values[name] = kept[name] if value is None else value
    return values, {}


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme.lower(), parts.netloc.lower()
