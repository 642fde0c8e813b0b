"""A confidential team is told of everybody who gets into it: nobody, administrators included, comes in unseen.

Whoever takes the keys of a member's account gets into it as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from okno.access import all_roles
from okno.access.events import RoleGranted
from okno.access.grants import grants_in
from okno.clock import now_us
from okno.events import Fact, listener, record
from okno.notify.choices import wishes_of
from okno.notify.delivery import About, by_push, write_notice
from okno.notify.events import NoticesWritten
from okno.notify.outbox import NO_TICKET
from okno.notify.post import post, push
from okno.people import Person, get, get_many
from okno.people.events import InvitationSent, PasswordSet, PersonChanged, SecondFactorOff, TokenIssued
from okno.teams import Team, all_teams, get as get_team, get_many as get_teams, members
from okno.teams.events import MemberJoined
from okno.text import N_, Phrase

WORDS: Mapping[str, Phrase] = {
    "newcomer": N_("%(who)s is in the team “%(team)s” now. Done by: %(actor)s."),
    "new_lead": N_("%(who)s leads the team “%(team)s” now. Done by: %(actor)s."),
    "new_role": N_("%(who)s has the role “%(role)s” in the team “%(team)s” now. Done by: %(actor)s."),
    "keys": N_("%(actor)s has changed how %(who)s of the team “%(team)s” signs in, and could enter in this name."),
}
"""The sentence of each kind of notice; such a notice is about no ticket."""
ADVICE = N_("This team is confidential, so all of it is told. If this should not be, tell the lead of the team.")


@listener("notify.newcomers", MemberJoined, RoleGranted)
async def tell_team(fact: Fact) -> None:
    """Writes a notice and a letter to each who is in the team or has a role in it, and to the newcomer; not to who
    did it.
    """
    kind, team = _kind(fact), await _team_of(fact)
    newcomer = await get(int(fact.payload.get("person_id") or fact.stream_id))
    if kind is None or team is None or newcomer is None:
        return
    subject = N_("Somebody new in the team “%(team)s”", team=team.title)
    await _tell(fact, kind, subject, team, newcomer)


@listener("notify.keys", InvitationSent, PasswordSet, PersonChanged, SecondFactorOff, TokenIssued)
async def tell_of_keys(fact: Fact) -> None:
    """Tells the confidential teams of a person that another has got what opens his account; not to who did it."""
    if fact.actor_id in (None, fact.stream_id) or "mail" not in fact.payload.get("fields", ["mail"]):
        return
    person = await get(fact.stream_id)
    for team in await all_teams():
        if person is not None and team.confidential and person.id in await _inside(team):
            subject = N_("Somebody could enter in the name of a colleague: “%(team)s”", team=team.title)
            await _tell(fact, "keys", subject, team, person)


async def _tell(fact: Fact, kind: str, subject: Phrase, team: Team, about: Person) -> None:
    payload = {"actor": fact.actor_id, "who": about.id, "team": team.id, "role": fact.payload.get("role")}
    said = (await phrases([(kind, payload)]))[0]
    told = [one for one in await _hearers(team, about) if one.id != fact.actor_id]
    wishes = await wishes_of(told)
    for one in told:
        plan = wishes[one.id].plan(kind, now_us())
        await write_notice(fact, one, kind, NO_TICKET, payload)
        await post(fact.id, one, subject=subject, parts=(said, ADVICE), kind=kind, plan=plan)
        await by_push(About(fact.id, one, kind, NO_TICKET), plan, push(one, subject, said))
    topics = [f"person:{one.id}" for one in told]
    await record(NoticesWritten(stream_id=NO_TICKET, actor_id=fact.actor_id, about=fact.id), topics)


async def phrases(told: Sequence[tuple[str, Mapping[str, Any]]]) -> list[Phrase]:
    """The sentences of such notices, by their kinds and payloads; all names are read at once."""
    people = await get_many(one for _, payload in told for one in (payload["actor"], payload["who"]))
    teams = await get_teams(payload["team"] for _, payload in told)
    roles = await all_roles() if any(payload["role"] for _, payload in told) else {}

    def name(person_id: int | None) -> str | Phrase:
        return people[person_id].name if person_id in people else N_("the server")

    def said(kind: str, payload: Mapping[str, Any]) -> Phrase:
        team, role = teams.get(payload["team"]), roles.get(payload["role"])
        params = {
            "who": name(payload["who"]),
            "actor": name(payload["actor"]),
            "team": team.title if team is not None else "",
            "role": role.title if role is not None else payload["role"],
        }
        return Phrase(WORDS[kind].msgid, params)

    return [said(kind, payload) for kind, payload in told]


def _kind(fact: Fact) -> str | None:
    """What is told; None for what changes nobody's sight, as another line."""
    if fact.kind == RoleGranted.kind():
        return "new_role"
    if fact.payload.get("promoted"):
        return "new_lead"
    return "newcomer" if fact.payload.get("joined", True) else None


async def _team_of(fact: Fact) -> Team | None:
    """The confidential team that the fact is about; None: it is about no such."""
    team_id = fact.stream_id if fact.kind == MemberJoined.kind() else fact.payload.get("team_id")
    team = await get_team(int(team_id)) if team_id is not None else None
    return team if team is not None and team.confidential else None


async def _hearers(team: Team, about: Person) -> list[Person]:
    """Those who are in the team, and the one whom it is about; each once."""
    inside = await _inside(team) | {about.id: about}
    return [one for one in inside.values() if one.active and not one.demo]


async def _inside(team: Team) -> dict[int, Person]:
    """The active members and those who have a role in the team, by id."""
    inside = {one.id: one for one in await members(team.id)}
    return inside | await get_many(person_id for person_id, _ in await grants_in(team.id))
