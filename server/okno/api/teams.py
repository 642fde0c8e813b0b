"""Teams: who does the work, who leads it."""

from okno.teams import Team, all_teams, by_key, get, get_many, leads, members, teams_of

__all__ = ["Team", "all_teams", "by_key", "get", "get_many", "leads", "members", "teams_of"]
