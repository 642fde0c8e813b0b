"""Teams: who does the work. The catalog declares them, administrators put people in."""

from okno.teams.team import Team, all_teams, by_key, declare, get, get_many
from okno.teams.membership import join, leave, leads, members, set_members, teams_of

__all__ = [
    "Team",
    "all_teams",
    "by_key",
    "declare",
    "get",
    "get_many",
    "join",
    "leads",
    "leave",
    "members",
    "set_members",
    "teams_of",
]
