"""Teams: who does the work. The catalog declares them, administrators put people in."""

from okno.teams.membership import (
    Place,
    join,
    leading,
    leads,
    leave,
    members,
    place_of,
    places,
    set_away,
    set_members,
    sizes,
    teams_of,
    teams_of_many,
    within,
)
from okno.teams.team import Team, all_teams, by_key, declare, get, get_many

__all__ = [
    "Place",
    "Team",
    "all_teams",
    "by_key",
    "declare",
    "get",
    "get_many",
    "join",
    "leading",
    "leads",
    "leave",
    "members",
    "place_of",
    "places",
    "set_away",
    "set_members",
    "sizes",
    "teams_of",
    "teams_of_many",
    "within",
]
