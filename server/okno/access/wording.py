"""Grounds in plain sentences, in the language of whoever reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from okno.access.grants import Grant
from okno.access.grounds import EVERYONE, EVERYWHERE, GRANTED_HERE, LEADING, Ground
from okno.access.roles import Role
from okno.access.standing import Membership
from okno.clock import from_us
from okno.i18n import Translator
from okno.people import get_many as get_people
from okno.teams import Team, get_many as get_teams
from okno.text import N_, Phrase, pick

LINE_NAMES: Mapping[int, Phrase] = {
    0: N_("all lines"),
    1: N_("1st line"),
    2: N_("2nd line"),
    3: N_("3rd line"),
    4: N_("4th line"),
}


@dataclass(frozen=True)
class Wording:
    """Says grounds. Made by `wording_of`, which reads the names of whom and what they mention."""

    t: Translator
    names: Mapping[int, str]
    teams: Mapping[int, Team]

    def team(self, team_id: int | None) -> str:
        """The name of a team."""
        found = self.teams.get(team_id) if team_id is not None else None
        return found.name(self.t.locale) if found is not None else "?"

    def role(self, role: Role) -> str:
        """The name of a role."""
        return pick(role.title, self.t.locale)

    def gives(self, ground: Ground) -> str:
        """Why the ground gives what it gives."""
        given, role, team = self._given(ground), self.role(ground.role), self.team(_team_of(ground))
        if ground.why == LEADING:
            return self.t.say(
                N_("Leads the team “%(team)s” and so has the role “%(role)s” in it.", team=team, role=role)
            )
        if ground.why == EVERYWHERE:
            return self.t.say(N_("%(given)s; it holds in all teams but confidential ones.", given=given))
        if ground.why == GRANTED_HERE:
            return self.t.say(N_("%(given)s; it holds in the team “%(team)s” only.", given=given, team=team))
        if ground.team_id is not None:
            place = self.place(ground.membership)
            said = N_("%(given)s; it holds in the team “%(team)s” (%(place)s).", given=given, team=team, place=place)
            return self.t.say(said)
        return f"{given}."

    def withholds(self, ground: Ground) -> str:
        """Why the ground does not give what its role would give."""
        member = ground.membership
        return self.t.say(
            N_(
                "The role “%(role)s” would give it, but in the team “%(team)s” this line is without it: %(line)s.",
                role=self.role(ground.role),
                team=self.team(ground.team_id),
                line=LINE_NAMES[member.line if member is not None else 0],
            )
        )

    def place(self, member: Membership | None) -> str:
        """The place in a team in a few words: lead, line, since when."""
        if member is None:
            return self.t.say(N_("not a member"))
        parts = [self.t.say(N_("leads the team"))] if member.lead else []
        parts += [self.t.say(LINE_NAMES[member.line])] if member.line else []
        since = N_("member since %(day)s", day=self._day(member.since)) if member.since else N_("member")
        return ", ".join([*parts, self.t.say(since)])

    def _given(self, ground: Ground) -> str:
        role = self.role(ground.role)
        if ground.why == EVERYONE or ground.grant is None:
            return self.t.say(N_("Everybody has the role “%(role)s”", role=role))
        whence = self.whence(ground.grant)
        if whence:
            return self.t.say(N_("The role “%(role)s” is given (%(whence)s)", role=role, whence=whence))
        return self.t.say(N_("The role “%(role)s” is given", role=role))

    def whence(self, grant: Grant) -> str:
        """Who gave a role and when, as far as that is known."""
        who = self.names.get(grant.granted_by, "") if grant.granted_by is not None else ""
        return ", ".join(part for part in (who, self._day(grant.granted_at)) if part)

    def _day(self, at: int | None) -> str:
        return self.t.date(self.t.local(from_us(at)).date()) if at is not None else ""


async def wording_of(grounds: Iterable[Ground], t: Translator, team_ids: Iterable[int] = ()) -> Wording:
    """The wording for these grounds, and for these teams besides."""
    found = list(grounds)
    people = await get_people(one.grant.granted_by for one in found if one.grant is not None)
    teams = await get_teams([*team_ids, *(_team_of(one) for one in found)])
    return Wording(t, {person_id: person.name for person_id, person in people.items()}, teams)


def _team_of(ground: Ground) -> int | None:
    """The team that the ground speaks of: where it holds, else from where it comes."""
    if ground.team_id is not None:
        return ground.team_id
    if ground.membership is not None:
        return ground.membership.team_id
    return ground.grant.team_id if ground.grant is not None else None
