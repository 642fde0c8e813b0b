"""Who may what and why: the answer is made from the same grounds that decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from okno.access.grounds import Ground, grounds_of, grounds_of_many
from okno.access.rights import COMPANY, RIGHTS, TEAM, Right
from okno.access.roles import EVERYBODY, LEAD, Role, all_roles
from okno.access.wording import Wording, wording_of
from okno.db import in_list
from okno.errors import Invalid
from okno.i18n import Translator
from okno.people import Person
from okno.people.search import Subset, Wanted, page as people_page
from okno.teams import Team
from okno.text import N_, Phrase, sort_key

BATCH = 200
"""How many candidates are looked at together."""


@dataclass(frozen=True)
class Reason:
    """One sentence of an answer: a ground that gives the right, or one that does not."""

    gives: bool
    text: str
    ground: Ground | None = None


@dataclass(frozen=True)
class Verdict:
    """Whether a person has a right, why, and which roles would give it."""

    holds: bool
    text: str
    reasons: Sequence[Reason]
    would: Sequence[Role]


def asked(right: str, team: Team | None) -> Right:
    """The right that is asked about. Raises Invalid for one that is not, or that does not hold by team."""
    found = RIGHTS.get(right)
    if found is None:
        raise Invalid({"right": N_("Choose a right from the list.")})
    if team is not None and found.holds == COMPANY:
        raise Invalid({"team": N_("This right holds in the whole company: leave the team out.")})
    return found


async def explain(person: Person, right: Right, team: Team | None, t: Translator) -> Verdict:
    """Whether a person has a right, in a team when one is named; without one a right in teams may hold in any."""
    grounds = [one for one in await grounds_of(person.id) if _is_about(one, right, team)]
    giving = [one for one in grounds if right.key in one.rights]
    without = [one for one in grounds if right.key in one.withheld]
    words = await wording_of(grounds, t, [team.id] if team is not None else [])
    holds = bool(giving) and person.active
    reasons = [Reason(True, words.gives(one), one) for one in giving]
    reasons += [Reason(False, words.withholds(one), one) for one in without]
    if not person.active:
        reasons.insert(0, Reason(False, t.say(N_("The account is switched off, so nothing of this holds."))))
    would = [] if giving else [role for role in (await all_roles()).values() if _could(role, right, team)]
    if without:
        # The line binds every role that one is given; leading the team is what it does not bind.
        would = [role for role in would if role.key == LEAD]
    elif not giving:
        reasons += await _outside(person, right, team, would, words)
    return Verdict(holds, _sentence(person, right, team, giving, words, holds=holds), reasons, would)


def _is_about(ground: Ground, right: Right, team: Team | None) -> bool:
    if right.key not in ground.rights | ground.withheld:
        return False
    return (ground.team_id is not None) == (right.holds == TEAM) and (team is None or ground.team_id == team.id)


def _could(role: Role, right: Right, team: Team | None) -> bool:
    """Whether a role gives the right to whoever has it, in a team to whoever is in it."""
    wide = right.key in role.in_all_teams and not (team is not None and team.confidential)
    return right.key in role.rights | role.in_team or wide


async def _outside(
    person: Person, right: Right, team: Team | None, roles: Iterable[Role], words: Wording
) -> list[Reason]:
    """Why roles that he has do not give a right in a team: he is not in it."""
    if right.holds != TEAM:
        return []
    keys = {role.key for role in roles if right.key in role.in_team}
    held = {one.role.key: one for one in await grounds_of(person.id) if one.role.key in keys}
    return [Reason(False, words.t.say(_elsewhere(one, team, words)), one) for one in held.values()]


def _elsewhere(ground: Ground, team: Team | None, words: Wording) -> Phrase:
    role = words.role(ground.role)
    if team is None:
        return N_("Has the role “%(role)s”, but it gives this in one’s own teams only.", role=role)
    return N_("Has the role “%(role)s”, but is not in the team “%(team)s”.", role=role, team=words.team(team.id))


def _sentence(
    person: Person, right: Right, team: Team | None, giving: Sequence[Ground], words: Wording, *, holds: bool
) -> str:
    if right.holds == COMPANY:
        where = N_("in the whole company")
    elif team is not None:
        where = N_("in the team “%(team)s”", team=words.team(team.id))
    elif giving:
        names = sorted({words.team(one.team_id) for one in giving})
        where = N_("in the teams: %(teams)s", teams=", ".join(names))
    else:
        where = N_("in any team")
    yes, no = (
        N_("Yes. %(person)s has the right “%(right)s” %(where)s."),
        N_("No. %(person)s has not the right “%(right)s” %(where)s."),
    )
    params = {"person": person.name, "right": right.title, "where": where}
    return words.t.say(Phrase((yes if holds else no).msgid, params))


# Everybody who has a right --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Having:
    """A person who has a right, with his grounds for it."""

    person: Person
    grounds: Sequence[Ground]


async def having(
    right: Right, team: Team | None, *, after: tuple[str, int] | None = None, limit: int = 50
) -> tuple[list[Having], tuple[str, int] | None]:
    """A page of the active people who have a right, in the order of names, and the key to go on with."""
    roles = [role for role in (await all_roles()).values() if _could(role, right, team)]
    found: list[Having] = []
    wanted = Wanted(active=True, among=_candidates(roles))
    while len(found) <= limit:
        people, following = await people_page(wanted, after=after, limit=min(BATCH, limit + 1))
        grounds = await grounds_of_many(person.id for person in people)
        for person in people:
            own = [one for one in grounds[person.id] if _is_about(one, right, team) and right.key in one.rights]
            found += [Having(person, own)] if own else []
        if following is None:
            return found[:limit], _key(found[limit - 1]) if len(found) > limit else None
        after = following
    return found[:limit], _key(found[limit - 1])


def _key(one: Having) -> tuple[str, int]:
    return sort_key(one.person.name)[:512], one.person.id


def _candidates(roles: Sequence[Role]) -> tuple[Subset, ...]:
    """People who may have one of the roles somehow; the grounds of each of them decide."""
    keys = [role.key for role in roles]
    if EVERYBODY in keys:
        return ()
    leading = " UNION SELECT person_id FROM team_member WHERE lead = true" if LEAD in keys else ""

    def subset(start: int) -> tuple[str, Sequence[object]]:
        places, args = in_list(keys, start=start)
        return (
            f"SELECT person_id FROM role_grant WHERE role IN {places}"
            f" UNION SELECT person_id FROM team_role_grant WHERE role IN {places}{leading}",
            args,
        )

    return (subset,)


def by_right(grounds: Iterable[Ground], *, withheld: bool = False) -> Mapping[tuple[int | None, str], list[Ground]]:
    """The grounds of each right in each place (a team, or None for the company); or of what lines are without."""
    found: dict[tuple[int | None, str], list[Ground]] = {}
    for ground in grounds:
        for key in ground.withheld if withheld else ground.rights:
            found.setdefault((ground.team_id, key), []).append(ground)
    return found
