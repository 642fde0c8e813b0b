"""Teams: who does the work. The catalog declares them, administrators put people in."""

from okno.teams.membership import join, leads, leave, members, set_members, teams_of
from okno.teams.team import Team, all_teams, by_key, declare, get, get_many

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
