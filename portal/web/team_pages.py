"""Every page of the team, joined into one blueprint."""

from portal.web import team_case, team_duty

MODULES = (team_case, team_duty)
team = team_case.team_case
