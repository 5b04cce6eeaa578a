"""Every page of the team, joined into one blueprint."""

from portal.web import team_advocacy, team_agenda, team_case, team_duty, team_follow_ups, team_overview

MODULES = (team_advocacy, team_agenda, team_case, team_duty, team_follow_ups, team_overview)
team = team_case.team_case
