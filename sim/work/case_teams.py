"""Who works on cases: teams made of the people in each line of duty, and the one that a case goes to."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from sim.agents.case import Job
from sim.agents.case_team import CaseTeam
from sim.agents.person import Person
from sim.config.casework import Grouping
from sim.config.errors import ConfigError
from sim.rules.referral import STATION

if TYPE_CHECKING:
    from sim.model import PolicingModel


class CaseTeams:
    """All case teams of a structure, by line of duty (`investigate:<specialism>`, `pretrial`, `review`)."""

    def __init__(self, model: PolicingModel, lines: list[str]) -> None:
        self.model = model
        self.settings = model.config.casework
        self.all: list[CaseTeam] = []
        self.lines = lines
        self._near: dict[tuple[str, int], list[CaseTeam]] = {}
        self.by_line = {line: self._make(line) for line in lines}

    def _make(self, line: str) -> list[CaseTeam]:
        """The teams of the people who hold the line; a line that falls back shares the other's teams, because
        nobody works in two."""
        function, _, specialism = line.partition(":")
        indices = self.model.establishment.holders(function, specialism or None)
        if line == self._specialists_line():
            indices = sorted({*indices, *self._unrouted()})
        people = [self.model.people[index] for index in indices]
        already = [person.case_team for person in people if person.case_team is not None]
        if already:
            return list(dict.fromkeys(already))
        return self._group(line, people)

    def _specialists_line(self) -> str:
        """The line that takes in the investigators to whom no route leads: the default, if it is no station's,
        or the first specialist line."""
        default = self.settings.routes["default"]
        return default if default != STATION else next((x for x in self.lines if x != STATION), STATION)

    def _unrouted(self) -> list[int]:
        """Specialist investigators whose line no route names (the posts of another structure)."""
        named = {line.partition(":")[2] for line in self.lines if line.startswith("investigate")}
        posts = self.model.establishment.posts
        return [p.person for p in posts if p.specialism and p.specialism not in named and not p.leader
                and self.model.people[p.person].officer]  # fmt: skip

    def _group(self, line: str, people: list[Person]) -> list[CaseTeam]:
        station = people[0].post.function == "investigate" and people[0].post.specialism == "station"
        grouping: Grouping = self.settings.station_grouping if station else self.settings.specialist_grouping
        if line in ("pretrial", "review") and not station:
            grouping = "pool"
        by_site: dict[int, list[Person]] = {}
        for person in people:
            by_site.setdefault(person.post.site, []).append(person)
        made = []
        for members in by_site.values():
            pool: list[Job] = []
            teams = [
                self._team(line, group, pool if grouping == "pool" else [], station)
                for group in self._split(members, grouping)
            ]
            if grouping == "pool":
                for team in teams:
                    team.mates = teams
            made += teams
        if self.settings.zoned and not station:
            zones = max(self.model.zone_of_area) + 1
            for place, team in enumerate(made):
                team.zone = place % zones
        return made

    def _split(self, people: list[Person], grouping: Grouping) -> list[list[Person]]:
        """Teams of one, or headcount // size teams of which the first ones are larger."""
        size = 1 if grouping in ("own_officer", "pool") else round(self.settings.group_size)
        count = max(1, len(people) // size)
        return [people[place::count] for place in range(count)]

    def _team(self, line: str, members: list[Person], queue: list[Job], station: bool) -> CaseTeam:
        team = CaseTeam(self.model, len(self.all), members, line, queue)
        team.station = station
        for person in members:
            person.case_team = team
        team.area = self.model.establishment.sites[members[0].post.site].area
        self.all.append(team)
        return team

    def choose(self, line: str, area: int, now_with: CaseTeam | None = None) -> CaseTeam:
        """The team of this line that gets a case of this area: of the area or zone if it has one, the one with
        the fewest open jobs; whoever has it keeps it where the line allows."""
        teams = self.by_line.get(line)
        if teams is None:
            raise ConfigError(
                [f"casework.referral: {self.settings.referral!r} names {line!r}, which no route names"]
            )
        if now_with is not None and now_with in teams:
            return now_with
        if (line, area) not in self._near:
            zone = self.model.zone_of_area[area]
            near = [t for t in teams if t.area == area] or [t for t in teams if t.zone == zone] or teams
            self._near[line, area] = sorted(near, key=attrgetter("index"))
        near = self._near[line, area]
        # The first of those with the fewest; in a large pool mostly one without any.
        return next((team for team in near if not team.open), None) or min(near, key=attrgetter("open"))
