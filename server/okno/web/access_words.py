"""Verdicts and grounds as pages show them: sentences with links to where they can be changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from okno.access import RIGHTS, Actor, Role, may
from okno.access.explain import Reason, Verdict, by_right
from okno.access.grounds import Ground
from okno.access.rights import COMPANY, Right
from okno.access.roles import LEAD
from okno.access.standing import Standing
from okno.access.wording import Wording
from okno.i18n import Translator
from okno.teams import Team
from okno.text import N_, pick
from okno.themes.admin import GroundView, RightLine, RightScope, VerdictView


def verdict_view(verdict: Verdict, right: Right, team: Team | None, actor: Actor, t: Translator) -> VerdictView:
    """An answer with its reasons, and what would give the right when nothing does."""
    return VerdictView(
        holds=verdict.holds,
        text=verdict.text,
        grounds=tuple(reason_view(one, actor, t) for one in verdict.reasons),
        would=tuple(_would(role, right, team, t) for role in verdict.would),
    )


def reason_view(reason: Reason, actor: Actor, t: Translator) -> GroundView:
    """A reason with a link to the role that it follows from."""
    kind = "yes" if reason.gives else "no"
    if reason.ground is None or not may(actor, "access.see"):
        return GroundView(kind=kind, text=reason.text)
    role = reason.ground.role
    return GroundView(kind=kind, text=reason.text, href=f"/admin/roles/{role.key}", link=pick(role.title, t.locale))


def _would(role: Role, right: Right, team: Team | None, t: Translator) -> GroundView:
    title = pick(role.title, t.locale)
    if role.key == LEAD:
        said = N_("Whoever leads the team has it: that is the role “%(role)s”.", role=title)
    elif right.holds == COMPANY:
        said = N_("The role “%(role)s” gives it in the whole company.", role=title)
    elif right.key in role.in_all_teams and not (team is not None and team.confidential):
        said = N_("The role “%(role)s” gives it in all teams but confidential ones.", role=title)
    else:
        said = N_("The role “%(role)s” gives it in one’s own teams, and in a team in which it is given.", role=title)
    return GroundView(kind="yes", text=t.say(said), href=f"/admin/roles/{role.key}", link=title)


def scopes(grounds: Sequence[Ground], standing: Standing, words: Wording, actor: Actor) -> tuple[RightScope, ...]:
    """All rights of a person with their reasons: those of the company first, then each team by its name."""
    t = words.t
    have, lack = by_right(grounds), by_right(grounds, withheld=True)
    places: list[int | None] = [None]
    places += sorted({place for place, _ in (*have, *lack) if place is not None}, key=words.team)
    found: list[RightScope] = []
    for place in places:
        rights = {key: have[place, key] for key in RIGHTS if (place, key) in have}
        withheld = {key: lack[place, key] for key in RIGHTS if (place, key) in lack and key not in rights}
        found.append(
            RightScope(
                title=t.say(N_("In the whole company")) if place is None else words.team(place),
                line="" if place is None else words.place(standing.within(place)),
                rights=_lines(rights, words, actor),
                withheld=_lines(withheld, words, actor, withheld=True),
            )
        )
    return tuple(found)


def _lines(
    rights: Mapping[str, Sequence[Ground]], words: Wording, actor: Actor, *, withheld: bool = False
) -> tuple[RightLine, ...]:
    """Rights with their reasons; those that have the same reasons stand together."""
    said = words.withholds if withheld else words.gives
    found: dict[tuple[GroundView, ...], list[str]] = {}
    for key, grounds in rights.items():
        reasons = tuple(reason_view(Reason(not withheld, said(one), one), actor, words.t) for one in grounds)
        found.setdefault(reasons, []).append(pick(RIGHTS[key].title, words.t.locale))
    return tuple(RightLine(titles=tuple(titles), grounds=reasons) for reasons, titles in found.items())
